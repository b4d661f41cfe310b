"""The two sentences that matter most after a run: what recovers most, and how sure and how dear that is."""

from __future__ import annotations

import math
from pathlib import Path
from textwrap import wrap

from simkansen.report.cautions import of_run
from simkansen.report.figures import through_time
from simkansen.report.figures.for_whom import ORDER
from simkansen.report.figures.parts import Context, decimals
from simkansen.report.overview import orders
from simkansen.report.page import open_context
from simkansen.report.reading.findings import Effect, surely_best, surely_helping
from simkansen.report.reading.grounds import ground, letter
from simkansen.report.reading.money import money, price_text
from simkansen.report.reading.own_prices import marked
from simkansen.report.reading.participants import sentence
from simkansen.report.reading.records import Band
from simkansen.report.reading.results import Results
from simkansen.report.reading.steady import moves
from simkansen.report.sections import few_counted, too_few
from simkansen.report.words import NBSP
from simkansen.runs.draws import FEWEST_COUNTED

COLUMNS = 80


def lines_that_matter(folder: Path, lang: str) -> str:
    """Return both sentences as text; see `simkansen.report.key_lines`."""
    with Results(folder) as results:
        context = open_context(results, lang)
        found = _compared(context, context.effects[0]) if context.effects else _alone(context)
        said = [*found, *of_run(context)]
    return "\n".join(line for text in said if text for line in wrap(text.replace(NBSP, " "), COLUMNS))


def _compared(context: Context, top: Effect) -> tuple[str, str]:
    """Return what the intervention with the highest median does, and how sure and how dear that is."""
    words = context.words
    if context.middles_alone:
        few = too_few(context) or [words("few.pupils_sure")]
        return _values(context), " ".join([sentence(context, top.name), *few])
    if context.few_counted and len(context.effects) > 1:
        return _values(context), " ".join([*few_counted(context), *moves(context, "school.moves")])
    weeks = words.with_band(top.weeks, decimals([top.weeks]))
    n = words.number(context.results.n_runs)
    first = words(f"lines.{_claim(context, top)}", label=context.label(top.name), weeks=weeks, n=n)
    told = [first, sentence(context, top.name), *orders(context)]
    sure = words.capital("; ".join(_sure(context, top))) + "."
    return " ".join(text for text in told if text), " ".join([sure, *moves(context, "school.moves")])


def _claim(context: Context, top: Effect) -> str:
    """Return which of the sentences about the highest median the runs allow."""
    if context.ranking is not None and surely_best(context.ranking) == top.name:
        return "best"
    doubt = _doubt(top.weeks, bool(surely_helping(context.results, [top])))
    return ("leads" if len(context.effects) > 1 else "helps") + doubt


def _doubt(band: Band, sure: bool) -> str:
    """Return why a figure is not surely above zero, as the end of a text's name; empty where it is.

    Parameters
    ----------
    band
        The figure.
    sure
        Whether enough runs show it (`simkansen.report.reading.findings.may_claim`).

    Returns
    -------
    str
        ``_few`` where there are too few runs to claim anything, else ``_harms`` where the interval lies below
        zero and ``_unsure`` where it holds zero.
    """
    if sure:
        return ""
    if band.n_runs < FEWEST_COUNTED:
        return "_few"
    if band.told and band.p95 < 0:
        return "_harms"
    return "_unsure" if band.told and band.p05 <= 0 else ""


def _values(context: Context) -> str:
    """Return what each intervention recovers, with no word on which is first."""
    words, places = context.words, decimals([e.weeks for e in context.effects])
    found = []
    for one in context.effects:
        about = {"label": context.label(one.name), "letter": ground(one.scenario).letter}
        found.append(words("lines.value", weeks=words.with_band(one.weeks, places), **about))
    return words.counted("lines.values", context.results.n_runs, list="; ".join(found))


def _sure(context: Context, top: Effect) -> list[str]:
    """Return in how many simulations it is the best, or helps, and what a week costs."""
    words, rank, name = context.words, context.ranking, top.name
    parts = [words("lines.evidence", letter=letter(context, top))]
    share = top.helps if rank is None else rank.best[rank.names.index(name)]
    if share is not None:
        parts.append(_counted(context, top, share))
    if rank is not None and max(rank.best) > rank.best[rank.names.index(name)]:
        often = rank.best.index(max(rank.best))
        other = context.label(rank.names[often])
        parts.append(words("lines.other_best", label=other, share=words.percent(rank.best[often])))
    spent = next((m for m in money(context) if m.name == name), None)
    if spent is not None and spent.price is not None and math.isfinite(spent.price.median):
        parts.append(words("lines.price", euro=marked(context, name, price_text(words, spent.price))))
    elif spent is not None:
        parts.append(words("lines.no_price"))
    return parts if share is not None or spent is not None else [*parts, words("lines.no_runs")]


def _counted(context: Context, top: Effect, share: float) -> str:
    """Return in how many simulations it is the best, or helps; of few they are counted."""
    words, rank = context.words, context.ranking
    runs = words.counted("caption.runs", context.results.n_runs if rank is None else rank.values.shape[1])
    counted = top.counted if rank is None else rank.values.shape[1]
    if counted < FEWEST_COUNTED:
        return words("lines.helps_in_few", n=words.number(round(share * counted)), runs=runs)
    key = "lines.helps_in" if rank is None else "lines.best_in"
    return words(key, share=words.percent(share), runs=runs)


def _alone(context: Context) -> tuple[str, str]:
    """Return how far pupils of the one scenario are behind, and who is furthest."""
    words, name = context.words, context.results.reference.name
    behind = context.results.one("delay_weeks", of=name)
    if behind is None:
        return words("page.no_figures"), ""
    by = "parental_education"
    found = context.results.last("delay_weeks", by=by)
    told = []
    for group in (ORDER[by][0], ORDER[by][-1]):
        if (name, group) in found:
            weeks = words.with_band(found[name, group], 1)
            told.append(words("lines.group", group=context.group(by, group), weeks=weeks))
    first = words("lines.behind", weeks=words.with_band(behind, 1), when=words.month_year(behind.week))
    if few := too_few(context):
        first += f" {few[0]}"
    elif doubt := _doubt(behind, through_time.title(context) != words("time.topic")):
        first += " " + words(f"lines.behind{doubt}", n=words.number(behind.n_runs))
    return first, words("lines.groups", groups=words.listed(told)) if told else ""
