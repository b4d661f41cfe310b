"""Reach: from the pupils an intervention is meant for to those who receive it, and who is missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simkansen.interventions import registry
from simkansen.report.figures.numbers import band_row
from simkansen.report.figures.parts import Column, Context, Picture, Tidy, several
from simkansen.report.figures.reach_bars import Row, Steps, draw
from simkansen.report.reading.findings import surely_first
from simkansen.report.reading.participants import nobody_in
from simkansen.report.reading.records import Band, ScenarioInfo, aligned, median_share
from simkansen.report.sentences import capacity_of, headings
from simkansen.report.words import Words

STEPS = (
    "pupils_targeted",
    "schools_taking_part",
    "pupils_offered",
    "pupils_reached",
    "hours_received",
    "pupils_missed",
)
"""The measures from target group to what arrives, in the order in which they are shown."""

ALL = "all"
"""In place of a step: the target group as a share of all pupils."""

APART = 0.01
"""A middle of shares that is this far from the quotient of the middles is not what a reader reckons."""

MEASURES = (*STEPS, "schools_targeted")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one intervention gets."""

    scenario: str
    intervention: str
    """Its id in the scenario."""

    label: str
    places: str
    """For how many a school has a place, in words; empty when the scenario sets no limit."""

    copied: bool
    """Whether classes that are not reached gain too, for their teachers copy colleagues who are."""

    bands: Mapping[str, Band]
    """By measure of `MEASURES`; those that are not counted for this kind are left out."""

    shares: Mapping[str, float] = field(default_factory=dict)
    """By step: its share of the target group in each simulation, the median over simulations; by `ALL` the
    share of all pupils that the target group is."""

    @property
    def everybody(self) -> float:
        """Pupils who learn in one of the school years (count)."""
        return self.bands["pupils_targeted"].n_pupils

    @property
    def others(self) -> bool:
        """Whether pupils outside the target group are reached too, as peer tutors are."""
        told = [self.bands.get(f"pupils_{step}") for step in ("reached", "missed", "targeted")]
        reached, missed, targeted = (b.mean if b else 0.0 for b in told)
        return None not in told and reached + missed > targeted + 0.5

    def share(self, step: str) -> float | None:
        """Return a step as a share of the target group, taken within each simulation; the median.

        The quotient of medians serves results that do not keep their simulations. None where it is no share
        of it: for schools and hours, with nobody targeted, and for pupils reached when some of them are
        outside the target group.
        """
        band, whole = self.bands.get(step), self.bands["pupils_targeted"].median
        if band is None or whole <= 0 or not step.startswith("pupils_"):
            return None
        if step == "pupils_reached" and self.others:
            return None
        return self.shares.get(step, band.median / whole)

    @property
    def apart(self) -> bool:
        """Whether some share is off by `APART` or more from the quotient of the numbers beside it."""
        whole = self.bands["pupils_targeted"].median
        told = ((self.share(step), band.median) for step, band in self.bands.items())
        return any(share is not None and abs(share - part / whole) >= APART for share, part in told)


def picture(context: Context) -> Picture | None:
    """Return the steps from target group to what arrives, or None when no intervention was counted."""
    found, words = collect(context), context.words
    if not found:
        return None
    best = _best(context, found)
    steps = [step for step in STEPS if any(step in one.bands for one in found)]

    def cells(one: Reach) -> list[str]:
        return [_cell(context, one, step) for step in steps]

    columns: tuple[Column[Reach], ...] = (
        ("told", "", lambda one: _told(context, one)),
        ("", words("reach.step"), lambda one: one.label),
        ("", words("reach.places"), lambda one: one.places or words("reach.places.all")),
        *several([words(f"reach.step.{step}") for step in steps], cells),
    )
    return Tidy(words("reach.table"), found, columns, _numbers, turned=True).picture(
        "reach",
        words("reach.best", label=best) if best else words("reach.topic"),
        words("reach.unit"),
        "{told}".format,
        lambda narrow: draw(context, [_steps(context, one) for one in found], narrow=narrow),
        _notes(context, found),
    )


def _notes(context: Context, found: Sequence[Reach]) -> str:
    """Return what has to be known of places, pupils outside the target group, and effects that spread."""
    words = context.words
    notes = [words("reach.note")] if any(one.places for one in found) else []
    for key, labels in (
        ("reach.others", [f"‘{one.label}’" for one in found if one.others]),
        ("reach.copied", [f"‘{one.label}’" for one in found if one.copied]),
    ):
        notes += [words(key, labels=words.listed(labels))] if labels else []
    notes += [words("reach.apart")] if any(one.apart for one in found) else []
    return " ".join(filter(None, [*notes, nobody_in(words, _nobody(context, found))]))


def _nobody(context: Context, found: Sequence[Reach]) -> dict[str, tuple[int, int]]:
    """Return by label, of those that some simulations reach nobody with: how many do so, and of how many."""
    draws = context.results.draws("pupils_reached", by="intervention")
    each = {one.label: list(draws.get((one.scenario, one.intervention), {}).values()) for one in found}
    return {label: (n.count(0.0), len(n)) for label, n in each.items() if any(n) and not all(n)}


def collect(context: Context) -> list[Reach]:
    """Return each intervention of each scenario that was counted, in the order of the other figures."""
    counted, shares = _counted(context), _shares(context)
    infos = {info.name: info for info in context.results.scenarios}
    order = dict.fromkeys([*(e.name for e in context.effects), *infos])
    each = [_of_scenario(context, infos[name], counted.get(name, {}), shares) for name in order]
    return [one for some in each for one in some]


def _counted(context: Context) -> dict[str, dict[str, dict[str, Band]]]:
    """Return by scenario and intervention the bands of `MEASURES`, of those that pupils were counted for."""
    found: dict[str, dict[str, dict[str, Band]]] = {}
    for measure in MEASURES:
        for (scenario, name), band in context.results.last(measure, by="intervention").items():
            found.setdefault(scenario, {}).setdefault(name, {})[measure] = band
    return {
        scenario: {name: bands for name, bands in of.items() if "pupils_targeted" in bands}
        for scenario, of in found.items()
    }


def _of_scenario(
    context: Context,
    info: ScenarioInfo,
    counted: Mapping[str, Mapping[str, Band]],
    shares: Mapping[tuple[str, str], Mapping[str, float]],
) -> list[Reach]:
    """Return the interventions of one scenario, in the order in which it has them."""
    known = {str(one.get("id")): one for one in info.interventions}
    named = dict(zip(known, headings(context.words, [*known.values()]), strict=True))
    found = []
    for name in sorted(counted, key=[*known, *counted].index):
        asked, label = known.get(name, {}), context.label(info.name)
        if len(counted) > 1:
            label = f"{label}: {named.get(name, name)}"
        kind, places = registry().get(str(asked.get("type"))), _places(context, asked)
        copied, share = kind is not None and kind.spreads, shares.get((info.name, name), {})
        found.append(Reach(info.name, name, label, places, copied, counted[name], share))
    return found


def _shares(context: Context) -> dict[tuple[str, str], dict[str, float]]:
    """Return by (scenario, intervention) and step the median of its shares of the target group."""
    whole = context.results.draws("pupils_targeted", by="intervention")
    everybody = context.results.draws("pupils_targeted", by="intervention", column="n_pupils")
    steps = {s: context.results.draws(s, by="intervention") for s in STEPS if s.startswith("pupils_")}
    each = [(key, step, median_share(part, whole.get(key, {})))
            for step, draws in steps.items() for key, part in draws.items()]  # fmt: skip
    each += [(key, ALL, median_share(part, everybody[key])) for key, part in whole.items()]
    found: dict[tuple[str, str], dict[str, float]] = {}
    for key, step, share in each:
        if share is not None:
            found.setdefault(key, {})[step] = share
    return found


def _places(context: Context, intervention: Mapping[str, Any]) -> str:
    words = context.words
    target = intervention.get("for")
    capacity = target.get("capacity") if isinstance(target, Mapping) else None
    if capacity is None:
        return ""
    key, n = capacity_of(words, capacity)
    return "" if key == "none" else words(f"reach.places.{key}", n=n)


def _best(context: Context, found: Sequence[Reach]) -> str | None:
    """Return what reaches the largest share of its own target group in enough runs; else None."""
    targeted, missed = (
        context.results.draws(f"pupils_{s}", by="intervention") for s in ("targeted", "missed")
    )
    found = [one for one in found if one.scenario not in context.results.unlike]
    keys = [(one.scenario, one.intervention) for one in found]
    if len(keys) < 2 or not set(keys) <= set(targeted) & set(missed):
        return None
    whole, lost = np.vsplit(aligned([*map(targeted.__getitem__, keys), *map(missed.__getitem__, keys)]), 2)
    if whole.size == 0 or (whole <= 0).any():
        return None
    winner = surely_first(1 - lost / whole)
    return None if winner is None else found[winner].label


def _cell(context: Context, one: Reach, step: str) -> str:
    words, band = context.words, one.bands.get(step)
    if band is None:
        return words("reach.uncounted")
    text, share = _banded(words, step, band), one.share(step)
    if step == "schools_taking_part":
        return _of(context, text, one.bands.get("schools_targeted"))
    if step == "pupils_targeted":
        of_all = one.shares.get(ALL, band.median / max(one.everybody, 1))
        return words("reach.of_all", n=text, share=words.of_pupils(of_all))
    if step == "pupils_reached" and one.others:
        return words("reach.with_others", n=text)
    return text if share is None else words("reach.of_target", n=text, share=words.of_pupils(share))


def _of(context: Context, text: str, whole: Band | None) -> str:
    words = context.words
    return text if whole is None else words("reach.of", n=text, of=words.heads_band(whole))


def _banded(words: Words, step: str, band: Band) -> str:
    """Return a step with its interval: hours, or whole pupils and schools."""
    return words.with_band(band, _decimals(band)) if step == "hours_received" else words.heads_band(band)


def _middle(words: Words, step: str, band: Band) -> str:
    """Return the middle of a step: hours, or whole pupils and schools."""
    hours = step == "hours_received"
    return words.number(band.median, _decimals(band)) if hours else words.heads(band.median)


def _decimals(hours: Band) -> int:
    return 1 if hours.median < 10 else 0


def _told(context: Context, one: Reach) -> str:
    """Return the steps of one intervention in sentences."""
    words = context.words
    number = {s: _middle(words, s, b) for s, b in one.bands.items()}
    about = {"label": one.label, "n": number["pupils_targeted"]}
    alone = round(one.everybody) == 1
    said = [
        words("reach.alt.targeted_one", **about)
        if alone
        else words("reach.alt.targeted", **about, of=words.number(one.everybody))
    ]
    if one.places:
        said.append(words("reach.alt.places", places=one.places))
    if "schools_taking_part" in number and "schools_targeted" in number:
        said.append(_told_schools(words, number["schools_taking_part"], number["schools_targeted"]))
    for step in ("pupils_offered", "pupils_reached", "pupils_missed"):
        share = one.share(step)
        if share is not None:
            said.append(words(f"reach.alt.{step}", n=number[step], share=words.of_pupils(share)))
        elif step in number:
            said.append(words(f"reach.alt.{step}.others", n=number[step]))
    if "hours_received" in number:
        said.append(words("reach.alt.hours", n=number["hours_received"]))
    return " ".join(map(words.capital, said))


def _told_schools(words: Words, taking_part: str, targeted: str) -> str:
    """Return how many of the schools with such pupils take part; of one school whether it does."""
    if targeted == "1" and taking_part in ("0", "1"):
        return words("reach.alt.school_in" if taking_part == "1" else "reach.alt.school_out")
    return words("reach.alt.schools", n=taking_part, of=targeted)


def _steps(context: Context, one: Reach) -> Steps:
    """Return what a panel shows: a bar for each count of pupils, words for schools and hours."""
    words = context.words
    rows = [Row("all_pupils", words("reach.axis"), words.number(one.everybody), _certain(one))]
    for step in STEPS:
        if step not in one.bands:
            continue
        band, share = one.bands[step], one.share(step)
        n = _middle(words, step, band)
        if step == "schools_taking_part":
            text = words("reach.row.schools", n=_of(context, n, one.bands.get("schools_targeted")))
        elif step == "hours_received":
            text = words("reach.row.hours", n=_banded(words, step, band))
        else:
            text = n if share is None or step == "pupils_targeted" else f"{n} ({words.of_pupils(share)})"
        bar = band if step.startswith("pupils_") else None
        rows.append(Row(step, words(f"reach.row.{step}"), text, bar))
    return Steps(one.label, one.places, context.marks[one.scenario].colour, one.everybody, rows)


def _certain(one: Reach) -> Band:
    """Return the number of all pupils, which is the same in every run, as a band without width."""
    n, band = one.everybody, one.bands["pupils_targeted"]
    return Band(one.scenario, "all", band.week, n, n, n, n, band.n_runs, n)


def _numbers(one: Reach) -> list[dict[str, object]]:
    columns = "scenario intervention measure median p05 p95 share_of_target all_pupils n_runs"
    about = {"scenario": one.scenario, "intervention": one.intervention, "all_pupils": one.everybody}
    return [
        band_row(one.bands[measure], columns, **about, measure=measure, share_of_target=one.share(measure))
        for measure in MEASURES
        if measure in one.bands
    ]
