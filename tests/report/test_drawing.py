"""What draws the figures of pages: as wide letters, as even ticks and as many shapes as Matplotlib has."""

import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from matplotlib.ticker import MaxNLocator

from simkansen.report.drawing.axis import even_places
from simkansen.report.drawing.canvas import Canvas
from simkansen.report.drawing.letters import widths
from simkansen.report.drawing.markers import CORNERS
from simkansen.report.drawing.plotted import plotted
from simkansen.report.drawing.svg import svg_of
from simkansen.report.figures.parts import number_axis
from simkansen.report.words import Words

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("bold", [False, True])
def test_letters_are_as_wide_as_those_of_the_font(bold):
    font = FT2Font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))
    units = font.units_per_EM
    font.set_size(units, 72)
    for letter in "aMi %0,.−–€éëïĳß‘’":
        assert widths(bold=bold)[letter] == pytest.approx(
            font.load_char(ord(letter)).linearHoriAdvance / 65536 / units, abs=0.002
        )


@pytest.mark.parametrize(
    ("low", "high", "most"),
    [(-0.09, 1.6, 6), (0, 1_630_000, 6), (10, -3, 4), (-1e-4, 3e-4, 5), (0.28, 0.41, 5), (0.5, 9.7, 2)],
)
def test_ticks_stand_where_matplotlib_has_them(low, high, most):
    wanted = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    assert even_places(low, high, most) == pytest.approx(list(wanted))


@pytest.mark.parametrize("high", [4, 7, 16, 40, 256])
def test_whole_ticks_are_whole_and_those_of_matplotlib(high):
    wanted = MaxNLocator(5, integer=True).tick_values(1, high)
    assert even_places(1, high, 5, whole=True) == pytest.approx(list(wanted))


def drawn():
    canvas = Canvas(3, 2)
    axes = canvas.axes(0.5, 0.3, 2, 1)
    axes.fill_between([0, 1, 2], [0, float("nan"), 0], [1, 1, 2], color="#0072B2", alpha=0.2, lw=0)
    [line] = axes.plot([0, 1, 2], [0.5, float("nan"), 1], color="#0072B2", ls="--", marker="o")
    line.set_gid("tip:|:1;:2")
    for marker in CORNERS:
        axes.plot([1], [1], ls="none", marker=marker)
    axes.barh(1, 0.5, height=0.4, facecolor="white", edgecolor="#0072B2", hatch="////")
    axes.axhline(0, color="#1a1a1a")
    axes.annotate("outside", (9, 1))
    axes.annotate("beside <it>", (9, 1), (4, 0), annotation_clip=False)
    axes.xaxis.number(4, lambda value, step: f"{value:g}")
    axes.xaxis.kind = "percent"
    axes.set_ylabel("upwards")
    canvas.text(0.1, 0.1, "two\nlines", over=True)
    return canvas.figure


def test_all_that_is_drawn_is_written_and_nothing_outside():
    text = svg_of(drawn())
    root = ET.fromstring(text)
    told = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert {"beside <it>", "upwards", "two", "lines"} <= set(told)
    assert "outside" not in told
    assert "nan" not in text
    assert text.count("data-tip") == text.count('data-kind="percent"') == 1
    assert len(list(root.iter(f"{SVG}pattern"))) == 1
    assert svg_of(drawn()) == text


def test_matplotlib_is_given_the_same_texts_for_other_forms():
    figure = drawn()
    plot = plotted(figure)
    root = ET.fromstring(svg_of(figure))
    assert [one.get_text() for one in plot.texts] == ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]
    plot.canvas.draw()


def test_what_has_no_numbers_at_all_is_left_out_of_every_form():
    canvas = Canvas(3, 2)
    axes = canvas.axes(0.5, 0.3, 2, 1)
    none = [float("nan")] * 3
    axes.fill_between([0, 1, 2], none, none, color="#0072B2", alpha=0.2, lw=0)
    axes.plot([0, 1, 2], none, color="#0072B2", marker="o")
    axes.barh(0, none[0], height=0.4, facecolor="white", edgecolor="#0072B2")
    axes.hide()
    written = svg_of(canvas.figure)
    assert written.count("<path") == 1  # the paper
    assert "nan" not in written
    plotted(canvas.figure)


def test_a_figure_of_a_page_is_drawn_without_matplotlib():
    code = (
        "import sys; from simkansen.report.style import Canvas, svg_text; "
        "svg_text(Canvas(3, 2).figure); print('matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_text_with_a_look_that_is_not_known_is_refused():
    with pytest.raises(TypeError, match="a text has no colour"):
        Canvas(3, 2).text(0, 0, "text", colour="#000000")


@pytest.mark.parametrize(
    ("high", "kind", "told"),
    [
        (0.12, "percent", ["0.0%", "2.5%", "5.0%", "7.5%", "10.0%"]),
        (0.5, "percent", ["0%", "10%", "20%", "30%", "40%", "50%"]),
        (0.012, "percent", ["0.00%", "0.25%", "0.50%", "0.75%", "1.00%"]),
        (12, "euro", ["€0.00", "€2.50", "€5.00", "€7.50", "€10.00"]),
    ],
)
def test_the_texts_of_an_axis_are_its_numbers_in_full(high, kind, told):
    axes = Canvas(3, 2).axes(0.5, 0.3, 2, 1)
    number_axis(axes.xaxis, Words("en"), 5, kind=kind)
    assert [text for _, text in axes.xaxis.ticks(0, high)] == told
