"""The pages: one HTML file a reader and language, its figures inside, made from a results folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen.report import sections
from simkansen.report.blocks import Reading
from simkansen.report.cautions import beside_figures, beside_of_run, cautions, of_run, sign_text
from simkansen.report.figures.files import forms_to_write, write_list, write_numbers
from simkansen.report.figures.parts import Context, Picture
from simkansen.report.markup.inline import classed, inline, variable
from simkansen.report.markup.policy import guarded
from simkansen.report.markup.take import csv_link
from simkansen.report.names import page_name
from simkansen.report.reading.findings import effects, ranking
from simkansen.report.reading.results import Results
from simkansen.report.reading.steady import marks_of
from simkansen.report.readings import READERS
from simkansen.report.readings.school_samples import SHAPES
from simkansen.report.style import Figure, marks, save, svg_text
from simkansen.report.words import NBSP, NO_BREAK_HYPHEN, Words
from simkansen.runs.draws import FEWEST_DRAWS
from simkansen.schooling import load_system
from simkansen.work.engines import local
from simkansen.work.pool import map_all
from simkansen.work.shared import Shared
from simkansen.work.storage.csv_style import CsvStyle, style_of

if TYPE_CHECKING:
    from jinja2 import Environment

Drawn = dict[str, Any]
"""A figure, its caption, its numbers as a link, and its two forms as SVG."""

FIRST = "policy"
"""Whose page is made before those of others: the one that a run ends with."""

_WHOLE = str.maketrans({"-": NO_BREAK_HYPHEN, " ": NBSP})

FORMS = ("wide", "narrow")
"""As what a page has a figure: for a window, and for a telephone."""


def open_context(results: Results, lang: str) -> Context:
    """Return what figures and sections are made from."""
    found = effects(results)
    return Context(results, Words(lang), marks(results.scenarios), found, ranking(results, found))


def write_pages(
    folder: Path, readers: Sequence[str], langs: Sequence[str], workers: int, forms: Sequence[str]
) -> list[Path]:
    """Write ``figures/`` and a page per reader and language; see `simkansen.report.write_report`."""
    processes = max(1, min(workers, len(langs)))
    shares = [tuple(langs[k::processes]) for k in range(processes)]
    with local(processes) as engine:
        done = map_all(engine, Shared(_write_languages, (folder, readers, forms)), shares)
        made = {lang: pages for _, some in done for lang, pages in some.items()}
    return [page for lang in langs for page in made[lang]]


def _write_languages(
    what: tuple[Path, Sequence[str], Sequence[str]], langs: Sequence[str]
) -> dict[str, list[Path]]:
    """Write the figures and the pages of some languages, for which the results are read once."""
    folder, readers, forms = what
    with Results(folder) as results:
        return {lang: _write_language(results, readers, forms, lang) for lang in langs}


def _write_language(results: Results, readers: Sequence[str], forms: Sequence[str], lang: str) -> list[Path]:
    """Write the figures and the pages of one language; no two languages write the same file."""
    place, pages = results.folder / "figures" / lang, dict[str, Path]()
    place.mkdir(parents=True, exist_ok=True)
    context = open_context(results, lang)
    drawn, readings = Drawings(context, place, forms_to_write(place, forms)), dict[str, Reading]()
    made = partial(_render, context, drawn=drawn.made)
    for reader in sorted(readers, key=lambda one: one != FIRST):
        readings[reader] = READERS[reader](context)
        drawn.add(readings[reader])
        [pages[reader]] = write_readings(results.folder, lang, [readings[reader]], made)
    drawn.write_list(readings[reader] for reader in readers)
    return [pages[reader] for reader in readers]


def write_readings(
    folder: Path, lang: str, readings: Iterable[Reading], made: Callable[[Reading], str]
) -> list[Path]:
    """Write the page of each reading, and return their paths."""
    written = []
    for reading in readings:
        path = folder / page_name(reading.reader, lang)
        path.write_text(made(reading), "utf-8", newline="\n")
        written.append(path)
    return written


def caption(context: Context, picture: Picture) -> str:
    """Return what a figure shows, over whom, how often simulated, from what source."""
    results, words = context.results, context.words
    return (
        words.capital(picture.unit)
        + ". "
        + "".join(f"{one} " for one in (picture.note, _of_part(context, picture)) if one)
        + (
            picture.origin
            or words(
                "caption.line",
                pupils=words.number(results.n_pupils),
                runs=words.counted("caption.runs", results.n_runs),
                marks=picture.marks or marks_of(context),
                version=sections.version(results),
            )
        )
        + "".join(f" {one}" for one in _beside(context, picture))
    )


def _of_part(context: Context, picture: Picture) -> str:
    """Return what 7/16 beside a mark is, where a group that is shown is in a part of the simulations."""
    n, words = context.results.n_runs, context.words
    counts = [row.get("n_runs") for row in picture.data if row.get("by", "all") != "all" or "province" in row]
    some = [count for count in counts if isinstance(count, int) and 0 < count < n]
    if not some:
        return ""
    about = {"n": words.number(min(some)), "all": words.number(n), "least": words.number(FEWEST_DRAWS)}
    return words("part.note", **about)


def seed_of(context: Context, picture: Picture) -> str:
    """Return seed and hash for the caption of a figure that stands alone; nothing where it has others."""
    results = context.results
    return "" if picture.origin else context.words("caption.seed", seed=results.seed, hash=results.hash)


def _beside(context: Context, picture: Picture) -> list[str]:
    """Return the cautions of a caption; one of other numbers than this run's has none about its results."""
    if picture.origin:
        return beside_figures(context.words, context.results.manifest, context.plain_label)
    return beside_of_run(context)


class Drawings:
    """Figures of pages in one language: each is drawn once, when the first page that shows it is made.

    Parameters
    ----------
    context
        The results, in that language.
    folder
        Where the files of the figures go; it is there.
    forms
        As what each is written.
    """

    def __init__(self, context: Context, folder: Path, forms: Sequence[str]) -> None:
        self._context, self._folder, self._forms = context, folder, forms
        # Files of numbers are the same in every language.
        self._english = replace(context, words=Words("en"))
        self._style = style_of(context.results.manifest)
        self._captions: dict[str, str] = {}
        self.made: dict[str, Drawn] = {}

    def add(self, reading: Reading) -> None:
        """Draw the figures of a reading that are not drawn yet, and write their files."""
        for key, picture in reading.pictures().items():
            if key in self.made:
                continue
            told = self._captions[key] = caption(self._context, picture)
            caution = " ".join(_beside(self._english, picture))
            alone = f"{told}{seed_of(self._context, picture)}"
            how = self._style, self._context.words.lang
            rows = key == reading.told_in_rows
            self.made[key], wide, svg = both_forms(picture, f"fig-{key}", told, caution, *how, rows=rows)
            save(wide, self._folder / key, picture.title, alone, self._forms, svg)
            write_numbers(self._folder / f"{key}.csv", picture, caution, self._style)

    def write_list(self, readings: Iterable[Reading]) -> None:
        """Write the list of all these figures, in the order of the pages that were asked for."""
        write_list(self._folder, pictures_of(readings), self._captions, self._forms)


def pictures_of(readings: Iterable[Reading]) -> dict[str, Picture]:
    """Return every figure of some readings by its key, in order."""
    return {key: picture for reading in readings for key, picture in reading.pictures().items()}


def in_rows(
    picture: Picture, caption: str, caution: str = "", style: CsvStyle = "en", lang: str = "en"
) -> Drawn:
    """Return a figure that a page shows as a table with small pictures: it has neither form."""
    made = {"picture": picture, "caption": caption, "csv": csv_link(picture, caution, style, lang)}
    return made | dict.fromkeys(FORMS, "")


def both_forms(
    picture: Picture,
    name: str,
    caption: str,
    caution: str = "",
    style: CsvStyle = "en",
    lang: str = "en",
    *,
    rows: bool = False,
) -> tuple[Drawn, Figure, str]:
    """Draw a figure in both forms, for elements of this name; return too the wide one and its SVG.

    One that the page shows as rows has the wide form alone, for whoever takes it along.
    """
    wide = picture.draw(False)
    texts = svg_text(wide), "" if rows else svg_text(picture.draw(True))
    ids = (name, f"{name}-narrow")
    svgs = (
        inline(text, id, picture.title, picture.alt) if text else ""
        for text, id in zip(texts, ids, strict=True)
    )
    made = in_rows(picture, caption, caution, style, lang)
    return made | dict(zip(FORMS, svgs, strict=True)), wide, texts[0]


def _render(context: Context, reading: Reading, drawn: dict[str, Drawn]) -> str:
    return render(context.words, reading, drawn, _before_figures(context, reading))


def _before_figures(context: Context, reading: Reading) -> list[str]:
    """Return what stands above a page; a school has what is about one intervention on the card of that."""
    if reading.reader == "school" and context.effects:
        return [*cautions(context.words, context.results.manifest, context.plain_label), *sign_text(context)]
    return of_run(context)


def level_words(words: Words) -> re.Pattern[str]:
    """Return what finds the levels that have a number, ``groep 8``, and those of schooling, ``mbo-1``."""
    labels = (f"group.parental_education.{one}" for one in load_system().schoolings)
    names = {word for key in labels if words.has(key) for word in words(key).split() if "-" in word}
    one_of = [rf"{re.escape(name)}(?!\w)" for name in sorted(names)]
    numbered = rf"(?i:{re.escape(words.level)}) (?=[0-9])"
    return re.compile(rf"(?<![\w-])(?:{'|'.join([*one_of, numbered])})")


def unbroken(levels: re.Pattern[str], value: object) -> object:
    """Return a text of a page in which no line breaks within the name of a level; HTML stays as it is."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return levels.sub(lambda found: found[0].translate(_WHOLE), value)


def render(words: Words, reading: Reading, drawn: dict[str, Drawn], said: Sequence[str] = ()) -> str:
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
    levels = level_words(words)
    shown, rules = _of_the_page(reading, drawn, levels)
    html = (
        _environment(levels)
        .get_template(reading.template)
        .render(
            w=words,
            lang=words.lang,
            reading=reading,
            drawn=shown,
            rules=rules,
            cautions=said,
            **reading.extra,
        )
    )
    return guarded(html)


@lru_cache(maxsize=4)
def _environment(levels: re.Pattern[str]) -> Environment:
    """Return what reads templates; kept, so that each is compiled once for all readers of a language."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("simkansen.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=partial(unbroken, levels),
    )
    environment.filters |= {"variable": variable, "shape": SHAPES.get}
    return environment


def _of_the_page(
    reading: Reading, drawn: dict[str, Drawn], levels: re.Pattern[str]
) -> tuple[dict[str, Drawn], str]:
    """Return the figures of a reading with the classes of its page, and the rules of these."""
    keys = [key for key in reading.pictures() if key in drawn]
    svgs, rules = classed(str(unbroken(levels, drawn[key][form])) for key in keys for form in FORMS)
    pairs = zip(svgs[::2], svgs[1::2], strict=True)
    both = (dict(zip(FORMS, pair, strict=True)) for pair in pairs)
    return {key: drawn[key] | forms for key, forms in zip(keys, both, strict=True)}, rules
