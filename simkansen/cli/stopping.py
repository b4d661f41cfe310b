"""Saying that a verb was stopped in good order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from simkansen.cli.console import Display, say
from simkansen.work.progress import OnProgress
from simkansen.work.stopping import stoppable, watching

CONTINUES = "Interrupted. What is finished is kept; the same command continues from there."


def terminable(said: str = CONTINUES) -> AbstractContextManager[Sequence[int]]:
    """Stop in good order when a signal asks for it, and say so; see `simkansen.work.stopping.stoppable`.

    Parameters
    ----------
    said
        What is said then.
    """
    return stoppable(lambda: say(said))


@contextmanager
def working(quiet: bool, said: str = CONTINUES) -> Iterator[OnProgress]:
    """Show how far some work is, and stop it in good order when a signal asks for it.

    Parameters
    ----------
    quiet
        Show nothing.
    said
        What is said when it is stopped.

    Yields
    ------
    callable
        Takes the progress of the work.
    """
    with terminable(said) as asked, Display(quiet) as display:
        yield watching(display, asked)
