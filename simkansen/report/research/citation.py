"""How to cite: the entry for BibTeX, from the project's CITATION.cff and what the manifest says."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from simkansen.report import sections
from simkansen.report.reading.results import Results

_PACKAGE = Path(__file__).resolve().parents[2]
PLACES = (_PACKAGE / "CITATION.cff", _PACKAGE.parent / "CITATION.cff")
"""In an installed package, and in a checkout."""


@cache
def citation() -> dict[str, Any]:
    """Read what the project says of itself.

    Raises
    ------
    FileNotFoundError
        There is no CITATION.cff.
    """
    from ruamel.yaml import YAML

    path = next((place for place in PLACES if place.is_file()), None)
    if path is None:
        raise FileNotFoundError("the package lacks its CITATION.cff; install it again")
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    return found


def bibtex(results: Results) -> str:
    """Return the entry for the version that made these results.

    Parameters
    ----------
    results
        A results folder; its name, its scenarios, hash, seed and number of replications go into the note:
        two experiments may have one hash, and are told apart by their names.
    """
    about, version = citation(), sections.version(results)
    name = str(results.fact("name") or results.folder.resolve().name)
    counted = f"{results.n_runs} replication{'' if results.n_runs == 1 else 's'}"
    scenarios = ", ".join(one.name for one in results.scenarios)
    note = f"Results {name}: scenarios {scenarios}; hash {results.hash}, seed {results.seed}, {counted}"
    fields = {
        "title": f"{{{about['title']}}}",
        "author": " and ".join(_author(one) for one in about["authors"]),
        "version": version,
        # The date is that of one release; results of another have none.
        "year": str(about["date-released"])[:4] if str(about["version"]) == version else "",
        "license": str(about.get("license", "")),
        "url": str(about.get("repository-code") or about.get("url") or ""),
        "note": note,
    }
    lines = [f"  {key} = {{{_escaped(value)}}}," for key, value in fields.items() if value]
    key = f"simkansen_{version}_{results.hash}".replace(".", "_")
    return "\n".join([f"@software{{{key},", *lines, "}"])


def _author(one: dict[str, Any]) -> str:
    """Return a person as ``family, given``, and a group in braces, so that its name is not taken apart."""
    if "name" in one:
        return f"{{{one['name']}}}"
    return ", ".join(str(one[part]) for part in ("family-names", "given-names") if part in one)


def _escaped(text: str) -> str:
    """Return a text in which no sign means something to TeX, braces aside."""
    return "".join(f"\\{sign}" if sign in "&%$#_" else sign for sign in text)
