"""The pages: one HTML file a reader and language, its figures inside, made from a results folder."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import Any

from simkansen.report import page_name, sections
from simkansen.report.blocks import Reading
from simkansen.report.cautions import beside_figures, cautions
from simkansen.report.figures.files import write_files, write_list
from simkansen.report.figures.parts import Context, Picture
from simkansen.report.findings import effects, ranking
from simkansen.report.readings import READERS
from simkansen.report.results import Results
from simkansen.report.style import drawing, inline, marks, svg_text
from simkansen.report.words import LANGUAGES, Words
from simkansen.runs.processes import serve_parent


def open_context(results: Results, lang: str) -> Context:
    """Return what figures and sections are made from."""
    found = effects(results)
    return Context(results, Words(lang), marks(results.scenarios), found, ranking(results, found))


def write_pages(
    folder: Path, readers: Sequence[str], langs: Sequence[str], workers: int = 1
) -> list[Path]:
    """Write ``figures/`` and a page per reader and language; see `simkansen.report.write_report`."""
    for name, known in ((readers, READERS), (langs, LANGUAGES)):
        unknown = [one for one in name if one not in known]
        if unknown:
            raise ValueError(f"'{unknown[0]}' is not known; choose from {', '.join(known)}")
    at_once = min(workers, len(langs))
    if at_once < 2:
        return [page for lang in langs for page in _write_language(folder, readers, lang)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(at_once, context, initializer=serve_parent) as pool:
        made = pool.map(_write_language, repeat(folder), repeat(readers), langs)
        return [page for pages in made for page in pages]


def _write_language(folder: Path, readers: Sequence[str], lang: str) -> list[Path]:
    """Write the figures and the pages of one language; no two languages write the same file."""
    written = []
    with Results(folder) as results:
        context = open_context(results, lang)
        readings = [READERS[reader](context) for reader in readers]
        drawn = _draw_all(context, readings, folder / "figures" / lang)
        for reading in readings:
            path = folder / page_name(reading.reader, lang)
            path.write_text(_render(context, reading, drawn), "utf-8", newline="\n")
            written.append(path)
    return written


def caption(context: Context, picture: Picture) -> str:
    """Return what a figure shows, over whom, how often simulated, from what source."""
    results, words = context.results, context.words
    return (
        words.capital(picture.unit)
        + ". "
        + (f"{picture.note} " if picture.note else "")
        + (
            picture.origin
            or words(
                "caption.line",
                pupils=words.number(results.n_pupils),
                runs=words.counted("caption.runs", results.n_runs),
                marks=picture.marks or words("caption.marks"),
                version=sections.version(results),
                seed=results.seed,
                hash=results.hash,
            )
        )
        + "".join(f" {one}" for one in beside_figures(words, results.manifest, context.label))
    )


def _draw_all(context: Context, readings: Iterable[Reading], folder: Path) -> dict[str, dict[str, Any]]:
    """Draw each figure that any of the readings shows, once, and write its files."""
    found: dict[str, Picture] = {}
    for reading in readings:
        found |= reading.pictures()
    captions = {key: caption(context, picture) for key, picture in found.items()}
    caution = " ".join(beside_figures(context.words, context.results.manifest, context.label))
    drawn: dict[str, dict[str, Any]] = {}
    folder.mkdir(parents=True, exist_ok=True)
    with drawing():
        for key, picture in found.items():
            drawn[key] = {"picture": picture, "caption": captions[key]}
            wide, narrow = picture.draw(False), picture.draw(True)
            for form, figure, name in (("wide", wide, f"fig-{key}"), ("narrow", narrow, f"fig-{key}-narrow")):
                drawn[key][form] = inline(svg_text(figure), name, picture.title, picture.alt)
            write_files(folder, picture, wide, captions[key], caution)
    write_list(folder, found, captions)
    return drawn


def _render(context: Context, reading: Reading, drawn: dict[str, dict[str, Any]]) -> str:
    said = cautions(context.words, context.results.manifest, context.label)
    return render(context.words, reading, drawn, said)


def render(
    words: Words, reading: Reading, drawn: dict[str, dict[str, Any]], said: Sequence[str] = ()
) -> str:
    """Return a page as HTML.

    Parameters
    ----------
    words
        The language.
    reading
        What the page says.
    drawn
        Its figures by key: ``picture``, ``caption``, and the SVG of both forms, ``wide`` and ``narrow``.
    said
        What has to be known before any figure (`simkansen.report.cautions`).
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("simkansen.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(reading.template).render(
        w=words,
        lang=words.lang,
        reading=reading,
        drawn=drawn,
        cautions=said,
        **reading.extra,
    )
