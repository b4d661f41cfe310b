"""What a sweep varies: one path and the values, the range or the distribution that it takes."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)

from simkansen.evidence.priors import Prior
from simkansen.phrases import phrase, phrase_of
from simkansen.scenario.reading.messages import refusals_of
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import listed, near, shown
from simkansen.scenario.schema.words import (
    SHARE_SCHEMA,
    StrictModel,
    in_percent,
    parse_share,
    refusal,
    refusal_of_all,
)


def refuse_first(*rules: tuple[object, str, str, *tuple[str, ...]]) -> None:
    """Refuse by the first rule that is broken.

    Parameters
    ----------
    rules
        Each: what is true when it is broken, what is wrong, what to do about it, and the keys to the place.

    Raises
    ------
    PydanticCustomError
        If one is.
    """
    for broken, said, fix, *place in rules:
        if broken:
            raise refusal(said, fix, place)


Scalar = float | int | str | bool
"""A value that a path may take."""


class VariedFile(str):
    """A file that a value names: the text as it is written, with where the file is and what is in it.

    Parameters
    ----------
    written
        The path as written.
    place
        The file.
    digest
        SHA-256 of what is in it, empty where it cannot be read; looked up by default.
    """

    place: Path
    digest: str

    def __new__(cls, written: str, place: Path, digest: str | None = None) -> VariedFile:
        """Keep what is known of the file beside the text."""
        made = super().__new__(cls, written)
        made.place, made.digest = place, _digest_of(place) if digest is None else digest
        return made

    def __reduce__(self) -> tuple[type[VariedFile], tuple[str, Path, str]]:
        """Let workers know the same."""
        return VariedFile, (str(self), self.place, self.digest)

    def has_changed(self) -> bool:
        """Tell whether something else is in the file than when the experiment was read."""
        return _digest_of(self.place) != self.digest


def _digest_of(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


FILE_PATHS = ("population.schools.file",)
"""Paths whose values name files."""


def at_their_places(path: str, varied: Varied, place_of: Callable[[str], Path]) -> Varied:
    """Let values at a path that name files know where these are: ``place_of`` says it by what is written."""
    if path.strip() not in FILE_PATHS or varied.values is None:
        return varied
    values = tuple(
        VariedFile(one, Path(os.path.normpath(place_of(one)))) if isinstance(one, str) and one else one
        for one in varied.values
    )
    return varied.model_copy(update={"values": values})


FROM_EVIDENCE = ("posterior", "prior")
"""Words for the distribution that the evidence itself gives a parameter."""

_SOURCES = ("values", "range", "distribution", "evidence")
_MIDDLE = {"normal": "mean", "beta": "mean", "lognormal": "median", "triangular": "mode"}
_NEEDED = {
    "normal": ("mean", "sd"),
    "beta": ("mean", "sd"),
    "lognormal": ("median", "sigma"),
    "triangular": ("low", "mode", "high"),
    "uniform": ("low", "high"),
}
_MAY = {"normal": ("low", "high")}
_ENDS = (("from", "to"), ("low", "high"), ("min", "max"), ("between",))
"""Keys under which one may expect to write a range."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Percent(float):
    """A share that a file writes in per cents: it fits only where a share is asked."""

    def __str__(self) -> str:
        """Write it as the file does."""
        return in_percent(self) + "%"


def _from_percent(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    """Read ``25%`` as a share, and all else as a number."""
    if isinstance(value, str) and value.rstrip().endswith("%"):
        return Percent(parse_share(value))
    try:
        return handler(value)
    except ValidationError as error:  # what is neither number nor whole number is wrong once, not twice
        first = refusals_of(error)[0]
        raise refusal(first.message, first.fix) from None


_PERCENT = next(one for one in SHARE_SCHEMA["anyOf"] if one["type"] == "string")

Number = Annotated[
    float | int, WrapValidator(_from_percent), WithJsonSchema({"anyOf": [{"type": "number"}, _PERCENT]})
]
"""A number; a share may be written in per cents."""

Size = Annotated[
    float,
    WrapValidator(_from_percent),
    Field(gt=0),
    WithJsonSchema({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, _PERCENT]}),
]
"""The same above zero."""


class Distribution(StrictModel):
    """A distribution of one's own; each needs the numbers that it is known by."""

    kind: Literal["normal", "beta", "lognormal", "triangular", "uniform"] = Field(description="Its form.")
    mean: Number | None = Field(default=None, description="Of normal and beta.")
    median: Number | None = Field(default=None, description="Of lognormal.")
    mode: Number | None = Field(default=None, description="Of triangular: the likeliest value.")
    sd: Size | None = Field(default=None, description="Standard deviation, of normal and beta.")
    sigma: float | None = Field(default=None, gt=0, description="Of the logarithm.")
    low: Number | None = Field(default=None, description="Lowest value.")
    high: Number | None = Field(default=None, description="Highest value.")

    @classmethod
    def forms(cls) -> list[dict[str, Any]]:
        """Say as a JSON Schema which numbers each form has."""
        numbers = [name for name in cls.model_fields if name != "kind"]
        return [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {
                    "required": list(needed),
                    "properties": {n: False for n in numbers if n not in (*needed, *_MAY.get(kind, ()))},
                },
            }
            for kind, needed in _NEEDED.items()
        ]

    @model_validator(mode="after")
    def _complete(self) -> Distribution:
        needed = _NEEDED[self.kind]
        given = self.model_fields_set - {"kind"}
        missing = [name for name in needed if name not in given]
        if missing:
            said = phrase(
                "a {kind} distribution needs {numbers}", kind=self.kind, numbers=listed(needed, "and")
            )
            raise refusal(said, phrase("add {number}: ...", number=missing[0]))
        if extra := sorted(given - set(needed) - set(_MAY.get(self.kind, ()))):
            raise refusal(
                phrase("a {kind} distribution has no {number}", kind=self.kind, number=extra[0]),
                "remove it",
                (extra[0],),
            )
        if problems := self._prior().problems(self._middle()):
            raise refusal(problems[0].removeprefix("prior: "), "change its numbers")
        return self

    def quantile(self, u: float) -> float:
        """Give the quantile at a probability strictly between 0 and 1."""
        return self._prior().quantile(self._middle(), u)

    def _middle(self) -> float:
        if self.kind == "uniform":
            assert self.low is not None
            assert self.high is not None
            return (self.low + self.high) / 2
        middle: float = getattr(self, _MIDDLE[self.kind])
        return middle

    def _prior(self) -> Prior:
        numbers = {name: getattr(self, name) for name in ("sd", "sigma", "low", "high")}
        return Prior(self.kind, **{name: value for name, value in numbers.items() if value is not None})


class Varied(StrictModel):
    """What one path takes: a list of values, a range, a distribution, or what the evidence says of it."""

    short_form: ClassVar = {
        "anyOf": [
            {"enum": list(FROM_EVIDENCE)},
            {"type": "array", "minItems": 1, "items": {"type": ["number", "string", "boolean"]}},
        ]
    }

    values: tuple[Scalar, ...] | None = Field(default=None, min_length=1, description="One after the other.")
    range: tuple[Number, Number] | None = Field(
        default=None,
        description="Lowest and highest, shares also as 10%; whole numbers where the path takes only these.",
    )
    steps: int | None = Field(default=None, ge=2, description="Values of a range in a grid, ends included.")
    distribution: Distribution | None = None
    evidence: Literal["posterior", "prior"] | None = Field(
        default=None,
        description="Of a parameter. posterior: all parameters that were fitted take one draw together; "
        "those that were not take their prior.",
    )

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        if isinstance(value, str):
            if value not in FROM_EVIDENCE:
                close = near(value, FROM_EVIDENCE)
                fix = "write a list of values, {range: [low, high]}, {distribution: ...}, posterior or prior"
                said = phrase("{value} does not say which values", value=shown(value))
                raise refusal(said, phrase("did you mean '{near}'?", near=close[0]) if close else fix)
            return {"evidence": value}
        _refuse_parts(value)
        if isinstance(value, list | tuple):
            return {"values": tuple(value)}
        if isinstance(value, Mapping):
            if meant := _of_dates(value) or _meant(value):
                raise refusal_of_all([meant])
            return {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}
        if isinstance(value, bool | int | float):
            raise refusal(
                phrase("{value} is one value, so nothing varies", value=shown(value)),
                "write a list, as in [1, 2, 3]",
            )
        return value

    @property
    def in_percent(self) -> bool:
        """Whether the file writes the ends of its range, or a number of its distribution, in per cents."""
        numbers = [*(self.range or ()), *(vars(self.distribution).values() if self.distribution else ())]
        return any(isinstance(one, Percent) for one in numbers)

    @model_validator(mode="after")
    def _one_source(self) -> Varied:
        given = [name for name in _SOURCES if getattr(self, name) is not None]
        low, high = self.range or (0, 1)
        together = (
            phrase("{keys} are given together", keys=listed(given, "and")) if given else "it takes nothing"
        )
        sources = phrase("give one of {keys}, or write posterior or prior", keys=listed(_SOURCES[:3]))
        empty = phrase("the range from {low} to {high} is empty", low=shown(low), high=shown(high))
        same = "give two different numbers, or write the value in the scenario"
        twice = _said_twice(self.values or ())
        refuse_first(
            (len(given) != 1, together, sources),
            (self.steps and not self.range, "steps belong to a range", "remove steps", "steps"),
            (low == high, phrase("both ends of the range are {low}", low=shown(low)), same, "range"),
            (low > high, empty, "write the lowest first", "range"),
            (twice, twice, "remove one of them", "values"),
        )
        return self


def _refuse_parts(value: object) -> None:
    """Refuse values that have keys or items of their own: a path takes one number, text, or yes or no.

    Raises
    ------
    PydanticCustomError
        If there is such a value.
    """
    listed_ones = value.get("values") if isinstance(value, Mapping) else value
    for one in listed_ones if isinstance(listed_ones, list | tuple) else ():
        if isinstance(one, Mapping):
            key = next(iter(one), "key")
            said = "a value with keys of its own cannot be varied as a whole"
            raise refusal(said, phrase("vary a key below it, as in path.{key}: [...]", key=key))
        if isinstance(one, list | tuple):
            said = "a list cannot be a value that is varied"
            raise refusal(said, "give numbers, texts, or yes and no, one after the other")


def _of_dates(value: Mapping[str, object]) -> Refusal | None:
    """Say that dates take a list where they are the ends of a range, or numbers of a distribution."""
    found = {key: _dates(given) for key, given in value.items() if key != "values"}
    dates = [one for each in found.values() for one in each]
    if not dates:
        return None
    said = phrase("{date} is a date, and dates take a list of values", date=shown(dates[0]))
    where = next(key for key, each in found.items() if each)
    return Refusal((where,), said, phrase("write them one by one, as in [{dates}]", dates=", ".join(dates)))


def _dates(given: object) -> list[str]:
    """Give the dates among a value, the items of a list, or what stands under keys."""
    if isinstance(given, Mapping):
        given = list(given.values())
    each = given if isinstance(given, list | tuple) else [given]
    return [one for one in map(str, each) if _DATE.fullmatch(one)]


def _meant(value: Mapping[str, object]) -> Refusal | None:
    """Say how to write a range or a distribution that is written in another way; None where nothing is."""
    kinds = [key for key in value if key in _NEEDED]
    ends = next((pair for pair in _ENDS if set(pair) <= set(value)), ())
    where = "kind" if "kind" in value else "distribution"
    if isinstance(word := value.get(where), str):
        said = phrase(
            "{word} alone is no distribution: its kind and its numbers stand together", word=shown(word)
        )
        return Refusal((where,), said, _as_distribution(word, value))
    if len(kinds) == 1 and not set(_SOURCES) & set(value):
        fix = _as_distribution(kinds[0], value[kinds[0]])
        return Refusal((kinds[0],), phrase("unknown key '{kind}'", kind=kinds[0]), fix, "unknown key")
    if not ends or set(_SOURCES) & set(value):
        return None
    numbers = value[ends[0]] if len(ends) == 1 else [value[end] for end in ends]
    said = phrase_of(
        len(ends), "unknown key {keys}", "unknown keys {keys}", keys=listed(map(shown, ends), "and")
    )
    low, high = _numbers(numbers, ("low", "high")).values()
    return Refusal(
        (ends[0],), said, phrase("write {{range: [{low}, {high}]}}", low=low, high=high), "unknown key"
    )


def _as_distribution(word: str, numbers: object) -> str:
    """Write a distribution as a file does, with what is known of its numbers."""
    if word not in _NEEDED:
        close = near(word, _NEEDED)
        return phrase(
            "write {{distribution: {{kind: {kind}, ...}}}}, of {kinds}",
            kind=close[0] if close else "...",
            kinds=listed(_NEEDED),
        )
    told = ", ".join(f"{name}: {number}" for name, number in _numbers(numbers, _NEEDED[word]).items())
    return phrase("write {{distribution: {{kind: {word}, {told}}}}}", word=word, told=told)


def _numbers(given: object, names: Sequence[str]) -> dict[str, object]:
    """Give the numbers that are known by name, or in the order of the names; dots for those that are not."""
    known = dict(zip(names, given, strict=False)) if isinstance(given, list | tuple) else given
    found = known if isinstance(known, Mapping) else {}
    return {name: str.__str__(shown(found[name])) if name in found else "..." for name in names}


def _said_twice(values: tuple[Scalar, ...]) -> str:
    """Name two values of a list that are one: the same number, or the same text; nothing when none are."""
    seen: dict[tuple[bool, Scalar], Scalar] = {}
    for value in values:
        key = (isinstance(value, bool), value)
        if key in seen:
            one, other = shown(seen[key]), shown(value)
            twice = phrase("{one} stands twice in the list", one=one)
            return (
                twice
                if one == other
                else phrase("{one} and {other} are the same value", one=one, other=other)
            )
        seen[key] = value
    return ""
