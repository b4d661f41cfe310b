"""For a school: which intervention helps, for whom, and what it asks, on two pages of paper."""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.report import sections
from simkansen.report.blocks import Bullets, Reading, Section, figures
from simkansen.report.cautions import beside_of_run
from simkansen.report.figures import school_time
from simkansen.report.figures.parts import Context
from simkansen.report.figures.through_time import drops_in_summer
from simkansen.report.plain import SMALLEST, delay
from simkansen.report.reading.findings import Effect
from simkansen.report.reading.steady import marks_of, moves
from simkansen.report.readings.common import sections_with_blocks
from simkansen.report.readings.glance import hero
from simkansen.report.readings.school_cards import cards
from simkansen.report.readings.school_samples import sample
from simkansen.report.readings.school_texts import limits, people, questions, whom
from simkansen.report.words import whole
from simkansen.runs.draws import FEWEST_COUNTED

MOST = 4
"""No more interventions than this are shown: those that recover most."""


def read(context: Context) -> Reading:
    """Return the reading for a school.

    Parameters
    ----------
    context
        The results, in one language.
    """
    words, shown = context.words, list(context.effects)[:MOST]
    time = school_time.picture(context, shown)
    found = [
        Section("time", words("school.time_topic"), figures(time) if shown else []),
        Section("whom", words("section.whom"), [Bullets(told)] if (told := whom(context, shown)) else []),
        Section("limits", words("school.limits"), [Bullets(limits(context))]),
        Section("questions", words("school.questions"), [Bullets(questions(context, shown), numbered=True)]),
    ]
    return Reading(
        "school",
        context.of_closures("school.title" if shown else "school.title_alone"),
        sections_with_blocks(found),
        hero=hero(context, " ".join(_notes(context, shown)), time),
        lead=[people(context), *_without(context, shown), *sections.too_few(context), *_few(context)],
        template="school.html.j2",
        extra={
            "cards": cards(context, shown),
            "captions": _captions(context),
            "checks": _checks(context, shown) if time else [],
            "made": _made(context),
        },
    )


def _without(context: Context, shown: Sequence[Effect]) -> list[str]:
    """Return how large the delay is without help, and that the figure is about what is recovered of it."""
    words, reference = context.words, context.results.reference
    band = context.results.one("delay_weeks", of=reference.name)
    if band is None:
        return []
    key = "with" if reference.interventions else "without"
    when = words.month_year(band.week)
    told = words(f"school.{key}", label=context.reference, when=when, weeks=delay(words, band))
    more = "school.recover" if band.median >= SMALLEST else "school.recover_none"  # of hardly any delay
    return [f"{told} {words(more)}" if shown else told]


def _few(context: Context) -> list[str]:
    """Return that simulations are too few for an order of the interventions, where that is so."""
    words, n = context.words, context.results.n_runs
    if not context.few_counted or len(context.effects) < 2:
        return []
    return [words("school.few_order", n=words.number(n), fewest=words.number(FEWEST_COUNTED))]


def _notes(context: Context, shown: Sequence[Effect]) -> list[str]:
    """Return what one must know to read the numbers, and how many interventions are not shown."""
    words, more = context.words, len(context.effects) - len(shown)
    found = [words("school.week")]
    if not context.middles_alone:
        found.append(words("school.usually_means"))
    if shown:
        found.append(words("school.mean"))
    found += moves(context, "school.moves")
    if more:
        found.append(words.counted("school.more", more))
    return found


def _captions(context: Context) -> dict[str, str]:
    """Return a plain caption for the figure through time: what marks are, how many pupils and simulations."""
    words, results = context.words, context.results
    crowd = words.counted("count.pupils", whole(results.n_pupils))
    behind = words.counted("school.caption.runs", results.n_runs, crowd=crowd)
    behind = " ".join([behind, *beside_of_run(context)])
    few = marks_of(context) if context.middles_alone else ""
    found = {"time": f"{few or words('school.caption.time')} {behind}"}
    if drops_in_summer(context):
        found["time"] += f" {words('school.summer')}"
    return found


def _checks(context: Context, shown: Sequence[Effect]) -> list[dict[str, object]]:
    """Return a check box for each intervention, with its name and the look of its line."""
    return [
        {"number": number, "label": context.label(e.name),
         "sample": sample(context.marks[e.name])}
        for number, e in enumerate(shown, 1)
    ]  # fmt: skip


def _made(context: Context) -> str:
    """Return how the page was made, so that it can be traced."""
    results, words = context.results, context.words
    made = words(
        "school.made",
        version=sections.version(results),
        runs=words.counted("caption.runs", results.n_runs),
        seed=results.seed,
        hash=results.hash,
    )
    return " ".join([made, *sections.more_runs(context)])
