"""What a school closure does to which pupils, and which interventions help whom."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

__all__ = ["__version__", "load_results"]

__version__ = "0.1.0"


def load_results(path: str | os.PathLike[str]) -> DuckDBPyRelation:
    """Load the runs in a results folder, of ``simkansen sweep`` or of ``simkansen run``.

    The relation can be asked further with SQL, or turned into what one works with: ``.df()`` gives a pandas
    DataFrame, ``.fetchnumpy()`` a dict of numpy arrays, ``.fetchall()`` a list of tuples.

    Parameters
    ----------
    path
        The results folder.

    Returns
    -------
    DuckDBPyRelation
        Of a sweep one row a run: its scenario, replication, seed and status, for each measure its level
        (``delay_weeks``) and its difference with the reference (``delay_weeks.effect``), and the value of
        everything that was varied. Of a batch of runs the long table, one row a value.

    Raises
    ------
    FileNotFoundError
        If there are no results at the path.

    Examples
    --------
    >>> runs = simkansen.load_results("results/tutoring-dose-0123456789")  # doctest: +SKIP
    >>> runs.aggregate('scenario, avg("delay_weeks.effect")', "scenario").df()  # doctest: +SKIP
    """
    # Found by name, so that the package itself stands on none of its rooms, and importing it takes no time.
    results: DuckDBPyRelation = importlib.import_module("simkansen.sweep.reading").load_results(path)
    return results
