"""The folder of a sensitivity analysis: its tables and its manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen.evidence import load_posterior
from simkansen.fitting.sensitivity.points import MEASURES
from simkansen.runs.manifest import with_types
from simkansen.work.storage.csv_tables import as_csv
from simkansen.work.storage.manifest_file import write_manifest
from simkansen.work.storage.texts import write_stored_text

if TYPE_CHECKING:
    from simkansen.fitting.sensitivity.file import SensitivitySpec
    from simkansen.fitting.sensitivity.ranking import Row
    from simkansen.fitting.sensitivity.rounds import Rounds
    from simkansen.runs.plan import Plan


def of_analysis(
    spec: SensitivitySpec, plan: Plan, rounds: Rounds, kept: Sequence[str], left_out: Sequence[str]
) -> dict[str, Any]:
    """Tell what only a sensitivity analysis has to tell (`simkansen.runs.manifest.describe`).

    Parameters
    ----------
    spec, plan
        What was asked, and what it was asked of.
    rounds
        What was evaluated, of how many schools and pupils.
    kept
        Parameters that the screening kept.
    left_out
        Targets without indices: those that some evaluation has no value for, and those that never change.
    """
    return {
        "experiment": spec.model_dump(mode="json"),
        "scenarios": [with_types(scenario, scenario.label) for scenario in plan.scenarios],
        "measures": {name: {"unit": unit, "says": says} for name, (unit, says) in MEASURES.items()},
        "seed": spec.seed,
        "varied": len(spec.names()),
        "survivors": list(kept),
        "left_out": list(left_out),
        **rounds.sizes,
        "evaluations": dict(rounds.evaluations),
        "simulations_each": len(plan.scenarios) + 1,
        "posterior": dict(load_posterior().about),
    }


def write(folder: Path, tables: Mapping[str, Sequence[Row]], about: Mapping[str, Any]) -> None:
    """Write the tables and the manifest, with their digests."""
    for name, rows in tables.items():
        write_stored_text(folder, folder / f"{name}.csv", as_csv(rows))
    write_manifest(folder, about)
