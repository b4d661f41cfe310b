"""What figures over time share: shaded closures, months, a key above, numbers where lines end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from simkansen.report.figures.parts import Context, decimals, number_axis, soft_grid, spread
from simkansen.report.reading.records import Band, ClosedPeriod
from simkansen.report.style import INK, Axes, Canvas, size_of, wrap

SHADES: dict[str, dict[str, Any]] = {
    "closed": {"fc": "#dcdcdc", "ec": "none"},
    "half": {"fc": "#eeeeee", "ec": "none"},
    "closed-some": {"fc": "#ffffff", "ec": "#c4c4c4", "hatch": "////"},
    "half-some": {"fc": "#ffffff", "ec": "#dadada", "hatch": "////"},
}
"""Looks of a full closure and of half groups, of all pupils and of those of some levels or places."""

LINE = 0.155
"""Height of a line of small text (inches)."""


def day_number(day: date) -> float:
    """Return the place of a day on a time axis."""
    return float(day.toordinal())


def quiet_until(context: Context, bands: Sequence[Band]) -> date:
    """Return where a time axis starts: six weeks before the first closure if all is zero until then."""
    first = min(b.week for b in bands)
    if not context.results.closures:
        return first
    soon = context.results.closures[0].start - timedelta(weeks=6)
    quiet = all(max(map(abs, b.ends)) < 0.05 for b in bands if b.week < soon)
    return max(first, soon) if quiet else first


def shade(context: Context, axes: Axes) -> None:
    """Shade the closures."""
    for closure in context.results.closures:
        axes.axvspan(
            day_number(closure.start),
            day_number(closure.end + timedelta(days=1)),
            lw=0,
            zorder=0,
            **SHADES[_shade_of(closure)],
        )


def _shade_of(closure: ClosedPeriod) -> str:
    kind = "closed" if closure.kind == "closed" else "half"
    return f"{kind}-some" if closure.levels or closure.places else kind


def date_axis(context: Context, axes: Axes, first: date, last: date, beyond: float = 0.0) -> None:
    """Write the months below the axis, as many as fit, the year under January, the first and the last.

    Beyond the last day so many inches are kept free.
    """
    inches = size_of(axes)[0] - beyond
    axes.set_xlim(day_number(first), day_number(last) + 4)
    months = [date(y, m, 1) for y in range(first.year, last.year + 1) for m in (1, 4, 7, 10)]
    months = [m for m in months if first <= m <= last]
    if len(months) * 0.42 > inches:
        months = [m for m in months if m.month in (1, 7)]
    if len(months) * 0.42 > inches:
        months = months[::2]
    ends = (months[0], months[-1]) if months else ()
    texts = [context.words.month(m) + (f"\n{m.year}" if m.month == 1 or m in ends else "") for m in months]
    axes.set_xticks([day_number(m) for m in months], texts)


def time_frame(
    context: Context, axes: Axes, first: date, last: date, ticks: int = 5, beyond: float = 0.0
) -> None:
    """Draw grid, zero where it is inside, months and numbers; the axes must have their limits already."""
    soft_grid(axes)
    low, high = axes.get_ylim()
    if low <= 0 <= high:
        axes.axhline(0, color=INK, lw=0.9, zorder=2)
    date_axis(context, axes, first, last, beyond)
    number_axis(axes.yaxis, context.words, ticks)


def end_labels(axes: Axes, ends: Sequence[float], texts: Sequence[str]) -> None:
    """Write a text where each line ends, moved apart where they would touch; all but the first bold.

    The axes must have their limits already.
    """
    low, high = axes.get_ylim()
    tall = size_of(axes)[1]
    x = axes.get_xlim()[1]
    places = spread(ends, (high - low) * LINE / tall)
    for i, (text, y) in enumerate(zip(texts, places, strict=True)):
        axes.annotate(
            text,
            (x, y),
            (6, 0),
            textcoords="offset points",
            va="center",
            size=8.5,
            weight="bold" if i else "normal",
            annotation_clip=False,
        )


def named_ends(
    context: Context,
    axes: Axes,
    ends: Mapping[str, Band],
    letters: int,
    gid: Callable[[int, str], str] | None = None,
) -> None:
    """Write marker, name and number of each scenario where its line ends, moved apart where they would touch.

    Parameters
    ----------
    context
        The results, in one language.
    axes
        They must have their limits already.
    ends
        By scenario the last value of its line.
    letters
        Most letters in a line of a name.
    gid
        Gives the id of a part of a name by its number, from 1; none where nothing shows and hides them.
    """
    (low, high), (width, tall) = axes.get_ylim(), size_of(axes)
    texts = [
        wrap(f"{context.label(name)} {context.words.number(band.median, decimals([band]))}", letters)
        for name, band in ends.items()
    ]
    gap = (high - low) * LINE * max(text.count("\n") + 1 for text in texts) / tall
    places = spread([band.median for band in ends.values()], gap)
    lift = max(0.0, low + gap / 2 - min(places))
    places = [place + lift for place in places]
    left, right = axes.get_xlim()
    beside = right + 0.1 * (right - left) / width
    for number, (name, text, y) in enumerate(zip(ends, texts, places, strict=True), 1):
        mark = context.marks[name]
        look: dict[str, Any] = {"marker": mark.marker, "color": mark.colour, "mec": "white", "mew": 0.7}
        [spot] = axes.plot([beside], [y], ms=6, ls="none", clip_on=False, **look)
        note = axes.annotate(text, (beside, y), (8, 0), textcoords="offset points", va="center", size=8.5,
                             linespacing=1.05, annotation_clip=False)  # fmt: skip
        if gid is not None:
            spot.set_gid(gid(number, "spot"))
            note.set_gid(gid(number, "number"))
    axes.set_xlim(left, right)


Entry = tuple[str, dict[str, Any] | None, str]
"""A scenario's name or a shade, its look if a shade, and its text."""


def key_layout(
    context: Context, width: float, names: Sequence[str]
) -> tuple[list[tuple[float, float, Entry]], float]:
    """Return where a key's entries stand (x, y, entry; inches from its corner), and its height."""
    words = context.words
    shades = dict.fromkeys(map(_shade_of, context.results.closures))
    entries: list[Entry] = [(one, SHADES[one], words(f"time.{one}")) for one in shades]
    entries += [(n, None, context.label(n)) for n in names]
    placed, x, y = [], 0.1, 0.1
    for entry in entries:
        needed = 0.36 + 0.068 * len(entry[2])
        if x > 0.1 and x + needed > width:
            x, y = 0.1, y + 0.2
        placed.append((x, y, entry))
        x += needed + 0.18
    return placed, y + 0.1


def draw_key(context: Context, canvas: Canvas, top: float, names: Sequence[str]) -> None:
    """Draw the key: shades of the closures, then the lines of these scenarios."""
    width = canvas.width
    for x, below, (name, look, text) in key_layout(context, width, names)[0]:
        y = top + below
        if look:
            edge = look["ec"] if "hatch" in look else "#8a8a8a"
            canvas.box(x, y + 0.065, 0.28, 0.13, **look | {"ec": edge}, lw=0.5)
        else:
            mark = context.marks[name]
            canvas.line(x, y, 0.28, color=mark.colour, ls=mark.line, lw=1.8)
        canvas.text(x + 0.34, y, text, ha="left", size=8)
