"""One virtual trial: its pupils, its arms, its two tests, and the effect that it would have found."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simkansen.arithmetic.matrices import least_squares
from simkansen.chance import normals, uniforms
from simkansen.evidence import load_parameters
from simkansen.fitting.measurement import error_of_test
from simkansen.fitting.trials.files import weeks_of_tests
from simkansen.interventions.base import SUBJECT_ROW
from simkansen.interventions.eligibility import eligible_pupils
from simkansen.model import SchoolModel
from simkansen.population import build_population
from simkansen.scenario import build_calendar

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.fitting.trials.specification import TrialSpec
    from simkansen.interventions.delivery import Delivery
    from simkansen.population import Population
    from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]

AMPLE_HOURS = 1e6
"""A trial brings its own tutors, so that no school's staff sets a limit (h/week)."""

POPULATIONS_KEPT = 4


def simulate_trial(
    words: TrialSpec, parameters: Parameters, key: np.uint64, population_seed: int
) -> dict[str, float]:
    """Run a trial once: both arms are pupils of one simulated run, parted by chance.

    Parameters
    ----------
    words
        The trial.
    parameters
        The parameters of this run, the same for every trial of a draw.
    key
        Key of the run (`simkansen.chance.run_key`).
    population_seed
        Seed of the population.

    Returns
    -------
    dict
        ``effect`` (SD), ``treated`` and ``controls`` (pupils tested), and ``start``, the sample's mean
        true skill before (SD of all pupils of a groep).
    """
    calendar = build_calendar(words.calendar, words.population)
    drawn = _drawn(words.population, words.calendar, population_seed)
    weight = np.ones(len(drawn.schools.weight))
    staff = np.full(weight.size, AMPLE_HOURS)
    population = replace(drawn, schools=replace(drawn.schools, weight=weight, staff_hours=staff))
    before, after = weeks_of_tests(words.test, calendar)
    model = SchoolModel(
        population, calendar, (words.intervention,), parameters, key, frozenset({before, after})
    )
    sample = choose_sample(words, population, parameters, key)
    assigned = _treated_by_chance(words, population, key)
    treated = sample & assigned
    _place(model.deliveries[0], sample, assigned)
    # A school stands for as many as make the published number of pupils; nothing has read the weights yet.
    weight[:] = words.programme / _treated_units(model.deliveries[0], treated)
    while model.running and model.week.facts.week < after:
        model.step()
    scores = {
        week: _scores(model.snapshots[week], words, population, parameters, key, str(week))
        for week in (before, after)
    }
    known = np.isfinite(scores[before]) & np.isfinite(scores[after])
    sample &= known
    level = np.asarray(population.pupils.level)[:, 0]
    normed = sample
    if words.test.standardised_by == "all":
        normed = known & np.isin(level, np.unique(level[sample]))
    unit = float(np.std(_within(scores[after], level, normed & ~treated)))
    effect = adjusted_difference(
        scores[before][sample], scores[after][sample], treated[sample], level[sample]
    )
    return {
        "effect": effect / unit,
        "treated": float((sample & treated).sum()),
        "controls": float((sample & ~treated).sum()),
        "start": float(model.snapshots[before][sample][:, _columns(words)].mean()),
    }


@lru_cache(maxsize=POPULATIONS_KEPT)
def _drawn(spec: PopulationSpec, years: CalendarSpec, seed: int) -> Population:
    return build_population(spec, build_calendar(years, spec), seed, load_parameters())


def choose_sample(words: TrialSpec, population: Population, parameters: Parameters, key: np.uint64) -> Rows:
    """Choose who is in the study: those the programme is for, and of them those who score lowest.

    Parameters
    ----------
    words
        The trial.
    population
        Its schools.
    parameters
        Reads the error of a test.
    key
        Key of the run.

    Returns
    -------
    ndarray of bool, shape (pupils,)
    """
    sample: Rows = eligible_pupils(population, words.intervention.target)[:, 0]
    if words.pupils.lowest is None:
        return sample
    scores = _scores(np.asarray(population.pupils.skill), words, population, parameters, key, "screening")
    level = np.asarray(population.pupils.level)[:, 0]
    for each in np.unique(level[sample]):
        here = sample & (level == each)
        sample = sample & ~(here & (scores > np.quantile(scores[here], words.pupils.lowest)))
    return sample


def _treated_by_chance(words: TrialSpec, population: Population, key: np.uint64) -> Rows:
    """Tell whom chance puts in the treated arm, pupil by pupil, class by class or school by school."""
    pupils = population.pupils
    match words.arms.by:
        case "pupil":
            draw = uniforms(key, "trial/arms", np.asarray(pupils.unit))
        case "class":
            draw = uniforms(key, "trial/arms", np.asarray(population.classes.unit))
            draw = draw[np.maximum(np.asarray(pupils.klass)[:, 0], 0)]
        case "school":
            draw = uniforms(key, "trial/arms", np.asarray(population.schools.unit))[pupils.school]
    assigned: Rows = draw < words.arms.treated
    return assigned


def _place(delivery: Delivery, sample: Rows, assigned: Rows) -> None:
    """Offer places to the treated alone; who takes one is up to the programme's own take-up."""
    roster, school = delivery.roster, np.asarray(delivery.setting.population.pupils.school)
    roster.eligible &= sample[:, np.newaxis]
    roster.comes &= sample & assigned
    roster.school_takes_part &= np.isin(np.arange(roster.school_takes_part.size), school[assigned])


def _treated_units(delivery: Delivery, treated: Rows) -> int:
    """Count whom the programme's size counts: teachers where classes are reached, else pupils."""
    teachers = delivery.action.reached(delivery.roster, delivery.first_week).classes.size
    return max(1, teachers or int(treated.sum()))


def _columns(words: TrialSpec) -> list[int]:
    return [SUBJECT_ROW[subject] for subject in words.test.subjects]


def _scores(
    skill: NDArray[np.floating[Any]],
    words: TrialSpec,
    population: Population,
    parameters: Parameters,
    key: np.uint64,
    name: str,
) -> Floats:
    """Let all pupils take a test: the mean over its subjects, each with an error of its own (ENG-13)."""
    units, error = np.asarray(population.pupils.unit), error_of_test(parameters)
    each = [skill[:, s] + error * normals(key, f"trial-test/{name}/{s}", units) for s in _columns(words)]
    scores: Floats = np.mean(each, axis=0)
    return scores


def adjusted_difference(
    before: Floats, after: Floats, treated: Rows, level: NDArray[np.integer[Any]]
) -> float:
    """Difference of the later test between the arms, at the same earlier test and in the same groep.

    Parameters
    ----------
    before, after : ndarray of float64, shape (tested,)
        Scores.
    treated : ndarray of bool, shape (tested,)
        Who is in the treated arm.
    level : ndarray of int, shape (tested,)
        Groep of each; both tests are compared within it.

    Returns
    -------
    float
        In the unit of the scores; NaN where an arm is empty.
    """
    if treated.all() or not treated.any():
        return float("nan")
    everybody = np.ones(treated.size, dtype=np.bool_)
    columns = [_within(values, level, everybody) for values in (treated.astype(np.float64), before)]
    return float(least_squares(np.stack(columns, axis=1), _within(after, level, everybody))[0])


def _within(values: Floats, level: NDArray[np.integer[Any]], rows: Rows) -> Floats:
    """Give the values of some rows as deviations from the mean of their groep."""
    found, groups = values[rows].copy(), level[rows]
    for each in np.unique(groups):
        found[groups == each] -= found[groups == each].mean()
    return found
