"""Where the results of an experiment are, and bringing together those that are in several places."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.sweep.running.basis import basis_of
from simkansen.sweep.store.folder import MANIFEST
from simkansen.sweep.store.store import merge, of_other_basis

if TYPE_CHECKING:
    from simkansen.sweep.ask.loading import Experiment


def folder_name(experiment: Experiment, basis: str) -> str:
    """Name the folder of an experiment's results."""
    return f"{experiment.spec.name}-{basis[:10]}"


def results_folder(experiment: Experiment, results_dir: Path) -> Path:
    """Give the folder of an experiment's results."""
    return results_dir / folder_name(experiment, basis_of(experiment))


def take_runs(experiment: Experiment, results_dir: Path, others: Sequence[Path]) -> int:
    """Copy the runs of other results folders of the same experiment, such as those of shards.

    Returns
    -------
    int
        Runs that were not there before.

    Raises
    ------
    FileNotFoundError
        If a folder has no manifest.
    ValueError
        If a folder is of another sweep, naming all that are; nothing is copied then.
    """
    basis = basis_of(experiment)
    folder = results_dir / folder_name(experiment, basis)
    if strange := of_other_basis(basis, others):
        one = f"{', '.join(strange)}: these are no runs of this experiment"
        raise ValueError(f"{one}; only those of the same scenarios, measures, seed and code can be taken")
    if not (folder / MANIFEST).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(others[0] / MANIFEST, folder / MANIFEST)
    return merge(folder, others)
