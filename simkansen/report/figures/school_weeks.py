"""Weeks recovered by each intervention, each with a sentence that says how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.report.figures.numbers import band_row
from simkansen.report.figures.parts import (
    Column,
    Context,
    Picture,
    Tidy,
    dot,
    limits,
    number_axis,
    plain_rows,
)
from simkansen.report.plain import effect as told
from simkansen.report.reading.findings import Effect, surely_best, surely_helping
from simkansen.report.reading.grounds import ground
from simkansen.report.style import INK, NARROW, WIDE, Axes, Canvas, Figure, wrap

LINE = 0.165
"""Height of a line of text (inches)."""

MARK = 0.36
"""Height of a mark with its number above it, on a telephone (inches)."""


def picture(context: Context, shown: Sequence[Effect]) -> Picture | None:
    """Return the weeks recovered by the interventions that are shown, or None when there are none."""
    if not shown:
        return None
    words = context.words
    sentences = [_sentence(context, effect) for effect in shown]
    columns: tuple[Column[Effect], ...] = (
        ("label", words("school.head.approach"), lambda e: context.label(e.name)),
        ("text", "", lambda e: _sentence(context, e)),
        ("", words("school.head.middle"), lambda e: words.number(e.weeks.median, 1)),
        ("", words("school.head.low"), lambda e: words.number(e.weeks.p05, 1)),
        ("", words("school.head.high"), lambda e: words.number(e.weeks.p95, 1)),
    )
    return Tidy(words("school.weeks_table"), shown, columns, lambda effect: [_numbers(effect)]).picture(
        "school-weeks",
        title(context, shown),
        words("school.weeks_unit", reference=context.reference),
        "{label}: {text}".format,
        lambda narrow: (_narrow if narrow else _wide)(context, shown, sentences),
    )


def _sentence(context: Context, effect: Effect) -> str:
    """Return what one intervention does and how often; first, if it is so, that it rests on an assumption."""
    words, rests = context.words, ground(effect.scenario)
    said = told(words, effect, assumed=rests.all_assumed)
    return said if rests.tried else f"{words('school.effect.untried')} {said}"


def title(context: Context, shown: Sequence[Effect]) -> str:
    """Return a finding when nine runs in ten show it and it is more than an assumption, else the topic.

    Runs count what follows from an assumption, and not whether it is so.
    """
    words = context.words
    assumed = {e.name for e in context.effects if ground(e.scenario).all_assumed}
    best = surely_best(context.ranking)
    if best is not None and not assumed:
        return words("school.best", label=context.label(best))
    sure = surely_helping(context.results, [e for e in shown if e.name not in assumed])
    # How many of all help is nothing to count where an assumption is among them.
    if not sure or best is not None or (assumed and len(sure) > 2):
        return words("school.weeks_topic")
    if len(sure) > 2:
        which = "all" if len(sure) == len(shown) == len(context.effects) else "count"
        return words(f"school.help.{which}", n=words.number(len(sure)), of=words.number(len(shown)))
    labels = words.listed(f"‘{context.label(e.name)}’" for e in sure)
    return words(f"school.help.{'one' if len(sure) == 1 else 'both'}", labels=labels)


def _numbers(effect: Effect) -> dict[str, object]:
    columns = "scenario measure p05 median p95 share_of_runs_that_help n_runs"
    return band_row(effect.weeks, columns, measure="weeks_recovered", share_of_runs_that_help=effect.helps)


def _wide(context: Context, shown: Sequence[Effect], sentences: Sequence[str]) -> Figure:
    """Draw it with names to the left of the marks and sentences to the right."""
    names = [wrap(context.label(e.name), 19) for e in shown]
    texts = [wrap(sentence, 43) for sentence in sentences]
    rows = [max(0.5, LINE * max(_lines(*pair)) + 0.1) for pair in zip(names, texts, strict=True)]
    canvas = Canvas(WIDE, sum(rows) + 0.5)
    middles = [sum(rows[:i]) + row / 2 for i, row in enumerate(rows)]
    _marks(context, canvas.axes(1.75, 0.02, 2.35, sum(rows)), shown, middles, sum(rows))
    for y, name, text in zip(middles, names, texts, strict=True):
        canvas.text(0.05, 0.02 + y, name, ha="left", weight="bold", size=9.5)
        canvas.text(4.25, 0.02 + y, text, ha="left", size=9.5, linespacing=1.15)
    return canvas.figure


def _narrow(context: Context, shown: Sequence[Effect], sentences: Sequence[str]) -> Figure:
    """Draw it for a telephone: name, marks and sentence below each other."""
    names = [wrap(context.label(e.name), 32) for e in shown]
    texts = [wrap(sentence, 38) for sentence in sentences]
    above = [LINE * lines + 0.06 for lines in _lines(*names)]
    below = [LINE * lines + 0.14 for lines in _lines(*texts)]
    rows = [a + MARK + b for a, b in zip(above, below, strict=True)]
    starts = [sum(rows[:i]) for i in range(len(rows))]
    canvas = Canvas(NARROW, sum(rows) + 0.5)
    places = [start + a + MARK - 0.09 for start, a in zip(starts, above, strict=True)]
    _marks(context, canvas.axes(0.12, 0.02, NARROW - 0.24, sum(rows)), shown, places, sum(rows))
    for i, (name, text) in enumerate(zip(names, texts, strict=True)):
        top = 0.02 + starts[i]
        canvas.text(0.1, top + above[i] / 2, name, ha="left", weight="bold", size=10, over=True)
        middle = top + above[i] + MARK + (below[i] - 0.1) / 2
        canvas.text(0.1, middle, text, ha="left", size=9.5, over=True, linespacing=1.15)
    return canvas.figure


def _lines(*texts: str) -> list[int]:
    return [text.count("\n") + 1 for text in texts]


def _marks(
    context: Context, axes: Axes, shown: Sequence[Effect], places: Sequence[float], height: float
) -> None:
    """Draw the marks at their places below the top of the axes (inches)."""
    words = context.words
    plain_rows(axes, len(shown))
    axes.set_ylim(height, 0)
    axes.set_xlim(*limits([e.weeks for e in shown], pad=0.09))
    for y, effect in zip(places, shown, strict=True):
        dot(axes, y, effect.weeks, context.marks[effect.name], size=8)
        middle = effect.weeks.median
        text = words.number(middle, 1)
        axes.annotate(text, (middle, y), (0, 7), textcoords="offset points", ha="center", va="bottom",
                      weight="bold", color=INK, bbox={"fc": "white", "ec": "none", "pad": 0.6})  # fmt: skip
    number_axis(axes.xaxis, words, 4)
    axes.set_xlabel(words("school.weeks_axis"))
