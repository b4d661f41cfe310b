"""What matters most after a sweep, in a few lines: what does most, how sure that is, what overturns it."""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.report.cautions import in_short
from simkansen.report.figures.sweep_effects import ranked
from simkansen.report.sweep.evidence import letter
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.standing import in_order, standing
from simkansen.report.sweep.text_effects import replicated, told
from simkansen.report.sweep.text_varied import leading, what_most
from simkansen.report.sweep.words import EXPENSES
from simkansen.runs.draws import FEWEST_COUNTED
from simkansen.sweep.analysis.pairs import Order
from simkansen.sweep.analysis.study import RATIO, Row, is_few
from simkansen.sweep.store.rows import FINISHED

_KEYS: dict[Order, str] = {"told": "most", "same": "same", "close": "close", "unknown": "most_unsure"}
"""The sentence on options by what is known of the first of them."""


def headline(found: Found) -> list[str]:
    """Return the sentences; `simkansen.report.sweep.text.blocks` says all at length.

    Parameters
    ----------
    found
        The sweep.

    Returns
    -------
    list of str
        What the best option does on the first measure of what is gained, how sure that is, what it rests on
        most where that was asked, and a caution where something overturns it.
    """
    if not found.counts.get(FINISHED):
        return [found.words("sweep.nothing")]
    measures = sorted(found.study.measures, key=lambda one: one.name in (*EXPENSES, RATIO))
    tables = (ranked(found, one.id) for one in measures)
    rows: list[Row] = next((some for some in tables if some), [])
    said = _most(found, rows) if rows else [found.words("sweep.no_effects")] * (not found.indices)
    return [one for one in (*said, _rests(found, alone=not rows), _enough(found), _caution(found)) if one]


def _most(found: Found, rows: list[Row]) -> list[str]:
    """Return what the option that does most does, and how sure that is; of too few runs no order."""
    words, telling, first = found.words, found.telling, rows[0]
    if first["scenario"] in found.study.unlike:
        about = {"measure": telling.gain(first["measure"]), "mean": telling.mean(first)}
        return [words("sweep.lines.unlike", label=telling.option(first), **about)]
    rows = in_order(found, first["measure"], rows) or rows[:1]
    # A group may be in fewer runs than there are.
    independent = min([found.study.independent, *(row["n_runs"] for row in rows)])
    few = words.counted("sweep.lines.few", independent, fewest=words.number(FEWEST_COUNTED))
    if len(rows) > 1 and independent < FEWEST_COUNTED:
        return [range_of(found, rows), few]
    if len(rows) > 1 and not (telling.measure(first["measure"]).ranks and _have_intervals(rows[:2])):
        return [range_of(found, rows)]
    # Points of a sample are no simulations of their own: what they vary by says not how sure an option is.
    lone = found.study.sampled and independent < FEWEST_COUNTED
    return _first(found, rows, [few] if lone else [])


def _first(found: Found, rows: list[Row], few: list[str]) -> list[str]:
    """Return what the first option does and how surely it is that, by the order that the page asks.

    Where simulations are few, which ``few`` says, without how far they lie apart.
    """
    words, telling, first = found.words, found.telling, rows[0]
    measure = first["measure"]
    known = standing(found, measure, rows).known
    key = f"sweep.lines.{'one' if len(rows) == 1 else _KEYS[known]}"
    band = words("sweep.lines.band", band=telling.band(first)) if telling.ends(first) and not few else ""
    mean = telling.number(measure, telling.flip(measure) * first["mean"]) if few else telling.mean(first)
    about = {"measure": telling.gain(measure), "n": words.number(len(rows)), "mean": mean, "band": band}
    text = words(key, label=telling.option(first), **about)
    return [text, *few, _sure(found, first, is_best=known == "told")]


def range_of(found: Found, rows: Sequence[Row]) -> str:
    """Return from where to where the means of options lie, and none of them by name."""
    words, telling, measure = found.words, found.telling, rows[0]["measure"]
    low, high = sorted(telling.flip(measure) * one["mean"] for one in (rows[0], rows[-1]))
    means = words.between(*(telling.number(measure, end) for end in (low, high)))
    about = {"measure": telling.gain(measure), "n": words.number(len(rows))}
    return words("sweep.lines.range", means=means, **about)


def _have_intervals(rows: list[Row]) -> bool:
    """Tell whether each of some options has enough points, replications and pupils for an order."""
    return all(row["half_width"] is not None and not is_few(row["n_pupils"]) for row in rows)


def _sure(found: Found, row: Row, *, is_best: bool) -> str:
    """Return what an option rests on, how often it is better than the reference, and how often the best.

    How often it is the best is told where it surely is, as on pages.
    """
    words, telling = found.words, found.telling
    parts = [words("lines.evidence", letter=letter(words, row))] if row["evidence"] else []
    share = telling.share(row["p_better"], row["n_runs"])
    if share != "–":
        parts.append(words("sweep.lines.better", share=share))
    best = [
        one
        for one in told(found)
        if one["measure"] == row["measure"] and telling.option(one) == telling.option(row)
    ]
    if is_best and best and len(found.study.options) > 2:
        parts.append(words("sweep.lines.best", share=words.percent(best[0]["p_best"])))
    return f"{words.capital('; '.join(parts))}." if parts else ""


def _rests(found: Found, *, alone: bool) -> str:
    """Return what the first number rests on most, where a design asks that; else an empty text.

    What has not settled means nothing yet: that is said where there is nothing else to say.
    """
    most, telling = leading(found), found.telling
    if most is None or not (most["settled"] or alone):
        return ""
    about = {"dimension": telling.dimension(most["dimension"]), "label": telling.scenario(most["scenario"])}
    return what_most(found, most, "sweep.lines.rests", **about)


def _enough(found: Found) -> str:
    """Return that the rule to stop was not met, where it was not and runs are not too few anyhow."""
    stop = found.stopping
    if stop is None or found.study.independent < FEWEST_COUNTED:
        return ""
    return replicated(found) if stop["points_reached"] < stop["points"] else ""


def _caution(found: Found) -> str:
    hours = ((place, one) for place, one in enumerate(found.hours) if one is not None and one.none)
    nobody = [found.telling.option(found.study.about(place)) for place, _ in hours]
    return in_short(found.words, found.study.manifest, found.telling.plain_scenario, nobody)
