"""An intervention is read back as what it is: for whom, and when, in the schools at hand."""

from __future__ import annotations

from datetime import date

import pytest

from simkansen.report.sentences import headings, read_back
from simkansen.report.words import Words
from simkansen.scenario.schema.vocabulary import ATTRIBUTES
from simkansen.scenario.schema.words import parse_share, percent_text

TUTORING = {"type": "tutoring", "weeks": {"while": "after-closure"}, "hours": {"per_week": 2}}
BROUGHT = {"type": "bring-to-school", "grounds": ["guidance", "place"], "for": {}}


@pytest.mark.parametrize(
    ("lang", "closure", "always"),
    [("en", "after the first closure", "all weeks"), ("nl", "na de eerste sluiting", "alle weken")],
)
def test_no_closure_is_named_where_schools_never_close(lang, closure, always):
    told = " ".join(read_back(Words(lang), TUTORING))
    assert closure in told
    told = " ".join(read_back(Words(lang), TUTORING, never_closed=True))
    assert closure not in told
    assert always in told


@pytest.mark.parametrize(
    ("lang", "everybody", "grounds"),
    [
        ("en", "For all pupils", "For pupils of groep 3 to 8 with too little guidance or room at home."),
        ("nl", "Voor alle leerlingen",
         "Voor leerlingen van groep 3 tot en met 8 die thuis te weinig begeleiding of ruimte hebben."),
    ],
)  # fmt: skip
def test_a_type_that_looks_for_some_pupils_alone_is_not_for_all(lang, everybody, grounds):
    words = Words(lang)
    assert read_back(words, TUTORING)[0].startswith(everybody)
    told = read_back(words, BROUGHT)
    assert told[0] == grounds
    assert sum("guidance" in one or "begeleiding" in one for one in told) == 1
    beside = read_back(words, {**BROUGHT, "for": {"groep": [7, 8]}})
    assert sum("guidance" in one or "begeleiding" in one for one in beside) == 1
    assert not read_back(words, {"type": "teacher-professionalisation"})[0].startswith(everybody)


def test_interventions_of_one_name_are_told_apart_by_their_ids():
    two = [{"id": "morning", "type": "tutoring"}, {"id": "evening", "type": "tutoring"}]
    other = {"id": "devices", "type": "lend-devices"}
    small = "Small-group tutoring"
    assert headings(Words("en"), [*two, other]) == [
        f"{small} (morning)",
        f"{small} (evening)",
        "Lend devices",
    ]
    titled = [one | {"title": {"en": name}} for one, name in zip(two, ["Early", "Late"], strict=True)]
    assert headings(Words("en"), titled) == ["Early", "Late"]


@pytest.mark.parametrize(
    ("lang", "places", "schools", "least", "come"),
    [
        ("en", "at most 0.1% of the pupils", "12.5% of the schools", "at least 14.5% of pupils",
         "99.6% of the"),
        ("nl", "hoogstens 0,1% van de leerlingen", "12,5% van de scholen", "minstens 14,5% leerlingen",
         "99,6% van de"),
    ],
)  # fmt: skip
def test_shares_are_told_with_the_decimals_that_were_written(lang, places, schools, least, come):
    whom = {"capacity": {"share": 0.001}, "schools": 0.125, "disadvantaged_share": {"at_least": 0.145}}
    told = " ".join(read_back(Words(lang), TUTORING | {"for": whom, "take_up": {"share": 0.996}}))
    for text in (places, schools, least, come):
        assert text in told
    assert read_back(Words(lang), TUTORING | {"take_up": {"share": 0.07}})[-1].startswith("7%")


def test_every_share_of_a_file_comes_back_as_it_was_written():
    written = ["0.0004%", "0.1%", "0.29%", "2.5%", "7%", "10%", "14.5%", "57.3%", "99.6%", "99.996%", "100%"]
    assert [percent_text(parse_share(one)) for one in written] == written
    assert [Words("en").as_written(parse_share(one)) for one in written] == written


@pytest.mark.parametrize(
    ("lang", "half", "plain"),
    [("en", "while schools are closed or half open", "while schools are closed."),
     ("nl", "zolang de scholen dicht of half open zijn", "zolang de scholen dicht zijn.")],
)  # fmt: skip
def test_weeks_of_half_groups_are_not_told_as_closed(lang, half, plain):
    brought, november = BROUGHT | {"weeks": {"while": "closed"}}, [(date(2020, 11, 2), date(2020, 12, 18))]
    assert half in " ".join(read_back(Words(lang), brought, half_groups=november))
    assert plain in " ".join(read_back(Words(lang), brought))
    before = BROUGHT | {"weeks": {"while": "closed", "to": "2020-10-30"}}
    assert half not in " ".join(read_back(Words(lang), before, half_groups=november))


@pytest.mark.parametrize(
    ("answers", "en", "nl"),
    [
        ({"type": "teacher-professionalisation"}, "do not believe that they can influence",
         "die niet geloven"),
        ({"type": "peer-tutoring", "hours": {"per_week": 2, "moment": "holiday"}},
         "No trial is known of pairs", "geen onderzoek bekend"),
        ({"type": "tutoring", "for": {"debt": {"flag": True}}}, "in or near debt restructuring",
         "schuldsanering"),
        ({"type": "tutoring", "for": {"ses": {"at_most": 5}}}, "at most 5 (in standard deviations",
         "hoogstens 5 (in standaarddeviaties"),
    ],
)  # fmt: skip
def test_whom_it_never_reaches_what_was_not_tried_and_units_are_read_back(answers, en, nl):
    assert en in " ".join(read_back(Words("en"), answers))
    assert nl in " ".join(read_back(Words("nl"), answers))


def test_what_was_tried_is_not_said_to_be_untried():
    lessons = {"type": "peer-tutoring", "hours": {"per_week": 2, "moment": "school"}}
    assert "No trial" not in " ".join(read_back(Words("en"), lessons))


def test_every_yes_or_no_under_for_has_words_of_its_own():
    for lang in ("en", "nl"):
        words = Words(lang)
        flags = [name for name, one in ATTRIBUTES.items() if one.kind == "flag"]
        assert len(flags) > 5
        assert [name for name in flags if not words.has(f"ask.flag.{name}.yes")] == []
        assert [name for name in flags if not words.has(f"ask.flag.{name}.no")] == []
