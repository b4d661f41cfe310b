"""Whether what is varied changes anything that is measured: tried on a few schools before a sweep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.sweep.ask.design import point_id
from simkansen.sweep.ask.dimensions import POSTERIOR, Dimension, Listed, values_at
from simkansen.sweep.ask.loading import on_fewer_schools
from simkansen.sweep.ask.paths import is_switch, parse, switched_on
from simkansen.sweep.running.task import SweepJob, Task, do_task
from simkansen.sweep.store.rows import EFFECT, FINISHED
from simkansen.work.storage.rows import Row

if TYPE_CHECKING:
    from simkansen.sweep.ask.loading import Experiment

SCHOOLS, REPLICATIONS = 4, 2
"""Size of the try: enough for nearly all that matters to show itself, in a few seconds."""

ENDS, MIDDLE = (0.02, 0.98), 0.5
"""Where on the edge of the cube a dimension is tried, while the others stay in the middle, switched on."""


def idle_paths(experiment: Experiment) -> list[str]:
    """Name what is varied and changes none of the measures in a try.

    Parameters
    ----------
    experiment
        What is asked.

    Returns
    -------
    list of str
        Paths of which both ends give every scenario the same number of every measure, to the bit, on
        `SCHOOLS` schools in `REPLICATIONS` replications: a price when no cost is measured, or a parameter of
        an intervention that no scenario has. What is rare may still change something on more schools.
    """
    job = SweepJob(
        "", tuple(on_fewer_schools(one, SCHOOLS) for one in experiment.scenarios), experiment.spec.measures,
        Path("nowhere"),
    )  # fmt: skip
    return [
        path
        for number, dimension in enumerate(experiment.dimensions)
        if dimension.name != POSTERIOR
        and dimension.levels != 1
        and not any(
            _changes(job, experiment.dimensions, number, rest)
            for rest in _rests(experiment.dimensions, number)
        )
        for path in dimension.paths
    ]


def _changes(job: SweepJob, dimensions: tuple[Dimension, ...], number: int, rest: Sequence[float]) -> bool:
    """Say whether the ends of a dimension give other numbers, with the others at these places."""
    for replication in range(REPLICATIONS):
        seen = []
        for end in ENDS:
            row = [end if place == number else other for place, other in enumerate(rest)]
            values = values_at(dimensions, row)
            rows = do_task(job, Task(point_id(values), values, replication))
            if any(row["status"] != FINISHED for row in rows):
                return True  # what fails here is told by the runs themselves
            seen.append([_numbers(job, one) for one in rows])
        if seen[0] != seen[1]:
            return True
    return False


def _rests(dimensions: tuple[Dimension, ...], number: int) -> Iterator[list[float]]:
    """Give places of the other dimensions: all in the middle, then each list at each of its other values.

    A list may decide whether something is asked for at all, such as the price of who leads.
    """
    middle = [_rest(one) for one in dimensions]
    yield middle
    for place, one in enumerate(dimensions):
        if place == number or not isinstance(one, Listed):
            continue
        several = len(one.values)
        for value in range(several):
            if (u := (value + MIDDLE) / several) != middle[place]:
                yield [*middle[:place], u, *middle[place + 1 :]]


def _rest(dimension: Dimension) -> float:
    """Say where a dimension stays while another is tried: switched on, for what is off shows nothing."""
    if isinstance(dimension, Listed) and is_switch(parse(dimension.name)):
        for place, value in enumerate(dimension.values):
            if switched_on(value):
                return (place + MIDDLE) / len(dimension.values)
    return MIDDLE


def _numbers(job: SweepJob, row: Row) -> tuple[object, ...]:
    return tuple(row[name] for one in job.measures for name in (one.id, one.id + EFFECT))
