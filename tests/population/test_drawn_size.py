"""A forecast counts the pupils of the schools that a seed draws, without making them."""

from simkansen.evidence import load_parameters
from simkansen.population import PopulationMaker, build_population
from simkansen.population.build import drawn_sizes
from simkansen.runs.store import sizes_of
from simkansen.scenario import PopulationSpec, build_calendar


def test_a_sample_is_counted_as_it_is_drawn():
    spec = PopulationSpec.model_validate({"netherlands": {"municipality": ["Delft"], "sample": 2}})
    calendar, parameters = build_calendar(), load_parameters()
    made = build_population(spec, calendar, 2020, parameters)
    found = drawn_sizes(spec, 2020, parameters, calendar.year_labels[0])
    assert found == [(len(made.schools.unit), int(made.schools.pupils.sum()))]


def test_each_replication_is_counted_with_the_schools_that_it_draws_whatever_the_school_years():
    spec = PopulationSpec.model_validate({"netherlands": {"municipality": ["Utrecht"], "sample": 2}})
    calendar, parameters = build_calendar(), load_parameters()
    maker = PopulationMaker(spec, calendar, 2020, parameters)
    made = [sizes_of(maker.make(number)) for number in range(3)]
    found = drawn_sizes(spec, 2020, parameters, calendar.year_labels[0], 3)
    assert found == [(one["schools"], one["pupils"]) for one in made]
    assert len(set(found)) > 1
