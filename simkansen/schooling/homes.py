"""Which tables of figures say what homes are like in a country, and what is called what in them."""

from __future__ import annotations

from functools import cache

from pydantic import model_validator

from simkansen.evidence.files import COUNTRY
from simkansen.schooling.figures import FigureRow, read_figures
from simkansen.schooling.located import Part, read_part

HOMES_FILE = "homes.yaml"

ITEMS = ("ses", "income", "device", "internet", "quiet", "materials")
"""What of a home goes together with what, in the order of chance."""


class Composition(Part):
    """The joint shares of pupils by what their parents finished, migration, and parents at home.

    Attributes
    ----------
    table
        Name of the table, with the columns ``parent_educ``, ``migration``, ``household`` and ``share``.
    no_degree, migration, two_parents
        What stands in these columns for parents without a degree, a migration background, two parents.
    """

    table: str
    no_degree: str
    migration: str
    two_parents: str


class Correlations(Part):
    """How the things of a home go together.

    Attributes
    ----------
    table
        Name of the table of correlations: its first column names the row.
    shares
        Name of the table of shares that have an item: its first column names the item, ``all`` has the share.
    schooling
        Column of what parents finished.
    measured
        Columns that are measured scales; the others are a yes or a no.
    items
        Column of each of `ITEMS`.
    """

    table: str
    shares: str
    schooling: str
    measured: tuple[str, ...]
    items: dict[str, str]

    @model_validator(mode="after")
    def _has_all_items(self) -> Correlations:
        if tuple(self.items) != ITEMS:
            raise ValueError(f"items must be {', '.join(ITEMS)}, in this order")
        return self


class HomesFile(Part):
    """The homes of a country."""

    composition: Composition
    correlations: Correlations


@cache
def homes() -> HomesFile:
    """Read which tables say what homes are like.

    Raises
    ------
    EvidenceError
        If the file says something that cannot be right; all problems at once, with line and column.
    """
    return read_part(COUNTRY / HOMES_FILE, HomesFile)


def home_table_name(about: str) -> str:
    """Give the name of the table of homes that is about ``composition``, ``correlations`` or ``shares``."""
    said = homes()
    names = {"composition": said.composition.table, "correlations": said.correlations.table}
    return (names | {"shares": said.correlations.shares})[about]


def home_table(about: str) -> tuple[FigureRow, ...]:
    """Read a table of homes by what it is about: rows as text by column name, not to be changed."""
    return read_figures(home_table_name(about))
