"""What can go wrong where work is done."""

from __future__ import annotations

KEPT = "What is finished is kept; the same command continues from there"


class EngineError(Exception):
    """An engine cannot work here, or no longer; the message says why and what to do."""


class WorkerDiedError(Exception):
    """A worker ended while it had this work, and not because the work raised an error."""
