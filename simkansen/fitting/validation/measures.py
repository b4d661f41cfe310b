"""The numbers that are compared: each a function of one draw of the model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simkansen.chance import normals
from simkansen.fitting.staff_view import answers, fresh_errors, seen_by_leaders, seen_by_teachers
from simkansen.fitting.study import weeks_of_occasions
from simkansen.fitting.validation.closure import share_with_cause
from simkansen.fitting.validation.sample import (
    ALL,
    FIRST_LEARNING_LEVEL,
    LAST_LEVEL,
    DrawSample,
    Rows,
    disadvantaged,
    growth_per_week,
    of_level,
)

Floats = NDArray[np.float64]

PERCENT = 100.0


def growth_share(rows: Rows, subjects: tuple[int, ...], sample: DrawSample) -> float:
    """Growth from the first to the last week of 2019/20 as a share of that with no closure."""
    chosen = rows(sample)
    grown = [
        sample.mean((skill["year-2020"] - skill["start-2019"])[:, subjects].mean(axis=1), chosen)
        for skill in (sample.study.closed, sample.study.normal)
    ]
    return grown[0] / grown[1]


def change_in_1f(rows: Rows | None, subject: int, sample: DrawSample) -> float:
    """Change in the share of groep-8 leavers above the bar of 1F (percentage points)."""
    leavers = of_level(LAST_LEVEL, sample)
    closed, normal = (skill["year-2020"][:, subject] for skill in (sample.study.closed, sample.study.normal))
    order = np.argsort(normal[leavers], kind="stable")
    below = np.cumsum(sample.weight[leavers][order])
    place = np.searchsorted(below / below[-1], 1.0 - sample.parameters["reference_1f_share"])
    bar = normal[leavers][order][place]
    chosen = leavers if rows is None else leavers & rows(sample)
    reached = [sample.mean((skill >= bar).astype(np.float64), chosen) for skill in (closed, normal)]
    return PERCENT * (reached[0] - reached[1])


def delay(rows: Rows, occasion: str, subjects: tuple[int, ...], per: float, sample: DrawSample) -> float:
    """Delay on an occasion, in teaching weeks of the pupils' own normal growth, divided by `per`."""
    chosen = rows(sample)
    lost = sample.mean(sample.lost(occasion)[:, subjects].mean(axis=1), chosen)
    year = int(weeks_of_occasions()[occasion] >= weeks_of_occasions()["start-2020"])
    return lost / growth_per_week(sample, chosen, subjects, year) / per


def effect(rows: Rows, occasions: tuple[str, ...], subjects: tuple[int, ...], sample: DrawSample) -> float:
    """Loss as an effect (SD, below zero), mean over occasions."""
    chosen = rows(sample)
    lost = [sample.mean(sample.lost(one)[:, subjects].mean(axis=1), chosen) for one in occasions]
    return -float(np.mean(lost))


def teachers_say(answer: str, sample: DrawSample) -> float:
    """Share of teachers with disadvantaged pupils who give an answer in the last week of full closure."""
    population, parameters = sample.population, sample.parameters
    klass = np.asarray(population.pupils.klass)[:, 0]
    asked = disadvantaged(sample) & (klass >= 0)
    levels = range(FIRST_LEARNING_LEVEL, LAST_LEVEL + 1)
    pace = np.array([growth_per_week(sample, of_level(level, sample), ALL, 0) for level in levels])
    of_class = pace[np.asarray(population.classes.level_low, dtype=np.int64) - FIRST_LEARNING_LEVEL]
    lost = sample.closure.lost.mean(axis=1)[asked] / pace[sample.level[asked] - FIRST_LEARNING_LEVEL]
    draw = normals(sample.key, "survey/teacher", np.asarray(population.classes.unit))
    error = fresh_errors(population, parameters) / of_class
    seen = seen_by_teachers(lost, klass[asked], error, draw)
    return answers(seen, _classes(sample), parameters["survey_light"], parameters["survey_strong"])[answer]


def leaders_say(answer: str, sample: DrawSample) -> float:
    """Share of pupils whose level is the same, lower or higher at the start of 2020/21."""
    study, unit = sample.study, np.asarray(sample.population.pupils.unit)
    tested = study.closed["mid-2020"] + study.closed["start-2020"]
    rows = np.isfinite(tested).all(axis=1)

    def scores(occasion: str) -> tuple[Floats, Floats]:
        error = sample.parameters["test_error"] * normals(sample.key, f"survey/test/{occasion}", unit[rows])
        closed, normal = (
            study.on_one_scale(skill, occasion)[rows].mean(axis=1) + error
            for skill in (study.closed, study.normal)
        )
        return closed, normal

    before, after = scores("mid-2020"), scores("start-2020")
    level, weight = sample.level[rows], sample.weight[rows]
    return seen_by_leaders(before, after, level, weight)[answer]


def classes_with_cause(cause: str, sample: DrawSample) -> float:
    """Share of classes in which a cause explains most of what disadvantaged pupils lose more."""
    klass = np.asarray(sample.population.pupils.klass)[:, 0]
    asked = disadvantaged(sample) & (klass >= 0)
    spared = {name: values[asked] for name, values in sample.closure.spared.items()}
    return share_with_cause(spared, klass[asked], _classes(sample), cause)


def _classes(sample: DrawSample) -> Floats:
    population = sample.population
    return np.asarray(population.schools.weight, dtype=np.float64)[population.classes.school]
