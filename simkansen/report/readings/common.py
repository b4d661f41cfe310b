"""The sections that more than one reading has: what was asked, how to reproduce it, what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simkansen.report import sections
from simkansen.report.blocks import Block, Bullets, Card, Cards, Code, Section, Tabled, texts
from simkansen.report.figures.parts import Context, TextTable
from simkansen.report.words import Words


def sections_with_blocks(found: Sequence[Section]) -> list[Section]:
    """Return the sections that have something in them."""
    return [section for section in found if section.blocks]


def asked(context: Context, *, designed: bool = False) -> Section:
    """Return which scenarios, pupils and closures were simulated, with the interventions folded away.

    Parameters
    ----------
    context
        The results, in one language.
    designed
        Whether the page has a table of the design, which tells when schools were closed.
    """
    words = context.words
    told = sections.asked(context)
    if designed:
        told = [text for text in told if text != sections.closures(context)]
    cards = scenario_cards(context)
    compared = len(cards) > 1
    folded: list[Block] = []
    if compared or any(card.interventions for card in cards):
        folded = [Cards(words("asked.interventions"), cards)]
    note = words("asked.week") + (f" {words('asked.recovered')}" if compared else "")
    return Section(
        "asked",
        words("section.asked"),
        [*texts(*told), *folded, *texts(note, note=True)],
    )


def scenario_cards(context: Context) -> list[Card]:
    """Return each scenario read back in sentences, the reference first."""
    words, compared = context.words, bool(context.results.compared)
    cards = []
    for i, (label, interventions) in enumerate(sections.read_back_all(context)):
        told = [] if interventions else [words("asked.nothing")]
        if not interventions and i == 0 and compared:
            told.append(words("asked.reference", label=label))
        cards.append(Card(label, interventions, " ".join(told)))
    return cards


def reproduce(context: Context) -> Section:
    """Return the command, seed, hash and versions that make the same results again."""
    command, facts = context.results.fact("command"), sections.facts(context)
    blocks = again(context.words, command, facts, context.words("reproduce.files"))
    blocks += texts(*sections.more_runs(context))
    return Section("reproduce", context.words("section.reproduce"), blocks)


def again(words: Words, command: object, facts: Mapping[str, object], kept: str) -> list[Block]:
    """Return how to make results again: the command, the facts that are known, and what is kept."""
    rows = [[name, str(value)] for name, value in facts.items() if value not in (None, "")]
    head = [words("reproduce.item"), words("reproduce.value")]
    return [
        *texts(words("reproduce.how")),
        *([Code(str(command))] if command else []),
        Tabled(TextTable(words("reproduce.table"), head, rows)),
        *texts(kept),
    ]


def limits(context: Context) -> Section:
    """Return what the results leave out."""
    return Section("limits", context.words("section.limits"), [Bullets(sections.limits(context))])
