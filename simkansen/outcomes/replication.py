"""All measures of one replication: its twin without a closure, its reference and its scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Groups, Means, group_means, population_groups
from simkansen.outcomes.inputs import PupilTables, RunTrace
from simkansen.outcomes.measures.cost import cost_per_week, total_cost, totals, weeks_recovered
from simkansen.outcomes.measures.gaps import gap_weeks
from simkansen.outcomes.measures.growth import delay_weeks, growth_share, skill
from simkansen.outcomes.measures.participants import weeks_per_participant
from simkansen.outcomes.measures.process import participation
from simkansen.outcomes.measures.provinces import Provinces
from simkansen.outcomes.measures.reach import reach
from simkansen.outcomes.measures.who_gains import better_and_worse
from simkansen.outcomes.one_by_one import panels_of_pupils
from simkansen.outcomes.panel import Panel, effects, to_table
from simkansen.outcomes.pupils import Roll
from simkansen.outcomes.table import Table, concatenate


@dataclass(frozen=True)
class Measured:
    """One scenario beside its twin without a closure.

    Attributes
    ----------
    trace
        What the scenario left behind.
    twin
        What the same pupils left behind without a closure and without interventions.
    """

    trace: RunTrace
    twin: RunTrace


@dataclass(frozen=True)
class _Levels:
    """A scenario's levels, and what its effects are computed from."""

    means: Means
    panels: list[Panel]


def _levels(run: Measured, groups: Groups) -> _Levels:
    calendar = run.trace.calendar
    means, twin = group_means(run.trace, groups), group_means(run.twin, groups)
    detailed = np.array(sorted(run.trace.snapshots), dtype=np.int64)
    panels = [
        *growth_share(means, twin, calendar),
        *delay_weeks(means, twin, detailed),
        *skill(means, detailed),
        *gap_weeks(means, groups, detailed),
        *participation(means, calendar),
        *totals(run.trace, means, groups),
    ]
    return _Levels(means, panels)


def _effects(
    run: Measured, mine: _Levels, reference: Measured, theirs: _Levels, pupils: PupilTables, groups: Groups
) -> list[Panel]:
    calendar = run.trace.calendar
    recovered = weeks_recovered(mine.means, theirs.means, groups, calendar)
    extra = total_cost(run.trace) - total_cost(reference.trace)
    return [
        *effects(mine.panels, theirs.panels),
        *better_and_worse(run.trace, reference.trace, pupils, groups, calendar),
        *weeks_per_participant(run.trace, reference.trace, pupils, groups),
        *cost_per_week(extra, recovered, mine.means, groups),
    ]


def _tables_of_pupils(runs: Mapping[str, Measured], roll: Roll, provinces: Provinces) -> list[Table]:
    """Write down what is measured of pupils one by one, and how far interventions get."""
    tables, reference = [], None
    for name, run in runs.items():
        monday = run.trace.calendar.monday
        mine = panels_of_pupils(run.trace, run.twin, roll, provinces)
        tables += [to_table(panels, name, "level", labels, monday) for labels, panels in mine]
        interventions, counts = reach(run.trace, roll.ever)
        tables.append(to_table(counts, name, "level", interventions, monday))
        if reference is None:
            reference = mine
            continue
        for (labels, panels), (_, theirs) in zip(mine, reference, strict=True):
            tables.append(to_table(effects(panels, theirs), name, "effect", labels, monday))
    return tables


def measure_replication(
    runs: Mapping[str, Measured],
    pupils: PupilTables,
    groups: Groups | None = None,
    province: NDArray[np.str_] | None = None,
) -> Table:
    """Measure all scenarios of one replication.

    Parameters
    ----------
    runs
        Each scenario beside its twin, by name; the first is the reference.
    pupils
        The pupils' tables.
    groups
        The groups to give results for; those of the population's strata by default.
    province : ndarray of str, shape (schools,), optional
        Province of each school, empty where it is not known; without it nothing is given by province.

    Returns
    -------
    Table
        Levels of every scenario, and effects of every scenario but the reference; after all of these what is
        measured of pupils one by one, and how far interventions get.
    """
    groups = groups or population_groups()
    reference_name, reference = next(iter(runs.items()))
    baseline = _levels(reference, groups)
    tables = []
    for name, run in runs.items():
        calendar = run.trace.calendar
        levels = baseline if name == reference_name else _levels(run, groups)
        against_twin = better_and_worse(run.trace, run.twin, pupils, groups, calendar)
        tables.append(to_table([*levels.panels, *against_twin], name, "level", groups, calendar.monday))
        if name != reference_name:
            paired = _effects(run, levels, reference, baseline, pupils, groups)
            tables.append(to_table(paired, name, "effect", groups, calendar.monday))
    schools = int(np.max(pupils.school, initial=-1)) + 1
    places = Provinces.named(np.full(schools, "") if province is None else province)
    return concatenate([*tables, *_tables_of_pupils(runs, Roll(pupils, groups), places)])
