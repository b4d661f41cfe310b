#!/bin/sh
# A file that is there, and is named in full, is not read once another file lies beside it.
#
# Software: duckdb 2.0.1 (Python), defaults throughout.
# Input: schools[1].csv, as a browser calls the second download of schools.csv; later schools1.csv comes
#   into the same folder.
# Expected: a path under which there is a file names that file, whatever else is in the folder; or every
#   path with a bracket is refused or read as a pattern, so that one notices at once.
# What happens: alone, schools[1].csv is read (no file fits the pattern, so the path is taken as it is). With
#   schools1.csv beside it the same query reads that, without a word; so do read_parquet, a list of paths and
#   the methods of the Python API. A backslash before the bracket helps nothing; [[]1] does.
# Why it matters: a check passes on the day it is written, and an analysis changes its answer when a file is
#   saved next to its input. 100 pupils become 500 here.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet "duckdb==2.0.1"
cd "$work"
"$work/env/bin/python" - <<'PYTHON'
import sys
from pathlib import Path

import duckdb

print("duckdb", duckdb.__version__)
named = "schools[1].csv"
Path(named).write_text("school,pupils\nA,100\n")
total = "SELECT sum(pupils) FROM "
ways = {
    "read_csv": lambda: duckdb.sql(f"{total} read_csv('{named}')").fetchall()[0][0],
    "read_csv of a list": lambda: duckdb.sql(f"{total} read_csv(['{named}'])").fetchall()[0][0],
    "FROM 'file'": lambda: duckdb.sql(f"{total} '{named}'").fetchall()[0][0],
    "duckdb.read_csv": lambda: duckdb.read_csv(named).sum("pupils").fetchall()[0][0],
}
alone = {name: int(read()) for name, read in ways.items()}
Path("schools1.csv").write_text("school,pupils\nB,200\nC,300\n")
beside = {name: int(read()) for name, read in ways.items()}
exact = int(duckdb.sql(f"{total} read_csv('schools[[]1].csv')").fetchall()[0][0])
for name in ways:
    print(f"{name}: {alone[name]} pupils; with schools1.csv beside it {beside[name]}")
print("read_csv('schools[[]1].csv'):", exact)
as_told = set(alone.values()) == {100} and set(beside.values()) == {500} and exact == 100
print("as told above" if as_told else "this has changed")
sys.exit(0 if as_told else 1)
PYTHON
