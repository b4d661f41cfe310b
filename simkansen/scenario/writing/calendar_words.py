"""What is taken of a scenario's school years where no value of its file says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simkansen.phrases import joined, phrase
from simkansen.scenario.calendar import build_calendar, regions_for
from simkansen.scenario.reading.wording import listed
from simkansen.scenario.schema.scenario import PopulationSpec, Scenario
from simkansen.schooling.calendar import has_one_calendar
from simkansen.schooling.calendar_file import shipped_calendar
from simkansen.schooling.holidays import by_rule, region_of, regions_of
from simkansen.schooling.places import all_school_tables, school_tables


def calendar_words(scenario: Scenario) -> dict[str, str]:
    """Say which holidays, closures, schools and experience are taken for the school years of a scenario.

    Parameters
    ----------
    scenario
        A scenario without problems.

    Returns
    -------
    dict
        What is taken by the name of it; nothing where it is what the usual school years have.
    """
    spec = scenario.calendar
    found: dict[str, str] = {}
    if regions := regions_for(spec, scenario.population):
        found["holidays"] = joined("; ", _holidays(scenario, regions))
    if spec.closures == "actual" and not build_calendar(spec, scenario.population).phases:
        found["closures"] = "none, for none is on file in these school years"
    usual = shipped_calendar().experience(spec.first_year)
    if spec.remote_experience is None and usual.school_years:
        years = listed(usual.school_years, "and")
        found["remote_experience"] = phrase(
            "{word}, as schools have been closed in {years}", word=usual.word, years=years
        )
    tables = school_tables(spec.first_year)
    if scenario.population.schools is None and tables != all_school_tables()[0]:
        found["schools"] = phrase("those of {year}", year=tables.year)
    return found


def _holidays(scenario: Scenario, regions: Sequence[str]) -> Iterator[str]:
    """Say whose holidays are taken, and how those of each school year are known."""
    spec = scenario.calendar
    here = (
        regions[0]
        if len(regions) == 1
        else phrase("the own region of each school ({regions})", regions=listed(regions, "and"))
    )
    yield phrase("those of {here}", here=here)
    ways: dict[str, list[str]] = {}
    for label in spec.school_years:
        ways.setdefault(_known(label, regions, official=spec.official), []).append(label)
    for way, labels in ways.items():
        yield phrase("{labels} {way}", labels=listed(labels, "and"), way=way)
    for name in _in_two(scenario.population):
        both = listed(list(regions_of(name)), "and")
        yield phrase(
            "{name} has schools in {both} and counts as {region_of}",
            name=name,
            both=both,
            region_of=region_of(name),
        )


def _known(label: str, regions: Sequence[str], *, official: bool) -> str:
    if has_one_calendar(label) and not official:
        return "with one calendar for all regions"
    assumed = list(dict.fromkeys(name for region in regions for name in by_rule(label, region)))
    return phrase("by rule ({assumed})", assumed=", ".join(assumed)) if assumed else "as announced"


def _in_two(spec: PopulationSpec) -> list[str]:
    """Name the municipalities that a file asks for and that have schools in two regions."""
    return sorted(name for name in spec.municipalities if len(regions_of(name)) > 1)
