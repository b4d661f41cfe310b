"""The pages of a sweep in a real browser: what is asked of those of a run is asked of them."""

import pytest

pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

from browser.test_pages import (  # noqa: F401 - the tests are collected here again, with the pages of sweeps
    opened,
    opened_once,
    test_a_figure_is_one_stop_of_the_keyboard_in_which_arrows_tell_values,
    test_a_row_at_a_glance_tells_its_value_by_pointer_and_by_keyboard,
    test_axe_finds_nothing,
    test_every_link_leads_somewhere,
    test_every_text_in_a_picture_stands_out_from_what_is_behind_it,
    test_it_fits_a_window_of_320_pixels,
    test_it_opens_from_disk_without_a_request_or_a_message,
    test_it_prints_on_a4_without_cutting_a_picture_or_a_row,
    test_no_two_texts_of_a_picture_lie_over_one_another,
    test_the_answer_and_one_figure_are_seen_without_scrolling,
    test_without_scripts_all_of_it_is_there,
    windows,
)
from made_sweep_pages import all_sweep_pages

from simkansen.report import LANGUAGES, READERS, page_name

pytestmark = pytest.mark.slow

PAGES = [("grid", reader, lang) for reader in READERS for lang in LANGUAGES]
PAGES += [("sample", "research", lang) for lang in LANGUAGES]


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return all_sweep_pages(tmp_path_factory)


@pytest.fixture(params=PAGES, ids="-".join)
def path(request, folder):
    kind, reader, lang = request.param
    return folder / kind / page_name(reader, lang)


@pytest.fixture(params=[*PAGES[1:6:3], PAGES[2], PAGES[-1]], ids="-".join)
def reader_path(request, folder):
    """The page of each reader in one language: what a page does is the same in all."""
    kind, reader, lang = request.param
    return folder / kind / page_name(reader, lang)
