"""What options of a sweep are called: what tells one from the other, and no more."""

import itertools

import pytest
from made_sweeps import make_sweep

from simkansen.report.sweep.found import Found
from simkansen.report.sweep.text import compared

SIX = (
    "tutoring",
    "peer-tutoring",
    "bring-to-school",
    "lend-devices",
    "parent-guidance",
    "teacher-professionalisation",
)
NAMES = {
    "en": ["with all 6", "with all 6 but tutoring", "with tutoring and lend devices", "with none of 6"],
    "nl": [
        "met alle 6",
        "met alle 6 behalve bijles",
        "met bijles en apparaten uitlenen",
        "met geen van de 6",
    ],
}
ON = [SIX, SIX[1:], ("tutoring", "lend-devices"), ()]


def of(folder, scenarios, points, lang="en"):
    """A grid of scenarios, each with interventions by id and type, and what its options are called."""
    kept = {name: [{"id": id, "type": kind} for id, kind in own.items()] for name, own in scenarios.items()}
    types = {name: [*own.values()] for name, own in scenarios.items()}
    found = Found(
        make_sweep(
            folder, lambda s, v, r: [-1.0], scenarios=["baseline", *scenarios], points=points, replications=1,
            design={"method": "grid"}, kept=kept, types=types, titles=dict.fromkeys(scenarios),
        ), lang,
    )  # fmt: skip
    return found, [found.telling.option(found.study.about(n)) for n in range(1, len(found.study.options))]


def crossed(**values):
    """Points that cross values, by path."""
    combined = [*itertools.product(*values.values())]
    return {path: [one[n] for one in combined] for n, path in enumerate(values)}


@pytest.mark.parametrize("lang", NAMES)
def test_of_six_switches_those_are_named_that_are_on_or_off(tmp_path, lang):
    points = {f"interventions[{one}]": ["on" if one in on else "off" for on in ON] for one in SIX}
    _, names = of(tmp_path / "r", {"all": {one: one for one in SIX}}, points, lang)
    assert [name.casefold() for name in names] == NAMES[lang]


def test_a_scenario_of_six_is_named_in_full_once(tmp_path):
    hours = "interventions[tutoring].hours"
    scenarios = {"all": {one: one for one in SIX}, "bijles": {"tutoring": "tutoring"}}
    found, names = of(tmp_path / "r", scenarios, crossed(**{hours: [1, 2]}))
    assert names[0] == "6 interventions (all), 1 hour a week"
    assert names[2] == "Tutoring, 1 hour a week"
    assert compared(found).count("Guide parents") == 1


def test_what_is_varied_of_several_interventions_says_of_which(tmp_path):
    places = {f"interventions[{one}].for.capacity": ["5%", "10%"] for one in SIX[:3]}
    _, names = of(tmp_path / "r", {"all": {one: one for one in SIX}}, crossed(**places))
    assert names[1] == "Tutoring 5%, peer tutoring 5%, bring pupils to school 10%"
    hours = {
        "interventions[a].hours": [1, 2],
        "interventions[b].hours": [1, 2],
        "interventions[b].group_size": [3],
    }
    found, names = of(tmp_path / "s", {"two": {"a": "tutoring", "b": "tutoring"}}, crossed(**hours))
    assert names[1] == "A: 1 hour a week; b: 2 hours a week"  # groups are the same in all
    assert "‘Tutoring (a) and Tutoring (b)’" in compared(found)
    assert found.telling.path("interventions[b].hours") == "hours a week (b)"
