"""Pupils of cohorts that come to school in later years, drawn apart from those who are there at the start.

Schools are filled once more for every eight years, with homes as they are when the last of these cohorts has
come in, and numbers for chance of their own: pupils who are there at the start keep every draw, however many
school years are asked for. Brothers and sisters outside primary school stay what they were when a home was
drawn, as they do for pupils at the start.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from simkansen.population.homes.households import Arrangements, Families, draw_families
from simkansen.population.schools.frame import school_units
from simkansen.population.tables import Ints, Texts
from simkansen.schooling import load_system

OF_PUPIL = "pupil_"
"""How columns of pupils begin, beside those of homes."""


def draw_cohorts(
    key: np.uint64, code: Texts, pupils: Ints, target: Ints, kinds: Arrangements, years: int
) -> Families:
    """Fill each school with its pupils at the start, and with those who come later.

    Parameters
    ----------
    key
        Key of the run.
    code, pupils, target : ndarray, shape (schools,)
        Codes of the schools, their pupils, and how many of those are disadvantaged.
    kinds
        Arrangements of children.
    years
        School years of the calendar (count).

    Returns
    -------
    Families
        A later cohort has the level at the start that it would have had, were there levels below the first:
        one that comes in after a year has the number before the first. Nobody is added where the last
        cohort to learn is in school at the start.
    """
    system = load_system()
    found = [draw_families(key, school_units(code), pupils, target, kinds)]
    levels = system.last_level - system.first_level + 1
    last = system.first_level - (years - 1)
    if system.first_learning_level - (years - 1) < system.first_level:
        for turn in range(1, (years - 1 + levels - 1) // levels + 1):
            units = school_units(np.char.add(code, f"#{turn}"))
            later = draw_families(key, units, pupils, target, kinds)
            level = later.pupil_level - turn * levels
            found.append(_kept(replace(later, pupil_level=level.astype(np.int8)), level >= last))
    return _together(found) if len(found) > 1 else found[0]


def _kept(families: Families, pupils: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Families:
    """Keep some pupils, and the homes that have one of them."""
    homes, household = np.unique(families.pupil_household[pupils], return_inverse=True)
    return _taken(families, homes, np.flatnonzero(pupils), household.ravel().astype(np.int64))


def _together(parts: list[Families]) -> Families:
    """Put homes and pupils in one table, sorted by school; in a school those of the first part come first."""
    ends = np.cumsum([len(part.school) for part in parts])
    moved = [
        replace(part, pupil_household=part.pupil_household + end - len(part.school))
        for part, end in zip(parts, ends.tolist(), strict=True)
    ]
    columns = [field.name for field in fields(Families)]
    whole = Families(**{name: np.concatenate([getattr(one, name) for one in moved]) for name in columns})
    homes = np.argsort(whole.school, kind="stable")
    pupils = np.argsort(whole.school[whole.pupil_household], kind="stable")
    place = np.empty_like(homes)
    place[homes] = np.arange(len(homes))
    return _taken(whole, homes, pupils, place[whole.pupil_household[pupils]])


def _taken(families: Families, homes: Ints, pupils: Ints, household: Ints) -> Families:
    columns = [field.name for field in fields(Families)]
    rows = {name: pupils if name.startswith(OF_PUPIL) else homes for name in columns}
    taken = Families(**{name: getattr(families, name)[rows[name]] for name in columns})
    return replace(taken, pupil_household=household)
