"""The verbs: each reads its options, calls the rooms, and says what came of it."""

from __future__ import annotations

from simkansen.cli.entry import main, simkansen

__all__ = ["main", "simkansen"]
