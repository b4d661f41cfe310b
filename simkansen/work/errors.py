"""What can go wrong where work is done."""

from __future__ import annotations

KEPT = "What is finished is kept; the same command continues from there"


class UnreadableResultsError(Exception):
    """A results folder lacks a file that its manifest tells of, or holds one that is not as written."""


class ToldWarning(UserWarning):
    """Something that went wrong and is put right, which the terminal says in one line."""

    def __str__(self) -> str:
        """Return plain text, as those want it who send warnings from one process to another."""
        return str.__str__(super().__str__())


class DamageWarning(ToldWarning):
    """Something that is stored is not as it was written; the message names it and says what is done."""


class WorkerDiedWarning(ToldWarning):
    """A worker ended while it had work, which is tried again; the message says how it ended."""


class EngineError(Exception):
    """An engine cannot work here, or no longer; the message says why and what to do."""


class WorkerDiedError(Exception):
    """A worker ended while it had this work, and not because the work raised an error."""
