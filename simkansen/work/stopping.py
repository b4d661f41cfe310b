"""Stopping in good order when the user or the machine asks for it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from simkansen.work.processes import end_workers
from simkansen.work.progress import Interrupted, Progress

_STRUCK = "Query interrupted"
"""What DuckDB says of a query in which a signal struck."""


@contextmanager
def stoppable(on_stop: Callable[[], None] = lambda: None) -> Iterator[Sequence[int]]:
    """Stop in good order when the user (Ctrl-C), the machine (SIGTERM) or a lost terminal (SIGHUP) asks.

    The first signal ends the work. A later one strikes while that is cleaned up, so it raises nothing: it
    ends the worker processes at once, which is all that the clean-up may have to wait for.

    Parameters
    ----------
    on_stop
        Called when the work has ended so.

    Yields
    ------
    sequence of int
        Signals that came. An error raised by a signal is lost when it strikes in a callback of the
        interpreter, so whoever works long looks here now and then.

    Raises
    ------
    Interrupted
        If it was asked to stop; also in place of what DuckDB makes of that.
    """
    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        if len(asked) == 1:
            raise Interrupted(number)
        end_workers()

    ours = threading.current_thread() is threading.main_thread()
    caught = [signal.SIGTERM, signal.SIGINT] if ours else []
    if ours and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # what nohup starts goes on
        caught.append(signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in caught}
    try:
        yield asked
    except (KeyboardInterrupt, Interrupted):
        on_stop()
        raise
    except RuntimeError as error:
        if not asked or not struck_in_query(error):
            raise
        on_stop()
        raise Interrupted(asked[0]) from error
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def struck_in_query(error: BaseException) -> bool:
    """Tell whether an error is all that DuckDB left of a signal: it puts its own in place of the one raised.

    Parameters
    ----------
    error
        What ended the work.
    """
    return isinstance(error, RuntimeError) and str(error) == _STRUCK


def watching(show: Callable[[Progress], None], asked: Sequence[int]) -> Callable[[Progress], None]:
    """Show progress, and stop there if a signal came that went unheard.

    Parameters
    ----------
    show
        Shows how far the work is.
    asked
        Signals that came (`stoppable`).
    """

    def look(progress: Progress) -> None:
        if asked:
            raise Interrupted(asked[0])
        show(progress)

    return look
