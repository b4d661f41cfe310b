"""Simulating a case week by week, and writing down every column after each week."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.behaviour.programmes import OTHERWISE, PLAIN, SCARCE, SMALL, Words, read
from simkansen.behaviour.sums import number_of, weighed
from simkansen.behaviour.town import CENTRE, EDGES, HIGH, LOW, OFTEN, Town
from simkansen.identity.figures import Figures, Key
from simkansen.model import SchoolModel, snapshot_weeks, weeks_before
from simkansen.outcomes.inputs import SUM_COLUMNS

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.interventions import Intervention
    from simkansen.learning.trace import Trace
    from simkansen.population import Population
    from simkansen.scenario.calendar import Calendar

_CHANCES = 8

_DECIDE, _SHARE, _PART, _TEACH, _LEARN, _TRAIN, _OBSERVE = (
    "schools decide", "households share", "pupils take part", "teachers teach", "pupils learn",
    "teachers learn", "observe",
)  # fmt: skip

STEPS: dict[str, tuple[str, ...]] = {
    _DECIDE: (
        "devices", "parent_hours", "respect", "guidance", "contact", "brought", "programme_hours",
        "displaced_hours", "teacher_time", "training", "remote_training",
    ),
    _SHARE: ("home_device", "home_quiet", "home_connection", "home_hours"),
    _PART: ("engagement", "out_of_sight", "class_engagement"),
    _TEACH: (
        "offered", "feedback", "remote_teaching", "class_teaching", "perceived_need", "tested_need",
        "attention_weight", "attention_total",
    ),
    _LEARN: (
        "distance", "reach", "learned", "skill", "expected", "added", "confidence", "weeks_remote",
        "cohort_path", "year_base",
    ),
    _TRAIN: ("remote_skill", "practice"),
}  # fmt: skip
"""By step of the week, the columns that it writes."""


def record_weeks(figures: Figures, town: Town) -> dict[str, Trace]:
    """Write down the cases without interventions.

    Returns
    -------
    dict of str to Trace
        What was simulated, by case.
    """
    closed, other = town.calendar, town.other_calendar
    cases: tuple[tuple[str, Calendar, str, str], ...] = (
        ("closures as they were", closed, CENTRE, "product"),
        ("no closures", closed.without_closures(), CENTRE, "product"),
        ("low draw", closed, LOW, "product"),
        ("high draw, ces", closed, HIGH, "ces"),
        ("other closures, draw at edges", other, EDGES, "product"),
        ("other closures, low draw, ces", other, LOW, "ces"),
    )
    return {
        case: simulated(
            figures, "weeks", case, town.people, calendar, (), town.parameters(draw, growth), town.key()
        )
        for case, calendar, draw, growth in cases
    }


def record_chances(figures: Figures, town: Town) -> None:
    """Write down who drops out of sight and who is in care under other chance: few are, so it takes many."""
    parameters = town.parameters(OFTEN)
    for number in range(_CHANCES):
        model = SchoolModel(town.people, town.other_calendar, (), parameters, town.key(100 + number))
        found: dict[tuple[str, str], list[float]] = {(_PART, "out_of_sight"): [], (_DECIDE, "brought"): []}
        while model.running:
            model.step()
            found[_PART, "out_of_sight"].append(weighed(model.state.out_of_sight))
            found[_DECIDE, "brought"].append(weighed(model.week.inputs.brought))
        for (step, name), values in found.items():
            figures.add(Key("weeks", f"other chance {number}", step, name, "week"), values)


def record_interventions(figures: Figures, town: Town) -> dict[str, Trace]:
    """Write down the cases with interventions; what comes back is as in `record_weeks`."""
    closed, other = town.calendar, town.other_calendar
    cases: tuple[tuple[str, Population, Calendar, Words, str, str], ...] = (
        ("all six", town.people, closed, PLAIN, CENTRE, "product"),
        ("all six otherwise", town.people, closed, OTHERWISE, HIGH, "ces"),
        ("few staff", town.few_staff, closed, SCARCE, LOW, "product"),
        ("other closures, few staff", town.few_staff, other, SCARCE, CENTRE, "product"),
        ("other closures, all six otherwise", town.people, other, OTHERWISE, EDGES, "product"),
        ("few schools, care for many", town.alone, town.crowded_calendar, SMALL, CENTRE, "product"),
    )
    return {
        case: simulated(
            figures, "interventions", case, people, calendar, read(words), town.parameters(draw, growth),
            town.key(),
        )
        for case, people, calendar, words, draw, growth in cases
    }  # fmt: skip


def simulated(
    figures: Figures,
    part: str,
    case: str,
    people: Population,
    calendar: Calendar,
    interventions: tuple[Intervention, ...],
    parameters: Parameters,
    key: np.uint64,
) -> Trace:
    """Simulate one case and write down its columns by week, and what its interventions did.

    Parameters
    ----------
    figures
        Where it is written.
    part, case
        What it is called.
    people, calendar, interventions, parameters, key
        What is simulated, as for `simkansen.model.SchoolModel`.

    Returns
    -------
    Trace
        With every pupil's skill at the ends of years and closures.
    """
    snapshots, before = snapshot_weeks(calendar), weeks_before(calendar)
    model = SchoolModel(people, calendar, interventions, parameters, key, snapshots, before)
    columns = _columns(model)
    found = np.zeros((len(columns), len(calendar)))
    sums = np.zeros((model.sums.shape[2], len(calendar)))
    for week in range(len(calendar)):
        model.step()
        for row, (_, _, column) in enumerate(columns):
            found[row, week] = weighed(column)
        sums[:, week] = [weighed(column) for column in model.sums[week].T]
    for (step, name, _), values in zip(columns, found, strict=True):
        figures.add(Key(part, case, step, name, "week"), values)
    _record_observed(figures, part, case, model, sums)
    return model.trace()


def _columns(model: SchoolModel) -> list[tuple[str, str, NDArray[np.generic]]]:
    """List the columns that a model changes in place, in the order of the steps: step, name and values."""
    known = model.week.inputs._asdict() | model.week.state._asdict()
    return [(step, name, known[name]) for step, names in STEPS.items() for name in names]


def _record_observed(
    figures: Figures, part: str, case: str, model: SchoolModel, sums: NDArray[np.float64]
) -> None:
    for name, values in zip(SUM_COLUMNS, sums, strict=True):
        figures.add(Key(part, case, _OBSERVE, f"sum of {name}", "week"), values)
    trace = model.trace()
    skills = {**trace.snapshots, **trace.mean_skills}
    seen = [weighed(skills[week]) for week in sorted(skills)]
    figures.add(Key(part, case, _OBSERVE, "skill of each pupil", "look"), seen)
    for name in trace.ledgers:
        ledger, reach, who = trace.ledgers[name], trace.reach[name], trace.participants[name]
        told = {one.name: getattr(ledger, one.name) for one in fields(ledger) if one.name != "cost"}
        told |= {f"cost of {kind}": value for kind, value in ledger.cost.items()}
        told |= {one.name: getattr(reach, one.name) for one in fields(reach)}
        told |= {"who is targeted": weighed(who.targeted), "who is reached": weighed(who.reached)}
        for figure, value in told.items():
            number = np.nan if value is None else float(value)
            figures.add(Key(part, case, name, figure, ""), [number])
    indicators = model.datacollector.get_model_vars_dataframe()
    for name in indicators.columns:
        values = [number_of(str(one)) if name == "week" else float(one) for one in indicators[name]]
        figures.add(Key(part, case, _OBSERVE, f"indicator {name}", "week"), values)
