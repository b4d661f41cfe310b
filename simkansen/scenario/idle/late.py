"""What an intervention waits for may come when no school is closed any more: in how many simulations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simkansen.evidence import Parameters, load_parameters
from simkansen.phrases import phrase
from simkansen.scenario.calendar import Calendar
from simkansen.scenario.idle.rules import Planned
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.scenario import Scenario

TOLD_FROM = 0.05
"""Share of the simulations from which it is said, and up to which a sooner arrival counts as none."""


def late_arrivals(scenario: Scenario, calendar: Calendar) -> Iterator[Refusal]:
    """Say in what share of the simulations what is ordered comes after the last closed week.

    Parameters
    ----------
    scenario
        The scenario.
    calendar
        Its weeks.

    Yields
    ------
    Refusal
        The path begins at the top of the scenario; nothing of what (nearly) always comes too late, which is
        refused once the pupils are made.
    """
    for place, programme in enumerate(scenario.interventions):
        name = programme.awaits
        if not name or not _varies(scenario, name):
            continue
        at = Planned(programme, calendar)
        rows, used = np.flatnonzero(at.running), np.flatnonzero(at.running & calendar.closed)
        if not used.size:
            continue
        known = load_parameters().definitions[name]
        late = 1.0 - known.prior.cdf(known.value, float(used[-1] - rows[0]))
        if TOLD_FROM <= late <= 1.0 - TOLD_FROM:
            said = phrase(
                "in about {late:.0%} of the simulations what is lent comes after the last closed week, and "
                "then it reaches nobody and no device is paid for: it takes {least:,.0f} to {most:,.0f} "
                "weeks",
                late=late,
                least=known.prior.quantile(known.value, 0.01),
                most=known.prior.quantile(known.value, 0.99),
            )
            fix = "let it start before the closure, or read its middle with that in mind"
            yield Refusal(("interventions", place, "weeks"), said, fix)


def at_best(scenario: Scenario) -> Parameters:
    """Give the parameters of a scenario with which its interventions reach somebody as easily as may be.

    What is ordered comes about as soon as it may; staff have about the most hours, and a group asks about the
    fewest of them.

    Parameters
    ----------
    scenario
        The scenario; what it sets itself, or simulates with point values, is what it is.
    """
    known = load_parameters()
    easy = {one.awaits: TOLD_FROM for one in scenario.interventions if one.awaits} | _HOURS
    reached = {
        name: known.definitions[name].prior.quantile(known[name], place)
        for name, place in easy.items()
        if name in known.definitions and _varies(scenario, name)
    }
    return scenario.applied_to(known.replace(reached))


_HOURS = {"holiday_staff": 1.0 - TOLD_FROM, "peer_guiding": TOLD_FROM}
"""Of what the hours of a school's own staff depend on: the quantile at which most groups have a leader."""


def _varies(scenario: Scenario, name: str) -> bool:
    """Tell whether a parameter differs between the simulations of a scenario."""
    return scenario.run.parameters != "point" and name not in scenario.own_values
