"""The key above axes in which several interventions stand: marker and name of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simkansen.report.figures.parts import Context
from simkansen.report.figures.rows import LINE
from simkansen.report.style import Canvas, wrap


@dataclass(frozen=True, slots=True)
class Names:
    """The key: the marker and the name of each intervention, in columns.

    Attributes
    ----------
    context
        For the marks and the names.
    names
        The scenarios.
    most
        How many stand beside each other at most; the rows are about equally full.
    letters
        Most letters in a line.
    """

    context: Context
    names: Sequence[str]
    most: int
    letters: int

    @property
    def columns(self) -> int:
        """How many stand beside each other."""
        rows = -(-len(self.names) // self.most)
        return -(-len(self.names) // rows)

    @property
    def texts(self) -> list[str]:
        """What they are called, broken into lines."""
        return [wrap(self.context.label(name), self.letters) for name in self.names]

    @property
    def lines(self) -> list[int]:
        """Lines of text in each row of the key."""
        texts = self.texts
        rows = [texts[k : k + self.columns] for k in range(0, len(texts), self.columns)]
        return [max(text.count("\n") + 1 for text in row) for row in rows]

    def end(self, top: float) -> float:
        """Return where it ends when it begins so far below the upper edge (inches)."""
        return top + LINE * sum(self.lines) + 0.05 * len(self.lines)

    def draw(self, canvas: Canvas, top: float = 0.0) -> None:
        """Write it from the left edge, so many inches below the upper one."""
        lines, width = self.lines, canvas.width
        for i, (name, text) in enumerate(zip(self.names, self.texts, strict=True)):
            row, column = divmod(i, self.columns)
            x, y = 0.12 + column * width / self.columns, top + 0.12 + LINE * sum(lines[:row]) + 0.05 * row
            mark = self.context.marks[name]
            look = {"marker": mark.marker, "color": mark.colour, "ms": 8, "mec": "white", "ls": ""}
            canvas.spot(x + 0.06, y - 0.03, **look)
            canvas.text(x + 0.2, y - LINE / 2, text, ha="left", va="top", size=8.5)
