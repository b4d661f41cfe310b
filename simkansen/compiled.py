"""Compiling: a rule is written once, for one unit, in plain Python, and compiled.

`rule` marks a scalar rule of the model; `kernel` marks a loop that calls rules over columns. Both
stay readable and testable as ordinary functions (``rule_name.py_func``). Compiled code is kept in a
cache whose name holds a digest of the package's own sources, so that a changed rule can never be
served by the compiled form of an older one. Of all processes that share it one at a time compiles a
function; the others wait and read what that one has kept.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import numba
import numpy as np
from numba.core.caching import CacheImpl, FunctionCache, UserProvidedCacheLocator
from numba.core.compiler_lock import global_compiler_lock
from numba.core.dispatcher import Dispatcher
from numba.core.registry import cpu_target

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


def _chosen_folder() -> str:
    """Folder of the compiled code: in the user's own choice, else in the user's cache."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "simkansen"
    return str((Path(chosen) if chosen else base) / f"compiled-{_sources_digest()}")


def cache_folder() -> Path:
    """Return the folder in which compiled code of these sources is kept."""
    return Path(_settings["CACHE_DIR"])


def is_compiled(module: str, name: str) -> bool:
    """Tell whether a rule of these sources has been compiled and kept before.

    Parameters
    ----------
    module
        Last part of the module's name.
    name
        Name of the rule or kernel.
    """
    return any(cache_folder().rglob(f"{module}.{name}-*.nbi"))


class PackageCacheLocator(UserProvidedCacheLocator):
    """Where compiled code of this package is kept, whatever the folder in which it is installed."""

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> PackageCacheLocator | None:
        """Return a locator for a function of this package; functions of others have theirs.

        Also of a folder that cannot be written: what is in it is read, and nothing is kept elsewhere, where
        its name would not follow the text of all rules.
        """
        ours = PACKAGE in Path(py_file).resolve().parents
        return cls(py_func, py_file) if ours else None

    @classmethod
    def get_suitable_cache_subpath(cls, py_file: str) -> str:
        """Return the folder of a module's compiled code, inside that of all."""
        return str(Path(py_file).resolve().relative_to(PACKAGE).parent)


_settings = vars(numba.config)
_settings["CACHE_DIR"] = _chosen_folder()
# Numba names a cache after the place of a file, so that the same package elsewhere would be compiled again.
if not _settings["CACHE_LOCATOR_CLASSES"]:
    _settings["CACHE_LOCATOR_CLASSES"] = ",".join(
        (
            f"{__name__}.{PackageCacheLocator.__name__}",
            *(locator.__name__ for locator in CacheImpl._locator_classes),
        )
    )


class _Turns:
    """Whose turn it is to compile a function, among all processes that share the cache.

    A byte of one file stands for each function. The system takes a lock back from a process that ends,
    however it ends; where there are no locks, nobody waits and a function may be compiled twice.
    """

    def __init__(self) -> None:
        self._file: int | None = None

    def take(self, place: int) -> None:
        """Wait until no other process compiles this function.

        Functions wait for those that they call and never the other way round, so that two processes cannot
        wait for each other.
        """
        self._lock(place, ours=True)

    def give(self, place: int) -> None:
        """Let others have their turn."""
        self._lock(place, ours=False)

    def _lock(self, place: int, *, ours: bool) -> None:
        try:
            import fcntl  # which not every system has, and every verb comes by here

            if self._file is None:
                folder = cache_folder()
                folder.mkdir(parents=True, exist_ok=True)
                self._file = os.open(folder / "turns", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            fcntl.lockf(self._file, fcntl.LOCK_EX if ours else fcntl.LOCK_UN, 1, place)
        except (ImportError, OSError):
            return


class _SharedCache(FunctionCache):
    """Compiled forms of one function; who finds none has the turn to compile it, until `done`."""

    made = 0

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        name = f"{function.__module__}.{function.__qualname__}".encode()
        self._place = int.from_bytes(hashlib.blake2b(name, digest_size=4).digest())
        self._ours = False

    def load_overload(self, sig: object, target_context: object) -> object:
        """Return a compiled form that was kept; None where it is our turn to compile it."""
        found = self._read(sig, target_context)
        if found is None:
            self._ours = True
            _turns.take(self._place)
            found = self._read(sig, target_context)
        return found

    def _read(self, sig: object, target_context: object) -> object:
        with suppress(OSError):
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        return None

    def save_overload(self, sig: object, data: object) -> None:
        """Keep a compiled form, where the folder can be written; it is of use here anyway."""
        _SharedCache.made += 1
        with suppress(OSError):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]

    def done(self) -> None:
        """Let others compile the function, whether or not it could be compiled here."""
        if self._ours:
            self._ours = False
            _turns.give(self._place)


class _Compiling:
    """Compiles a function for arguments of some types, or reads what was kept of it; one thread at a time."""

    def __init__(self, compile_one: Callable[..., object], cache: _SharedCache) -> None:
        self._compile, self._cache = compile_one, cache

    def __call__(self, sig: object) -> object:
        with global_compiler_lock:
            try:
                return self._compile(sig)
            finally:
                self._cache.done()


_turns = _Turns()


def made_here() -> int:
    """Count the functions that this process has compiled, and not read from the cache."""
    return _SharedCache.made


def _list_of_all() -> Path:
    """Return the file that names what there was when all was compiled, by this Python for this processor."""
    processor = cpu_target.target_context.codegen().magic_tuple()
    of = repr((sys.implementation.cache_tag, numba.__version__, processor)).encode()
    return cache_folder() / f"all-{hashlib.blake2b(of, digest_size=8).hexdigest()}.txt"


def is_all_compiled() -> bool:
    """Tell whether everything was compiled once (`note_all_compiled`), and all of that is still there."""
    try:
        names = _list_of_all().read_text("utf-8").split()
    except OSError:
        return False
    return all([(cache_folder() / name).is_file() for name in names])


def note_all_compiled() -> None:
    """Note that everything has been compiled and kept; nothing where it could not be."""
    folder = cache_folder()
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.nb?"))
    with suppress(OSError):
        _list_of_all().write_text("\n".join(names), "utf-8")


def _compiled(function: Callable[P, R], forceinline: bool = False) -> Callable[P, R]:
    """Compile a function when it is called first, or read what was kept of it."""
    made = numba.njit(nogil=True, error_model="numpy", forceinline=forceinline)(function)
    if isinstance(made, Dispatcher):  # where nothing is to be compiled, it is the function itself
        cache = _SharedCache(function)
        vars(made).update(_cache=cache, compile=_Compiling(made.compile, cache))
    return cast("Callable[P, R]", made)


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
    return _compiled(function)


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
    return _compiled(function, forceinline=True)


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


BLOCK = 1024
"""Rows that a loop with columns of its own takes at a time: these stay in the cache, however many."""

kernel = rule
"""Compile a loop over columns that calls rules (same settings; another word for another job)."""
