"""Every page in Firefox: read on a screen and a telephone, light and dark, sorted, and printed whole."""

import io
import re

import pytest
from browser import firefox
from browser.test_pages import DARK, IN_PAGE, LIGHT, NARROWEST, PHONE, WIDE
from made_pages import all_pages

from simkansen.report import page_name

pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")

pytestmark = pytest.mark.slow

SHEET = (21.0, 29.7)
MARGIN = 1.4


@pytest.fixture(scope="module")
def fox(tmp_path_factory):
    """One Firefox for all tests; without one they are skipped, and say so."""
    binary = firefox.found()
    if binary is None:
        pytest.skip("no Firefox is on the path")
    browser = firefox.Firefox(binary, tmp_path_factory.mktemp("firefox"))
    yield browser
    browser.close()


@pytest.fixture(params=[("policy", "en"), ("school", "nl"), ("research", "en")], ids="-".join)
def path(request, tmp_path_factory):
    """One page for each reader, in one language or the other."""
    return all_pages(tmp_path_factory) / page_name(*request.param)


@pytest.fixture
def shown(fox, path, tmp_path):
    """Show the page of this test in a frame of a width and height, for a window is never as narrow."""

    def show(width, height=900, scheme=LIGHT):
        fox.size(1400, 1000)
        fox.colours(scheme)
        frame = f'<iframe style="border: 0" width="{width}" height="{height}" src="{path.as_uri()}"></iframe>'
        around = tmp_path / "frame.html"
        around.write_text(f'<!doctype html><title>frame</title><body style="margin: 0">{frame}', "utf-8")
        fox.open(around.as_uri())
        fox.enter("iframe")
        return fox

    return show


def asked(page, question):
    return page.run(f"{IN_PAGE}\nreturn inPage.{question}")


@pytest.mark.parametrize(("width", "height"), [(WIDE, 720), (PHONE, 844)])
def test_the_answer_and_one_figure_are_seen_without_scrolling(shown, width, height):
    page = shown(width, height)
    boxes = page.run(
        """return [".answer", "header figure.glance > table"].map((one) => {
        const box = document.querySelector(one).getBoundingClientRect(); return [box.top, box.bottom]; })"""
    )
    assert page.run("return innerWidth") == width
    assert all(0 <= top < bottom <= height for top, bottom in boxes)


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_every_text_in_a_picture_stands_out_from_what_is_behind_it(shown, width):
    for scheme in (LIGHT, DARK):
        found = asked(shown(width, scheme=scheme), "faintTexts()")
        assert found["texts"] > 20
        assert found["wrong"] == [], scheme


@pytest.mark.parametrize("width", [WIDE, NARROWEST])
def test_no_two_texts_of_a_picture_lie_over_one_another(shown, width):
    assert asked(shown(width), "collidingTexts()") == []


def test_it_fits_a_window_of_320_pixels(shown):
    page = shown(NARROWEST)
    page.run("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    # Of a drawing in a drawing Firefox gives the box with what the outer one cuts off.
    out = asked(page, f"stickingOut({NARROWEST})")
    assert [one for one in out if "svg > svg" not in one] == []


def test_a_column_of_the_glance_table_is_sorted_by_its_button(shown):
    page = shown(WIDE)
    values = (
        "return [...document.querySelectorAll('.glance td.plot[data-value]')].map((one) => one.dataset.value)"
    )
    before = page.run(values)
    for _ in range(2):
        page.click(".glance thead th:nth-child(2) button")
    assert len(before) > 1
    assert page.run(values) == before[::-1]


def words_of(printed):
    """The sheets of a PDF, each as its words without what stands between them."""
    return [letters(sheet.extract_text()) for sheet in pypdf.PdfReader(io.BytesIO(printed)).pages]


def letters(text):
    return re.sub(r"\W+", "", text)


def test_what_is_folded_is_printed_on_as_many_sheets_as_elsewhere(fox, browser, path):
    page = browser.new_page()
    page.goto(path.as_uri())
    captions = page.eval_on_selector_all(
        "details:not([open]) caption", "(all) => all.map((one) => one.textContent)"
    )
    headings = page.eval_on_selector_all("h2, figure h3", "(all) => all.map((one) => one.textContent)")
    others = words_of(page.pdf(format="A4", prefer_css_page_size=True))
    page.close()
    fox.colours(LIGHT)
    fox.open(path.as_uri())
    folded = "return document.querySelectorAll('details:not([open])').length"
    before = fox.run(folded)
    sheets = words_of(fox.print(*SHEET, MARGIN))
    assert fox.run(folded) == before > 0
    titles = [title for one in captions if (title := letters(one)) in "".join(others)]
    assert "research" not in path.name or len(titles) > 5
    assert [title for title in titles if title not in "".join(sheets)] == []
    # No sheet ends with a heading, whose text or figure would be on the next.
    assert len(headings) >= 5
    assert [one for one in headings if any(sheet.endswith(letters(one)) for sheet in sheets)] == []
    more = abs(len(sheets) - len(others))
    assert more == 0 or ("research" in path.name and more <= 3)
