"""The timetables of a scenario in words: which pupils have which weeks, before any pupil is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from simkansen.phrases import joined, phrase
from simkansen.scenario.calendar import Calendar, build_calendar
from simkansen.scenario.checks.closure_scope import places_of
from simkansen.scenario.reading.wording import listed
from simkansen.scenario.schema.scenario import Scenario
from simkansen.schooling.closures import Place
from simkansen.schooling.system import load_system
from simkansen.schooling.timetables import make_timetables

EVERYBODY = "all"
FEW_PLACES = 3
"""Municipalities that are named; more are counted."""


def timetables_in_words(scenario: Scenario) -> list[tuple[str, Calendar]]:
    """Give each timetable that some pupils of a scenario follow, with who they are.

    Parameters
    ----------
    scenario
        A scenario without problems.

    Returns
    -------
    list of (str, Calendar)
        One, of `EVERYBODY`, where closures are for everybody.
    """
    calendar = build_calendar(scenario.calendar, scenario.population)
    if not calendar.differs:
        return [(EVERYBODY, calendar)]
    system, places = load_system(), places_of(scenario.population, scenario.calendar.first_year)
    made = make_timetables(calendar, places, [])
    of_level = made.of_group[:, system.first_learning_level : system.last_level + 1]
    return [
        (_who(of_level == row, places), one)
        for row, one in enumerate(made.calendars)
        if (of_level == row).any()
    ]


def _who(mine: NDArray[np.bool_], places: Sequence[Place]) -> str:
    """Name the pupils of a timetable; `mine` is of shape (places, learning levels, halves)."""
    if mine.all():
        return EVERYBODY
    alike: dict[bytes, list[int]] = defaultdict(list)
    for place, one in enumerate(mine):
        if one.any():
            alike[one.tobytes()].append(place)
    each = (
        [word for word in (_where(rows, places), *_which(mine[rows[0]])) if word] for rows in alike.values()
    )
    return joined("; ", (joined(", ", words) if words else EVERYBODY for words in each))


def _where(rows: Sequence[int], places: Sequence[Place]) -> str:
    """Name places: whole provinces, some municipalities, or how many they are; nothing for all."""
    if len(rows) == len(places):
        return ""
    of_province: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        of_province[place.province].append(place)
    here = {places[row] for row in rows}
    whole = [name for name, those in of_province.items() if here.issuperset(those)]
    names = [*whole, *sorted(place.municipality for place in here if place.province not in whole)]
    if len(names) - len(whole) <= FEW_PLACES:
        return listed(names, "and")
    return listed([*whole, phrase("{names} municipalities", names=len(names) - len(whole))], "and")


def _which(mine: NDArray[np.bool_]) -> list[str]:
    """Name levels and halves of a place; nothing for all."""
    system = load_system()
    levels = np.flatnonzero(mine.any(axis=1))
    words = []
    if levels.size < len(mine):
        words.append(
            phrase(
                "{word} {spans}",
                word=system.levels.word,
                spans=_spans((levels + system.first_learning_level).tolist()),
            )
        )
    if not mine[levels].all():
        words.append("first half" if mine[levels[0], 0] else "second half")
    return words


def _spans(numbers: Sequence[int]) -> str:
    """Write whole numbers in order as spans: 3-5, 7."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
