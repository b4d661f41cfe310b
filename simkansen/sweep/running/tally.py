"""How many runs of a sweep have ended, how long they took, and how far that is."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simkansen.sweep.store.rows import FAILED
from simkansen.work.progress import OnProgress, Progress

if TYPE_CHECKING:
    from simkansen.sweep.running.task import Row
    from simkansen.work.engines import Engine


class Tally:
    """Counts runs as they end, and reports how far the sweep is.

    Parameters
    ----------
    tell
        Called with each report.
    engine
        Where the runs are done.

    Attributes
    ----------
    total
        Runs that are asked for.
    """

    def __init__(self, tell: OnProgress, engine: Engine) -> None:
        self._tell, self._engine = tell, engine
        self._seconds: deque[float] = deque(maxlen=200)
        self.total = self._done = self._failed = self._kept = 0

    @property
    def ended(self) -> int:
        """Runs of this start that ended."""
        return self._done + self._failed

    @property
    def left(self) -> int:
        """Runs that were asked for and have not ended."""
        return max(0, self.total - self.ended - self._kept)

    def note(self, rows: Sequence[Row]) -> None:
        """Count runs that ended."""
        for row in rows:
            failed = row["status"] == FAILED
            self._failed += failed
            self._done += not failed
            if not failed:
                self._seconds.append(row["seconds"])

    def seconds_of_run(self) -> float | None:
        """Give the mean of the last runs (s); None while there is none."""
        return statistics.fmean(self._seconds) if self._seconds else None

    def report(self, stage: str, kept: int) -> None:
        """Tell how far the sweep is."""
        self._kept = kept
        ended = self.ended + kept
        seconds = self.seconds_of_run()
        left = None
        if seconds is not None:
            left = seconds * max(0, self.total - ended) / max(1, self._engine.workers)
        share = min(1.0, ended / max(1, self.total))
        self._tell(Progress(stage, self._done + kept, self._failed, self.total, share, left))
