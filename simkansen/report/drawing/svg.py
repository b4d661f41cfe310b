"""A figure as SVG: the same bytes each time, without a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from simkansen.report.drawing.canvas import Drawing
from simkansen.report.drawing.markers import CORNERS
from simkansen.report.drawing.shapes import Box, Ink, Layer, Path, Point, Shape, Spots, Writing

_HATCH = 12.0
"""How far apart slanting lines are across, by how dense they are (points)."""

_DATA = ("tip:", "kind:")
"""With what a name begins that is data for the script of a page."""

LINES = "lines"
"""Class of the lines of one text."""

TOLD = "~"
"""Between the name of something and what it tells."""


def svg_of(figure: Drawing) -> str:
    """Return a figure as an SVG file."""
    box, writer = figure.box, _Writer()
    groups = [writer.group(group) for group in figure.groups()]
    wide, tall = _number(box.right), _number(box.bottom)
    size = f'width="{wide}pt" height="{tall}pt" viewBox="0 0 {wide} {tall}"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" {size} '
            'xmlns="http://www.w3.org/2000/svg" version="1.1">',
            "<defs>",
            '<style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style>',
            "</defs>",
            '<g id="figure_1">',
            *groups,
            "</g>",
            *writer.defined(),
            "</svg>\n",
        ]
    )


class _Writer:
    """Writes shapes, and keeps what they refer to."""

    def __init__(self) -> None:
        self._clips: dict[Box, str] = {}
        self._hatches: dict[tuple[int, str, str], str] = {}
        self._markers: dict[tuple[str, float, str], str] = {}

    def group(self, group: Layer) -> str:
        """Return a group with its shapes."""
        inside = [self._shape(shape) for shape in group.shapes if not _is_outside(shape)]
        return "\n".join([f'<g id="{group.name}">' if group.name else "<g>", *inside, "</g>"])

    def defined(self) -> list[str]:
        """Return the parts of the figure that shapes refer to."""
        clips = (f'<clipPath id="{name}">{_rectangle(box)}</clipPath>' for box, name in self._clips.items())
        hatches = (_pattern(*about, name) for about, name in self._hatches.items())
        return ["<defs>", *clips, *hatches, "</defs>"]

    def _shape(self, shape: Shape) -> str:
        if isinstance(shape, Writing):
            lines = "\n".join(_texts(shape))
            several = len(shape.lines) > 1 and not shape.gid
            return f'<g class="{LINES}">\n{lines}\n</g>' if several else _named(shape.gid, lines)
        clip = f' clip-path="url(#{self._clip(shape.clip)})"' if shape.clip else ""
        drawn = self._path(shape, clip) if isinstance(shape, Path) else self._spots(shape, clip)
        return _named(shape.gid, drawn)

    def _clip(self, box: Box) -> str:
        return self._clips.setdefault(box, f"clip_{len(self._clips) + 1}")

    def _path(self, path: Path, clip: str) -> str:
        ink = path.ink
        fill = ink.fill
        if ink.hatch:
            about = ink.hatch, ink.fill, ink.edge
            fill = f"url(#{self._hatches.setdefault(about, f'hatch_{len(self._hatches) + 1}')})"
        parts = (_route(part, closed=path.closed) for part in path.parts)
        return f'<path d="{" ".join(parts)}"{clip} style="{_style(ink, fill)}"/>'

    def _spots(self, spots: Spots, clip: str) -> str:
        style = _style(spots.ink, spots.ink.fill)
        about, defined = (spots.marker, spots.size, style), ""
        if about not in self._markers:
            name = self._markers[about] = f"mark_{len(self._markers) + 1}"
            defined = f'<defs><path id="{name}" d="{_marker(spots.marker, spots.size)}"/></defs>\n'
        name = self._markers[about]
        uses = (
            f'<use xlink:href="#{name}" x="{_number(x)}" y="{_number(y)}" style="{style}"/>'
            for x, y in spots.points
        )
        return f"{defined}<g{clip}>" + "\n".join(uses) + "</g>"


def _is_outside(shape: Shape) -> bool:
    """Return whether lines or areas are wholly outside of what they are cut off by: nobody sees them."""
    if not isinstance(shape, Path) or shape.clip is None:
        return False
    points, box = [point for part in shape.parts for point in part], shape.clip
    across, up = [x for x, _ in points], [y for _, y in points]
    if not points:
        return True
    return max(across) < box.left or min(across) > box.right or max(up) < box.top or min(up) > box.bottom


def _named(gid: str, drawn: str) -> str:
    """Return what is drawn in a group with its name and what it tells, where it has either."""
    if not gid:
        return drawn
    name, parted, told = gid.rpartition(TOLD)
    if not parted:
        name, told = ("", gid) if gid.startswith(_DATA) else (gid, "")
    data = next((one for one in _DATA if told.startswith(one)), "")
    about = f' id="{escape(name)}"' if name else ""
    about += f' data-{data[:-1]}="{escape(told[len(data) :])}"' if data else ""
    return f"<g{about}>{drawn}</g>" if data else f"<g{about}>\n{drawn}\n</g>"


def _number(value: float) -> str:
    """Return a number of points, to the hundredth."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _route(points: Iterable[Point], *, closed: bool) -> str:
    places = (f"{_number(x)} {_number(y)}" for x, y in points)
    return f"M {' L '.join(places)}{' z' if closed else ''}"


def _marker(marker: str, size: float) -> str:
    if marker == "o":
        half = _number(size / 2)
        across = f"A {half} {half} 0 1 1"
        return f"M -{half} 0 {across} {half} 0 {across} -{half} 0 z"
    return _route([(x * size, y * size) for x, y in CORNERS[marker]], closed=len(CORNERS[marker]) > 2)


def _style(ink: Ink, fill: str) -> str:
    """Return the style of a shape, without what is usual."""
    told = [f"fill: {fill}"]
    if ink.alpha < 1 and fill != "none":
        told.append(f"fill-opacity: {ink.alpha:g}")
    if ink.edge != "none":
        told.append(f"stroke: {ink.edge}")
        told += [f"stroke-opacity: {ink.alpha:g}"] if ink.alpha < 1 else []
        told += [f"stroke-width: {ink.width:g}"] if ink.width != 1 else []
        told += [f"stroke-dasharray: {_lengths(ink.dashes)}"] if ink.dashes else []
        told += [f"stroke-linejoin: {ink.join}"] if ink.join != "round" else []
        told += [f"stroke-linecap: {ink.cap}"] if ink.cap != "butt" else []
    return "; ".join(told)


def _lengths(lengths: Sequence[float]) -> str:
    return ",".join(map(_number, lengths))


def _rectangle(box: Box) -> str:
    wide, tall = _number(box.right - box.left), _number(box.bottom - box.top)
    return f'<rect x="{_number(box.left)}" y="{_number(box.top)}" width="{wide}" height="{tall}"/>'


def _pattern(dense: int, fill: str, edge: str, name: str) -> str:
    """Return slanting lines in the colour of an edge, so dense, on what an area is filled with."""
    side = _HATCH * 2 / dense
    whole, part = _number(side), _number(side / 4)
    beyond, before = _number(side * 1.25), _number(side * 0.75)
    lines = (
        f"M -{part} {part} L {part} -{part} M 0 {whole} L {whole} 0 M {before} {beyond} L {beyond} {before}"
    )
    return (
        f'<pattern id="{name}" patternUnits="userSpaceOnUse" width="{whole}" height="{whole}">'
        f'<rect width="{whole}" height="{whole}" style="fill: {fill}"/>'
        f'<path d="{lines}" style="fill: none; stroke: {edge}"/></pattern>'
    )


def _texts(writing: Writing) -> Iterable[str]:
    """Give the lines of a text."""
    weight = "font-weight: 700; " if writing.bold else ""
    style = (
        f"{weight}font-size: {writing.size:.4g}px; font-family: 'DejaVu Sans', sans-serif; "
        f"text-anchor: {writing.anchor}; fill: {writing.colour}"
    )
    for line, x, y in writing.lines:
        at = f'x="{_number(x)}" y="{_number(y)}"'
        turn = f' transform="rotate(-90 {_number(x)} {_number(y)})"' if writing.turned else ""
        yield f'<text style="{style}" {at}{turn}>{escape(line, quote=False)}</text>'
