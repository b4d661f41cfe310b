"""All measures of one replication: its twin without a closure, its reference and its scenarios."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Groups, KnownMeans, population_groups
from simkansen.outcomes.inputs import PupilTables
from simkansen.outcomes.measurement import Measured, Measurement
from simkansen.outcomes.measures import MEASURES
from simkansen.outcomes.measures.provinces import Provinces
from simkansen.outcomes.measures.reach import reach
from simkansen.outcomes.one_by_one import panels_of_pupils
from simkansen.outcomes.panel import effects, to_table
from simkansen.outcomes.pupils import Roll
from simkansen.outcomes.table import Table, concatenate

__all__ = ["Measured", "measure_replication"]

_ALWAYS = tuple(name for name, one in MEASURES.items() if one.told == "run and sweep")
"""Measures that are sums over strata, or of all pupils; the others are of pupils one by one, or asked for."""


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
    asked: Collection[str] = (),
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
    asked
        Measures by name, of those that are told where they are asked for.

    Returns
    -------
    Table
        Levels of every scenario, and effects of every scenario but the reference; after all of these what is
        measured of pupils one by one, and how far interventions get.
    """
    groups = groups or population_groups()
    tables, reference = [], None
    wanted = tuple(one for name, one in MEASURES.items() if name in {*_ALWAYS, *asked} and one.told != "run")
    known = KnownMeans(2 * len(runs))
    for name, run in runs.items():
        detailed, monday = np.array(sorted(run.trace.snapshots), dtype=np.int64), run.trace.calendar.monday
        mine = Measurement(run, pupils, groups, wanted, detailed, known=known)
        tables.append(to_table(mine.levels, name, "level", groups, monday))
        if reference is None:
            reference = mine
        else:
            tables.append(to_table(mine.effects(reference), name, "effect", groups, monday))
    schools = int(np.max(pupils.school, initial=-1)) + 1
    places = Provinces.named(np.full(schools, "") if province is None else province)
    return concatenate([*tables, *_tables_of_pupils(runs, Roll(pupils, groups), places)])
