"""What several interventions together ask of one pupil's week: no more hours than one alone may take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simkansen.evidence import load_parameters
from simkansen.evidence.bounds import Bound, bounds_of
from simkansen.phrases import phrase
from simkansen.scenario.calendar import Calendar
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import amount, listed
from simkansen.scenario.schema.programme import Programme, Weeks
from simkansen.scenario.schema.targeting import Criterion, Target
from simkansen.schooling import load_system

_WHEN = {"school": "in school time", "after-school": "after school", "holiday": "in holidays"}


class _Timed(NamedTuple):
    """An intervention with hours of pupils: its place in the file, its weeks, and how far hours may go."""

    place: int
    programme: Programme
    hours: float
    weeks: NDArray[np.bool_]
    bound: Bound


def hours_together(programmes: Sequence[Programme | None], calendar: Calendar) -> Iterator[Refusal]:
    """Find interventions that give a pupil who is in all of them more hours a week than one alone may.

    Parameters
    ----------
    programmes
        In the order of the file; None where one could not be read.
    calendar
        The weeks of the scenario.

    Yields
    ------
    Refusal
        At the hours of the last of them; the path is below ``interventions``.
    """
    timed = [one for place, programme in enumerate(programmes) for one in _timed(place, programme, calendar)]
    for number, one in enumerate(timed):
        beside, together = _beside(one, timed[:number])
        if not beside or together <= one.bound.most:
            continue
        names = listed([repr(other.programme.id) for other in beside], "and")
        said = phrase(
            "with {names} a pupil can have {together:,.15g} hours a week {when}, more than "
            "{most:,.15g}: {because}",
            names=names,
            together=together,
            when=_WHEN[one.programme.moment],
            most=one.bound.most,
            because=one.bound.because,
        )
        fix = "give fewer hours, other weeks or another moment, or let no pupil be in all of them"
        yield Refusal((one.place, "hours"), said, fix)
    yield from _days_together(programmes, calendar)
    for place, names, bound, together, largest in _in_all_together(programmes, calendar):
        if largest <= bound.most < together:
            hours = amount(together, bound.unit)
            said = phrase("with {names} the same can have {amount}", names=names, amount=hours)
            wrong = phrase(
                "{said}, more than {most:,.15g}: {because}", said=said, most=bound.most, because=bound.because
            )
            yield Refusal((place, "weeks"), wrong, "give fewer weeks, or let nobody be in all of them")


def _days_together(programmes: Sequence[Programme | None], calendar: Calendar) -> Iterator[Refusal]:
    """Find places in school on more days than a school week has, of several together."""
    most = load_system().week.school_days.value
    possible = [one if one is not None and 0 < _days(one) <= most else None for one in programmes]
    for place, one, beside, names in _once_more(possible, calendar):
        together = sum(_days(each) for each in (one, *beside))
        if together > most:
            said = phrase(
                "with {names} a pupil can have {together:,g} days a week, and a school week has {most:,g}",
                names=names,
                together=together,
                most=most,
            )
            yield Refusal((place, "days"), said, "give fewer days, or let no pupil be in all of them")


def _days(programme: Programme) -> float:
    """Give how many days a week it brings a pupil to school; 0 where it does not."""
    said, parameter = getattr(programme, "days", None), programme.by_parameter.get("days")
    return float(said or (load_parameters()[parameter] if parameter else 0.0))


def notes_together(programmes: Sequence[Programme | None], calendar: Calendar) -> Iterator[Refusal]:
    """Say where several of one type together give what is beyond what was tried of one.

    Parameters
    ----------
    programmes
        In the order of the file; None where one could not be read.
    calendar
        The weeks of the scenario.

    Yields
    ------
    Refusal
        At the answer of the last of them; the path is below ``interventions``.
    """
    for place, names, bound, together in beyond_together(programmes, calendar):
        said = phrase(
            "with {names} the same can have {amount}", names=names, amount=amount(together, bound.unit)
        )
        fix = "give less, let nobody be in all of them, or read the result as a guess"
        said = phrase("{said}, beyond what was tried: {by}", said=said, by=bound.by)
        yield Refusal((place, *bound.answer), said, fix)


def beyond_together(
    programmes: Sequence[Programme | None], calendar: Calendar
) -> Iterator[tuple[int, str, Bound, float]]:
    """Give where several of one type together go beyond what was tried of one, and none of them alone.

    Parameters
    ----------
    programmes, calendar
        As in `notes_together`.

    Yields
    ------
    place, names, bound, together
        Of the last of them: its place, the names of the others, how far it may go, and what all have.
    """
    for place, one, beside, names in _once_more(programmes, calendar):
        for bound in bounds_of(one.type, one.moment, load_parameters()):
            each = [_amount(other, bound) for other in (one, *beside)]
            if max(each) <= bound.tried < sum(each):
                yield place, names, bound, sum(each)
    for place, names, bound, together, largest in _in_all_together(programmes, calendar):
        if largest <= bound.tried < together <= bound.most:
            yield place, names, bound, together


def _in_all_together(
    programmes: Sequence[Programme | None], calendar: Calendar
) -> Iterator[tuple[int, str, Bound, float, float]]:
    """Give what the same can have in all of several of one type, whatever their weeks.

    Yields
    ------
    place, names, bound, together, largest
        Of the last of them: its place, the names of the others, how far hours may go, their sum, and most of
        one.
    """
    earlier: list[Programme] = []
    for place, one in enumerate(programmes):
        if one is None:
            continue
        beside = [each for each in earlier if each.type == one.type and _overlap(each.target, one.target)]
        earlier.append(one)
        for bound in bounds_of(one.type, one.moment, load_parameters()) if beside else ():
            if bound.answer == ("weeks",):
                each = [hours_in_all(other, calendar) for other in (one, *beside)]
                names = listed([repr(other.id) for other in beside], "and")
                yield place, names, bound, sum(each), max(each)


def _once_more(
    programmes: Sequence[Programme | None], calendar: Calendar
) -> Iterator[tuple[int, Programme, list[Programme], str]]:
    """Give each that can be for the same as earlier ones of its type: place, itself, them, their names."""
    earlier: list[Programme] = []
    for place, one in enumerate(programmes):
        if one is not None:
            beside = [other for other in earlier if _is_once_more(one, other, calendar)]
            earlier.append(one)
            if beside:
                yield place, one, beside, listed([repr(other.id) for other in beside], "and")


def _is_once_more(one: Programme, other: Programme, calendar: Calendar) -> bool:
    """Tell whether two of one type can be for the same in the same week, at whatever moments of it."""
    if one.type != other.type or not _overlap(one.target, other.target):
        return False
    weeks = [calendar.weeks_of(each.weeks or Weeks(), each.moment) for each in (one, other)]
    return bool((weeks[0] & weeks[1]).any())


def hours_in_all(programme: Programme, calendar: Calendar) -> float:
    """Give the hours that somebody has of it in all weeks of a scenario together."""
    return _hours(programme) * int(_running(programme, calendar).sum())


def weeks_within(programme: Programme, calendar: Calendar, most: float) -> tuple[str, str] | None:
    """Give the first and last of the first weeks in which it gives no more hours than these.

    Parameters
    ----------
    programme, calendar
        As in `hours_in_all`.
    most
        Hours that somebody may have in all.

    Returns
    -------
    (str, str) or None
        The Mondays, as dates; None where the file gives weeks itself, or a week has more hours.
    """
    running, hours = np.flatnonzero(_running(programme, calendar)), _hours(programme)
    fit = int(most / hours) if hours > 0 else 0
    if "weeks" in programme.model_fields_set or not 0 < fit <= running.size:
        return None
    first, last = calendar.monday[running[[0, fit - 1]]].astype("datetime64[D]").astype(str)
    return first, last


def _running(programme: Programme, calendar: Calendar) -> NDArray[np.bool_]:
    """Tell in which weeks of a calendar it runs, shape (weeks,)."""
    weeks = calendar.weeks_of(programme.weeks or Weeks(), programme.moment)
    return weeks & calendar.closed if programme.only_while_closed else weeks


def _hours(programme: Programme) -> float:
    """Give its hours a week: those of the file, else the usual ones."""
    if programme.hours:
        return programme.hours.per_week
    usual, parameter = programme.usual_answers().get("hours"), programme.by_parameter.get("hours")
    if isinstance(usual, dict):
        return float(usual["per_week"])
    return load_parameters()[parameter] if parameter else 0.0


def _amount(programme: Programme, bound: Bound) -> float:
    """Give an answer that adds up where there are several; 0 for others, as prices and sizes of groups."""
    if bound.answer == ("hours",):
        return _hours(programme)
    return float(getattr(programme, "per_home", None) or 1) if bound.answer == ("per_home",) else 0.0


def _timed(place: int, programme: Programme | None, calendar: Calendar) -> Iterator[_Timed]:
    """Give an intervention whose hours are bounded at its moment, unless they are too many by themselves."""
    if programme is None or programme.hours is None or not programme.moment_matters:
        return
    hours, weeks = programme.hours.per_week, calendar.weeks_of(programme.weeks or Weeks(), programme.moment)
    for bound in bounds_of(programme.type, programme.moment, load_parameters()):
        if bound.answer == ("hours",) and hours <= bound.most:
            running = weeks & calendar.closed if programme.only_while_closed else weeks
            yield _Timed(place, programme, hours, running, bound)


def _beside(one: _Timed, earlier: Sequence[_Timed]) -> tuple[list[_Timed], float]:
    """Give earlier ones that a pupil can be in together with it, all in one week, and the hours of all."""
    found, weeks = [one], one.weeks
    for other in earlier:
        if (weeks & other.weeks).any() and all(_share_pupils(other, member) for member in found):
            found.append(other)
            weeks = weeks & other.weeks
    return found[1:], round(sum(member.hours for member in found), 9)


def _share_pupils(one: _Timed, other: _Timed) -> bool:
    """Tell whether a pupil can be in both at the same moment."""
    same_moment = one.programme.moment == other.programme.moment
    return same_moment and _overlap(one.programme.target, other.programme.target)


def _overlap(one: Target, other: Target) -> bool:
    """Tell whether no line of the one leaves out all whom the other is for."""
    shared = one.criteria.keys() & other.criteria.keys()
    return all(_has_both(one.criteria[name], other.criteria[name]) for name in shared)


def _has_both(one: Criterion, other: Criterion) -> bool:
    if one.flag is not None or other.flag is not None:
        return one.flag == other.flag
    if one.values and other.values:
        return bool(set(one.values) & set(other.values))
    low = max((c.at_least for c in (one, other) if c.at_least is not None), default=-np.inf)
    high = min((c.at_most for c in (one, other) if c.at_most is not None), default=np.inf)
    values = [float(value) for value in (*one.values, *other.values) if isinstance(value, int | float)]
    return any(low <= value <= high for value in values) if values else low <= high
