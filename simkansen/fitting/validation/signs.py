"""The signs that are compared: each a function of one draw, above zero where model and source agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simkansen.fitting.validation.closure import CAUSES, PARENTS
from simkansen.fitting.validation.measures import leaders_say, teachers_say
from simkansen.fitting.validation.sample import HIGH, LOW, DrawSample, disadvantaged, fitted

Floats = NDArray[np.float64]


def _mean_loss(sample: DrawSample, occasion: str) -> Floats:
    loss: Floats = sample.lost(occasion).mean(axis=1)
    return loss


def lower_ses_loses_more(occasion: str, sample: DrawSample) -> float:
    """Loss falls with SES."""
    return -sample.slope(_mean_loss(sample, occasion), np.asarray(sample.population.pupils.ses))


def one_parent_loses_more(occasion: str, sample: DrawSample) -> float:
    """Loss in one-parent homes less that in others."""
    one = np.asarray(sample.population.households.parents)[sample.population.pupils.household] == 1
    loss = _mean_loss(sample, occasion)
    return sample.mean(loss, one) - sample.mean(loss, ~one)


def siblings_lose_more(occasion: str, sample: DrawSample) -> float:
    """Loss rises with the number of children at home."""
    homes, home = sample.population.households, np.asarray(sample.population.pupils.household)
    children = np.bincount(home) + homes.children_under4 + homes.older_children.sum(axis=1)
    return sample.slope(_mean_loss(sample, occasion), children[home].astype(np.float64))


def low_education_loses_more(occasion: str, sample: DrawSample) -> float:
    """Loss of pupils of parents with little schooling less that with much."""
    education, loss = np.asarray(sample.population.pupils.parental_education), _mean_loss(sample, occasion)
    return sample.mean(loss, education == LOW) - sample.mean(loss, education == HIGH)


def low_income_loses_more(occasion: str, sample: DrawSample) -> float:
    """Loss in homes with a low income, beside parents' schooling."""
    population, loss = sample.population, _mean_loss(sample, occasion)
    known, education = np.isfinite(loss), np.asarray(population.pupils.parental_education)
    strain = np.asarray(population.households.income_strain)[population.pupils.household]
    columns = [(education == one).astype(np.float64)[known] for one in (LOW, HIGH)]
    return float(fitted(loss[known], sample.weight[known], strain[known].astype(np.float64), *columns)[1])


def low_achievers_lose_more(occasion: str, sample: DrawSample) -> float:
    """Loss falls with skill before the closure."""
    return -sample.slope(_mean_loss(sample, occasion), sample.study.normal["start-2019"].mean(axis=1))


def poor_schools_lose_more(occasion: str, sample: DrawSample) -> float:
    """Loss rises with the school's share of disadvantaged pupils."""
    schools = sample.population.schools
    share = np.asarray(schools.disadvantaged_share)[sample.population.pupils.school]
    return sample.slope(_mean_loss(sample, occasion), share)


def longer_closure_costs_more(sample: DrawSample) -> float:
    """Loss at the end-of-year test less what it were had the full closure been half as long."""
    return sample.mean(_mean_loss(sample, "end-2020")) - sample.mean(sample.closure.lost_shorter.mean(axis=1))


def loss_rebounds(sample: DrawSample) -> float:
    """Loss at the mid-year test of 2021 less that in the last week of that year."""
    return sample.mean(_mean_loss(sample, "mid-2021")) - sample.mean(_mean_loss(sample, "year-2021"))


def younger_lose_more(occasion: str, sample: DrawSample) -> float:
    """Loss (SD) falls with groep."""
    return -sample.slope(_mean_loss(sample, occasion), sample.level.astype(np.float64))


def light_is_said_more(sample: DrawSample) -> float:
    """Teachers who say light less those who say strong."""
    return teachers_say("light", sample) - teachers_say("strong", sample)


def levels_in_order(sample: DrawSample) -> float:
    """Give the smaller lead: of the same level over down, and of down over up."""
    same, down, up = (leaders_say(answer, sample) for answer in ("same_level", "down", "up"))
    return min(same - down, down - up)


def parents_come_first(sample: DrawSample) -> float:
    """Mean loss spared by more parental support less that spared by the best of the others."""
    rows = disadvantaged(sample)
    spared = {name: sample.mean(values, rows) for name, values in sample.closure.spared.items()}
    return spared[PARENTS] - max(spared[name] for name in CAUSES if name != PARENTS)
