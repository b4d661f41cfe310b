"""Interventions set against each other in the same replications, and how often each is the best."""

from __future__ import annotations

from collections.abc import Callable

from simkansen.report.figures.parts import Context, TextTable, tabled
from simkansen.report.reading.replications import (
    Contest,
    Runs,
    best_head,
    best_shares,
    contests,
    counted,
    like_by_run,
)
from simkansen.report.sections import few_counted
from simkansen.runs.draws import FEWEST_COUNTED


def matrix(context: Context) -> TextTable | None:
    """Return in what share of the replications the row recovers more than the column; None with one row.

    There is none of too few replications either, for it tells shares.
    """
    runs = _several(context)
    if runs is None or runs.independent < FEWEST_COUNTED:
        return None
    words = context.words
    share = {(c.first, c.second): words.percent(c.share) for c in contests(runs)}
    rows = [[context.label(a), *(share.get((a, b), "–") for b in runs.names)] for a in runs.names]
    head = [words("research.head.row_beats"), *(context.label(name) for name in runs.names)]
    return TextTable(words("research.pairs.matrix"), head, rows)


def differences(context: Context) -> TextTable | None:
    """Return each pair's paired difference with its interval, and the share with what it may be."""
    runs = _several(context)
    if runs is None:
        return None
    words, place = context.words, runs.names.index

    def pair(one: Contest) -> str:
        first, second = context.label(one.first), context.label(one.second)
        return words("research.pairs.against", first=first, second=second)

    def difference(one: Contest) -> str:
        return words.band(*(words.number(v, 2) for v in (one.median, one.p05, one.p95)))

    columns: dict[str, Callable[[Contest], str]] = {
        words("research.head.pair"): pair,
        words("research.head.difference"): difference,
    }
    if runs.independent >= FEWEST_COUNTED:
        columns[words("research.head.first_more")] = lambda one: counted(context, one.share, runs)
    once = [one for one in contests(runs) if place(one.first) < place(one.second)]
    return tabled(words("research.pairs.differences"), once, columns)


def best(context: Context) -> TextTable | None:
    """Return how often each helps and is the best of all, with what that may be in endless runs."""
    runs = like_by_run(context)
    if runs is None:
        return None
    words, shares = context.words, best_shares(runs)
    helps = dict(zip(runs.names, ((runs.values > 0).mean(axis=1)).tolist(), strict=True))
    columns: dict[str, Callable[[str], str]] = {
        words("head.intervention"): context.label,
        words("research.head.helps"): lambda name: counted(context, helps[name], runs),
    }
    if len(runs.names) > 1 and runs.independent >= FEWEST_COUNTED:
        columns[best_head(words, runs)] = lambda name: counted(context, shares[name], runs)
    return tabled(words("research.pairs.best"), runs.names, columns)


def sentences(context: Context) -> list[str]:
    """Return how the shares' intervals are reckoned, and what is assumed of pairs."""
    runs = like_by_run(context)
    if runs is None:
        return []
    words, n = context.words, len(runs.replications)
    if runs.independent < FEWEST_COUNTED:
        return few_counted(context)
    told = [words("research.pairs.how", n=words.number(n))]
    if runs.independent < n:
        told.append(words("research.pairs.assumed", draws=words.number(runs.independent), n=words.number(n)))
    return told


def _several(context: Context) -> Runs | None:
    runs = like_by_run(context)
    return runs if runs is not None and len(runs.names) > 1 else None
