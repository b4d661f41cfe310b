"""The columns that the compiled week reads and writes, as tuples of arrays.

A population holds more than a week needs; here stand the columns that the rules read. Static
columns are read-only, so that no step can change who a pupil is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from simkansen.arithmetic import log, log_of, logistic, logistic_of
from simkansen.schooling import load_system

if TYPE_CHECKING:
    from simkansen.population import Population

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]


class Pupils(NamedTuple):
    """Static columns of the pupils, each of shape (pupils,) unless said otherwise."""

    unit: Ints  # number under which chance knows the pupil
    school: Ints
    household: Ints
    klass: Ints  # (pupils, school years); -1 when in no learning level
    groep: Codes  # (pupils, school years): level; the number after the last for those who left
    stratum: Ints  # (pupils, school years)
    ses: Floats  # z
    vulnerable: Codes
    pace: Floats  # multiplier, mean 1
    self_regulation: Floats  # z
    digital_skill: Floats  # z
    engagement_own: Floats  # log-odds of engagement in normal lessons, against the average pupil


class Households(NamedTuple):
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


class Classes(NamedTuple):
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


class Schools(NamedTuple):
    """Static columns of the schools, each of shape (schools,)."""

    tracking: Floats  # share
    leadership: Floats  # share


class Static(NamedTuple):
    """All that does not change during a run."""

    pupils: Pupils
    households: Households
    classes: Classes
    schools: Schools


_DTYPES: dict[str, type[np.generic]] = {"Ints": np.int64, "Codes": np.int8, "Floats": np.float64}


def _fixed(values: NDArray[Any], kind: str) -> NDArray[Any]:
    """Return a read-only plain array: one compiled form serves arrays in memory and on disk."""
    array = np.ascontiguousarray(np.asarray(values), dtype=_DTYPES[kind]).view()
    array.flags.writeable = False
    return array


Columns = TypeVar("Columns", Pupils, Households, Classes, Schools)


def _taken(kind: type[Columns], table: object) -> Columns:
    """Fill one tuple of columns from the table that holds them."""
    types = kind.__annotations__
    arrays = {name: _fixed(getattr(table, name), types[name].__forward_arg__) for name in kind._fields}
    return kind(**arrays)


class _WithOwnEngagement:
    """The table of pupils, with engagement at the start read as a lasting difference between pupils."""

    def __init__(self, population: Population, mean: float) -> None:
        self._pupils = population.pupils
        start = np.asarray(population.pupils.engagement)
        self.engagement_own = log_of(start / (1.0 - start)) - log(mean / (1.0 - mean))

    def __getattr__(self, name: str) -> object:
        return getattr(self._pupils, name)


def static_columns(population: Population, engagement_mean: float) -> Static:
    """Take from a population the columns that the week reads.

    Parameters
    ----------
    population
        The five tables.
    engagement_mean
        Engagement of the average pupil in normal lessons (0-1).

    Returns
    -------
    Static
        Read-only arrays; nothing is copied where type and order already fit.
    """
    return Static(
        pupils=_taken(Pupils, _WithOwnEngagement(population, engagement_mean)),
        households=_taken(Households, population.households),
        classes=_taken(Classes, population.classes),
        schools=_taken(Schools, population.schools),
    )


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
    cohort_path: Floats  # (levels, subjects), SD: mean growth so far of those who began in that groep
    year_base: Floats  # (levels, subjects), SD: that path at the start of this school year


def initial_state(population: Population, static: Static, engagement: float) -> State:
    """State at the start of the calendar.

    Parameters
    ----------
    population
        The five tables.
    static
        Its columns that do not change.
    engagement
        Engagement of an average pupil in class (log-odds).

    Returns
    -------
    State
    """
    pupils, classes, households = population.pupils, population.classes, population.households
    n, c, h = len(pupils.school), len(classes.school), len(households.parents)
    skill = np.array(pupils.skill, dtype=np.float64, order="C")
    by_level = (load_system().level_rows, skill.shape[1])
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


class WeekFacts(NamedTuple):
    """What the calendar says of one week, in the sector whose pupils learn unless said otherwise."""

    week: int
    school_year: int
    teaching: bool
    in_school: float  # s(t)
    remote: float  # r(t)
    remote_older: Floats  # (other sectors,)
    remote_left: float  # in the sector of those who have left
    vital: float  # share of pupils in emergency care for their parents' work
    vulnerable: float  # share of pupils in emergency care as vulnerable pupils
    half_groups: bool  # part of each class is in school and part at home
    weeks_open: int  # teaching weeks since schools were last wholly closed (from 0; -1 when they never were)
    policy: bool
    test: bool
    year_starts: bool
