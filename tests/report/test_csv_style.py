"""Numbers of figures for Dutch spreadsheets: semicolons and decimal commas, in every file or in none."""

import csv
import json
from urllib.parse import unquote

import pytest

from simkansen.report import write_report
from simkansen.report.csv_files import change_style
from simkansen.report.figures.files import numbers_text
from simkansen.report.figures.parts import Picture, TextTable
from simkansen.report.markup.take import csv_link
from simkansen.report.names import page_name
from simkansen.work.storage.lock import Lock
from simkansen.work.storage.store import BusyError

TABLE = TextTable(
    "Table", ["name", "weeks"], [["a.b", "0.54"], ["c", "1,234.5"], ["d", "0.2 to 0.5"], ["e", "7"]]
)


def picture(count):
    data = [{"name": f"a.{number};b", "weeks": number + 0.54, "n": number} for number in range(count)]
    return Picture("key", "Title", "unit", "alt", TABLE, lambda narrow: None, "", data)


def test_numbers_have_decimal_commas_and_texts_stay_as_they_are():
    rows = list(csv.reader(numbers_text(picture(2), style="nl").splitlines(), delimiter=";"))
    assert rows == [["name", "weeks", "n"], ["a.0;b", "0,54", "0"], ["a.1;b", "1,54", "1"]]
    assert numbers_text(picture(1)) == "name,weeks,n\na.0;b,0.54,0\n"


@pytest.mark.parametrize(
    ("style", "lang", "cells"),
    [
        ("en", "en", ["0.54", "1,234.5", "0.2 to 0.5", "7"]),
        ("nl", "en", ["0,54", "1234,5", "0.2 to 0.5", "7"]),
        ("nl", "nl", ["0.54", "1,234.5", "0.2 to 0.5", "7"]),  # as Dutch texts have it, whatever it means
    ],
)
def test_a_long_file_inside_a_page_has_the_numbers_of_its_table_in_the_same_style(style, lang, cells):
    text = unquote(csv_link(picture(2000), "", style, lang).partition(",")[2])
    rows = csv.reader(text.splitlines(), delimiter=";" if style == "nl" else ",")
    assert [row[1] for row in rows] == ["weeks", *cells]


def delimiters(folder):
    """What stands between columns in each CSV file of a results folder."""
    files = [folder / "summary.csv", *folder.glob("figures/*/*.csv")]
    lines = {path.relative_to(folder).as_posix(): path.open(encoding="utf-8").readline() for path in files}
    return {name: ";" if ";" in line else "," for name, line in lines.items()}


@pytest.mark.slow
def test_a_report_in_another_style_leaves_no_file_in_the_one_before(alone, undrawn):
    folder = alone()
    write_report(folder, ["policy"], ["en"])
    pages = write_report(folder, ["school"], ["nl"], csv_style="nl")
    assert {page.name for page in pages} >= {page_name("policy", "en"), page_name("school", "nl")}
    found = delimiters(folder)
    assert len([name for name in found if name.startswith("figures/en/")]) > 1
    assert set(found.values()) == {";"}
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["csv_style"] == "nl"
    write_report(folder, ["policy"], ["en"])
    assert set(delimiters(folder).values()) == {";"}
    assert not change_style(folder, "nl")
    write_report(folder, ["policy"], ["en"], csv_style="en")
    assert set(delimiters(folder).values()) == {","}


def test_the_style_of_a_sweep_waits_until_nobody_works_there(tmp_path):
    told = {"kind": "sweep", "name": "tiny"}
    (tmp_path / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    other = Lock(tmp_path)
    other.share()
    with pytest.raises(BusyError, match="another sweep writes here now"):
        change_style(tmp_path, "nl")
    other.close()
    assert change_style(tmp_path, "nl")
    assert json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["csv_style"] == "nl"
