"""A group that only some simulations have says of how many it is, and comes first or last in nothing."""

import csv
import io
import re

import duckdb
import pytest
from made_places import add_rows, place_rows
from report.rendered import text_of

from simkansen.report import summary_csv, write_report
from simkansen.report.figures import for_whom, gap_time, tile_map, who_gains
from simkansen.report.overview import sentences
from simkansen.report.page import caption, open_context
from simkansen.report.reading.results import Results
from simkansen.report.readings.school_texts import whom
from simkansen.report.sections import gaps
from simkansen.report.style import drawing, svg_text
from simkansen.report.terminal import text_summary
from simkansen.report.words import LANGUAGES

RUNS = 16
IN = {"en": "[in {n} of 16 simulations]", "nl": "[in {n} van de 16 simulaties]"}


def keep_in(folder, kept, times=1.0):
    """Leave groups in so many of the replications alone, with values so many times as large."""
    with duckdb.connect() as db:
        gone = " or ".join(
            f"(\"by\" = '{by}' and \"group\" = '{group}' and replication >= {n})"
            for (by, group), n in kept.items()
        )
        named = " or ".join(f"(\"by\" = '{by}' and \"group\" = '{group}')" for by, group in kept)
        for path in sorted((folder / "runs").glob("*.parquet")):
            larger = f"value * (case when {named} then {times} else 1 end) as value"
            db.execute(
                f"create or replace table kept as select * replace ({larger}) from '{path}' "
                f"where not ({gone})"
            )
            db.execute(f"copy kept to '{path}'")
        db.execute(f"""copy (select scenario, kind, measure, unit, subject, "by", "group", week,
            avg(value) as mean, quantile_cont(value, .05) as p05, median(value) as median,
            quantile_cont(value, .95) as p95, 0.1 as chance_share, count(*) as n_runs,
            any_value(n_pupils) as n_pupils from '{folder}/runs/*.parquet' group by all order by all)
            to '{folder}/summary.parquet'""")
    return folder


SEVEN, THREE = ("school_disadvantage", "over-30%"), ("school_disadvantage", "10-30%")


@pytest.fixture
def partly(compared):
    """Make results in which some groups are in a part of the replications."""

    def made(kept, names=("geen-aanpak", "tutoring", "ouders"), **asked):
        return keep_in(compared(*names, replications=RUNS, unequal=False), kept, **asked)

    return made


def shown(draw):
    """Return every text in a drawn figure."""
    with drawing():
        figure = draw(False)
    return [one.text for one in (*figure.texts, *(note for axes in figure.axes for note in axes.texts))]


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_and_captions_tell_of_how_many_simulations_a_group_is(partly, lang):
    folder, told = partly({SEVEN: 7, THREE: 3}), IN[lang]
    with Results(folder) as found:
        context = open_context(found, lang)
        picture = for_whom.delays(context)
        cells = {row[0]: row[1] for row in picture.table.rows}
        label = context.words.capital(context.dimension(SEVEN[0]))
        seven = cells[f"{label}: {context.group(*SEVEN)}"]
        three = cells[f"{label}: {context.group(*THREE)}"]
        assert seven.endswith(f") {told.format(n=7)}")
        assert three.endswith(told.format(n=3))
        assert "(" not in three, "three simulations have no interval"
        assert [one for one in cells.values() if "16" in one] == [seven, three]
        table = gaps(context)
        assert all(row[-2].endswith(told.format(n=7)) for row in table.rows)
        note = {"en": "Some groups are not in every", "nl": "Sommige groepen zitten niet in elke"}[lang]
        pictures = [picture, for_whom.gains(context), who_gains.picture(context), gap_time.levels(context)]
        for one in pictures:
            assert note in caption(context, one)
        assert note not in caption(context, gap_time.effects(context)), "parents are in all of them"


def test_a_group_that_all_simulations_have_is_told_as_ever(results):
    with Results(results) as found:
        context = open_context(found, "en")
        picture = for_whom.gains(context)
        assert "Some groups" not in caption(context, picture)
        assert "simulations]" not in str(picture.table)
        assert "simulations]" not in str(gaps(context))


@pytest.mark.slow
def test_marks_bear_of_how_many_simulations_they_are_and_files_have_the_number(partly):
    with Results(partly({SEVEN: 7, THREE: 3})) as found:
        context = open_context(found, "en")
        assert {"7/16", "3/16"} <= set(shown(for_whom.delays(context).draw))
        pair = who_gains.picture(context)
        assert "7/16" in shown(pair.draw)
        counts = {row["n_runs"] for row in pair.data if row["group"] == SEVEN[1]}
        assert counts == {7}
        series = gap_time.levels(context)
        drawn = " ".join(re.sub("<[^>]*>", " ", svg_text(series.draw(False))).split())
        assert "7 of 16" in drawn


@pytest.mark.slow
def test_the_least_and_the_most_are_of_groups_of_enough_simulations(partly):
    folder = partly({SEVEN: 7}, times=50.0)
    with Results(folder) as found:
        context = open_context(found, "en")
        assert context.group(*SEVEN) not in for_whom.delays(context).alt
    with Results(keep_in(folder, {SEVEN: 7})) as found:
        again = open_context(found, "en")
        assert (
            max(
                (row for row in for_whom.delays(again).data if row["by"] != "all"),
                key=lambda row: row["median"],
            )["group"]
            == SEVEN[1]
        ), "it would have been the most"


LOW = ("parental_education", "low")


@pytest.mark.slow
def test_none_is_said_to_narrow_a_gap_most_that_few_simulations_have(partly):
    folder = partly({LOW: RUNS})
    with Results(folder) as found:
        assert any("narrows most with" in one for one in sentences(open_context(found, "en")))
    with Results(keep_in(folder, {LOW: 9})) as found:
        told = sentences(open_context(found, "en"))
    assert told
    assert not any("narrows" in one for one in told)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_school_reads_of_how_many_simulations_a_group_is(partly, lang):
    with Results(partly({LOW: 7})) as found:
        context = open_context(found, lang)
        told = whom(context, list(context.effects))
    part = {"en": "in 7 of the 16 simulations", "nl": "in 7 van de 16 simulaties"}[lang]
    assert len(told) == 3
    assert all(part in " ".join(one.split()) for one in told)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_terminal_and_its_csv_tell_it_of_a_scenario_alone(partly, lang):
    folder = partly({SEVEN: 7, THREE: 3}, names=("geen-aanpak",))
    text = " ".join(text_summary(folder, lang).split())
    assert IN[lang].format(n=7) in text
    assert IN[lang].format(n=3) in text
    rows = {row["group"]: row for row in csv.DictReader(io.StringIO(summary_csv(folder)))}
    assert [rows[group]["n_runs"] for group in ("all", "over-30%", "10-30%")] == ["16", "7", "3"]
    assert rows["10-30%"]["delay_weeks_p05"] == ""
    assert rows["over-30%"]["delay_weeks_p05"] != ""


@pytest.mark.slow
def test_a_page_tells_it_where_it_tells_of_such_a_group(partly, undrawn):
    folder = partly({SEVEN: 7})
    write_report(folder, ["policy"], ["en"])
    assert IN["en"].format(n=7) in text_of(folder, "en")


@pytest.mark.slow
def test_a_province_in_a_part_of_the_simulations_says_so_on_its_tile(compared):
    rows = [row for row in place_rows(runs=12) if row[4] != "Utrecht" or row[6] < 5]
    with Results(add_rows(compared(), rows)) as found:
        context = open_context(found, "en")
        picture = tile_map.picture(context)
        assert "5/12" in shown(picture.draw)
        assert "like 5/12 stands" in caption(context, picture)
        [own] = [row for row in picture.table.rows if "Utrecht" in " ".join(row)]
        assert "[in 5 of 12 simulations]" in " ".join(own)
