"""A forecast counts the pupils of the schools that a seed draws, without making them."""

from simkansen.evidence import load_parameters
from simkansen.population import build_population
from simkansen.population.build import drawn_size
from simkansen.scenario import PopulationSpec, build_calendar


def test_a_sample_is_counted_as_it_is_drawn():
    spec = PopulationSpec.model_validate({"netherlands": {"municipality": ["Delft"], "sample": 2}})
    calendar, parameters = build_calendar(), load_parameters()
    made = build_population(spec, calendar, 2020, parameters)
    found = drawn_size(spec, 2020, parameters, calendar.year_labels[0])
    assert found == (len(made.schools.unit), int(made.schools.pupils.sum()))
