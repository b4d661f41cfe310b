"""The figures of the page, one file each: what it shows, its table, its words and how it is drawn."""

from __future__ import annotations

from simkansen.report.figures import better_worse, cost, for_whom, main, process, staff, through_time
from simkansen.report.figures.parts import Context, Picture

__all__ = ["Context", "Picture", "pictures"]


def pictures(context: Context) -> dict[str, Picture]:
    """Return every figure that these results can fill, by name, in the order of the page."""
    made = (
        main.picture(context),
        through_time.picture(context),
        for_whom.gains(context),
        for_whom.delays(context),
        better_worse.picture(context),
        cost.picture(context),
        process.picture(context),
        staff.picture(context),
    )
    return {p.key: p for p in made if p is not None}
