#!/bin/sh
# A simulation's own column is replaced by the name of a folder above its file, and whether that happens
# depends on how the same file is named.
#
# Software: duckdb 2.0.1 (Python), defaults throughout.
# Input: one Parquet file of four replications, each with the value of a parameter that it drew. Tools for
#   batches of simulations name folders by what they set, such as transmission=3 (Hydra, DrWatson and others
#   do so by default): the middle of the prior. The draws themselves stand in the file.
# Expected: read_parquet of one file gives the columns that the file holds, under whatever path it is named.
# Seen: by its name in the working folder the file has four values around 3, standard deviation .41; by its
#   absolute path it has the whole number 3 four times, standard deviation 0. Nothing is said. With a folder
#   called transmission=2.9 the column turns into text, and the average that worked fails.
# Why it matters: the spread of the draws is what an analysis of uncertainty is about. It vanishes when a
#   script is called from another folder, or when results move into a folder with an equals sign. DuckDB
#   documents that it looks for key=value in paths; that a file's own column of that name gives way, of a
#   file that is named singly and in full, is easily missed. hive_partitioning = false reads what is there.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet "duckdb==2.0.1"
mkdir -p "$work/transmission=3" "$work/transmission=2.9"
cd "$work/transmission=3"
"$work/env/bin/python" - <<'PYTHON'
import shutil
import sys
from pathlib import Path

import duckdb

print("duckdb", duckdb.__version__)
draws = [2.4, 2.9, 3.2, 3.5]
rows = ", ".join(f"({place}, {draw}::DOUBLE)" for place, draw in enumerate(draws))
duckdb.sql(f"COPY (SELECT * FROM (VALUES {rows}) AS runs(replication, transmission)) TO 'runs.parquet'")

asked = "SELECT list(transmission), typeof(any_value(transmission)), stddev_pop(transmission) FROM "
here = "read_parquet('runs.parquet')"
full = f"read_parquet('{Path('runs.parquet').resolve()}')"
own = full.replace("')", "', hive_partitioning = false)")
seen = {}
for name, source in (("by its name", here), ("by its full path", full), ("the same, hive_partitioning = false", own)):
    values, kind, spread = duckdb.sql(asked + source).fetchall()[0]
    seen[name] = (values, kind, round(spread, 2))
    print(f"{name}: {values} {kind}, standard deviation {spread:.2f}")

decimal = Path("../transmission=2.9/runs.parquet").resolve()
shutil.copy("runs.parquet", decimal)
try:
    duckdb.sql(f"SELECT avg(transmission) FROM read_parquet('{decimal}')").fetchall()[0]
    fails = False
except duckdb.Error as error:
    fails = True
    print("under transmission=2.9, avg(transmission):", str(error).splitlines()[0])

true, folder = (draws, "DOUBLE", 0.41), ([3] * 4, "BIGINT", 0.0)
as_told = list(seen.values()) == [true, folder, true] and fails
print("as told above" if as_told else "this has changed")
sys.exit(0 if as_told else 1)
PYTHON
