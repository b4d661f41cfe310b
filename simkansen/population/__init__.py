"""Who is in it: the tables, made from shipped figures or from a user's file of schools.

What is heavy to load is loaded when it is first asked for, so that a file of schools can be checked quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simkansen.population.schools_file import SchoolsFileError
from simkansen.population.tables import Population, load_population

if TYPE_CHECKING:
    from simkansen.population.build import build_population

__all__ = ["Population", "SchoolsFileError", "build_population", "load_population"]


def __getattr__(name: str) -> object:
    """Load the maker of populations when it is first asked for."""
    if name == "build_population":
        from simkansen.population.build import build_population

        return build_population
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
