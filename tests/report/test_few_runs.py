"""Of too few simulations no page, table, figure or file tells how sure a figure is, and all say so."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import shutil
from dataclasses import replace
from html import unescape

import duckdb
import numpy as np
import pytest

from simkansen.report import (
    key_lines,
    overview,
    sections,
    summary_csv,
    summary_json,
    terminal_summary,
    write_report,
)
from simkansen.report.figures import main
from simkansen.report.figures.cost_per_week import COLUMN, in_column
from simkansen.report.page import caption, open_context
from simkansen.report.plain import PlainWords, sure
from simkansen.report.reading import steady
from simkansen.report.reading.money import money
from simkansen.report.reading.participants import participants
from simkansen.report.reading.records import spread_of
from simkansen.report.reading.results import Results
from simkansen.report.readings import READERS
from simkansen.report.research import effects
from simkansen.report.words import Words
from simkansen.runs.draws import FEWEST_COUNTED, FEWEST_DRAWS

pytestmark = pytest.mark.usefixtures("undrawn")

FEW = (1, 2, FEWEST_DRAWS - 1)
SAYS = {"en": "no interval, no share of simulations and no order is given",
        "nl": "Daarom staat hier niet hoe ver een getal ernaast kan zitten"}  # fmt: skip
CLAIMS = re.compile(
    r"helps in \d|best in \d|in \d+% of|best of all in|recovers most|comes first|costs least|narrows most|"
    r"come first together|none (recovers|narrows)|surely narrows|"
    r"helpt in \d|beste in \d|in \d+% van de sim|"
    r"halen leerlingen het meeste in|helpt het meest:|als eerste uit|9 (out )?of (the )?10 sim"
)


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("runs", FEW)
def test_the_terminal_tells_middles_alone_and_says_what_to_do(runs, lang, compared):
    folder = compared(replications=runs)
    for text in (key_lines(folder, lang), terminal_summary(folder, lang)):
        told = " ".join(text.split())
        assert f"--replications {FEWEST_DRAWS}" in told
        assert not CLAIMS.search(told)
        assert not re.search(r"\d \([\d.,−-]+ (to|tot) [\d.,]+\)", told)
    assert SAYS[lang] in told


def test_with_enough_runs_the_same_texts_tell_their_interval(compared):
    told = " ".join(terminal_summary(compared(replications=FEWEST_DRAWS), "en").split())
    assert SAYS["en"] not in told
    assert re.search(r"\d to \d", told)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_page_tells_middles_alone_and_says_so(lang, compared):
    for page in write_report(compared(replications=2), langs=[lang]):
        text = re.sub(r"<(svg|style|script).*?</\1>", "", page.read_text("utf-8"), flags=re.DOTALL)
        told = " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
        assert SAYS[lang] in told
        assert not CLAIMS.search(told)
        assert not re.search(r"\bnan\b", unescape(page.read_text("utf-8")))


@pytest.mark.slow
def test_the_files_have_no_interval_either(compared):
    folder = compared(replications=2)
    (first, *_) = summary_json(folder)["effects"]
    assert first["weeks_recovered"]["p05"] is first["weeks_recovered"]["p95"] is first["helps"] is None
    assert first["best"] is first["recovers_nothing"] is first["eur_per_week"]["p95"] is None
    assert first["weeks_recovered"]["median"] is not None
    json.dumps(summary_json(folder), allow_nan=False)
    row = next(csv.DictReader(io.StringIO(summary_csv(folder))))
    assert (row["weeks_recovered_p05"], row["weeks_recovered_p95"], row["helps"]) == ("", "", "")
    write_report(folder, ["policy"], ["en"])
    for file in (folder / "figures").glob("*.csv"):
        assert "nan" not in file.read_text("utf-8")


def test_a_summary_of_an_earlier_version_is_read_without_its_interval_of_two(compared):
    with Results(compared(replications=2)) as results:  # the file of the fixture holds one, as files did
        band = results.one("delay_weeks", of="geen-aanpak")
    assert not band.told
    assert band.ends == (band.median, band.median)


@pytest.mark.parametrize("count", range(1, 6))
def test_the_points_of_few_values_are_their_middle(count):
    values = np.arange(float(count))
    low, middle, high = spread_of(values)
    assert middle == (count - 1) / 2
    assert math.isnan(low) == math.isnan(high) == (count < FEWEST_DRAWS)


@pytest.mark.parametrize(
    ("price", "lines"),
    [
        ("€80 (€50 to €120)", ["€80 (€50 to €120)"]),
        ("€12,345 (€1,200 to nothing recovered)", ["€12,345", "(€1,200 to nothing recovered)"]),
        ("nothing recovered in half of the simulations or more",
         ["nothing recovered in half", "of the simulations or more"]),
    ],
)  # fmt: skip
def test_a_long_price_is_written_in_lines_that_fit_its_column(price, lines):
    assert in_column(price).split("\n") == lines
    assert max(map(len, lines)) <= COLUMN + 3


HOW_SURE = re.compile(
    r"90% (of|van) (the|de) simula|its interval says|het interval laat zien\.|in this order|in deze volgorde"
)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_no_caption_or_sentence_of_few_runs_tells_of_an_interval_or_an_order(lang, compared):
    with Results(compared(replications=1)) as results:
        context = open_context(results, lang)
        assert context.middles_alone
        for read in READERS.values():
            pictures = read(context).pictures().values()
            said = [caption(context, one) for one in pictures if not one.origin]
            assert [one for one in said if HOW_SURE.search(one)] == []
        assert [one for one in sections.untried(context) if HOW_SURE.search(one)] == []


@pytest.fixture
def few_pupils(results, tmp_path):
    """Results of enough runs with nine pupils left at the end."""
    folder = shutil.copytree(results, tmp_path / "r")
    for path in [folder / "summary.parquet", *(folder / "runs").glob("*.parquet")]:
        with duckdb.connect() as db:
            db.execute(f"create table kept as select * replace (9 as n_pupils) from '{path}'")
            db.execute(f"copy kept to '{path}'")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_of_few_pupils_nothing_but_a_middle_is_told(few_pupils, lang):
    with Results(few_pupils) as found:
        context = open_context(found, lang)
        assert found.n_runs >= FEWEST_DRAWS
        assert context.middles_alone
        assert context.ranking is None
        assert all(effect.helps is None for effect in context.effects)
        assert main.title(context) == context.words("main.topic")
        for one in money(context):
            assert math.isnan(one.total.p05)
            assert one.price is None or math.isnan(one.price.p05)
            assert one.none_recovered is None
        for part in participants(context).values():
            assert all(band is None or not band.told for band in (part.reached, part.targeted, part.cost))
    for text in (key_lines(few_pupils, lang), terminal_summary(few_pupils, lang)):
        told = " ".join(text.split())
        assert not CLAIMS.search(told)
        assert not re.search(r"\d \([\d.,−-]+ (to|tot) [\d.,]+\)", told)


def test_a_group_that_has_become_too_small_is_not_told_of_an_earlier_week(results, tmp_path):
    folder = shutil.copytree(results, tmp_path / "r")
    path = folder / "summary.parquet"
    with duckdb.connect() as db:
        db.execute(
            f"""create table kept as select * replace (case when "by" = 'parental_education' and
                week = (select max(week) from '{path}') then 9 else n_pupils end as n_pupils) from '{path}'"""
        )
        db.execute(f"copy kept to '{path}'")
    with Results(folder) as found:
        assert found.last("delay_weeks", by="parental_education") == {}
        assert found.last("delay_weeks")


PER_CENT = re.compile(
    r"helps in \d+%|best (of all )?in \d|lowest price in \d|in \d+% of the sim|recovers most|"
    r"costs least|’ comes first|very likely|helpt in \d+%|in \d+% van de sim|"
    r"halen leerlingen het meeste in|helpt het meest:|[Hh]eel waarschijnlijk"
)
COUNTED = {"en": ("8 of 8", "are fewer than the 10"), "nl": ("8 van 8", "daarvoor zijn er minstens 10 nodig")}


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_eight_simulations_are_counted_and_no_order_or_per_cent_of_them_is_told(lang, compared):
    folder = compared(replications=8)
    assert FEWEST_DRAWS <= 8 < FEWEST_COUNTED
    write_report(folder, langs=[lang])
    pages = []
    for reader in READERS:
        html = (folder / f"report-{reader}-{lang}.html").read_text("utf-8")
        text = re.sub(r"<(svg|style|script).*?</\1>", "", html, flags=re.DOTALL)
        pages.append(" ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()))
    shown = [" ".join(make(folder, lang).split()) for make in (key_lines, terminal_summary)]
    assert [found[0] for text in (*pages, *shown) if (found := PER_CENT.search(text))] == []
    of, said = COUNTED[lang]
    assert of in pages[list(READERS).index("policy")]
    assert said in pages[list(READERS).index("policy")]
    assert said in shown[0]


def test_a_school_reads_of_eight_simulations_on_a_card(compared):
    words = PlainWords("en")
    with Results(compared("geen-aanpak", "tutoring", replications=8)) as found:
        (effect,) = open_context(found, "en").effects
    card = sure(words, effect, assumed=True)
    assert "all 8 simulations" in card
    assert "too few" in card


@pytest.mark.parametrize(("runs", "said"), [(3, "3 of 4"), (4, "4 of 4")])
def test_a_share_of_few_simulations_is_a_count(runs, said):
    assert Words("en").counted_share(runs / 4, 4).replace("\u00a0", " ") == said
    assert Words("en").counted_share(runs / 4, 12) == f"{25 * runs}%"


def test_of_a_delay_in_few_simulations_it_is_said_that_they_are_few_and_not_that_it_is_unsure(alone):
    text = " ".join(key_lines(alone(replications=6), "en").split())
    assert "6 simulations are too few to say how sure that is." in text
    assert "not sure that they are behind" not in text


def test_headings_name_no_interval_where_there_is_none(compared):
    with Results(compared(replications=2)) as results:
        context = open_context(results, "en")
        heads = [
            *effects.table(context).head,
            *effects.levels(context).head,
            *main.picture(context).table.head,
        ]
    assert [head for head in heads if "90%" in head] == []


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_titles_and_sentences_that_claim_tell_their_evidence_before_they_count(lang, results):
    evidence = {"en": "evidence", "nl": "onderbouwing"}[lang]
    with Results(results) as found:
        context = open_context(found, lang)
        assert re.search(rf"\({evidence} [A-D]", main.title(context))
        for text in overview.sentences(context):
            assert text.index(f"{evidence} ") < text.index("%")


ERROR = {
    "en": (
        "move with other simulations cannot be told from 4",
        "move by about",
        "middle result would be about",
    ),
    "nl": (
        "opschuiven, is met 4 simulaties niet",
        "schuift de middelste ongeveer",
        "ligt de middelste uitkomst ongeveer",
    ),
}
CLAIMED = {"en": "an order is claimed only where", "nl": "Een volgorde wordt alleen genoemd"}


def texts_of(folder, lang):
    """What the end of a run, `show` and the pages say, by name."""
    write_report(folder, langs=[lang])
    found = {"run": key_lines(folder, lang), "show": terminal_summary(folder, lang)}
    for reader in READERS:
        html = (folder / f"report-{reader}-{lang}.html").read_text("utf-8")
        found[reader] = unescape(
            re.sub(r"<[^>]+>", " ", re.sub(r"<(svg|style|script).*?</\1>", "", html, flags=re.DOTALL))
        )
    return {name: " ".join(text.split()) for name, text in found.items()}


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("runs", [4, 8])
def test_the_terminal_and_the_pages_agree_on_what_few_simulations_do_not_tell(
    runs, lang, compared, monkeypatch
):
    headline = steady.headline  # results that are made up do not tell how far a median would move
    monkeypatch.setattr(
        steady, "headline", lambda context: [replace(one, median_error=0.1) for one in headline(context)]
    )
    told = texts_of(compared(replications=runs), lang)
    said = {"en": f"{runs} simulations are", "nl": f"Met {runs} simulaties is niet"}[lang]
    assert len(told["run"]) < 400
    school = told.pop("school")
    assert [name for name, text in told.items() if said not in text] == []
    assert [name for name, text in told.items() if CLAIMED[lang] in text] == []
    assert {"en": "to say which approach is the best", "nl": "te zeggen welke aanpak de beste is"}[
        lang
    ] in school
    plain = {"en": "simulations cannot be told from 4", "nl": "verschuift, is met 4 simulaties niet"}[lang]
    if runs == 4:
        assert [n for n in ("show", "policy", "research") if ERROR[lang][0] not in told[n]] == []
        assert plain in school
    else:
        assert [n for n in ("show", "policy", "research") if ERROR[lang][1] not in told[n]] == []
        assert ERROR[lang][2] in school


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_two_simulations_have_no_heading_or_caption_of_an_interval_and_both_numbers_are_advised(
    lang, compared
):
    told = texts_of(compared(replications=2), lang)
    wrong = re.compile(
        r"with its interval|elke aanpak met interval|What each interval|Wat in elk interval|band: ‘"
    )
    assert [name for name, text in told.items() if wrong.search(text)] == []
    for name, text in told.items():
        assert f"--replications {FEWEST_DRAWS} " in text
        assert f"--replications {FEWEST_COUNTED} " in text
        # What is typed stands with how to make a page again; who reads it is told in plain words.
        if name in READERS:
            assert "--replications" not in text.rpartition(Words(lang)("section.reproduce"))[0], name
    none = {"en": "None of these approaches is clearly", "nl": "Geen van deze aanpakken is duidelijk"}[lang]
    assert none not in told["school"]


def test_of_several_interventions_the_one_whose_pupils_are_told_of_is_named(compared):
    text = " ".join(key_lines(compared(replications=12), "en").split())
    assert "Each pupil whom it" not in text
