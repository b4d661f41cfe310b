"""What the options of a sweep rest on: the letter of their evidence, and whether a trial is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simkansen.report.reading.grounds import Ground, ground
from simkansen.report.reading.records import ScenarioInfo
from simkansen.report.words import Words
from simkansen.sweep.analysis.kept_scenarios import interventions_of
from simkansen.sweep.analysis.study import CHOICE, Row, Study, Value
from simkansen.sweep.ask.paths import ItemOf, is_switch, parse, switched_on

Interventions = list[dict[str, Any]]

_COUNTED = ("p_better", "p_best")
"""Columns that count simulations."""


def ground_of(study: Study, row: Mapping[str, Any]) -> Ground | None:
    """Return what the option of a row rests on, as pages of runs grade it.

    Parameters
    ----------
    study
        The sweep.
    row
        Of a table that tells which option it is of; without values of what is chosen it stands for all of
        them, and rests on the weakest.

    Returns
    -------
    Ground or None
        None where the option has no intervention, so that there is nothing to doubt.
    """
    kept = _interventions(study, str(row["scenario"]))
    settings = [_as_set(kept, chosen) for chosen in _settings(study, row)]
    found = [
        ground(ScenarioInfo(str(row["scenario"]), {}, {"interventions": one})) for one in settings if one
    ]
    if not found:
        return None
    return Ground(
        max(one.letter for one in found),
        all(one.tried for one in found),
        any(one.beyond for one in found),
        any(one.several for one in found),
        tuple(dict.fromkeys(farther for one in found for farther in one.farther)),
    )


def graded(study: Study, rows: Sequence[Row]) -> list[Row]:
    """Return rows of options with their ``evidence`` (a letter) and whether a trial is known (``tried``).

    They stand before what simulations count, for that they cannot doubt.
    """
    cells: dict[str, Row] = {}
    found = []
    for row in rows:
        option = repr([row["scenario"], *(row.get(path) for path in study.choices)])
        if option not in cells:
            one = ground_of(study, row)
            cells[option] = {"evidence": one.letter if one else None, "tried": one.tried if one else None}
        at = next((place for place, name in enumerate(row) if name in _COUNTED), len(row))
        items = list(row.items())
        found.append(dict([*items[:at], *cells[option].items(), *items[at:]]))
    return found


def letter(words: Words, row: Mapping[str, Any]) -> str:
    """Write the evidence of a row, with *no trial* where none is known; a dash without interventions."""
    if row["evidence"] is None:
        return "–"
    said = str(row["evidence"])
    return said if row["tried"] else words("ground.untried", letter=said)


def _interventions(study: Study, scenario: str) -> Interventions:
    kept = interventions_of(study.folder, scenario)
    if kept is not None:
        return kept
    told = next(one for one in study.manifest["scenarios"] if one["name"] == scenario)
    return [{"type": kind} for kind in told.get("types", ())]


def _settings(study: Study, row: Mapping[str, Any]) -> Iterator[dict[str, Value]]:
    """Give the ways in which an option is set: its own, or all there are where it does not say.

    A number such as the hours changes nothing of what an effect rests on, so it is left as it is kept.
    """
    paths = [path for path in study.paths if path.startswith(CHOICE)]
    own = {path: row[path] for path in study.choices if row.get(path) is not None}
    open_ones = [path for path in paths if path not in study.choices]
    open_ones = [path for path in open_ones if study.points[path].dtype.kind not in "fiu"]
    several = {tuple(study.value(path, place) for path in open_ones) for place in study.places}
    for values in sorted(several, key=repr):
        yield own | dict(zip(open_ones, values, strict=True))


def _as_set(kept: Interventions, chosen: Mapping[str, Value]) -> Interventions:
    """Return interventions with what is chosen put in, without those that are switched off."""
    found = {str(one.get("id", one.get("type"))): dict(one) for one in kept}
    for path, value in chosen.items():
        steps = parse(path)
        item = steps[1]
        assert isinstance(item, ItemOf)
        if item.id not in found:
            continue
        if is_switch(steps):
            if isinstance(value, bool | str) and not switched_on(value):
                del found[item.id]
        else:
            _put(found[item.id], [str(step) for step in steps[2:]], value)
    return list(found.values())


def _put(one: dict[str, Any], keys: Sequence[str], value: Value) -> None:
    inner = one
    for key in keys[:-1]:
        below = inner.get(key)
        inner[key] = dict(below) if isinstance(below, dict) else {}
        inner = inner[key]
    inner[keys[-1]] = value
