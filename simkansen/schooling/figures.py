"""The shipped tables of figures of a country (`figures` of its sector, sources in its README)."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from simkansen.evidence.files import COUNTRY, FOLDER, EvidenceError, country_table

FIGURES = FOLDER / "figures"


class FigureRow(dict[str, str]):
    """A row of a table: text by column name, which knows where it stands.

    Parameters
    ----------
    cells
        Text by column name.
    place
        File and line, as ``homes.csv:3``.
    """

    def __init__(self, cells: dict[str, str], place: str) -> None:
        super().__init__(cells)
        self.place = place

    def __missing__(self, name: str) -> str:
        """Refuse a table without a column that is asked for."""
        raise self.refused(f"there is no column '{name}'")

    def refused(self, why: str) -> EvidenceError:
        """Return the error that says what is wrong with this row."""
        return EvidenceError([f"{self.place}:1: {why}"])

    def number(self, name: str, least: float = -math.inf, most: float = math.inf) -> float:
        """Return a finite number.

        Parameters
        ----------
        name
            The column.
        least, most
            Between which it lies.

        Raises
        ------
        EvidenceError
            If there is none, with file and line.
        """
        try:
            value = float(self[name])
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and least <= value <= most):
            between = f" of {least:g} or more" if most == math.inf else f" from {least:g} to {most:g}"
            said = f"no number{between if least > -math.inf else ''}"
            raise self.refused(f"{name}: '{self[name]}' is {said}")
        return value

    def whole(self, name: str, least: int = 0, most: int = 10**9) -> int:
        """Return a whole number; parameters and errors are those of `number`."""
        value = self.number(name, least, most)
        if value != int(value):
            raise self.refused(f"{name}: '{self[name]}' is no whole number")
        return int(value)


@cache
def read_figures(name: str) -> tuple[FigureRow, ...]:
    """Read one shipped table.

    Parameters
    ----------
    name
        File name without ``.csv``.

    Returns
    -------
    tuple of FigureRow
        Rows as text by column name; not to be changed.

    Raises
    ------
    EvidenceError
        If the file cannot be read, or a line has more or fewer values than there are columns; a row raises it
        where a column is asked for that is not there, or a number that is none.
    """
    return _rows(FIGURES / f"{name}.csv")


@cache
def read_country_table(name: str) -> tuple[FigureRow, ...]:
    """Read a table that stands beside the files of the country, as `read_figures`."""
    return _rows(COUNTRY / f"{name}.csv")


def _rows(path: Path) -> tuple[FigureRow, ...]:
    header, *lines = country_table(path) or [[]]
    twice = [name for place, name in enumerate(header) if name in header[:place]]
    problems = [f"{path}:1:1: the column '{name}' stands twice" for name in twice]
    problems += [
        f"{path}:{number}:1: {len(line)} values for {len(header)} columns"
        for number, line in enumerate(lines, start=2)
        if line and len(line) != len(header)
    ]
    if problems or not any(lines):
        raise EvidenceError(problems or [f"{path}:1:1: the table is empty"])
    return tuple(
        FigureRow(dict(zip(header, line, strict=True)), f"{path}:{number}")
        for number, line in enumerate(lines, start=2)
        if line
    )
