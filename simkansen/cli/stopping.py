"""Saying that a verb was stopped in good order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from simkansen.cli.console import say
from simkansen.work.stopping import stoppable

CONTINUES = "Interrupted. What is finished is kept; the same command continues from there."


def terminable(said: str = CONTINUES) -> AbstractContextManager[Sequence[int]]:
    """Stop in good order when a signal asks for it, and say so; see `simkansen.work.stopping.stoppable`.

    Parameters
    ----------
    said
        What is said then.
    """
    return stoppable(lambda: say(said))
