"""Every margin of a population beside its source figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from simkansen.evidence import load_register
from simkansen.population.homes.composition import HIGH, LOW, published_shares
from simkansen.population.margins import Margins
from simkansen.population.skill import SUBJECTS
from simkansen.population.tables import Population
from simkansen.scenario import PopulationSpec
from simkansen.schooling import load_system
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
        Counts and disadvantage are compared with the provinces or municipalities asked for (or with the
        file's own shares), all others with the country, from which a region rightly differs.
    """
    margins = Margins(population)
    return [
        *_schools(margins, spec),
        *_composition(margins, parameters),
        *_homes(margins, parameters),
        *_pupils(margins, parameters),
        *_classes(margins),
    ]


def _register(entry: str, key: str = "") -> float:
    """Read a published figure; `key` where an entry has several."""
    value = load_register()[entry].value
    return float(value[key] if key else value)


def _schools(m: Margins, spec: PopulationSpec | None) -> Iterator[Margin]:
    figures = table_name("municipalities")
    target = m.over_pupils(m.population.pupils.target)
    if spec is not None and spec.schools is not None:
        yield Margin(
            "pupils among the disadvantaged", target, m.published_disadvantage(), "the file of schools"
        )
        return
    rows = place_table("municipalities")
    asked = spec.country if spec is not None else None
    if asked is not None:
        rows = tuple(
            r for r in rows
            if (not asked.province or r["province"] in asked.province)
            and (not asked.municipality or r["municipality"] in asked.municipality)
        )  # fmt: skip
    pupils = np.array([float(r["pupils"]) for r in rows])
    disadvantaged = float(np.average([float(r["disadvantaged"]) for r in rows], weights=pupils))
    yield Margin("schools", m.schools(), sum(float(r["schools"]) for r in rows), figures, "count")
    yield Margin("pupils", m.pupils(), float(pupils.sum()), figures, "count")
    yield Margin("pupils among the disadvantaged", target, disadvantaged, figures)
    if asked is None or not (asked.province or asked.municipality):
        yield from _school_quantiles(m)


def _school_quantiles(m: Margins) -> Iterator[Margin]:
    name = table_name("school_quantiles")
    by_quantile = {float(r["quantile"]): r for r in place_table("school_quantiles")}
    for q in _QUANTILES:
        row = by_quantile[q]
        size, share = m.school_quantile("pupils", q), m.school_quantile("disadvantaged_share", q)
        yield Margin(f"size of schools, p{q * 100:.0f}", size, float(row["school_size"]), name, "pupils")
        yield Margin(
            f"disadvantaged share of schools, p{q * 100:.0f}", share, float(row["disadvantaged_share"]), name
        )


def _composition(m: Margins, p: Mapping[str, float]) -> Iterator[Margin]:
    table = published_shares()
    for degree in (0, 1):
        for migration in (0, 1):
            for one in (0, 1):
                words = (
                    "parent with hbo or wo" if degree else "no parent with hbo or wo",
                    "migration background" if migration else "no migration background",
                    "one parent" if one else "two parents",
                )
                value = m.joint(bool(degree), bool(migration), bool(one))
                source = float(table[degree, migration, one])
                yield Margin(", ".join(words), value, source, "parent_education_migration_household")
    migrant = np.asarray(m.population.pupils.migration == 1)
    low, other = "low_education_share", "other_language_share"
    yield Margin("parents with little schooling", m.over_pupils(m.education_rows(LOW)), p[low], low)
    yield Margin("one parent", m.over_pupils(m.home("parents") == 1), _register("RES-11"), "RES-11")
    value = m.over_pupils(m.population.pupils.home_language, migrant)
    yield Margin("another home language, of those with a migration background", value, p[other], other)


def _homes(m: Margins, p: Mapping[str, float]) -> Iterator[Margin]:
    learning, devices = m.learning, m.home("devices")
    yield Margin("low income", m.of_homes("income_strain"), _register("RES-12", "low_income"), "RES-12")
    yield Margin(
        "no device of one's own", 1 - m.of_homes("own_device", learning), _register("RES-05"), "RES-05"
    )
    yield Margin(
        "no money for a device", m.over_pupils(devices == 0, learning), _register("RES-06"), "RES-06"
    )
    for words, level, source in (("much", HIGH, "university"), ("little", LOW, "low")):
        value = m.of_homes("parent_capability", m.education_rows(level))
        yield Margin(f"parents able to help, {words} schooling", value, _register("RES-02", source), "RES-02")
    hours = m.home("parent_hours") / load_system().week.school_days.value
    for words, helping, key in (
        ("up to 1 h", hours <= 1, "up_to_1h"),
        ("over 2 h", hours > 2, "over_2h"),
        ("over 3 h", hours > 3, "over_3h"),
    ):
        value = m.over_pupils(helping)
        yield Margin(f"parents helping {words} a day", value, _register("TIM-07", key), "TIM-07")


def _pupils(m: Margins, p: Mapping[str, float]) -> Iterator[Margin]:
    pupils = m.population.pupils
    vulnerable = _register("RES-15", "without_special_education")
    yield Margin("vulnerable pupils", m.over_pupils(pupils.vulnerable), vulnerable, "RES-15")
    for s, subject in enumerate(SUBJECTS):
        mean = m.over_pupils(pupils.skill[:, s])
        variance = m.over_pupils(np.square(pupils.skill[:, s] - mean))
        yield Margin(f"variance of {subject} at the start", variance, 1.0, "a definition", "SD squared")
    for s, subject in enumerate(SUBJECTS):
        source = p[f"skill_low_{subject}"]
        yield Margin(f"{subject}, little schooling below all others", m.low_gap(s), source, "ENG-15", "SD")
    words = "maths, lowest below highest third of standing"
    yield Margin(words, m.ses_gap(0), _register("GAP-01"), "GAP-01", "SD")
    words = "differences between schools that come from background"
    yield Margin(words, m.background_share(), _register("GAP-02"), "GAP-02")


def _classes(m: Margins) -> Iterator[Margin]:
    classes = m.population.classes
    size = classes.size[:, 0]
    middle, full = np.asarray((size >= 20) & (size <= 26)), np.asarray(size > 30)
    mean = _register("STR-05", "mean_group")
    yield Margin("size of classes", m.over_classes(size), mean, "STR-05", "pupils")
    yield Margin("classes of 20 to 26", m.over_classes(middle), _register("STR-05", "share_20_26"), "STR-05")
    yield Margin("classes over 30", m.over_classes(full), _register("STR-05", "share_over_30"), "STR-05")
    shortage = _register("STF-01", "national")
    yield Margin("classes without a teacher", m.over_classes(classes.vacancy), shortage, "STF-01")
    teachers = load_register()["SEED-20"].value["po_teachers"]
    belief = np.asarray(classes.belief == 1)
    value = m.over_classes(belief)
    yield Margin("teachers who believe in their influence", value, float(teachers["influence"]), "SEED-20")
    value = m.over_classes(classes.competence, belief)
    yield Margin("of those, teachers who feel competent", value, float(teachers["competent"]), "SEED-20")
