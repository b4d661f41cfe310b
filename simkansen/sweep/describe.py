"""The manifest of a sweep: what was run, with what, and how it went; nothing about who or where."""

from __future__ import annotations

import os
import platform
import shlex
from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import Any

from simkansen import __version__
from simkansen.identity import SWEEPS
from simkansen.outcomes.measures import MEASURES
from simkansen.runs import manifest
from simkansen.runs.plan import code_digest, posterior_digest
from simkansen.scenario import scenario_hash
from simkansen.scenario.run_defaults import is_sample
from simkansen.sweep.loading import Experiment

FORMAT = 1


def describe(
    experiment: Experiment,
    basis: str,
    *,
    points: int,
    command: Sequence[str],
    counts: Mapping[str, int],
    sizes: Mapping[str, int],
    wall_seconds: float,
    workers: int,
    engine: str,
    sources: Sequence[str] = (),
) -> dict[str, Any]:
    """Describe a sweep.

    Parameters
    ----------
    experiment
        What was asked.
    basis
        Hash of all that runs depend on.
    points
        Different points of the design.
    command
        The command line; of paths outside the working folder only the name is kept.
    counts
        Runs in the store by status.
    sizes
        Rows of the population's tables (``schools``, ``pupils``), where they are known.
    wall_seconds
        Wall time over all starts (s).
    workers, engine
        Worker processes asked for, and what they run on.
    """
    spec, scenarios = experiment.spec, experiment.scenarios
    reference = scenarios[0]
    return {
        "format": FORMAT,
        "kind": "sweep",
        "simkansen": __version__,
        "name": spec.name,
        "hash": basis[:10],
        "title": spec.title.model_dump(exclude_none=True) if spec.title else None,
        "question": spec.question.model_dump(exclude_none=True) if spec.question else None,
        "command": shlex.join(manifest.without_places(command)),
        "reference": reference.name,
        **manifest.unusual(scenarios),
        "scenarios": [
            {
                "name": scenario.name,
                "title": scenario.title.model_dump(exclude_none=True) if scenario.title else None,
                "types": [one.type for one in scenario.interventions],
            }
            for scenario in scenarios
        ],
        "measures": [
            {
                "id": one.id,
                "measure": one.measure,
                "unit": MEASURES[one.measure].unit,
                "better": MEASURES[one.measure].better,
                "subject": one.subject,
                "by": one.by,
                "group": one.group,
                "week": one.week.isoformat() if one.week else None,
            }
            for one in spec.measures
        ],
        "design": spec.design.model_dump(mode="json", exclude_none=True),
        "varied": [
            {"path": path, "kind": dimension.kind, "dimension": dimension.name}
            for dimension in experiment.dimensions
            for path in dimension.paths
        ],
        "points": points,
        "replications": spec.replications.model_dump(mode="json", exclude_none=True),
        "fails": spec.fails.model_dump(mode="json") if spec.fails else None,
        "seed": reference.run.seed,
        "population": spec.population,
        "schools_redrawn": spec.population == "redrawn" and is_sample(experiment.scenarios[0].population),
        "parameters": reference.run.parameters,
        "runs": dict(counts),
        **sizes,
        "sources": list(sources),
        "hashes": {
            "basis": basis,
            "code": code_digest(SWEEPS),
            "posterior": posterior_digest(reference),
            "scenarios": {scenario.name: scenario_hash(scenario) for scenario in scenarios},
        },
        "wall_seconds": round(wall_seconds, 2),
        "workers": workers,
        "engine": engine,
        "processors": os.cpu_count(),
        "platform": {"system": platform.system(), "machine": platform.machine()},
        "processor": manifest.processor(),
        "versions": {**manifest.versions(), "SALib": metadata.version("SALib")},
        "git": manifest.git_state(),
    }
