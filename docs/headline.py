"""The one figure that README quotes, in a marked paragraph that `make_gallery.py` writes from its run."""

from __future__ import annotations

import re
from pathlib import Path

from run_figures import ROOT, Figures

README = ROOT / "README.md"
BEGIN, END = "<!-- headline -->", "<!-- end headline -->"

TEXT = (
    "**For example,** the first command above does {replications} simulations of {schools} schools. "
    "‘{label}’ recovers {weeks} weeks of learning per pupil in the median of them, {low} to {high} in nine "
    "of ten; a pupil whom it reaches recovers {reached}. With another seed that median would move by about "
    "{error} weeks: its Monte Carlo error."
)
"""With fields that the test reads back."""


def paragraph(figures: Figures) -> str:
    """Return the paragraph about what recovers most in the median, with its Monte Carlo error."""
    last = max(key[5] for key in figures.rows)
    effects = {
        key[0]: row
        for key, row in figures.rows.items()
        if key[1:] == ("effect", "delay_weeks", "all", "all", last)
    }
    name = min(effects, key=lambda one: effects[one]["median"])
    row = effects[name]
    reached = next(
        row["median"] for key, row in figures.rows.items()
        if key[:5] == (name, "effect", "weeks_per_reached", "all", "all")
    )  # fmt: skip
    return TEXT.format(
        replications=figures.about["replications"],
        schools=figures.about["schools"],
        label=figures.about["titles"][name],
        weeks=f"{-row['median']:.2f}",
        reached=f"{reached:.1f}",
        low=f"{-row['p95']:.2f}",
        high=f"{-row['p05']:.2f}",
        error=f"{row['median_error']:.3f}",
    )


def wrapped(text: str, width: int = 150) -> str:
    """Break a paragraph into lines as the rest of the README has them."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def write_headline(figures: Figures, readme: Path = README) -> None:
    """Write the paragraph between its marks.

    Raises
    ------
    ValueError
        If the marks are not there, once each and in their order.
    """
    text = readme.read_text("utf-8")
    new, count = re.subn(
        f"(?s)(?<={re.escape(BEGIN)}\n).*?(?={re.escape(END)})",
        lambda _: wrapped(paragraph(figures)) + "\n",
        text,
    )
    if count != 1:
        raise ValueError(f"{readme} has to have '{BEGIN}' and '{END}' once, each on a line of its own")
    readme.write_text(new, "utf-8")
