"""States that nobody has asked for yet, kept in files: in memory each would take as much as a simulation."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simkansen.learning.checkpoint import Checkpoint, is_nought


@dataclass(frozen=True, slots=True)
class PutAside:
    """A state whose columns are in a file.

    Attributes
    ----------
    path
        The file: columns one after the other, save those of nothing but noughts.
    rest
        All else of the state.
    shapes
        Shape and type of each column, of the state and then of the inputs.
    noughts
        Whether each is one of noughts.
    """

    path: Path
    rest: Checkpoint
    shapes: tuple[tuple[tuple[int, ...], np.dtype[Any]], ...]
    noughts: tuple[bool, ...]

    @classmethod
    def of(cls, checkpoint: Checkpoint, folder: Path) -> PutAside:
        """Write a state to a new file in a folder.

        Raises
        ------
        OSError
            If it cannot be written there; nothing is left behind.
        """
        columns = checkpoint.columns
        noughts = tuple([is_nought(column) for column in columns])
        folder.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=".state-", dir=folder)
        try:
            with os.fdopen(number, "wb") as file:
                for column, nought in zip(columns, noughts, strict=True):
                    if not nought:
                        np.save(file, column, allow_pickle=False)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        shapes = tuple([(column.shape, column.dtype) for column in columns])
        return cls(Path(name), checkpoint.with_columns([np.empty(0)] * len(columns)), shapes, noughts)

    def read(self) -> Checkpoint:
        """Read the state, in columns of its own."""
        with self.path.open("rb") as file:
            found = [
                np.zeros(shape, kind) if nought else np.load(file, allow_pickle=False)
                for (shape, kind), nought in zip(self.shapes, self.noughts, strict=True)
            ]
        return self.rest.with_columns(found)

    def forget(self) -> None:
        """Remove the file."""
        self.path.unlink(missing_ok=True)
