"""For whoever weighs policy: what each intervention does, for whom, at what price, and how sure that is."""

from __future__ import annotations

from simkansen.report import sections
from simkansen.report.blocks import Block, Reading, Section, figures, tables, texts
from simkansen.report.figures import better_worse, cost, for_whom, main, process, staff, through_time
from simkansen.report.figures.parts import Context
from simkansen.report.readings.common import asked, limits, reproduce, sections_with_blocks


def read(context: Context) -> Reading:
    """Return the reading for policy.

    Parameters
    ----------
    context
        The results, in one language.
    """
    words = context.words
    gaps = sections.gaps(context)
    found = [
        asked(context),
        Section(
            "main",
            words("section.main"),
            [
                *figures(main.picture(context)),
                *texts(*sections.untried(context), *sections.harm(context)),
            ],
        ),
        Section(
            "time",
            words("section.time"),
            [*figures(through_time.picture(context)), *tables(sections.growth(context))],
        ),
        Section(
            "whom",
            words("section.whom"),
            [
                *figures(for_whom.gains(context), for_whom.delays(context)),
                *texts(words("gap.note") if gaps else ""),
                *tables(gaps),
            ],
        ),
        Section(
            "worse",
            words("section.worse"),
            [*figures(better_worse.picture(context)), *texts(*sections.worse(context))],
        ),
        Section("cost", words("section.cost"), _cost(context)),
        Section(
            "process",
            words("section.process"),
            figures(process.picture(context), staff.picture(context)),
        ),
        Section(
            "sure",
            words("section.sure"),
            [*texts(*sections.sure(context)), *tables(sections.ranks(context))],
        ),
        reproduce(context),
        limits(context),
    ]
    return Reading("policy", sections.title(context), sections_with_blocks(found))


def _cost(context: Context) -> list[Block]:
    drawn = figures(cost.picture(context))
    return [*drawn, *texts(context.words("cost.note"))] if drawn else []
