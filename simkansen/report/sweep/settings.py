"""The scenarios that an option of a sweep stands for, each as a results folder of runs would have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simkansen.report.reading.records import ScenarioInfo
from simkansen.scenario.reading.merge import SHORT_FORMS
from simkansen.sweep.analysis.kept_scenarios import kept_scenario
from simkansen.sweep.analysis.study import CHOICE, Study, Value
from simkansen.sweep.ask.dimensions import BEYOND_PRIOR
from simkansen.sweep.ask.paths import ItemOf, is_switch, parse, switched_on

Interventions = list[dict[str, Any]]


def scenarios_of(study: Study, row: Mapping[str, Any]) -> list[ScenarioInfo]:
    """Return the scenarios that the option of a row stands for.

    Parameters
    ----------
    study
        The sweep.
    row
        Of a table that tells which option it is of; without values of what is chosen it stands for all of
        them, of numbers for the least and the most.

    Returns
    -------
    list of ScenarioInfo
        With what is chosen, and what is varied beyond its prior, put into what the folder keeps; an
        intervention that is switched off is not there.
    """
    name = str(row["scenario"])
    kept = kept_scenario(study.folder, name)
    if kept is None:
        told = next(one for one in study.manifest["scenarios"] if one["name"] == name)
        kept = {"interventions": [{"type": kind} for kind in told.get("types", ())]}
    found = []
    for chosen in _settings(study, row):
        beyond = {
            path.removeprefix(BEYOND_PRIOR): value
            for path, value in chosen.items()
            if path.startswith(BEYOND_PRIOR)
        }
        choices = {path: value for path, value in chosen.items() if path.startswith(CHOICE)}
        here = {
            **kept,
            "interventions": _as_set(kept.get("interventions") or [], choices),
            "beyond_prior": {**(kept.get("beyond_prior") or {}), **beyond},
        }
        found.append(ScenarioInfo(name, {}, here))
    return found


def _settings(study: Study, row: Mapping[str, Any]) -> Iterator[dict[str, Value]]:
    """Give the ways in which an option is set: its own, or all there are where it does not say.

    Of numbers that it does not say the lowest stand together, and the highest.
    """
    own = {path: row[path] for path in study.choices if row.get(path) is not None}
    numbers, texts = _open_paths(study)
    ends = [{path: end(study.points[path]).item() for path in numbers} for end in (min, max)]
    several = {tuple(study.value(path, place) for path in texts) for place in study.places}
    for values in sorted(several, key=repr):
        for numbers_here in ends if numbers else [{}]:
            yield own | dict(zip(texts, values, strict=True)) | numbers_here


def _open_paths(study: Study) -> tuple[list[str], list[str]]:
    """Give what is varied of interventions or beyond priors and is no choice: numbers, and what is none."""
    found = [
        path for path in study.paths if path.startswith((CHOICE, BEYOND_PRIOR)) and path not in study.choices
    ]
    numbers = [path for path in found if study.points[path].dtype.kind in "fiu"]
    return numbers, [path for path in found if path not in numbers]


def _as_set(kept: Sequence[Mapping[str, Any]], chosen: Mapping[str, Value]) -> Interventions:
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
    last = keys[-1]
    if last in SHORT_FORMS and isinstance(inner.get(last), dict):
        inner[last] = inner = dict(inner[last])
        last = SHORT_FORMS[last]
    inner[last] = value
