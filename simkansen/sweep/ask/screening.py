"""What a Morris design cannot screen: values in no order, and what does nothing while a switch is off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.phrases import phrase
from simkansen.scenario import ScenarioErrors
from simkansen.scenario.calendar import build_calendar
from simkansen.scenario.idle.parameters import why_idle
from simkansen.scenario.idle.situation import Situation
from simkansen.scenario.idle.unused_parameters import type_of
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import listed, shown
from simkansen.scenario.schema.words import as_percent
from simkansen.sweep.ask.design import LEVELS, TAIL
from simkansen.sweep.ask.dimensions import parameter_of
from simkansen.sweep.ask.paths import Values, parse, switched, with_values

if TYPE_CHECKING:
    from simkansen.scenario import Scenario
    from simkansen.sweep.ask.experiment import ExperimentSpec
    from simkansen.sweep.ask.varied import Scalar

_ORDERED = 3
"""From so many values on it matters in what order they stand: a step between two is the same either way."""


def unscreened(spec: ExperimentSpec, scenarios: Sequence[Scenario]) -> list[Refusal]:
    """Say what a Morris design would get elementary effects of that mean nothing.

    Parameters
    ----------
    spec
        What the file says; of other designs nothing is said.
    scenarios
        The scenarios.
    """
    if spec.design.method != "morris":
        return []
    return [*_about_lists(spec), *_about_switches(spec, scenarios)]


def _about_lists(spec: ExperimentSpec) -> Iterator[Refusal]:
    levels = spec.design.levels or LEVELS
    for path, varied in spec.vary.items():
        values = varied.values or ()
        if len(values) < _ORDERED:
            continue
        ordered = _rising(values)
        if ordered is None:
            said = "morris goes from lower to higher values, and these stand in no order"
            yield Refusal(("vary", path), said, "give two of them, or choose sobol")
        elif ordered != [*values]:
            said = "morris goes from lower to higher values, and these do not rise"
            yield Refusal(("vary", path), said, phrase("write {values}", values=_list(ordered)))
        elif missed := _missed(values, levels):
            said = phrase(
                "with {levels} levels a morris design never tries {values}",
                levels=levels,
                values=listed(map(shown, missed), "and"),
            )
            yield Refusal(("vary", path), said, _more_levels(values, levels))


def _list(values: Sequence[Scalar]) -> str:
    return f"[{', '.join(map(str, values))}]"


def _rising(values: Sequence[Scalar]) -> list[Scalar] | None:
    """Return values from low to high: numbers and per cents, or dates; None for what stands in no order."""
    sizes = [_size(value) for value in values]
    known = [size for size in sizes if size is not None]
    if len(known) == len(values):
        return [values[place] for place in np.argsort(known, kind="stable")]
    return sorted(values, key=str) if all(map(_is_date, values)) else None


def _size(value: Scalar) -> float | None:
    if isinstance(value, bool):
        return None
    return as_percent(value) if isinstance(value, str) else float(value)


def _is_date(value: Scalar) -> bool:
    """Say whether a value is a date as files write it, the texts of which are in the order of time."""
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None


def _missed(values: Sequence[Scalar], levels: int) -> list[Scalar]:
    """Return the values of a list that none of the levels of a trajectory falls on."""
    several = len(values)
    tried = {min(int(u * several), several - 1) for u in np.linspace(TAIL, 1 - TAIL, levels)}
    return [value for place, value in enumerate(values) if place not in tried]


def _more_levels(values: Sequence[Scalar], levels: int) -> str:
    """Say with how many levels every value is tried."""
    for enough in range(levels + 2, 4 * len(values) + 2, 2):
        if not _missed(values, enough):
            return phrase("write levels: {levels}, or fewer values", levels=enough)
    return phrase("write {{range: [{low}, {high}]}}", low=values[0], high=values[-1])


def _about_switches(spec: ExperimentSpec, scenarios: Sequence[Scenario]) -> Iterator[Refusal]:
    """Refuse a switch beside what changes no effect while all is off: many steps of that measure nothing.

    Values of the same intervention beside its switch no design takes (`simkansen.sweep.ask.checks`).
    """
    steps = {path: parse(path) for path in spec.vary}
    switches = {path: id for path, one in steps.items() if (id := switched(one))}
    for path, id in switches.items():
        idle = [other for other, one in steps.items() if one[0] != "interventions"]
        if idle and _may_be_empty(id, set(switches.values()), scenarios):
            said = phrase(
                "while {id} is off {other} does nothing to it, so half of the steps of that measure nothing",
                id=id,
                other=idle[0],
            )
            fix = "remove this line, as the reference is without it, or choose sobol"
            yield Refusal(("vary", path), said, fix)
            return
    yield from _about_parameters(steps, switches, scenarios)
    yield from _about_chosen(spec, scenarios)


def _about_parameters(
    paths: Iterable[str], switches: Mapping[str, str], scenarios: Sequence[Scenario]
) -> Iterator[Refusal]:
    """Refuse a parameter that only what is switched asks for: its steps while that is off measure nothing."""
    for path in paths:
        name = parameter_of(path)
        if name is None or name not in load_parameters().definitions:
            continue
        if ids := _asking(name, {*switches.values()}, scenarios):
            said = phrase(
                "while {ids} is off {name} does nothing, so those steps of it measure nothing",
                ids=listed(ids, "and"),
                name=name,
            )
            switch = next(switch for switch, id in switches.items() if id == ids[0])
            fix = phrase("remove this line or '{switch}', or choose sobol", switch=switch)
            yield Refusal(("vary", path), said, fix)


def _about_chosen(spec: ExperimentSpec, scenarios: Sequence[Scenario]) -> Iterator[Refusal]:
    """Refuse a parameter that is only asked for with some values of a list beside it, such as who leads."""
    lists = {path: one.values for path, one in spec.vary.items() if one.values and not switched(parse(path))}
    names = {
        path: name for path in spec.vary if (name := parameter_of(path)) in load_parameters().definitions
    }
    for path, name in names.items():
        for other, values in lists.items():
            if other == path or parse(other)[0] != "interventions":
                continue
            asks = [any(map(partial(_asks, str(name), {other: value}), scenarios)) for value in values]
            if len({*asks}) == 1:
                continue
            said = phrase(
                "with {key} {value} {name} does nothing, so those steps of it measure nothing",
                key=other.rpartition(".")[2],
                value=shown(values[asks.index(False)]),
                name=name,
            )
            fix = phrase("remove this line or '{switch}', or choose sobol", switch=other)
            yield Refusal(("vary", path), said, fix)
            break


def _asks(name: str, values: Values, scenario: Scenario) -> bool:
    """Say whether a scenario asks for a parameter with these values in it."""
    try:
        here = with_values(scenario, values, registry())
    except ScenarioErrors:  # that is told of the values themselves
        return False
    return not _is_idle(name, here, {one.id for one in here.interventions})


def _asking(name: str, switched_ids: set[str], scenarios: Sequence[Scenario]) -> list[str]:
    """Return the switched interventions that ask for a parameter, where nothing else in a scenario does."""
    found: set[str] = set()
    for scenario in scenarios:
        ids = {one.id for one in scenario.interventions}
        if _is_idle(name, scenario, ids):
            continue
        if not _is_idle(name, scenario, ids - switched_ids):
            return []
        found |= {id for id in ids & switched_ids if not _is_idle(name, scenario, ids - switched_ids | {id})}
    return sorted(found)


def _is_idle(name: str, scenario: Scenario, on: set[str]) -> bool:
    """Say whether no rule asks for a parameter in a scenario with these of its interventions."""
    programmes = [one for one in scenario.interventions if one.id in on]
    if (kind := type_of(name)) and kind not in {one.type for one in programmes}:
        return True
    situation = Situation(build_calendar(scenario.calendar, scenario.population), programmes)
    return bool(why_idle(name, load_parameters()[name], situation))


def _may_be_empty(id: str, switches: set[str], scenarios: Sequence[Scenario]) -> bool:
    """Say whether a scenario with an intervention may be without any: then it is the reference itself."""
    several = ({one.id for one in scenario.interventions} for scenario in scenarios)
    return any(id in ids <= switches for ids in several)
