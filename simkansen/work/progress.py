"""What the engine tells whoever waits for it."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """A replication that did not finish; data, not the end of the batch.

    Attributes
    ----------
    replication
        Number of the replication (from 0).
    phase
        What it was doing, such as ``"simulate tutoring"``.
    error
        Type and words of the error.
    trace
        Where in the program, one place a line, with paths relative to the package.
    """

    replication: int
    phase: str
    error: str
    trace: str

    def as_dict(self) -> dict[str, object]:
        """Return the failure as plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far some work is.

    Attributes
    ----------
    stage
        ``"population"`` while it is made, ``"compiling"`` the first time after installing, then what is done,
        such as ``"replications"``.
    done, failed, total
        Items finished (those of an earlier start included), failed, and asked for.
    share
        Share of the work that has been done; it never falls.
    seconds_left
        From how long the last items took; None while none has ended.
    """

    stage: str
    done: int
    failed: int
    total: int
    share: float
    seconds_left: float | None


OnProgress = Callable[[Progress], None]
"""Called when something has changed."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How a replication and those who wait for it keep in touch.

    Attributes
    ----------
    stopped
        Asked before each week: whether to stop.
    week_done
        Called after each week, from any thread.
    waiting
        Called now and then while waiting, from the thread that waits.
    """

    stopped: Callable[[], bool] = lambda: False
    week_done: Callable[[], None] = lambda: None
    waiting: Callable[[], None] = lambda: None


LOOK_SECONDS = 0.5
"""How often one who waits looks up (s)."""

RECENT = 200
"""So many of the last items tell how long the next ones take."""


class Reporter:
    """Counts items as they end, and reports how far the work is.

    Parameters
    ----------
    tell
        Called with each report.
    stage
        Word for what is done.
    total
        Items that are asked for.
    kept
        Items of them that an earlier start finished.

    Attributes
    ----------
    stage, total, kept
        As above; they may be changed.
    done, failed
        Items of this start that finished and that failed.
    steps
        Steps within items that were done in this start.
    """

    def __init__(self, tell: OnProgress | None, stage: str, total: int, kept: int = 0) -> None:
        self.stage, self.total, self.kept = stage, total, kept
        self.done = self.failed = self.steps = 0
        self._lock = threading.Lock()
        self._tell = tell or (lambda progress: None)
        self._share, self._told = 0.0, -math.inf
        self._ends = deque([time.perf_counter()], maxlen=RECENT)

    @property
    def ended(self) -> int:
        """Items that have ended, in this start or an earlier one."""
        return self.done + self.failed + self.kept

    @property
    def left(self) -> int:
        """Items that were asked for and have not ended."""
        return max(0, self.total - self.ended)

    def note(self, done: int = 1, failed: int = 0) -> None:
        """Count items that have just ended."""
        self.done += done
        self.failed += failed
        self._ends.extend([time.perf_counter()] * (done + failed))

    def step(self, count: int) -> None:
        """Count steps within items, from any thread."""
        with self._lock:
            self.steps += count

    def look(self) -> None:
        """Report, unless that was done a moment ago."""
        if time.perf_counter() - self._told >= LOOK_SECONDS:
            self.report()

    def report(self, share: float | None = None) -> None:
        """Report how far the work is.

        Parameters
        ----------
        share
            What has been done of it, where that is known better than by the items that have ended.
        """
        self._told = time.perf_counter()
        now = self.ended / max(1, self.total) if share is None else share
        self._share = max(self._share, min(1.0, now))
        done = self.done + self.kept
        self._tell(Progress(self.stage, done, self.failed, self.total, self._share, self._seconds_left()))

    def _seconds_left(self) -> float | None:
        steps = len(self._ends) - 1
        return (self._ends[-1] - self._ends[0]) / steps * self.left if steps else None


class Interrupted(BaseException):
    """The user or the machine asked to stop; finished replications are kept.

    Attributes
    ----------
    signal
        Number of the signal (2 for Ctrl-C, 15 for SIGTERM).
    """

    def __init__(self, signal: int) -> None:
        super().__init__(f"interrupted by signal {signal}")
        self.signal = signal
