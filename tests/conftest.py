"""What all rooms' tests share: the checkout's root and a quiet, repeatable surrounding."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("simkansen", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("simkansen")

os.environ["COLUMNS"] = "80"  # whatever the terminal that the tests are started from


def pytest_collection_modifyitems(items):
    """Begin with the files that have slow tests, so that no process ends with one while others wait."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout's root."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def browser():
    """A real browser, one a process; without one the tests that ask for it are skipped, and say so."""
    known = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, known)), None)
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(known)} is on the path")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()
