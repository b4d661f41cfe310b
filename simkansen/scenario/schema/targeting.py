"""For whom: which pupils a programme is meant for, in which order, and how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import isfinite
from typing import Any, ClassVar, Literal

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    NonNegativeInt,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema

from simkansen.phrases import phrase
from simkansen.scenario.reading.messages import refusals_of
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import did_you_mean, shown
from simkansen.scenario.schema.vocabulary import ATTRIBUTES, Attribute, Value
from simkansen.scenario.schema.words import (
    LEVEL,
    SHARE_SCHEMA,
    Share,
    StrictModel,
    refusal,
    refusal_of_all,
)

Ranking = Literal["perceived-need", "true-need", "disadvantage"]

CONTRADICTIONS: tuple[tuple[str, object, str, object], ...] = (
    ("migration", "none", "home_language", "other"),
    ("own_device", True, "devices", 0),
    ("quiet_place", True, "quiet_places", 0),
)
"""Pairs that no pupil in the population has together (attribute, value, attribute, value or top)."""


class Criterion(StrictModel):
    """What one line under ``for`` asks: any of some values, a range, or a yes or no."""

    values: tuple[Value, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    flag: bool | None = None


class Capacity(StrictModel):
    """How many take part at most: a share of the school's learning pupils, or a count per school or class."""

    short_form: ClassVar = SHARE_SCHEMA
    short_key: ClassVar = "share"

    share: Share | None = Field(default=None, description="Share of the school's pupils at most.")
    per_school: NonNegativeInt | None = Field(default=None, description="Pupils per school at most.")
    per_class: NonNegativeInt | None = Field(default=None, description="Pupils per class at most.")

    @model_validator(mode="after")
    def _one_measure(self) -> Capacity:
        given = [name for name in ("share", "per_school", "per_class") if getattr(self, name) is not None]
        if len(given) != 1:
            raise refusal(
                "capacity needs exactly one measure", "write 10%, {per_school: 20} or {per_class: 4}"
            )
        return self

    @property
    def is_zero(self) -> bool:
        """Whether nobody fits."""
        return not (self.share or self.per_school or self.per_class)


class Target(StrictModel):
    """For whom: all criteria hold, then a ranking and a capacity, in a share of the schools."""

    criteria: dict[str, Criterion] = Field(default_factory=dict)
    rank_by: Ranking = Field(default="perceived-need", description="Who comes first where places are few.")
    capacity: Capacity | None = None
    schools: Share = Field(default=1.0, description="Share of the schools that take part.")

    @model_validator(mode="before")
    @classmethod
    def _read_lines(cls, value: object) -> object:
        if not isinstance(value, Mapping) or _is_read(value):
            return value
        own = {key: item for key, item in value.items() if key in _OWN_KEYS}
        refusals: list[Refusal] = []
        criteria: dict[str, Criterion] = {}
        for key, asked in value.items():
            if key in _OWN_KEYS:
                continue
            try:
                criteria[key] = _criterion(key, asked)
            except _RefusedError as error:
                refusals += error.refusals
        refusals += _contradictions(criteria)
        refusals += _own_refusals(own) if refusals else []
        if refusals:
            raise refusal_of_all(refusals)
        return {**own, "criteria": criteria}

    @model_serializer
    def as_written(self) -> dict[str, Any]:
        """Give the plain mapping as it stands in a scenario file."""
        lines: dict[str, Any] = {name: _written(item) for name, item in self.criteria.items()}
        lines["rank_by"] = self.rank_by
        if self.capacity is not None:
            capacity = self.capacity.model_dump(exclude_none=True)
            lines["capacity"] = capacity.get("share", capacity)
        lines["schools"] = self.schools
        return lines

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the mapping as written: one property per attribute beside rank_by, capacity, schools."""
        described = handler(schema)
        whole = handler.resolve_ref_schema(described)
        properties = {key: item for key, item in whole["properties"].items() if key in _OWN_KEYS}
        whole["properties"] = properties | {name: _json_criterion(item) for name, item in ATTRIBUTES.items()}
        return described


_OWN_KEYS = ("rank_by", "capacity", "schools")
_BOUNDS = ("at_least", "at_most")


class _RefusedError(Exception):
    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(refusals)
        self.refusals = refusals


def _is_read(value: Mapping[str, Any]) -> bool:
    """Tell whether the criteria come from Python code rather than from a file."""
    criteria = value.get("criteria")
    return isinstance(criteria, Mapping) and all(isinstance(item, Criterion) for item in criteria.values())


def _own_refusals(own: Mapping[str, Any]) -> list[Refusal]:
    """Check the other keys also when a criterion is wrong, so that all problems come at once."""
    try:
        Target(**own, criteria={})
    except ValidationError as error:
        return refusals_of(error)
    return []


def _criterion(name: str, asked: object) -> Criterion:
    """Read one line; ``name`` and ``asked`` as written.

    Raises
    ------
    _RefusedError
        With every problem of this line.
    """
    attribute = ATTRIBUTES.get(name)
    if attribute is None:
        fix = did_you_mean(name, [*ATTRIBUTES, *_OWN_KEYS])
        raise _RefusedError(
            [Refusal((name,), phrase("unknown attribute '{name}'", name=name), fix, "unknown name")]
        )
    if isinstance(asked, Mapping) and attribute.kind != "flag":
        return _range(attribute, asked)
    if attribute.kind == "category":
        return _any_of(attribute, asked)
    if attribute.kind == "number":
        fix = "write {at_least: ...}, {at_most: ...} or both"
        raise _RefusedError(
            [Refusal((name,), phrase("{name} is a number, so it needs a range", name=name), fix)]
        )
    if not isinstance(asked, bool):
        raise _RefusedError(
            [
                Refusal(
                    (name,),
                    phrase("{name} is a yes or a no, not {asked}", name=name, asked=shown(asked)),
                    "write true or false",
                )
            ]
        )
    return Criterion(flag=asked)


def _any_of(attribute: Attribute, asked: object) -> Criterion:
    is_list = isinstance(asked, list | tuple)
    many = tuple(asked) if isinstance(asked, list | tuple) else (asked,)
    name = attribute.name
    refusals: list[Refusal] = []
    if not many:
        said = phrase("{name} lists no value, so nobody is in this group", name=name)
        refusals.append(Refusal((name,), said, "name at least one value"))
    for index, value in enumerate(many):
        path: tuple[str | int, ...] = (name, index) if is_list else (name,)
        if isinstance(value, bool) or value not in attribute.values:
            refusals.append(Refusal(path, *_unknown_value(attribute, value)))
        elif value in many[:index]:
            refusals.append(Refusal(path, phrase("{value} stands twice", value=value), "remove one of them"))
    if refusals:
        raise _RefusedError(refusals)
    return Criterion(values=many)


def _unknown_value(attribute: Attribute, value: object) -> tuple[str, str]:
    known = [str(one) for one in attribute.values]
    if attribute.name == LEVEL and isinstance(value, int):
        first, *_, last = attribute.values
        said = phrase(
            "{level} {value} does not take part, so nobody is in this group", level=LEVEL, value=value
        )
        return said, phrase("{level} goes from {first} to {last}", level=LEVEL, first=first, last=last)
    if isinstance(value, str) and value.strip() in known:
        return phrase("{name} is a number, here it is text", name=attribute.name), phrase(
            "write {value} without quotes", value=value.strip()
        )
    return phrase("{name} has no value {value}", name=attribute.name, value=shown(value)), did_you_mean(
        str(value), known
    )


def _range(attribute: Attribute, asked: Mapping[str, Any]) -> Criterion:
    bounds, refusals = _bounds(attribute, asked)
    refusals += _out_of_span(attribute, bounds)
    low, high = bounds.get("at_least", attribute.low), bounds.get("at_most", attribute.high)
    if not refusals and not bounds:
        refusals = [Refusal((attribute.name,), "the range has no bound", "write at_least, at_most or both")]
    elif not refusals and low > high:
        said = phrase(
            "nobody is in this group: at_least {low:,g} is above at_most {high:,g}", low=low, high=high
        )
        refusals = [Refusal((attribute.name,), said, "swap them")]
    if refusals:
        raise _RefusedError(refusals)
    if attribute.kind == "category":
        return Criterion(values=tuple(v for v in attribute.values if low <= float(v) <= high))
    return Criterion(at_least=bounds.get("at_least"), at_most=bounds.get("at_most"))


def _bounds(attribute: Attribute, asked: Mapping[str, Any]) -> tuple[dict[str, float], list[Refusal]]:
    """Read the bounds of a range, and say what is wrong with each."""
    name, found = attribute.name, dict[str, float]()
    refusals: list[Refusal] = [
        Refusal(
            (name, key),
            phrase("unknown key '{key}'", key=key),
            did_you_mean(str(key), _BOUNDS),
            "unknown key",
        )
        for key in asked
        if key not in _BOUNDS
    ]
    for key in _BOUNDS:
        try:
            found |= {key: _bound(attribute, asked[key])} if key in asked else {}
        except ValidationError as error:
            refusals += [replace(one, path=(name, key)) for one in refusals_of(error)]
        except _RefusedError as error:
            refusals += [refused.below((name, key)) for refused in error.refusals]
    return found, refusals


def _out_of_span(attribute: Attribute, bounds: Mapping[str, float]) -> Iterator[Refusal]:
    """Find bounds that leave nobody of any population; one that leaves everybody is let be."""
    low, high = attribute.span
    for key, is_out, word in (
        ("at_least", bounds.get("at_least", low) > high, phrase("more")),
        ("at_most", bounds.get("at_most", high) < low, phrase("less")),
    ):
        if is_out:
            said = phrase(
                "nobody is in this group: {name} is never {bounds:,g} or {word}",
                name=attribute.name,
                bounds=bounds[key],
                word=word,
            )
            yield Refusal(
                (attribute.name, key),
                said,
                phrase("it lies between {low:,g} and {high:,g}", low=low, high=high),
            )


class _ShareOnly(StrictModel):
    value: Share


def _bound(attribute: Attribute, value: object) -> float:
    """Read one bound.

    Raises
    ------
    _RefusedError, ValidationError
        When it cannot be.
    """
    if attribute.share:
        return _ShareOnly.model_validate({"value": value}).value
    if any(isinstance(known, str) for known in attribute.values):
        fix = phrase("list its values: {names}", names=", ".join(map(str, attribute.values)))
        raise _RefusedError([Refusal((), phrase("{name} has no order", name=attribute.name), fix)])
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _RefusedError(
            [
                Refusal(
                    (),
                    phrase("{value} is not a number", value=shown(value)),
                    "write a number, without quotes",
                )
            ]
        )
    lowest = min(map(float, attribute.values), default=attribute.low)
    highest = max(map(float, attribute.values), default=attribute.high)
    if not lowest <= value <= highest:
        span = (
            phrase("from {lowest:,g} to {highest:,g}", lowest=lowest, highest=highest)
            if highest < float("inf")
            else phrase("{lowest:,g} or more", lowest=lowest)
        )
        said = phrase(
            "{name} cannot be {value}, so nobody is in this group", name=attribute.name, value=shown(value)
        )
        raise _RefusedError([Refusal((), said, phrase("it is {span}", span=span))])
    return float(value)


def _contradictions(criteria: Mapping[str, Criterion]) -> Iterator[Refusal]:
    for first, value, second, other in CONTRADICTIONS:
        one, two = criteria.get(first), criteria.get(second)
        if one is not None and two is not None and _is_only(one, value) and _is_only(two, other):
            said = phrase(
                "nobody is in this group: {first} {value} never goes with {second} {other}",
                first=first,
                value=shown(value),
                second=second,
                other=shown(other),
            )
            yield Refusal((second,), said, "change or remove one of the two lines")


def _is_only(asked: Criterion, value: object) -> bool:
    """Tell whether a line asks for one value, or for no more than a number."""
    if isinstance(value, bool):
        return asked.flag is value
    return asked.values == (value,) if isinstance(value, str) else asked.at_most == value


def _written(item: Criterion) -> object:
    if item.flag is not None:
        return item.flag
    if item.values:
        return list(item.values) if len(item.values) > 1 else item.values[0]
    return item.model_dump(include={"at_least", "at_most"}, exclude_none=True)


def _has_order(attribute: Attribute) -> bool:
    return bool(attribute.values) and all(isinstance(value, int) for value in attribute.values)


def _json_criterion(attribute: Attribute) -> dict[str, Any]:
    described = {
        "title": attribute.en,
        "description": phrase("{help} ({table})", help=attribute.help, table=attribute.table),
    }
    if attribute.kind == "flag":
        return {**described, "type": "boolean"}
    values = [float(value) for value in attribute.values if _has_order(attribute)]
    ends = {
        "minimum": min(values, default=attribute.low), "maximum": max(values, default=attribute.high),
    }  # fmt: skip
    number: dict[str, Any] = {"type": "number"} | {key: end for key, end in ends.items() if isfinite(end)}
    if attribute.share:
        number = SHARE_SCHEMA
    ranged: dict[str, Any] = {
        "type": "object", "additionalProperties": False, "minProperties": 1,
        "properties": {
            "at_least": {**number, "description": phrase("{help}, at least.", help=attribute.help)},
            "at_most": {**number, "description": phrase("{help}, at most.", help=attribute.help)},
        },
    }  # fmt: skip
    if attribute.kind == "number":
        return {**described, **ranged}
    one = {"enum": list(attribute.values)}
    forms: list[dict[str, Any]] = [one, {"type": "array", "items": one, "minItems": 1, "uniqueItems": True}]
    if _has_order(attribute):
        forms.append(ranged)
    return {**described, "anyOf": forms}
