"""The log beside the results: one JSON object a line, only ever added to."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path


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

    def write(self, event: str, **facts: object) -> None:
        """Add one event with the moment it happened (UTC) and its facts."""
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"at": moment, "event": event, **facts}, ensure_ascii=False)
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")
