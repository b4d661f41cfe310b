"""The schools of a country, drawn from its figures per municipality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache

import numpy as np

from simkansen.arithmetic import exp_of, log_of, normal_quantile_of
from simkansen.chance import normals
from simkansen.population.schools.frame import Frame
from simkansen.population.tables import Floats, Ints
from simkansen.schooling import load_system
from simkansen.schooling.figures import FigureRow
from simkansen.schooling.places import place_table

_QUANTILES = ("p10", "p50", "p90")
_PROBABILITIES = np.array([0.1, 0.5, 0.9])
_SHARE_OFFSET = 0.01  # keeps shares of zero and one on the line of log odds
_HALVINGS = 40
_PAIRING_HALVINGS = 12
_MOST_SCHOOLS, _MOST_PUPILS = 5_000, 5_000_000  # of one municipality: more is a slip, and would never end
_CLOSEST = 0.9  # correlation of ranks beyond which size would settle the share


def country_frame(
    key: np.uint64,
    parameters: Mapping[str, float],
    provinces: Collection[str] = (),
    municipalities: Collection[str] = (),
    school_year: str | None = None,
) -> Frame:
    """Draw every school of the country, or of some provinces or municipalities.

    A municipality has its published number of schools and of pupils; sizes and disadvantaged shares lie on
    its published quantiles and meet its totals. Which size goes with which share is drawn, leaning as far
    as the published mean over pupils asks.

    Parameters
    ----------
    key
        Key of the run.
    parameters
        Parameters of the group `population`.
    provinces, municipalities
        Names to keep; empty keeps all.
    school_year
        For which schools are taken (`simkansen.schooling.places.school_tables`).

    Returns
    -------
    Frame
        One row a school, sorted by province, municipality and code.

    Raises
    ------
    ValueError
        If no municipality is kept.
    """
    rows = [
        row
        for row in place_table("municipalities", school_year)
        if (not provinces or row["province"] in provinces)
        and (not municipalities or row["municipality"] in municipalities)
    ]
    if not rows:
        raise ValueError("no municipality of that province and name has a primary school")
    codes = frozenset(row["municipality_code"] for row in rows)
    return _drawn(int(key), parameters["largest_disadvantaged_share"], school_year, codes)


@lru_cache(maxsize=4)
def _drawn(key: int, largest: float, school_year: str | None, municipalities: frozenset[str]) -> Frame:
    """Draw the frame, which all samples of one seed have in common."""
    rows = [
        row
        for row in place_table("municipalities", school_year)
        if row["municipality_code"] in municipalities
    ]
    smallest = int(load_system().schools.smallest_school)
    counts = [row.whole("schools", 1, _MOST_SCHOOLS) for row in rows]
    pupils = [_sizes(row, count, smallest) for row, count in zip(rows, counts, strict=True)]
    shares = _shares_of(rows, pupils, np.uint64(key), largest)
    codes = [
        f"{row.whole('municipality_code'):04d}-{i:03d}"
        for row, n in zip(rows, counts, strict=True)
        for i in range(n)
    ]
    frame = Frame(
        code=np.array(codes),
        municipality=np.repeat([row["municipality"] for row in rows], counts),
        province=np.repeat([row["province"] for row in rows], counts),
        pupils=np.concatenate(pupils),
        disadvantaged_share=np.concatenate(shares),
        weight=np.ones(sum(counts)),
    ).in_order()
    for column in fields(frame):
        getattr(frame, column.name).flags.writeable = False
    return frame


def _shares_of(
    rows: Sequence[FigureRow], pupils: Sequence[Ints], key: np.uint64, largest: float
) -> list[Floats]:
    """Disadvantaged shares of the schools of each municipality; those with equally many schools at once."""
    found: list[Floats] = [np.empty(0)] * len(rows)
    places: dict[int, list[int]] = defaultdict(list)
    for place, sizes in enumerate(pupils):
        places[sizes.size].append(place)
    for count, several in places.items():
        here = [rows[place] for place in several]
        units = np.array([row.whole("municipality_code") for row in here])[:, None] * 1000 + np.arange(count)
        draw = normals(key, "population/pairing", units.ravel()).reshape(units.shape)
        mean = np.array([row.number("disadvantaged", 0, 1) for row in here])[:, None]
        sizes = np.stack([pupils[place] for place in several])
        paired = _pair(np.stack([_shares(row, count) for row in here]), sizes, draw, mean, largest)
        for place, share in zip(several, _meet_mean(paired, sizes, mean, largest), strict=True):
            found[place] = share
    return found


def _pair(log_odds: Floats, pupils: Ints, draw: Floats, mean: Floats, largest: float) -> Floats:
    """Give sizes their shares: as much more disadvantage in small schools as the mean over pupils implies.

    Columns have shape (municipalities, schools of each), ``mean`` has (municipalities, 1).
    """
    size, weight = _normal_ranks(pupils), pupils / pupils.sum(axis=1, keepdims=True)
    low, high = np.full(mean.shape, -_CLOSEST), np.full(mean.shape, _CLOSEST)
    paired = log_odds
    for _ in range(_PAIRING_HALVINGS):
        together = 0.5 * (low + high)
        pull = together * size + np.sqrt(1 - together * together) * draw
        paired = np.take_along_axis(log_odds, _ranks(pull), axis=1)
        below = (weight * _as_share(paired, largest)).sum(axis=1, keepdims=True) < mean
        low, high = np.where(below, together, low), np.where(below, high, together)
    return paired


def _as_share(log_odds: Floats, largest: float) -> Floats:
    odds = exp_of(log_odds)
    share = (odds * (1 + _SHARE_OFFSET) - _SHARE_OFFSET) / (1 + odds)
    return np.asarray(np.clip(share, 0.0, largest), dtype=np.float64)


def _on_quantiles(knots: Floats, count: int) -> Floats:
    """Space values over a distribution that runs straight between p10, p50 and p90 (on a normal scale).

    The quantiles of so few values lie between neighbours, as numpy computes them.
    """
    if count == 1:
        return knots[1:2]
    z, at = _normal_places(count)
    slopes = np.diff(knots) / np.diff(at)
    return np.asarray(knots[1] + np.where(z < 0, slopes[0], slopes[1]) * z, dtype=np.float64)


@lru_cache(maxsize=512)
def _normal_places(count: int) -> tuple[Floats, Floats]:
    """Where so many values lie on a normal scale, and where their quantiles do; many places have as many."""
    z = normal_quantile_of((np.arange(count) + 0.5) / count)
    return z, normal_quantile_of((_PROBABILITIES * (count - 1) + 0.5) / count)


def _ranks(values: Ints | Floats) -> Ints:
    """Rank the values of each row from 0."""
    return np.argsort(np.argsort(values, axis=1, kind="stable"), axis=1, kind="stable")


def _normal_ranks(values: Ints) -> Floats:
    """Turn the values of each row into the normals of their ranks."""
    return normal_quantile_of((_ranks(values) + 0.5) / values.shape[1])


def _sizes(row: FigureRow, count: int, smallest: int) -> Ints:
    """Sizes that add up to the municipality's pupils (largest remainders)."""
    knots = log_of([row.number(f"size_{q}", 1, _MOST_PUPILS) for q in _QUANTILES])
    exact = exp_of(_on_quantiles(knots, count))
    pupils = row.whole("pupils", count, _MOST_PUPILS)
    exact *= pupils / exact.sum()
    whole = np.maximum(np.floor(exact).astype(np.int64), smallest)
    left = pupils - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    step = 1 if left > 0 else -1
    for turn in range(abs(left)):
        whole[order[turn % count] if left > 0 else np.argmax(whole)] += step
    return whole


def _log_odds(share: Floats) -> Floats:
    return log_of((share + _SHARE_OFFSET) / (1 - share + _SHARE_OFFSET))


def _shares(row: FigureRow, count: int) -> Floats:
    """Disadvantaged shares on the published quantiles, as log odds."""
    knots = _log_odds(np.array([row.number(f"disadvantaged_{q}", 0, 1) for q in _QUANTILES]))
    return _on_quantiles(knots, count)


def _meet_mean(log_odds: Floats, pupils: Ints, mean: Floats, largest: float) -> Floats:
    """Shift all shares so that their mean over pupils is the published one; shapes as in `_pair`."""
    low, high = np.full(mean.shape, -10.0), np.full(mean.shape, 10.0)
    share, weight = np.zeros_like(log_odds), pupils / pupils.sum(axis=1, keepdims=True)
    for _ in range(_HALVINGS):
        shift = 0.5 * (low + high)
        share = _as_share(log_odds + shift, largest)
        below = (weight * share).sum(axis=1, keepdims=True) < mean
        low, high = np.where(below, shift, low), np.where(below, high, shift)
    return share
