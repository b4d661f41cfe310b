"""Replications that did not finish: how many, what they were doing, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simkansen.report.figures.parts import Context, TextTable


def failed(context: Context) -> Sequence[Mapping[str, Any]] | None:
    """Return the failures that the manifest tells of; None when it tells of none nor of there being none."""
    found = context.results.fact("failed")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else None


def sentence(context: Context) -> str:
    """Return how many failed, none said plainly."""
    words, found = context.words, failed(context)
    if found is None:
        return words("research.failed.unknown")
    n = context.results.n_runs
    if not found:
        return words.counted("research.failed.none", n)
    return words.counted("research.failed.some", len(found), finished=words.number(n))


def table(context: Context) -> TextTable | None:
    """Return each failure with its phase and error; None when there is none."""
    words, found = context.words, failed(context)
    if not found:
        return None
    rows = [
        [str(one.get("replication", "?")), str(one.get("phase", "?")), str(one.get("error", "?"))]
        for one in found
    ]
    head = [words(f"research.head.{key}") for key in ("replication", "phase", "error")]
    return TextTable(words("research.failed.table"), head, rows, english=(1, 2))
