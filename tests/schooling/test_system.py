"""The school system is data: one file says which sectors, subjects, levels and weeks there are."""

from __future__ import annotations

import numpy as np
import pytest

from simkansen.evidence import EvidenceError, load_parameters, load_register
from simkansen.evidence.files import COUNTRY, SYSTEM_FILE
from simkansen.learning.growth import forgetting, growth_table, subject_at_distance, weekly_growth
from simkansen.learning.rates import rates_of
from simkansen.schooling import System, load_system

TEXT = (COUNTRY / SYSTEM_FILE).read_text(encoding="utf-8")


@pytest.fixture
def country(tmp_path):
    """Write a system in which some text is replaced, and give its folder."""

    def write(*replaced):
        text = TEXT
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / SYSTEM_FILE).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def problems(folder):
    with pytest.raises(EvidenceError) as caught:
        load_system(folder)
    return [one.removeprefix(f"{folder}/") for one in caught.value.problems]


def test_the_netherlands_is_what_it_was():
    system = load_system()
    assert system.subject_names == ("maths", "reading", "spelling")
    assert [one.language for one in system.subjects] == [False, True, True]
    assert (system.sector_names, system.learning_column) == (("po", "vo", "mbo"), 0)
    assert list(system.learning_levels) == [3, 4, 5, 6, 7, 8]
    assert (system.left, system.level_rows, system.last_age) == (9, 10, 11)
    assert (system.last_age_in("vo"), system.last_age_in("mbo")) == (16, 20)


def test_every_number_of_the_structure_rests_on_the_register_or_says_that_it_is_assumed():
    known = load_register()
    facts = load_system().facts()
    assert len(facts) > 10
    assert [name for name, fact in facts.items() if not (fact.sources or fact.assumed)] == []
    assert [source for fact in facts.values() for source in fact.sources if source not in known] == []


def test_no_number_of_the_structure_is_a_parameter_too():
    assert set(load_system().facts()) & set(load_parameters()) == set()


def test_all_problems_of_a_file_are_told_at_once_each_with_its_place(country):
    wrong = ("value: 40", "value: forty"), ('assumed: "The smallest', 'source: "The smallest')
    said = problems(country(*wrong))
    line = TEXT[: TEXT.index("value: 40")].count("\n") + 1
    assert said[0] == f"system.yaml:{line}:5: year.teaching_weeks.value: input should be a valid number"
    assert said[1].startswith("system.yaml:")
    assert "schools.smallest_school.source: extra inputs" in said[1]


def test_a_subject_that_stands_twice_is_told(country):
    (said,) = problems(country(("name: spelling", "name: reading")))
    assert "'reading' stands twice" in said


def test_a_learning_sector_that_is_none_is_told(country):
    (said,) = problems(country(("learning_sector: po", "learning_sector: bo")))
    assert "learning_sector 'bo' is none of the sectors" in said


def test_a_number_without_a_ground_is_told(country):
    (said,) = problems(country(('    sources: [STR-07]\n    does: "Teaching', '    does: "Teaching')))
    assert "year.teaching_weeks: needs sources, or assumed with the reason" in said


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert "there is no such file" in problems(tmp_path / "nowhere")[0]


def two_subjects() -> System:
    """A system of another size: two subjects, four levels, 36 weeks."""
    system = load_system()
    levels, year = system.levels, system.year
    return system.model_copy(
        update={
            "subjects": [system.subjects[2], system.subjects[0]],
            "levels": levels.model_copy(
                update={
                    "first_learning": levels.first.model_copy(update={"value": 1.0}),
                    "last": levels.last.model_copy(update={"value": 4.0}),
                }
            ),
            "year": year.model_copy(
                update={"teaching_weeks": year.teaching_weeks.model_copy(update={"value": 36.0})}
            ),
        }
    )


def test_the_rules_know_no_subject_and_no_level_by_its_number():
    here, there = rates_of(load_parameters()), rates_of(load_parameters(), two_subjects())
    assert growth_table(here).shape == (10, 3)
    assert growth_table(there).shape == (6, 2)
    spelling, maths = 0, 1
    assert forgetting(1.0, spelling, there) == forgetting(1.0, 2, here)
    assert forgetting(1.0, maths, there) == forgetting(1.0, 0, here)
    assert subject_at_distance(0.5, maths, 0.2, 1.0, there) == subject_at_distance(0.5, 0, 0.2, 1.0, here)
    assert subject_at_distance(0.5, spelling, 0.2, 1.0, there) < 0.5 * load_parameters()["remote_spelling"]
    assert weekly_growth(4, maths, there) == pytest.approx(weekly_growth(4, 0, here) * 40 / 36)


def test_the_growth_table_has_the_growth_of_every_level_and_subject():
    rates = rates_of(load_parameters())
    table = growth_table(rates)
    for level in load_system().learning_levels:
        for subject in range(3):
            assert table[level, subject] == weekly_growth(level, subject, rates)
    assert np.all(table > 0.0)
