"""Lines about schools that leave none out, and results that these schools and weeks do not tell apart."""

from __future__ import annotations

from simkansen.scenario.calendar import Calendar
from simkansen.scenario.estimate import count
from simkansen.scenario.schema import PopulationSpec, Scenario
from simkansen.scenario.wording import counted
from simkansen.scenario.words import Refusal
from simkansen.schooling.places import chosen, provinces


def population_notes(spec: PopulationSpec) -> list[Refusal]:
    """Say which lines about schools leave none out."""
    found: list[Refusal] = []
    named = spec.netherlands
    if named is not None and named.province and named.municipality:
        alone = chosen((), named.municipality)
        if all(place.province in named.province for place in alone):
            said = "the province leaves no school out: all these municipalities lie in it"
            found.append((("netherlands", "province"), said, "remove the line, or leave it"))
    if named is not None and set(named.province) == set(provinces()):
        said = "these are all provinces, so that no school is left out"
        found.append((("netherlands", "province"), said, "remove the line, or leave it"))
    source = "netherlands" if named is not None else "schools"
    there, _ = count(
        spec.model_copy(update={source: getattr(spec, source).model_copy(update={"sample": None})})
    )
    if spec.sample is not None and spec.sample == there:
        said = f"a sample of {counted(spec.sample, 'school')} is all of them"
        found.append(((source, "sample"), said, "remove the line, or ask for fewer"))
    return found


def outcome_notes(scenario: Scenario, calendar: Calendar | None) -> list[Refusal]:
    """Say which results are the same for all, or nothing, in these schools and weeks.

    Parameters
    ----------
    scenario
        Its population and outcomes have no problems.
    calendar
        Its weeks, where they could be read.
    """
    found: list[Refusal] = []
    named = scenario.population.netherlands
    where = {place.province for place in chosen(named.province, named.municipality)} if named else set()
    for place, split in enumerate(scenario.outcomes.by or ()):
        if split == "province" and len(where) == 1:
            said = f"all schools lie in {where.pop()}, so this tells what all tells"
            found.append((("outcomes", "by", place), said, "remove province, or leave it"))
    for place, one in enumerate(scenario.outcomes.measures or ()):
        path = ("outcomes", "measures", place)
        if one == "variance_between_schools" and _is_one_school(scenario):
            found.append((path, f"{one} takes two schools, and there is one", f"remove {one}"))
        if one == "out_of_sight" and calendar is not None and not calendar.closed.any():
            said = "nobody drops out of sight, as schools never close in this calendar"
            found.append((path, said, f"remove {one}, or leave it"))
    return found


def _is_one_school(scenario: Scenario) -> bool:
    return scenario.population.sample == 1 or count(scenario.population)[0] == 1
