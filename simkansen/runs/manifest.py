"""The manifest: what was run, with what, and how it went; nothing about who or where."""

from __future__ import annotations

import json
import os
import platform
import shlex
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen import __version__
from simkansen.identity import own_sources
from simkansen.runs.plan import Plan, code_digest, posterior_digest
from simkansen.scenario.run_defaults import is_sample

if TYPE_CHECKING:
    from simkansen.runs.store import Sizes
    from simkansen.scenario import Scenario
    from simkansen.work.progress import Failure

FORMAT = 1

_PACKAGES = ("numpy", "numba", "mesa", "scipy", "duckdb", "pydantic", "ruamel.yaml", "matplotlib")


def describe(
    plan: Plan,
    *,
    command: Sequence[str],
    finished: Sequence[int],
    failures: Sequence[Failure],
    wall_seconds: float,
    workers: int,
    sizes: Sequence[Sizes],
    sources: Sequence[str] = (),
) -> dict[str, Any]:
    """Describe a batch of runs.

    Parameters
    ----------
    plan
        What was asked.
    command
        The command line; of paths outside the working folder only the name is kept.
    finished, failures
        Replications in the store, and those that failed.
    wall_seconds
        Wall time over all starts (s).
    workers
        Worker processes asked for.
    sizes
        Of the population of each finished replication. Their medians are kept as ``schools`` and ``pupils``,
        and the least and the most as ``pupils_range`` where they differ.
    sources
        Digests of the sources that had a part in it (`sources_with`).
    """
    from simkansen.scenario import scenario_hash

    reference = plan.reference
    return {
        "format": FORMAT,
        "simkansen": __version__,
        "name": plan.name,
        "hash": plan.name.rsplit("-", 1)[-1],
        "command": shlex.join(without_places(command)),
        "reference": reference.name,
        "scenarios": [scenario.name for scenario in plan.scenarios],
        "seed": reference.run.seed,
        "replications": plan.replications,
        "finished": list(finished),
        "failed": [failure.as_dict() for failure in failures],
        "parameters": reference.run.parameters,
        **unusual(plan.scenarios),
        "population": reference.run.population,
        "schools_redrawn": plan.redrawn and is_sample(reference.population),
        **_over_replications(sizes),
        "closures": closures(plan),
        "sources": list(sources),
        "hashes": {
            "runs": plan.key,
            "code": code_digest(),
            "posterior": posterior_digest(reference),
            "scenarios": {scenario.name: scenario_hash(scenario) for scenario in plan.scenarios},
        },
        "wall_seconds": round(wall_seconds, 2),
        "workers": workers,
        "processors": os.cpu_count(),
        "platform": {"system": platform.system(), "machine": platform.machine()},
        "processor": processor(),
        "versions": versions(),
        "git": git_state(),
    }


def unusual(scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """Say what every page has to name: a reference that was made, and values that are not the usual ones.

    Parameters
    ----------
    scenarios
        Those that are run together, the reference first.

    Returns
    -------
    dict
        ``made_reference``: whether the one scenario is compared with itself without interventions.
        ``unlike_closures``: scenarios with other closures than the reference.
        ``unlike_parameters``: by scenario and parameter, the value of the reference and its own (None: the
        evidence's own). ``own_parameters``: by parameter, the value that all scenarios give it within its
        prior. ``beyond_prior``: by scenario and parameter, the value and what the prior allows.
    """
    from simkansen.runs.plan import unlike_values
    from simkansen.scenario.parameter_values import named_beyond
    from simkansen.scenario.reference import is_made

    first = scenarios[0]
    closures = first.calendar.closures
    unlike = {scenario.name: unlike_values(first, scenario) for scenario in scenarios}
    differing = {name for values in unlike.values() for name in values}
    beyond = {scenario.name: named_beyond(scenario.beyond_prior) for scenario in scenarios}
    return {
        "made_reference": is_made(first, scenarios[1:]),
        "unlike_closures": [one.name for one in scenarios if one.calendar.closures != closures],
        "unlike_parameters": {
            name: {parameter: list(pair) for parameter, pair in differ.items()}
            for name, differ in unlike.items() if differ
        },
        "own_parameters": {name: value for name, value in first.parameters.items() if name not in differing},
        "beyond_prior": {
            name: {one.name: one.as_dict() for one in values} for name, values in beyond.items() if values
        },
    }  # fmt: skip


def _over_replications(sizes: Sequence[Sizes]) -> dict[str, Any]:
    """Give the median of each size, and the least and the most where replications differ."""
    found: dict[str, Any] = {}
    for name in sizes[0] if sizes else ():
        each = [one[name] for one in sizes]
        found[name] = round(statistics.median(each))
        if min(each) < max(each):
            found[f"{name}_range"] = [min(each), max(each)]
    return found


def of_before(path: Path) -> dict[str, Any]:
    """Return the manifest that an earlier start left there, if any."""
    if not path.is_file():
        return {}
    before: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return before


def sources_with(before: Mapping[str, Any]) -> list[str]:
    """List the digests of the sources that made what is in a folder, those of now among them.

    Sources that do the same may differ in the last bits.

    Parameters
    ----------
    before
        The manifest of an earlier start; empty when there is none.
    """
    known = before.get("sources") or []
    return sorted({*map(str, known), own_sources()})


def closures(plan: Plan) -> list[dict[str, str]]:
    """List the closures of the reference, as dates and kinds."""
    from simkansen.scenario import build_calendar

    calendar = build_calendar(plan.reference.calendar)
    return [
        {"from": start.isoformat(), "to": end.isoformat(), "kind": kind}
        for start, end, kind in calendar.closures()
    ]


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


def versions() -> dict[str, str]:
    """Return the versions of Python, of simkansen and of the packages that do the work."""
    found = {"python": platform.python_version(), "simkansen": __version__}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def git_state() -> dict[str, Any] | None:
    """Return the commit the code is at and whether it was changed since; None outside a checkout."""
    package = Path(__file__).resolve().parent.parent
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
