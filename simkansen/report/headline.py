"""What matters most after a run, in a few lines: what recovers most, how sure that is, what overturns it."""

from __future__ import annotations

from pathlib import Path

from simkansen.report.aligned import folded
from simkansen.report.cautions import in_short
from simkansen.report.figures import through_time
from simkansen.report.figures.for_whom import ORDER
from simkansen.report.figures.parts import Context, decimals
from simkansen.report.page import open_context
from simkansen.report.reading.findings import Effect, Ranking, surely_best, surely_helping
from simkansen.report.reading.grounds import ground, letter
from simkansen.report.reading.participants import participants
from simkansen.report.reading.records import Band
from simkansen.report.reading.results import Results
from simkansen.report.reading.steady import quoted
from simkansen.report.readings.glance import same_claim
from simkansen.runs.draws import FEWEST_COUNTED, FEWEST_DRAWS

_LISTED = 3
"""Of more interventions than this it is told from where to where they lie."""


def lines_that_matter(folder: Path, lang: str) -> str:
    """Return the sentences as text; see `simkansen.report.key_lines`."""
    with Results(folder) as results:
        context = open_context(results, lang)
        found = _compared(context, context.effects[0]) if context.effects else _alone(context)
        said = [*found, _caution(context)]
    return "\n".join(line for text in said if text for line in folded(text))


def _compared(context: Context, top: Effect) -> tuple[str, str]:
    """Return what the intervention with the highest median does, and how sure that is."""
    words, n = context.words, context.results.n_runs
    weeks = words.with_band(top.weeks, decimals([top.weeks]))
    if top.name in context.results.unlike:  # these stand last, so there are no others
        return words("lines.unlike", label=context.label(top.name), weeks=weeks), ""
    if context.middles_alone:
        return _values(context), _few(context) or words("few.pupils_sure")
    if context.few_counted and len(context.like) > 1:
        return _values(context), words("lines.order_few", n=words.number(n), fewest=FEWEST_COUNTED)
    claim, rank = _claim(context, top), context.ranking
    alike = [top.name] if rank is None else rank.same_as(top.name)
    if rank is not None and len(alike) > 1:
        claim = same_claim(rank, claim)
    first = words(f"lines.{claim}", label=quoted(context, alike)[1:-1], weeks=weeks, n=n)
    return first, words.capital("; ".join(_sure(context, top))) + "."


def _few(context: Context) -> str:
    """Return that there are too few runs for an interval, and what to do; empty where there are enough."""
    ends = {"least": FEWEST_DRAWS, "counted": FEWEST_COUNTED}
    n = context.results.n_runs
    return context.words.counted("lines.few", n, **ends) if n < FEWEST_DRAWS else ""


def _caution(context: Context) -> str:
    """Return what would overturn the headline, as one sentence; empty where nothing does."""
    nobody = [n for n, one in participants(context).items() if one.nobody]
    labels = [context.plain_label(name) for name in nobody]
    return in_short(context.words, context.results.manifest, context.plain_label, labels)


def _claim(context: Context, top: Effect) -> str:
    """Return which of the sentences about the highest median the runs allow."""
    if context.ranking is not None and surely_best(context.ranking) == top.name:
        return "best"
    doubt = _doubt(top.weeks, bool(surely_helping(context.results, [top])))
    return ("leads" if len(context.like) > 1 else "helps") + doubt


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
    """Return what each intervention recovers, with no word on which is first; of many from where to where."""
    words, places = context.words, decimals([e.weeks for e in context.like])
    runs = context.results.n_runs
    if len(context.like) > _LISTED:
        ends = (words.number(context.like[at].weeks.median, places) for at in (-1, 0))
        many = words("lines.value_many", n=words.number(len(context.like)), weeks=words.between(*ends))
        return words.counted("lines.values", runs, list=many)
    found = []
    for one in context.like:
        about = {"label": context.label(one.name), "letter": ground(one.scenario).letter}
        found.append(words("lines.value", weeks=words.with_band(one.weeks, places), **about))
    return words.counted("lines.values", runs, list="; ".join(found))


def _sure(context: Context, top: Effect) -> list[str]:
    """Return what it rests on, and in how many simulations it is the best, or helps."""
    words, rank, name = context.words, context.ranking, top.name
    parts = [words("lines.evidence", letter=letter(context, top))]
    if rank is not None and len(rank.same_as(name)) == len(rank.names):
        rank = None  # none of them is before another
    share = top.helps if rank is None else rank.best[rank.names.index(name)]
    if share is not None:
        parts.append(_counted(context, top, rank, share))
    if rank is not None and max(rank.best) > rank.best[rank.names.index(name)]:
        often = rank.best.index(max(rank.best))
        other = quoted(context, rank.same_as(rank.names[often]))[1:-1]
        key = "lines.other_unbeaten" if rank.tied else "lines.other_best"
        parts.append(words(key, label=other, share=words.percent(rank.best[often])))
    return parts if share is not None else [*parts, words("lines.no_runs")]


def _counted(context: Context, top: Effect, rank: Ranking | None, share: float) -> str:
    """Return in how many simulations none is better, or it helps where there is no order; few are counted."""
    words = context.words
    runs = words.counted("caption.runs", context.results.n_runs if rank is None else rank.values.shape[1])
    counted = top.counted if rank is None else rank.values.shape[1]
    if counted < FEWEST_COUNTED:
        return words("lines.helps_in_few", n=words.number(round(share * counted)), runs=runs)
    best = "lines.unbeaten_in" if rank is not None and rank.tied else "lines.best_in"
    key = "lines.helps_in" if rank is None else best
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
    if few := _few(context):
        first += f" {few}"
    elif doubt := _doubt(behind, through_time.title(context) != words("time.topic")):
        first += " " + words(f"lines.behind{doubt}", n=words.number(behind.n_runs))
    return first, words("lines.groups", groups=words.listed(told)) if told else ""
