"""For whoever weighs policy: what each intervention does, for whom, at what price, and how sure that is.

On paper no section is made to begin a sheet, so that few interventions leave none half empty. Those of six
fall on five: the summary with what it leaves out, effect and distribution, money with how the interventions
were set, reach with the map, and how sure it is with what it rests on.
"""

from __future__ import annotations

from dataclasses import replace

from simkansen.evidence import is_fitted
from simkansen.report import assumptions, overview, sections
from simkansen.report.blocks import (
    Block,
    Cards,
    Reading,
    Section,
    figures,
    folded,
    pair,
    tables,
    texts,
)
from simkansen.report.figures import (
    better_worse,
    budget,
    cost,
    cost_per_week,
    for_whom,
    process,
    reach,
    staff,
    through_time,
    tile_map,
    time_short,
    tornado_panels,
    who_gains,
)
from simkansen.report.figures.parts import Context
from simkansen.report.reading import flips, participants
from simkansen.report.reading.staffing import staff_table
from simkansen.report.reading.steady import moves
from simkansen.report.readings.common import limits, reproduce, scenario_cards, sections_with_blocks
from simkansen.report.readings.glance import hero

SHORT = ("parental_education", "home_language", "school_disadvantage")
"""Groupings whose gaps are printed; all of them are on the screen."""


def read(context: Context) -> Reading:
    """Return the reading for policy.

    Parameters
    ----------
    context
        The results, in one language.
    """
    words, compared = context.words, bool(context.effects)
    on_the_way = "section.reach" if compared else "section.process"
    found = [
        Section("summary", words("section.summary"), _summary(context)),
        Section("asked", words("section.asked"), _asked(context)),
        *([limits(context)] if compared else []),
        Section("whom", words("section.distribution"), _whom(context)),
        Section("cost", words("section.cost"), _money(context)),
        Section("settings", words("section.settings"), _settings(context)),
        Section("reach", words(on_the_way), _reach(context)),
        Section("map", words("section.map"), _map(context)),
        Section("sure", words("section.sure"), _sure(context)),
        Section("assumptions", words("section.assumptions"), _assumptions(context)),
        *([] if compared else [limits(context)]),
        _again(context),
    ]
    return Reading(
        "policy",
        sections.title(context),
        sections_with_blocks(found),
        template="policy.html.j2",
        hero=hero(context),
    )


def _asked(context: Context) -> list[Block]:
    words = context.words
    recovered = f" {words('asked.recovered')}" if context.results.compared else ""
    return [
        *texts(" ".join([*sections.asked(context), *sections.too_few(context)])),
        *texts(words("asked.week") + recovered, note=True),
    ]


def _settings(context: Context) -> list[Block]:
    cards = [card for card in scenario_cards(context) if card.interventions]
    return [Cards(context.words("asked.interventions"), cards)] if cards else []


def _again(context: Context) -> Section:
    found = reproduce(context)
    paper = texts(context.words("policy.paper"), note=True)
    return replace(found, blocks=[*folded(found.heading, *found.blocks, printed=False), *paper])


def _summary(context: Context) -> list[Block]:
    if not context.effects:
        return []
    words = context.words
    numbers = tables(overview.summary(context), participants.table(context))
    return [
        *texts(*overview.sentences(context), *sections.harm(context), *sections.untried(context)),
        *texts(" ".join([words("ground.how"), *moves(context)]), note=True),
        *folded(words("policy.numbers"), *numbers, printed=False),
    ]


def _whom(context: Context) -> list[Block]:
    """Return who gains and who loses; without interventions, who is behind and since when."""
    words, gaps, growth = context.words, sections.gaps(context), tables(sections.growth(context))
    terms = words("whom.terms") if words.has("whom.terms") else ""
    note = texts(" ".join([context.of_closures("gap.note"), terms]).strip(), note=True) if gaps else []
    through, by_group = figures(through_time.picture(context)), figures(for_whom.delays(context))
    if not context.effects:
        return [*by_group, *note, *tables(gaps), *growth]
    more = [
        *figures(for_whom.gains(context)),
        *by_group,
        *figures(better_worse.picture(context)),
        *tables(gaps),
    ]
    return [
        *figures(who_gains.picture(context)),
        *texts(" ".join([*sections.worse(context), *sections.worse_subjects(context)])),
        *note,
        *tables(sections.gaps(context, SHORT)),
        *figures(time_short.picture(context)),
        *folded(words("policy.groups"), *more, printed=False),
        *folded(context.of_runs("policy.time"), *through, *growth, printed=False),
    ]


def _money(context: Context) -> list[Block]:
    return [
        *figures(cost.picture(context)),
        *pair(cost_per_week.picture(context), budget.picture(context)),
    ]


def _reach(context: Context) -> list[Block]:
    """Return how far the interventions get, and what happens on the way."""
    steps = figures(reach.picture(context))
    way = figures(process.picture(context), staff.picture(context))
    if not steps:
        return way
    short = tables(staff_table(context))
    return [*steps, *short, *folded(context.words("section.process"), *way, printed=False)]


def _map(context: Context) -> list[Block]:
    return [*figures(tile_map.picture(context)), *texts(tile_map.why_none(context))]


def _sure(context: Context) -> list[Block]:
    words = context.words
    interval = texts(*sections.band_holds(context), words("sure.claim"))
    if context.middles_alone:  # why there is no interval stands above
        interval = texts(sections.origin(context))
    return [
        *figures(tornado_panels.picture(context)),
        *tables(flips.table(context)),
        *texts(*flips.sentences(context)),
        *texts(" ".join([*sections.sure(context), *([] if context.effects else moves(context))])),
        *folded(context.of_runs("policy.interval"), *interval, printed=False),
    ]


def _assumptions(context: Context) -> list[Block]:
    words, found = context.words, assumptions.table(context)
    if found is None:
        return []
    grades = [words(f"assumed.grade_{letter}") for letter in ("a", "b", "c", "d")]
    about = "assumed.about" if is_fitted() else "assumed.about_unfitted"
    told = words(about, most=words.number(assumptions.MOST))
    return [*tables(found), *texts(" ".join(grades), told, note=True)]
