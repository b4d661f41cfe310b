"""What the benchmarks share: counting pupil-weeks, and timing one model."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from reference.trial import SEED, interventions

from simkansen.chance import run_key

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.population import Population
    from simkansen.schooling.calendar import Calendar


def pupil_weeks(population: Population, calendar: Calendar) -> int:
    """Count the weeks of all pupils who learn (groep 3-8), school year by school year."""
    learning = (population.pupils.klass >= 0).sum(axis=0)
    return int(sum(learning[year] for year in calendar.school_year))


def seconds_of(
    kind: type,
    population: Population,
    calendar: Calendar,
    parameters: Parameters,
    words: tuple[dict[str, Any], ...],
) -> float:
    """Time one model from its first week to its last; building it is not timed."""
    model = kind(population, calendar, interventions(words), parameters, run_key(SEED, 0))
    start = perf_counter()
    while model.running:
        model.step()
    return perf_counter() - start
