"""Many evaluations of one function over worker processes, each kept as soon as it is done."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, TypeVar

from simkansen.work.engines import local
from simkansen.work.pool import map_all
from simkansen.work.progress import OnProgress, Reporter
from simkansen.work.shared import Shared
from simkansen.work.storage.journal import append_row, read_journal

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")


def evaluate(
    function: Callable[[S, T], R],
    shared: S,
    items: Mapping[str, T],
    *,
    workers: int | None = None,
    journal: Path | None = None,
    basis: str = "",
    stage: str = "evaluations",
    on_progress: OnProgress | None = None,
) -> dict[str, R]:
    """Evaluate a function for every item; the results do not depend on the number of workers.

    Parameters
    ----------
    function
        Called as ``function(shared, item)``; a function of a module, for worker processes import it.
    shared
        What all evaluations need; sent once to each worker.
    items
        What is evaluated, by a name that stays the same when the work is taken up again.
    workers
        Processes; all processors by default. With one, everything happens in this process.
    journal
        File to which each result is appended as soon as it is there, as one line of JSON. What stands in it
        is not done again.
    basis
        Says what the results rest on; a journal of another basis is started anew.
    stage
        Word for the work in the progress that is reported.
    on_progress
        Called when something has changed.

    Returns
    -------
    dict
        Results in the order of `items`, as they come back from JSON.

    Raises
    ------
    EngineError
        If an evaluation ended its worker process every time; what is in the journal is kept.
    """
    done = read_journal(journal, basis) if journal else {}
    results = {name: done[name] for name in items if name in done}
    left = {name: item for name, item in items.items() if name not in results}
    reporter = Reporter(on_progress, stage, len(items), len(results))
    reporter.report()
    with Evaluator(function, shared, workers or os.cpu_count() or 1, len(left)) as run:
        results.update(run(left, journal, reporter))
    return {name: results[name] for name in items}


class Evaluator(ExitStack):
    """Workers that are kept for several rounds of evaluations.

    Parameters
    ----------
    function, shared
        As in `evaluate`.
    workers
        Processes; no more are started than there are tasks.
    tasks
        Evaluations that are expected at most in one round.
    """

    def __init__(self, function: Callable[[Any, Any], Any], shared: object, workers: int, tasks: int) -> None:
        super().__init__()
        self._engine = self.enter_context(local(max(1, min(workers, tasks))))
        self._work = Shared(_evaluate, (function, shared))

    def __call__(
        self,
        items: Mapping[str, Any],
        journal: Path | None,
        reporter: Reporter,
        count: Callable[[Any], int] = lambda result: 1,
    ) -> Iterator[tuple[str, Any]]:
        """Evaluate items.

        Parameters
        ----------
        items
            By name.
        journal
            File to which each result is appended.
        reporter
            Told of each result.
        count
            As how many a result counts there.

        Yields
        ------
        (str, result)
            Each as soon as it is in the journal, as it comes back from JSON.
        """
        with closing(map_all(self._engine, self._work, items.items(), look=reporter.look)) as outcomes:
            for (name, _), made in outcomes:
                result = json.loads(json.dumps(made))
                if journal:
                    append_row(journal, {"name": name, "result": result})
                reporter.note(count(result))
                reporter.report()
                yield name, result


def _evaluate(what: tuple[Callable[[Any, Any], Any], object], item: tuple[str, object]) -> object:
    function, shared = what
    return function(shared, item[1])
