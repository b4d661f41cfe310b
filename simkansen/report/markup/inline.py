"""Figures inside a page, in its colours, light or dark, and with its classes for their styles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

COLOURS = {
    "#1a1a1a": "ink",
    "#4d4d4d": "soft",
    "#ffffff": "card",
    "#d9d9d9": "grid",
    "#ececec": "shade",
    "#8a8a8a": "axis",
    "#dcdcdc": "shut",
    "#eeeeee": "half",
    "#c4c4c4": "hatch",
    "#dadada": "hatch",
    "#000000": "black",
    "#0072b2": "blue",
    "#d55e00": "orange",
    "#009e73": "green",
    "#cc79a7": "pink",
    "#5d3a9b": "purple",
}
"""Colours of figures that are another in the dark, and the variable of ``page.css`` that knows both."""


def variable(colour: str) -> str:
    """Return a colour as pages write it: a variable that knows it in the dark, else itself."""
    name = COLOURS.get(colour.lower())
    return f"var(--{name})" if name else colour


def inline(svg: str, prefix: str, title: str, description: str) -> str:
    """Return an SVG to put inside a page.

    Parameters
    ----------
    svg
        What `simkansen.report.style.svg_text` returned.
    prefix
        Put before every id, so that no two figures of a page share one.
    title, description
        What a screen reader says.

    Returns
    -------
    str
        One ``<svg role="img">`` element that scales with its box.
    """
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.DOTALL)
    body = re.sub(r"<defs>\s*<style type=\"text/css\">.*?</style>\s*</defs>\s*", "", body, flags=re.DOTALL)
    body = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', body)
    body = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", body)
    head, rest = body.split(">", 1)
    box = re.search(r'viewBox="[^"]+"', head)
    opened = (
        f'<svg id="{prefix}" role="img" aria-labelledby="{prefix}-title {prefix}-desc" '
        f'{box.group() if box else ""} xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1">'
    )
    named = (
        f'<title id="{prefix}-title">{escape(title)}</title>'
        f'<desc id="{prefix}-desc">{escape(description)}</desc>'
    )
    return f"{opened}{named}{rest}"


def classed(svgs: Iterable[str]) -> tuple[list[str], str]:
    """Return figures with a class for each style that they write out, and the rules of these classes.

    A page that lets no style in but its own (`simkansen.report.markup.policy`) reads none that is written
    in an element; and a style that a thousand elements share is written once.
    """
    names: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        rule = re.sub(r"#[0-9a-fA-F]{6}\b", lambda hit: variable(hit[0]), found[1]).replace("&quot;", '"')
        return f'class="{names.setdefault(rule, f"f{len(names)}")}"'

    made = [re.sub(r'\bstyle="([^"]*)"', named, svg) for svg in svgs]
    return made, "\n".join(f".{name} {{ {rule} }}" for rule, name in names.items())
