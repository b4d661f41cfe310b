"""The columns that the compiled week reads and writes, as tuples of arrays.

A population holds more than a week needs; here stand the columns that the rules read. Static
columns are read-only, so that no step can change who a pupil is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from simkansen.arithmetic import log, log_of, logistic, logistic_of
from simkansen.compiled_columns import table
from simkansen.schooling import load_system

if TYPE_CHECKING:
    from simkansen.learning.timetables import Followed
    from simkansen.population import Population

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]
Rows = NDArray[np.int16]


@table
class PupilColumns(NamedTuple):
    """Static columns of the pupils, each of shape (pupils,) unless said otherwise."""

    unit: Ints  # number under which chance knows the pupil
    school: Ints
    household: Ints
    klass: Ints  # (pupils, school years); -1 when in no learning level
    level: Codes  # (pupils, school years): level; the number after the last for those who left
    stratum: Ints  # (pupils, school years)
    timetable: Rows  # (pupils, school years)
    ses: Floats  # z
    vulnerable: Codes
    pace: Floats  # multiplier, mean 1
    self_regulation: Floats  # z
    digital_skill: Floats  # z
    engagement_own: Floats  # log-odds of engagement in normal lessons, against the average pupil


@table
class HouseholdColumns(NamedTuple):
    """Static columns of the households, each of shape (households,)."""

    works_at_home: Codes
    vital_job: Floats  # rank in (0, 1)
    language_at_home: Floats  # share of talk in the language of instruction
    parent_language: Floats  # share
    parent_capability: Floats  # share
    parent_digital: Floats  # z
    internet: Floats  # share
    quiet_places: Floats  # count
    materials: Floats  # share
    unsafe: Codes
    children_under4: Floats  # count
    older_children: Floats  # (households, other sectors); count
    timetable: Rows  # of schools of other sectors


@table
class ClassColumns(NamedTuple):
    """Static columns of the classes, each of shape (classes,) unless said otherwise."""

    unit: Ints  # number under which chance knows the class
    school: Ints
    size: Floats  # (classes, school years)
    disadvantaged_share: Floats  # (classes, school years)
    quality: Floats  # z
    formative: Floats  # share
    interaction: Floats  # share
    bias: Floats  # SD per SES
    attention_hours: Floats  # h/week
    vacancy: Codes
    grouping: Floats  # -1 homogeneous .. 1 convergent
    timetable: Rows


@table
class SchoolColumns(NamedTuple):
    """Static columns of the schools, each of shape (schools,)."""

    tracking: Floats  # share
    leadership: Floats  # share


@table
class Static(NamedTuple):
    """All that does not change during a run."""

    pupils: PupilColumns
    households: HouseholdColumns
    classes: ClassColumns
    schools: SchoolColumns


_DTYPES: dict[str, type[np.generic]] = {
    "Ints": np.int64, "Rows": np.int16, "Codes": np.int8, "Floats": np.float64,
}  # fmt: skip


def _fixed(values: NDArray[Any], kind: str) -> NDArray[Any]:
    """Return a read-only plain array: one compiled form serves arrays in memory and on disk."""
    array = np.ascontiguousarray(np.asarray(values), dtype=_DTYPES[kind]).view()
    array.flags.writeable = False
    return array


Columns = TypeVar("Columns", PupilColumns, HouseholdColumns, ClassColumns, SchoolColumns)


def _taken(kind: type[Columns], table: object) -> Columns:
    """Fill one tuple of columns from the table that holds them."""
    types = kind.__annotations__
    arrays = {name: _fixed(getattr(table, name), types[name].__forward_arg__) for name in kind._fields}
    return kind(**arrays)


class _With:
    """A table with more columns."""

    def __init__(self, table: object, **columns: NDArray[Any]) -> None:
        self._table = table
        vars(self).update(columns)

    def __getattr__(self, name: str) -> object:
        return getattr(self._table, name)


def _own_engagement(population: Population, mean: float) -> Floats:
    """Read engagement at the start as a lasting difference between pupils (log-odds)."""
    start = np.asarray(population.pupils.engagement)
    return np.asarray(log_of(start / (1.0 - start)) - log(mean / (1.0 - mean)))


def static_columns(population: Population, engagement_mean: float, followed: Followed) -> Static:
    """Take from a population the columns that the week reads.

    Parameters
    ----------
    population
        The five tables.
    engagement_mean
        Engagement of the average pupil in normal lessons (0-1).
    followed
        Who follows which timetable.

    Returns
    -------
    Static
        Read-only arrays; nothing is copied where type and order already fit.
    """
    own = _own_engagement(population, engagement_mean)
    pupils = _With(population.pupils, engagement_own=own, timetable=followed.pupils)
    return Static(
        pupils=_taken(PupilColumns, pupils),
        households=_taken(HouseholdColumns, _With(population.households, timetable=followed.households)),
        classes=_taken(ClassColumns, _With(population.classes, timetable=followed.classes)),
        schools=_taken(SchoolColumns, population.schools),
    )


@table
class State(NamedTuple):
    """Columns that the week changes."""

    skill: Floats  # (pupils, subjects), SD since the start of the calendar
    expected: Floats  # (pupils, subjects), SD: the pupil's own path had no week been missed
    added: Floats  # (pupils, subjects), SD: part of skill that came from programmes and fades
    distance: Floats  # (pupils,), learning share at a distance this week, over all subjects
    reach: Floats  # (pupils,), share of a programme's hours that reaches the pupil this week
    learned: Floats  # (pupils,), learning share of this week, mean over subjects
    engagement: Floats  # (pupils,), 0-1
    confidence: Floats  # (pupils,), 0-1
    out_of_sight: Codes  # (pupils,)
    weeks_remote: Floats  # (pupils,), weeks at home since the school was last open
    perceived_need: Floats  # (pupils,), SD
    tested_need: Floats  # (pupils,), SD, at the last test
    attention_weight: Floats  # (pupils,)
    attention_total: Floats  # (classes,), sum of the weights in the class
    class_engagement: Floats  # (classes,), mean of last week
    remote_skill: Floats  # (classes,), z before the first closure
    practice: Floats  # (classes,), teaching quality gained by professionalisation (z)
    offered: Floats  # (classes,), share of lessons offered live
    feedback: Floats  # (classes,), how far own work at a distance is answered (0-1)
    remote_teaching: Floats  # (classes,), 1 = average remote teaching before any experience
    class_teaching: Floats  # (classes,), 1 = average class
    home_device: Floats  # (households,), share of the school day
    home_quiet: Floats  # (households,), share of the school day
    home_connection: Floats  # (households,), share
    home_hours: Floats  # (households,), parents' hours per child and week
    # A cohort that comes to school later has a number below 0, and its row is counted from the end.
    cohort_path: Floats  # (timetables, levels, subjects), SD: mean growth so far of who began in that level
    year_base: Floats  # (timetables, levels, subjects), SD: that path at the start of this school year


def initial_state(population: Population, static: Static, engagement: float, timetables: int = 1) -> State:
    """State at the start of the calendar.

    Parameters
    ----------
    population
        The five tables.
    static
        Its columns that do not change.
    engagement
        Engagement of an average pupil in class (log-odds).
    timetables
        Calendars that are followed (count).

    Returns
    -------
    State
    """
    pupils, classes, households = population.pupils, population.classes, population.households
    n, c, h = len(pupils.school), len(classes.school), len(households.parents)
    skill = np.array(pupils.skill, dtype=np.float64, order="C")
    levels = load_system().level_rows + _later_cohorts(len(population.year_labels))
    by_level = (timetables, levels, skill.shape[1])
    return State(
        skill=skill,
        expected=skill.copy(),
        added=np.zeros(skill.shape),
        distance=np.zeros(n),
        reach=np.ones(n),
        learned=np.zeros(n),
        engagement=logistic_of(engagement + static.pupils.engagement_own),
        confidence=np.array(pupils.confidence, dtype=np.float64),
        out_of_sight=np.zeros(n, dtype=np.int8),
        weeks_remote=np.zeros(n),
        perceived_need=np.zeros(n),
        tested_need=np.full(n, np.nan),
        attention_weight=np.ones(n),
        attention_total=np.ones(c),
        class_engagement=np.full(c, logistic(engagement)),
        remote_skill=np.array(classes.remote_skill, dtype=np.float64),
        practice=np.zeros(c),
        offered=np.zeros(c),
        feedback=np.zeros(c),
        remote_teaching=np.ones(c),
        class_teaching=np.ones(c),
        home_device=np.ones(h),
        home_quiet=np.ones(h),
        home_connection=np.ones(h),
        home_hours=np.zeros(h),
        cohort_path=np.zeros(by_level),
        year_base=np.zeros(by_level),
    )


def _later_cohorts(years: int) -> int:
    """Count the cohorts below level 0 at the start that learn before the last of so many years is over."""
    return max(0, years - 1 - load_system().first_learning_level)


class Today:
    """One week of one timetable, as a record; of the sector that learns unless said otherwise."""

    teaching: bool
    in_school: float  # share of the week
    remote: float  # share of the week
    remote_older: Floats  # (other sectors,), share of the week
    remote_left: float  # share of the week in the sector of those who have left
    vital: float  # share of pupils in emergency care for their parents' work
    vulnerable: float  # share of pupils in emergency care as vulnerable pupils
    half_groups: bool  # part of each class is in school and part at home
    weeks_open: int  # teaching weeks since schools were last wholly closed (from 0; -1: never were)
    policy: bool
    test: bool


_OF_TODAY = Today.__annotations__.items()
_KINDS = {"bool": "?", "int": "i8"}
# Compiled code reads no empty part of a record: without another sector there is one that nobody is in.
_OTHERS = (max(1, len(load_system().sector_names) - 1),)

TODAY = np.dtype(
    [(name, _KINDS.get(kind, "f8"), _OTHERS if kind == "Floats" else ()) for name, kind in _OF_TODAY],
    align=True,
)
"""One week of one timetable, for the compiled steps."""

TodayTable = Sequence[Today]
"""One week of all timetables: an array of `TODAY`, which compiled code reads as it stands."""


class WeekFacts(NamedTuple):
    """What the calendars say of one week."""

    week: int
    school_year: int
    year_starts: bool
    teaching: bool  # in some timetable; so for all that follow
    remote: bool
    care: bool  # emergency care is given
    looking: bool  # teachers look for need: schools decide, or test
    today: TodayTable  # (timetables,)
