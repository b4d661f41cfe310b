"""Many evaluations of one function over worker processes, each kept as soon as it is done."""

from __future__ import annotations

import json
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from simkansen.work.processes import keyboard_is_ours, serve_parent
from simkansen.work.progress import LOOK_SECONDS, Progress

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")
OnProgress = Callable[[Progress], None]


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
    """
    with pool(function, shared, workers or os.cpu_count() or 1, len(items)) as run:
        return run_items(run, items, journal, basis, _Teller(stage, len(items), on_progress))


Run = Callable[[Mapping[str, Any]], Generator[tuple[str, Any], None, None]]


@contextmanager
def pool(function: Callable[[S, T], R], shared: S, workers: int, tasks: int) -> Iterator[Run]:
    """Keep worker processes for several rounds of evaluations.

    Parameters
    ----------
    function, shared
        As in `evaluate`.
    workers
        Processes; no more are started than there are tasks.
    tasks
        Evaluations that are expected at most in one round.

    Yields
    ------
    callable
        Takes items by name and gives (name, result) as each ends, and ("", None) now and then while waiting.
    """
    if min(workers, tasks) <= 1:

        def alone(items: Mapping[str, T]) -> Generator[tuple[str, Any], None, None]:
            for name, item in items.items():
                yield name, _through_json(function(shared, item))

        yield alone
        return
    with _Workers(function, shared, min(workers, tasks)) as spread:
        yield spread


class _Workers:
    """Worker processes that are started again when one of them dies."""

    def __init__(self, function: Callable[[Any, Any], Any], shared: object, count: int) -> None:
        self._what, self._count = (function, shared), count
        self._executor = self._started()

    def _started(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._count, context, initializer=_start, initargs=self._what)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def __call__(self, items: Mapping[str, Any]) -> Generator[tuple[str, Any], None, None]:
        """Evaluate items; gives (name, result) as each ends, and ("", None) now and then."""
        waiting, tries = list(items)[::-1], dict.fromkeys(items, 0)
        running: dict[Future[str], str] = {}
        try:
            while waiting or running:
                with keyboard_is_ours():
                    while waiting and len(running) < 2 * self._count:
                        name = waiting.pop()
                        running[self._executor.submit(_evaluate_here, items[name])] = name
                ended, _ = wait(running, LOOK_SECONDS, FIRST_COMPLETED)
                for future in ended:
                    if isinstance(future.exception(), BrokenProcessPool):
                        break
                    yield running.pop(future), json.loads(future.result())
                else:
                    yield "", None
                    continue
                waiting += self._lost(running, tries)
        finally:
            for future in running:
                future.cancel()

    def _lost(self, running: dict[Future[str], str], tries: dict[str, int]) -> list[str]:
        """Start workers anew and give what died with the old ones, unless it died too often."""
        lost = list(running.values())
        for name in lost:
            tries[name] += 1
            if tries[name] == _ATTEMPTS:
                next(iter(running)).result()
        running.clear()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._started()
        return lost


_ATTEMPTS = 3
"""How often an evaluation is tried whose worker process died under it."""


def run_items(
    run: Run, items: Mapping[str, Any], journal: Path | None, basis: str, tell: _Teller
) -> dict[str, Any]:
    """Do what the journal does not hold yet; parameters as in `evaluate` and `pool`."""
    done = read_journal(journal, basis) if journal else {}
    results = {name: done[name] for name in items if name in done}
    tell.start(len(results))
    with closing(run({name: item for name, item in items.items() if name not in results})) as outcomes:
        for name, result in outcomes:
            if name:
                results[name] = result
                if journal:
                    append_row(journal, {"name": name, "result": result})
                tell.one_more()
            tell()
    return {name: results[name] for name in items}


class _Teller:
    """Reports how far the evaluations are."""

    def __init__(self, stage: str, total: int, on_progress: OnProgress | None) -> None:
        self._stage, self._total, self._tell = stage, total, on_progress or (lambda progress: None)
        self._done = 0
        self._ends: list[float] = []

    def start(self, done: int) -> None:
        self._done, self._ends = done, [time.perf_counter()]
        self()

    def one_more(self) -> None:
        self._done += 1
        self._ends.append(time.perf_counter())

    def __call__(self) -> None:
        left = None
        if len(self._ends) > 2:
            between = [b - a for a, b in zip(self._ends, self._ends[1:], strict=False)]
            left = statistics.fmean(between) * (self._total - self._done)
        self._tell(Progress(self._stage, self._done, 0, self._total, self._done / max(1, self._total), left))


def read_journal(path: Path, basis: str) -> dict[str, Any]:
    """Read what was done before; a line that was cut off is left out, another basis is started anew.

    Parameters
    ----------
    path
        The journal; it is started if it is not there.
    basis
        Says what the results rest on.

    Returns
    -------
    dict
        Results by name.
    """
    if path.is_file():
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [row for row in map(_row_of, lines) if row is not None]
        if rows and rows[0].get("basis") == basis:
            return {row["name"]: row["result"] for row in rows[1:] if "name" in row}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"basis": basis}) + "\n", encoding="utf-8")
    return {}


def _row_of(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None


def append_row(path: Path, row: Mapping[str, Any]) -> None:
    """Append one line to a journal, after a line break if the last line was cut off."""
    with path.open("a+b") as file:
        torn = file.tell() > 0 and not _ends_with_newline(path)
        file.write((b"\n" if torn else b"") + json.dumps(row).encode() + b"\n")


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


_function: Callable[[Any, Any], Any] | None = None
_shared: Any = None


def _start(function: Callable[[Any, Any], Any], shared: object) -> None:
    global _function, _shared
    _function, _shared = function, shared
    serve_parent()


def _evaluate_here(item: object) -> str:
    assert _function is not None
    return json.dumps(_function(_shared, item))


def _through_json(result: object) -> object:
    content: object = json.loads(json.dumps(result))
    return content
