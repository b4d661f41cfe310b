"""What a programme does and costs per pupil whom it reaches: shared by the three readings and the terminal.

A mean over all pupils of a small programme says little of the programme. So effect and cost are told of the
same pupils: both of all, or both of those reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from simkansen.interventions import registry
from simkansen.report.figures.parts import Context, TextTable, tabled
from simkansen.report.reading.findings import recovered_draws
from simkansen.report.reading.own_prices import marked
from simkansen.report.reading.records import (
    FEWEST_PUPILS,
    Band,
    Draws,
    aligned,
    common,
    median_share,
    spread_of,
)
from simkansen.report.reading.results import Results
from simkansen.report.words import Words, digits
from simkansen.runs.draws import FEWEST_COUNTED

FEW_REACHED = 0.10
"""Share of the pupils below which what a programme does is told per pupil reached (an assumed limit)."""


@dataclass(frozen=True, slots=True)
class Participants:
    """What one scenario does for the pupils reached and targeted, and what it costs for those reached.

    Attributes
    ----------
    reached, targeted
        Weeks recovered per pupil, over the simulations in which there is one; None where nobody is, the
        results do not tell, or more differs than interventions.
    pupils, of
        Pupils reached by any intervention of the scenario (median over all simulations, also those that
        reach nobody), and all pupils who learn in any of the school years; zero where not known.
    share
        Those reached as a share of all, taken within each simulation; the median, as of every share of pupils
        on a page. The quotient of ``pupils`` and ``of`` where results do not keep their simulations.
    cost
        EUR per pupil reached: the cost of each simulation over the pupils whom it reaches, of those that
        reach somebody. None where there is no cost, nobody is reached, or simulations are not kept.
    reaching, runs
        Simulations that reach somebody, and those that tell; zero where not known.
    """

    reached: Band | None
    targeted: Band | None
    pupils: float
    of: float
    share: float
    cost: Band | None
    reaching: int = 0
    runs: int = 0

    @property
    def few(self) -> bool:
        """Whether a small part of the pupils is reached."""
        return 0.0 < self.pupils < FEW_REACHED * self.of

    @property
    def nobody(self) -> bool:
        """Whether it is known that no simulation reaches anybody."""
        return self.of > 0 and self.reached is None and self.pupils == 0 and not self.reaching

    @property
    def nobody_in_some(self) -> bool:
        """Whether some simulations reach nobody and others do."""
        return 0 < self.reaching < self.runs


def participants(context: Context) -> dict[str, Participants]:
    """Return them by scenario, for the interventions that are compared."""
    results = context.results
    of_reached = results.last("weeks_per_reached", kind="effect")
    of_targeted = results.last("weeks_per_targeted", kind="effect")
    costs, counted, everybody = results.draws("cost", kind="effect"), _reached(results), _everybody(results)
    found = {}
    for effect in context.effects:
        name, told_of = effect.name, effect.weeks.told
        reached = _middle(of_reached.get((name, "all")), told_of)
        targeted = _middle(of_targeted.get((name, "all")), told_of)
        one, of = counted.get(name, {}), everybody.get(name, {})
        pupils, all_of = float(np.median([*one.values()])) if one else None, _all_of(results, name)
        if pupils is None:
            pupils = _summarised(results, name)
        share = median_share(one, of)
        if share is None:
            share = pupils / all_of if pupils is not None and all_of else 0.0
        reaching = sum(n > 0 for n in one.values())
        if name in results.unlike:  # what these pupils gain is not by taking part alone
            reached = targeted = None
        found[name] = Participants(
            reached,
            targeted,
            pupils or 0.0,
            0.0 if pupils is None else all_of,
            share,
            _middle(_each(results, name, costs.get((name, "all"), {}), one), told_of),
            reaching,
            len(one),
        )
    return found


def _middle(band: Band | None, told_of: bool) -> Band | None:
    """Return a band, of a scenario without an interval for its effect the middle alone."""
    return band if band is None or told_of else band.middle()


def _each(results: Results, name: str, costs: Draws, pupils: Draws) -> Band | None:
    """Return the EUR per pupil reached, over the simulations that reach somebody; None without any.

    The cost of the middle simulation over the pupils of the middle one is of no simulation: those that reach
    many cost more, so that its interval is too wide, and those that reach nobody are in the one and not in
    the other.
    """
    spent, reached = aligned([costs, pupils])
    some = reached > 0
    if not some.any():
        return None
    each, pupils_of_some = spent[some] / reached[some], float(np.median(reached[some]))
    low, middle, high = spread_of(each)
    ends = float(each.mean()), low, middle, high
    band = Band(name, "all", results.last_week, *ends, each.size, pupils_of_some)
    return band.middle() if pupils_of_some < FEWEST_PUPILS else band


def _reached(results: Results) -> dict[str, Draws]:
    """Return the pupils whom any intervention of a scenario reaches in each simulation, zero where nobody.

    One intervention counts them itself. Those of several overlap: their number is that of the pupils behind
    the weeks per pupil reached, which a simulation that reaches nobody does not have.
    """
    union = results.draws("weeks_per_reached", kind="effect", column="n_pupils")
    found = {scenario: dict(part) for (scenario, group), part in union.items() if group == "all"}
    counted: dict[str, list[Draws]] = {}
    for (scenario, _), part in results.draws("pupils_reached", by="intervention").items():
        counted.setdefault(scenario, []).append(part)
    for scenario, parts in counted.items():
        if len(parts) == 1:
            found[scenario] = parts[0]
        else:
            nobody = {run: 0.0 for run in common(parts) if not any(part[run] for part in parts)}
            found[scenario] = nobody | found.get(scenario, {})
    return {scenario: part for scenario, part in found.items() if part}


def _everybody(results: Results) -> dict[str, Draws]:
    """Return all pupils who learn in any of the school years in each simulation, by scenario."""
    counted = results.draws("pupils_reached", by="intervention", column="n_pupils")
    return {scenario: part for (scenario, _), part in counted.items()}


def _all_of(results: Results, name: str) -> float:
    """Return all pupils who learn in any of the school years; zero where not known."""
    counted = results.last("pupils_reached", by="intervention")
    return next((band.n_pupils for (scenario, _), band in counted.items() if scenario == name), 0.0)


def _summarised(results: Results, name: str) -> float | None:
    """Return the pupils reached of results that do not keep their simulations; None where not known.

    The pupils behind the weeks per pupil reached leave out the simulations that reach nobody, so that they
    serve only where there are none.
    """
    counted = results.last("pupils_reached", by="intervention")
    parts = [band for (scenario, _), band in counted.items() if scenario == name]
    if len(parts) == 1:
        return parts[0].median
    union = results.last("weeks_per_reached", kind="effect").get((name, "all"))
    if union is not None and all(union.n_runs == part.n_runs for part in parts):
        return union.n_pupils
    return 0.0 if parts and not any(part.mean for part in parts) else None


def late_devices(context: Context, name: str) -> str:
    """Return why a scenario reaches nobody in some simulations, where that is as its devices come late.

    That is so of many who are meant and lack a device: that none of them would come is not to be thought of.
    """
    scenario = next((one for one in context.results.scenarios if one.name == name), None)
    types = {str(one.get("type")) for one in scenario.interventions} if scenario else set()
    awaited = {kind for kind, known in registry().items() if known.awaits}
    meant = context.results.last("pupils_targeted", by="intervention")
    fewest = min((band.median for (who, _), band in meant.items() if who == name), default=0.0)
    late = bool(types) and types <= awaited and fewest >= FEWEST_PUPILS
    return context.words("participants.late_devices", label=context.label(name)) if late else ""


def some_nobody(context: Context) -> str:
    """Return which interventions reach nobody in some simulations, and what is then counted; else nothing."""
    found = participants(context)
    some = {context.label(name): (one.runs - one.reaching, one.runs) for name, one in found.items()
            if one.nobody_in_some}  # fmt: skip
    more = [text(context, name) for name, one in found.items() if one.nobody_in_some
            for text in (_helps_where_reached, late_devices)]  # fmt: skip
    return " ".join(text for text in (nobody_in(context.words, some), *more) if text)


def _helps_where_reached(context: Context, name: str) -> str:
    """Return in what part of the simulations that reach somebody a scenario helps; of few nothing."""
    reached, gained = aligned([_reached(context.results)[name], recovered_draws(context.results)[name]])
    helped = gained[reached > 0] > 0
    if helped.size < FEWEST_COUNTED or name in context.results.unlike:
        return ""
    share = context.words.percent(float(helped.mean()))
    return context.words("participants.helps_reached", label=context.label(name), share=share)


def nobody_in(words: Words, counted: Mapping[str, tuple[int, int]]) -> str:
    """Return in how many simulations each reaches nobody, and what is then counted; of none an empty text.

    Parameters
    ----------
    words
        The words of a language.
    counted
        By label of those that reach somebody in other simulations: simulations that reach nobody, and all.
    """
    told = [
        words("participants.nobody_in", label=label, k=words.number(k), n=words.number(n))
        for label, (k, n) in counted.items()
    ]
    return words("participants.some_nobody", list=words.listed(told)) if told else ""


def weeks_text(context: Context, band: Band | None, *, nobody: bool = False, brief: bool = False) -> str:
    """Return weeks per pupil, with their interval where there are enough pupils for one.

    Parameters
    ----------
    context
        The results.
    band
        Weeks; None where nobody is reached, or nothing tells.
    nobody
        Whether it is known that nobody is reached, where there is no band.
    brief
        Leave out why there is no interval.
    """
    words = context.words
    if band is None:
        return words("participants.nobody" if nobody else "form.unknown")
    places = digits(band, 1)
    if band.n_pupils < FEWEST_PUPILS and not brief:
        return words("participants.few_pupils", weeks=words.number(band.median, places))
    return words.with_band(band, places)


def told(found: Iterable[Participants]) -> bool:
    """Return whether results tell how many pupils are reached, or what they recover."""
    return any(one.of or one.reached or one.targeted for one in found)


def table(context: Context) -> TextTable | None:
    """Return weeks and EUR per pupil reached, and weeks per pupil targeted; None where nothing tells."""
    words, found = context.words, participants(context)
    if not told(found.values()):
        return None
    columns: dict[str, Callable[[str], str]] = {
        words("head.intervention"): context.label,
        words("participants.pupils"): lambda name: reached_of(context, found[name]),
        words("participants.weeks"): lambda n: weeks_text(context, found[n].reached, nobody=found[n].nobody),
        words("participants.euro"): lambda name: marked(context, name, words.euro_band(found[name].cost)),
        words("participants.targeted"): lambda name: (
            words("form.unknown")
            if found[name].targeted is None
            else weeks_text(context, found[name].targeted)
        ),
    }
    caption, note = context.of_runs("participants.table"), some_nobody(context)
    return tabled(f"{caption}. {note}" if note else caption, found, columns)


def reached_of(context: Context, one: Participants) -> str:
    """Return how many pupils are reached, and what part of all pupils that is."""
    words = context.words
    if not one.of:
        return words("form.unknown")
    return words("participants.reached_of", n=words.heads(one.pupils), share=words.of_pupils(one.share))
