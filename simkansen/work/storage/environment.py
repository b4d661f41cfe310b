"""Where something was done: machine, versions and commit; nothing about who or in which folder."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any


def machine() -> dict[str, Any]:
    """Return what this machine is.

    Returns
    -------
    dict
        ``processors``: how many, ``platform``: system and machine, ``processor``: as of `processor`.
    """
    return {
        "processors": os.cpu_count(),
        "platform": {"system": platform.system(), "machine": platform.machine()},
        "processor": processor(),
    }


def processor() -> dict[str, Any]:
    """Return what this machine's processor can do and which C library is there.

    No result depends on these (`simkansen.arithmetic`); they are kept for the day that one does.

    Returns
    -------
    dict
        ``numpy``: groups of instructions that numpy found, ``numba``: the processor that rules are compiled
        for, ``libc``: the C library.
    """
    import llvmlite.binding
    import numpy as np

    said: Any = np.show_config(mode="dicts")
    known = said.get("SIMD Extensions", {})
    return {
        "numpy": [*known.get("baseline", ()), *known.get("found", ())],
        "numba": os.environ.get("NUMBA_CPU_NAME") or llvmlite.binding.get_host_cpu_name(),
        "libc": " ".join(platform.libc_ver()).strip() or f"that of {platform.system()} {platform.release()}",
    }


def installed(packages: Iterable[str]) -> dict[str, str]:
    """Return the versions of packages, of those that are there."""
    found = {}
    for package in packages:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def git_state() -> dict[str, Any] | None:
    """Return the commit the code is at and whether it was changed since; None outside a checkout."""
    package = Path(__file__).resolve().parent.parent.parent
    commit = _git(package, "rev-parse", "HEAD")
    if commit is None:
        return None
    changed = _git(package, "status", "--porcelain", "--untracked-files=no", "--", ".")
    return {"commit": commit, "dirty": bool(changed)}


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def without_places(command: Sequence[str]) -> list[str]:
    """Shorten absolute paths in a command line: relative to the working folder, else only the name.

    The address of a scheduler is left out, for it names a host.
    """
    here = Path.cwd()
    short: list[str] = []
    for word in command:
        if short and short[-1] == "--scheduler":
            short.append("ADDRESS")
            continue
        if word.startswith("--scheduler="):
            short.append("--scheduler=ADDRESS")
            continue
        option, equals, value = word.rpartition("=") if word.startswith("-") else ("", "", word)
        path = Path(value)
        if path.is_absolute():
            value = path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name
        short.append(f"{option}{equals}{value}")
    return short
