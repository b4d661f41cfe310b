"""For whoever checks: design, uncertainty, inequality, sensitivity, evidence and files."""

from __future__ import annotations

from simkansen.evidence import is_fitted, load_compared
from simkansen.evidence.compared import COMPARISONS
from simkansen.report import sections
from simkansen.report.blocks import Block, Code, Folded, Reading, Section, Tabled, figures, tables, texts
from simkansen.report.figures import (
    concentration,
    gap_time,
    inequality,
    run_effects,
    stability,
    through_time,
)
from simkansen.report.figures.parts import Context
from simkansen.report.overview import orders
from simkansen.report.reading import participants
from simkansen.report.reading.steady import moves
from simkansen.report.readings.common import asked, limits, reproduce, sections_with_blocks
from simkansen.report.readings.glance import hero
from simkansen.report.readings.sensitivity_blocks import sensitivity_blocks
from simkansen.report.research import citation, design, effects, evidence, failures, pairs, result_files
from simkansen.report.research import stability as precision


def read(context: Context) -> Reading:
    """Return the reading for research.

    Parameters
    ----------
    context
        The results, in one language.
    """
    found = [
        asked(context, designed=True),
        _section(context, "design", tables(design.table(context))),
        _section(context, "effects", _effects(context)),
        _section(context, "stability", _stability(context)),
        _section(context, "pairs", _pairs(context)),
        _section(context, "inequality", _inequality(context)),
        _section(context, "sensitivity", sensitivity_blocks(context)),
        _section(context, "posterior", _posterior(context)),
        _section(context, "validation", _validation(context)),
        _section(context, "failed", [*texts(failures.sentence(context)), *tables(failures.table(context))]),
        _section(context, "files", _files(context)),
        _section(context, "cite", _cite(context)),
        _reproduce(context),
        limits(context),
    ]
    lead = [context.words("research.lead")]
    return Reading(
        "research",
        sections.title(context),
        sections_with_blocks(found),
        lead,
        "research.html.j2",
        hero=hero(context),
    )


def _section(context: Context, key: str, blocks: list[Block]) -> Section:
    return Section(key, context.words(f"research.section.{key}"), blocks)


def _effects(context: Context) -> list[Block]:
    words = context.words
    compared = bool(context.effects)
    return [
        *tables(effects.table(context), effects.sure(context), participants.table(context)),
        *tables(effects.levels(context)),
        *texts(effects.note(context), *([words("ground.how")] if compared else []), note=True),
        *texts(*moves(context), *orders(context)),
        *(
            [Folded(words("research.subjects.fold"), tables(by))]
            if (by := effects.by_subject(context))
            else []
        ),
        *texts(*(sections.harm(context) if compared else ())),
        *figures(through_time.picture(context) if compared else None),
    ]


def _stability(context: Context) -> list[Block]:
    if context.middles_alone and not sections.too_few(context):
        return texts(context.words("few.pupils_sure"))
    return [
        *texts(*precision.sentences(context)),
        *figures(stability.picture(context)),
        *tables(precision.table(context)),
        *texts(*sections.bands(context), note=True),
    ]


def _pairs(context: Context) -> list[Block]:
    if not context.effects or context.middles_alone:
        return []
    return [
        *figures(run_effects.picture(context)),
        *tables(pairs.best(context)),
        *texts(*pairs.sentences(context)),
        *tables(pairs.matrix(context), pairs.differences(context)),
    ]


def _inequality(context: Context) -> list[Block]:
    gaps = sections.gaps(context)
    return [
        *figures(gap_time.levels(context), gap_time.effects(context)),
        *tables(gaps),
        *texts(context.of_closures("gap.note") if gaps else ""),
        *figures(inequality.picture(context), concentration.picture(context)),
        *tables(inequality.effects(context)),
    ]


def _posterior(context: Context) -> list[Block]:
    words = context.words
    if not is_fitted():
        return texts(words("research.posterior.none"))
    return [
        *texts(*evidence.posterior_sentences(context)),
        Folded(words("research.posterior.fold"), tables(evidence.posterior_table(context))),
        *texts(words("research.posterior.more"), note=True),
    ]


def _validation(context: Context) -> list[Block]:
    words = context.words
    compared = {key: load_compared(key) for key in COMPARISONS}
    if not any(found.rows for found in compared.values()):
        return []
    blocks: list[Block] = [*texts(evidence.rule_of_verdicts(words))]
    for key, found in compared.items():
        blocks += texts(" ".join(evidence.compared_sentences(context, found, key)))
        inner = [
            Tabled(evidence.compared_table(context, found, key)),
            *texts(words("research.compared.signs"), note=True),
        ]
        blocks.append(Folded(words(f"research.{key}.fold", n=words.number(len(found.rows))), inner))
    return [*blocks, *texts(words("research.compared.more"), note=True)]


def _files(context: Context) -> list[Block]:
    words, found = context.words, result_files.held(context.results.folder)
    return [
        Tabled(result_files.table(context, found)),
        *texts(words("research.files.note")),
        Folded(words("research.files.fold"), [Code(result_files.commands(found))]),
    ]


def _cite(context: Context) -> list[Block]:
    words = context.words
    return [
        *texts(words("research.odd")),
        Code("simkansen export odd"),
        *texts(words("research.cite")),
        Code(citation.bibtex(context.results)),
    ]


def _reproduce(context: Context) -> Section:
    """Return how to make the results again, and the command that checks that they come out the same."""
    found = reproduce(context)
    name = str(context.results.fact("name") or context.results.folder.resolve().name)
    verify = [*texts(context.words("research.verify")), Code(f"simkansen verify results/{name}")]
    return Section(found.key, found.heading, [*found.blocks, *verify])
