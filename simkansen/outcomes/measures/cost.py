"""Cost, what a week of learning costs, and the staff hours that are asked for."""

from __future__ import annotations

import numpy as np

from simkansen.outcomes.groups import Groups, Means
from simkansen.outcomes.inputs import CalendarWeeks, RunTrace
from simkansen.outcomes.measures.growth import school_years
from simkansen.outcomes.panel import Panel
from simkansen.outcomes.prices import price_per_week
from simkansen.outcomes.registry import ALL_SUBJECTS, LEVEL, MONEY, measure

# Imports within functions: sums and products load numba, and files are checked without it.


def _total(measure: str, value: float, groups: Groups, scenario: Means) -> Panel:
    """Make a panel of one number about all pupils, dated at the last week and of those who learn in it.

    What an intervention costs a pupil then stands beside the weeks that it gives the same pupils.
    """
    last = scenario.pupils.shape[1] - 1
    values = np.full((len(groups.name), 1), np.nan)
    values[groups.row("all", "all")] = value
    return Panel(measure, ALL_SUBJECTS, np.array([last]), values, scenario.pupils[:, last:])


def total_cost(trace: RunTrace) -> float:
    """Cost of all interventions of a scenario, all kinds together (EUR)."""
    from simkansen.arithmetic import total

    return total(total(ledger.cost.values()) for ledger in trace.ledgers.values())


@measure("cost", MONEY, "lower", of="all", weeks="end",
    says="What the interventions cost in all.")  # fmt: skip
@measure("staff_hours_asked", "hours", "lower", of="all", weeks="end",
    says="Hours of school staff that the interventions ask for, whether or not schools have "
    "them.")  # fmt: skip
@measure("staff_hours_needed", "hours", "lower", of="all", weeks="end",
    says="Hours of school staff that the interventions take.")  # fmt: skip
@measure("staff_hours_available", "hours", "neither", of="all", weeks="end",
    says="Hours of school staff that are left for extra help.")  # fmt: skip
def totals(trace: RunTrace, scenario: Means, groups: Groups) -> list[Panel]:
    """Cost (EUR) and staff hours asked for, taken and available (hours), over the whole calendar.

    A school that has no hours for a programme takes none and reaches nobody; what it was asked for counts
    as asked all the same.
    Interventions share the hours a school has left, so available hours are counted once; without
    interventions nobody has counted them, and there is no such row.
    """
    from simkansen.arithmetic import total

    ledgers = trace.ledgers.values()
    needed = total(ledger.staff_hours_needed for ledger in ledgers)
    asked = total(max(ledger.staff_hours_asked, ledger.staff_hours_needed) for ledger in ledgers)
    available = float(max((ledger.staff_hours_available for ledger in ledgers), default=np.nan))
    return [
        _total("cost", total_cost(trace), groups, scenario),
        _total("staff_hours_asked", asked, groups, scenario),
        _total("staff_hours_needed", needed, groups, scenario),
        _total("staff_hours_available", available, groups, scenario),
    ]


def weeks_recovered(scenario: Means, reference: Means, groups: Groups, calendar: CalendarWeeks) -> float:
    """Weeks of learning that all pupils together have more than under the reference (pupil-weeks).

    Each pupil counts once, at the end of the last school year in which it is simulated. Those of the last
    school year count by their mean effect in weeks, as the effect on delay states it, so that cost divided
    by effect is this price; to them come the highest groep at the end of every earlier school year.
    """
    from simkansen.arithmetic import total

    ahead = (scenario.in_weeks - reference.in_weeks).mean(axis=-1) * scenario.pupils
    everyone, highest = groups.row("all", "all"), groups.rows(LEVEL)[-1]
    years = school_years(calendar)
    leavers = total(float(np.nan_to_num(ahead[highest, last])) for _, last, _ in years[:-1])
    return leavers + float(np.nan_to_num(ahead[everyone, years[-1][1]]))


@measure("cost_per_week", f"{MONEY} per pupil-week", "lower", of="all", weeks="end", between=True,
    effect="Extra cost, divided by the weeks of learning that the pupils recover together.")  # fmt: skip
def cost_per_week(extra_cost: float, recovered: float, scenario: Means, groups: Groups) -> list[Panel]:
    """Extra cost per pupil-week of learning recovered (EUR; `price_per_week`).

    Infinite where money is spent in vain: a table of a run has no row of that, as no such number is a result.

    Parameters
    ----------
    extra_cost
        Cost of the scenario minus that of the reference (EUR).
    recovered
        Pupil-weeks of learning (`weeks_recovered`).
    scenario
        Weekly means of the scenario.
    groups
        The groups.
    """
    price = float(price_per_week(np.array(extra_cost), np.array(recovered)))
    return [] if np.isnan(price) else [_total("cost_per_week", price, groups, scenario)]


@measure("pupil_weeks_recovered", "pupil-weeks", "higher", of="all", weeks="end", between=True, told="study",
    effect="Weeks of learning that pupils have more, all together, than under the reference.")  # fmt: skip
def pupil_weeks_recovered(recovered: float, scenario: Means, groups: Groups) -> list[Panel]:
    """Weeks of learning that all pupils together recover; parameters as in `cost_per_week`."""
    return [_total("pupil_weeks_recovered", recovered, groups, scenario)]
