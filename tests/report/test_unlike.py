"""What differs in more than interventions is the effect of none: best, cheapest and sure in no sentence."""

import json
import shutil
from pathlib import Path

import pytest
from made_places import add_rows
from report.conftest import RUNS
from report.rendered import text_of

from simkansen.report import LANGUAGES, READERS, key_lines, sections, summary_json, terminal_summary
from simkansen.report.figures import gap_time, main
from simkansen.report.page import open_context
from simkansen.report.reading.beyond import beyond_texts
from simkansen.report.reading.findings import narrowing, surely_best, surely_helping
from simkansen.report.reading.money import money
from simkansen.report.reading.participants import participants
from simkansen.report.reading.price_order import cheapest
from simkansen.report.reading.records import UNLIKE
from simkansen.report.reading.results import Results
from simkansen.report.readings.glance import glance
from simkansen.report.readings.school_cards import cards
from simkansen.report.readings.school_texts import questions, whom
from simkansen.report.research import design, effects, pairs
from simkansen.report.words import NBSP, Words
from simkansen.runs.notes import unlike


@pytest.fixture
def with_closures(results, tmp_path):
    """Give the results as if scenarios had other closures than the reference."""

    def make(*names):
        folder = tmp_path / "-".join(names)
        shutil.copytree(results, folder)
        path = folder / "manifest.json"
        told = json.loads(path.read_text("utf-8")) | {"unlike_closures": list(names)}
        path.write_text(json.dumps(told), "utf-8")
        digests = folder / "digests.txt"
        if digests.is_file():
            kept = [line for line in digests.read_text("utf-8").splitlines() if "manifest.json" not in line]
            digests.write_text("".join(f"{line}\n" for line in kept), "utf-8")
        return folder

    return make


def test_of_the_best_with_other_closures_nothing_is_claimed(results, with_closures):
    with Results(results) as plain:
        context = open_context(plain, "en")
        assert surely_best(context.ranking) == context.effects[0].name == "tutoring"
    several = [(name, "effect", measure, "all", "all", 3.0 + 0.1 * i, i, 1200)
               for name in ("tutoring", "ouders") for i in range(RUNS)
               for measure in ("weeks_per_reached", "weeks_per_targeted")]  # fmt: skip
    with Results(add_rows(with_closures("tutoring"), several)) as found:
        context = open_context(found, "en")
        assert [e.name for e in context.effects][-1] == "tutoring"
        assert "tutoring" not in context.ranking.names
        assert "tutoring" not in {e.name for e in surely_helping(found, list(context.effects))}
        assert "tutoring" not in {e.name for e in narrowing(found, list(context.effects))}
        assert cheapest(context, money(context)) != "tutoring"
        assert {m.name: m.price for m in money(context)}["tutoring"] is None
        taking_part = participants(context)
        assert (taking_part["tutoring"].reached, taking_part["tutoring"].targeted) == (None, None)
        assert taking_part["ouders"].reached is not None
        rows = {row.label: row for row in glance(context).rows}
        assert (rows[context.label("tutoring")].letter, rows[context.label("tutoring")].beside[1][0]) == (
            "–",
            "–",
        )
        assert rows[context.label("ouders")].letter in "ABCD"
        assert context.label("tutoring").endswith(UNLIKE)
        assert not context.label("ouders").endswith(UNLIKE)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_headlines_are_about_the_others_and_rows_bear_the_sign(lang, with_closures):
    folder = with_closures("tutoring")
    with Results(folder) as found:
        context = open_context(found, lang)
        top, unlike = context.label("ouders"), context.label("tutoring")
    assert f"‘{top}’" in key_lines(folder, lang)
    assert f"‘{unlike}’" not in key_lines(folder, lang).splitlines()[0]
    row = next(
        line for line in terminal_summary(folder, lang).splitlines() if line.startswith(unlike.split()[0])
    )
    assert "–" in row
    for reader in READERS:
        page = text_of(folder, lang, reader)
        answer = page.split('class="answer"')[1].split("</p>")[0]
        assert f"‘{top}’" in answer
        assert unlike in page
    assert {one["scenario"]: one["best"] for one in summary_json(folder)["effects"]}["tutoring"] is None


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_all_differ_in_more_the_headline_says_so(lang, with_closures):
    folder = with_closures("tutoring", "ouders", "laptops")
    with Results(folder) as found:
        context = open_context(found, lang)
        label = context.label(context.effects[0].name)
        expected = context.words("lines.unlike", label=label, weeks="@").split("@")[0]
        said = context.words("answer.unlike", label=f"‘{label}’", weeks="@").split("@")[0]
    assert expected in " ".join(key_lines(folder, lang).split())
    page = text_of(folder, lang, "policy")
    assert said in page.split('class="answer">')[1].split("</p>")[0]
    words = said.split()
    assert len(words) <= 18


def told_on(folder, lang, **about):
    """Texts of the three pages, of results of which the manifest says something else too."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | about), "utf-8")
    return {reader: " ".join(text_of(folder, lang, reader).replace(NBSP, " ").split()) for reader in READERS}


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_closures_are_told_as_those_of_the_reference_where_a_scenario_has_others(lang, with_closures):
    folder = with_closures("tutoring")
    words = Words(lang)
    with Results(folder) as found:
        reference = open_context(found, lang).reference
    for text in told_on(folder, lang).values():
        assert words("school.closures_of", reference=reference, told="").strip() in text or words(
            "asked.closures_of", reference=reference, list="@"
        ).split("@")[0] in text  # fmt: skip
    never = words("asked.no_closures_of", reference=reference)
    for text in told_on(folder, lang, closures=[]).values():
        assert never in text


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_school_closes_the_design_has_no_head_for_closures(lang, with_closures):
    words = Words(lang)
    head, never = words("research.design.closures"), words("asked.no_closures")
    with Results(with_closures("tutoring")) as found:
        assert head in [row[0] for row in design.table(open_context(found, lang)).rows]
    folder = with_closures("ouders")
    told_on(folder, lang, closures=[], unlike_closures=[])
    with Results(folder) as found:
        rows = dict(design.table(open_context(found, lang)).rows)
    assert head not in rows
    assert rows[words("research.design.calendar")].endswith(never)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_give_it_no_letter_no_share_that_helps_and_no_place_among_others(lang, with_closures):
    folder = with_closures("tutoring")
    with Results(folder) as found:
        context = open_context(found, lang)
        unlike, other = context.label("tutoring"), context.label("ouders")
        drawn = main.picture(context)
        cells = {row[0]: row[1:] for row in drawn.table.rows}
        assert cells[unlike][-2:] == ["–", "–"] != cells[other][-2:]
        numbers = {row["scenario"]: (row["evidence"], row["helps"]) for row in drawn.data}
        assert numbers["tutoring"] == (None, None) != numbers["ouders"]
        assert f"{unlike}:" in drawn.alt
        for table in (pairs.best(context), pairs.matrix(context), pairs.differences(context)):
            assert not any(unlike in cell for row in table.rows for cell in row)
        sure = {row[0]: row[1:] for row in effects.sure(context).rows}
        assert {sure[unlike][0], *sure[unlike][2:]} == {"–"}
        facts = {card.label: dict(card.facts) for card in cards(context, context.effects)}
        head = context.words("school.card.sure")
        assert head in facts[other]
        assert head not in facts[unlike]
        assert not any(unlike in text for text in whom(context, context.effects))
        assert not any(unlike in text for text in [*sections.worse(context), *sections.harm(context)])


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_tells_what_the_sign_means(lang, with_closures):
    pages = told_on(with_closures("tutoring"), lang)
    assert all(Words(lang)("caution.sign", sign=UNLIKE) in text for text in pages.values())


def test_beyond_what_was_tried_it_is_told_of_no_letter(with_closures):
    folder = with_closures("tutoring")
    path = folder / "resolved.yaml"
    path.write_text(path.read_text("utf-8").replace("group_size: 3", "group_size: 8"), "utf-8")
    with Results(folder) as found:
        (said,) = [text for text in beyond_texts(open_context(found, "en")) if UNLIKE in text]
    assert "groups of 8 pupils" in said
    assert "(D)" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_when_schools_were_closed_stands_once_on_the_research_page(lang, results):
    with Results(results) as found:
        told = sections.closures(open_context(found, lang))
    text = " ".join(text_of(results, lang, "research").replace(NBSP, " ").split())
    assert text.count(" ".join(told.replace(NBSP, " ").split())) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_title_of_the_gap_claims_nothing_of_it(lang, with_closures):
    with Results(with_closures("tutoring")) as found:
        context = open_context(found, lang)
        assert context.label("tutoring") not in gap_time.effects(context).title


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_school_is_not_asked_which_is_the_best_where_one_alone_can_be_compared(lang, with_closures):
    folder = with_closures("tutoring", "laptops")
    words = Words(lang)
    with Results(folder) as found:
        context = open_context(found, lang)
        [first, *_] = questions(context, context.effects)
        assert first == words("school.ask.one", label=context.label("ouders"))
    with Results(with_closures("tutoring")) as found:
        [first, *_] = questions(open_context(found, lang), open_context(found, lang).effects)
    assert first != words("school.ask.one", label=context.label("ouders"))


def test_the_sign_has_no_other_meaning_in_any_text_or_table():
    """A table of the research page used it for rows that contradict another one."""
    package = Path(unlike.__file__).parents[2]
    files = [*package.rglob("*.py"), *package.rglob("*.po"), *package.rglob("*.j2")]
    assert [path for path in files if UNLIKE in path.read_text("utf-8")] == [Path(unlike.__file__)]
