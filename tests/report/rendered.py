"""Pages made faster than users make them: without the files of their figures, or without drawings."""

from contextlib import ExitStack
from unittest.mock import patch

from simkansen.report import write_report
from simkansen.report.page import _render, caption, open_context
from simkansen.report.reading.results import Results
from simkansen.report.readings import READERS


def drawn_page(folder, lang="en", reader="policy"):
    """Write the page for one reader with its figures inside, and no files beside it; give its path."""
    with ExitStack() as without:
        for name in ("save", "write_numbers", "write_list"):
            without.enter_context(patch(f"simkansen.report.page.{name}"))
        [path] = write_report(folder, [reader], [lang])
    return path


def text_of(folder, lang="en", reader="policy"):
    """The page for one reader with empty figures, as text."""
    with Results(folder) as results:
        context = open_context(results, lang)
        reading = READERS[reader](context)
        drawn = {
            key: {
                "picture": picture,
                "caption": caption(context, picture),
                "csv": "data:,",
                "wide": "",
                "narrow": "",
            }
            for key, picture in reading.pictures().items()
        }
        return _render(context, reading, drawn)
