"""Reading the scenario files of a command line, with the options that go over them."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simkansen.cli.console import say

if TYPE_CHECKING:
    from simkansen.scenario import Programme, Scenario


def intervention_types() -> Mapping[str, type[Programme]]:
    """Return the types of interventions by the name that files use."""
    from simkansen.interventions import registry

    return registry()


def load_scenarios(files: Sequence[Path]) -> list[Scenario]:
    """Load scenario files.

    Raises
    ------
    ScenarioErrors
        With the problems of all files at once.
    """
    from simkansen.scenario import check_files
    from simkansen.scenario.loading import schools_files
    from simkansen.scenario.schools import read_file

    scenarios = check_files(files, intervention_types())
    for path in schools_files(scenarios):
        for note in read_file(path).notes:
            say(f"{path}: {note}")
    return scenarios


def with_options(
    scenarios: Sequence[Scenario], replications: int | None, seed: int | None, point: bool
) -> list[Scenario]:
    """Put what the command line says over what the files say about the run."""
    changes: dict[str, object] = {}
    if replications is not None:
        changes["replications"] = replications
    if seed is not None:
        changes["seed"] = seed
    if point:
        changes["parameters"] = "point"
    return [
        scenario.model_copy(update={"run": scenario.run.model_copy(update=changes)}) for scenario in scenarios
    ]


def make_room(results: Path) -> None:
    """Make the folder for results, before anything is simulated for it.

    Raises
    ------
    click.UsageError
        If it cannot be made there, or tables under its name could not be read back.
    """
    from simkansen.runs.tables import UnreadableNameError, can_be_named

    if not can_be_named(results):
        said = str(UnreadableNameError(results)).removesuffix("; rename it")
        raise click.UsageError(f"{said}; choose another place with --results DIR")
    try:
        results.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        message = f"the folder '{results}' for results cannot be made ({error.strerror})"
        raise click.UsageError(f"{message}; choose another place with --results DIR") from error


def find_results(name: str, results: Path, near: str | None = None) -> Path:
    """Find a results folder by its path, or by the beginning of its name.

    Parameters
    ----------
    name
        A path, or the first letters of a folder's name in ``results``.
    results
        Where results are kept.
    near
        What else may have been meant.

    Raises
    ------
    click.UsageError
        If there is none, or more than one.
    """
    if (Path(name) / "manifest.json").is_file():
        return Path(name)
    found = sorted(path.parent for path in results.glob("*/manifest.json"))
    matching = [folder for folder in found if folder.name.startswith(name)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise click.UsageError(
            f"'{name}' may be {', '.join(folder.name for folder in matching)}; say more of it"
        )
    known = f"there are {', '.join(folder.name for folder in found)}" if found else f"'{results}' has none"
    mend = f"did you mean '{near}'?" if near else known
    raise click.UsageError(f"there are no results '{name}'; {mend}")
