"""A great many keys of runs in little memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

BYTES = 16
"""Length of a key; it is written as twice as many hexadecimal digits."""

_Words = npt.NDArray[np.uint64]


class Keys:
    """A set of keys of 32 hexadecimal digits, in 16 bytes each.

    Parameters
    ----------
    high, low
        First and last half of each key as a number, shape (keys,); a key may be there more than once.
    """

    def __init__(self, high: _Words, low: _Words) -> None:
        halves = np.empty((len(high), 2), dtype=">u8")
        halves[:, 0], halves[:, 1] = high, low
        packed = halves.view(f"S{BYTES}").ravel()
        packed.sort()
        first = np.ones(len(packed), dtype=bool)
        first[1:] = packed[1:] != packed[:-1]
        self._packed: npt.NDArray[np.bytes_] = packed[first]

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, str):
            return False
        try:
            packed = bytes.fromhex(key)
        except ValueError:
            return False
        return len(packed) == BYTES and bool(self._find(np.array([packed], dtype=f"S{BYTES}"))[0])

    def contain(self, keys: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Tell of many keys at once whether they are in the set.

        Parameters
        ----------
        keys
            Of 32 hexadecimal digits each.

        Returns
        -------
        ndarray of bool, shape (keys,)
        """
        return self._find(np.frombuffer(bytes.fromhex("".join(keys)), dtype=f"S{BYTES}"))

    def _find(self, packed: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        if not len(self):
            return np.zeros(len(packed), dtype=bool)
        places = np.searchsorted(self._packed, packed)
        found: npt.NDArray[np.bool_] = self._packed[np.minimum(places, len(self) - 1)] == packed
        return found
