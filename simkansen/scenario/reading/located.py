"""Where in its file a scenario says something, for problems that only show once it has been read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simkansen.scenario.reading.merge import gather
from simkansen.scenario.reading.problems import Problem
from simkansen.scenario.reading.tree import Path, find, labelled, spell

if TYPE_CHECKING:
    from simkansen.scenario.schema.scenario import Scenario


def problem_at(scenario: Scenario, path: Path, message: str, fix: str) -> Problem:
    """Make a problem of a scenario, at the file, line and column where it says what `path` names.

    Parameters
    ----------
    scenario
        Read before; its file is read once more, to find the place.
    path
        Through the keys, items of a list by their number from 0.
    message, fix
        What is wrong, and what to do.

    Returns
    -------
    Problem
        At the key where the file, or one that it extends, has it; else at the deepest place above. A
        scenario that no file holds is named in place of one.
    """
    source = scenario.source
    tree = gather(source)[0] if source is not None and source.is_file() else None
    if tree is None:
        name = str(source) if source is not None else f"scenario '{scenario.name}'"
        return Problem(name, 1, 1, spell(path), message, fix)
    here, _ = find(tree, path)
    spot = here.key or here.spot
    return spot.problem(labelled(tree, path), message, fix)
