"""``simkansen show``: results, and all that goes into them."""

from __future__ import annotations

from pathlib import Path

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_csv, data_json, meant, say, table
from simkansen.cli.entry import DONE
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.loading import find_results
from simkansen.cli.topics import TOPICS, Listing
from simkansen.country import use_country_of
from simkansen.phrases import phrase


def _topics(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Complete what can be shown."""
    return [topic for topic in TOPICS if topic.startswith(begun)]


@opens_with(
    "simkansen show results/baseline-1a2b3c4d5e --csv",
    "simkansen show population scenarios/baseline.yaml",
    "simkansen show parameters tutoring --json",
    choices=(
        ("RESULTS", "a results folder, the first letters of its name, or a scenario in it"),
        ("population FILE", "who is simulated, beside the published figures"),
        ("calendar FILE", "the weeks of a scenario"),
        ("parameters [WORD]", "the model's inputs, those with this word in them"),
        ("posterior [WORD]", "what fitting left of the priors, and what the data inform"),
        ("sources [WORD]", "the register that they rest on"),
        ("interventions", "the types, and what each does"),
        ("week", "the order in which a week is simulated"),
    ),
)
@click.command("show", cls=Verb, context_settings=SETTINGS)
@click.argument("what", required=False, metavar="[WHAT]", shell_complete=_topics)
@click.argument("of_what", required=False, metavar="[FILE|WORD]")
@options.these(
    options.results, options.latest, options.lang_of_results, options.as_json, options.as_csv, options.verbose
)
def command(
    what: str | None,
    of_what: str | None,
    results: Path,
    latest: bool,
    lang: str,
    as_json: bool,
    as_csv: bool,
    verbose: bool,
) -> int:
    """Show results, or what goes into them."""
    if as_json and as_csv:
        raise click.UsageError("--json and --csv both say how to print the result; give one of them")
    if not (what or "").strip() and not latest:
        said = phrase(
            "what to show is not said; choose RESULTS, --latest, or {topics}", topics=", ".join(TOPICS)
        )
        raise click.UsageError(phrase("{said}\nFor example: simkansen show --latest", said=said))
    if latest or what is None or what not in TOPICS:
        found = find_results(what, results, meant(what, TOPICS) if what else None, latest=latest)
        options.check_languages([lang])
        _show_results(found, lang, as_json, as_csv)
        return DONE
    listing = _listing(what, of_what)
    if as_json:
        data_json(listing.as_dicts())
    elif as_csv:
        data_csv(listing.as_dicts(), listing.header)
    elif of_what is not None and not listing.rows:
        say(
            phrase(
                "No {things} with '{of_what}' in them; 'simkansen show {what}' lists all.",
                things=phrase(what),
                what=what,
                of_what=of_what,
            )
        )
    else:
        _show_listing(listing, verbose)
    return DONE


def _listing(what: str, of_what: str | None) -> Listing:
    """Make the list of a topic, of a file or of those with a word in them."""
    if TOPICS[what].needs_file:
        if of_what is None:
            raise click.UsageError(
                phrase(
                    "'show {what}' needs a scenario file\nFor example: simkansen show {what} "
                    "scenarios/baseline.yaml",
                    what=what,
                )
            )
        use_country_of([Path(of_what)])
    return TOPICS[what].make(of_what)


def _show_listing(listing: Listing, verbose: bool) -> None:
    columns = len(listing.header) if verbose else listing.short
    data(table(listing.header[:columns], [row[:columns] for row in listing.rows]))
    if listing.note:
        say(listing.note)


def _show_results(folder: Path, lang: str, as_json: bool, as_csv: bool) -> None:
    from simkansen.report import summary_csv, summary_json, terminal_summary
    from simkansen.report.sweep.findings import csv_text, effects_of, is_sweep, sweep_json, sweep_text

    sweep = is_sweep(folder)
    if not sweep and not (folder / "summary.parquet").is_file():
        raise click.UsageError(
            phrase("'{folder}' has no summary; no replication has finished there", folder=folder)
        )
    if as_json:
        data_json(sweep_json(folder) if sweep else summary_json(folder))
    elif as_csv:
        data((csv_text(effects_of(folder)) if sweep else summary_csv(folder)).rstrip("\n"))
    else:
        data(sweep_text(folder, lang) if sweep else terminal_summary(folder, lang))
