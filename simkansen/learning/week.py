"""The order of the week, as data: printed by the program, tested, and the only caller of the steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from simkansen.chance import stream
from simkansen.compiled import RateTable
from simkansen.compiled_columns import handed, refuse_other_shapes
from simkansen.learning.attention import look_for_need
from simkansen.learning.columns import TODAY, Floats, State, Static, TodayTable, WeekFacts
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
        What schools do in step 1: they seat emergency care (`seat_emergency_care`) and choose whom programmes
        reach, and programmes change the inputs.
    """

    facts: WeekFacts
    static: Static
    state: State
    inputs: WeekInputs
    sums: Floats
    rates: RateTable
    key: np.uint64
    decide: Callable[[Week], None]
    _handed: tuple[tuple[Static, State, WeekInputs], tuple[Static, State, WeekInputs]] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    @property
    def columns(self) -> tuple[Static, State, WeekInputs]:
        """The columns as kernels are handed them: what does not change, the state, the inputs.

        Raises
        ------
        ValueError
            If others were given in the meantime, and one is longer or shorter: kernels read as far as all go.
        """
        if self._handed is not None:
            (static, state, inputs), handed_over = self._handed
            if static is self.static and state is self.state and inputs is self.inputs:
                return handed_over
        now = self.static, self.state, self.inputs
        given: tuple[NamedTuple, ...] = now
        for mine, before in zip(given, self._handed[0] if self._handed else given, strict=True):
            refuse_other_shapes(mine, before)
        handed_over = handed(self.static), handed(self.state), handed(self.inputs)
        self._handed = now, handed_over
        return handed_over

    def __post_init__(self) -> None:
        """Hand over the columns as they are: others that are given later have their shapes."""
        self.hand_over_anew()

    def hand_over_anew(self) -> None:
        """Make what kernels are handed again: columns of another kind are code that is compiled once more."""
        self._handed = None
        _ = self.columns


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the week: its name, who acts, what happens, and the code that does it."""

    name: str
    actor: str
    sentence: str
    run: Callable[[Week], None]


def seat_emergency_care(week: Week) -> None:
    """Seat the pupils of emergency care, where it is given: the first of a week's inputs."""
    if week.facts.care:
        care = stream("emergency-care")
        static, _, inputs = week.columns
        place_emergency_care(week.facts, static, inputs, week.key, care, week.rates)


def _decide(week: Week) -> None:
    week.decide(week)


def _share(week: Week) -> None:
    if week.facts.remote:
        share_households(week.facts, *week.columns, week.rates)


def _take_part(week: Week) -> None:
    if week.facts.teaching:
        streams = stream("engagement"), stream("out-of-sight")
        take_part(week.facts, *week.columns, week.key, *streams, week.rates)


def _teach(week: Week) -> None:
    if week.facts.teaching:
        teach(week.facts, *week.columns, week.key, stream("class-year"), week.rates)
    if week.facts.looking:
        streams = stream("sight-of-need"), stream("test")
        look_for_need(week.facts, *week.columns, week.key, *streams, week.rates)


def _learn(week: Week) -> None:
    if week.facts.remote:
        learn_at_distance(week.facts, *week.columns, week.rates)
    learn(week.facts, *week.columns, week.rates)


def _gain_experience(week: Week) -> None:
    something_new = week.facts.remote or bool(week.state.practice.any() or week.inputs.training.any())
    if week.facts.teaching and (something_new or week.inputs.remote_training.any()):
        gain_experience(week.facts, *week.columns, week.rates)


def _observe(week: Week) -> None:
    observe(week.facts, *week.columns, week.sums, week.rates)


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


def with_step(step: Step, after: str, order: tuple[Step, ...] = ORDER) -> tuple[Step, ...]:
    """Give an order of the week with one step more, for a model to follow (`SchoolModel`).

    Parameters
    ----------
    step
        What happens: its code may read and change all of the `Week` that it is handed.
    after
        Name of the step that it follows.
    order
        The order that it is put into.

    Returns
    -------
    tuple of Step

    Raises
    ------
    ValueError
        If no step has that name.
    """
    names = [one.name for one in order]
    if after not in names:
        raise ValueError(f"the week has no step '{after}'; its steps are: {', '.join(names)}")
    place = names.index(after) + 1
    return (*order[:place], step, *order[place:])


def week_table(calendars: Sequence[Calendar]) -> NDArray[np.void]:
    """Write the weeks of all timetables as records.

    Parameters
    ----------
    calendars
        One a timetable.

    Returns
    -------
    ndarray of TODAY, shape (weeks, timetables)
    """
    own = load_system().learning_column
    table = np.zeros((len(calendars[0]), len(calendars)), dtype=TODAY)
    for column, one in enumerate(calendars):
        mine = table[:, column]
        for name in ("teaching", "vital", "vulnerable", "half_groups", "weeks_open", "policy"):
            mine[name] = getattr(one, name)
        mine["test"] = one.tests
        mine["in_school"], mine["remote"] = one.in_school[:, own], one.remote[:, own]
        older = np.delete(one.remote, own, axis=1)
        mine["remote_older"][:, : older.shape[1]] = older
        mine["remote_left"] = older[:, 0] if older.size else 0.0
    return table


def live_through(week: Week, calendar: Calendar) -> None:
    """Let teachers gain the experience of weeks that lie before the first one; nothing else of them counts.

    Parameters
    ----------
    week
        The week at work, of a model that has not begun; `remote_skill` of its state moves by the rule of the
        last step.
    calendar
        The weeks that teachers have come through.
    """
    before, table = week.facts, week_table([calendar] * len(week.facts.today))
    for number in range(len(calendar)):
        week.facts = facts_of(calendar, number, table[number])
        _gain_experience(week)
    week.facts = before


def facts_of(calendar: Calendar, week: int, today: NDArray[np.void]) -> WeekFacts:
    """Read one week off the calendars.

    Parameters
    ----------
    calendar
        The weeks of all together.
    week
        Count from 0.
    today : ndarray of TODAY, shape (timetables,)
        That week of each timetable (`week_table`).

    Returns
    -------
    WeekFacts
    """
    year = int(calendar.school_year[week])
    return WeekFacts(
        week=week,
        school_year=year,
        year_starts=week == 0 or year != int(calendar.school_year[week - 1]),
        teaching=bool(today["teaching"].any()),
        remote=bool((today["remote"] > 0.0).any()),
        care=bool(((today["vital"] > 0.0) | (today["vulnerable"] > 0.0)).any()),
        looking=bool((today["policy"] | today["test"]).any()),
        today=cast("TodayTable", today),
    )


def before_the_year(facts: WeekFacts, weeks: int) -> WeekFacts:
    """Give the moment at which teachers hear of their pupils from those of the year before.

    Parameters
    ----------
    facts
        The first week of a school year.
    weeks
        Weeks of the calendar: after them chance knows these moments.

    Returns
    -------
    WeekFacts
        All in school; in the first year there is a test to go by.
    """
    today = np.array(facts.today, subok=True)
    today["remote"], today["policy"], today["test"] = 0.0, True, facts.school_year == 0
    return facts._replace(week=weeks + facts.school_year, today=cast("TodayTable", today))
