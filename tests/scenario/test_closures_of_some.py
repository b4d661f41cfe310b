"""Closures of some levels, places and halves: what is wrong with them is told where it stands."""

from __future__ import annotations

import pytest

from simkansen.scenario import ScenarioErrors, build_calendar, effective_values
from simkansen.scenario.timetable_words import timetables_in_words

SPAN = "from: 2020-01-06, to: 2020-02-07"
HALVES = f"{SPAN}, kind: half-groups"
SCHOOLS = "population: {netherlands: {province: [Zeeland, Flevoland]}}"


def text(*closures, schools=SCHOOLS):
    lines = "".join(f"    - {{{one}}}\n" for one in closures)
    return f"simkansen: 1\n{schools}\ncalendar:\n  closures:\n{lines}"


def column_of(at, written):
    """Find the column of the value of a key, or of a text, in the line of the first closure."""
    line = written.splitlines()[4]
    return line.index(f"{at}: ") + len(f"{at}: ") + 1 if f"{at}: " in line else line.index(at) + 1


def refused(written, load, write):
    """Give the lines of a file's problems."""
    with pytest.raises(ScenarioErrors) as errors:
        load(write(written))
    return str(errors.value).splitlines()


@pytest.mark.parametrize(
    ("closure", "at", "words"),
    [
        ("levels: [3, 9]", "9]", "levels[2]: there is no groep 9; give 1 to 8"),
        ("levels: 3, sectors: [po, vo]", "levels", "levels: levels are of po"),
        ("levels: [1, 2]", "levels", "levels: only groep 1 and 2 close, never in a week in which 3 to 8 do"),
        ("province: Limburg", "province", "province: no school of this population lies in Limburg"),
        ("province: Atlantis", "province", "province: there is no province 'Atlantis'"),
        ("municipality: [Almere, Sluis, Assen]", "Assen", "municipality[3]: no school of this population"),
        ("province: Zeeland, municipality: Almere", "municipality", "municipality: no municipality of these"),
        ("rota: weeks", "rota", "rota: rota is of half groups"),
        ("in_school: 50%", "in_school", "in_school: in_school is of half groups"),
        ("kind: half-groups, in_school: 0", "in_school", "in_school: no pupil is ever in school"),
        ("kind: half-groups, in_school: 1", "in_school", "in_school: every pupil is always in school"),
        ("kind: half-groups, in_school: 120%", "in_school", "in_school: a share of 120% is over 100%"),
        ("kind: half-groups, rota: months", "rota", "rota: 'months' is not"),
        ("kind: half-groups, rota: weeks, in_school: 40%", "in_school", "in_school: by weeks two halves"),
        ("kind: half-groups, rota: weeks, sectors: vo", "rota", "rota: only halves of classes of po"),
    ],
)  # fmt: skip
def test_a_closure_that_means_nobody_or_changes_nothing_is_refused_where_it_stands(
    closure, at, words, load, write
):
    written = text(f"{SPAN}, {closure}")
    column = column_of(at, written)
    found = refused(written, load, write)
    assert any(f"a.yaml:5:{column}: calendar.closures[1].{words}" in one for one in found), found


def test_turns_of_weeks_need_two_weeks_with_lessons(load, write):
    over_a_holiday = "from: 2020-02-17, to: 2020-02-28, kind: half-groups, rota: weeks"
    (line,) = refused(text(over_a_holiday), load, write)
    assert "calendar.closures[1].rota: there is one week with lessons" in line


def test_closures_of_the_same_pupils_may_not_overlap(load, write):
    (line,) = refused(text(f"{SPAN}, levels: [3, 4]", f"{SPAN}, municipality: Almere"), load, write)
    said = "po is already closed from 2020-01-06 to 2020-02-07 for some of these pupils"
    assert line.startswith(f"a.yaml:6:7: calendar.closures[2]: {said}")


@pytest.mark.parametrize(("one", "other"), [
    ("levels: [3, 4]", "levels: [5, 6]"), ("province: Zeeland", "province: Flevoland"),
    ("province: Zeeland", "municipality: Almere"), ("municipality: Almere", "municipality: Urk"),
])  # fmt: skip
def test_closures_of_other_pupils_may_overlap(one, other, load, write):
    assert build_calendar(load(write(text(f"{SPAN}, {one}", f"{SPAN}, {other}"))).calendar).differs


@pytest.mark.parametrize(
    ("closure", "key", "words"),
    [
        (f"{SPAN}, levels: [1, 2, 3, 4, 5, 6, 7, 8]", "levels", "all levels"),
        (f"{SPAN}, province: [Zeeland, Flevoland]", "province", "leaves none out"),
        (f"{HALVES}, rota: weeks", "rota", "in school in 3 of these 5 weeks"),
    ],
)
def test_a_line_that_leaves_nobody_out_or_halves_that_are_unlike_are_said(closure, key, words, load, write):
    written = text(closure)
    (note,) = [str(note) for note in load(write(written)).notes]
    column = column_of(key, written)
    assert note.startswith(f"a.yaml:5:{column}: calendar.closures[1].{key}: ")
    assert words in note


def test_what_half_groups_leave_out_is_shown(load, write):
    scenario = load(write(text(f"{HALVES}, municipality: Almere")))
    (closure,) = effective_values(scenario)["calendar"]["closures"]
    assert (closure["rota"], closure["in_school"]) == ("days", 0.5)
    assert closure["municipality"] == ["Almere"]


def test_a_closure_of_a_place_reads_its_everyday_name(load, write):
    scenario = load(write(text(f"{SPAN}, municipality: Den Haag", schools="population: netherlands")))
    (closure,) = scenario.calendar.closures
    assert closure.municipality == ("'s-Gravenhage",)


def test_groups_with_weeks_of_their_own_are_named(load, write):
    closures = f"{SPAN}, province: Zeeland, levels: [3, 4, 6]", f"{HALVES}, rota: weeks, levels: 7"
    scenario = load(write(text(*closures)))
    names = [name for name, _ in timetables_in_words(scenario)]
    assert names[0] == "Flevoland, groep 3-6, 8; Zeeland, groep 5, 8"
    assert set(names[1:]) == {"groep 7, first half", "groep 7, second half", "Zeeland, groep 3-4, 6"}
