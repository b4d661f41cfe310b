"""The log beside the results: one JSON object a line, only ever added to."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from simkansen.work.storage.files import unless_disk_full
from simkansen.work.storage.journal import append_line


class Log:
    """Events of a batch of runs.

    Parameters
    ----------
    path
        The file; lines are added to its end.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def start(self, **facts: object) -> Iterator[None]:
        """Tell of a start with its facts, and of its end where it is stopped or fails."""
        self._before, self._started = self.seconds(), time.perf_counter()
        self.write("start", **facts)
        try:
            yield
        except BaseException as error:
            with unless_disk_full():
                self.write("stopped", error=type(error).__name__)
            raise

    def wall_seconds(self) -> float:
        """Give the time of all starts so far, this one included (s)."""
        return self._before + time.perf_counter() - self._started

    def seconds(self) -> float:
        """Give the time of all starts so far (s), each from ``start`` to its last event, however it ended."""
        total, first, last = 0.0, None, None
        for event, moment in self._moments():
            if event == "start":
                total += (last - first).total_seconds() if first and last else 0.0
                first = moment
            last = moment
        return total + ((last - first).total_seconds() if first and last else 0.0)

    def last(self, event: str) -> dict[str, Any]:
        """Give the facts of the last event of a name; none where there was none."""
        return next((told for told in reversed([*self._told()]) if told["event"] == event), {})

    def _moments(self) -> Iterator[tuple[str, datetime]]:
        for told in self._told():
            yield str(told["event"]), datetime.fromisoformat(told["at"])

    def _told(self) -> Iterator[dict[str, Any]]:
        if not self._path.is_file():
            return
        for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                told = json.loads(line)
                datetime.fromisoformat(told["at"])
                yield {"event": told["event"], **told}
            except (ValueError, KeyError, TypeError):
                continue  # of a program that was killed while it wrote

    def write(self, event: str, **facts: object) -> None:
        """Add one event with the moment it happened (UTC) and its facts."""
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"at": moment, "event": event, **facts}, ensure_ascii=False)
        append_line(self._path, line)
