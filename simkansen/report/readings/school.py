"""For a school: which intervention helps, for whom, and what it asks, on two pages of paper."""

from __future__ import annotations

from simkansen.report import sections
from simkansen.report.blocks import Reading, Section, figures
from simkansen.report.figures import main, through_time
from simkansen.report.figures.parts import Context
from simkansen.report.readings.common import asked, limits, reproduce, sections_with_blocks


def read(context: Context) -> Reading:
    """Return the reading for a school.

    Parameters
    ----------
    context
        The results, in one language.
    """
    words = context.words
    found = [
        asked(context),
        Section("main", words("section.main"), figures(main.picture(context))),
        Section("time", words("section.time"), figures(through_time.picture(context))),
        reproduce(context),
        limits(context),
    ]
    return Reading("school", sections.title(context), sections_with_blocks(found))
