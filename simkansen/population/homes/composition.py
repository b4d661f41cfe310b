"""Composition: kinds of homes, how frequent they are, and which are among the disadvantaged.

A school's pupils are a mixture of the country's disadvantaged pupils and of all others, weighted by its
own disadvantaged share. As the mean share over pupils is the national one, the national joint table of
parental education, migration and parents at home is met exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simkansen.population.levels import meet_share
from simkansen.population.tables import EDUCATION, Codes, Floats, Ints
from simkansen.schooling import load_system
from simkansen.schooling.homes import home_table, homes

LOW, HIGH = 0, len(EDUCATION) - 1
"""What parents finished at the least and at the most: a degree."""


@dataclass(frozen=True, slots=True)
class HomeTypes:
    """Every kind of home; all columns have shape (types,)."""

    education: Codes
    """Parental education: row of `EDUCATION`."""
    migration: Codes
    """1 with a migration background."""
    one_parent: Codes
    """1 with one parent."""
    other_language: Codes
    """1 with another home language than that of instruction."""
    target: Codes
    """1 among the nationally most disadvantaged."""
    share: Floats
    """Share of the country's pupils (sums to 1)."""

    def __len__(self) -> int:
        return len(self.share)

    def mean(self, values: Floats) -> float:
        """Mean over the country's pupils of a value per type."""
        return float((self.share * values).sum())

    def given_target(self, target: int) -> Floats:
        """Share of each type among the disadvantaged (1) or the others (0)."""
        part = np.where(self.target == target, self.share, 0.0)
        return np.asarray(part / part.sum(), dtype=np.float64)


def published_shares() -> Floats:
    """Read the joint shares of pupils, shape (2, 2, 2): a parent with a degree, migration, one parent."""
    table = np.zeros((2, 2, 2))
    said = homes().composition
    for row in home_table("composition"):
        degree, one = int(row["parent_educ"] != said.no_degree), int(row["household"] != said.two_parents)
        table[degree, int(row["migration"] == said.migration), one] += row.number("share", 0, 1)
    if not table.sum() > 0.0:
        raise home_table("composition")[0].refused("share: all shares are zero")
    return np.asarray(table / table.sum(), dtype=np.float64)


def home_types(parameters: Mapping[str, float]) -> HomeTypes:
    """Make the kinds of homes and their national shares.

    Parameters
    ----------
    parameters
        Parameters of the group `population`.

    Returns
    -------
    HomeTypes
        Every education x migration x one parent x language x target, many with a share of zero.
    """
    p = parameters
    education, migration, one, language, target = (
        axis.ravel().astype(np.int8) for axis in np.indices((len(EDUCATION), 2, 2, 2, 2))
    )
    degree = (education == HIGH).astype(np.int64)
    share = published_shares()[degree, migration, one] / 4  # over language and target
    if len(EDUCATION) > 2:
        low = _low_given_no_degree(p)[migration, one]
        share = share * np.select([education == HIGH, education == LOW], [1.0, low], 1 - low)
    speaks_other = np.where(migration == 1, _other_language(p, education, migration, share), 0.0)
    share = share * 2 * np.where(language == 1, speaks_other, 1 - speaks_other)
    score = _target_score(p, education, migration, language, one)
    is_target = meet_share(load_system().schools.target_share.value, score, share)
    share = share * 2 * np.where(target == 1, is_target, 1 - is_target)
    return HomeTypes(education, migration, one, language, target, share)


def _low_given_no_degree(p: Mapping[str, float]) -> Floats:
    """Little schooling among parents without a degree, shape (2, 2): migration, one parent."""
    table = published_shares()[0]
    migration, one = np.indices((2, 2))
    slope = p["low_education_by_migration"] * migration + p["low_education_by_one_parent"] * one
    return meet_share(p["low_education_share"] / float(table.sum()), slope, table)


def _other_language(p: Mapping[str, float], education: Codes, migration: Codes, share: Floats) -> Floats:
    slope = p["other_language_by_education"] * education
    return meet_share(p["other_language_share"], slope, np.where(migration == 1, share, 0.0))


def _target_score(
    p: Mapping[str, float], education: Codes, migration: Codes, language: Codes, one: Codes
) -> Floats:
    schooling = np.array([*(p[f"target_by_{one}_education"] for one in EDUCATION[:-1]), 0.0])[education]
    score = schooling + p["target_by_migration"] * migration + p["target_by_language"] * language
    return np.asarray(score + p["target_by_one_parent"] * one, dtype=np.float64)


def target_counts(pupils: Ints, disadvantaged_share: Floats) -> Ints:
    """Disadvantaged pupils of each school: its share times its pupils, rounded."""
    return np.floor(disadvantaged_share * pupils + 0.5).astype(np.int64)


def draw_types(types: HomeTypes, target: Codes, draw: Floats) -> Ints:
    """Draw the kind of each home.

    Parameters
    ----------
    types
        Kinds of homes.
    target : ndarray of int8, shape (households,)
        1 for homes among the disadvantaged.
    draw : ndarray of float64, shape (households,)
        Draws from (0, 1).

    Returns
    -------
    ndarray of int64, shape (households,)
        Rows of `types`.
    """
    drawn = np.empty(len(target), dtype=np.int64)
    for group in (0, 1):
        members = target == group
        edges = np.cumsum(types.given_target(group))
        edges[np.flatnonzero(types.given_target(group))[-1] :] = 1.0
        drawn[members] = np.searchsorted(edges, draw[members], side="right")
    return drawn
