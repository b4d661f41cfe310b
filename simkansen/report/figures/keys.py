"""The key above axes in which several interventions stand: marker and name of each."""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.report.figures.parts import Context
from simkansen.report.figures.rows import LINE
from simkansen.report.style import Figure, text_at


def draw_names(
    context: Context,
    figure: Figure,
    names: Sequence[str],
    texts: Sequence[str],
    lines: Sequence[int],
    *,
    top: float = 0.0,
) -> None:
    """Write the key: the marker and the name of each intervention.

    Parameters
    ----------
    context
        For the marks.
    figure
        Where to; from its upper left corner.
    names, texts
        The scenarios, and what they are called, broken into lines.
    lines
        Lines of text in each row of the key.
    top
        Where it begins (inches from the upper edge).
    """
    from matplotlib.lines import Line2D

    width, height = figure.get_size_inches()
    columns = -(-len(texts) // len(lines))
    for i, (name, text) in enumerate(zip(names, texts, strict=True)):
        x = 0.12 + (i % columns) * width / columns
        y = top + 0.12 + LINE * sum(lines[: i // columns]) + 0.05 * (i // columns)
        mark = context.marks[name]
        spot = ([(x + 0.06) / width], [1 - (y - 0.03) / height])
        figure.add_artist(Line2D(*spot, marker=mark.marker, color=mark.colour, ms=8, mec="white", ls=""))
        text_at(figure, x + 0.2, y - LINE / 2, text, ha="left", va="top", size=8.5)
