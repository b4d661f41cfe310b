"""What an RO-Crate says of itself: its files, the software, the seeds, the command, and what is measured."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from simkansen.export.privacy import without_places
from simkansen.outcomes.measures import MEASURES
from simkansen.report.cautions import cautions
from simkansen.report.names import LANGUAGES, page_name
from simkansen.report.words import Words
from simkansen.runs.plan import file_digest

METADATA = "ro-crate-metadata.json"
LICENCE = "MIT"
"""That of the program, which covers what it writes."""

_VERSION = "1.1"
_CRATE = f"https://w3id.org/ro/crate/{_VERSION}"
_PROFILE_VERSION = "0.5"
_PROFILE = f"https://w3id.org/ro/wfrun/process/{_PROFILE_VERSION}"
_UNSAID = "#licence-of-results"
_MAKER, _AUTHORS = "#author-of-results", "#authors-of-simkansen"
_LICENCE_ID = f"https://spdx.org/licenses/{LICENCE}"

_ENCODINGS = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".yaml": "application/yaml",
}


def _language(lang: str) -> str:
    """Give the English name of a language, or its code."""
    words, key = Words("en"), f"language.{lang}"
    return words(key) if words.has(key) else lang


_ABOUT = {
    "manifest.json": "Versions, seeds, hashes, command and wall time.",
    **{
        page_name(reader, lang): f"The page for {readers}, in {_language(lang)}; one file, opens offline."
        for reader, readers in (("school", "schools"), ("policy", "policy"), ("research", "research"))
        for lang in LANGUAGES
    },
    "resolved.yaml": "Every scenario with every default filled in, the reference first.",
    "summary.csv": "Every measure over all replications, at the ends of school years and of closures.",
    "summary.parquet": "Every measure over all replications, in every week.",
    "experiment.yaml": "The experiment as written.",
    "experiment.json": "The experiment as it was understood.",
    "points.parquet": "The points of the design and their values.",
}
_ABOUT_FOLDERS = {
    "echoes": "All measures of one replication, done once more with the same parameters under other chance.",
    "figures": "A figure of the pages, its numbers, or the list of all with their texts.",
    "parts": "Every run: its measures as levels and as effects.",
    "runs": "All measures of one replication.",
    "scenarios": "A scenario with every default filled in.",
    "tables": "What the runs come to, as a table of the pages or its columns.",
}

Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A file in the crate.

    Attributes
    ----------
    name
        Where it is in the crate.
    size
        In bytes.
    digest
        SHA-256 of its content.
    """

    name: str
    size: int
    digest: str

    @classmethod
    def of(cls, folder: Path, name: str) -> Held:
        """Look at a file."""
        path = folder / name
        return cls(name, path.stat().st_size, file_digest(path))

    @property
    def is_input(self) -> bool:
        """Whether it says what was asked, rather than what came out."""
        return self.name.endswith(".yaml") or self.name == "experiment.json"


def moments(folder: Path) -> tuple[str, str]:
    """Give the moments at which results were begun and finished (UTC): first and last line of their log.

    Without a log both are that at which the manifest was written.
    """
    log = folder / "log.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines() if log.is_file() else []
    written = datetime.fromtimestamp((folder / "manifest.json").stat().st_mtime, UTC)
    at = written.isoformat(timespec="seconds")
    return next(_moments(lines), at), next(_moments(reversed(lines)), at)


def _moments(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        try:
            yield str(json.loads(line)["at"])
        except (ValueError, KeyError, TypeError):
            continue


def describe(manifest: Mapping[str, Any], held: Sequence[Held], began: str, moment: str) -> dict[str, Any]:
    """Describe a crate, version 1.1, by the profile for what one run of a program made.

    Parameters
    ----------
    manifest
        That of the results.
    held
        The files of the crate.
    began, moment
        When the results were begun and finished, as ISO text.
    """
    measured = _measured(manifest)
    settings = _settings(manifest)
    software = _software(manifest)
    files = [_file(one) for one in held]
    return {
        # Hashes are not in the vocabulary of version 1.1.
        "@context": [f"{_CRATE}/context", {"sha256": "https://schema.org/sha256"}],
        "@graph": [
            _entity(METADATA, "CreativeWork", about={"@id": "./"}, conformsTo={"@id": _CRATE}),
            _root(manifest, files, measured, moment),
            _action(manifest, held, software, settings, (began, moment)),
            *software,
            *settings,
            *measured,
            *files,
            _entity(
                _LICENCE_ID,
                "CreativeWork",
                name=f"{LICENCE} licence",
                description="The licence of simkansen.",
            ),
            _entity(
                _UNSAID,
                "CreativeWork",
                name="No licence is stated",
                description="Whoever made these results says how they may be used.",
            ),
            _entity(
                _MAKER,
                "Person",
                name="No author is stated",
                description="Whoever made these results says who they are.",
            ),
            _entity(_AUTHORS, "Organization", name="The simkansen authors"),
            _entity(_PROFILE, "CreativeWork", name="Process Run Crate", version=_PROFILE_VERSION),
        ],
    }


def _entity(id: str, kind: str, **about: object) -> Entity:
    return {"@id": id, "@type": kind, **about}


def _root(
    manifest: Mapping[str, Any], files: Sequence[Entity], measured: Sequence[Entity], moment: str
) -> Entity:
    title, question = (_in_either(manifest.get(key)) for key in ("title", "question"))
    names = ", ".join(_scenarios(manifest))
    said = f"{Words('en')('crate.pupils')} when schools close, under these scenarios: {names}."
    said = " ".join([said, *cautions(Words("en"), manifest, str)])
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": title or manifest["name"],
        "description": f"{question} {said}" if question else said,
        "identifier": _identifier(manifest),
        "datePublished": moment[:10],
        "license": {"@id": _UNSAID},
        "author": {"@id": _MAKER},
        "conformsTo": {"@id": _PROFILE},
        "hasPart": _links(files),
        "mentions": {"@id": "#run"},
        "variableMeasured": _links(measured),
    }


def _in_either(texts: Mapping[str, Any] | None) -> Any:  # noqa: ANN401
    """Return a text in English, else in Dutch; None without either."""
    return texts and (texts.get("en") or texts.get("nl"))


def _identifier(manifest: Mapping[str, Any]) -> str:
    """Name the results as their folder is named."""
    name, digest = str(manifest["name"]), str(manifest["hash"])
    return name if name.endswith(digest) else f"{name}-{digest}"


def _scenarios(manifest: Mapping[str, Any]) -> list[str]:
    return [one["name"] if isinstance(one, dict) else str(one) for one in manifest["scenarios"]]


def _links(entities: Sequence[Entity]) -> list[dict[str, str]]:
    return [{"@id": one["@id"]} for one in entities]


def _action(
    manifest: Mapping[str, Any],
    held: Sequence[Held],
    software: Sequence[Entity],
    settings: Sequence[Entity],
    times: tuple[str, str],
) -> Entity:
    inputs = [{"@id": one.name} for one in held if one.is_input]
    return {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"Simulation of {', '.join(_scenarios(manifest))}",
        "description": without_places(str(manifest["command"])) + _in_shards(manifest),
        "instrument": {"@id": software[0]["@id"]},
        "object": [*inputs, *_links(settings)],
        "result": [{"@id": one.name} for one in held if not one.is_input],
        "agent": {"@id": _MAKER},
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "startTime": times[0],
        "endTime": times[1],
    }


def _in_shards(manifest: Mapping[str, Any]) -> str:
    """Say that several programs did a sweep together, such as the tasks of a job array."""
    shards = manifest.get("shards", 1)
    return f" (in {shards} shards: --shard 1/{shards} to {shards}/{shards})" if shards != 1 else ""


def _software(manifest: Mapping[str, Any]) -> list[Entity]:
    """Describe the program first, then what it stands on."""
    versions = {str(name): str(version) for name, version in manifest["versions"].items()}
    version = str(manifest["simkansen"])
    packages = [
        _entity(
            _release(name, its), "SoftwareApplication", name=name, softwareVersion=its, url=_address(name)
        )
        for name, its in versions.items()
        if name != "simkansen"
    ]
    git = manifest.get("git") or {}
    commit = {"identifier": git["commit"] + ("-dirty" if git["dirty"] else "")} if git else {}
    program = {
        "@id": f"#simkansen-{version}",
        "@type": "SoftwareApplication",
        "name": "simkansen",
        "description": "An agent-based model of school closures and unequal chances in education.",
        "softwareVersion": version,
        "license": {"@id": _LICENCE_ID},
        "author": {"@id": _AUTHORS},
        "operatingSystem": " ".join(str(part) for part in manifest["platform"].values()),
        "softwareRequirements": _links(packages),
        **commit,
    }
    return [program, *packages]


def _address(name: str) -> str:
    """Give where a program is had from."""
    return "https://www.python.org/" if name == "python" else f"https://pypi.org/project/{name}/"


def _release(name: str, version: str) -> str:
    """Give the address of a version of a program, by which the crate names it."""
    if name == "python":
        return f"{_address(name)}downloads/release/python-{version.replace('.', '')}/"
    return f"{_address(name)}{version}/"


def _settings(manifest: Mapping[str, Any]) -> list[Entity]:
    """Describe what decides the numbers beside the scenarios: seeds, replications, hashes."""
    seeds = {"seed": manifest["seed"]}
    if "seed" in manifest.get("design", {}):
        seeds["seed of the design"] = manifest["design"]["seed"]
    said = {
        **seeds,
        "parameters": manifest["parameters"],
        "replications": manifest["replications"],
        **{f"hash of {name}": value for name, value in manifest["hashes"].items() if value},
    }
    return [_property("setting", name, value) for name, value in said.items()]


def _property(kind: str, name: str, value: object) -> Entity:
    plain = value if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)
    anchor = name.replace(" ", "-")
    return {"@id": f"#{kind}-{anchor}", "@type": "PropertyValue", "name": name, "value": plain}


def _measured(manifest: Mapping[str, Any]) -> list[Entity]:
    told = (name for name, one in MEASURES.items() if one.told != "asked")
    asked = manifest.get("measures") or [{"id": name, "measure": name} for name in told]
    return [
        {
            "@id": f"#measure-{one['id'].replace('@', '-')}",
            "@type": "PropertyValue",
            "name": one["id"],
            "unitText": MEASURES[one["measure"]].unit,
            "description": MEASURES[one["measure"]].definition,
        }
        for one in asked
    ]


def _file(held: Held) -> Entity:
    path = Path(held.name)
    as_written = "A scenario as written." if path.name.startswith("scenario") and len(path.parts) == 1 else ""
    about = _ABOUT.get(held.name) or as_written or _ABOUT_FOLDERS.get(path.parts[0], "")
    return {
        "@id": held.name,
        "@type": "File",
        "name": path.name,
        "description": about,
        "contentSize": str(held.size),
        "encodingFormat": _ENCODINGS.get(path.suffix, "application/octet-stream"),
        "sha256": held.digest,
    }
