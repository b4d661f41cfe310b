"""Runs as a sweep hands them to its store, made up but always the same."""

import hashlib
import json
import os
import sys
from pathlib import Path

import duckdb
import numpy as np

from simkansen.chance import normals

MEASURES = ("delay_weeks", "gap_weeks.parental_education.low")
LEVELS_AND_EFFECTS = [name for measure in MEASURES for name in (measure, f"{measure}.effect")]
VALUES = [0.1, -0.0, 5e-324, 1 / 3, np.nextafter(1.0, 2.0), -1e308]
"""Numbers whose bits are easily lost."""


def point(number):
    return hashlib.blake2b(str(number).encode(), digest_size=8).hexdigest()


def run(number, *, of_point=0, scenario="tutoring", **changed):
    """One run, all of it determined by its number, its point and its scenario."""
    name = f"{number} {of_point} {scenario}"
    values = normals(1, name, np.arange(len(LEVELS_AND_EFFECTS))).tolist()
    values[0] = VALUES[number % len(VALUES)]
    return {
        "key": hashlib.blake2b(name.encode(), digest_size=16).hexdigest(),
        "point": point(of_point),
        "scenario": scenario,
        "replication": number,
        "draw": number // 2,
        "seed": 2020 + number,
        "status": "finished",
        "phase": None,
        "error": None,
        "seconds": 0.25,
        **dict(zip(LEVELS_AND_EFFECTS, values, strict=True)),
        **changed,
    }


def failed(number, error="ValueError: no pupils", **changed):
    """A run that failed: it has no measures."""
    gone = dict.fromkeys(LEVELS_AND_EFFECTS)
    return run(number, status="failed", phase="week 3", error=error, **gone, **changed)


BASIS = "b" * 32


def describe(folder, points=1, basis=BASIS, varied=None):
    """Write the manifest and the points of a sweep."""
    folder.mkdir(parents=True, exist_ok=True)
    measures = [{"id": name, "unit": "weeks", "better": "lower"} for name in MEASURES]
    manifest = {"kind": "sweep", "measures": measures, "hashes": {"basis": basis}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    numbers = range(points) if isinstance(points, int) else points
    table = {"point": np.array([point(number) for number in numbers], dtype=object)}
    table |= {name: np.asarray(values) for name, values in (varied or {}).items()}
    with duckdb.connect() as connection:
        connection.register("points", table)
        name = str(folder / "points.parquet").replace("'", "''")
        connection.execute(f"COPY (SELECT * FROM points) TO '{name}' (FORMAT parquet)")
    return folder


def bits(rows):
    """Rows, in any order, as texts that differ when a single bit does."""
    columns = sorted({name for row in rows for name in row})
    return sorted(
        str([(value.hex() if isinstance(value, float) else value) for value in map(row.get, columns)])
        for row in rows
    )


def rows_of(relation):
    """Rows of a relation, one dict each."""
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def environment():
    """What a program needs that a test starts, so that it finds the package and this file."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])}
