"""Every table is read from the file that is named, with the columns that it holds, and by one module only."""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb
import pytest

from simkansen.work.storage.tables import (
    UnreadableNameError,
    columns_in,
    copy_into,
    csv_source,
    kept_text,
    parquet_source,
)

ODD_NAMES = [
    "out[1]", "out[!a]", "[]", "a*b", "**", "what?", "{a,b}", "x]y", "scenario=tutoring", "replication=7",
    "group=low", "a=b=c", "it's", 'say "so"', "50%", "%41", "é ü", "Súdwest-Fryslân", "-lead", " blank ",
    "~home", "$HOME", "#1", "a;b", "http:", "s3:", "back\\slash", "new\nline", "comma,here",
]  # fmt: skip
DECOYS = {"out[1]": "out1", "out[!a]": "outb", "a*b": "aXb", "**": "deep", "what?": "what1"}


@pytest.fixture
def connection():
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


def write(connection, path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    how = "FORMAT parquet, KV_METADATA {about: 'kept'}" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
    connection.execute(copy_into(path, f"SELECT {value} AS replication, 'own' AS scenario", how))
    assert path.is_file()


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_file_is_read_by_its_exact_name_and_with_its_own_columns(tmp_path, connection, name):
    for decoy in {DECOYS.get(name), "a"} - {None, name}:
        write(connection, tmp_path / decoy / f"{decoy}.parquet", 1)
        write(connection, tmp_path / decoy / f"{name}.parquet", 1)
    path = tmp_path / name / f"{name}.parquet"
    write(connection, path, 0)
    asked = f"SELECT * EXCLUDE (file_row_number) FROM {parquet_source([path])}"
    assert connection.execute(asked).fetchall() == [(0, "own")]
    assert list(columns_in(path, connection)) == ["replication", "scenario"]
    assert kept_text(path, "about", connection) == "kept"
    text = path.with_suffix(".csv")
    write(connection, text, 0)
    assert connection.execute(f"SELECT * FROM {csv_source(text)}").fetchall() == [("0", "own")]


def test_a_relative_path_that_looks_like_an_address_is_a_file(tmp_path, connection, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(connection, Path("s3:") / "a.parquet", 3)
    found = connection.execute(f"SELECT replication FROM {parquet_source([Path('s3:') / 'a.parquet'])}")
    assert found.fetchall() == [(3,)]


@pytest.mark.skipif(os.sep != "/", reason="a backslash is no sign of a name there")
def test_a_name_that_no_pattern_can_give_is_refused_rather_than_read_as_another(tmp_path):
    with pytest.raises(UnreadableNameError, match="rename"):
        parquet_source([tmp_path / "back\\[1]" / "a.parquet"])


LASTING = re.compile(r"CREATE (OR REPLACE )?(TABLE|VIEW|MACRO)|\bcreate_(view|table)\(", re.IGNORECASE)
"""What would be seen by all who share the database of a process."""


def test_what_is_made_in_the_database_of_a_process_is_temporary():
    """Two results that are read at the same time do not meet; what is exported has a database of its own."""
    package = Path(__file__).parents[2] / "simkansen"
    found = {
        path.relative_to(package).as_posix()
        for path in sorted(package.rglob("*.py"))
        if LASTING.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"export/tables.py"}


READERS = re.compile(
    r"read_parquet|parquet_scan|parquet_kv_metadata|parquet_schema|parquet_metadata|read_csv|from_parquet"
    r"|from_csv_auto|read_json|\bglob\(f.[^)]*\{[a-z]|glob\.glob|COPY \(|COPY \w+ TO"
    r"|FROM '[^']*\.(parquet|csv)"
)
"""What reads or writes a table by a path, or takes a name for a pattern."""


def test_no_other_module_reads_or_writes_a_table_by_a_path():
    package = Path(__file__).parents[2] / "simkansen"
    found = [
        f"{path.relative_to(package)}:{number}"
        for path in sorted(package.rglob("*.py"))
        if path != package / "work" / "storage" / "tables.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if READERS.search(line)
    ]
    assert found == []
