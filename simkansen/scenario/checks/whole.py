"""What is wrong with a scenario as a whole: weeks outside the calendar, places, groups nobody is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pydantic import ValidationError

from simkansen.scenario.checks.care import care_refusals
from simkansen.scenario.idle.capacity import SURELY_NONE, schools_with_place
from simkansen.scenario.idle.closures import idle_closures
from simkansen.scenario.reading.wording import counted, did_you_mean, listed
from simkansen.scenario.schema.scenario import CalendarSpec, Closure, CountrySchools, PopulationSpec
from simkansen.scenario.schema.targeting import Target
from simkansen.scenario.schema.words import COUNTRY, Refusal
from simkansen.scenario.schools.file import read_school_file
from simkansen.schooling.calendar import school_years, year_span
from simkansen.schooling.places import chosen, largest_disadvantaged_share


def calendar_refusals(spec: CalendarSpec) -> list[Refusal]:
    """Find school years the calendar does not know, and closures outside it or over one another."""
    known = school_years()
    found: list[Refusal] = [
        (("school_years", index), f"no calendar is known for '{label}'", did_you_mean(label, known))
        for index, label in enumerate(spec.school_years) if label not in known
    ]  # fmt: skip
    if found:
        return found
    places = [known.index(label) for label in spec.school_years]
    if places != list(range(places[0], places[0] + len(places))):
        return [(("school_years",), "the school years do not follow each other", f"write {known}")]
    if isinstance(spec.closures, str):
        return []
    closures = dict(enumerate(spec.closures))
    return _closure_refusals(closures, year_span(spec.school_years)) + idle_closures(closures, spec)


def readable_years(written: object) -> CalendarSpec | None:
    """Read the school years of a calendar alone, without its closures; None when they are wrong too."""
    years = written.get("school_years") if isinstance(written, Mapping) else None
    alone = {"closures": "none"} | ({} if years is None else {"school_years": years})
    try:
        spec = CalendarSpec.model_validate(alone, by_alias=True, by_name=False)
    except ValidationError:
        return None
    return None if calendar_refusals(spec) else spec


def partly_read_closures(written: object, years: CalendarSpec | None) -> list[Refusal]:
    """Check the closures that can be read, when others of the same calendar cannot.

    Parameters
    ----------
    written
        What the file says of the calendar.
    years
        Its school years (`readable_years`); all that are known where they cannot be read.
    """
    closures = written.get("closures") if isinstance(written, Mapping) else None
    readable: dict[int, Closure] = {}
    for index, item in enumerate(closures if isinstance(closures, list) else []):
        try:
            readable[index] = Closure.model_validate(item, by_alias=True, by_name=False)
        except ValidationError:
            continue
    known = years or CalendarSpec(closures="none", school_years=tuple(school_years()))
    return _closure_refusals(readable, year_span(known.school_years))


def _closure_refusals(closures: Mapping[int, Closure], span: tuple[date, date]) -> list[Refusal]:
    found: list[Refusal] = []
    for index, closure in closures.items():
        found += _outside(index, closure, span)
        found += _over_others(index, closure, [one for at, one in closures.items() if at < index])
    return found + care_refusals(closures)


def _outside(index: int, closure: Closure, span: tuple[date, date]) -> Iterator[Refusal]:
    first, last = span
    for key, day in (("from", closure.start), ("to", closure.end)):
        if not first <= day <= last:
            runs = f"the calendar runs from {first} to {last}"
            yield ("closures", index, key), f"{day} is outside the calendar", runs


def _over_others(index: int, closure: Closure, others: Sequence[Closure]) -> Iterator[Refusal]:
    for other in others:
        shared = [sector for sector in closure.sectors if sector in other.sectors]
        if shared and closure.start <= other.end and other.start <= closure.end:
            said = f"{listed(shared, 'and')} is already closed from {other.start} to {other.end}"
            yield ("closures", index), said, "let the closures follow each other"


def population_refusals(spec: PopulationSpec) -> list[Refusal]:
    """Find places without a school, missing files, and samples larger than what they are drawn from."""
    found: list[Refusal] = []
    if spec.schools is not None:
        source = "schools"
        summary = read_school_file(spec.schools.file)
        if summary.refusal is not None:
            return [(("schools", "file"), *summary.refusal)]
        there = summary.schools
    elif spec.country is not None:
        source = COUNTRY
        kept = chosen(spec.country.province, spec.country.municipality)
        if not kept:
            said = "none of these municipalities lies in this province, so no school is left"
            return [((source, "municipality"), said, "change or remove one of the two lines")]
        there = sum(place.schools for place in kept)
        found += _cut_places(spec.country)
    else:
        return []
    if spec.sample is not None and spec.sample > there:
        said = f"a sample of {counted(spec.sample, 'school')}, but there are only {there}"
        found.append(((source, "sample"), said, f"ask for {there} at most, or leave sample out"))
    return found


def _cut_places(named: CountrySchools) -> Iterator[Refusal]:
    """Find municipalities outside the provinces that are named, and provinces without one of them."""
    if not named.province or not named.municipality:
        return
    by_name = {place.name: place.province for place in chosen((), named.municipality)}
    for path, name in _each("municipality", named.municipality):
        if by_name[name] not in named.province:
            said = f"{name} lies in {by_name[name]}, which is not named, so it is left out"
            yield path, said, f"remove it, or add {by_name[name]} to province"
    for path, name in _each("province", named.province):
        if name not in by_name.values():
            said = f"none of these municipalities lies in {name}, so it is left out"
            yield path, said, "remove it, or name a municipality of it"


def _each(key: str, names: Sequence[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Give each name with its place in the file."""
    for index, name in enumerate(names):
        yield ((COUNTRY, key, index) if len(names) > 1 else (COUNTRY, key)), name


def target_refusals(target: Target, schools: PopulationSpec | None) -> list[Refusal]:
    """Find groups nobody is in, and capacities of no place, because no school is like that."""
    return [*_without_place(target, schools), *_above_highest(target, schools)]


def _without_place(target: Target, schools: PopulationSpec | None) -> list[Refusal]:
    if schools is None or target.capacity is None or schools_with_place(target, schools) >= SURELY_NONE:
        return []
    said = f"a capacity of {target.capacity.share:.3%}: that is no whole pupil in any school"
    return [(("for", "capacity"), said, "give a larger share, or {per_school: 1}")]


def _above_highest(target: Target, schools: PopulationSpec | None) -> list[Refusal]:
    share = target.criteria.get("disadvantaged_share")
    if share is None or share.at_least is None:
        return []
    highest, whose = largest_disadvantaged_share(), "in the country"
    if schools is not None and schools.schools is not None:
        own = read_school_file(schools.schools.file).highest_share
        if own is None:
            return []
        highest, whose = own, "in this file"
    if share.at_least <= highest:
        return []
    said = f"nobody is in this group: the highest disadvantaged share of a school {whose} is {highest:.1%}"
    return [(("for", "disadvantaged_share", "at_least"), said, f"give {int(highest * 100)}% at most")]
