"""Compare results with those of the shipped scenarios and experiments that are on record, bit by bit.

    python tests/shipped_bits.py RESULTS             says which measures of which results differ
    python tests/shipped_bits.py RESULTS --update    puts what RESULTS holds on record

RESULTS is a folder of results folders: runs of the small copies (`tests/small_scenarios.py`), of the shipped
scenarios as they are, sweeps at either scale. What is not on record is told and does not fail. A change of
the code that is meant to move no number finds here whether it does; one that moves numbers puts the new ones
on record and says so in the changelog.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb

RECORD = Path(__file__).with_suffix(".json")
NAMES_OF_A_RUN = ("key", "point", "seconds", "phase", "error")
"""Columns of a sweep's runs that are made from the code's identity or the clock, or are words."""

Digests = dict[str, str]


def digests_of(folder: Path) -> Digests:
    """Give a digest of every measure of a results folder, by ``table/measure``.

    Parameters
    ----------
    folder
        Results of a run or of a sweep.

    Returns
    -------
    Digests
        Hexadecimal digests of all values with what they are about, whatever the order of the rows.
    """
    if (folder / "points.parquet").is_file():
        return _of_a_sweep(folder)
    tables = {
        "summary": [folder / "summary.parquet"],
        "runs": sorted((folder / "runs").glob("*.parquet")),
        "echoes": sorted((folder / "echoes").glob("*.parquet")),
    }
    return {
        f"{table}/{measure}": digest
        for table, files in tables.items()
        for measure, digest in _by_measure(files).items()
    }


def _by_measure(files: Iterable[Path]) -> Digests:
    rows: dict[str, list[str]] = defaultdict(list)
    for path in files:
        names, found = _rows(path)
        measure = names.index("measure")
        for row in found:
            rows[row[measure]].append(_text(row))
    return {measure: _digest(texts) for measure, texts in sorted(rows.items())}


def _of_a_sweep(folder: Path) -> Digests:
    columns: dict[str, list[str]] = defaultdict(list)
    for path in sorted((folder / "parts").glob("*.parquet")):
        names, found = _rows(path)
        about = [names.index(name) for name in ("scenario", "replication", "draw", "seed", "status")]
        values = [place for place, name in enumerate(names) if name not in NAMES_OF_A_RUN]
        for row in found:
            for place in set(values) - set(about):
                columns[names[place]].append(_text([*(row[one] for one in about), row[place]]))
    runs = {f"runs/{name}": _digest(texts) for name, texts in sorted(columns.items())}
    tables = {
        f"tables/{path.stem}": _digest(path.read_text(encoding="utf-8").splitlines())
        for path in sorted((folder / "tables").glob("*.csv"))
    }
    return {**runs, **tables}


def _rows(path: Path) -> tuple[list[str], list[tuple[object, ...]]]:
    """Names of the columns and rows of a table; the name of its file is data, not a pattern."""
    relation = duckdb.connect().execute(
        "SELECT * FROM read_parquet($1, hive_partitioning = false)", [str(path).replace("[", "[[]")]
    )
    return [column[0] for column in relation.description or ()], relation.fetchall()


def _text(row: Sequence[object]) -> str:
    """All of a row, numbers down to the last bit."""
    return "\t".join(value.hex() if isinstance(value, float) else str(value) for value in row)


def _digest(texts: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(sorted(texts)).encode(), digest_size=8).hexdigest()


def results_in(folder: Path) -> Iterator[tuple[str, Digests]]:
    """Give the name of every results folder in a folder, with how many replications, and its digests."""
    for path in sorted(folder.glob("*/manifest.json")):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        name = str(manifest["name"]).removesuffix(f"-{manifest['hash']}")
        runs = manifest["replications"]
        yield f"{name} ({runs['at_most'] if isinstance(runs, dict) else runs})", digests_of(path.parent)


def differences(found: Iterable[tuple[str, Digests]], record: dict[str, Digests]) -> Iterator[str]:
    """Say what is other than on record, in lines."""
    for name, digests in found:
        if name not in record:
            continue
        before = record[name]
        for measure in sorted(digests.keys() | before.keys()):
            if digests.get(measure) != before.get(measure):
                missing = "is gone" if measure not in digests else "is new" if measure not in before else ""
                yield f"{name}: {measure} {missing or 'differs'}"


def read_record() -> dict[str, Digests]:
    """Give the digests on record by the name of results."""
    record: dict[str, Digests] = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def main() -> int:
    """Compare or put on record; 1 where something differs."""
    parser = argparse.ArgumentParser(description="Compare results with those on record, bit by bit.")
    parser.add_argument("results", type=Path)
    parser.add_argument("--update", action="store_true", help="put them on record")
    options = parser.parse_args()
    found = dict(results_in(options.results))
    record = read_record() if RECORD.is_file() else {}
    if options.update:
        RECORD.write_text(json.dumps({**record, **found}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{len(found)} results are on record now")
        return 0
    if not found:
        print(f"{options.results} holds no results", file=sys.stderr)
        return 1
    told = list(differences(found.items(), record))
    print(*told, f"{len(found)} results, {len(found.keys() - record.keys())} not on record,", sep="\n")
    print(f"{len(told)} measures differ" if told else "all others have the same bits")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
