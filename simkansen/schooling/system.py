"""The system of schools: its sectors, subjects, levels and weeks, as the file of a country says them.

What stands there is structure: it is neither a parameter, which has a prior and may be given another value,
nor a literal in the code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from simkansen.evidence.files import COUNTRY, SYSTEM_FILE
from simkansen.schooling.located import Part, read_part

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Part(Part):
    """The same, and strict: a number is written as one."""

    model_config = ConfigDict(strict=True)


class Fact(_Part):
    """A number of the structure, with its unit and what it rests on.

    Attributes
    ----------
    value
        The number, in `unit`.
    unit
        Unit in words.
    does
        What it is, in one sentence.
    sources
        Ids of the register.
    assumed
        Why it had to be assumed; a fact has sources, this, or both.
    """

    value: float
    unit: str = Field(min_length=1)
    does: str = Field(min_length=1)
    sources: list[str] = Field(default_factory=list)
    assumed: str | None = None

    @model_validator(mode="after")
    def _rests_on_something(self) -> Fact:
        if not self.sources and not self.assumed:
            raise ValueError("needs sources, or assumed with the reason")
        return self

    def __int__(self) -> int:
        return int(self.value)

    def __float__(self) -> float:
        return float(self.value)


class Sector(_Part):
    """A sector.

    Attributes
    ----------
    name
        Its name in files.
    called
        The kind of school in words.
    last_age
        The last age at which a brother or sister counts as one of its pupils.
    """

    name: Name
    called: str = Field(min_length=1)
    last_age: Fact | None = None


class Schooling(_Part):
    """What parents finished: its name in files, and what that is."""

    name: Name
    finished: str = Field(min_length=1)


class Subject(_Part):
    """A subject: its name, and whether it needs the language of instruction (M17)."""

    name: Name
    language: bool


class Level(_Part):
    """The years of the learning sector, numbered on.

    Attributes
    ----------
    word
        What a year is called.
    first, last
        The years of entry and of leaving.
    first_learning
        The first year whose learning is modelled.
    middle
        Where growth equals its mean, as the parameters give it.
    """

    word: Name
    first: Fact
    first_learning: Fact
    last: Fact
    middle: Fact

    @model_validator(mode="after")
    def _in_order(self) -> Level:
        ends = (self.first.value, self.first_learning.value, self.last.value)
        if any(not end.is_integer() for end in ends) or list(ends) != sorted(ends) or ends[0] < 1:
            raise ValueError("first, first_learning and last must be whole numbers in that order, from 1 on")
        return self


class LessonWeek(_Part):
    """A week with lessons."""

    school_days: Fact
    lesson_hours: Fact


class Year(_Part):
    """The weeks of a school year."""

    teaching_weeks: Fact
    holiday_weeks: Fact


class SchoolFacts(_Part):
    """What holds for every school."""

    smallest_school: Fact
    target_share: Fact
    level_bands: Fact
    decide_every: Fact


class Money(_Part):
    """What is paid with.

    Attributes
    ----------
    code
        By ISO 4217, or one of one's own.
    sign
        As it stands before an amount.
    """

    code: str = Field(pattern=r"^[A-Z]{3}$")
    sign: str = Field(min_length=1)


class System(_Part):
    """A system of schools.

    Attributes
    ----------
    country
        Its short name; that of its folder.
    key
        What scenario files call it, where they say which schools: ``population: {key: ...}``.
    language
        The language of instruction, as attributes of homes and names of parameters have it.
    money
        What is paid with.
    parental_education
        What parents finished, from the least to the most; two or three. The last has a degree, as the table
        of homes has it.
    sectors
        The sectors, in the order of the calendar's columns.
    learning_sector
        The one whose pupils' learning is modelled.
    subjects
        The subjects, in the order of all tables.
    levels
        The years of the learning sector.
    first_age
        Age in the first of them, at the start of the school year.
    week, year, schools
        Structure of the week, of the year and of schools.
    """

    country: Name
    key: Name
    language: Name
    money: Money
    parental_education: list[Schooling] = Field(min_length=2, max_length=3)
    sectors: list[Sector] = Field(min_length=1)
    learning_sector: Name
    subjects: list[Subject] = Field(min_length=1)
    levels: Level
    first_age: Fact
    week: LessonWeek
    year: Year
    schools: SchoolFacts

    @model_validator(mode="after")
    def _fits(self) -> System:
        for names in (self.sector_names, self.subject_names, self.schoolings):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"'{twice[0]}' stands twice")
        if self.learning_sector not in self.sector_names:
            raise ValueError(f"learning_sector '{self.learning_sector}' is none of the sectors")
        return self

    @property
    def sector_names(self) -> tuple[str, ...]:
        """Names of the sectors, in the order of the calendar's columns."""
        return tuple(sector.name for sector in self.sectors)

    @property
    def learning_column(self) -> int:
        """Column of the learning sector."""
        return self.sector_names.index(self.learning_sector)

    @property
    def other_sectors(self) -> tuple[Sector, ...]:
        """The sectors in which brothers and sisters are pupils, in the order of their ages."""
        return tuple(sector for sector in self.sectors if sector.name != self.learning_sector)

    @property
    def schoolings(self) -> tuple[str, ...]:
        """Names of what parents finished, from the least to the most."""
        return tuple(one.name for one in self.parental_education)

    @property
    def subject_names(self) -> tuple[str, ...]:
        """Names of the subjects, in the order of all tables."""
        return tuple(subject.name for subject in self.subjects)

    @property
    def first_level(self) -> int:
        """Level of entry."""
        return int(self.levels.first)

    @property
    def first_learning_level(self) -> int:
        """First level whose learning is modelled."""
        return int(self.levels.first_learning)

    @property
    def last_level(self) -> int:
        """Level after which pupils leave."""
        return int(self.levels.last)

    @property
    def learning_levels(self) -> range:
        """Levels whose learning is modelled."""
        return range(self.first_learning_level, self.last_level + 1)

    @property
    def all_levels(self) -> str:
        """Give all levels in words, as ``groep 1-8``."""
        return f"{self.levels.word} {self.first_level}-{self.last_level}"

    @property
    def levels_that_learn(self) -> str:
        """Give those whose learning is modelled in words, as ``groep 3-8``."""
        return f"{self.levels.word} {self.first_learning_level}-{self.last_level}"

    @property
    def left(self) -> int:
        """Code of those who have left: the number after the last level."""
        return self.last_level + 1

    @property
    def level_rows(self) -> int:
        """Rows of a table by level: none yet, every level, left."""
        return self.left + 1

    @property
    def last_age(self) -> int:
        """Age in the last level, at the start of the school year."""
        return int(self.first_age) + self.last_level - self.first_level

    def last_age_in(self, sector: str) -> float:
        """Give the last age at which a brother or sister counts as a pupil of a sector.

        Raises
        ------
        KeyError
            If there is no such sector, or the file does not say.
        """
        found = {one.name: one.last_age for one in self.sectors}[sector]
        if found is None:
            raise KeyError(f"the system does not say the last age in {sector}")
        return found.value

    def facts(self) -> Mapping[str, Fact]:
        """Give every number of the structure, by a name of its own; read-only."""
        return MappingProxyType(dict(self._facts()))

    def _facts(self) -> Iterator[tuple[str, Fact]]:
        word = self.levels.word
        yield f"first_{word}", self.levels.first_learning
        yield f"entry_{word}", self.levels.first
        yield f"last_{word}", self.levels.last
        yield f"growth_middle_{word}", self.levels.middle
        yield "first_age", self.first_age
        for part in (self.year, self.week, self.schools):
            yield from ((name, getattr(part, name)) for name in type(part).model_fields)
        for sector in self.sectors:
            if sector.last_age is not None:
                yield f"last_{sector.name}_age", sector.last_age


@cache
def load_system(country: Path = COUNTRY) -> System:
    """Load the system of a country.

    Parameters
    ----------
    country
        Folder that holds ``system.yaml``; the package's own by default.

    Returns
    -------
    System
        The same object at every call in one process.

    Raises
    ------
    EvidenceError
        If the file is missing, is no YAML, or says something that cannot be right; all problems at once,
        each with its line and column.
    """
    return read_part(country / SYSTEM_FILE, System)
