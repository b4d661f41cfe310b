"""The files that the page was made from, with their sizes and digests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simkansen.report.figures.parts import Context, Table
from simkansen.runs.plan import file_digest

NAMES = ("summary.parquet", "summary.csv", "resolved.yaml", "manifest.json")
RUNS = "runs/*.parquet"
SHOWN = 16
"""Hexadecimal digits of a digest that the table shows."""


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A file, or all replications together.

    Attributes
    ----------
    name
        In the results folder.
    size
        In bytes.
    digest
        SHA-256 in full; of the replications, that of their files' contents one after another, by name.
    count
        Files that it stands for.
    """

    name: str
    size: int
    digest: str
    count: int = 1


def held(folder: Path) -> list[ResultFile]:
    """Return the tables of a results folder that are there.

    Parameters
    ----------
    folder
        The results folder.
    """
    there = [folder / name for name in NAMES if (folder / name).is_file()]
    there += sorted(folder.glob("scenario*.yaml"))
    found = [ResultFile(path.name, path.stat().st_size, file_digest(path)) for path in there]
    runs = sorted((folder / "runs").glob("*.parquet"))
    if runs:
        size = sum(path.stat().st_size for path in runs)
        found.insert(1, ResultFile(RUNS, size, _together(runs), len(runs)))
    return found


def _together(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def table(context: Context, found: Sequence[ResultFile]) -> Table:
    """Return the files as a table.

    Parameters
    ----------
    context
        The results, in one language.
    found
        From `held`.
    """
    words = context.words
    rows = [
        [
            one.name if one.name != RUNS else words.counted("research.files.runs", one.count),
            words("research.files.bytes", n=words.number(one.size)),
            one.digest[:SHOWN],
        ]
        for one in found
    ]
    head = [words(f"research.head.{key}") for key in ("file", "size", "digest")]
    return Table(words("research.files.table"), head, rows)


def commands(found: Sequence[ResultFile]) -> str:
    """Return what checks the digests in the results folder, with the digests in full."""
    single = [f"{one.digest}  {one.name}" for one in found if one.name != RUNS]
    lines = ["sha256sum -c - <<END", *single, "END"]
    runs = [one.digest for one in found if one.name == RUNS]
    return "\n".join([*lines, *(f"cat {RUNS} | sha256sum  # {digest}" for digest in runs)])
