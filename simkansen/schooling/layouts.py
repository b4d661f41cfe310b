"""Layouts of files about schools that a country's publishers use: their columns, codes, kinds and scores."""

from __future__ import annotations

import re
from functools import cache

from pydantic import Field, field_validator

from simkansen.evidence.files import COUNTRY
from simkansen.schooling.located import Part, read_part

LAYOUTS_FILE = "layouts.yaml"


def _pattern(text: str) -> str:
    """Refuse what is no pattern.

    Raises
    ------
    ValueError
        If it cannot be compiled.
    """
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"this is no pattern ({error})") from None
    return text


class SchoolCode(Part):
    """The code of a school: that of its institution, and the number of the branch.

    Attributes
    ----------
    institution
        A pattern.
    branch_digits
        Digits of the number of a branch.
    called
        How the whole code is called.
    """

    institution: str
    branch_digits: int = Field(ge=1, le=4)
    called: str

    _is_pattern = field_validator("institution")(_pattern)

    @property
    def whole(self) -> str:
        """A pattern of institution and branch together."""
        return f"{self.institution}[0-9]{{{self.branch_digits}}}"


class LayoutColumns(Part):
    """Patterns of names of columns, in small letters and digits, by what a column holds.

    Codes of schools are found by their values; ``school`` only helps to tell a header from the rows below.
    """

    school: tuple[str, ...] = ()
    branch: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    municipality: tuple[str, ...] = ()
    municipality_number: tuple[str, ...] = ()
    province: tuple[str, ...] = ()
    pupils: tuple[str, ...] = ()
    pupils_of_year: tuple[str, ...] = ()
    pupils_in_parts: tuple[str, ...] = ()
    divided_by: tuple[str, ...] = ()
    score: tuple[str, ...] = ()
    score_above_threshold: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    remark: tuple[str, ...] = ()

    @field_validator("*")
    @classmethod
    def _are_patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_pattern(one) for one in patterns)


class HiddenCount(Part):
    """How a small number is hidden: the text, and between which numbers it lies."""

    text: str
    least: int = Field(ge=0)
    most: int = Field(ge=1)


class ScoreRule(Part):
    """From scores of schools to shares of disadvantaged pupils.

    Attributes
    ----------
    target_share
        Share of all pupils who count in a score.
    threshold_share
        Share of a school's pupils that the threshold stands for.
    without_threshold
        Words in a title that say that its scores are without threshold.
    unreliable, unreliable_says
        Remarks beside a school, and what they mean.
    publisher, called
        Who makes them, and what the whole is called.
    """

    target_share: float = Field(gt=0, lt=1)
    threshold_share: float = Field(gt=0, lt=1)
    without_threshold: tuple[str, ...]
    unreliable: tuple[str, ...]
    unreliable_says: str
    publisher: str
    called: str


class TableKind(Part):
    """A kind of table that can be used: which columns it has, and what it is called."""

    has: tuple[str, ...] = Field(min_length=1)
    called: str


class OtherFile(Part):
    """A kind of file that cannot be used: how it is known, what it is called, and what to give instead."""

    columns: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    root: str | None = None
    pupils: tuple[str, ...] = ()
    called: str
    fix: str

    @field_validator("columns", "pupils")
    @classmethod
    def _are_patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_pattern(one) for one in patterns)


class MissingParts(Part):
    """What to give where pupils, shares, places or one of two tables of scores are missing."""

    pupils: str
    share: str
    place: str
    threshold: str
    pupils_of_scores: str


class LayoutsFile(Part):
    """All that a country's files about schools have in common."""

    code: SchoolCode
    columns: LayoutColumns
    ordinary: tuple[str, ...]
    other_kinds: dict[str, str]
    hidden: HiddenCount
    unknown_places: tuple[str, ...]
    score: ScoreRule
    tables: tuple[TableKind, ...]
    give: MissingParts
    others: tuple[OtherFile, ...]


@cache
def layouts() -> LayoutsFile | None:
    """Read the layouts of the country; None where it has none."""
    path = COUNTRY / LAYOUTS_FILE
    return read_part(path, LayoutsFile) if path.is_file() else None
