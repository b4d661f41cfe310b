"""What all items need, sent to a worker once."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")


class Shared(Generic[S, T, R]):
    """A function whose first argument is the same for every item, however large that is.

    It is pickled once, and a worker unpickles it once.

    Parameters
    ----------
    function
        Called as ``function(shared, item)``; a function of a module, for worker processes import it.
    shared
        What all items need.
    """

    def __init__(self, function: Callable[[S, T], R], shared: S) -> None:
        self._function, self._shared = function, shared

    def __call__(self, item: T) -> R:
        """Call the function for an item."""
        return self._function(self._shared, item)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[bytes, bytes]]:
        """Pickle what was pickled already, under a name by which a worker knows it again."""
        return _restored, self._pickled

    @cached_property
    def _pickled(self) -> tuple[bytes, bytes]:
        content = pickle.dumps((self._function, self._shared))
        return hashlib.blake2b(content, digest_size=16).digest(), content


_last: tuple[bytes, Callable[[Any], Any]] | None = None


def _restored(key: bytes, content: bytes) -> Callable[[Any], Any]:
    """Give the function with its argument; the last one is kept, for a worker seldom needs another."""
    global _last
    if _last is None or _last[0] != key:
        _last = None  # it goes before the next one comes, so that there is never room for two
        function, shared = pickle.loads(content)
        _last = key, partial(function, shared)
    return _last[1]
