"""A tidy table: table, sentences and numbers of a figure follow from it; and what figures share beside."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from benchmarks.code_size import PACKAGE, circles, imports, modules

from simkansen.report.figures.keys import Names
from simkansen.report.figures.panels import AxesGrid
from simkansen.report.figures.parts import Tidy, around, several, tabled
from simkansen.report.reading.csv_text import csv_text
from simkansen.report.reading.findings import shares_first, surely_first
from simkansen.report.sentences import capacity_of
from simkansen.report.words import Words

ROWS = (("a", 1.25), ("b", 0.5))
COLUMNS = (
    ("label", "Who", lambda row: row[0]),
    ("weeks", "", lambda row: f"{row[1]:.2f} weeks"),
    ("", "Weeks", lambda row: f"{row[1]:.1f}"),
)


def numbers(row):
    return [{"who": row[0], "weeks": row[1]}, {"who": row[0], "weeks": 2 * row[1]}]


def test_a_column_without_a_head_is_told_and_one_without_a_field_is_shown():
    tidy = Tidy("Weeks", ROWS, COLUMNS)
    table = tidy.table()
    assert (table.head, table.rows) == (["Who", "Weeks"], [["a", "1.2"], ["b", "0.5"]])
    assert tidy.told("{label} has {weeks}.".format) == ["a has 1.25 weeks.", "b has 0.50 weeks."]


def test_a_turned_table_has_a_column_for_each_row_and_tells_the_same():
    plain, turned = Tidy("Weeks", ROWS, COLUMNS, numbers), Tidy("Weeks", ROWS, COLUMNS, numbers, turned=True)
    table = turned.table()
    assert (table.head, table.rows) == (["Who", "a", "b"], [["Weeks", "1.2", "0.5"]])
    assert turned.told("{label}".format) == plain.told("{label}".format)


def test_every_figure_is_made_from_a_tidy_table_and_none_by_hand():
    folder = PACKAGE / "report" / "figures"
    by_hand = [
        path.name for path in folder.glob("*.py") if re.search(r"\bPicture\(", path.read_text("utf-8"))
    ]
    assert by_hand == ["parts.py"]


def test_a_figure_has_the_table_the_sentences_and_the_numbers_of_its_rows():
    tidy = Tidy("Weeks", ROWS, COLUMNS, numbers)
    picture = tidy.picture("k", "t", "u", "{label}: {weeks}".format, lambda narrow: None, told=1)
    assert picture.alt == "a: 1.25 weeks", "only the first is told"
    assert len(picture.table.rows) == 2, "all are shown"
    assert [row["weeks"] for row in picture.data] == [1.25, 2.5, 0.5, 1.0]


def test_columns_that_are_made_together_stand_beside_each_other():
    columns = several(["low", "high"], lambda row: [str(row), str(10 * row)])
    assert Tidy("", [1, 2], columns).table().rows == [["1", "10"], ["2", "20"]]
    assert tabled("", [1], {"x": str}).rows == [["1"]]


def test_rows_as_csv_have_every_column_that_any_row_has():
    assert csv_text([{"a": 1}, {"b": [2]}]) == "a,b\n1,\n,[2]\n"
    assert csv_text([], ["scenario"]) == "scenario\n"


def test_the_row_that_alone_is_largest_in_nine_runs_of_ten_is_surely_first():
    values = np.array([[2.0] * 9 + [0.0], [1.0] * 10])
    assert shares_first(values) == [0.9, 0.1]
    assert surely_first(values) == 0
    assert surely_first(values[:, :8]) is None, "too few runs"
    assert surely_first(np.ones((2, 10))) is None, "equal ones"
    assert surely_first(np.empty((0, 0))) is None


def test_axes_beside_and_below_each_other_fill_the_width():
    grid = AxesGrid(7.0, 1.0, 0.5, 0.5, 2)
    assert grid.each == pytest.approx(2.5)
    assert [grid.at(place, 0.2, 3.0) for place in range(3)] == [(1.0, 0.2), (4.0, 0.2), (1.0, 3.2)]
    assert [grid.rows(count) for count in (1, 2, 3)] == [1, 1, 2]


def test_four_names_in_at_most_three_columns_stand_two_by_two():
    context = SimpleNamespace(label=lambda name: "two lines" if name == "b" else name)
    assert Names(context, list("abcd"), 3, 30).columns == 2
    assert Names(context, list("abcde"), 3, 30).columns == 3
    assert Names(context, list("abcd"), 3, 4).lines == [2, 1]


def test_limits_have_room_beside_the_values_also_when_all_are_the_same():
    assert around([0.0, 10.0], 0.1) == (-1.0, 11.0)
    assert around([3.0], 0.1) == (2.0, 4.0)


@pytest.mark.parametrize(
    ("capacity", "told"),
    [(0.05, ("share", "5%")), ({"per_class": 4}, ("per_class", "4")), ({"share": None}, ("none", ""))],
)
def test_a_capacity_is_a_share_or_so_many_places(capacity, told):
    assert capacity_of(Words("en"), capacity) == told


@pytest.mark.slow
def test_no_modules_of_the_report_import_one_another_in_a_circle():
    found = modules(PACKAGE)
    arrows = {name: {target for target, _ in imports(name, path, set(found))} for name, path in found.items()}
    assert [circle for circle in circles(arrows) if any(".report" in name for name in circle)] == []
