"""Hours of a school's own staff that the options of a sweep ask for, and how many of them there are."""

from __future__ import annotations

from simkansen.report.reading.staffing import StaffHours
from simkansen.sweep.analysis.study import Study


def hours_of_options(study: Study) -> list[StaffHours | None]:
    """Return for each option the hours of own staff beyond the reference, means over its runs (h).

    Means, as in the table of the measures themselves and on pages of runs: what lacks in some of the runs
    lacks. None for the reference, and where runs do not keep them.
    """
    rows = study.rows("SELECT option, avg(asked), avg(taken) FROM told WHERE option > 0 GROUP BY option")
    known = {
        option: StaffHours(max(asked, taken), taken)
        for option, asked, taken in rows
        if asked is not None and taken is not None
    }
    return [known.get(place) for place in range(len(study.options))]
