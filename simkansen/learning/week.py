"""The order of the week, as data: printed by the program, tested, and the only caller of the steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simkansen.chance import stream
from simkansen.compiled import RateTable
from simkansen.learning.attention import look_for_need
from simkansen.learning.columns import Floats, State, Static, WeekFacts
from simkansen.learning.distance import learn_at_distance
from simkansen.learning.experience import gain_experience
from simkansen.learning.growth import learn
from simkansen.learning.inputs import WeekInputs
from simkansen.learning.observing import observe
from simkansen.learning.participation import take_part
from simkansen.learning.presence import place_emergency_care
from simkansen.learning.sharing import share_households
from simkansen.learning.teaching import teach
from simkansen.schooling import load_system

if TYPE_CHECKING:
    from simkansen.schooling.calendar import Calendar


@dataclass(slots=True)
class Week:
    """One week at work.

    Attributes
    ----------
    facts
        The calendar of this week.
    static, state, inputs
        The columns.
    sums : ndarray of float64, shape (cells, columns)
        Where the week's indicators are added up.
    rates
        Parameters of learning: a table of one row.
    key
        Key of the run.
    decide
        What schools do in step 1: they choose whom programmes reach, and programmes change the inputs.
    """

    facts: WeekFacts
    static: Static
    state: State
    inputs: WeekInputs
    sums: Floats
    rates: RateTable
    key: np.uint64
    decide: Callable[[Week], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the week: its name, who acts, what happens, and the code that does it."""

    name: str
    actor: str
    sentence: str
    run: Callable[[Week], None]


def _decide(week: Week) -> None:
    facts = week.facts
    if facts.vital > 0.0 or facts.vulnerable > 0.0:
        place_emergency_care(facts, week.static, week.inputs, week.key, stream("emergency-care"), week.rates)
    week.decide(week)


def _share(week: Week) -> None:
    if week.facts.remote > 0.0:
        share_households(week.facts, week.static, week.state, week.inputs, week.rates)


def _take_part(week: Week) -> None:
    if week.facts.teaching:
        streams = stream("engagement"), stream("out-of-sight")
        take_part(week.facts, week.static, week.state, week.inputs, week.key, *streams, week.rates)


def _teach(week: Week) -> None:
    if week.facts.teaching:
        teach(week.facts, week.static, week.state, week.inputs, week.key, stream("class-year"), week.rates)
    if week.facts.policy or week.facts.test:
        streams = stream("sight-of-need"), stream("test")
        look_for_need(week.facts, week.static, week.state, week.inputs, week.key, *streams, week.rates)


def _learn(week: Week) -> None:
    if week.facts.remote > 0.0:
        learn_at_distance(week.facts, week.static, week.state, week.inputs, week.rates)
    learn(week.facts, week.static, week.state, week.inputs, week.rates)


def _gain_experience(week: Week) -> None:
    something_new = week.facts.remote > 0.0 or bool(week.state.practice.any() or week.inputs.training.any())
    if week.facts.teaching and (something_new or week.inputs.remote_training.any()):
        gain_experience(week.facts, week.static, week.state, week.inputs, week.rates)


def _observe(week: Week) -> None:
    observe(week.facts, week.static, week.state, week.inputs, week.sums, week.rates)


ORDER: tuple[Step, ...] = (
    Step(
        "schools decide",
        "schools",
        "Schools seat emergency care; at policy weeks they choose whom programmes reach.",
        _decide,
    ),
    Step(
        "households share",
        "households",
        "Homes divide devices, quiet places, bandwidth and parents' hours.",
        _share,
    ),
    Step(
        "pupils take part",
        "pupils",
        "Engagement moves; some pupils drop out of sight and are found.",
        _take_part,
    ),
    Step(
        "teachers teach", "teachers", "Teachers teach, and see at policy weeks who needs attention.", _teach
    ),
    Step("pupils learn", "pupils", "Pupils learn, forget and recover.", _learn),
    Step(
        "teachers learn",
        "teachers",
        "Teachers learn by doing, from colleagues and by coaching.",
        _gain_experience,
    ),
    Step("observe", "the model", "Indicators of the week are added up.", _observe),
)


def facts_of(calendar: Calendar, week: int) -> WeekFacts:
    """Read one week off the calendar.

    Parameters
    ----------
    calendar
        The weeks.
    week
        Count from 0.

    Returns
    -------
    WeekFacts
    """
    year = int(calendar.school_year[week])
    own = load_system().learning_column
    older = np.delete(calendar.remote[week], own)
    return WeekFacts(
        week=week,
        school_year=year,
        teaching=bool(calendar.teaching[week]),
        in_school=float(calendar.in_school[week, own]),
        remote=float(calendar.remote[week, own]),
        remote_older=older,
        remote_left=float(older[0]) if older.size else 0.0,
        vital=float(calendar.vital[week]),
        vulnerable=float(calendar.vulnerable[week]),
        half_groups=bool(calendar.half_groups[week]),
        weeks_open=int(calendar.weeks_open[week]),
        policy=bool(calendar.policy[week]),
        test=bool(calendar.tests[week]),
        year_starts=week == 0 or year != int(calendar.school_year[week - 1]),
    )
