"""Every margin of the country lies by its source figure."""

from __future__ import annotations

import pytest

from simkansen.population import Population
from simkansen.population.show import Margin, show_population

# How far a margin may lie from its source, where that is more than the chance of 1.4 million pupils.
CHANCE = 0.004
WIDER = {
    "pupils among the disadvantaged": 0.001,
    "pupils": 1.0,
    "size of schools, p10": 5.0,
    "size of schools, p50": 8.0,
    "size of schools, p90": 8.0,
    "disadvantaged share of schools, p90": 0.035,  # three published quantiles a town do not show the bulge
    "one parent": 0.01,  # groep-8 pupils against all minors
    "parents helping up to 1 h a day": 0.03,  # one curve through three published points
    "parents helping over 2 h a day": 0.03,
    "parents helping over 3 h a day": 0.03,
    "maths, little schooling below all others": 0.02,
    "reading, little schooling below all others": 0.02,
    "spelling, little schooling below all others": 0.02,
    "maths, lowest below highest third of standing": 0.12,  # standing against income
    "differences between schools that come from background": 0.05,
    "size of classes": 0.3,
    "classes of 20 to 26": 0.1,  # published with groep 1 and 2, where classes vary more
    "classes over 30": 0.01,
    "classes without a teacher": 0.006,
    "teachers who believe in their influence": 0.01,
    "of those, teachers who feel competent": 0.015,
}


@pytest.fixture(scope="module")
def margins(country, parameters) -> dict[str, Margin]:
    return {row.margin: row for row in show_population(country, parameters)}


def test_every_margin_of_the_country_lies_by_its_source(margins: dict[str, Margin]):
    off = {
        name: (round(row.value, 4), row.source)
        for name, row in margins.items()
        if not abs(row.deviation) <= WIDER.get(name, CHANCE)
    }
    assert not off


def test_every_tolerance_belongs_to_a_margin(margins: dict[str, Margin]):
    assert not set(WIDER) - set(margins)


def test_no_margin_is_told_twice(country: Population, parameters):
    names = [row.margin for row in show_population(country, parameters)]
    assert len(names) == len(set(names))


def test_the_joint_table_of_schooling_migration_and_parents_is_met(margins: dict[str, Margin]):
    cells = [row for row in margins.values() if row.register_id == "parent_education_migration_household"]
    assert len(cells) == 8
    assert sum(row.value for row in cells) == pytest.approx(1)
    assert max(abs(row.deviation) for row in cells) < 0.0015
