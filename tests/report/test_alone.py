"""A figure that stands on its own is the figure of the page on a larger sheet."""

import json
import re
import warnings
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from simkansen.report.markup.alone import standing_alone
from simkansen.report.markup.inline import inline
from simkansen.report.style import drawing, save, svg_text, wrap
from simkansen.scenario.reading.nodes import compose

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def svg():
    with drawing():
        figure = Figure(figsize=(3, 2))
        figure.add_axes((0.2, 0.2, 0.7, 0.7)).plot([0, 1], [0, 1])
        return svg_text(figure)


def sheet_of(root):
    box = [float(one) for one in root.get("viewBox").split()]
    assert [root.get(side) for side in ("width", "height")] == [f"{box[2]:g}pt", f"{box[3]:g}pt"]
    return box


def test_title_and_caption_stand_above_and_below_and_nothing_sticks_out(svg):
    title, caption = ["Weeks <b> & hours", "in two lines"], ["one", "two", "three"]
    root = ET.fromstring(standing_alone(svg, title, caption, "#4d4d4d"))
    left, top, wide, tall = sheet_of(root)
    own = [one for one in root.findall(f"{SVG}text")]
    assert [one.text for one in own] == title + caption
    heights = [float(one.get("y")) for one in own]
    assert heights == sorted(heights)
    assert top < heights[0] - 12
    assert heights[1] < 0
    assert heights[2] - 7.5 > 144
    assert heights[-1] < top + tall
    assert (left < 0, left + wide > 216) == (True, True)


def test_what_is_drawn_stays_as_it_is(svg):
    alone = standing_alone(svg, ["a title"], [], "#4d4d4d")
    drawn = re.compile(r'<g id="figure_1">.*', re.DOTALL)
    assert drawn.search(alone)[0] == drawn.search(svg)[0]


def test_what_is_no_figure_is_refused(svg):
    for wrong in ("<svg></svg>", svg.replace("figure_1", "figure_2")):
        with pytest.raises(ValueError, match="not the SVG of one figure"):
            standing_alone(wrong, [], [], "#4d4d4d")


def test_a_figure_that_was_drawn_for_a_page_is_not_drawn_again(svg, tmp_path, monkeypatch):
    monkeypatch.setattr("simkansen.report.style.svg_text", lambda figure: pytest.fail("drawn again"))
    save(Figure(), tmp_path / "main", "a title", "a caption", ("svg",), svg)
    assert "a caption" in (tmp_path / "main.svg").read_text("utf-8")


@pytest.mark.slow
@given(st.text(max_size=40))
@example("<&>\"'")
@example("]]>")
@example("\ufffe")
@example("$x^2$ {a} %")
def test_whatever_a_file_may_be_called_its_figures_are_well_formed(title):
    """What a file may hold is what its reader lets in."""
    assume(not compose(json.dumps(title), "a.yaml")[1])
    with drawing(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure = Figure(figsize=(3, 2))
        figure.text(0.5, 0.5, title)
        drawn = svg_text(figure)
    lines = wrap(title, 30).splitlines()
    alone = ET.fromstring(standing_alone(drawn, lines, lines, "#4d4d4d"))
    assert [one.text for one in alone.findall(f"{SVG}text")] == lines * 2
    ET.fromstring(inline(drawn, "fig-main", title, title).replace("xlink:href", "href"))
