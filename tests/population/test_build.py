"""Whole populations: the same again, and what may not matter."""

from __future__ import annotations

import errno
from dataclasses import fields, replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from simkansen.chance import run_key
from simkansen.population import build_population, load_population
from simkansen.population.build import list_schools, populate
from simkansen.population.schools.country import country_frame
from simkansen.population.schools.frame import draw_sample
from simkansen.scenario import CalendarSpec, PopulationSpec, build_calendar

TABLES = ("pupils", "households", "classes", "schools", "municipalities")
INDICES = {"school", "household", "klass", "municipality"}
YEARS = ("2019/20", "2020/21")


def columns(population):
    return {
        f"{table}.{field.name}": getattr(getattr(population, table), field.name)
        for table in TABLES
        for field in fields(getattr(population, table))
    }


def assert_same_columns(a, b):
    assert a.keys() == b.keys()
    for name in a:
        assert_array_equal(a[name], b[name], err_msg=name)


def of_school(population, code):
    """All columns of one school, without the row numbers of other tables."""
    school = int(np.flatnonzero(population.schools.code == code)[0])
    pupils = population.pupils.school == school
    rows = {
        "pupils": pupils,
        "households": np.unique(population.pupils.household[pupils]),
        "classes": population.classes.school == school,
        "schools": [school],
    }
    return {
        f"{table}.{field.name}": getattr(getattr(population, table), field.name)[keep]
        for table, keep in rows.items()
        for field in fields(getattr(population, table))
        if field.name not in INDICES | {"weight"}
    }


def test_the_same_seed_gives_the_same_bits(town, town_frame, parameters, key):
    assert_same_columns(columns(town), columns(populate(town_frame, key, parameters, YEARS)))


def test_another_seed_gives_other_pupils(town, town_frame, parameters):
    other = populate(town_frame, run_key(8, 0), parameters, YEARS)
    assert not np.array_equal(town.pupils.skill, other.pupils.skill)


def test_a_school_has_the_same_pupils_whichever_other_schools_there_are(town, town_frame, parameters, key):
    part = populate(town_frame.take(np.array([1, 3])), key, parameters, YEARS)
    for code in part.schools.code:
        assert_same_columns(of_school(part, code), of_school(town, code))


def test_the_order_of_the_schools_does_not_matter(town, town_frame, parameters, key):
    backwards = town_frame.take(np.arange(len(town_frame))[::-1]).in_order()
    assert_same_columns(columns(town), columns(populate(backwards, key, parameters, YEARS)))


def test_a_municipality_is_the_same_alone_as_in_the_country(parameters, key):
    alone = country_frame(key, parameters, municipalities=("Almere",))
    whole = country_frame(key, parameters)
    rows = whole.municipality == "Almere"
    assert_array_equal(alone.code, whole.code[rows])
    assert_array_equal(alone.disadvantaged_share, whole.disadvantaged_share[rows])


@pytest.mark.slow
def test_school_disadvantaged_shares_are_met_to_the_pupil(country):
    made = np.bincount(country.pupils.school, country.pupils.target)
    exact = country.schools.disadvantaged_share * country.schools.pupils
    assert np.abs(made - exact).max() <= 0.5 + 1e-9


def test_pupils_move_up_and_leave_after_groep_8(town):
    level = town.pupils.level
    assert_array_equal(level[:, 1], np.minimum(level[:, 0] + 1, 9))


def test_a_population_saved_and_loaded_is_the_same_and_cannot_be_written(town, tmp_path):
    town.save(tmp_path / "population")
    loaded = load_population(tmp_path / "population")
    assert_same_columns(columns(town), columns(loaded))
    assert loaded.year_labels == town.year_labels
    assert loaded.nbytes == town.nbytes
    with pytest.raises(ValueError, match="read-only"):
        loaded.pupils.pace[0] = 2.0


def test_columns_have_the_types_that_compiled_rules_expect(town):
    for name, column in columns(town).items():
        assert column.flags.c_contiguous, name
        assert column.dtype in (np.int64, np.int8, np.float64) or column.dtype.kind == "U", name


def test_a_sample_represents_size_and_disadvantage(parameters, key):
    frame = country_frame(key, parameters)
    sample = draw_sample(frame, 300, key)
    assert len(sample) == 300
    assert sample.weight.sum() == pytest.approx(len(frame))
    assert (sample.pupils * sample.weight).sum() == pytest.approx(frame.pupils.sum(), rel=0.03)
    assert np.average(sample.disadvantaged_share, weights=sample.pupils) == pytest.approx(0.15, abs=0.01)
    assert sample.disadvantaged_share.mean() == pytest.approx(frame.disadvantaged_share.mean(), abs=0.006)


def test_a_sample_larger_than_the_frame_is_the_frame(town_frame, key):
    assert draw_sample(town_frame, 50, key) is town_frame


def test_a_sample_does_not_depend_on_the_order_of_the_schools(parameters, key):
    frame = country_frame(key, parameters, provinces=("Zeeland",))
    backwards = frame.take(np.arange(len(frame))[::-1])
    assert set(draw_sample(frame, 20, key).code) == set(draw_sample(backwards, 20, key).code)


@pytest.mark.parametrize(
    ("asked", "schools"),
    [
        ({"netherlands": {"sample": 12}}, 12),
        ({"netherlands": {"municipality": ["Almere"], "sample": 5}}, 5),
        ({"netherlands": {"province": "Zeeland", "sample": 3}}, 3),
    ],
)
def test_a_scenario_gets_the_schools_it_asks_for(asked, schools, parameters):
    calendar = build_calendar(CalendarSpec())
    population = build_population(PopulationSpec.model_validate(asked), calendar, 1, parameters)
    assert len(population.schools.code) == schools
    assert population.year_labels == calendar.year_labels


def test_a_municipality_that_does_not_exist_is_refused(parameters, key):
    with pytest.raises(ValueError, match="no municipality"):
        country_frame(key, parameters, municipalities=("Atlantis",))


def test_municipal_totals_are_met_exactly(parameters, key):
    from simkansen.schooling.places import place_table

    frame = country_frame(key, parameters)
    for row in place_table("municipalities")[::20]:
        rows = (frame.municipality == row["municipality"]) & (frame.province == row["province"])
        assert rows.sum() == int(row["schools"])
        assert frame.pupils[rows].sum() == int(row["pupils"])


def test_the_whole_file_of_dutch_schools_can_be_used(real_schools, parameters):
    spec = PopulationSpec.model_validate({"schools": {"file": str(real_schools)}})
    frame = list_schools(spec, run_key(1, 0), parameters)
    assert len(frame) == 6295
    assert frame.pupils.sum() == 1_396_457
    assert np.average(frame.disadvantaged_share, weights=frame.pupils) == pytest.approx(0.15, abs=1e-3)
    assert not (frame.province == "").any()


@pytest.mark.parametrize("pupils", [1, 2, 5])
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_school_of_a_few_pupils_can_be_made(town_frame, parameters, pupils, share):
    tiny = replace(
        town_frame.take(np.array([0])), pupils=np.array([pupils]), disadvantaged_share=np.array([share])
    )
    for seed in range(8):
        population = populate(tiny, run_key(seed, 0), parameters, ("2019/20",))
        assert len(population.pupils.school) == pupils
        assert population.classes.size.sum() == (population.pupils.level >= 3).sum()
        assert population.pupils.target.sum() == pupils * share


def test_a_disk_that_is_full_while_a_population_is_kept_is_told_as_such(tmp_path, monkeypatch, town):
    def half(path, column, allow_pickle):
        raise OSError("642 requested and 496 written")  # all that numpy says

    monkeypatch.setattr(np, "save", half)
    with pytest.raises(OSError, match="No space left") as caught:
        town.save(tmp_path)
    assert caught.value.errno == errno.ENOSPC
