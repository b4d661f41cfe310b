"""What a file of schools makes a scenario say: its problems and notes, as those of the scenario itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from simkansen.scenario.reading.problems import Problem
from simkansen.scenario.schools.reading import read_file

if TYPE_CHECKING:
    from simkansen.scenario.schema.scenario import Scenario


def in_schools_file(scenario: Scenario, what: Literal["problems", "notes"]) -> list[Problem]:
    """Give the problems or the notes of a scenario's file of schools; none where there is no file.

    Parameters
    ----------
    scenario
        A scenario.
    what
        Which of the two.

    Returns
    -------
    list of Problem
        Located in the file of schools; its own lines and columns, from 1.
    """
    source = scenario.population.schools
    if source is None or not source.file.is_file():
        return []
    found = read_file(source.file)
    return [
        Problem(str(source.file), max(one.line, 1), max(one.column, 1), one.name, one.message, one.fix)
        for one in (found.problems if what == "problems" else found.notes)
    ]
