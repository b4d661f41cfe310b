"""``simkansen report``: make the page of results again."""

from __future__ import annotations

from pathlib import Path

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json
from simkansen.cli.entry import DONE
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.loading import find_results


@opens_with(
    "simkansen report results/baseline-1a2b3c4d5e",
    "simkansen report results/* --lang nl",
)
@click.command("report", cls=Verb, context_settings=SETTINGS)
@click.argument("folders", nargs=-1, required=True, metavar="RESULTS...")
@options.these(options.results, options.lang, options.as_json)
@click.option("--dry-run", is_flag=True, help="Say which pages would be made; make none.")
def command(folders: tuple[str, ...], results: Path, lang: str, as_json: bool, dry_run: bool) -> int:
    """Make the page of results again, in Dutch or in English.

    RESULTS is a results folder, or the first letters of its name. Prints the path of each page.
    """
    # results/* names the folder's README too: among several names, plain files are not meant.
    wanted = [name for name in folders if len(folders) == 1 or not Path(name).is_file()]
    found = [find_results(name, results) for name in wanted]
    if dry_run:
        pages = [folder / "report.html" for folder in found]
    else:
        from simkansen.report import write_report

        pages = [write_report(folder, lang) for folder in found]
    if as_json:
        data_json([str(page) for page in pages])
    else:
        for page in pages:
            data(str(page))
    return DONE
