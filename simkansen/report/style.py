"""How figures look: one colour, line and marker per intervention, sizes, and bytes that do not change."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from simkansen.interventions import registry
from simkansen.interventions.looks import Line
from simkansen.report.drawing.artists import Artist
from simkansen.report.drawing.axes import Axes
from simkansen.report.drawing.axis import Axis
from simkansen.report.drawing.canvas import Canvas
from simkansen.report.drawing.canvas import Drawing as Figure
from simkansen.report.drawing.plotted import plotted
from simkansen.report.drawing.svg import svg_of
from simkansen.report.markup.alone import standing_alone
from simkansen.report.names import FORMS
from simkansen.report.reading.records import ScenarioInfo
from simkansen.report.words import NO_BREAK_HYPHEN

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Plot
    from matplotlib.transforms import Bbox

__all__ = ["Artist", "Axes", "Axis", "Canvas", "Figure"]

INK, SOFT, GRID, SHADE = "#1a1a1a", "#4D4D4D", "#d9d9d9", "#ececec"
"""Colours of text, of secondary text, of grid lines and of closures."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Colour (3:1 or more on white), line style and marker; each alone tells scenarios apart."""

    colour: str
    line: str | tuple[float, tuple[float, ...]]
    marker: str


REFERENCE = Mark("#4D4D4D", "-", "o")
_LINES: Mapping[Line, str | tuple[float, tuple[float, ...]]] = {
    "solid": "-",
    "dashed": (0, (5, 1.5)),
    "dash-dotted": (0, (3, 1, 1, 1)),
    "dotted": (0, (1.2, 1)),
    "long-dashed": (0, (7, 2)),
    "dash-dot-dotted": (0, (4, 1, 1, 1, 1, 1)),
}
"""Lines as they are drawn, the plainest first."""


def _looks() -> dict[str, Mark]:
    """Return the look of each type of intervention, that with the plainest line first."""
    looks = {name: one.look for name, one in registry().items()}
    ordered = sorted(looks.items(), key=lambda item: list(_LINES).index(item[1].line))
    return {name: Mark(look.colour, _LINES[look.line], look.marker) for name, look in ordered}


BY_TYPE: Mapping[str, Mark] = _looks()
"""The fixed look of each type of intervention, in every figure of every report."""

SETTINGS: Any = {
    "font": {"family": "sans-serif", "sans-serif": ["DejaVu Sans"], "size": 9.0},
    "text": {"color": INK, "parse_math": False},
    "axes": {
        "labelcolor": INK,
        "edgecolor": "#8a8a8a",
        "linewidth": 0.8,
        "labelsize": 9.0,
        "titlesize": 9.5,
        "axisbelow": True,
        "facecolor": "white",
    },
    "axes.spines": {"top": False, "right": False},
    "grid": {"color": GRID, "linewidth": 0.7},
    "xtick": {"color": INK, "labelsize": 8.5},
    "ytick": {"color": INK, "labelsize": 8.5},
    "figure": {"facecolor": "white", "dpi": 72.0},
    "savefig": {"facecolor": "white", "dpi": "figure"},
    "svg": {"hashsalt": "simkansen", "fonttype": "none"},
    "pdf": {"fonttype": 42},
    "path": {"simplify": False},
}
"""Settings of matplotlib by group; its own font, so that the bytes are the same everywhere."""

WIDE, NARROW = 7.4, 3.05
"""Figure widths in inches: of a page, and of a telephone."""


def marks(scenarios: tuple[ScenarioInfo, ...]) -> dict[str, Mark]:
    """Return the look of each scenario.

    Parameters
    ----------
    scenarios
        Reference first. A scenario looks like its first intervention; a second one of that kind takes
        the next look that is free.

    Returns
    -------
    dict
        Scenario name -> look.
    """
    found = {scenarios[0].name: REFERENCE}
    waiting: list[str] = []
    for info in scenarios[1:]:
        kinds = [str(i.get("type")) for i in info.interventions]
        mark = BY_TYPE.get(kinds[0]) if kinds else None
        if mark is None or mark in found.values():
            waiting.append(info.name)
        else:
            found[info.name] = mark
    looks = list(BY_TYPE.values())
    free = [m for m in looks if m not in found.values()]
    for i, name in enumerate(waiting):
        found[name] = free[i] if i < len(free) else looks[(i - len(free)) % len(looks)]
    return found


@contextmanager
def drawing() -> Iterator[None]:
    """Set the style of all figures for the time of a with block."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        for group, values in SETTINGS.items():
            mpl.rc(group, **values)
        yield


def size_of(axes: Axes) -> tuple[float, float]:
    """Return width and height of axes (inches)."""
    return axes.inches


def svg_text(figure: Figure | Plot) -> str:
    """Return the figure as SVG without a date, the same bytes each time."""
    if isinstance(figure, Figure):
        return svg_of(figure)
    out = StringIO()
    about: dict[str, Any] = {"Date": None, "Creator": "simkansen"}
    figure.savefig(out, format="svg", metadata=about)
    return re.sub(r"[ \t]+\n", "\n", out.getvalue())


def save(
    figure: Figure | Plot,
    stem: Path,
    title: str,
    caption: str,
    forms: Collection[str] = FORMS,
    svg: str | None = None,
) -> None:
    """Write ``stem`` in these forms (PNG at 200 dpi), with title and caption, to stand on its own.

    Parameters
    ----------
    figure
        What is drawn. Title and caption are added to one of Matplotlib, so draw nothing from it afterwards.
    stem
        Path of the files, without their endings.
    title, caption
        Above and below.
    forms
        Of `FORMS`.
    svg
        What `svg_text` returned of the figure, where it did already.
    """
    width, _ = figure.inches if isinstance(figure, Figure) else figure.get_size_inches()
    above, below = wrap(title, int(width * 10.5)), wrap(caption, int(width * 15.5))
    if "svg" in forms:
        alone = standing_alone(svg or svg_text(figure), above.splitlines(), below.splitlines(), SOFT)
        ending(stem, ".svg").write_text(alone, "utf-8")
    if not {"pdf", "png"} & set(forms):
        return
    with drawing():
        plot = plotted(figure) if isinstance(figure, Figure) else figure
        _write_plot(plot, stem, (title, above, below), forms)


def _write_plot(plot: Plot, stem: Path, texts: tuple[str, str, str], forms: Collection[str]) -> None:
    """Write a figure of Matplotlib with its title, which the PDF bears, above and its caption below."""
    (width, height), (title, above, below) = plot.get_size_inches(), texts
    left = 0.1 / width
    plot.text(left, 1 + 0.12 / height, above, size=12, weight="bold", va="bottom")
    plot.text(left, -0.05 / height, below, size=7.5, color=SOFT, va="top")
    plot.text(1, 0, " ")
    settings: dict[str, Any] = {"bbox_inches": _tight(plot)}  # reckoned once for all forms
    if "pdf" in forms:
        undated = {"CreationDate": None, "Creator": "simkansen", "Producer": None, "Title": title}
        plot.savefig(ending(stem, ".pdf"), metadata=undated, **settings)
    if "png" in forms:
        plot.savefig(ending(stem, ".png"), dpi=200, metadata={"Software": "simkansen"}, **settings)


def ending(stem: Path, end: str) -> Path:
    """Give a stem its ending; a name with a dot in it keeps what comes after the dot."""
    return stem.with_name(stem.name + end)


def _tight(figure: Plot) -> Bbox:
    """Return the box around all that is drawn, with room around it (inches)."""
    figure.draw_without_rendering()
    return figure.get_tightbbox().padded(0.15)


def wrap(text: str, width: int) -> str:
    """Return the text broken into lines of at most this many characters, never before a number: ``mbo-1``."""
    return fill(re.sub(r"(?<=\w)-(?=\d)", NO_BREAK_HYPHEN, text), width, break_long_words=False)


def balanced(text: str, width: int) -> str:
    """Return the text broken into as few lines as `wrap` makes, about equally long."""
    lines = wrap(text, width).count("\n")
    widths = range(1, width + 1)
    return next(t for t in (wrap(text, w) for w in widths) if t.count("\n") <= lines)
