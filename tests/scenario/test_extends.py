"""One file over another: what merges, what is replaced, and where errors are told."""

from __future__ import annotations

import pytest

BASE = """
simkansen: 1
name: base
title: Base
population: {netherlands: {sample: 40}}
interventions:
  - {id: a, type: tutoring, hours: 2, for: {groep: [4, 5], capacity: 10%}}
  - {id: b, type: calls}
run: {replications: 8, seed: 7}
"""


@pytest.fixture
def over(write, load):
    """Load a file that extends the base."""

    def loading(text: str):
        write(BASE, "base.yaml")
        return load(write("simkansen: 1\nextends: base.yaml\n" + text, "top.yaml"))

    return loading


def test_mappings_merge_key_by_key(over):
    run = over("run: {replications: 2}\n").run
    assert (run.replications, run.seed) == (2, 7)


def test_interventions_merge_by_id_and_keep_their_order(over):
    scenario = over("interventions: [{id: b, days: 3}, {id: a, for: {groep: 6}}, {id: c, type: calls}]\n")
    assert [item.id for item in scenario.interventions] == ["a", "b", "c"]
    assert scenario.interventions[0].target.criteria["groep"].values == (6,)
    assert scenario.interventions[0].target.capacity.share == 0.1
    assert scenario.interventions[0].hours.per_week == 2
    assert scenario.interventions[1].days == 3


def test_remove_takes_an_intervention_out(over):
    assert [i.id for i in over("interventions: [{id: a, remove: true}]\n").interventions] == ["b"]


def test_another_type_replaces_the_intervention_wholly(over):
    first = over("interventions: [{id: a, type: calls}]\n").interventions[0]
    assert (first.type, first.hours, first.target.criteria) == ("calls", None, {})


def test_an_empty_value_takes_the_inherited_one_away(over):
    assert over("run:\n  seed:\n").run.seed == 2020


def test_another_source_of_schools_replaces_the_first(over, write):
    write("school,municipality,pupils,disadvantaged_share\nx,Delft,10,0.1\n", "s.csv")
    population = over("population: {schools: {file: s.csv}}\n").population
    assert population.country is None
    assert population.sample is None


def test_a_capacity_replaces_another_kind_of_capacity(over):
    scenario = over("interventions: [{id: a, for: {capacity: {per_class: 2}}}]\n")
    capacity = scenario.interventions[0].target.capacity
    assert (capacity.share, capacity.per_class) == (None, 2)


def test_hours_in_short_take_a_moment_from_the_file_above(over):
    hours = over("interventions: [{id: a, hours: {moment: after-school}}]\n").interventions[0].hours
    assert (hours.per_week, hours.moment) == (2, "after-school")


def test_name_and_title_belong_to_one_file(over):
    scenario = over("")
    assert (scenario.name, scenario.title) == ("top", None)


def test_paths_are_relative_to_the_file_they_stand_in(write, load):
    write("school,municipality,pupils,disadvantaged_share\nx,Delft,10,0.1\n", "data/s.csv")
    write("simkansen: 1\npopulation: {schools: {file: ../data/s.csv}}\n", "deep/base.yaml")
    scenario = load(write("simkansen: 1\nextends: deep/base.yaml\n", "top.yaml"))
    assert scenario.population.schools.file.as_posix() == "data/s.csv"


def test_a_wrong_value_is_told_in_the_file_in_which_it_stands(write, problems_of):
    write(BASE.replace("replications: 8", "replications: x"), "deep/base.yaml")
    top = write("simkansen: 1\nextends: deep/base.yaml\nrun: {sed: 3}\n", "top.yaml")
    assert problems_of(top) == [
        "deep/base.yaml:8:21: run.replications: 'x' is not a whole number; write a whole number",
        "top.yaml:3:7: run.sed: unknown key 'sed'; did you mean 'seed'?",
    ]


def test_an_error_in_a_file_that_several_extend_is_told_once(write, problems_of):
    write("simkansen: 1\nrun: {sed: 3}\n", "base.yaml")
    tops = [write("simkansen: 1\nextends: base.yaml\n", name) for name in ("one.yaml", "two.yaml")]
    assert problems_of(*tops) == ["base.yaml:2:7: run.sed: unknown key 'sed'; did you mean 'seed'?"]


def test_a_circle_is_told_with_its_way_round(write, problems_of):
    for name, above in (("a", "b"), ("b", "c"), ("c", "b")):
        write(f"simkansen: 1\nextends: {above}.yaml\n", f"{name}.yaml")
    assert problems_of("a.yaml") == [
        "c.yaml:2:10: extends: the files extend each other in a circle: b.yaml -> c.yaml -> b.yaml; "
        "remove one of these extends"
    ]


def test_a_missing_file_is_told_with_the_nearest_name(write, problems_of):
    write(BASE, "base.yaml")
    top = write("simkansen: 1\nextends: bse.yaml\n", "top.yaml")
    assert problems_of(top) == [
        "top.yaml:2:10: extends: the file 'bse.yaml' does not exist (looked for bse.yaml); "
        "did you mean 'base.yaml'?"
    ]


@pytest.mark.parametrize(("line", "said"), [
    ("{id: z, remove: true}", "4:13: interventions[z].remove: there is no intervention 'z' to remove; "
                              "choose from a or b"),
    ("{id: a1, hours: 3}", "4:10: interventions[a1].id: the file extended has no intervention 'a1', "
                           "and a new one needs a type; did you mean 'a'?"),
])  # fmt: skip
def test_an_id_that_the_file_extended_does_not_have_is_told(line, said, write, problems_of):
    write(BASE, "base.yaml")
    top = write(f"simkansen: 1\nextends: base.yaml\ninterventions:\n  - {line}\n", "top.yaml")
    assert problems_of(top) == [f"top.yaml:{said}"]


def test_extends_that_is_no_name_is_told(write, problems_of):
    assert problems_of(write("simkansen: 1\nextends: [x.yaml]\n")) == [
        "a.yaml:2:10: extends: extends names one file; write extends: baseline.yaml"
    ]
