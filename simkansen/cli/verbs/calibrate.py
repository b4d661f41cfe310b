"""``simkansen calibrate``: fit the model to published figures."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json, say, table
from simkansen.cli.entry import DONE
from simkansen.cli.estimate import expected_calibration, say_estimate
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.stopping import working
from simkansen.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simkansen.fitting.calibration.calibration import Calibrated
    from simkansen.fitting.calibration.check import Checked

_DRAWN = 12
"""Parameters in the pictures: those that the data say most about."""

_FAR = 2.0


@opens_with(
    "simkansen calibrate experiments/calibrate-po.yaml",
    "simkansen calibrate experiments/calibrate-po.yaml --dry-run",
    "simkansen calibrate experiments/calibrate-po.yaml --scale small",
    takes={"file": "a file that names parameters and the published figures that they are fitted to"},
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
@options.these(
    options.dry_run, options.results, options.workers, options.output(options.as_json, options.quiet)
)
def command(
    file: Path,
    scale: str,
    fresh: bool,
    dry_run: bool,
    results: Path,
    workers: int | None,
    out: options.Output,
) -> int:
    """Fit the model to published figures; --dry-run says how long it takes, half an hour or more.

    It needs pyABC: pip install 'simkansen[calibrate]'. What was interrupted is continued by the same command.
    """
    from simkansen.fitting.calibration.calibration import calibrate, smaller
    from simkansen.fitting.calibration.specification import CalibrationSpec
    from simkansen.scenario.reading.document import load_document

    words = load_document(file, CalibrationSpec)
    if scale == "small":
        words = smaller(words)
    if dry_run:
        return say_estimate(expected_calibration(words, workers, results), out.as_json)
    with working(out.quiet) as show:
        try:
            found = calibrate(words, results, workers=workers, fresh=fresh, on_progress=show)
        except ModuleNotFoundError as error:
            fix = "pip install 'simkansen[calibrate]'"
            raise click.UsageError(
                phrase("{name} is not installed; calibration needs it: {fix}", name=error.name, fix=fix)
            ) from None
    _draw(found)
    _say(found, out.as_json)
    return DONE


def _draw(found: Calibrated) -> None:
    from simkansen.evidence import contraction, load_parameters
    from simkansen.report.figures.posterior import TargetRow, draw_posterior

    rows = [
        TargetRow(
            check.label,
            check.apart(check.prior_p05, check.prior_median, check.prior_p95),
            check.apart(check.p05, check.median, check.p95),
        )
        for check in found.checks
    ]
    definitions = load_parameters().definitions
    told = {name: contraction(found.draws[:, i], definitions[name]) for i, name in enumerate(found.names)}
    most = sorted(found.about["fitted"], key=lambda name: -told[name])[:_DRAWN]
    fitted = {name: found.draws[:, found.names.index(name)] for name in most}
    evaluations = sum(step["evaluations"] for step in found.about["generations"])
    about = phrase(
        "{draws} draws after {generations} generations and {evaluations} evaluations on "
        "{schools} schools; seed {seed}.",
        draws=len(found.draws),
        generations=len(found.about["generations"]),
        evaluations=evaluations,
        schools=found.about["schools"],
        seed=found.about["seed"],
    )
    draw_posterior(found.folder, rows, definitions, fitted, about)


def _say(found: Calibrated, as_json: bool) -> None:
    if as_json:
        checks = [asdict(check) for check in found.checks]
        data_json({"results": str(found.folder), "about": dict(found.about), "targets": checks})
        return
    header = (
        phrase("target"), phrase("published"), phrase("prior p05"), phrase("prior p95"),
        phrase("median"), "p05", "p95", phrase("own"), phrase("se off"), phrase("study p05"),
        phrase("study p95"), phrase("inside"),
    )  # fmt: skip
    rows = [
        (
            check.name, check.published, check.prior_p05, check.prior_p95,
            check.median, check.p05, check.p95, _yes(check.own), round(check.standard_errors_off, 1),
            check.predicted_p05, check.predicted_p95, _yes(check.inside),
        )
        for check in found.checks
    ]  # fmt: skip
    data(table(header, rows))
    say(in_counts(found.checks))
    about = found.about
    say(
        phrase(
            "{draws} draws, {distinct_draws} of them different, from {particles} accepted "
            "evaluations that are worth {effective_particles:.0f} independent ones.",
            draws=about["draws"],
            distinct_draws=about["distinct_draws"],
            particles=about["particles"],
            effective_particles=about["effective_particles"],
        )
    )
    data(str(found.folder / "posterior.csv"))


def _yes(value: bool) -> str:
    return phrase("yes") if value else phrase("no")


def in_counts(checks: Sequence[Checked]) -> str:
    """Say how many published figures lie in which interval, before the fit and after it.

    Parameters
    ----------
    checks
        Targets beside the model.

    Returns
    -------
    str
        Three lines.
    """
    count = len(checks)
    own, own_before = sum(one.own for one in checks), sum(one.own_before for one in checks)
    inside, inside_before = sum(one.inside for one in checks), sum(one.inside_before for one in checks)
    far = [one for one in checks if abs(one.standard_errors_off) > _FAR]
    named = ", ".join(f"{one.name} {one.standard_errors_off:+.1f}" for one in far)
    return phrase(
        "The model's own 90 % interval (p05 to p95) holds {own} of {count} published figures, "
        "before the fit {own_before}.\nWith the standard error and discrepancy of each figure "
        "(study p05 to p95: what such a study would publish) {inside} of {count}, before the fit "
        "{inside_before}.\nMore than {far:.0f} of the study's own standard errors off: {what}.",
        own=own,
        count=count,
        own_before=own_before,
        inside=inside,
        inside_before=inside_before,
        far=_FAR,
        what=named or phrase("none"),
    )
