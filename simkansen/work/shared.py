"""What all items need, read by a worker once."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from functools import cached_property
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

    def __reduce__(self) -> tuple[type[_Sent], tuple[bytes, bytes]]:
        """Pickle what was pickled already, under a name by which a worker knows it again."""
        return _Sent, self._pickled

    @cached_property
    def _pickled(self) -> tuple[bytes, bytes]:
        content = pickle.dumps((self._function, self._shared))
        return hashlib.blake2b(content, digest_size=16).digest(), content


class _Sent:
    """What comes of `Shared` on its way: it is unpickled in the worker, not where it only passes through."""

    def __init__(self, key: bytes, content: bytes | None) -> None:
        self._key, self._content = key, content

    def __call__(self, item: object) -> Any:  # noqa: ANN401
        global _last
        if _last is None or _last[0] != self._key:
            _last = None  # it goes before the next one comes, so that there is never room for two
            assert self._content is not None
            _last = self._key, pickle.loads(self._content)
        self._content = None  # who keeps this keeps no second copy
        function, shared = _last[1]
        return function(shared, item)

    def __reduce__(self) -> tuple[type[_Sent], tuple[bytes, bytes | None]]:
        return _Sent, (self._key, self._content)


_last: tuple[bytes, tuple[Callable[[Any, Any], Any], Any]] | None = None
