"""Make the norm that delays are told in: ``python -m simkansen.fitting.norm`` (half a minute).

It is made again after every fit and whenever a rule or the population changes; ``--check`` tells whether it
was made with the parameters and the model that there are now (exit 1 when it was not).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simkansen import __version__
from simkansen.chance import run_key
from simkansen.evidence.files import FOLDER
from simkansen.evidence.norm import COMMAND, Norm, norm_file, point_values, stale, values_digest
from simkansen.identity import NORM, identity_of
from simkansen.model import SchoolModel
from simkansen.outcomes.groups import group_means, population_groups
from simkansen.outcomes.measures.growth import school_years
from simkansen.population import build_population
from simkansen.scenario.calendar import build_calendar
from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec
from simkansen.scenario.schema.words import LEVEL, SUBJECTS
from simkansen.schooling import load_system

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 2020

_DIGITS = 5
_HEAD = f"""\
# What a week of learning is: growth per teaching week (SD) of all pupils of the country in the model without
# closures, over the usual school years of its calendar. Made by {COMMAND}; do not edit.
# pace: a row per level ({load_system().levels_that_learn}), with {", ".join(SUBJECTS)}.
# pupils: pupils of each level (count).
"""


def national_pace(sample: int | None = None, seed: int = SEED) -> tuple[NDArray[np.float64], ...]:
    """Measure growth per teaching week without a closure, at the point values of the parameters.

    Parameters
    ----------
    sample
        Schools to draw; all of them by default.
    seed
        Seed of the pupils and of the run.

    Returns
    -------
    pace : ndarray of float64, shape (groepen, subjects)
        SD per teaching week, between the ends of the first and of the last teaching week of a school year;
        school years count by their pupils and weeks.
    pupils : ndarray of float64, shape (groepen,)
        Pupils of a groep in a school year, the mean of the years (count).
    """
    values = point_values()
    calendar = build_calendar(CalendarSpec.model_validate({"closures": "none"}))
    country = {"country": {} if sample is None else {"sample": sample}}
    population = build_population(PopulationSpec.model_validate(country), calendar, seed, values)
    model = SchoolModel(population, calendar, (), values, run_key(seed, 0), frozenset())
    while model.running:
        model.step()
    # No week is told by it here: it is what is measured.
    none = Norm(np.ones((len(load_system().learning_levels), len(SUBJECTS))), np.ones(1), {})
    groups = population_groups(none)
    means, rows, years = group_means(model.trace(), groups), groups.rows(LEVEL), school_years(calendar)
    pupils = np.stack([means.pupils[rows, last] for _, last, _ in years])
    grown = np.stack([means.skill[rows, last] - means.skill[rows, first] for first, last, _ in years])
    weeks = np.array([[count - 1.0] for _, _, count in years])
    grown = np.where(pupils[..., np.newaxis] > 0.0, grown, 0.0)  # a level may have emptied
    pace = (grown * pupils[..., np.newaxis]).sum(axis=0) / (pupils * weeks).sum(axis=0)[:, np.newaxis]
    return pace, pupils.mean(axis=0)


def make_norm(folder: Path = FOLDER) -> Path:
    """Make the norm and write it.

    Parameters
    ----------
    folder
        Where it is written; the package's own by default.

    Returns
    -------
    Path
        The file.
    """
    pace, pupils = national_pace()
    rows = [", ".join(f"{value:.{_DIGITS}f}" for value in row) for row in pace.tolist()]
    path = norm_file(folder)
    lines = [
        f"made_by: {COMMAND}",
        f"version: {__version__}",
        f"values: {values_digest(point_values())}",
        f"behaviour: {identity_of(NORM)}",
        f"seed: {SEED}",
        "pace:",
        *(f"- [{row}]" for row in rows),
        f"pupils: [{', '.join(f'{count:.0f}' for count in pupils.tolist())}]",
    ]
    path.write_text(_HEAD + "".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
    return path


def main(arguments: list[str]) -> int:
    """Make the norm, or tell whether it is up to date.

    Parameters
    ----------
    arguments
        ``--check``, or nothing.

    Returns
    -------
    int
        Exit status.
    """
    if arguments == ["--check"]:
        told = stale()
        print(told or f"{norm_file().name} is up to date")
        return 1 if told else 0
    if arguments:
        print(f"no '{arguments[0]}': {COMMAND} makes the norm, {COMMAND} --check looks whether it is stale")
        return 2
    print(f"made {make_norm()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
