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
@options.these(options.results, options.lang, options.as_json, options.quiet)
def command(folders: tuple[str, ...], results: Path, lang: str, as_json: bool, quiet: bool) -> int:
    """Make the page of results again, in Dutch or in English.

    RESULTS is a results folder, or the first letters of its name. Prints the path of each page.
    """
    from simkansen.report import write_report

    # results/* names the folder's README too: among several names, plain files are not meant.
    wanted = [name for name in folders if len(folders) == 1 or not Path(name).is_file()]
    pages = [write_report(find_results(name, results), lang) for name in wanted]
    if as_json:
        data_json([str(page) for page in pages])
    else:
        for page in pages:
            data(str(page))
    return DONE
