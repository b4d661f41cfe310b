"""Making the whole behaviour."""

from __future__ import annotations

from collections.abc import Collection

from simkansen.behaviour.judged import record_trials, record_validation
from simkansen.behaviour.outcomes import record_outcomes
from simkansen.behaviour.people import record_people
from simkansen.behaviour.studies import record_draws, record_search, record_studies
from simkansen.behaviour.town import Town, Values
from simkansen.behaviour.weeks import record_chances, record_interventions, record_weeks
from simkansen.identity.figures import Figures
from simkansen.identity.scopes import PARTS


def behaviour(values: Values, parts: Collection[str] = tuple(PARTS)) -> Figures:
    """Simulate the town in all cases and write down its figures.

    Parameters
    ----------
    values
        Values of the parameters in each draw (`simkansen.behaviour.town.new_values`).
    parts
        Which parts; all by default. What a part needs of another is simulated too.

    Returns
    -------
    Figures
        Without the part ``search`` where pyABC is not installed.
    """
    town, figures = Town(values), Figures()
    if "population" in parts:
        record_people(figures, town)
    if {"weeks", "interventions", "measures", "sensitivity", "sweeps"} & set(parts):
        record_chances(figures, town)
        traces = record_weeks(figures, town) | record_interventions(figures, town)
        record_outcomes(figures, town, traces)
    if "draws" in parts:
        record_draws(figures)
    if {"studies", "validation"} & set(parts):
        record_validation(figures, town, record_studies(figures, town))
    if "search" in parts:
        record_search(figures)
    if "trials" in parts:
        record_trials(figures, town)
    return Figures((key, series) for key, series in figures if key.part in parts)
