"""What one file says of schools, each value with its place in the file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from simkansen.phrases import phrase
from simkansen.scenario.reading.wording import counted, listed
from simkansen.scenario.schools.problems import FileProblem

_NAMED = 3
"""Schools or lines of a kind that are named."""


NoCode = Literal["damaged", "numbers", "none", "note"]
"""What a row without the code of a school has: a damaged one, numbers, other texts; or a note alone."""


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a value stands: line and column from 1, and what its column is called."""

    line: int
    column: int
    name: str

    def problem(self, message: str, fix: str) -> FileProblem:
        """Say what is wrong with the value."""
        return FileProblem(self.line, self.column, self.name, message, fix)


@dataclass(frozen=True, slots=True)
class PupilCount:
    """Pupils of a school, between two numbers where some are hidden; with where they stand."""

    least: int
    most: int
    place: CellPlace

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.least == self.most

    def __add__(self, other: PupilCount) -> PupilCount:
        return PupilCount(self.least + other.least, self.most + other.most, self.place)


@dataclass(frozen=True, slots=True)
class SchoolPlace:
    """Where a school is: number and name of its municipality, its province, as written."""

    number: int | None
    name: str
    province: str
    place: CellPlace


@dataclass(frozen=True, slots=True)
class SchoolScore:
    """A score of a school (points), and where it stands."""

    value: float
    place: CellPlace


@dataclass(slots=True)
class PublishedSchools:
    """What a file says of schools, by their codes.

    Parameters
    ----------
    path
        The file.
    called
        What kind of file it is.
    year
        Of what year it is, where it says so.
    schools
        All schools of the model's kind that it names, in its order, with the first line of each.
    pupils, places, scores, above, shares
        What it says of them: pupils, places, scores without and above the threshold, shares as written.
    unreliable
        Schools with a remark that their score is uncertain.
    others, lacks
        Schools of other kinds, by what they are called; and those of which it does not say enough, by what.
    no_code
        Lines without the code of a school, by what they are.
    problems
        What is wrong in it.
    """

    path: Path
    called: str = ""
    year: int | None = None
    schools: dict[str, int] = field(default_factory=dict)
    pupils: dict[str, PupilCount] = field(default_factory=dict)
    places: dict[str, SchoolPlace] = field(default_factory=dict)
    scores: dict[str, SchoolScore] = field(default_factory=dict)
    above: dict[str, SchoolScore] = field(default_factory=dict)
    shares: dict[str, tuple[str, CellPlace]] = field(default_factory=dict)
    unreliable: list[str] = field(default_factory=list)
    others: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    lacks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    no_code: dict[NoCode, list[int]] = field(default_factory=lambda: defaultdict(list))
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def of_scores(self) -> bool:
        """Whether it is a file of scores, whose pupils are those that they were made of."""
        return bool(self.scores or self.above)


def some_of(what: Sequence[str]) -> str:
    """Name the first few of several codes or lines."""
    if len(what) <= _NAMED + 1:
        return listed(list(dict.fromkeys(what)), "and")
    return phrase("{what} and {more:,} more", what=", ".join(what[:_NAMED]), more=len(what) - _NAMED)


def schools_named(codes: Sequence[str]) -> str:
    """Count schools and name the first few."""
    return phrase("{schools} ({some_of})", schools=counted(len(codes), "school"), some_of=some_of(codes))
