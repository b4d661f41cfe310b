"""The contract of an intervention: what every type keeps, which anybody may check of a type of their own."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from pydantic import ValidationError

from simkansen.chance import run_key
from simkansen.evidence import load_parameters, load_register
from simkansen.interventions.base import DESIGN_WORDS, Intervention
from simkansen.interventions.delivery import Delivery
from simkansen.interventions.looks import Look
from simkansen.interventions.setting import setting_of
from simkansen.learning.columns import initial_state, static_columns
from simkansen.learning.inputs import blank_inputs
from simkansen.learning.rates import rates_of
from simkansen.learning.week import facts_of, week_table
from simkansen.phrases import joined, phrase
from simkansen.population.build import build_population
from simkansen.scenario.calendar import build_calendar
from simkansen.scenario.schema.scenario import PopulationSpec

if TYPE_CHECKING:
    from simkansen.interventions.action import Action
    from simkansen.learning.columns import WeekFacts
    from simkansen.learning.inputs import WeekInputs
    from simkansen.population import Population

_SAID: Mapping[str, object] = {
    "hours": 1, "group_size": 1, "led_by": "volunteer", "what": {"aligned": False}, "parents": "informed",
    "take_up": {"incentive": True},
}  # fmt: skip
"""An answer to each design word."""


class BrokenContractError(AssertionError):
    """A type of intervention does not keep to what is asked of it.

    Attributes
    ----------
    broken
        Everything that was found, each as one sentence.
    """

    def __init__(self, kind: type, broken: list[str]) -> None:
        self.broken = tuple(broken)
        super().__init__(
            joined("\n", (phrase("{kind}: {one}", kind=kind.__name__, one=one) for one in broken))
        )


def check_intervention(kind: type[Intervention], answers: Mapping[str, object] | None = None) -> None:
    """Check that a type of intervention keeps to what the model, files and pages ask of every type.

    Its facts are known to the evidence; what a file says is read, written and read again; answers that it
    does not take are refused; and in two school years of a few schools it changes inputs of the week alone,
    the same each time, leaves pupils, calendar and parameters as they are, and books what it used.

    Parameters
    ----------
    kind
        The class.
    answers
        What a file has to say of it at the least, beside ``id`` and ``type``, such as ``{"hours": 2}``.

    Raises
    ------
    BrokenContractError
        With everything that was found, as far as it could be looked at.

    Examples
    --------
    >>> import simkansen
    >>> tutoring = simkansen.intervention_types()["tutoring"]
    >>> simkansen.check_intervention(tutoring, {"hours": 2, "led_by": "teacher"})
    """
    broken = list(_of_class(kind))
    if not broken:
        broken = list(_of_file(kind, answers or {}))
    if not broken:
        broken = list(_of_action(_read(kind, answers or {})))
    if broken:
        raise BrokenContractError(kind, broken)


def _of_class(kind: type) -> Iterator[str]:
    """Say what is wrong with the facts on the class."""
    if not issubclass(kind, Intervention):
        yield "it is no subclass of Intervention"
        return
    if inspect.isabstract(kind):
        yield phrase(
            "it does not say {abstractmethods__}",
            abstractmethods__=", ".join(sorted(kind.__abstractmethods__)),
        )
    field = kind.model_fields["type"]
    if get_args(field.annotation) != (field.default,):
        yield 'its name is no constant: write type: Literal["my-type"] = "my-type"'
    if not (vars(kind).get("__doc__") or "").strip():
        yield "it has no docstring, whose first line lists and pages show"
    if not isinstance(getattr(kind, "look", None), Look):
        yield "it has no look for figures"
    yield from _of_facts(kind)


def _of_facts(kind: type[Intervention]) -> Iterator[str]:
    """Say which facts name what there is not."""
    register, parameters = load_register(), load_parameters()
    unknown = {
        "it answers words that there are not": sorted(kind.answers - set(DESIGN_WORDS)),
        "its trials are not in the register": [one for one in kind.trials if one not in register],
        "it rests on parameters that there are not": [
            one for one in (*kind.rests_on, *kind.by_parameter.values()) if one not in parameters
        ],
        "parameters stand for answers that it has not": [
            word for word in kind.by_parameter if word not in kind.model_fields
        ],
    }
    yield from (
        phrase("{wrong}: {names}", wrong=wrong, names=", ".join(names))
        for wrong, names in unknown.items()
        if names
    )


def _read(kind: type[Intervention], answers: Mapping[str, object]) -> Intervention:
    return kind.model_validate({"id": "checked", "type": kind.type_name(), **answers})


def _of_file(kind: type[Intervention], answers: Mapping[str, object]) -> Iterator[str]:
    """Say what is wrong with how files are read and written."""
    try:
        one = _read(kind, answers)
    except ValidationError as error:
        yield phrase("the answers {answers} are refused: {error}", answers=dict(answers), error=error)
        return
    calendar = build_calendar()
    if wrong := one.problems(calendar):
        yield phrase("the answers {answers} have problems: {wrong}", answers=dict(answers), wrong=wrong)
    written = one.model_dump(mode="json", by_alias=True, exclude_none=True)
    if kind.model_validate(written) != one:
        yield "what is written is not read as the same"
    try:
        one.id = "another"
    except ValidationError:
        pass
    else:
        yield "what a file says can be changed after it was read"
    complete = kind.model_validate(written | one.usual_answers())
    if wrong := complete.problems(calendar):
        yield phrase(
            "what it takes for answers that are left out has problems when it is written out: {wrong}",
            wrong=wrong,
        )
    for word in DESIGN_WORDS:
        if word not in kind.answers:
            told = [one.path for one in _read(kind, {**answers, word: _SAID[word]}).problems(calendar)]
            if (word,) not in told:
                yield phrase("{word} changes nothing, by `answers`, and is not refused", word=word)


@cache
def _town() -> Population:
    return build_population(PopulationSpec.of_few_schools(), build_calendar(), 1, load_parameters())


def _arrays(*records: object) -> list[bytes]:
    """Give the bytes of every array in some records, to see whether one was changed."""
    found: list[bytes] = []
    for record in records:
        for one in fields(record):  # type: ignore[arg-type]
            value = getattr(record, one.name)
            if hasattr(value, "__dataclass_fields__"):
                found += _arrays(value)
            elif isinstance(value, np.ndarray):
                found.append(value.tobytes())
    return found


def _of_action(one: Intervention) -> Iterator[str]:
    """Say what is wrong with how it acts."""
    town, calendar, parameters = _town(), build_calendar(), load_parameters()
    setting = setting_of(town, calendar, parameters, run_key(0, 0))
    if wrong := list(_of_shapes(one.action(setting))):
        yield from wrong
        return
    before = _arrays(town, calendar), dict(parameters)
    first = _delivered(one)
    if (_arrays(town, calendar), dict(parameters)) != before:
        _town.cache_clear()
        yield "it changes the pupils, the calendar or the parameters"
        return
    delivery, changed, wrong = first
    yield from dict.fromkeys(wrong)
    if not changed:
        yield "it changes no input in any week"
    second, again, _ = _delivered(one)
    if again != changed or second.ledger != delivery.ledger:
        yield "it does not do the same when it is done again"
    booked = {**delivery.ledger.cost, "hours of pupils": delivery.ledger.pupil_hours,
              "hours of staff": delivery.ledger.staff_hours_needed}  # fmt: skip
    if bad := [name for name, amount in booked.items() if not 0.0 <= amount < np.inf]:
        yield phrase("it books amounts below 0 or without an end: {bad}", bad=", ".join(bad))


def _of_shapes(action: Action[Any]) -> Iterator[str]:
    """Say which answers about pupils and weeks have another shape, type or range than is asked."""
    pupils = len(action.population.pupils.school)
    years = np.asarray(action.population.pupils.klass).shape[1]
    asked = {
        "running": (action.running(), (len(action.setting.calendar),), np.bool_),
        "meant_for": (action.meant_for(), (pupils, years), np.bool_),
        "take_up_chances": (action.take_up_chances(), (pupils,), np.float64),
    }
    for name, (found, shape, dtype) in asked.items():
        given = np.asarray(found)
        if given.shape != shape or given.dtype != dtype:
            yield phrase(
                "{name} gives {dtype} of shape {shape}, not {dtype2} of {shape2}",
                name=name,
                dtype=given.dtype,
                shape=given.shape,
                dtype2=np.dtype(dtype),
                shape2=shape,
            )
    chances = np.asarray(asked["take_up_chances"][0], dtype=np.float64)
    if not ((chances >= 0.0) & (chances <= 1.0)).all():
        yield "take_up_chances are not all between 0 and 1"


def _delivered(one: Intervention) -> tuple[Delivery, dict[int, list[bytes]], list[str]]:
    """Let it act in all weeks; what comes back are its delivery, its inputs by week, and what was wrong."""
    town, calendar, parameters = _town(), build_calendar(), load_parameters()
    setting = setting_of(town, calendar, parameters, run_key(0, 0))
    delivery = Delivery(one, setting, one.type)
    calendars = setting.followed.timetables.calendars
    static = static_columns(town, parameters["engagement_start"], setting.followed)
    weeks = week_table(calendars)
    state = initial_state(town, static, rates_of(parameters).engagement_school, len(calendars))
    changed: dict[int, list[bytes]] = {}
    kept: dict[int, list[bytes]] = {}
    wrong: list[str] = []
    for week in range(len(calendar)):
        facts = facts_of(calendar, week, weeks[week])
        inputs, blank = blank_inputs(town), blank_inputs(town)
        if delivery.wants_decision(facts):
            for school in range(len(town.schools.sector)):
                delivery.decide(school, facts, state)
        delivery.act(facts, inputs)
        if any((new != old).any() for new, old in zip(inputs, blank, strict=True)):
            changed[week] = [column.tobytes() for column in inputs]
            wrong += _of_week(delivery, facts, inputs)
            if delivery.action.steady and kept.setdefault(delivery.lookups, changed[week]) != changed[week]:
                wrong.append("it says that it is steady, and weeks in which it reaches the same differ")
    return delivery, changed, wrong


def _of_week(delivery: Delivery, facts: WeekFacts, inputs: WeekInputs) -> Iterator[str]:
    """Say what is wrong with the inputs that were changed in one week."""
    if not delivery.running[:, facts.week].any():
        yield "it changes inputs in weeks in which it does not run"
    for name, column in inputs._asdict().items():
        if not (np.isfinite(column) & (column >= 0.0)).all():
            yield phrase("it makes {name} negative or no number", name=name)
    again = blank_inputs(delivery.setting.population)
    reached = delivery.action.reached(delivery.roster, facts.week)
    delivery.action.during(facts, reached, again)
    if any((new != old).any() for new, old in zip(inputs, again, strict=True)):
        yield "what it does in a week is not the same when it is done again: an action has no memory"
