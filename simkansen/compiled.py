"""Compiling: a rule is written once, for one unit, in plain Python, and compiled.

`rule` marks a scalar rule of the model; `kernel` marks a loop that calls rules over columns. Both
stay readable and testable as ordinary functions (``rule_name.py_func``). Compiled code is kept in a
cache whose name holds a digest of the package's own sources, so that a changed rule can never be
served by the compiled form of an older one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import numba
import numpy as np
from numba.core.caching import CacheImpl, UserProvidedCacheLocator

from simkansen.identity.sources import PACKAGE, bytes_digest

if TYPE_CHECKING:

    class Rates:
        """Numbers that rules read, as a record: each name is one, or one a subject in their order."""

        forgetting: Sequence[float]
        growth: Sequence[float]
        language: Sequence[float]
        remote: Sequence[float]

        def __getattr__(self, name: str) -> float:
            """Give the value of a parameter."""

    RateTable = Sequence[Rates]
    """The same as a table of one row: kernels take it so, for a table is handed over at no cost."""

else:
    Rates = np.record
    RateTable = np.ndarray

P = ParamSpec("P")
R = TypeVar("R")


def _sources_digest() -> str:
    """Digest of the bytes that compiled code is made from: a cache has to follow the text."""
    compiled = (
        path
        for path in PACKAGE.rglob("*.py")
        if path.parent.name == "learning" or b"simkansen.compiled" in path.read_bytes()
    )
    return bytes_digest(compiled, PACKAGE)[:16]


def _cache_folder() -> str:
    """Folder of the compiled code: in the user's own choice, else in the user's cache."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "simkansen"
    return str((Path(chosen) if chosen else base) / f"compiled-{_sources_digest()}")


def is_compiled(module: str, name: str) -> bool:
    """Tell whether a rule of these sources has been compiled and kept before.

    Parameters
    ----------
    module
        Last part of the module's name.
    name
        Name of the rule or kernel.
    """
    return any(Path(_cache_folder()).rglob(f"{module}.{name}-*.nbi"))


class PackageCacheLocator(UserProvidedCacheLocator):
    """Where compiled code of this package is kept, whatever the folder in which it is installed."""

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> PackageCacheLocator | None:
        """Return a locator for a function of this package; functions of others have theirs."""
        if PACKAGE not in Path(py_file).resolve().parents:
            return None
        found = super().from_function(py_func, py_file)  # type: ignore[no-untyped-call]
        return cast("PackageCacheLocator | None", found)

    @classmethod
    def get_suitable_cache_subpath(cls, py_file: str) -> str:
        """Return the folder of a module's compiled code, inside that of all."""
        return str(Path(py_file).resolve().relative_to(PACKAGE).parent)


_settings = vars(numba.config)
_settings["CACHE_DIR"] = _cache_folder()
# Numba names a cache after the place of a file, so that the same package elsewhere would be compiled again.
if not _settings["CACHE_LOCATOR_CLASSES"]:
    _settings["CACHE_LOCATOR_CLASSES"] = ",".join(
        (
            f"{__name__}.{PackageCacheLocator.__name__}",
            *(locator.__name__ for locator in CacheImpl._locator_classes),
        )
    )


def rule(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a scalar rule of the model.

    Parameters
    ----------
    function
        A function of numbers that returns a number, without state and without chance.

    Returns
    -------
    callable
        The compiled rule; the plain form stays available as ``.py_func``.
    """
    return cast("Callable[P, R]", numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a rule that becomes part of the loop around it, so that this may become vector instructions.

    The compiler does so by itself with rules that give one number, but not with those that give several.

    Parameters
    ----------
    function
        As of `rule`.

    Returns
    -------
    callable
        As of `rule`.
    """
    compiled = numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)(function)
    return cast("Callable[P, R]", compiled)


def rate_table(record: np.record) -> RateTable:
    """Make a table of one row of a record of parameters.

    Parameters
    ----------
    record
        Parameters of a group by name.

    Returns
    -------
    table of one row
    """
    return cast("RateTable", np.array([record], dtype=record.dtype.descr))


kernel = rule
"""Compile a loop over columns that calls rules (same settings; another word for another job)."""
