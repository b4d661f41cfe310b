"""What the engine tells whoever waits for it."""

from __future__ import annotations

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
    """How far a batch of replications is.

    Attributes
    ----------
    stage
        ``"population"`` while it is made, ``"compiling"`` the first time after installing, then
        ``"replications"``.
    done, failed, total
        Replications finished (those of an earlier start included), failed, and asked for.
    share
        Share of all weeks of all replications that has been simulated.
    seconds_left
        From the median of the finished runs; None while none has finished.
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
