"""The store of a sweep, and bringing together the runs of several of its folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simkansen.sweep.store.folder import basis_of, manifest_of, measures_of
from simkansen.sweep.store.rows import columns_of
from simkansen.work.storage.store import Store


class RunStore(Store):
    """The runs of a sweep (`simkansen.work.storage.store.Store`).

    Parameters
    ----------
    folder
        The results folder; made when missing.
    measures
        Ids of the measures.
    """

    def __init__(self, folder: Path, measures: Sequence[str]) -> None:
        super().__init__(folder, columns_of(measures))


def of_other_basis(basis: str, folders: Sequence[Path]) -> list[str]:
    """Name the results folders that rest on something else.

    Raises
    ------
    FileNotFoundError
        If a folder has no manifest.
    """
    return [str(folder) for folder in folders if basis_of(manifest_of(folder)) != basis]


def merge(folder: Path, others: Sequence[Path]) -> int:
    """Copy the runs of other results folders into one, such as those of the shards of a sweep.

    Parameters
    ----------
    folder
        The folder that is to have them all.
    others
        The folders to copy from; they stay as they are.

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
    manifest = manifest_of(folder)
    if strange := of_other_basis(basis_of(manifest), others):
        which = f"{', '.join(strange)}: this is another sweep than {folder}"
        raise ValueError(f"{which}; only runs of the same scenarios, measures, seed and code go together")
    with RunStore(folder, measures_of(manifest)) as store:
        before = len(store.keys())
        for other in others:
            store.take(other)
        return len(store.keys()) - before
