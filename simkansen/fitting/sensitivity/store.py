"""The folder of a sensitivity analysis: its tables and its manifest."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen import __version__
from simkansen.evidence import load_posterior, posterior_file
from simkansen.fitting.sensitivity.points import MEASURES
from simkansen.identity import SENSITIVITY, identity_of
from simkansen.runs import manifest
from simkansen.runs.plan import code_digest, file_digest
from simkansen.scenario import scenario_hash
from simkansen.work.storage.csv_tables import as_csv
from simkansen.work.storage.environment import without_places
from simkansen.work.storage.files import write_json, write_text
from simkansen.work.storage.manifest_file import FORMAT

if TYPE_CHECKING:
    from simkansen.fitting.sensitivity.file import SensitivitySpec
    from simkansen.fitting.sensitivity.ranking import Row
    from simkansen.runs.plan import Plan


def describe(
    spec: SensitivitySpec,
    plan: Plan,
    key: str,
    *,
    command: Sequence[str],
    wall_seconds: float,
    workers: int | None,
    sizes: Mapping[str, int],
    evaluations: Mapping[str, int],
    kept: Sequence[str],
    left_out: Sequence[str],
) -> dict[str, Any]:
    """Describe an analysis for its manifest.

    Parameters
    ----------
    spec, plan
        What was asked, and what it was asked of.
    key
        Hash of all that the figures depend on.
    command
        The command line; of paths outside the working folder only the name is kept.
    wall_seconds
        Wall time of all starts (s).
    workers
        Worker processes asked for; None for all processors.
    sizes
        Numbers of ``schools`` and ``pupils``.
    evaluations
        How many in each round.
    kept
        Parameters that the screening kept.
    left_out
        Targets without indices: those that some evaluation has no value for, and those that never change.
    """
    return {
        "format": FORMAT,
        "simkansen": __version__,
        "name": spec.name,
        "hash": key[:10],
        "command": shlex.join(without_places(command)),
        "experiment": spec.model_dump(mode="json"),
        "reference": plan.reference.name,
        "scenarios": [
            {
                "name": scenario.name,
                "title": scenario.label,
                "types": [one.type for one in scenario.interventions],
            }
            for scenario in plan.scenarios
        ],
        "measures": {name: {"unit": unit, "says": says} for name, (unit, says) in MEASURES.items()},
        "seed": spec.seed,
        "varied": len(spec.names()),
        "survivors": list(kept),
        "left_out": list(left_out),
        **sizes,
        "evaluations": dict(evaluations),
        "simulations_each": len(plan.scenarios) + 1,
        "posterior": dict(load_posterior().about),
        "hashes": {
            "basis": key,
            "code": code_digest(SENSITIVITY),
            "behaviour": identity_of(SENSITIVITY),
            "posterior": file_digest(posterior_file()),
            "scenarios": {scenario.name: scenario_hash(scenario) for scenario in plan.scenarios},
        },
        **manifest.how_it_went(wall_seconds, workers or os.cpu_count() or 1, packages=["SALib"]),
    }


def write(folder: Path, tables: Mapping[str, Sequence[Row]], about: Mapping[str, Any]) -> None:
    """Write the tables and the manifest."""
    for name, rows in tables.items():
        write_text(folder / f"{name}.csv", as_csv(rows))
    write_json(folder / "manifest.json", about)
