"""What is wrong with a scenario as a whole: weeks outside the calendar, places, groups nobody is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pydantic import ValidationError

from simkansen.phrases import phrase
from simkansen.scenario.checks.care import care_refusals
from simkansen.scenario.checks.closure_scope import meet
from simkansen.scenario.idle.capacity import SURELY_NONE, schools_with_place
from simkansen.scenario.idle.closures import idle_closures
from simkansen.scenario.place_names import name_then
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import counted, listed
from simkansen.scenario.schema.closures import Closure
from simkansen.scenario.schema.scenario import CalendarSpec, CountrySchools, PopulationSpec
from simkansen.scenario.schema.targeting import Target
from simkansen.scenario.schema.words import COUNTRY, percent_text
from simkansen.scenario.schools.file import read_school_file, unreadable_files
from simkansen.schooling.calendar import school_years, year_span
from simkansen.schooling.holidays import holiday_regions
from simkansen.schooling.places import chosen, largest_disadvantaged_share, places

MOST_YEARS = 12
"""School years that a scenario can have."""


def calendar_refusals(spec: CalendarSpec, schools: PopulationSpec | None = None) -> list[Refusal]:
    """Find school years the calendar does not know, and closures outside it or over one another.

    Parameters
    ----------
    spec
        The calendar.
    schools
        The schools, whose region has these holidays; all of the country by default.
    """
    if found := list(_year_refusals(spec.school_years)):
        return found
    if spec.official and not holiday_regions():
        said = "the country has one calendar for all its schools"
        return [Refusal(("holidays",), said, "remove the line")]
    if isinstance(spec.closures, str):
        return []
    closures = dict(enumerate(spec.closures))
    span = year_span(spec.school_years, official=spec.official)
    return _closure_refusals(closures, span) + idle_closures(closures, spec, schools)


def _year_refusals(labels: Sequence[str]) -> Iterator[Refusal]:
    """Find years that no calendar is known for; else years that do not follow each other, or are too many."""
    known = school_years()
    unknown = [(index, label) for index, label in enumerate(labels) if label not in known]
    for index, label in unknown:
        fix = phrase("choose from {first} to {last}", first=known[0], last=known[-1])
        yield Refusal(("school_years", index), phrase("no calendar is known for '{label}'", label=label), fix)
    if unknown:
        return
    places = [known.index(label) for label in labels]
    whole = known[min(places) : max(places) + 1]
    if list(labels) != whole:
        said = "the school years do not follow each other"
        fix = (
            phrase("write {whole}", whole=whole)
            if len(whole) <= MOST_YEARS
            else phrase("name at most {most_years} in a row", most_years=MOST_YEARS)
        )
        yield Refusal(("school_years",), said, fix)
    elif len(labels) > MOST_YEARS:
        yield Refusal(
            ("school_years",),
            phrase("these are {labels} school years", labels=len(labels)),
            phrase("name at most {most_years}", most_years=MOST_YEARS),
        )


def readable_years(written: object) -> CalendarSpec | None:
    """Read the school years of a calendar alone, without its closures; None when they are wrong too."""
    said = written if isinstance(written, Mapping) else {}
    years, official = said.get("school_years"), said.get("holidays") == "official"
    alone = {"closures": "none"} | ({"holidays": "official"} if official else {})
    alone |= {} if years is None else {"school_years": years}
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
    if years is None:
        return _closure_refusals(readable, year_span(school_years(), official=True))
    return _closure_refusals(readable, year_span(years.school_years, official=years.official))


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
            runs = phrase("the calendar runs from {first} to {last}", first=first, last=last)
            yield Refusal(("closures", index, key), phrase("{day} is outside the calendar", day=day), runs)


def _over_others(index: int, closure: Closure, others: Sequence[Closure]) -> Iterator[Refusal]:
    for other in others:
        shared = [sector for sector in closure.sectors if sector in other.sectors and meet(closure, other)]
        if shared and closure.start <= other.end and other.start <= closure.end:
            among = " for some of these pupils" if closure.scope != other.scope else ""
            said = phrase(
                "{shared} is already closed from {start} to {end}{among}",
                shared=listed(shared, "and"),
                start=other.start,
                end=other.end,
                among=among,
            )
            yield Refusal(("closures", index), said, "let the closures follow each other")


def population_refusals(spec: PopulationSpec, school_year: str | None = None) -> list[Refusal]:
    """Find places without a school, missing files, and samples larger than what they are drawn from.

    Parameters
    ----------
    spec
        Which schools.
    school_year
        The first one, whose schools are taken where they come from the figures of the country; by default the
        first that there are figures of.
    """
    found: list[Refusal] = []
    if spec.schools is not None:
        source = "schools"
        several = len(spec.schools.files) > 1
        if gone := unreadable_files(spec.schools.files):
            path = ("schools", "file")
            return [Refusal((*path, n) if several else path, *said) for n, said in gone.items()]
        summary = read_school_file(spec.schools.files, school_year)
        if summary.refusal is not None:
            return [Refusal(("schools", "file"), *summary.refusal)]
        if summary.unread:
            return []
        there = summary.schools
    elif spec.country is not None:
        source = COUNTRY
        if others := list(_places_of_other_years(spec.country, school_year)):
            return others
        kept = spec.chosen_places(school_year)
        if not kept:
            said = "none of these municipalities lies in this province, so no school is left"
            return [Refusal((source, "municipality"), said, "change or remove one of the two lines")]
        there = sum(place.schools for place in kept)
        found += _cut_places(spec.country, school_year)
    else:
        return []
    if spec.sample is not None and spec.sample > there:
        said = phrase(
            "a sample of {schools}, but there are only {there}",
            schools=counted(spec.sample, "school"),
            there=there,
        )
        found.append(
            Refusal(
                (source, "sample"), said, phrase("ask for {there} at most, or leave sample out", there=there)
            )
        )
    return found


def _places_of_other_years(named: CountrySchools, school_year: str | None) -> Iterator[Refusal]:
    """Find municipalities that there are in the figures of other years only."""
    there = {place.name for place in places(school_year)}
    for path, name in _each("municipality", named.municipality):
        if name not in there:
            yield Refusal(
                path, phrase("there is no municipality '{name}'", name=name), name_then(name, school_year)
            )


def _cut_places(named: CountrySchools, school_year: str | None) -> Iterator[Refusal]:
    """Find municipalities outside the provinces that are named, and provinces without one of them."""
    if not named.province or not named.municipality:
        return
    by_name = {place.name: place.province for place in chosen((), named.municipality, school_year)}
    for path, name in _each("municipality", named.municipality):
        if by_name[name] not in named.province:
            said = phrase(
                "{name} lies in {by_name}, which is not named, so it is left out",
                name=name,
                by_name=by_name[name],
            )
            yield Refusal(
                path, said, phrase("remove it, or add {by_name} to province", by_name=by_name[name])
            )
    for path, name in _each("province", named.province):
        if name not in by_name.values():
            said = phrase("none of these municipalities lies in {name}, so it is left out", name=name)
            yield Refusal(path, said, "remove it, or name a municipality of it")


def _each(key: str, names: Sequence[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Give each name with its place in the file."""
    for index, name in enumerate(names):
        yield ((COUNTRY, key, index) if len(names) > 1 else (COUNTRY, key)), name


def target_refusals(
    target: Target, schools: PopulationSpec | None, school_year: str | None = None
) -> list[Refusal]:
    """Find groups nobody is in, and capacities of no place, because no school is like that."""
    return [*_without_place(target, schools, school_year), *_above_highest(target, schools, school_year)]


def _without_place(target: Target, schools: PopulationSpec | None, school_year: str | None) -> list[Refusal]:
    if schools is None or target.capacity is None:
        return []
    if schools_with_place(target, schools, school_year) >= SURELY_NONE:
        return []
    said = phrase(
        "a capacity of {share}: that is no whole pupil in any school",
        share=percent_text(target.capacity.share or 0.0),
    )
    return [Refusal(("for", "capacity"), said, "give a larger share, or {per_school: 1}")]


def _above_highest(target: Target, schools: PopulationSpec | None, school_year: str | None) -> list[Refusal]:
    share = target.criteria.get("disadvantaged_share")
    if share is None or share.at_least is None:
        return []
    highest, whose = largest_disadvantaged_share(school_year), "in the country"
    if schools is not None and schools.schools is not None:
        own = read_school_file(schools.schools.files, school_year).highest_share
        if own is None:
            return []
        highest, whose = own, "in this file"
    if share.at_least <= highest:
        return []
    said = phrase(
        "nobody is in this group: the highest disadvantaged share of a school {whose} is {highest:.1%}",
        whose=whose,
        highest=highest,
    )
    return [
        Refusal(
            ("for", "disadvantaged_share", "at_least"),
            said,
            phrase("give {highest}% at most", highest=int(highest * 100)),
        )
    ]
