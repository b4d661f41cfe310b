"""How what is wrong in a results folder is made again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from simkansen.limits import MOST_STORED_BYTES, RefusedFileError, text_of
from simkansen.phrases import phrase

MANIFEST = "manifest.json"
"""The file that tells what a results folder holds."""


def told_by(folder: Path) -> dict[str, Any]:
    """Read the manifest of a results folder; empty where it cannot be read."""
    try:
        found = json.loads(text_of(folder / MANIFEST, MOST_STORED_BYTES))
    except (RefusedFileError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def how_again(folder: Path) -> str:
    """Say how what is wrong in a results folder is made again: by the command that its manifest tells."""
    command = told_by(folder).get("command")
    return (
        phrase("it is made again by: {command}", command=command)
        if command
        else "the same command makes it again"
    )
