"""Whether a deviation may be the luck of which schools are in a sample."""

from __future__ import annotations

import numpy as np
import pytest

from simkansen.evidence import load_parameters
from simkansen.population import build_population
from simkansen.population.schools.sampling import _counted, sampling_errors
from simkansen.population.show import show_population
from simkansen.scenario import PopulationSpec, build_calendar


def sample(schools, seed=1):
    spec = PopulationSpec.model_validate({"netherlands": {"sample": schools}})
    return build_population(spec, build_calendar(), seed, load_parameters()), spec


@pytest.mark.slow
def test_the_error_is_about_as_large_as_samples_differ_and_never_much_smaller():
    values, errors = [], []
    for seed in range(12):
        made, spec = sample(40, seed)
        values.append([row.value for row in show_population(made, load_parameters(), spec)])
        errors.append(sampling_errors(made, load_parameters(), spec))
    names = [row.margin for row in show_population(made, load_parameters(), spec)]
    spread, told = np.std(values, axis=0, ddof=1), np.mean(errors, axis=0)
    for name in ("one parent", "size of classes", "classes without a teacher"):
        place = names.index(name)
        assert told[place] == pytest.approx(spread[place], rel=0.6), name
    for name in ("pupils", "pupils among the disadvantaged"):  # the walk sorts by them
        place = names.index(name)
        assert 0.6 * spread[place] < told[place] < 6 * spread[place], name
    assert told[names.index("schools")] == 0.0


def test_some_schools_of_a_population_keep_their_own_pupils_homes_and_classes():
    whole, _ = sample(6)
    counts = np.array([1.0, 0.0, 2.0, 1.0, 0.0, 2.0])
    keep = counts > 0
    part = _counted(whole, counts)
    assert list(part.schools.code) == list(whole.schools.code[keep])
    here = keep[whole.pupils.school]
    np.testing.assert_array_equal(part.pupils.unit, whole.pupils.unit[here])
    for column in ("parents", "devices", "parent_hours"):
        theirs = getattr(whole.households, column)[whole.pupils.household[here]]
        np.testing.assert_array_equal(getattr(part.households, column)[part.pupils.household], theirs)
    learns = part.pupils.klass[:, 0] >= 0
    mine, before = part.pupils.klass[learns, 0], whole.pupils.klass[here][learns, 0]
    np.testing.assert_array_equal(part.classes.unit[mine], whole.classes.unit[before])
    np.testing.assert_array_equal(part.classes.school[mine], part.pupils.school[learns])
    np.testing.assert_array_equal(part.schools.weight, (counts * whole.schools.weight)[keep])


def test_one_school_tells_nothing_of_the_luck_of_a_sample():
    made, spec = sample(1)
    assert np.isnan(sampling_errors(made, load_parameters(), spec)).all()
