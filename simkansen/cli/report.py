"""``simkansen report``: make the pages of results again."""

from __future__ import annotations

import os
from pathlib import Path

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json
from simkansen.cli.entry import DONE
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.loading import find_results

READERS = ("school", "policy", "research")


@opens_with(
    "simkansen report results/baseline-1a2b3c4d5e",
    "simkansen report results/* --for school --lang nl",
)
@click.command("report", cls=Verb, context_settings=SETTINGS)
@click.argument("folders", nargs=-1, required=True, metavar="RESULTS...")
@options.these(options.results)
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
    type=click.Choice(options.LANGUAGES),
    multiple=True,
    help="In which language; both when left out.",
)
@options.these(options.workers, options.as_json)
@click.option("--dry-run", is_flag=True, help="Say which pages would be made; make none.")
def command(
    folders: tuple[str, ...],
    results: Path,
    readers: tuple[str, ...],
    langs: tuple[str, ...],
    workers: int | None,
    as_json: bool,
    dry_run: bool,
) -> int:
    """Make the pages of results again: for a school, for policy, for research, in Dutch and in English.

    RESULTS is a results folder, or the first letters of its name. Prints the path of each page.
    """
    from simkansen.report import page_name, write_report

    # results/* names the folder's README too: among several names, plain files are not meant.
    wanted = [name for name in folders if len(folders) == 1 or not Path(name).is_file()]
    found = [find_results(name, results) for name in wanted]
    readers, langs = readers or READERS, langs or options.LANGUAGES
    if dry_run:
        pages = [folder / page_name(r, lang) for folder in found for lang in langs for r in readers]
    else:
        at_once = workers or os.cpu_count() or 1
        pages = [page for folder in found for page in write_report(folder, readers, langs, at_once)]
    if as_json:
        data_json([str(page) for page in pages])
    else:
        for page in pages:
            data(str(page))
    return DONE
