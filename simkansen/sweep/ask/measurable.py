"""Whether what an experiment measures can have a value: the week is there, and so is the group."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from simkansen.arithmetic.matrices import product
from simkansen.interventions import registry
from simkansen.model import snapshot_weeks
from simkansen.outcomes.groups import population_groups
from simkansen.outcomes.measures import MEASURES
from simkansen.outcomes.measures.gaps import REFERENCE_GROUPS
from simkansen.outcomes.measures.growth import school_years
from simkansen.outcomes.numbers import last_week
from simkansen.phrases import phrase, phrase_of
from simkansen.scenario import Calendar, Scenario, ScenarioErrors, build_calendar
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import listed
from simkansen.sweep.ask.dimensions import Listed
from simkansen.sweep.ask.paths import with_values

if TYPE_CHECKING:
    from simkansen.outcomes.groups import Groups
    from simkansen.population import Population
    from simkansen.sweep.ask.dimensions import Dimension
    from simkansen.sweep.ask.experiment import MeasureSpec

TRIED = 256
"""Calendars that are looked at: combinations of what is varied of them."""

_TOLD = 6


def never_measured(
    measures: Mapping[int, MeasureSpec], scenarios: Sequence[Scenario], dimensions: Sequence[Dimension]
) -> list[Refusal]:
    """Say which measures cannot have a value in any run, or name a week that some runs do not have.

    Parameters
    ----------
    measures
        What is measured, by the place in the file's list.
    scenarios
        The scenarios, the reference first.
    dimensions
        What is varied.

    Returns
    -------
    list of Refusal
        Each with its place under ``measures``.
    """
    calendars = list(_calendars(scenarios, dimensions))
    found: list[Refusal] = []
    weeks: dict[tuple[str, ...], int] = {}
    for place, one in measures.items():
        if refusal := _about_week(one, calendars) or _about_reference(one, scenarios):
            found.append(refusal.below(("measures", place)))
            continue
        same = (one.measure, one.subject, one.by, one.group, str(_week_of(one, calendars[0])))
        if same in weeks and one.id != measures[weeks[same]].id:  # written alike is told by the list itself
            said = phrase(
                "'{one}' is measured in the same week as '{other}'",
                one=one.id,
                other=measures[weeks[same]].id,
            )
            found.append(Refusal(("measures", place), said, "remove one of them"))
        weeks.setdefault(same, place)
    return found


def _calendars(scenarios: Sequence[Scenario], dimensions: Sequence[Dimension]) -> Iterator[Calendar]:
    """Give the different calendars under which runs may be simulated."""
    varied = [one for one in dimensions if isinstance(one, Listed) and one.name.startswith("calendar.")]
    seen = set()
    for values in itertools.islice(itertools.product(*(one.values for one in varied)), TRIED):
        chosen = dict(zip([one.name for one in varied], values, strict=True))
        for scenario in scenarios:
            try:
                there = with_values(scenario, chosen, registry())
            except ScenarioErrors:
                continue  # values that do not go together fail at their points alone
            if (text := repr((there.calendar, there.population))) not in seen:
                seen.add(text)
                yield build_calendar(there.calendar, there.population)


def _about_week(one: MeasureSpec, calendars: Sequence[Calendar]) -> Refusal | None:
    if one.week is None:
        return None
    asked = one.week
    for calendar in calendars:
        if not calendar.first_day <= one.week <= calendar.last_day:
            said = phrase(
                "{week} is outside the calendar, which runs from {first_day} to {last_day}; its last "
                "week is that of {last_week}",
                week=one.week,
                first_day=calendar.first_day,
                last_day=calendar.last_day,
                last_week=_monday(calendar, len(calendar) - 1),
            )
            return Refusal(
                ("week",), said, "name a day of the calendar, or leave week out for the last there is"
            )
    had = [np.isin(_week_of(one, calendar), _weeks_with(one, calendar)) for calendar in calendars]
    if any(had):
        return None
    known = sorted({_monday(calendar, week) for calendar in calendars for week in _weeks_with(one, calendar)})
    near = sorted(sorted(known, key=lambda day: abs((day - asked).days))[:_TOLD])
    what = phrase(
        "{measure} has no value in the week of {week}: {why}",
        measure=one.measure,
        week=one.week,
        why=_WHY[MEASURES[one.measure].weeks],
    )
    return Refusal(("week",), what, _fix(near))


_WHY = {
    "end": "it is of the whole calendar, and stands at its last week",
    "teaching": "no lessons are given then",
    "year": "it stands at the last week with lessons of a school year",
    "pace": "the school year of that week has fewer than two weeks with lessons",
    "kept": "pupils are compared one by one in some weeks only",
    "any": "nothing is measured then",
}


def _fix(near: Sequence[date]) -> str:
    if not near:
        return "choose another measure"
    days = listed([day.isoformat() for day in near])
    return phrase_of(
        len(near),
        "leave week out, or choose the week of {days}",
        "leave week out, or choose one of the weeks of {days}",
        days=days,
    )


def _weeks_with(one: MeasureSpec, calendar: Calendar) -> list[int]:
    """List the weeks in which a measure has values, for groups that have pupils."""
    kind = MEASURES[one.measure].weeks
    if kind == "end":
        return [len(calendar) - 1]
    if kind == "teaching":
        return [int(week) for week in np.flatnonzero(calendar.teaching)]
    if kind == "year":
        return [last for _, last, _ in school_years(calendar)]
    if kind == "kept":
        return sorted(snapshot_weeks(calendar))
    if kind == "pace":
        known = [int(calendar.school_year[first]) for first, _, _ in school_years(calendar)]
        return [int(week) for week in np.flatnonzero(np.isin(calendar.school_year, known))]
    return list(range(len(calendar)))


def _week_of(one: MeasureSpec, calendar: Calendar) -> int:
    """Give the week of the calendar that a measure is about, as the runs do."""
    if one.week is not None:
        return int((np.datetime64(one.week, "D") - calendar.monday[0]) / np.timedelta64(7, "D"))
    if MEASURES[one.measure].weeks not in ("end", "kept") and not school_years(calendar):
        return 0
    return last_week(one.measure, calendar, _weeks_with(one, calendar))


def _monday(calendar: Calendar, week: int) -> date:
    day: date = calendar.monday[week].astype("datetime64[D]").item()
    return day


def _about_reference(one: MeasureSpec, scenarios: Sequence[Scenario]) -> Refusal | None:
    """Refuse what is only there between two scenarios, or only with interventions."""
    if MEASURES[one.measure].kinds == "effect" and len(scenarios) == 1:
        said = phrase("{measure} is told between two scenarios, and there is one", measure=one.measure)
        return Refusal((), said, "name a second scenario, or choose another measure")
    if one.measure == "staff_hours_available" and not any(scenario.interventions for scenario in scenarios):
        said = "staff_hours_available is counted for interventions, and no scenario has any"
        return Refusal((), said, "name a scenario that has, or remove it")
    return None


def has_effect(one: MeasureSpec, scenarios: Sequence[Scenario]) -> bool:
    """Say whether a measure has an effect: of hours that nobody counts in the reference there is none."""
    return one.measure != "staff_hours_available" or bool(scenarios[0].interventions)


def has_direction(one: MeasureSpec) -> bool:
    """Say whether one way of a measure is better than the other."""
    return MEASURES[one.measure].better in ("higher", "lower")


_ONLY_GIVEN = ("cost_per_week", "worse_off")
_GIVEN_UP = ("cost", "staff_hours_asked", "staff_hours_needed")


def never_gains(one: MeasureSpec, scenarios: Sequence[Scenario]) -> bool:
    """Say whether no scenario can be better on a measure than the reference.

    A price, and pupils who are worse off, are never below 0; nor is what is spent beside a reference in which
    nothing is. Of other measures of which lower is better, such as a delay, the gain is what is saved of it.
    """
    return one.measure in _ONLY_GIVEN or (one.measure in _GIVEN_UP and not scenarios[0].interventions)


def groups_without_pupils(
    population: Population, calendar: Calendar, measures: Iterable[MeasureSpec]
) -> dict[str, str]:
    """Say which measures are of a group that nobody is in.

    Parameters
    ----------
    population
        Who is simulated.
    calendar
        The weeks of the reference.
    measures
        What is measured.

    Returns
    -------
    dict of str to str
        By measure the group without pupils in its week: the one it is of, or the one it is compared with.
    """
    groups = population_groups()
    counted: dict[int, Mapping[tuple[str, str], float]] = {}
    found: dict[str, str] = {}
    for one in measures:
        year = int(calendar.school_year[_week_of(one, calendar)])
        if year not in counted:
            counted[year] = _pupils_of(population, groups, year)
        asked = [one.group]
        if one.measure == "gap_weeks":
            asked.append(REFERENCE_GROUPS[one.by])
        empty = [name for name in asked if not counted[year][one.by, name] > 0]
        if empty:
            found[one.id] = f"{one.by}: {empty[0]}" if one.by != "all" else phrase("all pupils")
    return found


def _pupils_of(population: Population, groups: Groups, year: int) -> Mapping[tuple[str, str], float]:
    """Count the pupils of every group in a school year."""
    stratum = np.asarray(population.pupils.stratum)[:, year]
    cells = np.bincount(stratum[stratum >= 0], minlength=groups.matrix.shape[1])
    counts = product(groups.matrix, cells)
    return {(by, name): float(count) for by, name, count in zip(groups.by, groups.name, counts, strict=True)}
