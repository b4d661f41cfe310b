"""How large schools are in a municipality, and how many pupils a sample of schools may have."""

from __future__ import annotations

from functools import cache
from statistics import NormalDist

import numpy as np

from simkansen.phrases import phrase
from simkansen.scenario.schema.scenario import PopulationSpec, Scenario
from simkansen.scenario.schools import read_file
from simkansen.scenario.writing.estimate import Estimate
from simkansen.schooling.places import place_table, school_tables

_P90, _P95 = (NormalDist().inv_cdf(share) for share in (0.9, 0.95))


def log_sizes(school_year: str | None = None) -> dict[str, NormalDist]:
    """Give by municipality the logarithm of the pupils of a school, from the median and the ninth decile."""
    return _log_sizes(school_tables(school_year).since)


@cache
def _log_sizes(since: str) -> dict[str, NormalDist]:
    found = {}
    for row in place_table("municipalities", since):
        middle, high = np.log([row.number(f"size_{point}", 1) for point in ("p50", "p90")])
        found[row["municipality"]] = NormalDist(float(middle), max(float(high - middle) / _P90, 1e-6))
    return found


def population_words(scenario: Scenario, expected: Estimate) -> str:
    """Say how many schools and pupils there are about, and of a sample how far that may be off."""
    drawn = drawn_pupils(scenario)
    if drawn is None:
        return expected.population
    low, high = drawn
    return phrase(
        "{population};\n{what:13}as schools differ in size, 9 in 10 such samples have {low:,} to {high:,}",
        population=expected.population,
        what="",
        low=low,
        high=high,
    )


def drawn_pupils(scenario: Scenario) -> tuple[int, int] | None:
    """Tell how many pupils of groep 1 to 8 nine in ten samples of schools have, by which of them are drawn.

    Parameters
    ----------
    scenario
        Who is simulated, and from which school year on.

    Returns
    -------
    (int, int) or None
        The 5 and 95% points of a log-normal distribution with the mean and the spread of such samples; None
        where all schools are simulated.
    """
    spec = scenario.population
    sample, (schools, mean, squares) = spec.sample, _moments(spec, scenario.calendar.first_year)
    if sample is None or sample >= schools:
        return None
    part = (squares / mean**2 - 1.0) / sample * (1.0 - sample / schools)
    spread = float(np.sqrt(np.log1p(part)))
    low, high = (sample * mean * np.exp(side * _P95 * spread - spread**2 / 2) for side in (-1, 1))
    return round(low), round(high)


def _moments(spec: PopulationSpec, school_year: str | None) -> tuple[int, float, float]:
    """Count the schools, and give the mean of their pupils and of the square of these."""
    if spec.schools is not None:
        rows = read_file(spec.schools.files, school_year).schools
        sizes = np.array([one.pupils for one in rows], dtype=np.float64)
        return sizes.size, float(sizes.mean()), float((sizes**2).mean())
    kept = spec.chosen_places(school_year)
    schools = np.array([one.schools for one in kept], dtype=np.float64)
    means = np.array([one.pupils for one in kept]) / schools
    squares = means**2 * np.exp([log_sizes(school_year)[one.name].variance for one in kept])
    weights = schools / schools.sum()
    return int(schools.sum()), float(weights @ means), float(weights @ squares)
