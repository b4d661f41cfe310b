"""Draw the steps of reach: a panel per intervention, a bar per count of pupils on the same axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simkansen.report.drawing.looks import rgb_of
from simkansen.report.figures.parts import Context, number_axis
from simkansen.report.figures.tips import tell
from simkansen.report.reading.records import Band
from simkansen.report.style import INK, NARROW, SHADE, SOFT, WIDE, Axes, Canvas, Figure, wrap

ROW, FOOT, GAP = 0.225, 0.5, 0.3
"""Height of a row, room for the axis below a panel, and room between two columns (inches)."""

NAME, LETTER = 0.98, 0.07
"""Room for the name of a step, and for a letter of its number (inches)."""

VISIBLE = 0.01
"""An interval narrower than this share of the axis would be a speck; it stands in the table alone."""

TINTS = {"pupils_targeted": 0.25, "pupils_offered": 0.55, "pupils_reached": 1.0, "pupils_missed": 0.0}
"""How much of the colour of the intervention each bar has; the nearer to what arrives, the more."""


@dataclass(frozen=True, slots=True)
class Row:
    """One step: its name, its number in words, and the bar where it counts pupils."""

    step: str
    name: str
    text: str
    bar: Band | None


@dataclass(frozen=True, slots=True)
class Steps:
    """One panel."""

    title: str
    under: str
    colour: str
    everybody: float
    rows: Sequence[Row]


def draw(context: Context, panels: Sequence[Steps], *, narrow: bool) -> Figure:
    """Draw the panels, two beside each other when there is room.

    Parameters
    ----------
    context
        For the words.
    panels
        What each shows.
    narrow
        For a telephone: below each other.
    """
    columns = 1 if narrow or len(panels) == 1 else 2
    value = 0.15 + LETTER * max(len(r.text) for p in panels for r in p.rows if r.bar is not None)
    width = NARROW if narrow else WIDE
    each = (width - 0.12 - GAP) / 2 if columns == 2 else width - 0.12
    lines = [panels[i : i + columns] for i in range(0, len(panels), columns)]
    heads = [max(_head(p, each) for p in line) for line in lines]
    bodies = [max(ROW * len(p.rows) for p in line) for line in lines]
    canvas = Canvas(width, sum(heads) + sum(bodies) + FOOT * len(lines))
    top = 0.0
    for line, head, body in zip(lines, heads, bodies, strict=True):
        for column, panel in enumerate(line):
            _panel(context, canvas, panel, (0.06 + (each + GAP) * column, top, top + head), each, value)
        top += head + body + FOOT
    return canvas.figure


def _titles(panel: Steps, each: float) -> tuple[str, str]:
    return wrap(panel.title, int(each * 11.5)), wrap(panel.under, int(each * 17))


def _head(panel: Steps, each: float) -> float:
    """Return the height of title and subtitle (inches)."""
    title, under = _titles(panel, each)
    return 0.12 + 0.165 * (title.count("\n") + 1) + (0.145 * (under.count("\n") + 1) if under else 0)


def _panel(
    context: Context, canvas: Canvas, panel: Steps, at: tuple[float, float, float], each: float, value: float
) -> None:
    x, start, y = at
    start += 0.06
    title, under = _titles(panel, each)
    canvas.text(x, start, title, weight="bold", size=9.5, va="top")
    canvas.text(x, start + 0.165 * (title.count("\n") + 1) + 0.01, under, size=8, color=SOFT, va="top")
    axes = canvas.axes(x + NAME, y, each - NAME - value, ROW * len(panel.rows))
    axes.set_xlim(0, panel.everybody * 1.02)
    axes.set_ylim(len(panel.rows) - 0.5, -0.5)
    axes.yaxis.set_visible(False)
    axes.spines["left"] = False
    axes.tick_params(axis="x", length=3, color="#8a8a8a", labelsize=8)
    for k, row in enumerate(panel.rows):
        middle = y + ROW * (k + 0.5)
        canvas.text(x + NAME - 0.07, middle, row.name, ha="right", size=8.5)
        if row.bar is None:
            canvas.text(x + NAME + 0.03, middle, row.text, size=8.5)
        else:
            _bar(axes, k, row, panel)
            canvas.text(x + each - value + 0.08, middle, row.text, size=8.5)
    number_axis(axes.xaxis, context.words, 2)
    axes.set_xlabel(context.words("reach.axis"), size=8.5, labelpad=2)


def _bar(axes: Axes, y: int, row: Row, panel: Steps) -> None:
    """Draw a bar, with the interval over its end where that can be seen."""
    band = row.bar
    assert band is not None
    everybody = row.step == "all_pupils"
    fill = SHADE if everybody else _tinted(panel.colour, TINTS[row.step])
    edge, hatch = "#8a8a8a" if everybody else panel.colour, "/////" if row.step == "pupils_missed" else None
    bar = axes.barh(y, band.median, height=0.62, color=fill, edgecolor=edge, lw=0.9, hatch=hatch, zorder=2)
    tell(bar, [row.text], row.name)
    if band.p95 - band.p05 > VISIBLE * panel.everybody:
        for colour, thick in (("white", 3.2), (INK, 1.4)):
            axes.plot([band.p05, band.p95], [y, y], color=colour, lw=thick, solid_capstyle="butt", zorder=3)


def _tinted(colour: str, share: float) -> tuple[float, float, float]:
    """Return white with a share of the colour in it."""
    red, green, blue = (1 - share * (1 - c) for c in rgb_of(colour))
    return red, green, blue
