"""The verbs: each reads its options, calls the rooms, and says what came of it.

They import the rooms within functions, when a verb is at work, so that help and a wrong command take no time.
"""

from __future__ import annotations

from simkansen.cli.entry import main, simkansen

__all__ = ["main", "simkansen"]
