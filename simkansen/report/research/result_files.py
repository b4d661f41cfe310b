"""The files that the page was made from, with their sizes and digests."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from simkansen.report.figures.parts import Context, TextTable, tabled
from simkansen.report.words import Words
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
    found = [held_file(path, path.name) for path in there]
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


def table(context: Context, found: Sequence[ResultFile]) -> TextTable:
    """Return the files that `held` gives as a table."""
    return file_table(context.words, context.words("research.files.table"), found, "research.head")


def file_table(
    words: Words, caption: str, found: Sequence[ResultFile], head: str, english: Sequence[int] = ()
) -> TextTable:
    """Return files with their sizes and digests; ``head`` is where the words of its head are."""
    columns: dict[str, Callable[[ResultFile], str]] = {
        "file": lambda one: words.counted("research.files.runs", one.count) if one.name == RUNS else one.name,
        "size": lambda one: words("research.files.bytes", n=words.number(one.size)),
        "digest": lambda one: one.digest[:SHOWN],
    }
    headed = {words(f"{head}.{key}"): cell for key, cell in columns.items()}
    return tabled(caption, found, headed, english)


def held_file(path: Path, name: str) -> ResultFile:
    """Return a file with its size and digest, under a name."""
    return ResultFile(name, path.stat().st_size, file_digest(path))


def commands(found: Sequence[ResultFile]) -> str:
    """Return what checks the digests in the results folder, with the digests in full."""
    single = [f"{one.digest}  {one.name}" for one in found if one.name != RUNS]
    lines = ["sha256sum -c - <<END", *single, "END"]
    runs = [one.digest for one in found if one.name == RUNS]
    return "\n".join([*lines, *(f"cat {RUNS} | sha256sum  # {digest}" for digest in runs)])
