"""Pages without their drawings: the words, tables and captions, in a fraction of the time."""

from simkansen.report.page import _render, caption, open_context
from simkansen.report.readings import READERS
from simkansen.report.results import Results


def text_of(folder, lang="en", reader="policy"):
    """The page for one reader with empty figures, as text."""
    with Results(folder) as results:
        context = open_context(results, lang)
        reading = READERS[reader](context)
        drawn = {
            key: {"picture": picture, "caption": caption(context, picture), "wide": "", "narrow": ""}
            for key, picture in reading.pictures().items()
        }
        return _render(context, reading, drawn)
