"""The words every part of a scenario file shares: shares, dates, titles, and how a value is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    create_model,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from simkansen.country import languages
from simkansen.limits import MOST_NAME, MOST_TITLE
from simkansen.phrases import figure, joined, phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import shown
from simkansen.schooling import load_system
from simkansen.schooling.calendar_file import shipped_calendar

SUBJECTS: tuple[str, ...] = load_system().subject_names
SECTORS: tuple[str, ...] = load_system().sector_names
LEARNING_SECTOR = load_system().learning_sector
EXPERIENCES: tuple[str, ...] = tuple(one.word for one in shipped_calendar().remote_experience)
OWN_COLUMN = load_system().learning_column
"""Column of that sector in calendars."""
LEVEL = load_system().levels.word
"""What a level is called: a key of files, and a split of results."""
LEAST, *_, MOST = load_system().schoolings
"""What parents finished at the least, and at the most."""
LANGUAGE = load_system().language
"""The language of instruction, as a group of homes."""
MONEY = load_system().money.code
"""What prices are in."""
COUNTRY = load_system().key
"""The key under which a file says which schools of the country."""

if TYPE_CHECKING:
    Subject = str
    Sector = str
    Experience = str
else:  # Words of a file: which there are, the school system says.
    Subject = Literal[SUBJECTS]
    Sector = Literal[SECTORS]
    Experience = Literal[EXPERIENCES]

REFUSED = "simkansen_refused"
"""Type of the pydantic errors that already carry our own wording."""

T = TypeVar("T")


def refusal(message: str, fix: str, path: Sequence[str | int] = ()) -> PydanticCustomError:
    """Make the error a validator raises: what is wrong, and what to do about it.

    Parameters
    ----------
    message, fix
        One sentence each, without capital or full stop.
    path
        Where it stands, below the value being validated.
    """
    return refusal_of_all([Refusal(tuple(path), message, fix)])


def refusal_of_all(refusals: Sequence[Refusal]) -> PydanticCustomError:
    """Make one error out of several refusals, each kept with its own path."""
    text = joined(" | ", (phrase("{message}; {fix}", message=one.message, fix=one.fix) for one in refusals))
    return PydanticCustomError(REFUSED, "{text}", {"text": text, "refusals": list(refusals)})


class StrictModel(BaseModel):
    """Base of everything in a scenario file: strict, unchangeable, and no unknown keys."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True,
        serialize_by_alias=True, allow_inf_nan=False,
    )  # fmt: skip

    short_form: ClassVar[dict[str, Any] | None] = None
    """JSON Schema of a shorter way to write this, as ``hours: 2`` for ``hours: {per_week: 2}``."""

    short_key: ClassVar[str | None] = None
    """The key to which the shorter way gives a value."""

    if_missing: ClassVar[str | None] = None
    """What to do where a file lacks it, if that is more than to add a line."""

    @model_validator(mode="before")
    @classmethod
    def _in_full(cls, value: object) -> object:
        is_short = cls.short_key is not None and not isinstance(value, Mapping | cls)
        return {cls.short_key: value} if is_short else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Allow the short form beside the mapping."""
        described = handler(schema)
        if cls.short_form is None:
            return described
        whole = handler.resolve_ref_schema(described)
        mapping = dict(whole)
        whole.clear()
        whole |= {"anyOf": [cls.short_form, mapping], "title": mapping.pop("title", cls.__name__)}
        return described


_PERCENT = re.compile(r"^\s*([-+]?\d+(?:\.\d+)?)\s*%\s*$")
_COMMA = re.compile(r"^\s*([-+]?\d+),(\d+)\s*(%?)\s*$")


def as_percent(text: str) -> float | None:
    """Return the share that a text such as ``25%`` says; None for a text that says none."""
    percent = _PERCENT.match(text)
    return None if percent is None else float(percent[1]) / 100


def in_percent(share: float) -> str:
    """Write a share that a file says in per cents, with the decimals that were written, without the sign."""
    return f"{100 * share:.9f}".rstrip("0").rstrip(".")


def percent_text(share: float) -> str:
    """Write a share that a file says as a percentage, with the decimals that it was written with."""
    return joined("", (figure(in_percent(share)), "%"))


def parse_share(value: object) -> float:
    """Turn ``25%`` or 0.25 into 0.25; refuse what is no share."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise refusal("this must be a share", "write 25% or 0.25")
    if isinstance(value, str):
        if comma := _COMMA.match(value):
            fixed = f"{comma[1]}.{comma[2]}{comma[3]}"
            raise refusal(
                phrase("{value} has a decimal comma", value=shown(value)),
                phrase("write {fixed}", fixed=fixed),
            )
        percent = as_percent(value)
        if percent is None:
            raise refusal(
                phrase("{value} is not a share", value=shown(value)), "write 25% or 0.25, without quotes"
            )
        given, share = value.strip(), percent
    else:
        given, share = f"{value}", float(value)
    if share < 0:
        raise refusal(phrase("a share of {given} is negative", given=given), "give a share from 0% to 100%")
    if share > 1:
        fix = (
            phrase("did you mean {given}%?", given=given)
            if "%" not in given and share <= 100
            else "give a share from 0% to 100%"
        )
        raise refusal(phrase("a share of {given} is over 100%", given=given), fix)
    return share


SHARE_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": r"^(100(\.0+)?|\d{1,2}(\.\d+)?) ?%$"},
    ],
    "description": "A share: 25% or 0.25.",
}

Share = Annotated[float, BeforeValidator(parse_share), WithJsonSchema(SHARE_SCHEMA)]
"""A fraction in [0, 1]; may be written as a percentage."""


def _parse_date(value: object) -> object:
    """Turn 2020-09-07 into a date; say which part does not exist."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise refusal("this must be a date", "write it as 2020-09-07")
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value.strip())
    if found is None:
        raise refusal(
            phrase("{value} is not a date", value=shown(value)), "write year-month-day, as in 2020-09-07"
        )
    year, month, day = (int(part) for part in found.groups())
    if not 1 <= month <= 12:
        raise refusal(
            phrase("the date {value} does not exist", value=value),
            phrase("months go from 01 to 12, not {month:02d}", month=month),
        )
    try:
        return date(year, month, day)
    except ValueError:
        last = _last_day(year, month)
        raise refusal(
            phrase("the date {value} does not exist", value=value),
            phrase("the last day of that month is {last}", last=last.isoformat()),
        ) from None


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


IsoDate = Annotated[date, BeforeValidator(_parse_date)]
"""A date, written as 2020-09-07."""

ID_PATTERN = r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$"


def _parse_slug(value: object) -> object:
    if not isinstance(value, str):
        raise refusal("this must be a short name", "write lower case letters, digits and hyphens")
    if not re.fullmatch(ID_PATTERN, value):
        fix = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-") or "my-scenario"
        raise refusal(
            phrase("{value} cannot be a name for files", value=shown(value)),
            phrase("write {fix}", fix=fix[:MOST_NAME]),
        )
    if len(value) > MOST_NAME:
        said = phrase("a name of {value:,} characters is too long for files", value=len(value))
        raise refusal(said, phrase("write {most_name} at most", most_name=MOST_NAME))
    return value


Slug = Annotated[
    str,
    BeforeValidator(_parse_slug),
    Field(json_schema_extra={"pattern": ID_PATTERN, "maxLength": MOST_NAME}),
]
"""A short name fit for file names: lower case letters, digits, hyphens."""

TAKEN = (
    "population", "calendar", "parameters", "posterior", "sources", "interventions", "week",
    "schema", "summary", "odd",
)  # fmt: skip
"""What ``simkansen show`` and ``simkansen export`` take for something else where results are named."""


def _parse_name(value: object) -> object:
    if value in TAKEN:
        raise refusal(
            phrase("results named {value} could not be shown or exported by name", value=shown(value)),
            phrase("write another name, such as my-{value}", value=value),
        )
    return value


Name = Annotated[
    str,
    BeforeValidator(_parse_name),
    BeforeValidator(_parse_slug),
    Field(json_schema_extra={"pattern": ID_PATTERN, "maxLength": MOST_NAME, "not": {"enum": list(TAKEN)}}),
]
"""The same, of something that has results."""


def _as_tuple(value: object) -> object:
    """One value or a list of them; the same value twice is refused."""
    if isinstance(value, dict):
        return value
    many = tuple(value) if isinstance(value, list | tuple) else (value,)
    if not many:
        raise refusal(
            "the list is empty, so nothing and nobody is meant", "name at least one, or remove the line"
        )
    try:
        times: Mapping[object, int] = Counter(many)
        twice = sorted({str(item) for item in many if times[item] > 1})
    except TypeError:  # a list of what is no word or number, each compared with each
        twice = sorted({str(item) for item in many if many.count(item) > 1})
    if twice:
        raise refusal(phrase("{twice} stands twice in the list", twice=shown(twice[0])), "remove one of them")
    return many


class _OneOrMany:
    """Lets the JSON Schema allow one value in place of a list."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        many = handler(schema)
        return {"anyOf": [many.get("items", {}), {**many, "minItems": 1, "uniqueItems": True}]}


Many = Annotated[tuple[T, ...], BeforeValidator(_as_tuple), _OneOrMany()]
"""One value or a list of values, kept as a tuple."""


class _TitleBase(StrictModel):
    """What a scenario or an intervention is called on screen, in the languages of the pages."""

    short_form: ClassVar = {"type": "string", "minLength": 1, "maxLength": MOST_TITLE}

    @model_validator(mode="before")
    @classmethod
    def _one_text(cls, value: object) -> object:
        return dict.fromkeys(TITLES, value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _some_text(self) -> Self:
        if not any(self._texts()):
            raise refusal(
                "the title has no text",
                phrase("write {{{titles}: ..., {other}: ...}}", titles=TITLES[0], other=TITLES[-1]),
            )
        return self

    def _texts(self) -> list[str | None]:
        return [getattr(self, lang) for lang in TITLES]

    def text(self, lang: str) -> str:
        """Give the title in a language, else in English, else in another one."""
        found = (getattr(self, lang, None), getattr(self, "en", None), *self._texts())
        return next(filter(None, found), "")


TITLES = tuple(reversed(languages()))
"""Keys of a title: the languages of the country's pages."""

if TYPE_CHECKING:

    class Title(_TitleBase):
        """What a scenario or an intervention is called on screen, in the languages of the pages."""

        nl: str | None = None
        en: str | None = None

else:  # Which languages there are, the country says.
    Title = create_model(
        "Title", __base__=_TitleBase, __doc__=_TitleBase.__doc__, __module__=__name__,
        **{lang: (str | None, Field(
               default=None, min_length=1, max_length=MOST_TITLE,
               description=phrase("Title in the language {lang}.", lang=lang)))
           for lang in TITLES},
    )  # fmt: skip
