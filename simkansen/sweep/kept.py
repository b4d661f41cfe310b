"""What a worker keeps of what it made, for as long as there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Things by key; what was not asked for longest goes first. It shapes speed and memory, no result.

    Parameters
    ----------
    room
        How many are kept.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._things: OrderedDict[Hashable, T] = OrderedDict()

    def __len__(self) -> int:
        return len(self._things)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what was made before under a key, or make it and keep it."""
        if key in self._things:
            self._things.move_to_end(key)
            return self._things[key]
        made = self._things[key] = make()
        while len(self._things) > self._room:
            self._things.popitem(last=False)
        return made
