"""The five tables: pupils, households, classes, schools, municipalities; rows point to what they belong to.

A table is a frozen dataclass of columns. Columns are C-contiguous arrays: int64 for indices, int8 for
categories and flags, float64 for numbers. Saved tables are one file per column and are read back
memory-mapped, so that several processes share one copy.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from simkansen.schooling import load_system

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]
Texts = NDArray[np.str_]
AnyTable = TypeVar("AnyTable")

EDUCATION = load_system().schoolings
"""What parents finished, by code."""
NO_CLASS = -1
SECTOR = load_system().learning_column
"""Code of the sector whose pupils learn."""
LEFT = load_system().left
FIRST_LEARNING_LEVEL, LAST_LEVEL = load_system().first_learning_level, load_system().last_level


@dataclass(frozen=True, slots=True)
class Pupils:
    """All pupils of groep 1-8 at the start of the calendar and those who learn later, sorted by school.

    Columns have shape (pupils,) unless said otherwise. Those who come later are there only where the calendar
    has years in which they learn.
    """

    unit: Ints
    """Number under which chance knows it: the same whichever other schools are in the population."""
    school: Ints
    """Row of the school."""
    household: Ints
    """Row of the household."""
    klass: Ints
    """(pupils, school years): row of the class in that year; -1 when not in groep 3-8."""
    level: Codes
    """(pupils, school years): groep in that year; 9 = left primary school, below 1 = not in school yet."""
    parental_education: Codes
    """Row of `EDUCATION`: the highest of the parents."""
    migration: Codes
    """1 with a migration background."""
    home_language: Codes
    """0 that of instruction, 1 other."""
    sex: Codes
    """0 boy, 1 girl."""
    ses: Floats
    """Socio-economic standing (z over the country)."""
    target: Codes
    """1 among the nationally 15 % most disadvantaged."""
    vulnerable: Codes
    """1 if the school board calls the pupil vulnerable."""
    skill: Floats
    """(pupils, subjects): when learning begins, in SD of the country's pupils of that groep."""
    pace: Floats
    """Own pace of learning (multiplier, mean 1)."""
    self_regulation: Floats
    """z over the country."""
    digital_skill: Floats
    """z over the country."""
    engagement: Floats
    """Engagement at the start (0-1)."""
    confidence: Floats
    """Confidence at the start (0-1)."""
    stratum: Ints
    """(pupils, school years): cell of `strata.DIMENSIONS`; -1 when not in groep 3-8."""


@dataclass(frozen=True, slots=True)
class Households:
    """Homes with at least one pupil, sorted by school; shape (households,) unless said."""

    parents: Codes
    """1 or 2."""
    parental_education: Codes
    """Row of `EDUCATION`."""
    income_strain: Codes
    """1 with a low income."""
    debt: Codes
    """1 with debts."""
    parent_hours: Floats
    """Parents' time for school in a closure (h/week)."""
    works_at_home: Codes
    """1 if a parent works at home in a closure."""
    vital_job: Floats
    """Rank in (0, 1): the lower, the earlier parents' work gives a right to emergency care."""
    language_at_home: Floats
    """Share of talk at home that is in the language of instruction (0-1)."""
    parent_language: Floats
    """Parents' command of it for schoolwork (0-1): as much as is spoken; no source tells them apart."""
    parent_capability: Floats
    """Parents' ability to help (0-1)."""
    parent_digital: Floats
    """Parents' digital skill (z over the country)."""
    respect: Floats
    """Respect felt from school (0-1)."""
    devices: Floats
    """Working devices for schoolwork (count; a device lent by a parent counts in part)."""
    internet: Floats
    """Quality of the connection (0-1; 0 = none)."""
    quiet_places: Floats
    """Quiet places for schoolwork (count)."""
    materials: Floats
    """Books and paper materials, as a share of what is needed (0-1)."""
    unsafe: Codes
    """1 if the home is unsafe."""
    children_under4: Floats
    """Brothers and sisters below school age (count)."""
    older_children: Floats
    """(households, other sectors): brothers and sisters in each (count)."""
    own_device: Codes
    """1 if there are as many devices as learning children at the start."""
    quiet_place: Codes
    """1 if there are as many quiet places as learning children at the start."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of groep 3-8 with their teacher, who keeps the groep; shape (classes,) unless said."""

    unit: Ints
    """Number under which chance knows it: the same whichever other schools are in the population."""
    school: Ints
    """Row of the school."""
    level_low: Codes
    """Lowest groep in the class."""
    level_high: Codes
    """Highest groep in the class; above `level_low` in a combined class."""
    size: Floats
    """(classes, school years): pupils."""
    disadvantaged_share: Floats
    """(classes, school years): share of `target` pupils (0-1)."""
    quality: Floats
    """Quality of teaching in class (z)."""
    remote_skill: Floats
    """Skill of teaching at a distance before the first closure (z)."""
    formative: Floats
    """Use of formative tests (0-1)."""
    interaction: Floats
    """Practice of interaction at a distance (0-1)."""
    belief: Codes
    """1 if the teacher believes in own influence on unequal chances."""
    competence: Codes
    """1 if the teacher feels competent to act on it."""
    bias: Floats
    """Expectations above or below skill (SD per SD of SES)."""
    attention_hours: Floats
    """Time for individual attention (h/week)."""
    vacancy: Codes
    """1 if the class has no teacher of its own."""
    grouping: Floats
    """-1 fixed homogeneous groups to 1 convergent differentiation."""


@dataclass(frozen=True, slots=True)
class Schools:
    """Schools; every column has shape (schools,)."""

    unit: Ints
    """Number under which chance knows it: the same whichever other schools are in the population."""
    code: Texts
    """Code of the school, as published or drawn."""
    municipality: Ints
    """Row of the municipality."""
    sector: Codes
    """Column of the sector among those of the school system."""
    pupils: Ints
    """Pupils of groep 1-8 at the start of the calendar (count)."""
    disadvantaged_share: Floats
    """Share of `target` pupils (0-1), as published."""
    tracking: Floats
    """Use of the pupil-tracking system (0-1)."""
    leadership: Floats
    """School leader's sight of lessons (0-1)."""
    places_share: Floats
    """Share of its pupils the school can seat during a closure (0-1)."""
    staff_hours: Floats
    """Staff hours left for extra help (h/week)."""
    weight: Floats
    """Schools in the country that this one stands for."""


@dataclass(frozen=True, slots=True)
class Municipalities:
    """Municipalities with a school in the population; every column has shape (municipalities,)."""

    name: Texts
    """Name in the country's language."""
    province: Texts
    """Province; empty where unknown."""


_TABLES = {
    "pupils": Pupils,
    "households": Households,
    "classes": Classes,
    "schools": Schools,
    "municipalities": Municipalities,
}


@dataclass(frozen=True, slots=True)
class Population:
    """Who is in it: five tables and the labels of the school years.

    Parameters
    ----------
    pupils, households, classes, schools, municipalities
        The tables.
    year_labels
        School years, as "2019/20", in the order of the columns with one entry per year.
    """

    pupils: Pupils
    households: Households
    classes: Classes
    schools: Schools
    municipalities: Municipalities
    year_labels: tuple[str, ...]

    @property
    def nbytes(self) -> int:
        """Size of all columns in bytes."""
        return sum(column.nbytes for _, column in self._columns())

    @property
    def weights(self) -> Floats:
        """Schools that each pupil's school stands for, shape (pupils,)."""
        return np.asarray(self.schools.weight[self.pupils.school], dtype=np.float64)

    def save(self, folder: Path) -> None:
        """Write one ``.npy`` file per column.

        Parameters
        ----------
        folder
            Made if needed; files of the same names are replaced.

        Raises
        ------
        OSError
            If the disk is full (``ENOSPC``), also where numpy only tells that less was written than it had.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for name, column in self._columns():
            path = folder / f"{name}.npy"
            try:
                np.save(path, column, allow_pickle=False)
            except OSError as error:
                if error.errno is not None:
                    raise
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error
        (folder / "years.json").write_text(json.dumps(self.year_labels), encoding="utf-8")

    def _columns(self) -> Iterator[tuple[str, NDArray[np.generic]]]:
        for table in _TABLES:
            rows = getattr(self, table)
            for field in fields(rows):
                yield f"{table}.{field.name}", getattr(rows, field.name)


def load_population(folder: Path) -> Population:
    """Read a saved population, memory-mapped and read-only.

    Parameters
    ----------
    folder
        Folder written by `Population.save`.

    Returns
    -------
    Population

    Raises
    ------
    FileNotFoundError
        If a column is not there.
    """
    years = json.loads((folder / "years.json").read_text(encoding="utf-8"))
    return Population(
        pupils=_load(folder, "pupils", Pupils),
        households=_load(folder, "households", Households),
        classes=_load(folder, "classes", Classes),
        schools=_load(folder, "schools", Schools),
        municipalities=_load(folder, "municipalities", Municipalities),
        year_labels=tuple(years),
    )


def _load(folder: Path, table: str, kind: type[AnyTable]) -> AnyTable:
    paths = {field.name: folder / f"{table}.{field.name}.npy" for field in fields(_TABLES[table])}
    # As plain arrays: numpy's own kind of mapped ones takes its time at every slice.
    return kind(**{name: np.asarray(np.load(path, mmap_mode="r")) for name, path in paths.items()})
