"""Who is in it: the tables, made from shipped figures or from a user's file of schools.

What is heavy to load is loaded when it is first asked for, so that a file of schools can be checked quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simkansen.late import names_found_late
from simkansen.population.schools.from_file import SchoolsFileError
from simkansen.population.tables import Population, load_population

if TYPE_CHECKING:
    from simkansen.population.build import PopulationMaker, build_population
else:
    __getattr__ = names_found_late(
        __name__,
        {
            "PopulationMaker": "simkansen.population.build:PopulationMaker",
            "build_population": "simkansen.population.build:build_population",
        },
    )

__all__ = ["Population", "PopulationMaker", "SchoolsFileError", "build_population", "load_population"]
