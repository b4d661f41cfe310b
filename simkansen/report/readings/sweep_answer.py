"""What a sweep answers: which option gives most, what that rests on, and whether it is sure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simkansen.outcomes.groups import FEWEST_PUPILS
from simkansen.report.figures.sweep_effects import ranked
from simkansen.report.reading.grounds import in_words
from simkansen.report.sweep.evidence import ground_of, letter
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.headline import range_of
from simkansen.report.sweep.standing import alike, in_order, standing
from simkansen.report.sweep.text_effects import few_counted, lacks_points
from simkansen.runs.draws import FEWEST_COUNTED, FEWEST_DRAWS
from simkansen.sweep.analysis.study import is_few

NAMED = 4
"""More options than this are left to the figure where none is called the best."""

_Row = dict[str, Any]


def answers(found: Found, measures: Sequence[str], *, plainly: bool = False) -> list[str]:
    """Say which option gives most on each measure, what that rests on, whether it is sure, and what is lost.

    Parameters
    ----------
    found
        The sweep.
    measures
        Ids of the measures; an empty text has no answer.
    plainly
        Say what it rests on in plain words, and not with the letter of its evidence.

    Returns
    -------
    list of str
        A paragraph a measure; why none is called the best stands in the first of those that it is true of.
    """
    told: set[str] = set()
    return [text for one in measures if one for text in _answer(found, one, told, plainly=plainly)]


def _answer(found: Found, measure: str, told: set[str], *, plainly: bool) -> list[str]:
    """Say it of one measure, but for reasons that have been told."""
    ranks = ranked(found, measure)
    alone = [row for row in ranks[:1] if row["scenario"] in found.study.unlike]
    rows = in_order(found, measure, ranks) or alone  # by too low a price nothing costs least
    if not rows:
        return []
    said, named = _said(found, measure, rows)
    evidence = [_in_words(found, row) for row in named] if plainly else [_evidence(found, named)]
    held_back = _held_back(found, rows)
    best = [] if held_back or len(rows) == 1 else _best(found, measure, rows)
    new = [text for text in held_back if text not in told]
    told.update(new)
    return [" ".join(text for text in [*said, *evidence, *new, *best] if text)]


def _said(found: Found, measure: str, rows: Sequence[_Row]) -> tuple[list[str], Sequence[_Row]]:
    """Say what the options do, and which of them are named in it."""
    words, telling, top = found.words, found.telling, rows[0]
    about = {
        "label": found.marked(top),
        "text": telling.mean(top, unit=True),
        "measure": telling.gain(measure),
    }
    if len(rows) == 1:
        return [words("sweep.page.alone", **about)], rows[:1]
    if not telling.measure(measure).ranks:  # of these none does most
        return [range_of(found, rows)], []
    counted = min([found.study.independent, *(row["n_runs"] for row in rows)])
    if any(row["half_width"] is None for row in rows) or counted < FEWEST_COUNTED:
        others = [f"‘{found.marked(row)}’ ({telling.mean(row, unit=True)})" for row in rows]
        listed = words("sweep.page.few", measure=telling.gain(measure), others=words.listed(others))
        return ([listed], rows) if len(rows) <= NAMED else ([], [])
    known, rival = standing(found, measure, rows)
    if known == "told":
        return [words("sweep.page.most", **about)], rows[:1]
    if known == "same" or rival is None:
        several = alike(found, measure, rows)
        labels = words.listed(f"‘{found.marked(row)}’" for row in several)
        return [words("sweep.page.same", labels=labels, **about)], several
    key = "about_equal" if known == "close" else "not_known"
    second = {"second": found.marked(rival), "other": telling.mean(rival, unit=True)}
    return [words(f"sweep.page.{key}", **second, **about)], [top, rival]


def _evidence(found: Found, rows: Sequence[_Row]) -> str:
    """Say the letters of what options rest on, the options that share one together, and all without names."""
    words, telling = found.words, found.telling
    labels: dict[str, list[str]] = {}
    for row in rows:
        if row["evidence"] is not None:
            labels.setdefault(letter(words, row), []).append(f"‘{telling.option(row)}’")
    if len(labels) == 1 and len(next(iter(labels.values()))) == len(rows):
        return words("sweep.page.evidence", each=next(iter(labels)))
    each = [
        words("sweep.page.evidence_of", labels=words.listed(called), letter=of)
        for of, called in labels.items()
    ]
    return words("sweep.page.evidence", each=words.listed(each)) if each else ""


def _in_words(found: Found, row: _Row) -> str:
    """Say in plain words what an option rests on."""
    ground = ground_of(found.study, row)
    if ground is None:
        return ""
    told = in_words(found.words, ground)
    return f"‘{found.telling.option(row)}’: {told[:1].lower()}{told[1:]}"


def _held_back(found: Found, rows: Sequence[_Row]) -> list[str]:
    """Say why no option is called the best, where pupils, points or replications are too few for that."""
    words = found.words
    if few := [row for row in rows if is_few(row["n_pupils"])]:
        labels = words.listed(f"‘{found.telling.option(row)}’" for row in few)
        return [words("sweep.page.few_pupils", labels=labels, few=words.number(FEWEST_PUPILS))]
    if said := few_counted(found):
        return [said]
    lacking = [row for row in rows if row["half_width"] is None]
    if any(lacks_points(row) for row in lacking):
        return [words("sweep.page.too_few_points", least=words.number(FEWEST_DRAWS))]
    return [words("sweep.page.too_few", least=words.number(FEWEST_COUNTED))] if lacking else []


def _best(found: Found, measure: str, ranks: Sequence[_Row]) -> list[str]:
    """Say in how many futures the option that does most is the best; nothing where that order is not told."""
    rows = [row for row in found.regret if row["measure"] == measure and row["regret_mean"] is not None]
    if len(rows) < 3 or standing(found, measure, ranks).known != "told":
        return []
    words, telling = found.words, found.telling
    least = min(rows, key=lambda row: float(row["regret_mean"]))
    about = {"label": telling.option(least), "n": words.number(least["n_futures"])}
    if about["label"] != telling.option(ranks[0]):
        return []
    if least["p_best"] == 1:
        return [words("sweep.page.always_best", **about)]
    regret = telling.amount(measure, least["regret_mean"])
    return [words("sweep.page.least_regret", share=words.percent(least["p_best"]), regret=regret, **about)]
