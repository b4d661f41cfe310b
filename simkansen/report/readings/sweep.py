"""The readings of a sweep: for a school, for policy and for research."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from simkansen.report.blocks import Block, Bullets, Hero, Reading, Section, figures, folded, tables, texts
from simkansen.report.figures import (
    sweep_along,
    sweep_best,
    sweep_discovery,
    sweep_effects,
    sweep_indices,
    sweep_running_mean,
)
from simkansen.report.figures.parts import Picture
from simkansen.report.readings import sweep_blocks as blocks
from simkansen.report.readings.common import sections_with_blocks
from simkansen.report.readings.sweep_answer import answers
from simkansen.report.readings.sweep_glance import hero
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.text import (
    about_people,
    compared,
    counted,
    design,
    hidden,
    own_words,
    without_value,
)
from simkansen.report.sweep.text_effects import explained, more_replications, not_best, replicated
from simkansen.report.sweep.text_varied import failing_is, where_it_fails
from simkansen.report.sweep.words import EXPENSES
from simkansen.sweep.store.rows import FINISHED


def school(found: Found) -> Reading:
    """Return what a school needs: what the options give, and what more or less of it does."""
    words, first = found.words, blocks.first_measure(found)
    drawn = _keyed(sweep_along.draw(found, _told(found)))
    said = answers(found, [first], plainly=True)
    levers = {f"along-{path}": path for path in found.study.paths if path.startswith("interventions[")}
    named = {key: words("sweep.plain.title", path=found.telling.path(path)) for key, path in levers.items()}
    along = [
        blocks.along(found, one, named[key], sweep_along.beside(found, levers[key]))
        for key, one in drawn.items()
        if key in named
    ]
    # A school is told the first measure, what it takes and, along what is varied, all of them.
    on_page = None if along else {first, *(one.id for one in found.study.measures if not one.group)}
    return _reading(
        found,
        "school",
        [
            _section(found, "answer", [*texts(*said), *_grades(found)]),
            _section(found, "along", figures(*along)),
            _section(found, "takes", tables(*blocks.takes(found))),
            Section("limits", words("section.limits"), [Bullets(blocks.limits(found, kept=on_page))]),
            _section(
                found,
                "made",
                [
                    *texts(*blocks.asked_plainly(found)),
                    *_box(found, *texts(blocks.made(found), more_replications(found))),
                ],
            ),
        ],
        hero(found, first, partial(blocks.in_plain_words, found)),
    )


def policy(found: Found) -> Reading:
    """Return what policy needs: effects, which option is best in how many futures, and where it fails."""
    words, pictures, plain = found.words, _keyed(sweep_effects.draw(found)), _told(found)
    given, first = blocks.given(found), blocks.first_measure(found)
    # The first of them are the rows that the page begins with.
    others = {f"effects-{measure}" for measure in given if measure != first}
    gives = [one for key, one in pictures.items() if key in others]
    takes = [one for key, one in pictures.items() if blocks.measure_of(found, key) in EXPENSES]
    best = [one for one in sweep_best.draw(found) if one.key == f"best-{first}"]
    ends = tuple(f"-{id}" for id in plain)
    fails = [one for one in sweep_discovery.draw(found) if one.key.endswith(ends)]
    along = sweep_along.draw(found, plain)
    shown = partial(blocks.for_policy, found)
    said = texts(*answers(found, given))
    return _reading(
        found,
        "policy",
        [
            _section(found, "answer", [*said, *figures(*shown(*gives)), *_grades(found)]),
            _section(found, "takes", [*figures(*shown(*takes)), *tables(*blocks.ratios(found))]),
            _section(found, "best", _best(found, shown(*best), [first])),
            _section(found, "along", figures(*shown(*along))),
            _section(found, "fails", _fails(found, shown(*fails), plain)),
            _section(found, "sure", texts(replicated(found) if pictures else "", about_people(found))),
            Section("asked", words("section.asked"), texts(*blocks.asked_plainly(found))),
            Section("limits", words("section.limits"), [Bullets(blocks.limits(found))]),
            Section("reproduce", words("section.reproduce"), _box(found, *blocks.reproduce(found))),
        ],
        hero(found, first, lambda picture: shown(picture)[0]),
    )


def _box(found: Found, *inside: Block) -> list[Block]:
    """Return the closed box with what it takes to make the results again."""
    return folded(found.words("section.reproduce"), *inside, printed=False)


def _grades(found: Found) -> list[Block]:
    """Say what the letters of evidence mean, where there are any."""
    graded = any(row["evidence"] for row in found.effects)
    return texts(found.words("ground.how"), note=True) if graded else []


def _keyed(pictures: Iterable[Picture]) -> dict[str, Picture]:
    return {picture.key: picture for picture in pictures}


def _told(found: Found) -> list[str]:
    """Return the measures that a reader outside research is told; standard deviations are for research."""
    return [one.id for one in found.study.measures if one.unit != "SD"]


def research(found: Found) -> Reading:
    """Return all that a sweep found, with its design and its files."""
    words = found.words
    effects = list(sweep_effects.draw(found))
    asked = [own_words(found, "question"), compared(found), design(found), counted(found)]
    columns, unseen = _explained(found), hidden(found)
    stop = replicated(found) if len(found.study.options) > 1 and found.counts.get(FINISHED) else ""
    if stop in columns:
        stop = ""
    limits = blocks.limits(found, told=f"{columns} {unseen}")
    return _reading(
        found,
        "research",
        [
            Section("asked", words("section.asked"), texts(*asked, without_value(found), unseen)),
            _section(found, "design", tables(blocks.varied(found), blocks.measures(found))),
            _section(
                found,
                "effects",
                [*figures(*effects), *tables(*blocks.ratios(found)), *texts(columns, note=True)],
            ),
            _section(found, "best", _best(found, list(sweep_best.draw(found)), [])),
            _section(found, "indices", _indices(found)),
            _section(found, "along", figures(*sweep_along.draw(found))),
            _section(found, "fails", _fails(found, list(sweep_discovery.draw(found)))),
            _section(found, "sure", [*texts(stop), *_running(found)]),
            _section(found, "failed", tables(*blocks.failed(found))),
            Section("limits", words("section.limits"), [Bullets(limits)]),
            _section(found, "files", _files(found)),
            Section("reproduce", words("section.reproduce"), blocks.reproduce(found)),
        ],
        hero(found, blocks.first_measure(found), lambda picture: picture),
    )


READERS: Mapping[str, Callable[[Found], Reading]] = {"school": school, "policy": policy, "research": research}
"""What makes the reading for each reader."""


def _reading(found: Found, reader: str, sections: Sequence[Section], first: Hero | None) -> Reading:
    words, title = found.words, own_words(found, "title")
    lead = [own_words(found, "question"), words(f"sweep.page.lead_{reader}")]
    templates = {"school": "reading.html.j2", "policy": "policy.html.j2", "research": "research.html.j2"}
    no_figures = words("sweep.nothing" if not found.counts.get(FINISHED) else "sweep.no_effects")
    return Reading(
        reader,
        title or str(found.study.manifest["name"]),
        sections_with_blocks(sections),
        lead=[text for text in lead if text],
        template=templates[reader],
        extra={"no_figures": no_figures},
        hero=first,
    )


def _section(found: Found, key: str, inside: Sequence[Block]) -> Section:
    return Section(key, found.words(f"sweep.page.section.{key}"), inside)


def _explained(found: Found) -> str:
    return explained(found) if len(found.study.options) > 1 and found.effects else ""


def _best(found: Found, pictures: Sequence[Picture], kept: Sequence[str]) -> list[Block]:
    """Show how often each option is best, and say which are held against no others on measures `kept`."""
    without = not_best(found, kept)
    if not pictures:
        return texts(*without, note=True)
    kind = "sampled" if found.study.sampled else found.study.method
    future = found.words("sweep.page.future", future=found.words(f"sweep.future.{kind}"))
    return [*figures(*pictures), *texts(future, *without, note=True)]


def _indices(found: Found) -> list[Block]:
    pictures: list[Picture] = list(sweep_indices.draw(found))
    if not pictures and found.study.method in ("sobol", "morris"):
        return texts(found.words("sweep.indices.none"))
    return figures(*pictures)


def _fails(found: Found, pictures: Sequence[Picture], kept: Sequence[str] | None = None) -> list[Block]:
    told = {id: said for id, said in where_it_fails(found).items() if kept is None or id in kept}
    if not told:
        return []
    listed: list[Block] = []
    for measure, sentences in told.items():
        listed += [*texts(f"{found.telling.gain(measure)}:"), Bullets(sentences)]
    return [*texts(failing_is(found)), *listed, *figures(*pictures)]


def _files(found: Found) -> list[Block]:
    words = found.words
    listed = tables(blocks.files(found))
    return [*texts(words("sweep.page.files")), *folded(words("sweep.page.table.files"), *listed)]


def _running(found: Found) -> list[Block]:
    return figures(*sweep_running_mean.draw(found))
