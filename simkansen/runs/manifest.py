"""The manifest: what was run, with what, and how it went; nothing about who or where."""

from __future__ import annotations

import platform
import shlex
import statistics
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simkansen import __version__
from simkansen.country import country_digest, is_shipped
from simkansen.identity import RUNS, Scope, own_sources
from simkansen.runs.plan import Plan, code_digest, posterior_digest, unlike_closures, unlike_values
from simkansen.runs.short_summary import ENDS
from simkansen.scenario import build_calendar, scenario_hash
from simkansen.scenario.checks.parameter_values import named_beyond
from simkansen.scenario.idle.schools import have_left
from simkansen.scenario.reference import is_made
from simkansen.scenario.schema.run_defaults import is_sample
from simkansen.schooling import load_system
from simkansen.work.storage.csv_style import CSV_STYLE, CsvStyle
from simkansen.work.storage.environment import git_state, installed, machine, without_places
from simkansen.work.storage.manifest_file import FORMAT

if TYPE_CHECKING:
    from simkansen.runs.store import Sizes
    from simkansen.scenario import Scenario
    from simkansen.work.progress import Failure

_PACKAGES = ("numpy", "numba", "mesa", "scipy", "duckdb", "pydantic", "ruamel.yaml", "matplotlib")


def describe(
    scenarios: Sequence[Scenario],
    name: str,
    key: str,
    own: Mapping[str, Any],
    *,
    basis: Mapping[str, str],
    scope: Scope = RUNS,
    before: Mapping[str, Any],
    command: Sequence[str],
    wall_seconds: float,
    workers: int,
    engine: str | None = None,
    packages: Sequence[str] = (),
) -> dict[str, Any]:
    """Describe what was done with scenarios: a run, a sweep or a study.

    Parameters
    ----------
    scenarios
        Those that are run together, the reference first.
    name, key
        What it is called, and the hash that names its folder.
    own
        What only this kind of work has to tell.
    basis
        Hashes of all that its results depend on, by what they are called there.
    scope
        What of the code the results rest on (`simkansen.identity`).
    before
        The manifest of an earlier start; empty when there is none.
    command
        The command line; of paths outside the working folder only the name is kept.
    wall_seconds
        Wall time over all starts (s).
    workers, engine
        Worker processes asked for and, where there is a choice, what they run on.
    packages
        Packages that have a part in it beside the usual ones.
    """
    return {
        "format": FORMAT,
        "simkansen": __version__,
        "name": name,
        "hash": key[:10],
        "command": shlex.join(without_places(command)),
        "reference": scenarios[0].name,
        **unusual(scenarios),
        **own,
        "sources": sources_with(before),
        "hashes": {**hashes(scenarios, scope), **basis},
        "wall_seconds": round(wall_seconds, 2),
        "workers": workers,
        **({"engine": engine} if engine else {}),
        **machine(),
        "versions": versions() | installed(packages),
        "git": git_state(),
    }


def of_run(
    plan: Plan,
    finished: Sequence[int],
    failures: Sequence[Failure],
    sizes: Sequence[Sizes],
    ends: Sequence[str],
    style: CsvStyle,
) -> dict[str, Any]:
    """Tell what only a batch of runs has to tell.

    Parameters
    ----------
    plan
        What was asked.
    finished, failures
        Replications in the store, and those that failed.
    sizes
        Of the population of each finished replication. Their medians are kept as ``schools`` and ``pupils``,
        and the least and the most as ``pupils_range`` where they differ.
    ends
        Mondays of the weeks of the short summary.
    style
        How CSV files are written.
    """
    reference = plan.reference
    return {
        "scenarios": [scenario.name for scenario in plan.scenarios],
        "seed": reference.run.seed,
        "replications": plan.replications,
        "finished": list(finished),
        "failed": [failure.as_dict() for failure in failures],
        "parameters": reference.run.parameters,
        "population": reference.run.population,
        "schools_redrawn": plan.redrawn and is_sample(reference.population, reference.calendar.first_year),
        **over_replications(sizes),
        "closures": closures(plan),
        ENDS: list(ends),
        CSV_STYLE: style,
    }


def with_types(scenario: Scenario, title: object) -> dict[str, Any]:
    """Tell a scenario under a title, with the types of its interventions."""
    return {"name": scenario.name, "title": title, "types": [one.type for one in scenario.interventions]}


LEFT = "left_by_the_end"
"""Key of the manifest that names scenarios of which nobody whom they help is in school at the end."""


def unusual(scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """Say what every page has to name: a reference that was made, and values that are not the usual ones.

    Parameters
    ----------
    scenarios
        Those that are run together, the reference first.

    Returns
    -------
    dict
        ``country``: name and digest of a country of one's own.
        ``made_reference``: whether the one scenario is compared with itself without interventions.
        ``unlike_closures``: scenarios with other closures than the reference.
        ``unlike_parameters``: by scenario and parameter, the value of the reference and its own (None: the
        evidence's own). ``own_parameters``: by parameter, the value that all scenarios give it within its
        prior. ``beyond_prior``: by scenario and parameter, the value and what the prior allows.
        ``left_by_the_end``, where there are such: scenarios that help nobody who is in school at the end.
    """
    first = scenarios[0]
    own = {} if is_shipped() else {"country": {"name": load_system().key, "digest": country_digest()}}
    gone = [one.name for one in scenarios if have_left(one, build_calendar(one.calendar, one.population))]
    unlike = {one.name: differ for one in scenarios if (differ := unlike_values(first, one))}
    differing = {name for values in unlike.values() for name in values}
    return {
        **own,
        "made_reference": is_made(first, scenarios[1:]),
        "unlike_closures": [one.name for one in scenarios if unlike_closures(first, one)],
        "unlike_parameters": {name: _as_lists(differ) for name, differ in unlike.items()},
        "own_parameters": {name: value for name, value in first.parameters.items() if name not in differing},
        "beyond_prior": _beyond(scenarios),
        **({LEFT: gone} if gone else {}),
    }


def _as_lists(differ: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    return {name: list(pair) for name, pair in differ.items()}


def _beyond(scenarios: Sequence[Scenario]) -> dict[str, dict[str, Any]]:
    """Return by scenario and parameter the value, and what the prior allows."""
    beyond = {one.name: named_beyond(one.beyond_prior) for one in scenarios}
    return {name: {one.name: one.as_dict() for one in found} for name, found in beyond.items() if found}


def hashes(scenarios: Sequence[Scenario], scope: Scope = RUNS) -> dict[str, Any]:
    """Return the hashes of the code, of the posterior and of each scenario.

    Parameters
    ----------
    scenarios
        Those that are run together, the reference first.
    scope
        What of the code the results rest on (`simkansen.identity`).
    """
    return {
        "code": code_digest(scope),
        "posterior": posterior_digest(scenarios[0]),
        "scenarios": {scenario.name: scenario_hash(scenario) for scenario in scenarios},
    }


def over_replications(sizes: Sequence[Sizes]) -> dict[str, Any]:
    """Give the median of each size, and the least and the most where replications differ."""
    found: dict[str, Any] = {}
    for name in sizes[0] if sizes else ():
        each = [one[name] for one in sizes]
        found[name] = round(statistics.median(each))
        if min(each) < max(each):
            found[f"{name}_range"] = [min(each), max(each)]
    return found


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


def closures(plan: Plan) -> list[dict[str, Any]]:
    """List the closures of the reference: dates, kinds, and where it is asked for whom and in which turns."""
    own = build_calendar(plan.reference.calendar, plan.reference.population).phases_of()
    return [
        {"from": phase.start.isoformat(), "to": phase.end.isoformat(), "kind": phase.kind}
        | {name: list(asked) for name, asked in phase.scope._asdict().items() if asked}
        | ({"rota": phase.rota} if phase.rota == "weeks" else {})
        for phase in own
    ]


def versions() -> dict[str, str]:
    """Return the versions of Python, of simkansen and of the packages that do the work."""
    return {"python": platform.python_version(), "simkansen": __version__} | installed(_PACKAGES)
