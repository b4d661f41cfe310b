"""Interventions set against each other in the same replications, and how often each is the best."""

from __future__ import annotations

from simkansen.report.figures.parts import Context, Table
from simkansen.report.replications import Runs, best_shares, contests, counted, effects_by_run


def matrix(context: Context) -> Table | None:
    """Return in what share of the replications the row recovers more than the column; None with one row."""
    runs = _several(context)
    if runs is None:
        return None
    words = context.words
    share = {(c.first, c.second): words.percent(c.share) for c in contests(runs)}
    rows = [[context.label(a), *(share.get((a, b), "–") for b in runs.names)] for a in runs.names]
    head = [words("research.head.row_beats"), *(context.label(name) for name in runs.names)]
    return Table(words("research.pairs.matrix"), head, rows)


def differences(context: Context) -> Table | None:
    """Return each pair's paired difference with its interval, and the share with what it may be."""
    runs = _several(context)
    if runs is None:
        return None
    words, rows = context.words, []
    for one in contests(runs):
        if runs.names.index(one.first) > runs.names.index(one.second):
            continue
        low, high = (words.number(v, 2) for v in (one.p05, one.p95))
        rows.append(
            [
                words(
                    "research.pairs.against", first=context.label(one.first), second=context.label(one.second)
                ),
                words("form.band", value=words.number(one.median, 2), band=words.between(low, high)),
                counted(context, one.share, runs),
            ]
        )
    head = [words("research.head.pair"), words("research.head.difference"), words("research.head.first_more")]
    return Table(words("research.pairs.differences"), head, rows)


def best(context: Context) -> Table | None:
    """Return how often each helps and is the best of all, with what that may be in endless runs."""
    runs = effects_by_run(context)
    if runs is None:
        return None
    words, shares = context.words, best_shares(runs)
    several = len(runs.names) > 1
    rows = []
    for name, values in zip(runs.names, runs.values, strict=True):
        cells = [context.label(name), counted(context, float((values > 0).mean()), runs)]
        rows.append(cells + ([counted(context, shares[name], runs)] if several else []))
    keys = ["helps", *(["best"] if several else [])]
    head = [words("head.intervention"), *(words(f"research.head.{key}") for key in keys)]
    return Table(words("research.pairs.best"), head, rows)


def sentences(context: Context) -> list[str]:
    """Return how the shares' intervals are reckoned, and what is assumed of pairs."""
    runs = effects_by_run(context)
    if runs is None:
        return []
    words, n = context.words, len(runs.replications)
    told = [words("research.pairs.how", n=words.number(n))]
    if runs.independent < n:
        told.append(words("research.pairs.assumed", draws=words.number(runs.independent), n=words.number(n)))
    return told


def _several(context: Context) -> Runs | None:
    runs = effects_by_run(context)
    return runs if runs is not None and len(runs.names) > 1 else None
