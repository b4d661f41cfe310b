"""Every margin of a population beside its source figure."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from simkansen.phrases import joined, phrase
from simkansen.population.homes.composition import HIGH, LOW, published_shares
from simkansen.population.margins import Margins, at_start
from simkansen.population.skill import SUBJECTS
from simkansen.population.tables import EDUCATION, Population
from simkansen.scenario import PopulationSpec
from simkansen.schooling import load_system
from simkansen.schooling.homes import homes
from simkansen.schooling.margins import published
from simkansen.schooling.places import place_table, table_name

_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Margin:
    """One line of the comparison.

    Parameters
    ----------
    margin
        What is compared.
    value
        In the population; schools count for the schools they stand for.
    source
        As published.
    register_id
        Entry of the register, file of figures, or parameter that holds the published figure.
    unit
        Unit of `value`, `source` and `deviation`.
    """

    margin: str
    value: float
    source: float
    register_id: str
    unit: str = "share"

    @property
    def deviation(self) -> float:
        """Value minus source."""
        return self.value - self.source


def show_population(
    population: Population, parameters: Mapping[str, float], spec: PopulationSpec | None = None
) -> list[Margin]:
    """Lay every margin of a population beside its source figure.

    Parameters
    ----------
    population
        The tables.
    parameters
        Values of the parameters that made it.
    spec
        What was asked for; without it the whole country.

    Returns
    -------
    list of Margin
        Of the pupils who are in school at the start. Counts and disadvantage are compared with the provinces
        or municipalities asked for (or with the file's own shares), all others with the country, from which a
        region rightly differs.
    """
    margins = Margins(at_start(population))
    return [
        *_schools(margins, spec),
        *_composition(margins, parameters),
        *_homes(margins),
        *_pupils(margins, parameters),
        *_classes(margins),
    ]


def _beside(key: str, margin: str, value: float, unit: str = "share") -> Iterator[Margin]:
    """Lay a margin beside the figure that was published of it, if one was in this country."""
    found = published(key)
    if found is not None:
        yield Margin(margin, value, *found, unit)


def _schools(m: Margins, spec: PopulationSpec | None) -> Iterator[Margin]:
    first = m.population.year_labels[0]
    figures = table_name("municipalities", first)
    target = m.over_pupils(m.population.pupils.target)
    if spec is not None and spec.schools is not None:
        yield Margin(
            "pupils among the disadvantaged", target, m.published_disadvantage(), "the file of schools"
        )
        return
    asked = _asked_places(spec)
    rows = [r for r in place_table("municipalities", first) if all(r[key] in of for key, of in asked.items())]
    pupils = np.array([r.number("pupils") for r in rows])
    disadvantaged = float(np.average([r.number("disadvantaged", 0, 1) for r in rows], weights=pupils))
    yield Margin(phrase("schools"), m.schools(), sum(r.number("schools") for r in rows), figures, "count")
    yield Margin(phrase("pupils"), m.pupils(), float(pupils.sum()), figures, "count")
    yield Margin("pupils among the disadvantaged", target, disadvantaged, figures)
    if not asked:
        yield from _school_quantiles(m)


def _asked_places(spec: PopulationSpec | None) -> dict[str, Collection[str]]:
    """Give the places that a population is asked of, by the column that has them; nothing for all."""
    within = spec.country if spec is not None else None
    found = {"province": within.province, "municipality": within.municipality} if within else {}
    return {column: names for column, names in found.items() if names}


def _school_quantiles(m: Margins) -> Iterator[Margin]:
    first = m.population.year_labels[0]
    name = table_name("school_quantiles", first)
    by_quantile = {r.number("quantile"): r for r in place_table("school_quantiles", first)}
    for q in _QUANTILES:
        row = by_quantile[q]
        size, share = m.school_quantile("pupils", q), m.school_quantile("disadvantaged_share", q)
        yield Margin(
            phrase("size of schools, p{percent:.0f}", percent=q * 100),
            size,
            row.number("school_size"),
            name,
            "pupils",
        )
        yield Margin(
            phrase("disadvantaged share of schools, p{percent:.0f}", percent=q * 100),
            share,
            row.number("disadvantaged_share", 0, 1),
            name,
        )


def _composition(m: Margins, p: Mapping[str, float]) -> Iterator[Margin]:
    table, figures = published_shares(), homes().composition.table
    for degree, migration, one in itertools.product((0, 1), repeat=3):
        words = (
            "a parent with a degree" if degree else "no parent with a degree",
            "migration background" if migration else "no migration background",
            "one parent" if one else "two parents",
        )
        value = m.joint(bool(degree), bool(migration), bool(one))
        yield Margin(joined(", ", words), value, float(table[degree, migration, one]), figures)
    migrant = np.asarray(m.population.pupils.migration == 1)
    low, other = f"{EDUCATION[LOW]}_education_share", "other_language_share"
    if low in p:
        yield Margin("parents with little schooling", m.over_pupils(m.education_rows(LOW)), p[low], low)
    yield from _beside("one_parent", "one parent", m.over_pupils(m.home("parents") == 1))
    value = m.over_pupils(m.population.pupils.home_language, migrant)
    yield Margin("another home language, of those with a migration background", value, p[other], other)


def _homes(m: Margins) -> Iterator[Margin]:
    learning, devices = m.learning, m.home("devices")
    yield from _beside("low_income", "low income", m.of_homes("income_strain"))
    yield from _beside("no_own_device", "no device of one's own", 1 - m.of_homes("own_device", learning))
    yield from _beside("no_money_for_device", "no money for a device", m.over_pupils(devices == 0, learning))
    much, little = "parents able to help, much schooling", "parents able to help, little schooling"
    for words, level, said in (("much", HIGH, much), ("little", LOW, little)):
        value = m.of_homes("parent_capability", m.education_rows(level))
        yield from _beside(f"able_{words}_schooling", said, value)
    hours = m.home("parent_hours") / load_system().week.school_days.value
    for words, helping in (
        (phrase("up to 1 h"), hours <= 1),
        (phrase("over 2 h"), hours > 2),
        (phrase("over 3 h"), hours > 3),
    ):
        key = f"helping_{words.replace(' h', 'h').replace(' ', '_')}"
        yield from _beside(key, phrase("parents helping {words} a day", words=words), m.over_pupils(helping))


def _pupils(m: Margins, p: Mapping[str, float]) -> Iterator[Margin]:
    pupils = m.population.pupils
    yield from _beside("vulnerable", "vulnerable pupils", m.over_pupils(pupils.vulnerable))
    for s, subject in enumerate(SUBJECTS):
        mean = m.over_pupils(pupils.skill[:, s])
        variance = m.over_pupils(np.square(pupils.skill[:, s] - mean))
        yield Margin(
            phrase("variance of {subject} at the start", subject=phrase(subject)),
            variance,
            1.0,
            "a definition",
            phrase("SD squared"),
        )
    for s, subject in enumerate(SUBJECTS):
        source = p[f"skill_{EDUCATION[LOW]}_{subject}"]
        yield Margin(
            phrase("{subject}, little schooling below all others", subject=phrase(subject)),
            m.low_gap(s),
            source,
            "ENG-15",
            "SD",
        )
    words = phrase("{subject}, lowest below highest third of standing", subject=phrase(SUBJECTS[0]))
    yield from _beside("gap_by_standing", words, m.ses_gap(0), "SD")
    words = "differences between schools that come from background"
    yield from _beside("background", words, m.background_share())


def _classes(m: Margins) -> Iterator[Margin]:
    classes = m.population.classes
    size = classes.size[:, 0]
    middle, full = np.asarray((size >= 20) & (size <= 26)), np.asarray(size > 30)
    yield from _beside("class_size", "size of classes", m.over_classes(size), "pupils")
    yield from _beside("classes_20_to_26", "classes of 20 to 26", m.over_classes(middle))
    yield from _beside("classes_over_30", "classes over 30", m.over_classes(full))
    yield from _beside("no_teacher", "classes without a teacher", m.over_classes(classes.vacancy))
    belief = np.asarray(classes.belief == 1)
    yield from _beside("belief", "teachers who believe in their influence", m.over_classes(belief))
    competent = m.over_classes(classes.competence, belief)
    yield from _beside("competence", "of those, teachers who feel competent", competent)
