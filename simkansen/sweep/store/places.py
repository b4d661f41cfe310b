"""Where the results of an experiment are, and bringing together those that are in several places."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.sweep.running.basis import basis_of
from simkansen.sweep.store.store import merge

if TYPE_CHECKING:
    from simkansen.sweep.ask.loading import Experiment


def folder_name(experiment: Experiment, basis: str) -> str:
    """Name the folder of an experiment's results."""
    return f"{experiment.spec.name}-{basis[:10]}"


def results_folder(experiment: Experiment, results_dir: Path) -> Path:
    """Give the folder of an experiment's results."""
    return results_dir / folder_name(experiment, basis_of(experiment))


def take_runs(experiment: Experiment, results_dir: Path, others: Sequence[Path]) -> int:
    """Copy the runs of other results folders of the same experiment; see `merge`."""
    basis = basis_of(experiment)
    return merge(results_dir / folder_name(experiment, basis), basis, others)
