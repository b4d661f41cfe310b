"""For whom closures are: those that mean nobody, those that mean all, and which of them can meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import did_you_mean, listed
from simkansen.scenario.schema.closures import Closure
from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec
from simkansen.scenario.schools import read_file
from simkansen.schooling.closures import Place
from simkansen.schooling.holidays import place_at
from simkansen.schooling.places import every_place
from simkansen.schooling.system import load_system


def meet(one: Closure, other: Closure) -> bool:
    """Tell whether some pupil may be meant by both closures, by level and place."""
    levels = not one.levels or not other.levels or bool(set(one.levels) & set(other.levels))
    both = one.scope, other.scope
    return levels and any(all(scope.lies_in(place) for scope in both) for place in _all(one, other))


def _all(*closures: Closure) -> list[Place]:
    """Give every place of the country, and those that closures name beside them."""
    known = [place_at(place.name, place.province) for place in every_place()]
    names = {place.municipality for place in known}
    return known + [place_at(name) for one in closures for name in one.municipality if name not in names]


def places_of(spec: PopulationSpec, school_year: str | None = None) -> list[Place]:
    """Give the places in which schools of a population lie, or may be drawn, in its first school year."""
    if spec.schools is not None:
        rows = read_file(spec.schools.files, school_year).schools
        return list({place_at(one.municipality, one.province) for one in rows})
    return [place_at(place.name, place.province) for place in spec.chosen_places(school_year)]


def closures_of_nobody(spec: CalendarSpec, schools: PopulationSpec) -> list[Refusal]:
    """Find closures of places in which no school of the population lies.

    Parameters
    ----------
    spec
        Closures that can be read.
    schools
        A population without problems.

    Returns
    -------
    list of Refusal
        The path is below the calendar.
    """
    return _of_closures(spec, schools, _elsewhere)


def _of_closures(
    spec: CalendarSpec,
    schools: PopulationSpec,
    say: Callable[[Closure, Sequence[Place]], Iterator[Refusal]],
) -> list[Refusal]:
    """Say something of each closure beside the places of the population."""
    # What is wrong in a file of schools is said of that, and then there is no place.
    there = places_of(schools, spec.first_year)
    asked = () if isinstance(spec.closures, str) or not there else spec.closures
    return [
        refused.below(("closures", index))
        for index, closure in enumerate(asked)
        for refused in say(closure, there)
    ]


def _elsewhere(closure: Closure, there: Sequence[Place]) -> Iterator[Refusal]:
    """Name each place without a school, and then say that no school meets both lines."""
    alone = True
    for key in ("province", "region", "municipality"):
        asked: tuple[str, ...] = getattr(closure, key)
        known = sorted({getattr(place, key) for place in there})
        for index, name in enumerate(asked):
            if name not in known:
                alone = False
                said = phrase(
                    "no school of this population lies in {name}, so nothing closes there", name=name
                )
                fix = did_you_mean(name, known, "name a place of the population, or remove it")
                yield Refusal((key, index) if len(asked) > 1 else (key,), said, fix)
    if alone and not any(map(closure.scope.lies_in, there)):
        around = closure.province if closure.municipality and closure.province else closure.region
        key = "municipality" if closure.municipality else "province"
        said = phrase(
            "no {key} of these lies in {around}, so no school closes", key=phrase(key), around=listed(around)
        )
        yield Refusal((key,), said, "change or remove one of the two lines")


def scope_notes(spec: CalendarSpec, schools: PopulationSpec) -> list[Refusal]:
    """Say which lines of closures leave nobody out; parameters and result as in `closures_of_nobody`."""
    return _of_closures(spec, schools, _everybody)


def _everybody(closure: Closure, there: Sequence[Place]) -> Iterator[Refusal]:
    system = load_system()
    if set(closure.levels) == set(range(system.first_level, system.last_level + 1)):
        yield Refusal(("levels",), "these are all levels, as without this line", "remove it, or leave it")
    for key in ("province", "region", "municipality"):
        asked: tuple[str, ...] = getattr(closure, key)
        if asked and all(getattr(place, key) in asked for place in there):
            said = phrase(
                "all schools of this population lie in {asked}, so this leaves none out",
                asked=listed(asked, "and"),
            )
            yield Refusal((key,), said, "remove the line, or leave it")
