"""``simkansen check``: all that is wrong with scenario files, else what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json, say, shown
from simkansen.cli.entry import DONE, INVALID_FILE
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.loading import load_scenarios

if TYPE_CHECKING:
    from simkansen.scenario import Scenario


@opens_with(
    "simkansen check my-town.yaml",
    "simkansen check scenarios/*.yaml --json",
)
@click.command("check", cls=Verb, context_settings=SETTINGS)
@options.scenario_files()
@options.these(options.as_json, options.quiet)
def command(files: tuple[Path, ...], as_json: bool, quiet: bool) -> int:
    """Check scenario files and say all that is wrong with them.

    Prints every problem as FILE:LINE:COLUMN: PATH: what is wrong; the mend. A file without problems is
    printed with every value it has in the end. The last line is the time and memory that the scenarios
    would take together, or why they cannot be run together.
    """
    from simkansen.runs.empty_groups import problems_of_small
    from simkansen.scenario import ScenarioErrors, resolved_yaml
    from simkansen.scenario.estimate import estimate

    try:
        scenarios = load_scenarios(files)
        if problems := problems_of_small(scenarios):
            raise ScenarioErrors(problems)
    except ScenarioErrors as errors:
        if as_json:
            data_json({"problems": [problem.as_dict() for problem in errors.problems], "scenarios": []})
        else:
            data(str(errors))
        return INVALID_FILE
    apart = _why_apart(scenarios)
    if as_json:
        content = [
            {"scenario": one.model_dump(mode="json", by_alias=True), "estimate": estimate(one).as_dict()}
            for one in scenarios
        ]
        together = None if apart else estimate(*scenarios).as_dict()
        data_json({"problems": [], "scenarios": content, "estimate": together, "apart": apart})
    elif not quiet:
        for scenario, path in zip(scenarios, files, strict=True):
            data(f"# {path}: no problems\n{resolved_yaml(scenario)}")
        for some in [[one] for one in scenarios] if apart else [scenarios]:
            data(f"# {_named(some)}: {estimate(*some)}")
        if apart:
            data(f"# these {len(scenarios)} cannot be run together: {apart}")
        say(f"Next: simkansen run {shown(*(files[:1] if apart else files))}")
    return DONE


def _why_apart(scenarios: Sequence[Scenario]) -> str | None:
    """Say why the scenarios cannot be run together; None if they can."""
    from simkansen.runs.plan import DifferentBasisError, make_plan

    try:
        make_plan(scenarios)
    except DifferentBasisError as error:
        return error.located
    return None


def _named(scenarios: Sequence[Scenario]) -> str:
    return scenarios[0].name if len(scenarios) == 1 else f"these {len(scenarios)} together"
