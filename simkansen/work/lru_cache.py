"""A cache that holds what was asked for last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class LRUCache(Generic[T]):
    """Values by key; the least recently used goes first. It shapes speed and memory, no result.

    Parameters
    ----------
    size
        How many are kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, T] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def find(self, key: Hashable) -> T | None:
        """Give what is kept under a key, if it is."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key]

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what was made before under a key, or make it and keep it."""
        if key not in self._values:
            self._values[key] = make()
        self._values.move_to_end(key)
        while len(self._values) > self._size:
            self._values.popitem(last=False)
        return self._values[key]
