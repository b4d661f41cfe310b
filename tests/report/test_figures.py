"""The files of every figure of every reading: the same bytes each time, numbers, and a text."""

import csv
import json
import re
import shutil
from datetime import date
from types import SimpleNamespace

import duckdb
import pytest
from made_pages import all_pages

from simkansen.report import LANGUAGES, READERS, page_name, write_report
from simkansen.report.figures.time_axis import key_layout
from simkansen.report.names import FORMS
from simkansen.report.reading.records import ClosedPeriod
from simkansen.report.words import Words

pytestmark = pytest.mark.slow

COUNTED = {"en": "12 simulations", "nl": "12 simulaties"}
BANDED = {"en": "9 in 10 simulations", "nl": "9 van de 10 simulaties"}
SUMMARY = ("mean", "p05", "median", "p95")
OTHER_BANDS = ("stability", "run-effects")
"""Figures whose marks and bands are told in a sentence of their own."""
UNITED = ("main", "through-time", "for-whom", "delay-by-group", "better-worse", "process", "staff")
"""Figures whose CSV has the columns of `simkansen.report.figures.numbers.mark_rows`."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """All readings in both languages, made by two processes."""
    return all_pages(tmp_path_factory)


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request, folder):
    """The figures of one language: their list, by key, with where the files are."""
    place = folder / "figures" / request.param
    listed = json.loads((place / "figures.json").read_text("utf-8"))
    pages = [(folder / page_name(reader, request.param)).read_text("utf-8") for reader in READERS]
    return SimpleNamespace(lang=request.param, place=place, listed=listed, pages=pages)


def rows_of(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def files_of(folder, lang):
    """Every file that a report writes in a language, as bytes."""
    paths = [*folder.glob(f"figures/{lang}/*"), *folder.glob(f"report-*-{lang}.html")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def without_pages(folder, to):
    """Copy results as they were before their pages were made, under their name."""
    return shutil.copytree(folder, to, ignore=shutil.ignore_patterns("figures", "report-*"))


def test_every_figure_and_page_is_the_same_bytes_when_one_process_makes_it_again(folder, tmp_path):
    again = without_pages(folder, tmp_path / folder.name)
    write_report(again, langs=["nl"])
    before, after = files_of(folder, "nl"), files_of(again, "nl")
    assert {name.rsplit(".", 1)[1] for name in before} == {"svg", "csv", "json", "html"}
    assert sorted(before) == sorted(after)
    assert [name for name in before if before[name] != after[name]] == []


def test_a_page_made_alone_has_the_figures_that_it_has_beside_the_others(folder, tmp_path):
    alone = without_pages(folder, tmp_path / folder.name)
    [page] = write_report(alone, ["school"], ["nl"])
    assert page.read_bytes() == (folder / page.name).read_bytes()


def assert_files(place, forms):
    """Every figure has these files, which the list names, and no others stand beside them."""
    listed = json.loads((place / "figures.json").read_text("utf-8"))
    expected = {f"{key}.{form}" for key in listed for form in forms} | {"figures.json"}
    assert {path.name for path in place.iterdir()} == expected
    assert all(told["files"] == [f"{key}.{form}" for form in forms] for key, told in listed.items())
    assert all((place / name).stat().st_size > 100 for name in expected)
    return listed


def test_every_figure_has_its_two_files_and_no_others_stand_beside_them(made):
    assert len(assert_files(made.place, ("svg", "csv"))) >= 8


def test_other_forms_are_written_when_asked_for_and_made_again_where_they_are(folder, tmp_path):
    again = without_pages(folder, tmp_path / folder.name)
    place = again / "figures" / "en"
    write_report(again, ["school"], ["en"], forms=["png"])
    [key, *_] = assert_files(place, ("png", "csv"))
    old = place / f"{key}.pdf"
    old.write_bytes(b"made by results of before")
    write_report(again, ["school"], ["en"])
    assert_files(place, (*FORMS, "csv"))
    assert old.read_bytes().startswith(b"%PDF")
    made = [path.read_bytes() for path in place.glob("*.pdf")]
    assert not [one for one in made if b"CreationDate" in one]
    assert all(b"/CIDFontType2" in one and b"/Type3" not in one and b"/Title" in one for one in made)
    with pytest.raises(ValueError, match="'jpg' is not known; choose from svg, pdf, png"):
        write_report(again, forms=["jpg"])


def test_no_figure_carries_a_date(made):
    for key in made.listed:
        assert "dc:date" not in (made.place / f"{key}.svg").read_text("utf-8")


def test_every_figure_has_a_sentence_for_those_who_cannot_see_it(made):
    for key, told in made.listed.items():
        assert len(told["alt"]) > 40, key
        assert told["alt"].endswith("."), key
        assert told["alt"] != told["title"], key


def test_every_caption_counts_the_simulations_and_says_what_the_band_is(made):
    for key, told in made.listed.items():
        caption = told["caption"].replace("\xa0", " ")
        if key == "tornado":  # of the shipped study, which has evaluations under one chance in place of runs
            assert "263" in caption
            continue
        assert COUNTED[made.lang] in caption, key
        assert BANDED[made.lang] in caption or (key in OTHER_BANDS and "90%" in caption), key


def test_every_figure_of_a_page_has_its_table_there(made):
    shown = 0
    for page in made.pages:
        for figure in re.findall(r"<figure\b.*?</figure>", page, re.S):
            rows = re.findall(r'<th scope="row"', figure)
            assert "<table>" in figure
            assert rows
            shown += 1
    assert shown >= len(made.listed)


def test_every_mark_says_of_whom_or_what_its_values_are(made):
    tips = [tip for page in made.pages for tip in re.findall(r'data-tip="([^"]*)"', page)]
    assert len(tips) > 100
    nameless = [tip for tip in tips if not re.match(r"[^|]*[a-z][^|]*\||\|=[^;]*[a-z]{3}", tip)]
    assert nameless == []


def test_every_figure_has_numbers_as_csv_in_full(made):
    for key in made.listed:
        rows = rows_of(made.place / f"{key}.csv")
        assert rows, key
        assert all(None not in row and None not in row.values() for row in rows), key


def test_the_csv_of_a_figure_is_the_same_in_every_language(folder):
    for key in UNITED:
        one, other = ((folder / "figures" / lang / f"{key}.csv").read_bytes() for lang in LANGUAGES)
        assert one == other, key


@pytest.mark.parametrize("key", UNITED)
def test_the_csv_of_a_figure_has_the_numbers_of_the_summary(key, folder):
    rows = rows_of(folder / "figures" / "en" / f"{key}.csv")
    with duckdb.connect() as db:
        found = db.execute(
            'select scenario, kind, measure, "by", "group", week, unit, mean, p05, median, p95 '
            f"from '{folder}/summary.parquet' where subject = 'all'"
        ).fetchall()
    summary = {
        (str(s), str(k), str(m), str(b), str(g), str(w)[:10]): (str(u), *values)
        for s, k, m, b, g, w, u, *values in found
    }
    reference = json.loads((folder / "manifest.json").read_text("utf-8"))["reference"]
    assert rows
    for row in rows:
        told = [float(row[name]) for name in SUMMARY]
        name, by, group, week = row["scenario"], row["by"], row["group"], row["week"]
        if row["measure"] == "staff_hours_share":  # what is available is the same in all runs made up here
            need, have = (
                summary[name, "level", f"staff_hours_{half}", by, group, week]
                for half in ("needed", "available")
            )
            assert told[1:] == pytest.approx([value / have[3] for value in need[2:]], rel=1e-9)
            continue
        recovered = row["measure"] == "weeks_recovered"
        effect = recovered or (row["measure"] in ("better_off", "worse_off") and name != reference)
        measure = "delay_weeks" if recovered else row["measure"]
        unit, *values = summary[name, "effect" if effect else "level", measure, by, group, week]
        mean, low, middle, high = values
        expected = [-mean, -high, -middle, -low] if recovered else values
        assert told == expected, row
        if row["unit"] != "share of pupils":  # the made-up summary calls every share a share
            assert row["unit"] == unit


def test_a_row_of_the_csv_is_a_mark_of_the_figure(folder):
    rows = {key: rows_of(folder / "figures" / "en" / f"{key}.csv") for key in UNITED}
    assert [row["scenario"] for row in rows["main"]] == ["tutoring", "ouders", "laptops"]
    assert len(rows["better-worse"]) == 2 * 3
    assert {row["measure"] for row in rows["process"]} == {"engagement", "out_of_sight"}
    weekly = [(row["measure"], row["scenario"], row["week"]) for row in rows["through-time"]]
    assert {name for measure, name, _ in weekly if measure == "delay_weeks"} == {"geen-aanpak"}
    assert len(set(weekly)) == len(weekly)
    assert {row["by"] for row in rows["for-whom"]} > {"all", "groep", "home_language"}


@pytest.mark.parametrize(
    ("kind", "of_all", "of_some"),
    [
        ("closed", "schools closed", "schools closed for some pupils"),
        ("half-groups", "half groups", "half groups for some pupils"),
    ],
)
def test_a_closure_of_some_pupils_does_not_look_like_one_of_all(kind, of_all, of_some):
    for more, told in (({}, of_all), ({"levels": (7, 8)}, of_some), ({"places": ("Urk",)}, of_some)):
        closure = ClosedPeriod(date(2020, 3, 16), date(2020, 5, 8), kind, **more)
        here = SimpleNamespace(results=SimpleNamespace(closures=[closure]), words=Words("en"))
        [(_, _, (_, look, text))] = key_layout(here, 8.0, [])[0]
        assert (text, "hatch" in look) == (told, bool(more))
