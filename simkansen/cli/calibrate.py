"""``simkansen calibrate``: fit the model to published figures."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simkansen.cli import options
from simkansen.cli.console import Display, data, data_json, say, table
from simkansen.cli.entry import DONE
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.stopping import terminable, watching

if TYPE_CHECKING:
    from simkansen.fitting.calibration import Calibrated


@opens_with(
    "simkansen calibrate experiments/calibrate-po.yaml",
    "simkansen calibrate experiments/calibrate-po.yaml --scale small",
)
@click.command("calibrate", cls=Verb, context_settings=SETTINGS)
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--scale",
    type=click.Choice(["full", "small"]),
    default="full",
    help="small: a minute, to try it; its posterior is of no use.",
)
@click.option("--fresh", is_flag=True, help="Start anew instead of going on where it was interrupted.")
@options.these(options.results, options.workers, options.as_json, options.quiet)
def command(
    file: Path, scale: str, fresh: bool, results: Path, workers: int | None, as_json: bool, quiet: bool
) -> int:
    """Fit the model to published figures; this takes an hour or more.

    It needs pyABC: pip install 'simkansen[calibrate]'. What was interrupted is continued by the same command.
    """
    from simkansen.fitting.calibration import calibrate, smaller
    from simkansen.fitting.calibration_words import CalibrationWord
    from simkansen.scenario.document import load_document

    words = load_document(file, CalibrationWord)
    if scale == "small":
        words = smaller(words)
    with terminable() as asked, Display(quiet) as display:
        try:
            found = calibrate(
                words, results, workers=workers, fresh=fresh, on_progress=watching(display, asked)
            )
        except ModuleNotFoundError as error:
            mend = "pip install 'simkansen[calibrate]'"
            raise click.UsageError(f"{error.name} is not installed; calibration needs it: {mend}") from None
    _draw(found)
    _say(found, as_json)
    return DONE


def _draw(found: Calibrated) -> None:
    from simkansen.evidence import load_parameters
    from simkansen.report.figures.posterior import TargetRow, draw_posterior

    rows = [
        TargetRow(
            check.label,
            check.apart(check.prior_p05, check.prior_median, check.prior_p95),
            check.apart(check.p05, check.median, check.p95),
        )
        for check in found.checks
    ]
    fitted = {name: found.draws[:, found.names.index(name)] for name in found.about["fitted"]}
    evaluations = sum(step["evaluations"] for step in found.about["generations"])
    about = (
        f"{len(found.draws)} draws after {len(found.about['generations'])} generations and {evaluations} "
        f"evaluations on {found.about['schools']} schools; seed {found.about['seed']}."
    )
    draw_posterior(found.folder, rows, load_parameters().definitions, fitted, about)


def _say(found: Calibrated, as_json: bool) -> None:
    if as_json:
        checks = [asdict(check) for check in found.checks]
        data_json({"results": str(found.folder), "about": dict(found.about), "targets": checks})
        return
    header = (
        "target", "published", "prior p05", "prior p95",
        "median", "p05", "p95", "study p05", "study p95", "inside",
    )  # fmt: skip
    rows = [
        (
            check.name, check.published, check.prior_p05, check.prior_p95,
            check.median, check.p05, check.p95, check.predicted_p05, check.predicted_p95,
            "yes" if check.inside else "no",
        )
        for check in found.checks
    ]  # fmt: skip
    data(table(header, rows))
    inside = sum(check.inside for check in found.checks)
    say(
        f"{inside} of {len(rows)} targets lie in the 90 % interval of what such a study would publish "
        "(study p05 to p95); median, p05 and p95 are the model's own figure."
    )
    data(str(found.folder / "posterior-po.csv"))
