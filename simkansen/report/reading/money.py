"""What interventions cost and buy, run by run: shared by the table and the figures about money."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.prices import price_per_week
from simkansen.report.figures.parts import Context
from simkansen.report.reading.findings import recovered_draws
from simkansen.report.reading.records import Band, Draws, ScenarioInfo, aligned, spread_of
from simkansen.report.words import Words
from simkansen.runs.draws import FEWEST_DRAWS

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """Where nine in ten runs fall; infinite where that many recover nothing, not a number with too few.

    Where only some runs have a value, ``part`` is how many, and of how many.
    """

    p05: float
    median: float
    p95: float
    part: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CostEffect:
    """What one intervention costs more than the reference, and what it brings.

    Attributes
    ----------
    name
        The scenario.
    total
        EUR in all.
    per_pupil
        EUR per pupil of the whole population, in each run over the pupils of that run; None where each run
        has its own pupils and the runs are not kept.
    weeks
        Weeks of learning recovered per pupil.
    replications
        The runs that all of the following know.
    run_total, run_per_pupil, run_weeks, run_pupil_weeks : ndarray, shape (replications,)
        EUR in all and per pupil, weeks per pupil, and pupil-weeks that all pupils together recover, in each
        run; empty where the runs are not kept.
    price
        EUR per pupil-week recovered, of the runs that have a price (`price_per_week`): one that recovers
        nothing for what it spends counts as infinitely dear. Not a number where none has one; None when it
        cannot be told.
    """

    name: str
    total: Band
    per_pupil: Band | None
    weeks: Band
    replications: tuple[int, ...]
    run_total: Floats
    run_per_pupil: Floats
    run_weeks: Floats
    run_pupil_weeks: Floats
    price: Interval | None

    @property
    def none_recovered(self) -> float | None:
        """Share of the runs in which it recovers nothing; None when they are not kept, or too few."""
        enough = self.run_pupil_weeks.size >= FEWEST_DRAWS and self.weeks.told
        return float(np.mean(self.run_pupil_weeks <= 0)) if enough else None

    @property
    def priced(self) -> float | None:
        """Share of the runs that have a price; None when they are not kept, or too few, or none is told."""
        if self.price is None or self.none_recovered is None:
            return None
        known, whole = self.price.part or (1, 1)
        return known / whole

    @property
    def per_euro(self) -> Interval | None:
        """Pupil-weeks per EUR; None without runs or a price, or when it may cost nothing."""
        if self.price is None or not self.run_total.size or (self.run_total <= 0).any():
            return None
        return interval(self.run_pupil_weeks / self.run_total, told=self.total.told)


def interval(values: Floats, *, told: bool = True) -> Interval:
    """Return the 5, 50 and 95% points, linear between runs, infinite where they touch an infinite one.

    Parameters
    ----------
    values : ndarray, shape (replications,)
        One value a run; infinite ones are allowed, the others are finite. Of fewer than `FEWEST_DRAWS` there
        is a middle alone.
    told
        Whether there are pupils enough for an interval (`Band.told`); without there is a middle alone.
    """
    ordered = np.sort(values)

    def at(share: float) -> float:
        place = share * (ordered.size - 1)
        low, high = float(ordered[math.floor(place)]), float(ordered[math.ceil(place)])
        return low if place == math.floor(place) or low == high else low + (high - low) * (place % 1)

    if ordered.size < FEWEST_DRAWS or not told:
        return Interval(math.nan, at(0.5), math.nan)
    return Interval(at(0.05), at(0.5), at(0.95))


def money(context: Context) -> list[CostEffect]:
    """Return cost and effect of each intervention that has a cost, in the order of their effects."""
    results = context.results
    cost, ratio = results.last("cost", kind="effect"), results.last("cost_per_week", kind="effect")
    costs, ratios = results.draws("cost", kind="effect"), results.draws("cost_per_week", kind="effect")
    pupils, weeks = results.draws("cost", kind="effect", column="n_pupils"), recovered_draws(results)
    found, priced = [], _is_asked(results.scenarios, "cost_per_week")
    for effect in context.effects:
        key = (effect.name, "all")
        band = cost.get(key)
        if band is None or band.n_pupils <= 0:
            continue
        spent, of = costs.get(key, {}), pupils.get(key, {})
        runs = _runs(spent, weeks.get(key[0], {}), ratios.get(key, {}), of)
        # What other closures or parameters do is bought with nothing.
        unlike = effect.name in results.unlike
        price = None if unlike or not priced else _price(runs, ratio.get(key), effect.weeks)
        band = band if effect.weeks.told else band.middle()
        each = None if results.redrawn and not spent else per_pupil(band, spent, of)
        found.append(CostEffect(key[0], band, each, effect.weeks, *runs, price))
    return found


def _is_asked(scenarios: Iterable[ScenarioInfo], measure: str) -> bool:
    """Tell whether a measure is in the results: what one scenario asks is told of all."""
    asked = [(one.resolved.get("outcomes") or {}).get("measures") for one in scenarios]
    return any(measures is None or measure in measures for measures in asked)


def paid_once(context: Context) -> dict[str, float]:
    """Return the EUR of each compared scenario that are paid once, beside those of the reference.

    They are paid whole before the first school takes part, so that they do not shrink with fewer schools.
    """
    usual = _once(context.results.reference)
    return {effect.name: max(0.0, _once(effect.scenario) - usual) for effect in context.effects}


def _once(scenario: ScenarioInfo) -> float:
    costs = (one.get("cost") for one in scenario.interventions)
    return math.fsum(float(cost.get("fixed") or 0.0) for cost in costs if isinstance(cost, Mapping))


def per_pupil(band: Band, costs: Draws, pupils: Draws) -> Band:
    """Return the band of a cost per pupil, in each run over the pupils of that run.

    Parameters
    ----------
    band
        The cost in all (EUR), over the median number of pupils.
    costs, pupils
        The cost of each run, and its pupils; empty where every run has the same pupils and is not kept.

    Returns
    -------
    Band
        With an interval where the cost in all has one. How far the middle would move with other chance is
        not known where runs have pupils of their own.
    """
    spent, of = aligned([costs, pupils])
    if not spent.size or (of == of[0]).all():
        return band.scaled(1 / band.n_pupils)
    each = spent / of
    low, middle, high = spread_of(each)
    found = replace(
        band,
        mean=float(each.mean()),
        p05=low,
        median=middle,
        p95=high,
        n_runs=each.size,
        chance_share=None,
        median_error=None,
    )
    return found if band.told else found.middle()


_Runs = tuple[tuple[int, ...], Floats, Floats, Floats, Floats]


def _runs(costs: Draws, weeks: Draws, ratios: Draws, pupils: Draws) -> _Runs:
    """Return the common runs, with EUR in all and per pupil, weeks per pupil and pupil-weeks in each.

    A price is kept for the runs that recover something; the pupil-weeks behind it count those who left
    school before the last year too. Of other runs the effect at the end is all there is.
    """
    common = tuple(sorted(set(costs) & set(weeks)))
    total = np.array([costs[r] for r in common])
    each = np.array([weeks[r] for r in common])

    def recovered(run: int) -> float:
        if run not in ratios:
            return min(0.0, weeks[run] * pupils[run])
        return costs[run] / ratios[run] if ratios[run] > 0 else weeks[run] * pupils[run]

    of = np.array([pupils[r] for r in common])
    return common, total, total / of, each, np.array([recovered(r) for r in common])


def _price(runs: _Runs, band: Band | None, weeks: Band) -> Interval | None:
    _, total, _, _, recovered = runs
    if not total.size:
        sure = band is not None and weeks.p05 > 0
        return Interval(band.p05, band.median, band.p95) if band is not None and sure else None
    prices = price_per_week(total, recovered)
    known = prices[~np.isnan(prices)]
    part = (known.size, prices.size) if known.size < prices.size else None
    found = interval(known, told=weeks.told) if known.size else Interval(math.nan, math.nan, math.nan)
    return replace(found, part=part)


def of_whom(context: Context) -> str:
    """Return of how many pupils the figures of one row are, and why the price is not their quotient.

    Cost and weeks per pupil count those who are in school at one time; a price, and who is reached, count
    every pupil of any of the school years. Empty where all are in school at one time.
    """
    words, results = context.words, context.results
    if results.n_learners <= results.n_pupils:
        return ""
    at_once, ever = words.number(results.n_pupils), words.number(results.n_learners)
    return words("money.of_whom", pupils=at_once, learners=ever)


def price_text(words: Words, price: Interval | None) -> str:
    """Return ``€80 (€50 to €120)``, with *nothing recovered* for what is infinite.

    A price of some of the simulations is told with how many they are.
    """
    if price is None or (math.isinf(price.median) and math.isnan(price.p05)):
        return words("form.unknown")
    if math.isnan(price.median):
        return words("money.no_price")
    if math.isinf(price.median):
        return _of_part(words, price, "money.none" if math.isinf(price.p05) else "money.mostly_none")
    low = words.euro(price.p05)
    high = words("money.none") if math.isinf(price.p95) else words.euro(price.p95)
    middle = words.euro(price.median)
    return _of_part(words, price, text=middle if low == high else words.band(middle, low, high))


def _of_part(words: Words, price: Interval, key: str = "", text: str = "") -> str:
    told, part = text or words(key), part_text(words, price)
    return words("money.of_part", price=told, part=part) if part else told


def part_text(words: Words, price: Interval | None) -> str:
    """Return of how many of the simulations a price is, where it is not of all that there are."""
    if price is None or price.part is None or math.isnan(price.median):
        return ""
    known, whole = price.part
    return words("money.part", k=words.number(known), all=words.number(whole))


def middle_price(words: Words, price: Interval | None) -> str:
    """Return the price of the middle simulation for narrow places; a dash where it cannot be told."""
    if price is None:
        return "–"
    if math.isnan(price.median):
        return words("money.no_price")
    return words("money.none") if math.isinf(price.median) else words.euro(price.median)


def cheapest_first(found: Iterable[CostEffect]) -> list[CostEffect]:
    """Return those with a price, the lowest median first."""
    priced = [(m.price.median, m) for m in found if m.price is not None and not math.isnan(m.price.median)]
    return [one for _, one in sorted(priced, key=lambda pair: pair[0])]
