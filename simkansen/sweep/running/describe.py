"""The manifest of a sweep: what was run, with what, and how it went; nothing about who or where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simkansen.evidence import load_parameters
from simkansen.outcomes.measures import MEASURES
from simkansen.runs import manifest
from simkansen.scenario.checks.parameter_values import allowed
from simkansen.scenario.schema.run_defaults import is_sample
from simkansen.scenario.schema.words import StrictModel
from simkansen.sweep.ask.dimensions import Dimension, Listed, Ranged
from simkansen.sweep.ask.loading import Experiment
from simkansen.work.storage.csv_style import CSV_STYLE, CsvStyle

BEYOND = "beyond_prior."
"""How the path to a parameter begins that is varied beyond its prior."""

ENDS = (0.001, 0.999)
"""Which parts of a distribution are told as its ends."""


def of_sweep(
    experiment: Experiment,
    points: int,
    counts: Mapping[str, int],
    sizes: Mapping[str, Any],
    style: CsvStyle = "en",
) -> dict[str, Any]:
    """Tell what only a sweep has to tell (`simkansen.runs.manifest.describe`).

    Parameters
    ----------
    experiment
        What was asked.
    points
        Different points of the design.
    counts
        Runs in the store by status.
    sizes
        Rows of the populations' tables, where they are known (`simkansen.runs.manifest.over_replications`).
    style
        How CSV files are written.
    """
    spec, scenarios = experiment.spec, experiment.scenarios
    reference = scenarios[0]
    return {
        "kind": "sweep",
        "title": _plain(spec.title),
        "question": _plain(spec.question),
        "scenarios": [manifest.with_types(scenario, _plain(scenario.title)) for scenario in scenarios],
        "measures": [
            {
                "id": one.id,
                "measure": one.measure,
                "unit": known.unit,
                "better": known.better,
                "counted": True,
            }
            | one.model_dump(mode="json")
            for one in spec.measures
            for known in (MEASURES[one.measure],)
        ],
        "staffed": True,
        "design": _plain(spec.design),
        "varied": [
            {"path": path, "kind": dimension.kind, "dimension": dimension.name, **_beyond(dimension, path)}
            | ({"listed": True} if (varied := spec.vary.get(path)) and varied.values else {})
            | ({"levels": dimension.levels} if dimension.levels else {})
            for dimension in experiment.dimensions
            for path in dimension.paths
        ],
        "points": points,
        "replications": _plain(spec.replications),
        "fails": _plain(spec.fails),
        "seed": reference.run.seed,
        "population": spec.population,
        "schools_redrawn": spec.population == "redrawn"
        and is_sample(reference.population, reference.calendar.first_year),
        "parameters": reference.run.parameters,
        "runs": dict(counts),
        **sizes,
        CSV_STYLE: style,
    }


def _beyond(dimension: Dimension, path: str) -> dict[str, Any]:
    """Give the values, or their ends, of what is varied beyond the evidence, and what that allows."""
    name = path.removeprefix(BEYOND)
    if name == path:
        return {}
    if isinstance(dimension, Listed):
        values = {"values": [float(value) for value in dimension.values]}
    elif isinstance(dimension, Ranged):
        values = {"range": [dimension.low, dimension.high]}
    else:
        values = {"range": [float(dimension.at(end)[path]) for end in ENDS]}
    return {"beyond_prior": values | {"allowed": list(allowed(load_parameters().definitions[name]))}}


def _plain(word: StrictModel | None) -> dict[str, Any] | None:
    """Give what the file says there as plain values, or None where it says nothing."""
    return None if word is None else word.model_dump(mode="json", exclude_none=True)
