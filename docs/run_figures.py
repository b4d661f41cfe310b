"""Figures of a run that docs may quote, each with its Monte Carlo error, as one small table beside them.

`make_gallery.py` writes those of the run that README and gallery quote (``gallery-figures.csv``),
`make_figures.py` those of a larger run under another seed (``figures-256.csv``). tests/test_quoted.py holds
every quoted figure against both.
"""

from __future__ import annotations

import csv
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simkansen.report.reading.results import Results
from simkansen.runs.draws.monte_carlo import median_error, quantile_error

DOCS = Path(__file__).parent
ROOT = DOCS.parent
GALLERY_FIGURES = DOCS / "gallery-figures.csv"

EFFECTS = (
    *("delay_weeks", "weeks_per_reached", "weeks_per_targeted", "gap_weeks"),
    *("cost", "cost_per_week", "better_off", "worse_off"),
)
LEVELS = (
    *("delay_weeks", "gap_weeks", "better_off", "worse_off"),
    *("pupils_targeted", "pupils_offered", "pupils_reached", "pupils_missed"),
    *("schools_targeted", "schools_taking_part", "hours_received"),
)
BYS = ("all", "parental_education", "intervention")
"""What is kept: for all subjects, at the end of each school year and in the last week that a row has."""

HELPS = "helps"
"""Measure of this table alone: the share of replications in which an intervention recovers learning."""

COLUMNS = (
    *("scenario", "kind", "measure", "unit", "by", "group", "week"),
    *("median", "median_error", "p05", "p05_error", "p95", "p95_error"),
    *("n_runs", "n_pupils", "n_pupils_error"),
)

AT = 2.0
"""Standard errors at which those of the ends are measured (`quantile_error`); three of them are allowed."""

Key = tuple[str, str, str, str, str, str]
"""Scenario, kind, measure, by, group, week."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of figures: what is said above it, and its rows by key.

    Attributes
    ----------
    about
        Command, seed, replications, schools, version, digest of the code, titles of the scenarios.
    rows
        By `Key`; the numbers of `COLUMNS`, NaN where a cell is empty.
    """

    about: Mapping[str, Any]
    rows: Mapping[Key, Mapping[str, float]]


def run(command: str, options: Sequence[str] = ()) -> Path:
    """Run a command of simkansen in the folder of the repository; return its results folder."""
    words = [sys.executable, "-m", *command.split(), *options]
    begun, asked = time.monotonic(), os.environ | {"SIMKANSEN_LANG": "en"}
    done = subprocess.run(words, cwd=ROOT, env=asked, check=True, stdout=subprocess.PIPE, text=True)
    print(f"{command}: {(time.monotonic() - begun) / 60:.1f} minutes", file=sys.stderr)
    return (ROOT / done.stdout.splitlines()[-1]).parent


def write_figures(folder: Path, path: Path, made_by: str) -> None:
    """Write the figures of a results folder.

    Parameters
    ----------
    folder
        Results with their runs.
    path
        The table to write: lines ``# name: value`` (JSON), then CSV.
    made_by
        The command that makes it again.
    """
    with Results(folder) as results:
        about = _about(results, made_by)
        rows = list(_rows(results))
    with path.open("w", encoding="utf-8", newline="") as file:
        for name, value in about.items():
            file.write(f"# {name}: {json.dumps(value, ensure_ascii=False)}\n")
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path}: {len(rows)} rows of {about['replications']} replications", file=sys.stderr)


def read_figures(path: Path) -> Figures:
    """Read a table that `write_figures` wrote."""
    lines = path.read_text("utf-8").splitlines()
    above = [line[2:].split(": ", 1) for line in lines if line.startswith("# ")]
    table = csv.DictReader(line for line in lines if not line.startswith("# "))
    numbers = COLUMNS[COLUMNS.index("median") :]
    rows = {
        (row["scenario"], row["kind"], row["measure"], row["by"], row["group"], row["week"]): {
            name: float(row[name]) if row[name] else math.nan for name in numbers
        }
        for row in table
    }
    return Figures({name: json.loads(value) for name, value in above}, rows)


def _about(results: Results, made_by: str) -> dict[str, Any]:
    manifest = results.manifest
    return {
        "what": "figures that README and docs quote or are held against; errors are Monte Carlo errors",
        "made_by": made_by,
        "command": manifest["command"],
        "seed": manifest["seed"],
        "replications": len(manifest["finished"]),
        "schools": manifest["schools"],
        "hash": manifest["hash"],
        "simkansen": manifest["simkansen"],
        "code": manifest["hashes"]["code"],
        "reference": manifest["reference"],
        "titles": {one.name: one.label("en") for one in results.scenarios},
    }


def _rows(results: Results) -> Iterator[dict[str, object]]:
    """Yield the rows: a scenario after the other, effects before levels."""
    last = {week.isoformat() for week in results.year_ends}
    order = [one.name for one in results.scenarios]
    values = _values(results)
    ends: dict[tuple[str, ...], str] = {}
    for *key, week in values:
        ends[tuple(key)] = max(ends.get(tuple(key), ""), week)
    listed = (*EFFECTS, *LEVELS)
    for key in sorted(values, key=lambda k: (order.index(k[0]), k[1], listed.index(k[2]), k[3:])):
        *what, week = key
        if week in last or week == ends[tuple(what)]:
            yield _row(key, *values[key])
            if what[1:] == ["effect", "delay_weeks", "all", "all"] and week == ends[tuple(what)]:
                yield _helps(key, values[key][2])


Values = tuple[str, list[int], NDArray[np.float64], NDArray[np.float64]]
"""Unit, numbers of the replications, and of each its value and its number of pupils."""


def _values(results: Results) -> dict[Key, Values]:
    """Return what was measured in each replication that finished."""
    import duckdb

    from simkansen.runs.store import run_file
    from simkansen.work.storage.tables import parquet_source

    files = [run_file(results.folder, number) for number in sorted(results.manifest["finished"])]
    kinds = " or ".join(
        f"(kind = '{kind}' and measure in ({_quoted(measures)}))"
        for kind, measures in (("effect", EFFECTS), ("level", LEVELS))
    )
    query = f"""
        select scenario, kind, measure, "by", "group", cast(week as varchar), any_value(unit),
            list(replication order by replication), list(value order by replication),
            list(n_pupils order by replication)
        from {parquet_source(files)}
        where subject = 'all' and "by" in ({_quoted(BYS)}) and value is not null and ({kinds})
        group by all order by all
    """
    with duckdb.connect() as connection:
        found = connection.execute(query).fetchall()
    return {
        (s, k, m, b, g, w[:10]): (unit, numbers, np.array(each, float), np.array(pupils, float))
        for s, k, m, b, g, w, unit, numbers, each, pupils in found
    }


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _row(
    key: Key, unit: str, numbers: list[int], each: NDArray[np.float64], pupils: NDArray[np.float64]
) -> dict[str, object]:
    found = {
        "median": np.median(each),
        "median_error": _middle(each, numbers, whole=key[2].startswith(("pupils_", "schools_"))),
        "p05": np.quantile(each, 0.05),
        "p05_error": quantile_error(each, numbers, 0.05, at=AT),
        "p95": np.quantile(each, 0.95),
        "p95_error": quantile_error(each, numbers, 0.95, at=AT),
        "n_pupils": np.median(pupils),
        "n_pupils_error": _middle(pupils, numbers, whole=True),
    }
    return _cells(key, unit, len(each), found)


def _middle(each: NDArray[np.float64], numbers: list[int], *, whole: bool) -> float:
    """Return the error of the median; that of whole numbers, which stand on each other, on the safe side."""
    error = median_error(each, numbers)
    return max(error, quantile_error(each, numbers, 0.5, at=AT)) if whole else error


def _helps(key: Key, each: NDArray[np.float64]) -> dict[str, object]:
    """Return the share of replications with less delay, its error after Agresti and Coull (1998)."""
    helped, of = int((each < 0).sum()), len(each)
    share = (helped + 2) / (of + 4)
    found = {"median": helped / of, "median_error": math.sqrt(share * (1 - share) / of)}
    scenario, kind, _, by, group, week = key
    return _cells((scenario, kind, HELPS, by, group, week), "share of replications", of, found)


def _cells(key: Key, unit: str, runs: int, found: Mapping[str, float]) -> dict[str, object]:
    scenario, kind, measure, by, group, week = key
    cells: dict[str, object] = dict.fromkeys(COLUMNS, "")
    names = dict(zip(COLUMNS[:7], (scenario, kind, measure, unit, by, group, week), strict=True))
    numbers = {name: "" if math.isnan(value) else f"{value:.6g}" for name, value in found.items()}
    return cells | names | {"n_runs": runs} | numbers
