"""Words of research are on no page for policy or for a school, but in the box for making it again."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from report.rendered import drawn_page

from simkansen.report.page import open_context
from simkansen.report.reading.results import Results
from simkansen.report.readings import glance
from simkansen.report.words import LANGUAGES, Words

JARGON = (
    r"SD|priors?|posteriors?|percentiel(?:en)?|percentiles?|seeds?|hash(?:es)?|log-odds|mediaan|medianen|"
    r"medians?|Monte[ -]Carlo|a-posteriori\w*|standaardfout|standard error|"
    r"variantie|variance|parameters?(?!\*)|"
    r"z per|teken: het midden|stellen waarden|niets in 0%|gelijk als de"
)
BOX = re.compile(r'<details class="(?:set unprinted|again)">(?:(?!</details>).)*</details>', re.DOTALL)
HIDDEN = re.compile(r"<(style|script)>.*?</\1>|<[^>]+>", re.DOTALL)


def said(html):
    """What a page says, outside its box, with a line for each element."""
    heading = r"(?:<summary>(?:<h3>)?)(?:Dit opnieuw maken|Make this again)"
    outside = BOX.sub(lambda box: "" if re.search(heading, box[0]) else box[0], html)
    return unescape(HIDDEN.sub("\n", outside)).replace("\xa0", " ")


@pytest.fixture(
    scope="module", params=[(r, lang) for r in ("policy", "school") for lang in LANGUAGES], ids="-".join
)
def page(request, many):
    reader, lang = request.param
    return drawn_page(many, lang, reader).read_text("utf-8")


@pytest.mark.slow
def test_no_word_of_research_stands_outside_the_box(page):
    lines = [line for line in said(page).splitlines() if re.search(rf"\b(?:{JARGON})\b", line)]
    assert lines == []


def test_the_box_is_there_and_closed_and_holds_seed_and_hash(page):
    boxes = [box for box in BOX.findall(page) if re.search("Dit opnieuw maken|Make this again", box)]
    assert len(boxes) == 1
    assert "open" not in boxes[0].split(">")[0]
    assert "20200316" in boxes[0]
    assert "3f9ac0de1b22" in boxes[0]


def test_there_is_no_one_schools_and_no_level_that_breaks(page):
    text = said(page)
    assert not re.search(r"\b1 (scholen|schools|leerlingen|pupils|weken)\b", text)
    assert "mbo-1" not in text


@pytest.mark.parametrize(
    ("best", "assumed", "words"),
    [
        (True, False, r"^‘[^’]+’ helps most: "),
        (True, True, r"^By assumption ‘[^’]+’ helps most: "),
        (False, True, r"^‘[^’]+’ leads, but not surely: "),
    ],
)
def test_the_first_sentence_tells_an_order_from_what_it_rests_on(many, monkeypatch, best, assumed, words):
    monkeypatch.setattr(glance, "surely_helping", lambda results, effects: effects)
    monkeypatch.setattr(glance, "surely_best", lambda ranking: first if best else None)
    monkeypatch.setattr(glance, "ground", lambda scenario: SimpleNamespace(all_assumed=assumed))
    with Results(many) as results:
        context = open_context(results, "en")
        first = context.effects[0].name
        assert re.search(words, glance.answer(context))


def test_that_perhaps_nothing_helps_is_said_only_where_nothing_surely_does(many, monkeypatch):
    """What comes first by its middle may not help where others do: it is not said of all, then."""
    with Results(many) as results:
        context = open_context(results, "en")
        unsure = next(one for one in context.effects if one.weeks.p05 <= 0 < one.weeks.p95)
        for helping, key in ((True, "ahead"), (False, "unsure")):
            sure = [one for one in context.effects if helping and one.name != unsure.name]
            monkeypatch.setattr(
                glance, "surely_helping", lambda _, asked, sure=sure: [e for e in asked if e in sure]
            )
            assert glance._claim(context, unsure) == key
            for lang in LANGUAGES:
                assert (
                    len(Words(lang)(f"answer.{key}", label="x", weeks="1 week", band="0 to 2").split()) <= 20
                )
