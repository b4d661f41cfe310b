"""The line and marker of a scenario as a small picture beside its name, outside any figure."""

from __future__ import annotations

from simkansen.report.markup.inline import variable
from simkansen.report.style import Mark

WIDTH, HEIGHT = 34, 16
SHAPES = {
    "s": "M12 3h10v10h-10z",
    "o": "M17 3a5 5 0 1 0 .01 0z",
    "D": "M17 1.5l6.5 6.5l-6.5 6.5l-6.5-6.5z",
    "^": "M17 2l6.5 11.5h-13z",
    "v": "M17 14l6.5-11.5h-13z",
    "P": "M14.8 2h4.4v3.8h3.8v4.4h-3.8v3.8h-4.4v-3.8h-3.8v-4.4h3.8z",
    "X": "M14 2l3 3l3-3l3 3l-3 3l3 3l-3 3l-3-3l-3 3l-3-3l3-3l-3-3z",
}


def sample(mark: Mark) -> str:
    """Return an SVG element that shows colour, line and marker, hidden from screen readers."""
    dashes = "" if isinstance(mark.line, str) else " ".join(f"{2 * d:g}" for d in mark.line[1])
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<svg class="sample" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'aria-hidden="true" focusable="false"><path d="M0 8H{WIDTH}" stroke="{variable(mark.colour)}" '
        f'stroke-width="2"{dash}/><path d="{SHAPES[mark.marker]}" fill="{variable(mark.colour)}" '
        'stroke="var(--card)" stroke-width="0.8"/></svg>'
    )
