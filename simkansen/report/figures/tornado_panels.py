"""What moves the effect of each type of intervention most: small tornados from the shipped study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simkansen.evidence import SensitivityStudy, Swing, load_sensitivity_study
from simkansen.report.figures.parts import Column, Context, Picture, Tidy, number_axis, plain_rows
from simkansen.report.figures.rows import LINE
from simkansen.report.figures.tornado import bars
from simkansen.report.style import BY_TYPE, INK, NARROW, SOFT, WIDE, Canvas, Figure, balanced
from simkansen.report.words import Words

SHOWN, LISTED = 3, 5
"""Parameters in one panel, and of one type in the table and the data."""

Moved = tuple[str, Swing]
"""A type of intervention, and what a parameter does to its effect."""

LETTERS = 27
"""Letters in a line beside a bar; two lines fit."""


def kinds_in(context: Context) -> list[str]:
    """Return the types of intervention that are compared, in the order of their effects, without repeats."""
    infos = [e.scenario for e in context.effects]
    return list(dict.fromkeys(str(i.get("type")) for info in infos for i in info.interventions))


def parameter_text(words: Words, name: str) -> str:
    """Return what a parameter is called on the page: in words, else by its name."""
    key = f"parameter.{name}"
    return words(key) if words.has(key) else name


def picture(context: Context) -> Picture | None:
    """Return a panel per type that the study knows, or None when it knows none of them."""
    study, words = load_sensitivity_study(), context.words
    panels = {kind: study.of(kind)[:LISTED] for kind in kinds_in(context) if study.of(kind)}
    if not panels:
        return None
    # By the type and not by a scenario of this run: the study has settings of its own.
    named = {kind: words(f"type.{kind}") for kind in panels}
    columns: tuple[Column[Moved], ...] = (
        ("", words("tornado.head_parameter"), lambda one: parameter_text(words, one[1].parameter)),
        ("", words("tornado.head_of"), lambda one: named[one[0]]),
        (
            "",
            words("tornado.head_ends"),
            lambda one: words.between(*map(words.significant, one[1].ends)),
        ),
        ("", words("tornado.head_at_low"), lambda one: words.number(one[1].low, 2)),
        ("", words("tornado.head_base"), lambda one: words.number(one[1].base, 2)),
        ("", words("tornado.head_at_high"), lambda one: words.number(one[1].high, 2)),
    )
    rows = [(kind, one) for kind, found in panels.items() for one in found]
    told = [
        words("tornado.alt", kind=named[kind], parameter=parameter_text(words, found[0].parameter),
              low=words.number(found[0].low, 2), high=words.number(found[0].high, 2))
        for kind, found in panels.items()
    ]  # fmt: skip
    return Tidy(words("tornado.table"), rows, columns, lambda one: [_numbers(study, *one)]).picture(
        "tornado",
        words("tornado.topic"),
        words("tornado.unit"),
        " ".join(told),
        lambda narrow: _draw(words, {k: found[:SHOWN] for k, found in panels.items()}, named, narrow=narrow),
        words("tornado.note"),
        origin=_origin(words, study),
    )


def _origin(words: Words, study: SensitivityStudy) -> str:
    return words(
        "tornado.origin",
        study=study.name,
        varied=words.number(study.varied),
        evaluations=words.number(study.evaluations),
        each=words.number(study.simulations_each),
        schools=words.number(study.schools),
        pupils=words.number(study.pupils),
        version=study.version,
    )


def _numbers(study: SensitivityStudy, kind: str, one: Swing) -> dict[str, object]:
    return {
        "study": f"{study.name}-{study.hash}",
        "type": kind,
        "parameter": one.parameter,
        "parameter_unit": one.unit,
        "parameter_p05": one.ends[0],
        "parameter_p95": one.ends[1],
        "weeks_recovered_at_p05": one.low,
        "weeks_recovered_base": one.base,
        "weeks_recovered_at_p95": one.high,
    }


def _draw(
    words: Words, panels: Mapping[str, Sequence[Swing]], named: Mapping[str, str], *, narrow: bool
) -> Figure:
    columns = 1 if narrow or len(panels) == 1 else 2
    width, left, gap = (NARROW if narrow else WIDE), (1.72 if narrow else 2.1), 0.1
    across = width / columns
    row, head, foot, label = 0.25, 0.22, 0.23, 0.14
    step = head + row * max(len(p) for p in panels.values()) + foot
    top = 0.3 if not narrow else 0.46
    canvas = Canvas(width, top + step * -(-len(panels) // columns) + label)
    values = [v for found in panels.values() for s in found for v in (s.low, s.base, s.high)]
    end = max(values) * 1.05
    start = min(0.0, min(values) * 1.05)
    _key(words, canvas, narrow=narrow)
    for i, (kind, found) in enumerate(panels.items()):
        x, y = across * (i % columns), top + step * (i // columns) + head
        axes = canvas.axes(x + left, y, across - left - gap - 0.08, row * len(found))
        plain_rows(axes, len(found))
        for k, one in enumerate(found):
            bars(axes, k, one, BY_TYPE[kind], _ends(words, one))
            text = balanced(parameter_text(words, one.parameter), LETTERS)
            canvas.text(x + left - 0.08, y + row * (k + 0.5), text, ha="right", size=7.5, linespacing=1.0)
        axes.axvline(found[0].base, color=INK, lw=1.0, zorder=5)
        axes.set_xlim(start, end)
        number_axis(axes.xaxis, words, 4)
        if i + columns >= len(panels):
            axes.set_xlabel(words("main.axis"), size=8, loc="right")
        canvas.text(x + 0.1, y - head + 0.15, named[kind], ha="left", weight="bold")
    return canvas.figure


def _ends(words: Words, one: Swing) -> list[str]:
    """Return what either bar of a parameter tells: which end of it that is, and the weeks there."""
    name = parameter_text(words, one.parameter)
    ends = (("tornado.key_low", one.low), ("tornado.key_high", one.high))
    return [f"{name}, {words(key)}: {words.number(weeks, 2)}" for key, weeks in ends]


def _key(words: Words, canvas: Canvas, *, narrow: bool) -> None:
    x, y = 0.1, 0.12
    for key, colour in (("tornado.key_low", "white"), ("tornado.key_high", SOFT)):
        canvas.box(x, y + 0.06, 0.16, 0.12, facecolor=colour, edgecolor=SOFT, linewidth=1.1)
        canvas.text(x + 0.23, y, words(key), ha="left", size=8)
        x, y = (x, y + LINE + 0.02) if narrow else (x + 3.2, y)
