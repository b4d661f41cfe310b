"""The map of tiles: every province in its place, readable, and no more certain than its schools allow."""

import itertools
import re

import pytest
from made_places import PROVINCE_ROWS, place_rows
from report.rendered import text_of

from simkansen.report.drawing.looks import rgb_of
from simkansen.report.drawing.shapes import Box
from simkansen.report.figures import tile_map
from simkansen.report.figures.provinces import COLUMNS, PROVINCES, ROWS
from simkansen.report.figures.tiles import RAMPS, luminance, shade, text_colour
from simkansen.report.page import open_context
from simkansen.report.reading.results import Results
from simkansen.report.style import drawing
from simkansen.schooling.places import provinces

ASKED = "population: {netherlands: {sample: 40}}"


def pictured(folder, lang="en"):
    with Results(folder) as results:
        return tile_map.picture(open_context(results, lang))


@pytest.fixture(scope="module")
def shown(placed):
    return {lang: pictured(placed, lang) for lang in ("en", "nl")}


def drawn(picture, narrow=False):
    with drawing():
        return picture.draw(narrow)


def maps(figure):
    """The axes with tiles, not the keys of the scales."""
    return [axes for axes in figure.axes if axes.texts]


def tiles(axes):
    """The filled tiles as (left, right, top, bottom, colour)."""
    return [(*area.bounds, area.ink.fill) for area in axes.areas if area.ink.fill != "none"]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_all_twelve_provinces_have_a_tile_of_their_own():
    assert set(PROVINCES) == set(provinces())
    assert len(PROVINCES) == 12
    assert len({(t.row, t.column) for t in PROVINCES.values()}) == 12
    assert len({t.code for t in PROVINCES.values()}) == 12
    assert all(0 <= t.row < ROWS and 0 <= t.column < COLUMNS for t in PROVINCES.values())


@pytest.mark.parametrize(
    ("northern", "southern"),
    [("Groningen", "Drenthe"), ("Drenthe", "Overijssel"), ("Noord-Holland", "Zuid-Holland"),
     ("Utrecht", "Noord-Brabant"), ("Zuid-Holland", "Zeeland"), ("Gelderland", "Limburg"),
     ("Friesland", "Flevoland"), ("Flevoland", "Gelderland")])  # fmt: skip
def test_a_province_to_the_north_stands_above_that_to_the_south(northern, southern):
    assert PROVINCES[northern].row < PROVINCES[southern].row


@pytest.mark.parametrize(
    ("western", "eastern"),
    [("Friesland", "Groningen"), ("Noord-Holland", "Flevoland"), ("Zuid-Holland", "Utrecht"),
     ("Utrecht", "Gelderland"), ("Gelderland", "Overijssel"), ("Zeeland", "Noord-Brabant"),
     ("Noord-Brabant", "Limburg")])  # fmt: skip
def test_a_province_to_the_west_stands_left_of_that_to_the_east(western, eastern):
    assert PROVINCES[western].column < PROVINCES[eastern].column


@pytest.mark.parametrize("measure", RAMPS)
def test_a_scale_grows_darker_all_the_way_and_its_text_can_be_read_anywhere(measure):
    steps = [shade(measure, v / 200, (0.0, 1.0)) for v in range(201)]
    lights = [luminance(s) for s in steps]
    assert all(a > b for a, b in itertools.pairwise(lights))
    assert min(contrast(s, rgb_of(text_colour(s))) for s in steps) >= 4.5


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "narrow"), [*itertools.product(("en", "nl"), (False, True))])
def test_each_text_stands_within_its_tile_and_stands_out_from_it(shown, lang, narrow):
    figure = drawn(shown[lang], narrow)
    assert len(maps(figure)) == 4
    for axes in maps(figure):
        assert len(tiles(axes)) == 12
        boxes = [axes.extent(text) for text in axes.texts]
        filled = [
            (Box(*axes.place(left, top), *axes.place(right, low)), colour)
            for left, right, top, low, colour in tiles(axes)
        ]
        for text, box in zip(axes.texts, boxes, strict=True):
            [colour] = [colour for tile, colour in filled if tile.holds(box)]
            assert contrast(rgb_of(text.colour), rgb_of(colour)) >= 4.5
        assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_the_table_agrees_with_the_summary(shown, placed):
    rows = {row[0]: row[1:] for row in shown["en"].table.rows}
    assert len(rows) == 12
    with Results(placed) as results:
        delays = results.last("delay_weeks", by="province")
        gains = results.last("delay_weeks", kind="effect", by="province")
    for name in PROVINCE_ROWS:
        pupils, delay, first, *_ = rows[f"{name} ({PROVINCES[name].code})"]
        assert pupils.startswith(f"{PROVINCE_ROWS[name][1]:,}")
        if name == "Groningen":
            assert (delay, first) == ("–", "–")
            continue
        band = delays["geen-aanpak", name]
        assert delay == f"{band.median:.1f} ({band.p05:.1f}\u00a0to\u00a0{band.p95:.1f})"
        band = gains["tutoring", name]
        assert first == f"{-band.median:.1f} ({-band.p95:.1f}\u00a0to\u00a0{-band.p05:.1f})"


def test_the_numbers_in_the_tiles_are_those_of_the_table(shown):
    for axes, column in zip(maps(drawn(shown["en"])), (2, 3, 4, 5), strict=True):
        told = [t.text for t in axes.texts]
        for row in shown["en"].table.rows:
            code = re.search(r"\((..)\)", row[0]).group(1)
            number, *band = told[told.index(code) + 1 :][:2]
            if row[column] == "–":
                assert number == "–"
            else:
                middle, low, high = re.findall(r"[−\d.]+", row[column])
                assert number == middle
                assert [t.replace("\u2009", "") for t in band] == [f"{low}–{high}"]


def test_a_province_without_schools_is_an_empty_tile_with_a_dash(shown):
    [row] = [r for r in shown["en"].table.rows if r[0] == "Zeeland (ZE)"]
    assert row[1:] == ["no schools", "–", "–", "–", "–"]
    assert "No schools: Zeeland." in shown["en"].alt
    axes = maps(drawn(shown["en"]))[0]
    told = [t.text for t in axes.texts]
    assert told[told.index("ZE") + 1] == "–"
    assert sum(c == "#ffffff" for *_, c in tiles(axes)) == 2


def test_a_province_with_few_pupils_has_no_number_in_figure_table_and_data(shown):
    picture = shown["en"]
    assert [r[0] for r in picture.table.rows if "too few schools" in r[1]] == ["Groningen (GR)"]
    assert "Too few schools for a number (fewer than 8,000 pupils): Groningen." in picture.alt
    assert "too few schools of that province were drawn" in picture.note
    assert "Groningen" not in {r["province"] for r in picture.data}
    assert [sum(area.ink.fill == "none" for area in axes.areas) for axes in maps(drawn(picture))] == [1] * 4


def test_the_caption_of_a_sample_says_that_provinces_may_differ_by_what_was_drawn(shown):
    assert "These are 40 schools together, a sample" in shown["en"].note
    assert "Dit zijn 40 scholen samen" in shown["nl"].note
    assert shown["en"].title == "Delay by province, and what each intervention recovers"


def whole_country(with_places, rows=PROVINCE_ROWS):
    """Results of all schools, with enough pupils in every province."""
    folder = with_places(place_rows(rows))
    path = folder / "resolved.yaml"
    text = path.read_text("utf-8")
    assert ASKED in text
    path.write_text(text.replace(ASKED, "population: netherlands"), "utf-8")
    return folder


@pytest.mark.slow
def test_all_schools_together_may_claim_where_pupils_are_furthest_behind(with_places):
    picture = pictured(whole_country(with_places))
    assert picture.title == "Pupils in Zuid-Holland are furthest behind"
    assert picture.note == ""


@pytest.mark.slow
def test_no_province_is_claimed_when_the_runs_do_not_tell_one(with_places):
    even = {name: (6.0, 900) for name in PROVINCE_ROWS}
    folder = whole_country(with_places, even)
    picture = pictured(folder)
    assert picture.title == "Delay by province, and what each intervention recovers"


@pytest.mark.slow
def test_results_without_provinces_or_with_one_alone_have_no_map(results, with_places):
    assert pictured(results) is None
    one = {"Utrecht": PROVINCE_ROWS["Utrecht"]}
    assert pictured(with_places(place_rows(one))) is None


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "part"), [("en", "No map by province, as 40"), ("nl", "Geen kaart per")])
def test_a_sample_of_few_schools_has_no_map_and_the_page_says_why(with_places, lang, part):
    few = {name: (weeks, pupils // 20) for name, (weeks, pupils) in PROVINCE_ROWS.items()}
    folder = with_places(place_rows(few))
    assert pictured(folder) is None
    assert part in text_of(folder, lang)


@pytest.mark.slow
def test_all_schools_of_a_country_have_a_map_however_few_pupils_a_province_has(with_places):
    few = {name: (weeks, pupils // 20) for name, (weeks, pupils) in PROVINCE_ROWS.items()}
    assert pictured(whole_country(with_places, few)) is not None


def test_a_scenario_alone_has_a_map_of_its_delay(with_places):
    alone = ("geen-aanpak",)
    folder = with_places(place_rows(reach={}, names=alone), names=alone)
    picture = pictured(folder)
    assert picture.title == "Delay by province"
    assert len(maps(drawn(picture))) == 1


def test_the_numbers_of_harm_fit_in_their_tiles_too(with_places):
    names = ("geen-aanpak", "laptops")
    rows = [
        (*r[:5], -0.12 + 0.05 * r[6] if r[1] == "effect" else r[5], *r[6:])
        for r in place_rows(reach={}, names=names)
    ]
    figure = drawn(pictured(with_places(rows, names=names)))
    axes = maps(figure)[1]
    assert any("−0.40\u2009–\u20090.09" in t.text for t in axes.texts)
    widest = max(text.width() for text in axes.texts)
    assert 30 < widest <= 72 * min(b - a for a, b, *_ in tiles(axes))
    assert min(t.size for t in axes.texts) >= 5.9
