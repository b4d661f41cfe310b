"""Names that a room offers and that are found when they are asked for, so that to enter it takes no time."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping


def names_found_late(room: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Make the ``__getattr__`` of a package that imports what it offers only when it is used.

    Parameters
    ----------
    room
        Name of the package.
    homes
        Where each name is found: module and name, as ``"simkansen.model:SchoolModel"``.

    Returns
    -------
    callable
        Gives what a name stands for; raises AttributeError for others.
    """

    def found(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        module, _, inside = homes[name].partition(":")
        value: object = getattr(importlib.import_module(module), inside)
        setattr(sys.modules[room], name, value)
        return value

    return found
