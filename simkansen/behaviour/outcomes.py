"""Writing down the measures: of runs, of sensitivity studies and of sweeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import numpy as np

from simkansen.behaviour.sums import number_of
from simkansen.behaviour.town import Town
from simkansen.fitting.sensitivity.points import results_of, wanted
from simkansen.fitting.sensitivity.ranking import agreement_row, criteria, ranking_rows
from simkansen.identity.figures import Figures, Key
from simkansen.outcomes.groups import population_groups
from simkansen.outcomes.measures import MEASURES
from simkansen.outcomes.numbers import Wanted, measure_runs
from simkansen.outcomes.replication import Measured, measure_replication
from simkansen.scenario.schema.scenario import Measure
from simkansen.sweep.ask.experiment import MeasureSpec

if TYPE_CHECKING:
    from simkansen.learning.trace import Trace
    from simkansen.outcomes.table import Table

_TWIN, _REFERENCE = "no closures", "closures as they were"
_COMPARED = ("all six", "all six otherwise", "few staff")


def record_outcomes(figures: Figures, town: Town, traces: Mapping[str, Trace]) -> None:
    """Write down what is measured of simulated cases.

    Parameters
    ----------
    figures
        Where it is written.
    town
        The town.
    traces
        What was simulated, by case.
    """
    runs = {case: Measured(traces[case], traces[_TWIN]) for case in (_REFERENCE, *_COMPARED)}
    people = town.people
    places = people.municipalities.province[people.schools.municipality]
    _record_table(figures, measure_replication(runs, people.pupils, province=places))
    _record_sensitivity(figures, town, runs)
    _record_sweep(figures, town, runs)
    _record_vain(figures, town, traces)


def _record_table(figures: Figures, table: Table) -> None:
    """Add up the rows of each scenario, kind, measure and subject; each row counts differently."""
    names = ("scenario", "kind", "measure", "subject", "by", "group", "week")
    found: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    columns = (table[name].astype(str).tolist() for name in names)
    values, pupils = table["value"].tolist(), table["n_pupils"].tolist()
    for scenario, kind, measure, subject, *row, value, count in zip(*columns, values, pupils, strict=True):
        weight = 0.5 + number_of("/".join(row))
        total = found[scenario, kind, measure, subject]
        for place, number in enumerate((weight * value, weight * count, weight)):
            total[place] += number
    for (scenario, kind, measure, subject), total in sorted(found.items()):
        figures.add(Key("measures", f"{scenario}, {kind}", measure, subject, "number"), total)


def _record_sensitivity(figures: Figures, town: Town, runs: Mapping[str, Measured]) -> None:
    measured = measure_runs(runs, next(iter(runs)), town.people.pupils, wanted())
    for name, value in results_of(measured).items():
        case, figure = name.rsplit("/", 1)
        figures.add(Key("sensitivity", case, "sensitivity study", figure, ""), [value])
    for criterion, row in _ranked():
        for figure, number in row.items():
            figures.add(Key("sensitivity", criterion, "ranking", figure, ""), [number])


def _ranked() -> Iterator[tuple[str, dict[str, float]]]:
    """Rank three programmes over eight made-up draws, under two rules for growth."""
    names = ("one", "two", "three")
    draws = np.array([[number_of(f"{draw}/{name}") for name in names] for draw in range(8)])
    weeks, cost = draws - 0.3, 1000.0 * (0.2 + draws[::-1])
    cost[0, 0] = 0.0
    reached = np.where(draws > 0.1, 2.0 * draws, np.nan)
    first, second = (criteria(one, 50.0 * one, cost, reached) for one in (weeks, weeks[::-1] - 0.05))
    for mine, other in zip(first, second, strict=True):
        for row in ranking_rows(mine, "product", names):
            yield f"{mine.name}, place {row['place']}", _numbers(row)
        yield f"{mine.name}, two rules", _numbers(agreement_row({"product": mine, "ces": other}, names))


def _numbers(row: Mapping[str, object]) -> dict[str, float]:
    return {
        name: float(value) if isinstance(value, int | float) else number_of(str(value))
        for name, value in row.items()
    }


def _record_vain(figures: Figures, town: Town, traces: Mapping[str, Trace]) -> None:
    """Write down what a sweep keeps of money that is spent in vain: an infinite price, and not none."""
    trace, twin = traces[_REFERENCE], traces[_TWIN]
    paid = replace(trace, ledgers=traces[_COMPARED[0]].ledgers)
    nothing, vain = Measured(trace, twin), Measured(paid, twin)
    price = Wanted((MeasureSpec.model_validate("cost_per_week"),), population_groups())
    for case, run in (("paid for", vain), ("not paid for", nothing)):
        measured = measure_runs({_REFERENCE: nothing, case: run}, _REFERENCE, town.people.pupils, price)
        kept = measured[case][1]["cost_per_week"]
        figures.add(
            Key("sweeps", f"nothing recovered, {case}", "sweep", "infinite price", ""),
            [float(kept == np.inf)],
        )


def _record_sweep(figures: Figures, town: Town, runs: Mapping[str, Measured]) -> None:
    asked = [
        MeasureSpec.model_validate(name)
        for name in get_args(Measure)
        if name != "gap_weeks" and MEASURES[name].told == "run and sweep"
    ]
    low = {"by": "parental_education", "group": "low"}
    for said in (
        {"measure": "gap_weeks", **low},
        {"measure": "skill", "subject": "reading", "by": "groep", "group": "5"},
        {"measure": "delay_weeks", "week": "2020-07-01", **low},
        {"measure": "better_off", "week": "2020-05-06"},
        {"measure": "delay_weeks", "week": "2020-04-20"},
        {"measure": "delay_weeks", "week": "2020-05-24"},
        {"measure": "out_of_sight", "week": "2020-04-08", **low},
    ):
        asked.append(MeasureSpec.model_validate(said))
    every = Wanted(tuple(asked), population_groups())
    for case, found in measure_runs(runs, _REFERENCE, town.people.pupils, every).items():
        for kind, numbers in zip(("level", "effect"), found, strict=True):
            for name, number in numbers.items():
                value = np.nan if number is None else number
                figures.add(Key("sweeps", f"{case}, {kind}", "sweep", name, ""), [value])
