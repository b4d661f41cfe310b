"""The effects as numbers: median, mean, interval, standard deviations, chance, and how often they help."""

from __future__ import annotations

from simkansen.outcomes.measures import SUBJECTS
from simkansen.report.figures.parts import Context, Table, with_band
from simkansen.report.grounds import letter
from simkansen.report.records import Band
from simkansen.report.replications import best_shares, effects_by_run
from simkansen.report.steady import error_text


def table(context: Context) -> Table | None:
    """Return how large the effects are, one row an intervention; None when nothing is compared."""
    if not context.effects:
        return None
    words = context.words
    rows = [
        [
            context.label(effect.scenario.name),
            with_band(words, effect.weeks, 2),
            error_text(context, effect.weeks),
            words.number(effect.weeks.mean, 2),
            _sd(context, effect.skill),
        ]
        for effect in context.effects
    ]
    head = [words(f"research.head.{key}") for key in ("weeks", "median_error", "mean", "sd")]
    return Table(
        words("research.effects.table", date=_day(context)), [words("head.intervention"), *head], rows
    )


def sure(context: Context) -> Table | None:
    """Return what the effects rest on and what the simulations say of them; None when nothing is compared."""
    if not context.effects:
        return None
    words, runs = context.words, effects_by_run(context)
    best = best_shares(runs) if runs and len(runs.names) > 1 else {}
    rows = [
        [
            context.label(effect.scenario.name),
            letter(context, effect),
            _share(context, effect.weeks.chance_share),
            _share(context, effect.helps),
            *([_share(context, best.get(effect.scenario.name))] if best else []),
        ]
        for effect in context.effects
    ]
    keys = ["evidence", "chance", "helps", *(["best"] if best else [])]
    head = [words("head.intervention"), *(words(f"research.head.{key}") for key in keys)]
    return Table(words("research.effects.sure"), head, rows)


def levels(context: Context) -> Table | None:
    """Return the delay of each scenario, the reference first; None without it."""
    words = context.words
    found = context.results.last("delay_weeks")
    bands = {s.name: found.get((s.name, "all")) for s in context.results.scenarios}
    rows = [
        [
            context.label(name),
            with_band(words, band, 2),
            words.number(band.mean, 2),
            _share(context, band.chance_share),
        ]
        for name, band in bands.items()
        if band is not None
    ]
    head = [words("head.scenario"), *(words(f"research.head.{k}") for k in ("delay", "mean", "chance"))]
    return Table(words("research.levels.table", date=_day(context)), head, rows) if rows else None


def by_subject(context: Context) -> Table | None:
    """Return weeks recovered and the effect in SD per subject, at the end; None when there are no such rows.

    With nothing compared it is the delay per subject.
    """
    words, results = context.words, context.results
    kind = "effect" if context.effects else "level"
    names = [e.scenario.name for e in context.effects] or [results.reference.name]
    rows = []
    for subject in SUBJECTS:
        weeks = results.last("delay_weeks", kind=kind, subject=subject)
        skill = results.last("skill", kind="effect", subject=subject)
        for name in names:
            band = weeks.get((name, "all"))
            if band is None:
                continue
            shown = band.negated() if context.effects else band
            cells = [words.capital(words(f"subject.{subject}")), context.label(name)]
            cells += [with_band(words, shown, 2), words.number(shown.mean, 2)]
            if context.effects:
                cells.append(_sd(context, skill.get((name, "all"))))
            rows.append(cells)
    keys = ["weeks" if context.effects else "delay", "mean", *(["sd"] if context.effects else [])]
    head = [
        words("research.head.subject"),
        words("head.scenario"),
        *(words(f"research.head.{k}") for k in keys),
    ]
    return Table(words("research.subjects.table", date=_day(context)), head, rows) if rows else None


def _sd(context: Context, band: Band | None) -> str:
    return context.words("form.unknown") if band is None else with_band(context.words, band, 3)


def _share(context: Context, share: float | None) -> str:
    return context.words("form.unknown") if share is None else context.words.percent(share)


def _day(context: Context) -> str:
    return context.words.date(context.results.last_week)
