"""Which scenarios of a results folder have what a path leads to."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from simkansen.sweep.ask.paths import ItemOf, parse
from simkansen.work.storage.texts import stored_documents


def scenarios_with(folder: Path, path: str, scenarios: Sequence[str]) -> frozenset[str]:
    """Name the scenarios that a path applies to.

    Parameters
    ----------
    folder
        The results folder; it keeps the scenarios in ``scenarios/``.
    path
        A path as an experiment file writes it.
    scenarios
        All scenarios; the first is the reference.

    Returns
    -------
    frozenset of str
        A path to an intervention applies to the scenarios that have it. When the folder does not keep the
        scenarios, it is taken to apply to all but the reference.
    """
    steps = parse(path)
    if steps[0] != "interventions":
        return frozenset(scenarios)
    item = steps[1]
    assert isinstance(item, ItemOf)
    return frozenset(
        name
        for place, name in enumerate(scenarios)
        if (
            item.id in dict(_interventions_of(kept))
            if (kept := folder / "scenarios" / f"{name}.yaml").is_file()
            else place > 0
        )
    )


def kinds_of(folder: Path, scenarios: Sequence[str]) -> dict[str, str]:
    """Give the type of every intervention by its id, as far as the folder keeps the scenarios."""
    files = [folder / "scenarios" / f"{name}.yaml" for name in scenarios]
    return {id: kind for file in files if file.is_file() for id, kind in _interventions_of(file)}


def interventions_of(folder: Path, scenario: str) -> list[tuple[str, str]]:
    """Give id and type of the interventions of a scenario; nothing when the folder does not keep it."""
    file = folder / "scenarios" / f"{scenario}.yaml"
    return [*_interventions_of(file)] if file.is_file() else []


def kept_scenario(folder: Path, scenario: str) -> dict[str, Any] | None:
    """Give a scenario with every value, as it is kept; None when the folder does not keep it."""
    kept = folder / "scenarios" / f"{scenario}.yaml"
    return deepcopy(_kept(kept)) if kept.is_file() else None


def _interventions_of(file: Path) -> tuple[tuple[str, str], ...]:
    several = _kept(file).get("interventions") or []
    return tuple((str(one.get("id", one.get("type"))), str(one.get("type"))) for one in several)


@lru_cache(maxsize=64)
def _kept(file: Path) -> dict[str, Any]:
    found = next(iter(stored_documents(file.parent.parent, file)), None)
    return found if isinstance(found, dict) else {}
