"""What is beyond the studies is said before a run, and what is absurd is refused."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML
from worlds import calendar, intervention

from simkansen.evidence import load_parameters
from simkansen.evidence.bounds import bounds_of

YEAR = {"from": "2020-08-17", "to": "2021-07-09"}  # forty teaching weeks
TUTORING = {"led_by": "student", "hours": 2}
GIVEN = load_parameters()


def paths(found) -> list[tuple[str | int, ...]]:
    return [one.path for one in found]


@pytest.mark.parametrize(
    ("kind", "answers", "path"),
    [
        ("tutoring", {"group_size": 12}, ("group_size",)),
        ("tutoring", {"hours": 6}, ("hours",)),
        ("tutoring", {"hours": {"per_week": 30, "moment": "holiday"}}, ("hours",)),
        ("tutoring", {"cost": {"per_hour": 300}}, ("cost", "per_hour")),
        ("tutoring", {"cost": {"per_pupil": 2_000}}, ("cost", "per_pupil")),
        ("tutoring", {"cost": {"per_hour": 30, "price_year": 2025}}, ("cost", "price_year")),
        ("peer-tutoring", {"hours": 4}, ("hours",)),
        ("parent-guidance", {"hours": 1}, ("hours",)),
        ("teacher-professionalisation", {"hours": 2, "weeks": YEAR}, ("hours",)),
        ("teacher-professionalisation", {"hours": 2, "weeks": YEAR}, ("weeks",)),
        ("teacher-professionalisation", {"hours": 1, "weeks": "all"}, ("weeks",)),
        ("lend-devices", {"per_home": 3}, ("per_home",)),
    ],
)
def test_beyond_what_studies_tried_is_said_and_runs(kind, answers, path) -> None:
    one = intervention(kind, **{**(TUTORING if kind == "tutoring" else {}), **answers})
    assert one.problems(calendar()) == []
    notes = one.notes(calendar())
    assert path in paths(notes)
    assert not any(one.message.startswith(f"{one.path[-1]} of ") for one in notes)


def test_one_hour_is_said_in_the_singular() -> None:
    (one,) = intervention("parent-guidance", hours=1).notes(calendar())
    assert one.message.startswith("1 hour a week is beyond")
    (half,) = intervention("parent-guidance", hours=0.5).notes(calendar())
    assert half.message.startswith("0.5 hours a week is beyond")


@pytest.mark.parametrize(
    ("kind", "answers", "path"),
    [
        ("tutoring", {"group_size": 40}, ("group_size",)),
        ("tutoring", {"hours": 40}, ("hours",)),
        ("tutoring", {"hours": {"per_week": 16, "moment": "after-school"}}, ("hours",)),
        ("tutoring", {"led_by": "peer"}, ("led_by",)),
        ("tutoring", {"cost": {"per_hour": 5_000}}, ("cost", "per_hour")),
        ("tutoring", {"cost": {"per_pupil": 50_000}}, ("cost", "per_pupil")),
        ("tutoring", {"cost": {"per_school": 1e8}}, ("cost", "per_school")),
        ("tutoring", {"cost": {"fixed": 1e12}}, ("cost", "fixed")),
        ("peer-tutoring", {"hours": 30}, ("hours",)),
        ("parent-guidance", {"hours": 10}, ("hours",)),
        ("parent-guidance", {"led_by": "peer"}, ("led_by",)),
        ("teacher-professionalisation", {"hours": 20}, ("hours",)),
        ("teacher-professionalisation", {"hours": 8, "weeks": YEAR}, ("weeks",)),
        ("teacher-professionalisation", {"hours": 2, "weeks": "all"}, ("weeks",)),
        ("lend-devices", {"per_home": 100}, ("per_home",)),
    ],
)
def test_what_is_absurd_is_refused(kind, answers, path) -> None:
    one = intervention(kind, **{**(TUTORING if kind == "tutoring" else {}), **answers})
    assert paths(one.problems(calendar())) == [path]


def test_hours_of_coaching_are_bounded_in_all_weeks_together() -> None:
    """What it gives lasts and adds up, so that 640 hours gave 28 weeks of learning, and up to 772."""
    (refusal,) = intervention("teacher-professionalisation", hours=8, weeks="all").problems(calendar())
    assert refusal.message.startswith("640 hours in all are more than 82: ")
    shipped = {"from": "2020-03-30", "to": "2021-03-31"}
    one = intervention("teacher-professionalisation", hours=1, weeks=shipped)
    assert one.problems(calendar()) == one.notes(calendar()) == []


def test_where_the_weeks_of_coaching_are_a_default_that_is_said_with_weeks_that_were_tried() -> None:
    """An hour a week from the first closure on is 53 hours, of which the file writes nothing."""
    one = intervention("teacher-professionalisation", hours=1)
    (note,) = one.notes(calendar())
    assert "hours in all, as no weeks are given, is beyond" in note.message
    assert note.fix.startswith("write weeks: {from: 2020-03-16, to: 2021-")
    written = YAML(typ="safe").load(note.fix.removeprefix("write weeks: ").partition("}")[0] + "}")
    tried = intervention("teacher-professionalisation", hours=1, weeks=written)
    assert tried.problems(calendar()) == tried.notes(calendar()) == []

    (refused,) = intervention("teacher-professionalisation", hours=2).problems(calendar())
    assert "as no weeks are given, are more than 82" in refused.message
    assert "write weeks: {from: 2020-03-16, to: 2020-" in refused.fix
    (given,) = intervention("teacher-professionalisation", hours=1, weeks="all").notes(calendar())
    assert "no weeks are given" not in given.message
    assert given.fix.startswith("give fewer weeks")


@pytest.mark.parametrize("size", [1, 3, 5])
def test_what_studies_tried_is_said_nothing_of(size: int) -> None:
    one = intervention("tutoring", **TUTORING, group_size=size)
    assert one.problems(calendar()) == one.notes(calendar()) == []


def test_the_largest_group_is_a_class() -> None:
    (bound,) = (b for b in bounds_of("tutoring", "school", GIVEN) if b.answer == ("group_size",))
    assert (bound.tried, bound.most) == (GIVEN["group_size_tried"], GIVEN["class_size_largest"])
    at_most = intervention("tutoring", **TUTORING, group_size=int(bound.most))
    assert at_most.problems(calendar()) == []


def test_bounds_rest_on_the_register_or_say_that_they_are_assumed() -> None:
    import re

    from simkansen.evidence import load_register
    from simkansen.interventions import registry

    known = load_register()
    for kind in registry():
        for moment in ("school", "after-school", "holiday"):
            for bound in bounds_of(kind, moment, GIVEN):
                ids = re.findall(r"\b[A-Z]+-\d+\b", bound.by)
                assert all(name in known and known[name].use != "validation" for name in ids)
                assert ids or "assumed" in bound.by or re.search(r"\bcost_\w+", bound.by)
                assert 0 < bound.tried < bound.most


def test_pairs_in_a_holiday_are_said_to_be_beyond_what_was_tried_and_pairs_in_lessons_are_not():
    holiday = intervention(
        "peer-tutoring", hours={"per_week": 2, "moment": "holiday"}, weeks={"while": "any"}
    )
    assert ("hours", "moment") in paths(holiday.notes(calendar()))
    assert paths(intervention("peer-tutoring", hours=2).notes(calendar())) == []


def test_whose_teachers_are_never_coached_is_said_with_the_part_that_is():
    said = intervention("teacher-professionalisation").usual_words()["for.belief"]
    assert f"about {GIVEN['belief']:.0%}" in said
    assert "only teachers who believe in having influence are coached" in said
    told = intervention("teacher-professionalisation", **{"for": {"belief": True}})
    assert "for.belief" not in told.usual_words()  # a note says it of the line


def test_coaching_that_is_refused_for_its_own_default_weeks_says_all_that_is_to_be_written():
    weeks = intervention("teacher-professionalisation", hours=1.5).problems(calendar("none"))
    (one,) = [refused for refused in weeks if refused.path == ("weeks",)]
    assert "write weeks: {from: " in one.fix
    assert "write remote_share: 0%" in one.fix
    own = intervention("teacher-professionalisation", hours=1.5, remote_share=0.1).problems(calendar("none"))
    assert [refused.fix for refused in own if "remote_share" in refused.fix] == []
