"""How what is wrong in a results folder is made again."""

from __future__ import annotations

import json
from pathlib import Path

from simkansen.limits import MOST_STORED_BYTES, RefusedFileError, text_of

MANIFEST = "manifest.json"
"""The file that tells what a results folder holds."""


def how_again(folder: Path) -> str:
    """Say how what is wrong in a results folder is made again: by the command that its manifest tells."""
    try:
        told = json.loads(text_of(folder / MANIFEST, MOST_STORED_BYTES))
    except (RefusedFileError, ValueError, RecursionError):
        told = None
    command = told.get("command") if isinstance(told, dict) else None
    return f"it is made again by: {command}" if command else "the same command makes it again"
