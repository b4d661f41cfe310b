"""``simkansen report``: make the pages of results again."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json, say
from simkansen.cli.entry import DONE
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.loading import find_results, say_if_short_now
from simkansen.phrases import phrase
from simkansen.work.storage.again import MANIFEST, told_by

if TYPE_CHECKING:
    from simkansen.work.storage.csv_style import CsvStyle

READERS = ("school", "policy", "research")


@opens_with(
    "simkansen report results/baseline-1a2b3c4d5e",
    "simkansen report results/* --for school --lang nl",
    "simkansen report baseline --figures",
)
@click.command("report", cls=Verb, context_settings=SETTINGS)
@click.argument("folders", nargs=-1, metavar="[RESULTS]...")
@options.these(options.results, options.latest)
@click.option(
    "--for",
    "readers",
    type=click.Choice(READERS),
    multiple=True,
    help="For whom; all three when left out. May be given more than once.",
)
@click.option(
    "--lang",
    "langs",
    type=options.Language(of_results=True),
    multiple=True,
    help="In which language; all when left out.",
)
@options.these(options.figures, options.csv_style, options.workers, options.as_json)
@click.option("--dry-run", is_flag=True, help="Say which pages would be made; make none.")
def command(
    folders: tuple[str, ...],
    results: Path,
    latest: bool,
    readers: tuple[str, ...],
    langs: tuple[str, ...],
    figures: bool,
    csv_style: CsvStyle | None,
    workers: int | None,
    as_json: bool,
    dry_run: bool,
) -> int:
    """Make the pages of results again: for a school, for policy, for research, in Dutch and in English.

    RESULTS is a results folder of run or sweep, the first letters of its name, or a scenario in it. Prints
    the path of each page. With another --csv-style than before, tables and all pages that are there are
    written anew.
    """
    found = _found(folders, results, latest)
    # Only now, as the country of the results is known now.
    from simkansen.report import FORMS, page_name, write_report

    readers, langs = readers or READERS, langs or options.known_languages()
    options.check_languages(langs)
    if dry_run:
        pages = [folder / page_name(r, lang) for folder in found for lang in langs for r in readers]
    else:
        at_once, forms = workers or os.cpu_count() or 1, FORMS if figures else ("svg",)
        write = partial(
            write_report, readers=readers, langs=langs, workers=at_once, forms=forms, csv_style=csv_style
        )
        pages = [page for folder in found for page in _written(folder, write)]
    if as_json:
        data_json([str(page) for page in pages])
    else:
        data("\n".join(map(str, pages)))
    return DONE


def _written(folder: Path, write: Callable[[Path], list[Path]]) -> list[Path]:
    """Write the pages of a folder; say what else became of it."""
    from simkansen.work.storage.store import BusyError

    before = told_by(folder)
    try:
        pages = write(folder)
    except BusyError as error:
        raise click.ClickException(str(error)) from None
    say_if_short_now(folder, before)
    return pages


def _found(names: Sequence[str], results: Path, latest: bool) -> list[Path]:
    """Find the results that are meant; what has no pages is passed over where several are named.

    ``results/*`` names the folder's README too, and the folders of verbs that make no pages.
    """
    asked: list[str | None] = [*names] or [None]
    if len(names) > 1:
        asked = [name for name in names if _may_be_results(Path(name))]
    found = [find_results(name, results, latest=latest) for name in asked]
    # Only now, as the country of the results is known now.
    from simkansen.report import has_pages

    if len(names) < 2 and not has_pages(found[0]):
        said = phrase("'{found}' has nothing to make pages of: no run has finished there", found=found[0])
        raise click.UsageError(phrase("{said}, or another verb than run and sweep made it", said=said))
    paged = [folder for folder in found if has_pages(folder)]
    for folder in found:
        if folder not in paged:
            say(phrase("{folder}: no pages, as they are made of run and sweep; passed over.", folder=folder))
    if not paged:
        raise click.UsageError("none of these are results of run or sweep")
    return paged


def _may_be_results(path: Path) -> bool:
    """Tell whether a path can name results; say of another folder that it is passed over."""
    without = path.is_dir() and not (path / MANIFEST).is_file()
    if without:
        say(phrase("{path}: no results here; passed over.", path=path))
    return not without and not path.is_file()
