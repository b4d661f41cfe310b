"""The effects as numbers: median, mean, interval, standard deviations, chance, and how often they help."""

from __future__ import annotations

from collections.abc import Callable

from simkansen.outcomes.registry import SUBJECTS
from simkansen.report.figures.parts import Context, TextTable, tabled
from simkansen.report.reading.causes import told_interval
from simkansen.report.reading.findings import Effect
from simkansen.report.reading.grounds import letter
from simkansen.report.reading.records import Band
from simkansen.report.reading.replications import best_head, best_shares, like_by_run
from simkansen.report.reading.steady import error_text
from simkansen.runs.draws import FEWEST_COUNTED

UNTOLD = "–"
"""Stands where the pairs of replications do not tell how much is chance."""


def table(context: Context) -> TextTable | None:
    """Return how large the effects are, one row an intervention; None when nothing is compared."""
    if not context.effects:
        return None
    words = context.words
    columns: dict[str, Callable[[Effect], str]] = {
        words("head.intervention"): lambda e: context.label(e.name),
        context.of_runs("research.head.weeks"): lambda e: words.with_band(e.weeks, 2),
        words("research.head.median_error"): lambda e: error_text(context, e.weeks),
        words("research.head.mean"): lambda e: words.number(e.weeks.mean, 2),
        context.of_runs("research.head.sd"): lambda e: words.with_band(e.skill, 3),
    }
    return tabled(words("research.effects.table", date=_day(context)), context.effects, columns)


def sure(context: Context) -> TextTable | None:
    """Return what the effects rest on and what the simulations say of them; None when nothing is compared."""
    if not context.effects:
        return None
    words, runs = context.words, like_by_run(context)
    several = runs is not None and len(runs.names) > 1 and runs.independent >= FEWEST_COUNTED
    best = best_shares(runs) if runs and several else {}
    columns: dict[str, Callable[[Effect], str]] = {
        words("head.intervention"): lambda e: context.label(e.name),
        words("research.head.evidence"): lambda e: letter(context, e),
        words("research.head.chance"): lambda e: _chance(context, e.weeks),
        words("research.head.helps"): context.helps,
    }
    if runs and best:
        columns[best_head(words, runs)] = lambda e: words.percent(best[e.name]) if e.name in best else "–"
    return tabled(words("research.effects.sure"), context.effects, columns)


def levels(context: Context) -> TextTable | None:
    """Return the delay of each scenario, the reference first; None without it."""
    words, bands = context.words, _levels(context)
    columns: dict[str, Callable[[Band], str]] = {
        words("head.scenario"): lambda band: context.label(band.scenario),
        context.of_runs("research.head.delay"): lambda band: words.with_band(band, 2),
        words("research.head.mean"): lambda band: words.number(band.mean, 2),
        words("research.head.chance"): lambda band: _chance(context, band),
    }
    return tabled(words("research.levels.table", date=_day(context)), bands, columns) if bands else None


def _levels(context: Context) -> list[Band]:
    """Return the delay of all pupils at the end in each scenario, the reference first."""
    found = context.results.last("delay_weeks")
    return [found[s.name, "all"] for s in context.results.scenarios if (s.name, "all") in found]


def by_subject(context: Context) -> TextTable | None:
    """Return weeks recovered and the effect in SD per subject, at the end; None when there are no such rows.

    With nothing compared it is the delay per subject.
    """
    words, results = context.words, context.results
    kind, shown = ("effect", "weeks") if context.effects else ("level", "delay")
    names = [e.name for e in context.effects] or [results.reference.name]
    found = [
        (subject, band.negated() if context.effects else band)
        for subject in SUBJECTS
        for name in names
        if (band := results.one("delay_weeks", of=name, kind=kind, subject=subject)) is not None
    ]

    def sd(row: tuple[str, Band]) -> str:
        return words.with_band(results.one("skill", of=row[1].scenario, kind="effect", subject=row[0]), 3)

    columns: dict[str, Callable[[tuple[str, Band]], str]] = {
        words("research.head.subject"): lambda row: words.capital(words.subject(row[0])),
        words("head.scenario"): lambda row: context.label(row[1].scenario),
        context.of_runs(f"research.head.{shown}"): lambda row: words.with_band(row[1], 2),
        words("research.head.mean"): lambda row: words.number(row[1].mean, 2),
    }
    if context.effects:
        columns[context.of_runs("research.head.sd")] = sd
    return tabled(words("research.subjects.table", date=_day(context)), found, columns) if found else None


def note(context: Context) -> str:
    """Return how to read the columns of the effects, and where the share that is chance comes from."""
    words, results = context.words, context.results
    told = [words("research.effects.note")]
    if results.source == "point":
        return " ".join([*told, words("research.effects.chance_point")])
    shares = [_chance(context, band) for band in (*(e.weeks for e in context.effects), *_levels(context))]
    if any(share != UNTOLD for share in shares):
        told.append(words.counted("research.effects.chance", results.n_pairs))
    if UNTOLD in shares:
        told.append(words.counted("research.effects.chance_untold", results.n_pairs))
    return " ".join(told)


def _chance(context: Context, band: Band) -> str:
    """Return how much of the variance is chance: all of it, an interval, or a dash where that is not told."""
    words, results, share = context.words, context.results, band.chance_share
    if results.source == "point":
        return words.percent(share)
    told = None if context.middles_alone else told_interval(share, results.n_pairs, results.n_runs)
    return UNTOLD if told is None else words.between(*words.ends_of_share(*told))


def _day(context: Context) -> str:
    return context.words.date(context.results.last_week)
