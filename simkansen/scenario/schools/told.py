"""What a file of schools makes a scenario say: its problems and notes, as those of the scenario itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from simkansen.scenario.reading.problems import Problem
from simkansen.scenario.schools.layouts.join import PLAIN
from simkansen.scenario.schools.reading import SchoolsFile, read_file

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
    found = _read(scenario)
    if found is None:
        return []
    return [
        Problem(
            str(one.file or found.path), max(one.line, 1), max(one.column, 1), one.name, one.message, one.fix
        )
        for one in (found.problems if what == "problems" else found.notes)
    ]


def understood_of(scenarios: Iterable[Scenario]) -> list[str]:
    """Say what was understood of files of schools, each alone and all together, a line each, once."""
    found = [one for scenario in scenarios if (one := _read(scenario)) is not None]
    return list(dict.fromkeys(line for one in found for line in one.understood))


def plain_table(scenario: Scenario) -> str:
    """Write the schools of a scenario's files as a plain table, which is read as the same schools.

    Parameters
    ----------
    scenario
        A scenario whose files of schools have no problems.

    Returns
    -------
    str
        Comma-separated values with a header; empty where the scenario has no files of schools.
    """
    found = _read(scenario)
    if found is None:
        return ""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(PLAIN)
    for one in found.schools:
        writer.writerow((one.code, one.municipality, one.pupils, repr(one.share), one.province))
    return text.getvalue()


def _read(scenario: Scenario) -> SchoolsFile | None:
    """Read the files of schools of a scenario; None where it has none, or one is not there."""
    source = scenario.population.schools
    if source is None or not all(file.is_file() for file in source.files):
        return None
    return read_file(source.files, scenario.calendar.first_year)
