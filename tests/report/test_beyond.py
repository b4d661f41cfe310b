"""What goes beyond what was tried, seen or allowed: its grade is that of an assumption, and pages say so."""

import shutil
from dataclasses import replace

import pytest
from report.rendered import text_of
from ruamel.yaml import YAML

from simkansen.evidence import load_parameters
from simkansen.evidence.bounds import _rows, bounds_of
from simkansen.report import key_lines, summary_json, terminal_summary
from simkansen.report.cautions import of_run
from simkansen.report.page import caption, open_context
from simkansen.report.reading import beyond
from simkansen.report.reading.grounds import ground, letter
from simkansen.report.reading.results import Results
from simkansen.report.readings import READERS
from simkansen.report.words import LANGUAGES, Words


@pytest.fixture
def changed(results, tmp_path):
    """Return a function that copies the results, one scenario of them changed in what was resolved."""

    def copy(name, change):
        folder = shutil.copytree(results, tmp_path / "r", dirs_exist_ok=True)
        resolved = list(YAML(typ="safe").load_all((folder / "resolved.yaml").read_text("utf-8")))
        change(next(one for one in resolved if one["name"] == name))
        with (folder / "resolved.yaml").open("w", encoding="utf-8") as file:
            YAML(typ="safe").dump_all(resolved, file)
        return folder

    return copy


def larger_groups(one):
    one["interventions"][0]["group_size"] = 20


def more_hours(one):
    one["interventions"][0]["hours"] = {"per_week": 12.0, "moment": "school"}


def more_care(one):
    care = {"vital": 0.5, "vulnerable": 0.0}
    closure = {"from": "2021-01-11", "to": "2021-02-05", "kind": "closed", "emergency_care": care}
    one["calendar"] = {"closures": [closure]}


def longer_coaching(one):
    one["interventions"] = [
        {"id": "x", "type": "teacher-professionalisation", "hours": {"per_week": 1.0, "moment": "school"}}
        | {"weeks": {"from": None, "to": None, "while": "any"}}
    ]


def twice(one):
    one["interventions"] = [{"id": name, "type": "parent-guidance", "led_by": "volunteer"} for name in "gh"]


def beyond_a_prior(one):
    one["beyond_prior"] = {"programme_hour": 50.0}


CASES = [
    (larger_groups, "20", "5"),
    (more_hours, "12", "3.75"),
    (more_care, "50%", "33%"),
    (longer_coaching, "80", "41"),
    (twice, "0.5", "0.25"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("change", "given", "tried"), CASES)
def test_what_was_never_tried_so_is_said_and_graded_as_an_assumption(changed, change, given, tried):
    folder = changed("tutoring", change)
    with Results(folder) as found:
        context = open_context(found, "en")
        effect = next(e for e in context.effects if e.name == "tutoring")
        assert ground(effect.scenario).letter == "D"
        assert letter(context, effect) == "D (beyond what was tried)"
        said = " ".join(one for one in of_run(context) if "Beyond what was tried" in one and given in one)
        assert "Small-group tutoring" in said
        assert given in said
        assert f"at most {tried}" in said
        for read in READERS.values():
            for one in read(context).pictures().values():
                about = caption(context, one)
                named = about.partition("Beyond what was tried: ")[2].partition(".")[0]
                assert ("Small-group tutoring" in named) == (not one.origin)
    assert given in " ".join(terminal_summary(folder).split())
    effects = summary_json(folder)["effects"]
    assert ("(beyond what was tried)" in " ".join(key_lines(folder).split())) == effects[0]["beyond_tried"]
    told = {one["scenario"]: one for one in effects}
    assert told["tutoring"]["beyond_tried"]
    assert told["tutoring"]["evidence"] == "D"


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_has_it_beside_the_grade(changed, lang):
    folder, words = changed("tutoring", larger_groups), Words(lang)
    list_of = words("beyond.group_size", n="20", tried="5")
    assert words("school.beyond", list=list_of) in text_of(folder, lang, "school")
    for reader in ("policy", "research"):
        assert words("ground.beyond", letter="D") in text_of(folder, lang, reader)


def test_hours_in_all_are_counted_in_the_holidays_of_the_schools_that_are_simulated(changed):
    """The country has 44 weeks with lessons in some of its regions, Delft 40."""

    def of_delft(one):
        longer_coaching(one)
        one["calendar"] = {"closures": "none", "school_years": ["2022/23"]}
        one["population"] = {"netherlands": {"municipality": "Delft", "sample": 2}}

    with Results(changed("tutoring", of_delft)) as found:
        delft = next(one for one in found.scenarios if one.name == "tutoring")
    assert beyond.farther(delft) == []
    country = replace(delft, resolved={**delft.resolved, "population": {"netherlands": {"sample": 2}}})
    assert [one.answer for one in beyond.farther(country)] == [("weeks",)]


def test_a_value_beyond_its_prior_is_an_assumption_too(changed):
    with Results(changed("tutoring", beyond_a_prior)) as found:
        context = open_context(found, "en")
        effect = next(e for e in context.effects if e.name == "tutoring")
        assert ground(effect.scenario).letter == "D"


def test_a_price_beyond_its_prior_is_no_part_of_an_effect(changed):
    with Results(changed("tutoring", lambda one: one.update(beyond_prior={"cost_student_hour": 1}))) as found:
        context = open_context(found, "en")
        assert not ground(next(e.scenario for e in context.effects if e.name == "tutoring")).beyond


def test_a_dear_price_is_said_and_leaves_the_grade(changed):
    def dear(one):
        one["interventions"][0]["cost"] = {"per_hour": 200.0}

    with Results(changed("tutoring", dear)) as found:
        context = open_context(found, "en")
        assert any("€200 per hour (dearest that is known: €150)" in one for one in of_run(context))
        assert not ground(next(e.scenario for e in context.effects if e.name == "tutoring")).beyond


def test_a_cost_paid_once_is_dear_by_what_it_is_for_a_school(changed):
    """Eleven times the dearest of a school is dear for half of twenty schools, not for half of twenty-two."""
    bounds = bounds_of("tutoring", "school", load_parameters())
    most = next(one.tried for one in bounds if one.answer == ("cost", "per_school"))

    def once(one):
        one["interventions"][0]["cost"] = {"fixed": 11 * most}
        one["interventions"][0].setdefault("for", {})["schools"] = 0.5

    with Results(changed("tutoring", once)) as found:
        scenario = next(one for one in found.scenarios if one.name == "tutoring")
    assert beyond.dear(scenario) == []  # by itself it is not: of how many schools is not known
    assert beyond.dear(scenario, 22) == []
    assert beyond.dear(scenario, 20) == [beyond.Farther(("cost", "fixed"), 11 * most, 10 * most)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_are_words_for_every_bound(lang):
    words = Words(lang)
    for row in _rows():
        path = tuple(row["answer"])
        assert beyond.listed(words, [beyond.Farther(path, 7.0, 1.0)])
