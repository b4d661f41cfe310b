"""``simkansen validate``: figures that were kept out of the fit, beside the model's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json, say, shown, table
from simkansen.cli.entry import DONE
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.loading import check_markers
from simkansen.cli.stopping import working
from simkansen.phrases import joined, phrase

if TYPE_CHECKING:
    from simkansen.evidence import Compared
    from simkansen.work.progress import OnProgress

Rows = Sequence[dict[str, object]]

_TARGETS, _TRIALS = "validation targets", "virtual trials"
_LONGEST = 58

_PAGE = Path(__file__).parents[3] / "docs" / "validation.md"
"""The page of the checkout that this program runs from; an installed program has none."""


@opens_with(
    "simkansen validate",
    "simkansen validate --trials --json",
    "simkansen validate --update docs/validation.md",
)
@click.command("validate", cls=Verb, context_settings=SETTINGS)
@click.option("--trials", is_flag=True, help="Show the virtual trials of the interventions instead.")
@click.option("--draws", type=click.IntRange(min=1), metavar="N", help="Draws of the parameters.")
@click.option("--fresh", is_flag=True, help="Start anew instead of going on where it was interrupted.")
@click.option(
    "--update",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    metavar="PAGE",
    help="Also write the table into this page, between its markers; docs/validation.md of the checkout "
    "has the rows written into the package with it.",
)
@options.these(
    options.point, options.results, options.workers, options.output(options.as_json, options.quiet)
)
def command(
    trials: bool,
    draws: int | None,
    fresh: bool,
    update: Path | None,
    point: bool,
    results: Path,
    workers: int | None,
    out: options.Output,
) -> int:
    """Compare the model with figures that it was not fitted to.

    Each row stands for one published figure, the model's median and the interval that holds nine in ten
    draws. hit: the median lies in the published interval; near: it is off by less than half of the published
    effect, or by less than ten points of a share of a survey (a virtual trial has no near); miss; waits: this
    version cannot answer. Misses end with 0 too. What was interrupted is continued by the same command.
    """
    if update:
        check_markers(update, _TRIALS if trials else _TARGETS)
    with working(out.quiet) as show:
        rows = (_try if trials else _compare)(draws, point, results, fresh, workers, show)
    if update:
        _write(update, rows, trials, point, draws)
    _show(rows, out, trials)
    return DONE


def _compare(
    draws: int | None, point: bool, results: Path, fresh: bool, workers: int | None, show: OnProgress
) -> Rows:
    from simkansen.fitting.validation.validation import DRAWS, validate

    found = validate(
        draws or DRAWS, point=point, results=results, fresh=fresh, workers=workers, on_progress=show
    )
    return [row.as_dict() for row in found]


def _try(
    draws: int | None, point: bool, results: Path, fresh: bool, workers: int | None, show: OnProgress
) -> Rows:
    from simkansen.fitting.trials.trials import DRAWS, load_trials, run_trials
    from simkansen.fitting.validation.validation import start_journal

    found = run_trials(
        load_trials(),
        draws=draws or DRAWS,
        source="point" if point else "posterior",
        workers=workers,
        journal=start_journal(results, "trials", point, fresh),
        on_progress=show,
    )
    return [row.as_dict() for row in found]


def _write(page: Path, rows: Rows, trials: bool, point: bool, draws: int | None) -> None:
    """Write the table into the page, and beside the page of this very checkout the file that is shipped."""
    from simkansen.evidence import write_compared
    from simkansen.fitting.validation.words import how_made, markdown, tallied, update_page

    found = _compared(rows, trials, point, draws)
    block = markdown(rows, how_made(found.about), tallied(rows, found.leaning, found.uncounted))
    update_page(page, _TRIALS if trials else _TARGETS, block)
    say(phrase("{page} holds the table now.", page=shown(page)))
    if page.resolve() == _PAGE:
        say(
            phrase(
                "{write_compared} holds its rows.",
                write_compared=shown(write_compared("trials" if trials else "validation", found)),
            )
        )


def _compared(rows: Rows, trials: bool, point: bool, draws: int | None) -> Compared:
    from simkansen import __version__
    from simkansen.evidence import Compared, compared_basis, load_posterior, posterior_file
    from simkansen.fitting.trials import trials as tried
    from simkansen.fitting.validation import validation as validated
    from simkansen.runs.plan import file_digest

    fit = load_posterior().about
    about = {
        "made_by": "simkansen validate" + (" --trials" if trials else ""),
        "draws": draws or (tried.DRAWS if trials else validated.DRAWS),
        "point": point,
        "experiment": fit.get("experiment"),
        "provisional": bool(fit.get("provisional")),
        "posterior": file_digest(posterior_file()),
        "basis": compared_basis(),
        "version": __version__,
    }
    return Compared(about, rows, *_not_counted(trials))


def _not_counted(trials: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Give the ids of the rows that are no tests of their own, and of those that only contradict."""
    if trials:
        from simkansen.fitting.trials.trials import load_trials

        words = {one.id: one.words for one in load_trials()}
        return frozenset(
            name for name, said in words.items() if said is not None and said.leans_on
        ), frozenset()
    from simkansen.fitting.validation.targets import LEANING, UNCOUNTED

    return frozenset(LEANING), frozenset(UNCOUNTED)


def _show(rows: Rows, out: options.Output, trials: bool) -> None:
    if out.as_json:
        data_json(rows)
        return
    from simkansen.fitting.validation.words import model, published, short_unit, tallied

    header = ("id", phrase("what"), phrase("unit"), phrase("published"), phrase("model"), phrase("verdict"))
    lines = []
    for row in rows:
        unit, figures = short_unit(row), (published(row), model(row))
        lines.append((row["id"], _short(row["quantity"]), unit, *figures, row["verdict"]))
    data(table(header, lines))
    if out.quiet:
        return
    missed = [row for row in rows if row["verdict"] in ("near", "miss")]
    reasons = [
        phrase(
            "  {id} ({verdict}): {what}",
            id=row["id"],
            verdict=row["verdict"],
            what=row["note"] or "no reason known",
        )
        for row in missed
    ]
    if missed:
        data(joined("\n", ["\nWhere the model is off:", *reasons]))
    told = joined(" ", tallied(rows, *_not_counted(trials)))
    say(phrase("\n{told}\nNext: simkansen validate{what}", told=told, what="" if trials else " --trials"))


def _short(text: object) -> str:
    whole = str(text)
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1].rstrip() + "…"
