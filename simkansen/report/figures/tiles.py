"""Draw quantities by province: maps of equal tiles, one colour scale a quantity, numbers in the tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simkansen.report.drawing.letters import width_of
from simkansen.report.drawing.looks import rgb_of
from simkansen.report.figures.parts import Context, number_axis
from simkansen.report.figures.provinces import COLUMNS, PROVINCES, ROWS, Tile
from simkansen.report.figures.tips import tell
from simkansen.report.style import INK, NARROW, SOFT, WIDE, Artist, Axes, Canvas, Figure, wrap

Colour = tuple[float, float, float]

RAMPS = {
    "delay_weeks": ("#fff7e6", "#f3b76b", "#b3541e", "#5c2410"),
    "weeks_recovered": ("#f1f6fb", "#9fc3e0", "#3a78b0", "#12365f"),
}
"""Colours from little to much, one hue a quantity; each step is darker than the one before, also in grey."""

ON_LIGHT, ON_DARK = "#010101", "#fefefe"
"""Text in a tile: one of these has at least 4.5:1 against any colour.

A tile is the same in the dark; so these are not the black and white of a page, which change there.
"""

AIR = 0.025
"""Around each tile (inches)."""

SWATCHES = 24
DOTTED = (0, (1, 1.3))


@dataclass(frozen=True, slots=True)
class TileMap:
    """One small map."""

    title: str
    measure: str
    """A key of `RAMPS`; grids with the same one share their scale."""

    values: Mapping[str, tuple[float, str, str]]
    """By province: the median, the same as text, and its interval as text."""

    few: Sequence[str]
    """Provinces with too few pupils for a number."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Measures of a drawing in inches."""

    width: float
    columns: int
    tile: tuple[float, float]
    gap: float


SCALE = 0.62
"""Height of the key of a colour scale with its title (inches)."""


def luminance(colour: Colour) -> float:
    """Return the relative luminance of an sRGB colour (0-1), as WCAG 2.2 defines it."""
    line = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]


def text_colour(tile: Colour) -> str:
    """Return black or white, whichever stands out most from the tile."""
    light = luminance(tile) + 0.05
    return ON_LIGHT if light / 0.05 >= 1.05 / light else ON_DARK


def shade(measure: str, value: float, span: tuple[float, float]) -> Colour:
    """Return the colour of a value on the scale of its measure."""
    ramp = [rgb_of(c) for c in RAMPS[measure]]
    low, high = span
    at = min(max((value - low) / (high - low), 0.0), 1.0) * (len(ramp) - 1)
    k = min(int(at), len(ramp) - 2)
    red, green, blue = (a + (b - a) * (at - k) for a, b in zip(ramp[k], ramp[k + 1], strict=True))
    return red, green, blue


def spans(grids: Sequence[TileMap]) -> dict[str, tuple[float, float]]:
    """Return the scale of each measure over all grids: from zero, so that shades compare as numbers do."""
    found = {}
    for measure in dict.fromkeys(g.measure for g in grids):
        values = [v for g in grids if g.measure == measure for v, _, _ in g.values.values()]
        low, high = min(0.0, *values), max(0.0, *values)
        found[measure] = (low, high) if high > low else (0.0, 1.0)
    return found


def draw(context: Context, grids: Sequence[TileMap], *, narrow: bool, few: bool) -> Figure:
    """Draw the grids: three beside each other, or below each other on a telephone.

    Parameters
    ----------
    context
        For the words.
    grids
        The delay first.
    narrow
        For a telephone.
    few
        Whether some province has few pupils, so that the key must say what that looks like.
    """
    sizes = Sizes(NARROW, 1, (0.72, 0.44), 0.1) if narrow else Sizes(WIDE, 3, (0.595, 0.52), 0.1)
    each = sizes.tile[0] * COLUMNS
    scale, tall = spans(grids), sizes.tile[1] * ROWS
    titles = [wrap(g.title, int(each * 11.5)) for g in grids]
    lines = [range(i, min(i + sizes.columns, len(grids))) for i in range(0, len(grids), sizes.columns)]
    heads = [0.12 + 0.165 * max(titles[i].count("\n") + 1 for i in line) for line in lines]
    scaled = _first(grids)
    keys = [SCALE if line[0] in (scaled if narrow else (0,)) else 0.0 for line in lines]
    told = _told(context, grids[0], few=few)
    body = sum(heads) + (tall + 0.06) * len(lines)
    canvas = Canvas(sizes.width, body + sum(keys) + (0.1 + 0.22 * len(told) if narrow else 0.0))
    top = 0.0
    for line, head, key in zip(lines, heads, keys, strict=True):
        for i in line:
            x, y = 0.04 + (each + sizes.gap) * (i - line[0]), top + key
            if key and i in scaled:
                _scale(context, canvas, grids[i].measure, scale, (x + 0.14, top), each - 0.32)
            canvas.text(x + AIR, y + 0.08, titles[i], weight="bold", size=9.5, va="top")
            axes = canvas.axes(x, y + head, each, tall)
            _tiles(axes, grids[i], scale[grids[i].measure], sizes, narrow=narrow)
        top += head + tall + 0.06 + key
    corner = (0.07, top + 0.1) if narrow else (0.09 + (each + sizes.gap) * 2, 0.1)
    _key(canvas, told, corner, few=few)
    return canvas.figure


def _told(context: Context, first: TileMap, *, few: bool) -> list[str]:
    """Return what dotted and empty tiles mean, where there are such."""
    empty = any(name not in first.values and name not in first.few for name in PROVINCES)
    return [context.words(f"tile.key.{key}") for key, there in (("few", few), ("empty", empty)) if there]


def _first(grids: Sequence[TileMap]) -> list[int]:
    """Return the places of the first grid of each measure."""
    measures = [g.measure for g in grids]
    return [measures.index(m) for m in dict.fromkeys(measures)]


def _tiles(axes: Axes, grid: TileMap, span: tuple[float, float], sizes: Sizes, *, narrow: bool) -> None:
    """Draw each province on axes in inches, with its letters, number and interval."""
    width, height = sizes.tile
    axes.set_xlim(0, width * COLUMNS)
    axes.set_ylim(height * ROWS, 0)
    axes.hide()
    for name, tile in PROVINCES.items():
        told = grid.values.get(name)
        fill = shade(grid.measure, told[0], span) if told else (1.0, 1.0, 1.0)
        box = _box(axes, tile, sizes.tile, fill, few=name in grid.few, empty=told is None)
        ink = text_colour(fill) if told else INK  # on the paper of the page
        x, y = (tile.column + 0.5) * width, tile.row * height
        number, small = (told[1], told[2]) if told else ("\u2013", "")
        tell(box, [f"{number} ({small})" if small else number], name)
        if narrow:
            _text(axes, x, y + height * 0.34, f"{tile.code} {number}", ink, 9.0, "bold")
            _text(axes, x, y + height * 0.71, small, ink, 7.0)
        else:
            _text(axes, x, y + height * 0.23, tile.code, ink, 7.0)
            _text(axes, x, y + height * 0.49, number, ink, 9.0, "bold")
            _text(axes, x, y + height * 0.77, small, ink, 6.8)


def _text(axes: Axes, x: float, y: float, text: str, ink: str, size: float, weight: str = "normal") -> None:
    """Write text in the middle of a tile, smaller where it is wider than any tile has room for."""
    if not text:
        return
    wide = width_of(text, size, bold=weight == "bold") / 72
    room = axes.get_xlim()[1] / COLUMNS - 0.083
    fitting = size * min(1.0, room / wide)
    axes.text(x, y, text, color=ink, size=fitting, weight=weight, ha="center", va="center_baseline")


def _box(
    axes: Axes, tile: Tile, size: tuple[float, float], fill: Colour, *, few: bool, empty: bool
) -> Artist:
    """Draw a tile; with few pupils it stands inside a dotted line, with none it is empty."""
    width, height = size
    x, y = tile.column * width, tile.row * height
    inner = AIR + (0.016 if few else 0.0)
    size = width - 2 * inner, height - 2 * inner
    lw = 0.7 if empty else 0.4
    box = axes.rectangle((x + inner, y + inner), *size, facecolor=fill, edgecolor="#8a8a8a", lw=lw)
    if few:
        around = width - AIR * 2 / 3, height - AIR * 2 / 3
        corner = (x + AIR / 3, y + AIR / 3)
        axes.rectangle(corner, *around, fill=False, edgecolor=SOFT, lw=1.1, ls=DOTTED)
    return box


Span = tuple[float, float]


def _scale(
    context: Context, canvas: Canvas, measure: str, scale: Mapping[str, Span], at: Span, width: float
) -> None:
    """Draw the colours of a measure from little to much, with numbers and unit."""
    x, y = at
    low, high = scale[measure]
    canvas.text(x - 0.14 + AIR, y + 0.1, context.words(f"tile.scale.{measure}"), size=8.5)
    axes = canvas.axes(x, y + 0.2, width, 0.14)
    axes.set_xlim(low, high)
    axes.set_ylim(0, 1)
    step = (high - low) / SWATCHES
    for k in range(SWATCHES):
        start = low + k * step
        colour = shade(measure, start + step / 2, (low, high))
        axes.rectangle((start, 0), step * 1.05, 1, fc=colour, lw=0)
    axes.yaxis.set_visible(False)
    axes.spines["left"] = False
    axes.tick_params(axis="x", length=3, color="#8a8a8a", labelsize=8)
    number_axis(axes.xaxis, context.words, 4)


def _key(canvas: Canvas, told: Sequence[str], at: tuple[float, float], *, few: bool) -> None:
    """Say what a dotted line and an empty tile mean."""
    x, y = at
    for k, text in enumerate(told):
        middle, dotted = y + 0.22 * k, few and k == 0
        look = (SOFT, 1.3, DOTTED) if dotted else ("#8a8a8a", 0.7, "-")
        named = dict(zip(("edgecolor", "lw", "ls"), look, strict=True))
        canvas.box(x, middle + 0.08, 0.24, 0.16, fill=False, **named)
        if not dotted:
            canvas.text(x + 0.12, middle, "\u2013", ha="center", size=8.5)
        canvas.text(x + 0.33, middle, text, size=8.5)
