"""What the bits of a result depend on, its input aside."""

from __future__ import annotations

from functools import cache

from simkansen.identity import own_sources
from simkansen.runs.manifest import versions

_PACKAGES = ("python", "numpy", "numba", "scipy", "mesa")


@cache
def what_decides() -> dict[str, str]:
    """Name the versions and the code that must be the same on all machines that work on one result."""
    found = versions()
    known = {name: found.get(name, "missing") for name in _PACKAGES}
    return {"simkansen": f"{found['simkansen']} of code {own_sources()[:10]}", **known}
