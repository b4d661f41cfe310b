"""Lines about what happened before the first week that change nothing in these weeks."""

from __future__ import annotations

from simkansen.scenario.calendar import Calendar
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.scenario import CalendarSpec


def experience_notes(spec: CalendarSpec, calendar: Calendar) -> list[Refusal]:
    """Say that experience of teaching at a distance changes nothing where nobody is taught so.

    Parameters
    ----------
    spec
        What a file says; it has no problems.
    calendar
        The weeks that it makes.
    """
    if spec.remote_experience is None or (calendar.remote > 0.0).any():
        return []
    said = "nobody is taught at a distance in this calendar, so experience of it changes nothing"
    return [Refusal(("remote_experience",), said, "remove the line, or leave it")]
