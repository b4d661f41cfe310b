"""Lines about schools that leave none out, and results that these schools and weeks do not tell apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simkansen.phrases import phrase
from simkansen.scenario.calendar import Calendar
from simkansen.scenario.idle.rules import Planned
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import counted
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.run_defaults import is_sample
from simkansen.scenario.schema.scenario import PopulationSpec, Scenario
from simkansen.scenario.schema.words import COUNTRY, LEVEL
from simkansen.scenario.writing.estimate import count
from simkansen.schooling.places import chosen, provinces
from simkansen.schooling.system import load_system


def population_notes(spec: PopulationSpec, school_year: str | None = None) -> list[Refusal]:
    """Say which lines about schools leave none out, of those that are taken for a school year."""
    return [*_idle_places(spec, school_year), *_idle_sample(spec, school_year)]


def _idle_places(spec: PopulationSpec, school_year: str | None) -> Iterator[Refusal]:
    named = spec.country
    if named is None:
        return
    path, fix = (COUNTRY, "province"), "remove the line, or leave it as it is"
    inside = [place.province in named.province for place in chosen((), named.municipality, school_year)]
    if named.province and named.municipality and all(inside):
        yield Refusal(path, "the province leaves no school out: all these municipalities lie in it", fix)
    if set(named.province) == set(provinces()):
        yield Refusal(path, "these are all provinces, so that no school is left out", fix)


def _idle_sample(spec: PopulationSpec, school_year: str | None) -> Iterator[Refusal]:
    if spec.sample is None or is_sample(spec, school_year):
        return
    if spec.sample == count(spec, school_year)[0]:
        source = COUNTRY if spec.country is not None else "schools"
        said = phrase("a sample of {schools} is all of them", schools=counted(spec.sample, "school"))
        yield Refusal((source, "sample"), said, "remove the line, or ask for fewer")


def have_left(scenario: Scenario, calendar: Calendar) -> bool:
    """Tell whether all pupils whom a scenario helps have left school by the last week, where levels say so.

    Parameters
    ----------
    scenario
        Its interventions have no problems.
    calendar
        Its weeks.
    """
    return bool(scenario.interventions) and all(_have_left(one, calendar) for one in scenario.interventions)


def _have_left(programme: Programme, calendar: Calendar) -> bool:
    asked = programme.target.criteria.get(LEVEL)
    if asked is None or not {"pupil", "home"} & set(programme.aimed_at):
        return False
    years = np.asarray(calendar.school_year)[Planned(programme, calendar).running]
    after = int(np.max(calendar.school_year)) - years
    levels = np.array([int(level) for level in asked.values])
    gone = levels[:, np.newaxis] + after > load_system().last_level
    return bool(gone.size and gone.all())


def left_notes(scenario: Scenario, calendar: Calendar) -> Iterator[Refusal]:
    """Say which interventions help nobody who is still in school in the last week.

    Parameters
    ----------
    scenario
        Its interventions have no problems.
    calendar
        Its weeks.

    Yields
    ------
    Refusal
        The path begins at the top of the scenario.
    """
    for place, programme in enumerate(scenario.interventions):
        if _have_left(programme, calendar):
            said = phrase(
                "all whom it helps have left school by {day:%Y-%m-%d}: what is told of the end is without "
                "them, and shows next to nothing of it",
                day=calendar.last_day,
            )
            fix = "end the calendar with their last school year, or read what each pupil reached recovers"
            yield Refusal(("interventions", place, "for", LEVEL), said, fix)


def outcome_notes(scenario: Scenario, calendar: Calendar | None) -> list[Refusal]:
    """Say which results are the same for all, or nothing, in these schools and weeks.

    Parameters
    ----------
    scenario
        Its population and outcomes have no problems.
    calendar
        Its weeks, where they could be read.
    """
    return [*_idle_splits(scenario), *_idle_measures(scenario, calendar)]


def _idle_splits(scenario: Scenario) -> Iterator[Refusal]:
    kept = scenario.population.chosen_places(scenario.calendar.first_year)
    where = set() if scenario.population.schools else {place.province for place in kept}
    for place, split in enumerate(scenario.outcomes.by or ()):
        if split == "province" and len(where) == 1:
            said = phrase("all schools lie in {region}, so this tells what all tells", region=min(where))
            yield Refusal(("outcomes", "by", place), said, "remove province, or leave it as it is")


def _idle_measures(scenario: Scenario, calendar: Calendar | None) -> Iterator[Refusal]:
    for place, one in enumerate(scenario.outcomes.measures or ()):
        path = ("outcomes", "measures", place)
        if one == "variance_between_schools" and _is_one_school(scenario):
            yield Refusal(
                path,
                phrase("{one} takes two schools, and there is one", one=one),
                phrase("remove {one}", one=one),
            )
        if one == "out_of_sight" and calendar is not None and not calendar.closed.any():
            said = "nobody drops out of sight, as schools never close in this calendar"
            yield Refusal(path, said, phrase("remove {one}, or leave it as it is", one=one))


def _is_one_school(scenario: Scenario) -> bool:
    return scenario.population.sample == 1 or count(scenario.population, scenario.calendar.first_year)[0] == 1
