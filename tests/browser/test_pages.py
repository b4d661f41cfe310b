"""Every page in a real browser: it asks for nothing, can be read by all, on any screen and on paper.

To axe a figure is one picture, in which it looks at no text; `in_page.js` does. The colour behind a text is
that of its card with every filled shape over it that is painted before the text and holds the point, at five
points of the text; lines are no ground to a text and do not count.
"""

import re
from functools import partial
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from made_pages import all_pages

from simkansen.report import LANGUAGES, READERS, page_name

axe_api = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

pytestmark = pytest.mark.slow

IN_PAGE = (Path(__file__).parent / "in_page.js").read_text("utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Of what passes one place a rule is told: a page has thousands, which take long to tell.
ONLY_WHAT_IS_WRONG = {"resultTypes": ["violations"]}
WIDE, PHONE, NARROWEST = 1280, 390, 320
DARK, LIGHT = "dark", "light"
SVG = "{http://www.w3.org/2000/svg}"
A4 = (210.0, 297.0)
PIXELS_PER_MM = 96 / 25.4


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return all_pages(tmp_path_factory)


@pytest.fixture(params=[(reader, lang) for reader in READERS for lang in LANGUAGES], ids="-".join)
def path(request, folder):
    return folder / page_name(*request.param)


@pytest.fixture(params=[("policy", "nl"), ("research", "en"), ("school", "nl")], ids="-".join)
def reader_path(request, folder):
    """The page of each reader in one language: what a page does is the same in all."""
    return folder / page_name(*request.param)


@pytest.fixture
def windows(browser):
    """Open pages in windows of their own; all are closed at the end."""
    contexts = []

    def show(path, width=WIDE, scheme=LIGHT, **asked):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **asked)
        contexts.append(context)
        page = context.new_page()
        page.heard = []
        page.on("request", lambda one: page.heard.append(f"request {one.url}"))
        page.on("console", lambda one: page.heard.append(f"console {one.text}"))
        page.on("pageerror", lambda one: page.heard.append(f"error {one}"))
        page.goto(path.as_uri(), wait_until="load")
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.fixture
def opened(windows, path):
    """Open the page of this test, for every reader in every language."""
    return partial(windows, path)


@pytest.fixture
def opened_once(windows, reader_path):
    """Open the page of this test, for every reader in one language."""
    return partial(windows, reader_path)


def asked(page, question):
    """Ask the page one of the questions of `in_page.js`."""
    page.evaluate(IN_PAGE)
    return page.evaluate(f"inPage.{question}")


def test_it_opens_from_disk_without_a_request_or_a_message(opened_once, reader_path):
    page = opened_once()
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(50)
    told = [heard for heard in page.heard if not heard.startswith("request data:")]
    assert told == [f"request {reader_path.as_uri()}"]
    assert page.title()


def test_axe_finds_nothing(opened):
    page = opened()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    tags = {"runOnly": {"type": "tag", "values": WCAG}, **ONLY_WHAT_IS_WRONG}
    found = axe_api.Axe().run(page, context={"exclude": [["svg > *"]]}, options=tags)
    assert found.violations_count == 0, found.generate_report()
    assert len(found.response["passes"]) > 10
    # What the dark page has of its own are its colours; those inside figures are tested below.
    page.emulate_media(color_scheme=DARK)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", paper))) < 100
    rules = ["color-contrast", "link-in-text-block"]
    only = {"runOnly": {"type": "rule", "values": rules}, **ONLY_WHAT_IS_WRONG}
    found = axe_api.Axe().run(page, context={"exclude": [["svg"]]}, options=only)
    assert found.violations_count == 0, found.generate_report()
    assert found.response["passes"]


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_every_text_in_a_picture_stands_out_from_what_is_behind_it(opened, width):
    page = opened(width)
    for scheme in (LIGHT, DARK):
        page.emulate_media(color_scheme=scheme)
        found = asked(page, "faintTexts()")
        assert found["texts"] > 20
        assert found["wrong"] == [], scheme


@pytest.mark.parametrize("width", [WIDE, NARROWEST])
def test_no_two_texts_of_a_picture_lie_over_one_another(opened, width):
    assert asked(opened(width), "collidingTexts()") == []


def test_it_fits_a_window_of_320_pixels(opened):
    page = opened(NARROWEST)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert asked(page, f"stickingOut({NARROWEST})") == []


def test_every_link_leads_somewhere(opened, path):
    page = opened()
    links = page.eval_on_selector_all("a", "(all) => all.map((one) => one.getAttribute('href'))")
    ids = set(page.eval_on_selector_all("[id]", "(all) => all.map((one) => one.id)"))
    assert links
    # A page that is sent on its own has no files beside it; only those who check get addresses to look up.
    elsewhere = [link for link in links if not link.startswith(("#", "data:"))]
    assert all("research" in path.name and link.startswith("https://") for link in elsewhere), elsewhere
    assert {link.removeprefix("#") for link in links if link.startswith("#")} <= ids


def test_it_prints_on_a4_without_cutting_a_picture_or_a_row(opened):
    page = opened()
    sheets = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) >= 2
    page.emulate_media(media="print")
    margin = asked(page, "margin()")
    assert 5 <= margin <= 25
    wide, tall = ((side - 2 * margin) * PIXELS_PER_MM for side in A4)
    page.set_viewport_size({"width": int(wide), "height": int(tall)})
    assert asked(page, f"cutOnPaper({tall}, {wide})") == []


@pytest.mark.parametrize(("width", "height"), [(WIDE, 720), (PHONE, 844)])
def test_the_answer_and_one_figure_are_seen_without_scrolling(browser, path, width, height):
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(path.as_uri())
    answer, figure = page.locator(".answer"), page.locator("header figure.glance > table")
    assert figure.locator("tbody:not(.axis) tr").count() >= 1
    words = answer.inner_text().split()
    assert len(words) <= 20
    assert any(re.search(r"\d", word) for word in words)
    for one in (answer, figure):
        box = one.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height
    page.close()


def test_nothing_but_what_stands_in_the_page_may_run_or_load(opened_once):
    page = opened_once()
    page.evaluate(
        """() => { const made = document.createElement("script"); made.textContent = "window.let_in = true";
        document.body.append(made); const image = new Image(); image.src = "https://example.org/a.png";
        document.body.append(image); }"""
    )
    page.wait_for_timeout(50)
    assert page.evaluate("window.let_in === undefined")
    refused = [heard for heard in page.heard if "Content Security Policy" in heard]
    assert len(refused) >= 2


def test_a_row_at_a_glance_tells_its_value_by_pointer_and_by_keyboard(opened_once):
    page = opened_once()
    row, tip = page.locator("header .glance tr[data-tip]").first, page.locator(".tip")
    number = row.locator("td.plot").get_attribute("data-value")
    assert tip.get_attribute("role") == "status"
    row.hover()
    assert number in tip.inner_text()
    page.mouse.move(0, 0)
    assert tip.is_hidden()
    page.keyboard.press("Tab")
    row.focus()
    assert number in tip.inner_text()
    page.keyboard.press("Escape")
    assert tip.is_hidden()


def test_a_figure_is_one_stop_of_the_keyboard_in_which_arrows_tell_values(opened_once):
    page = opened_once()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    cards, tip = page.locator("main .card.wide:has([data-tip])"), page.locator(".tip")
    page.keyboard.press("Tab")
    for card in [one for one in cards.all() if one.is_visible()]:
        assert card.get_attribute("tabindex") == "0"
        assert len(card.get_attribute("aria-label")) > 20
        assert card.locator("[tabindex]").count() == 0
        card.focus()
        first = tip.inner_text()
        assert re.search(r"\d|–", first)
        page.keyboard.press("End")
        assert tip.is_visible()
        page.keyboard.press("Home")
        assert tip.inner_text() == first
    assert cards.count() > 0


def test_a_mark_shows_its_value_and_a_table_its_order(opened_once):
    page = opened_once()
    mark = page.locator(".card.wide [data-tip] use").first
    if mark.count() and mark.is_visible():
        mark.scroll_into_view_if_needed()
        mark.hover(force=True)
        assert re.search(r"\d", page.locator(".tip").inner_text())
    column = page.locator(".glance thead th").nth(1)
    values = "[...document.querySelectorAll('.glance td.plot[data-value]')].map((one) => one.dataset.value)"
    before = page.evaluate(values)
    column.locator("button").click()
    column.locator("button").click()
    assert column.get_attribute("aria-sort") == "ascending"
    assert page.evaluate(values) == before[::-1]


def test_figures_are_dark_in_the_dark(opened_once):
    page = opened_once(scheme=DARK)
    colours = page.evaluate(
        "[...document.querySelectorAll('.card')].map((one) => getComputedStyle(one).backgroundColor)"
    )
    assert colours
    assert all(max(map(int, re.findall(r"\d+", colour))) < 60 for colour in colours)
    filled = page.evaluate(
        "[...document.querySelectorAll('.card #patch_1 path, .card [id$=-patch_1] path')]"
        ".map((one) => getComputedStyle(one).fill)"
    )
    assert "rgb(255, 255, 255)" not in filled


def test_folded_parts_open_for_the_printer_and_close_again(opened_once):
    page = opened_once()
    closed = "document.querySelectorAll('details:not([open], .unprinted)').length"
    before = page.evaluate(closed)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(closed) == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(closed) == before


def test_each_figure_can_be_taken_along(opened_once):
    page = opened_once()
    for figure in page.locator("figure").all():
        assert figure.locator("a[download$='.csv']").get_attribute("href").startswith("data:text/csv")
        drawn = figure.locator("a.svg")
        shown = figure.locator(".card.wide svg")
        if shown.count() and shown.first.is_visible():
            drawn.evaluate(
                "(link) => { link.addEventListener('click', (e) => e.preventDefault()); link.click(); }"
            )
            assert drawn.get_attribute("href").startswith("data:image/svg+xml,%3Csvg")
            # A marker has no colours of its own, so that it takes those of each place that uses it.
            root = ET.fromstring(unquote(drawn.get_attribute("href").partition(",")[2]))
            markers = root.findall(f".//{SVG}defs/{SVG}path")
            assert [one.attrib for one in markers if "fill" in one.attrib] == []
            assert all("fill" in one.attrib for one in root.iter(f"{SVG}use"))


def test_a_figure_that_is_taken_along_is_a_light_one_also_out_of_the_dark(browser, folder):
    page = browser.new_page(viewport={"width": WIDE, "height": 900}, color_scheme=DARK)
    page.goto((folder / page_name("policy", "nl")).as_uri())
    ground = "getComputedStyle(document.querySelector('.card')).backgroundColor"
    before = page.evaluate(ground)
    drawn = page.locator("figure:has(.card.wide svg) a.svg").first
    drawn.evaluate("(link) => { link.addEventListener('click', (e) => e.preventDefault()); link.click(); }")
    root = ET.fromstring(unquote(drawn.get_attribute("href").partition(",")[2]))
    sheets = [one for one in root.iter(f"{SVG}g") if one.get("id", "").endswith("patch_1")]
    assert sheets[0].find(f"{SVG}path").get("fill") == "rgb(255, 255, 255)"
    assert {one.get("fill") for one in root.iter(f"{SVG}text")}.isdisjoint({"rgb(236, 236, 236)", before})
    assert page.evaluate(ground) == before != "rgb(255, 255, 255)"
    page.close()


def boxes(page):
    """The check boxes of a page, each with the selector of what it shows."""
    for box in page.locator("input[type=checkbox]").all():
        name = box.get_attribute("id")
        yield box, box.get_attribute("data-shows") or f'[id*="-{name}-"]'


def is_shown(page, selector):
    return any(one.is_visible() for one in page.locator(selector).all())


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_check_box_shows_and_hides_by_mouse_and_by_keyboard(windows, folder, width, scripts):
    page = windows(folder / page_name("school", "nl"), width, java_script_enabled=scripts)
    found = list(boxes(page))
    assert len(found) == 3
    for box, selector in found:
        assert box.is_checked()
        assert is_shown(page, selector)
        others = [one for _, one in found if one != selector]
        for change in (box.click, lambda at=box: at.press("Space")):
            before = box.is_checked()
            change()
            assert box.is_checked() != before
            assert is_shown(page, selector) == box.is_checked()
            assert all(is_shown(page, other) for other in others)


def test_a_check_box_is_reached_by_tab_and_shows_that_it_has_the_focus(windows, folder):
    page = windows(folder / page_name("school", "en"))
    waiting = {box.get_attribute("id") for box, _ in boxes(page)}
    assert len(waiting) == 3
    for _ in range(40):
        page.keyboard.press("Tab")
        name, line, style = page.evaluate(
            "[document.activeElement.id, parseFloat(getComputedStyle(document.activeElement).outlineWidth), "
            "getComputedStyle(document.activeElement).outlineStyle]"
        )
        if name in waiting:
            assert line >= 2
            assert style != "none"
            waiting.remove(name)
    assert waiting == set()


def test_without_scripts_all_of_it_is_there(opened_once):
    page, plain = opened_once(), opened_once(java_script_enabled=False)
    keys = [one.get_attribute("id") for one in page.locator("section").all()]
    assert len(keys) >= 4
    for key in keys:
        assert plain.locator(f"section#{key}").is_visible()
    assert plain.locator("svg").count() == page.locator("svg").count() > 2
    unfolded = plain.locator("details[open]").count()
    plain.locator("details:not([open]) > summary").first.click()
    assert plain.locator("details[open]").count() == unfolded + 1


BAD = """<body style="background: #ffffff"><div><svg width="300" height="200">
<rect width="300" height="50" fill="#222222"/><text x="5" y="30" fill="#ffffff">white on dark</text>
<text x="5" y="80" fill="#888888">grey on white</text>
<rect y="100" width="300" height="40" fill="#000000" opacity="0.5"/>
<text x="5" y="125" fill="#1a1a1a">ink on half of black</text>
<text x="5" y="129" fill="#1a1a1a">ink over ink, too near</text>
<rect y="150" width="300" height="40" fill="#000000" opacity="0.1"/>
<text x="5" y="175" fill="#1a1a1a">ink on a tint</text>
<text x="250" y="175" fill="#1a1a1a" style="fill: #1a1a1a">sticks out</text></svg></div>
<div style="width: 500px">wider than a telephone</div><div style="overflow: hidden; width: 50px">
<div style="width: 100px">hidden</div></div>
<table style="height: 3000px"><tr><td>tall</td></tr></table></body>"""


def test_the_questions_find_what_is_wrong(browser):
    page = browser.new_page(viewport={"width": NARROWEST, "height": 900})
    page.set_content(BAD)
    found = asked(page, "faintTexts()")
    faint = [re.search(r'"(.+)"', one).group(1) for one in found["wrong"]]
    assert found["texts"] == 6
    assert faint == ["grey on white", "ink on half of black", "ink over ink, too near"]
    colliding = asked(page, "collidingTexts()")
    assert [("out of its card" in one, "over svg" in one) for one in colliding] == [
        (False, True),
        (True, False),
    ]
    out = asked(page, f"stickingOut({NARROWEST})")
    assert any("wider than a telephone" in one for one in out)
    assert any(one.startswith("hides 50 ") for one in out)
    cut = asked(page, "cutOnPaper(1000, 640)")
    assert [one.split(":")[0] for one in cut] == ["may be cut", "may be cut"]
    page.close()
