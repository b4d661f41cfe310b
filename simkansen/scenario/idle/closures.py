"""Closures that close nothing, or less than they say: what is refused, and what is said beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from simkansen.evidence import load_parameters, load_posterior
from simkansen.phrases import phrase, phrase_of
from simkansen.scenario.calendar import SCHOOL_DAYS, Calendar, build_calendar
from simkansen.scenario.checks.care import care_notes
from simkansen.scenario.checks.closure_scope import meet, places_of
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import counted, listed
from simkansen.scenario.schema.closures import Closure
from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec
from simkansen.scenario.schema.words import LEARNING_SECTOR, OWN_COLUMN
from simkansen.schooling.calendar import make_calendar
from simkansen.schooling.closures import HALVES, Place
from simkansen.schooling.system import load_system

Days = NDArray[np.int64]

FEWEST, MOST = SCHOOL_DAYS, 2 * (SCHOOL_DAYS - 1)
"""School days in a row that, by where they fall, hold a whole calendar week or none."""


def idle_closures(
    closures: Mapping[int, Closure], years: CalendarSpec, schools: PopulationSpec | None = None
) -> list[Refusal]:
    """Find closures that change nothing: without a school day, or of schools that are not simulated.

    Parameters
    ----------
    closures
        By place in the file.
    years
        The calendar's school years.
    schools
        The schools, whose regions have these holidays; all of the country by default.
    """
    taught = build_calendar(years.model_copy(update={"closures": "none"}), schools)
    there = places_of(schools, years.first_year) if schools is not None and taught.beside else []
    own = [one for one in closures.values() if _closes_learners(one)]
    found: list[Refusal] = []
    for index, closure in closures.items():
        others = [one for one in own if one is not closure and _share_a_place(closure, one)]
        met = [_school_days(one, taught) for one in others]
        here = _weeks_where(closure, taught, there)
        refusals = *_idle_closure(closure, here, sum(met, _none(taught)) > 0), *_idle_turns(closure, here)
        found += [refused.below(("closures", index)) for refused in refusals]
    return found


def _weeks_where(closure: Closure, taught: Calendar, there: Sequence[Place]) -> Calendar:
    """Give the weeks of the regions in which the schools lie that a closure is for; of all by default."""
    meant = {place.region for place in there if closure.scope.lies_in(place)}
    regions = [region for region in (taught.region, *taught.beside) if region in meant and region]
    if not regions:
        return taught
    return make_calendar(taught.year_labels, (), regions=regions, official=taught.official)


def _closes_learners(closure: Closure) -> bool:
    """Tell whether it closes a level whose learning is followed."""
    learning = set(load_system().learning_levels)
    return LEARNING_SECTOR in closure.sectors and (not closure.levels or bool(learning & set(closure.levels)))


def _share_a_place(one: Closure, other: Closure) -> bool:
    """Tell whether two closures may be for homes of one place, of whatever level."""
    return meet(one.model_copy(update={"levels": ()}), other)


def _idle_closure(closure: Closure, taught: Calendar, with_own: NDArray[np.bool_]) -> Iterator[Refusal]:
    days = _school_days(closure, taught)
    inside = closure.start <= taught.last_day and closure.end >= taught.first_day
    if inside and not days.any():
        yield Refusal((), *_without_day(closure))
    elif inside and not _closes_learners(closure) and LEARNING_SECTOR in closure.sectors:
        if not days[with_own].any():
            yield Refusal(("levels",), *_without_learners(closure))
    elif LEARNING_SECTOR not in closure.sectors and inside and not days[with_own].any():
        sectors = listed(closure.sectors, "and")
        only = phrase_of(
            len(closure.sectors), "only {sectors} closes", "only {sectors} close", sectors=sectors
        )
        said = phrase(
            "{only}, never in a week in which {learning_sector} does: pupils of {learning_sector} "
            "notice nothing",
            only=only,
            learning_sector=LEARNING_SECTOR,
        )
        fix = phrase(
            "add {learning_sector} to sectors, or a closure of {learning_sector} in these weeks",
            learning_sector=LEARNING_SECTOR,
        )
        yield Refusal(("sectors",), said, fix)
    if LEARNING_SECTOR not in closure.sectors and closure.emergency_care is not None:
        said = phrase(
            "emergency care is of {learning_sector}, and this closure is not", learning_sector=LEARNING_SECTOR
        )
        yield Refusal(
            ("emergency_care",),
            said,
            phrase("remove it, or add {learning_sector} to sectors", learning_sector=LEARNING_SECTOR),
        )


def _without_learners(closure: Closure) -> tuple[str, str]:
    system = load_system()
    levels = phrase("{word} {levels}", word=system.levels.word, levels=listed(closure.levels, "and"))
    first, last = system.first_learning_level, system.last_level
    return (
        phrase(
            "only {levels} close, never in a week in which {first} to {last} do: who learns notices nothing",
            levels=levels,
            first=first,
            last=last,
        ),
        phrase(
            "add levels from {first} to {last}, or a closure of these in the same weeks",
            first=first,
            last=last,
        ),
    )


def _idle_turns(closure: Closure, taught: Calendar) -> Iterator[Refusal]:
    """Find a rota of weeks in which only one half of the pupils would ever be in school."""
    weeks = np.count_nonzero(_school_days(closure, taught))
    if closure.rota == "weeks" and weeks == 1:
        said = "there is one week with lessons, in which one half is in school and the other never"
        yield Refusal(("rota",), said, "let it last two weeks with lessons or more, or write rota: days")


def _without_day(closure: Closure) -> tuple[str, str]:
    days = (closure.end - closure.start).days + 1
    week = [closure.start + timedelta(days=step) for step in range(min(days, 7))]
    if all(day.weekday() >= SCHOOL_DAYS for day in week):
        return "this is a weekend, in which no school is open anyway", "give days from Monday to Friday"
    return "these are all days without lessons, so nothing closes", "choose days outside the holidays"


def closure_notes(spec: CalendarSpec, calendar: Calendar) -> list[Refusal]:
    """Say which closures are cut, and which count for more or less by where they fall in the week.

    Parameters
    ----------
    spec
        Closures without problems.
    calendar
        The weeks that they make.
    """
    if isinstance(spec.closures, str):
        return []
    taught = calendar.without_closures()
    each = [_school_days(one, taught) for one in spec.closures]
    found: list[Refusal] = []
    for index, (closure, days) in enumerate(zip(spec.closures, each, strict=True)):
        others = [(one, each[i]) for i, one in enumerate(spec.closures) if i != index]
        notes = (
            *_cut_by_holidays(closure, days, taught),
            *_cut_by_sector(closure, days, others),
            *_cut_care(closure, days, others),
            *_uneven_turns(closure, days),
        )
        found += [note.below(("closures", index)) for note in notes]
    for first, *more in _in_a_row(spec.closures):
        days = sum((each[index] for index in more), each[first])
        notes = tuple(_by_weekday(spec.closures[first], days, calendar))
        found += [note.below(("closures", first)) for note in notes]
    return found + care_notes(dict(enumerate(spec.closures)))


def _none(calendar: Calendar) -> Days:
    return np.zeros(len(calendar), dtype=np.int64)


def _weekdays(closure: Closure, calendar: Calendar) -> Days:
    """Count the days from Monday to Friday of each week that a closure holds."""
    monday = calendar.monday.astype("datetime64[D]").astype(np.int64)
    epoch = date(1970, 1, 1)
    first = np.maximum(monday, (closure.start - epoch).days)
    last = np.minimum(monday + SCHOOL_DAYS - 1, (closure.end - epoch).days)
    days: Days = np.clip(last - first + 1, 0, SCHOOL_DAYS)
    return days


def _school_days(closure: Closure, calendar: Calendar) -> Days:
    return _weekdays(closure, calendar) * calendar.teaching


def _cut_by_holidays(closure: Closure, days: Days, taught: Calendar) -> Iterator[Refusal]:
    weekdays, lessons = int(_weekdays(closure, taught).sum()), int(days.sum())
    if weekdays != lessons:
        said = phrase(
            "{weekdays} of these {all_weekdays} weekdays are holidays, so {lessons} school days close",
            weekdays=weekdays - lessons,
            all_weekdays=weekdays,
            lessons=lessons,
        )
        yield Refusal((), said, "leave it as it is, or choose other days")


def _cut_by_sector(closure: Closure, days: Days, others: list[tuple[Closure, Days]]) -> Iterator[Refusal]:
    with_own = np.zeros(days.size, dtype=np.bool_)
    for other, theirs in others:
        with_own |= (_closes_learners(other) and _share_a_place(closure, other)) & (theirs > 0)
    shared, weeks = int(np.count_nonzero(with_own & (days > 0))), int(np.count_nonzero(days))
    if LEARNING_SECTOR not in closure.sectors and shared != weeks:
        said = phrase(
            "counts in {shared} of its {weeks}: only where {learning_sector} is closed too do homes "
            "have to share",
            shared=shared,
            weeks=counted(weeks, "week"),
            learning_sector=LEARNING_SECTOR,
        )
        yield Refusal(
            ("sectors",),
            said,
            phrase(
                "leave it as it is, or close {learning_sector} in these weeks too",
                learning_sector=LEARNING_SECTOR,
            ),
        )


def _cut_care(closure: Closure, days: Days, others: list[tuple[Closure, Days]]) -> Iterator[Refusal]:
    """Say where two closures share a week: the larger share in care then counts for the whole week."""
    care = closure.emergency_care
    if care is None or LEARNING_SECTOR not in closure.sectors:
        return
    met = [(other, theirs) for other, theirs in others if meet(closure, other)]
    beside = [other for other, theirs in met if LEARNING_SECTOR in other.sectors and (days * theirs).any()]
    for other in [one for one in beside if one.emergency_care != care][:1]:
        said = phrase(
            "the closure from {start} shares a week with this one: there the larger shares count",
            start=other.start,
        )
        yield Refusal(("emergency_care",), said, "leave it as it is, or let closures end on a Friday")


def _uneven_turns(closure: Closure, days: Days) -> Iterator[Refusal]:
    weeks = int(np.count_nonzero(days))
    if closure.rota == "weeks" and weeks % HALVES:
        first = (weeks + 1) // HALVES
        said = phrase(
            "one half is in school in {first} of {these}, the other in {weeks}",
            first=first,
            these=_these(weeks),
            weeks=weeks - first,
        )
        yield Refusal(("rota",), said, "leave it, or let it last an even number of weeks with lessons")


def _these(weeks: int) -> str:
    return "this one week" if weeks == 1 else phrase("these {weeks} weeks", weeks=weeks)


def _in_a_row(closures: Sequence[Closure]) -> list[list[int]]:
    """Return the places of closures of the same pupils, those together that no weekday lies between."""
    rows: list[list[int]] = []
    for index in sorted(range(len(closures)), key=lambda place: closures[place].start):
        one = closures[index]
        for row in rows:
            last = closures[row[-1]]
            alike = (last.kind, last.scope, last.sectors) == (one.kind, one.scope, one.sectors)
            if alike and _follows(last, one):
                row.append(index)
                break
        else:
            rows.append([index])
    return rows


def _follows(before: Closure, after: Closure) -> bool:
    """Tell whether no weekday lies between two closures."""
    between = range(1, (after.start - before.end).days)
    return all((before.end + timedelta(days=step)).weekday() >= SCHOOL_DAYS for step in between)


def _by_weekday(closure: Closure, days: Days, calendar: Calendar) -> Iterator[Refusal]:
    """Say that as many school days count for more or less where they fall in calendar weeks otherwise."""
    lessons, weeks = int(days.sum()), int(np.count_nonzero(days))
    if closure.kind != "closed" or LEARNING_SECTOR not in closure.sectors or not FEWEST <= lessons <= MOST:
        return
    if not calendar.teaching[int(np.flatnonzero(days)[-1]) + 1 :].any():
        return  # nobody gets used to school again after the last week of all
    costs = phrase(
        "which costs about {weeks_of_getting_used:.1f} weeks of lessons",
        weeks_of_getting_used=_weeks_of_getting_used(),
    )
    if (calendar.teaching & (days > 0) & (calendar.in_school[:, OWN_COLUMN] == 0.0)).any():
        said = phrase(
            "these {lessons} school days hold a calendar week closed from Monday to Friday, and so "
            "count for more than {lessons} days across weekends: after it pupils get used to school "
            "again, {costs}",
            lessons=lessons,
            costs=costs,
        )
    else:
        said = phrase(
            "these {lessons} school days lie in {calendar_weeks}, none of them closed from Monday to "
            "Friday, and so count for less than a closed week: that pupils get used to school again, "
            "{costs}, is left out",
            lessons=lessons,
            calendar_weeks=counted(weeks, "calendar week"),
            costs=costs,
        )
    fix = (
        "close whole weeks, or compare it only with closures that begin and end on the same days of the week"
    )
    yield Refusal((), said, fix)


def _weeks_of_getting_used() -> float:
    """Lessons that getting used to school again costs after a week closed whole (weeks, posterior mean)."""
    values = load_parameters().replace(load_posterior().mean())
    return float(values["restart_loss"] / (1.0 - np.exp(-1.0 / values["restart_weeks"])))


def experience_notes(spec: CalendarSpec, calendar: Calendar) -> list[Refusal]:
    """Say that experience of teaching at a distance changes nothing where nobody is taught so.

    Parameters
    ----------
    spec
        What a file says; it has no problems.
    calendar
        The weeks that it makes.
    """
    if spec.remote_experience is None or (calendar.remote > 0.0).any():
        return []
    said = "nobody is taught at a distance in this calendar, so experience of it changes nothing"
    return [Refusal(("remote_experience",), said, "remove the line, or leave it")]
