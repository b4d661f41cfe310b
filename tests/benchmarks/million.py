"""Whether the store of a sweep stays usable with a million runs, and in how much memory it is written.

    python tests/benchmarks/million.py

Rows are made up; they go through `RunStore.add` a task at a time, as a sweep hands them over, and are written
as often as the busiest sweep would. Each size is written and read by processes of their own, so that their
memory can be told apart.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from simkansen.chance import normals
from simkansen.sweep.store.reading import relation
from simkansen.sweep.store.store import RunStore

MEASURES = ("delay_weeks", "skill.maths", "skill.reading", "gap_weeks.parental_education.low")
SCENARIOS = ("baseline", "tutoring", "peer-tutoring", "laptops", "bring-back")
POINTS = 2_000
VARIED = ("interventions.tutoring.hours_per_week", "home_effect")
SUMMARY = ", ".join(
    f'avg("{name}.effect"), quantile_cont("{name}.effect", [0.05, 0.5, 0.95])' for name in MEASURES
)


def point_id(number: int) -> str:
    """Name a point as the sweep does: 16 hexadecimal digits."""
    return hashlib.blake2b(str(number).encode(), digest_size=8).hexdigest()


def tasks(runs: int) -> Iterator[list[dict[str, Any]]]:
    """Make rows, all scenarios of one point and replication at a time; one run in a thousand failed."""
    points = [point_id(number) for number in range(POINTS)]
    for task in range(runs // len(SCENARIOS)):
        replication, point = divmod(task, POINTS)
        draws = normals(replication, "benchmark", np.arange(8 * len(SCENARIOS)) + 40 * point).tolist()
        yield [
            row(points[point], scenario, replication, draws[8 * index : 8 * index + 8])
            for index, scenario in enumerate(SCENARIOS)
        ]


def row(point: str, scenario: str, replication: int, draws: list[float]) -> dict[str, Any]:
    """Make one row."""
    named = f"{point} {scenario} {replication}"
    failed = draws[0] > 3.09
    made: dict[str, Any] = {
        "key": hashlib.blake2b(named.encode(), digest_size=16).hexdigest(),
        "point": point,
        "scenario": scenario,
        "replication": replication,
        "draw": replication // 2,
        "seed": 2020,
        "status": "failed" if failed else "finished",
        "phase": "week 12" if failed else None,
        "error": "ValueError: made up" if failed else None,
        "seconds": abs(draws[0]),
    }
    if not failed:
        made |= dict(zip(MEASURES, draws[:4], strict=True))
        if scenario != SCENARIOS[0]:
            made |= {f"{name}.effect": value for name, value in zip(MEASURES, draws[4:], strict=True)}
    return made


def describe(folder: Path) -> None:
    """Write the points and the manifest that a sweep would."""
    import duckdb

    folder.mkdir(parents=True)
    measures = [{"id": name, "unit": "weeks", "better": "lower"} for name in MEASURES]
    manifest = {"kind": "sweep", "measures": measures, "hashes": {"basis": "made up"}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with duckdb.connect() as connection:
        points = {"point": np.array([point_id(number) for number in range(POINTS)], dtype=object)}
        points |= {name: normals(1, name, np.arange(POINTS)) for name in VARIED}
        connection.register("points", points)
        connection.execute(f"COPY (SELECT * FROM points) TO '{folder / 'points.parquet'}' (FORMAT parquet)")


def write(folder: Path, runs: int) -> dict[str, float]:
    """Write a store; seconds are those within the store, so without the making of the rows."""
    describe(folder)
    spent, most_files = [0.0], 0
    with RunStore(folder, MEASURES) as store:
        empty = memory()
        for made in tasks(runs):
            spent.append(timed(lambda rows=made: store.add(rows))[0])
            if spent[-1] > 1e-3:
                most_files = max(most_files, len(list((folder / "parts").glob("*.parquet"))))
        spent.append(timed(store.flush)[0])
        before = memory()
        last = time.perf_counter()
    compacting = time.perf_counter() - last
    megabytes = sum(path.stat().st_size for path in (folder / "parts").iterdir()) / 1e6
    return {
        "seconds to write": sum(spent),
        "seconds to put the parts together": compacting,
        "files, at most": most_files,
        "files, at the end": len(list((folder / "parts").iterdir())),
        "MB on disk": megabytes,
        "MB of memory before the first row": empty,
        "MB of memory, at most, while writing": before,
        "MB of memory, at most, with putting together": memory(),
    }


def read(folder: Path, runs: int) -> dict[str, float]:
    """List the runs and summarise them by point and scenario, each from nothing."""
    with RunStore(folder, MEASURES) as store:
        finding, finished = timed(store.finished)
    counting, counted = timed(lambda: relation(folder).aggregate("status, count(*)", "status").fetchall())
    loading, runs_of = timed(lambda: relation(folder))
    by = f"point, scenario, {', '.join(f'any_value({chr(34)}{name}{chr(34)})' for name in VARIED)}"
    summing, rows = timed(lambda: runs_of.aggregate(f"{by}, {SUMMARY}", "point, scenario").fetchall())
    assert sum(many for _, many in counted) == runs
    assert dict(counted)["finished"] == len(finished)
    assert len(rows) == min(POINTS * len(SCENARIOS), runs)
    return {
        "seconds to find the finished runs": finding,
        "seconds to count by status": counting,
        "seconds to load": loading,
        "seconds for one summary query": summing,
        "seconds to load and summarise": loading + summing,
        "MB of memory, reader": memory(),
    }


def timed(do: Callable[[], Any]) -> tuple[float, Any]:
    """Do something; seconds, and what it gave."""
    start = time.perf_counter()
    result = do()
    return time.perf_counter() - start, result


def memory() -> float:
    """Give the most memory that this process has held (MB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Write and read every size in its own processes and print what it took."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--runs", type=int, nargs="+", default=[100_000, 1_000_000])
    asked.add_argument("--part", choices=["write", "read"], help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.part:
        figures = {"write": write, "read": read}[options.part](options.folder, options.runs[0])
        print(*(f"{name}: {value:,.2f}" for name, value in figures.items()), sep="\n")
        return
    with tempfile.TemporaryDirectory() as place:
        for runs in options.runs:
            print(f"runs: {runs:,}", flush=True)
            for part in ("write", "read"):
                words = ["--part", part, "--folder", f"{place}/{runs}", "--runs", str(runs)]
                subprocess.run([sys.executable, __file__, *words], check=True)


if __name__ == "__main__":
    main()
