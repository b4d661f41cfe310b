"""All that is to be said of scenarios before they run, although nothing is refused."""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.scenario.idle.lines import plan_notes
from simkansen.scenario.reading.located import problem_of_scenario
from simkansen.scenario.reading.problems import Problem, in_order
from simkansen.scenario.schema.scenario import Scenario
from simkansen.scenario.schools import in_schools_file


def notes_of(scenarios: Sequence[Scenario], together: bool = True) -> list[Problem]:
    """Gather what would change nothing, or is cut, and may yet be meant.

    Parameters
    ----------
    scenarios
        The reference first.
    together
        Whether they are run together, so that what one says beside the others counts too.

    Returns
    -------
    list of Problem
        Each once, in the order of files and lines; its ``fix`` says what to do.
    """
    found = [note for scenario in scenarios for note in scenario.notes]
    found += [note for scenario in scenarios for note in in_schools_file(scenario, "notes")]
    if together and scenarios:
        found += [problem_of_scenario(scenario, refusal) for scenario, refusal in plan_notes(scenarios)]
    return in_order(found)
