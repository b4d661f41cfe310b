"""Memory that is freed goes back to the system, where it comes in large parts."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache

_LARGE = 4 * 2**20
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
"""Names that the C library gives these settings (mallopt)."""


@cache
def give_back_what_is_large() -> None:
    """Let columns of a large population go back to the system when they are freed, in this process.

    The GNU C library keeps what it once freed for what comes next, up to parts of 32 MB: simulations that
    begin and end side by side then hold twice what they need. Small parts are kept as before. Other libraries
    have no such setting and need none.
    """
    with suppress(OSError, AttributeError, TypeError):
        setting = ctypes.CDLL(None).mallopt
        setting(_MMAP_THRESHOLD, _LARGE)
        setting(_TRIM_THRESHOLD, 16 * _LARGE)  # as far as the library would come by itself
