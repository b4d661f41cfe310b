"""Doing again what is stored: what is the same to the bit, or within what other versions may differ by."""

from __future__ import annotations

import hashlib
import itertools
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from simkansen.phrases import joined, phrase
from simkansen.work.engines import local
from simkansen.work.errors import UnreadableResultsError
from simkansen.work.progress import Failure, OnProgress, Reporter
from simkansen.work.runner import InMemory, Job, TaskRunner
from simkansen.work.storage.tables import database

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from simkansen.work.storage.rows import Row

TOLERANCE = 1e-9
"""What other versions may differ by, of one or of the number itself when it is larger."""

Value = float | int | str | None
Then = Mapping[str, tuple[str, str]]
"""What is no longer as it was: its name, then and now."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored value that is another one now.

    Attributes
    ----------
    run
        Which run, or which file.
    measure
        What of it.
    stored, now
        The values; None where there is none.
    """

    run: str
    measure: str
    stored: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of doing stored runs again.

    Attributes
    ----------
    kind
        Of which verb the results are.
    again
        What was done again, by name.
    stored
        How many there are to choose from.
    numbers
        Stored numbers that were compared.
    beside
        Other files of the folder that were compared.
    since
        Versions, platform and code that are no longer those of the manifest.
    differences
        Every value that is another one now.
    failures
        Runs that finished then and failed now.
    notes
        What was left out, and why.
    """

    kind: Literal["run", "sweep"]
    again: tuple[str, ...]
    stored: int
    numbers: int
    beside: tuple[str, ...]
    since: Then
    differences: tuple[Difference, ...]
    failures: tuple[Failure, ...]
    notes: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether numbers had to be the same to the bit."""
        return not self.since


def require(folder: Path, names: list[str]) -> None:
    """Check that files are there.

    Raises
    ------
    UnreadableResultsError
        If not, naming all that are missing.
    """
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise UnreadableResultsError(
            joined("\n", (phrase("{file}: this file is missing", file=folder / name) for name in missing))
        )


@contextmanager
def scratch() -> Iterator[tuple[Path, DuckDBPyConnection]]:
    """Give a folder and a database to compare in; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="simkansen-verify-") as name:
        place = Path(name)
        with database(temp_directory=str(place / "spill")) as connection:
            yield place, connection


@contextmanager
def readable(otherwise: str, *errors: type[Exception]) -> Iterator[None]:
    """Read a file of a results folder.

    Parameters
    ----------
    otherwise
        What is said when it cannot be read, before the first line of the error.
    errors
        What says so beside the errors of DuckDB.

    Raises
    ------
    UnreadableResultsError
        If it cannot be read.
    """
    import duckdb

    unreadable: tuple[type[Exception], ...] = (duckdb.Error, *errors)
    try:
        yield
    except unreadable as error:
        raise UnreadableResultsError(
            phrase("{said} ({error})", said=otherwise, error=str(error).splitlines()[0])
        ) from None


def do_again(
    job: Job,
    tasks: Sequence[Any],
    workers: int,
    on_progress: OnProgress,
    prepare: Callable[[], None],
    items: int = 1,
) -> list[Row]:
    """Do stored runs again.

    Parameters
    ----------
    job, tasks
        What they share, and what is done.
    workers
        Worker processes.
    on_progress
        Called when something has changed.
    prepare
        Called before the first task, to make populations.
    items
        Rows that come of each task.

    Returns
    -------
    list of dict
        Their rows, in the order in which they end.
    """
    reporter, found = Reporter(on_progress, "population", items * len(tasks)), InMemory()
    reporter.report()

    def begin() -> None:
        prepare()
        reporter.stage = "runs"

    with local(workers, reporter.step) as engine:
        TaskRunner(engine, found, reporter).do(job, iter([(task,) for task in tasks]), begin)
    return found.rows


def choose(items: Sequence[str], count: int | None, salt: str) -> list[int]:
    """Choose some of many by a fixed rule, so that nobody picks what is looked at.

    Parameters
    ----------
    items
        Names, in the order over which the choice is spread.
    count
        How many; None for all.
    salt
        What the choice depends on beside the names, such as the hash of the results.

    Returns
    -------
    list of int
        Places: the order is cut into equal parts, and of each the name with the smallest hash is taken.
    """
    if count is None or count >= len(items):
        return list(range(len(items)))
    edges = [len(items) * part // count for part in range(count + 1)]

    def rank(place: int) -> str:
        return hashlib.blake2b(f"{salt}/{items[place]}".encode(), digest_size=16).hexdigest()

    return [min(range(start, end), key=rank) for start, end in itertools.pairwise(edges)]


class ResultComparison:
    """Compares stored values with those of now, and gathers what is different.

    Parameters
    ----------
    exact
        Numbers to the bit, or within `TOLERANCE`.

    Attributes
    ----------
    numbers
        Stored numbers that were compared.
    differences
        Every value that is another one now.
    """

    def __init__(self, exact: bool) -> None:
        self.exact, self.numbers = exact, 0
        self.differences: list[Difference] = []

    def values(self, run: str, measure: str, stored: object, now: object) -> None:
        """Compare two texts, or what is told as such."""
        if stored != now:
            self.differences.append(Difference(run, measure, _value(stored), _value(now)))

    def arrays(
        self,
        stored: NDArray[np.float64],
        now: NDArray[np.float64],
        name: Callable[[int], tuple[str, str]],
        both: NDArray[np.bool_] | None = None,
    ) -> None:
        """Compare numbers.

        Parameters
        ----------
        stored, now
            Of one shape; not-a-number where there is none.
        name
            Gives the run and the measure of a place.
        both
            Where there is anything to compare; everywhere by default.
        """
        self.numbers += int(np.count_nonzero(~np.isnan(stored)))
        differ = ~same(stored, now, self.exact)
        for place in map(int, np.flatnonzero(differ if both is None else both & differ)):
            self.differences.append(Difference(*name(place), number(stored[place]), number(now[place])))


def _value(value: object) -> Value:
    return value if value is None or isinstance(value, float | int | str) else str(value)


def same(stored: NDArray[np.float64], now: NDArray[np.float64], exact: bool) -> NDArray[np.bool_]:
    """Say of each number whether it is the same.

    Parameters
    ----------
    stored, now
        Numbers of one shape; not-a-number where there is none.
    exact
        To the bit, or within `TOLERANCE`.
    """
    neither = np.isnan(stored) & np.isnan(now)
    if exact:
        bits: NDArray[np.bool_] = stored.view(np.int64) == now.view(np.int64)
        return bits | neither
    with np.errstate(invalid="ignore"):
        room = TOLERANCE * np.maximum(1.0, np.maximum(np.abs(stored), np.abs(now)))
        near: NDArray[np.bool_] = np.isfinite(room) & (np.abs(stored - now) <= room)
    found: NDArray[np.bool_] = near | neither | (stored == now)
    return found


def number(value: float | np.float64) -> float | None:
    """Give a number, or None for what is none."""
    return None if np.isnan(value) else float(value)
