"""Results as an RO-Crate: a folder, or one ZIP file, that says in JSON-LD what is in it and how it was made.

The JSON-LD is written here and not by the library `rocrate`: that one stamps it, and the files of a ZIP, with
the moment of writing, so that no two exports have the same bytes, and it brings a client of the web, while
this program never goes there. What is written here can be read by it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from simkansen.export.metadata import METADATA, Held, describe, moments
from simkansen.export.privacy import without_places
from simkansen.export.tables import Tables
from simkansen.runs.draws import echoes
from simkansen.runs.store import echo_file
from simkansen.sweep.store.folder import POINTS, counted_of, measures_of, staffed_of
from simkansen.sweep.store.rows import columns_of
from simkansen.work.storage.files import write_text, write_whole
from simkansen.work.storage.manifest_file import MANIFEST
from simkansen.work.storage.tables import copy_into, quoted_name

_TEXTS = (".yaml", ".json", ".html")
_OF_RUN = ("report-*.html", "resolved.yaml", "scenario*.yaml", "summary.csv", "summary.parquet")
_FIGURES = tuple(f"figures/**/*.{form}" for form in ("svg", "png", "pdf", "csv", "json"))
_OF_SWEEP = ("experiment.yaml", "experiment.json", "scenarios/*.yaml", "tables/*", POINTS)

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can hold, the same each time."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the crate: its name there, and what writes it."""

    name: str
    write: Callable[[Path], None]


def crate_names(tables: Tables) -> list[str]:
    """Name the files of the crate."""
    return [METADATA, *(file.name for file in _files(tables))]


def write_crate(tables: Tables, target: Path) -> None:
    """Write the crate: files whole or not at all, the description last.

    Left out are the log, which tells of machines and moments, and whatever is no result. In texts, absolute
    paths are shortened to names. The parts of a sweep become one, in the order of the design.

    Parameters
    ----------
    tables
        Results to write.
    target
        The folder, or a file that ends with ``.zip``.
    """
    with _unpacked(target) as folder:
        held = []
        for file in _files(tables):
            write_whole(folder / file.name, file.write)
            held.append(Held.of(folder, file.name))
        content = describe(tables.manifest, held, *moments(tables.folder))
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        write_text(folder / METADATA, text)


@contextmanager
def _unpacked(target: Path) -> Iterator[Path]:
    """Give the folder to write into; what is to be one file is packed at the end."""
    if target.suffix != ".zip":
        yield target
        return
    with tempfile.TemporaryDirectory(prefix="simkansen-crate-") as name:
        folder = Path(name)
        yield folder
        write_whole(target, lambda path: _pack(folder, path))


def _pack(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _ZIP_DATE)
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                0o644 << 16,
                3,
            )
            with path.open("rb") as stream, packed.open(entry, "w", force_zip64=True) as out:
                shutil.copyfileobj(stream, out)


def _files(tables: Tables) -> list[_File]:
    folder = tables.folder
    is_sweep = tables.manifest.get("kind") == "sweep"
    if is_sweep:
        name = f"parts/{tables.manifest['hash']}.parquet"
        runs = [_File(name, lambda path: _write_runs(tables, path))]
        patterns = [MANIFEST, *_OF_SWEEP, *_FIGURES]
    else:
        numbers = sorted(tables.manifest["finished"])
        runs = [_copied(folder, f"runs/{number:05d}.parquet") for number in numbers]
        source, planned = str(tables.manifest["parameters"]), int(tables.manifest["replications"])
        again = (echo_file(folder, one) for one in echoes(numbers, source, planned))
        runs += [_copied(folder, file.relative_to(folder).as_posix()) for file in again]
        patterns = [MANIFEST, *_OF_RUN, *_FIGURES]
    found = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    return [*(_copied(folder, path.relative_to(folder).as_posix()) for path in sorted(found)), *runs]


def _copied(folder: Path, name: str) -> _File:
    path = folder / name
    if path.suffix not in _TEXTS:

        def copy(target: Path) -> None:
            shutil.copyfile(path, target)

        return _File(name, copy)

    def write(target: Path) -> None:
        text = without_places(path.read_text(encoding="utf-8"), homes_only=path.suffix == ".html")
        target.write_text(text, encoding="utf-8", newline="\n")

    return _File(name, write)


def _write_runs(tables: Tables, target: Path) -> None:
    """Write all runs of a sweep as one part, in the order of the design."""
    connection = tables.connection
    errors = [
        str(row[0]) for row in connection.execute("SELECT DISTINCT error FROM runs").fetchall() if row[0]
    ]
    connection.execute("CREATE OR REPLACE TEMP TABLE said (error VARCHAR, shown VARCHAR)")
    if errors:
        connection.executemany(
            "INSERT INTO said VALUES (?, ?)", [(one, without_places(one)) for one in errors]
        )
    shown = "(SELECT shown FROM said WHERE said.error = runs.error) AS error"
    told = dict(tables.manifest)
    names = columns_of(measures_of(told), counted_of(told), staffed_of(told))
    columns = ", ".join(shown if name == "error" else quoted_name(name) for name in names)
    how = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480"
    connection.execute(copy_into(target, f"SELECT {columns} FROM runs", how))
