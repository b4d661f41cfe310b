"""Where in its file a scenario says something, for problems that only show once it has been read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simkansen.phrases import phrase
from simkansen.scenario.reading.merge import gather
from simkansen.scenario.reading.problems import Problem, Refusal
from simkansen.scenario.reading.tree import find, labelled, spell

if TYPE_CHECKING:
    from simkansen.scenario.schema.scenario import Scenario


def problem_of_scenario(scenario: Scenario, refusal: Refusal) -> Problem:
    """Make a problem of a refusal, at the file, line and column where a scenario says what is meant.

    Parameters
    ----------
    scenario
        Read before; its file is read once more, to find the place.
    refusal
        Its path begins at the top of the scenario.

    Returns
    -------
    Problem
        At the key where the file, or one that it extends, has it; else at the deepest place above. A
        scenario that no file holds is named in place of one.
    """
    source = scenario.source
    tree = gather(source)[0] if source is not None and source.is_file() else None
    if tree is None:
        name = str(source) if source is not None else phrase("scenario '{name}'", name=scenario.name)
        return Problem(name, 1, 1, spell(refusal.path), refusal.message, refusal.fix)
    here, _ = find(tree, refusal.path)
    spot = here.key or here.spot
    return spot.problem(labelled(tree, refusal.path), refusal.message, refusal.fix)
