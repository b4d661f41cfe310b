"""The store of a sweep, and bringing together the runs of several of its folders."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from simkansen.phrases import phrase
from simkansen.sweep.store.folder import basis_of, counted_of, manifest_of, measures_of, staffed_of
from simkansen.sweep.store.rows import columns_of
from simkansen.work.storage.manifest_file import MANIFEST
from simkansen.work.storage.store import Store


class RunStore(Store):
    """The runs of a sweep (`simkansen.work.storage.store.Store`).

    Parameters
    ----------
    folder
        The results folder; made when missing.
    measures
        Ids of the measures.
    counted
        Those of which it is kept how many pupils they are of.
    staffed
        Whether it is kept how many hours of own staff were asked and taken.
    """

    def __init__(
        self, folder: Path, measures: Sequence[str], counted: Sequence[str] = (), staffed: bool = False
    ) -> None:
        super().__init__(folder, columns_of(measures, counted, staffed))


def merge(folder: Path, basis: str, others: Sequence[Path]) -> int:
    """Copy the runs of other results folders of one sweep, such as those of its shards, into one.

    Parameters
    ----------
    folder
        The folder that is to have them all; one without a manifest takes that of the first.
    basis
        What its runs rest on.
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
    if strange := [str(other) for other in others if basis_of(manifest_of(other)) != basis]:
        one = phrase("{folders}: these are no runs of this experiment", folders=", ".join(strange))
        raise ValueError(
            phrase("{said}; only those of the same scenarios, measures, seed and code can be taken", said=one)
        )
    if not (folder / MANIFEST).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(others[0] / MANIFEST, folder / MANIFEST)
    told = manifest_of(folder)
    with RunStore(folder, measures_of(told), counted_of(told), staffed_of(told)) as store:
        before = len(store.keys())
        for other in others:
            store.take(other)
        return len(store.keys()) - before
