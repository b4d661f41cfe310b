"""Who is simulated: made once, kept in a folder, and read by every worker."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.evidence import load_parameters
from simkansen.population import PopulationMaker, load_population
from simkansen.runs.store import sizes_of
from simkansen.scenario import Scenario, build_calendar, effective_values
from simkansen.work.lru_cache import LRUCache

if TYPE_CHECKING:
    from simkansen.population import Population

_read: LRUCache[Population] = LRUCache(2)
_makers: LRUCache[PopulationMaker] = LRUCache(2)


def population_maker(reference: Scenario) -> PopulationMaker:
    """Give what makes the populations of scenarios that are compared with this one."""
    parameters = load_parameters().replace(reference.own_values)
    calendar = build_calendar(reference.calendar, reference.population)
    return PopulationMaker(reference.population, calendar, reference.run.seed, parameters)


def digest(content: object) -> str:
    """Hash of plain values (24 hexadecimal digits)."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def population_key(reference: Scenario) -> str:
    """Hash of what decides who is simulated: schools, school years, seed, parameters of the population."""
    ours = population_parameters()
    own = {name: value for name, value in reference.own_values.items() if name in ours}
    said = effective_values(reference)["population"]
    return digest([said, list(reference.calendar.school_years), reference.run.seed, own])


def files_as_they_are(reference: Scenario) -> tuple[Hashable, ...]:
    """Give what tells a file of schools from one that has taken its place since, within one program."""
    if reference.population.schools is None:
        return ()
    found = ((one.resolve(), one.stat()) for one in reference.population.schools.files)
    return tuple((where, state.st_mtime_ns, state.st_size) for where, state in found)


@cache
def population_parameters() -> frozenset[str]:
    """Name the parameters that decide who is simulated."""
    known = load_parameters().definitions
    return frozenset(name for name, definition in known.items() if definition.used_by == "population")


def make_population(reference: Scenario, stream: int = 0) -> Population:
    """Make the pupils of a scenario; what does not hang on chance is made once.

    Parameters
    ----------
    reference
        The scenario.
    stream
        The replication whose schools and pupils they are, where each has its own.
    """
    key = population_key(reference), files_as_they_are(reference)
    return _makers.get(key, lambda: population_maker(reference)).make(stream)


def keep_population(work: tuple[Path, Scenario]) -> dict[str, int]:
    """Make the pupils of a scenario and keep them in a folder.

    Parameters
    ----------
    work
        The folder, and the scenario.

    Returns
    -------
    dict
        How many ``schools`` and ``pupils``.
    """
    folder, reference = work
    made = make_population(reference)
    whole = folder / population_key(reference)
    unfinished = folder / f".{whole.name}-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    made.save(unfinished)
    unfinished.rename(whole)
    return sizes_of(made)


def population_of(folder: Path, reference: Scenario, replication: int = 0) -> Population:
    """Read the pupils of a scenario, or make them where nobody kept them, as on another machine.

    Parameters
    ----------
    folder
        Where populations are kept.
    reference
        The scenario.
    replication
        Where each replication has pupils of its own, which one; these are made, as nobody keeps them.

    Returns
    -------
    Population
        The same bits either way.
    """
    key = population_key(reference)
    if reference.run.population == "redrawn":
        now = files_as_they_are(reference)
        return _read.get((key, now, replication), lambda: make_population(reference, replication))

    def kept() -> Population:
        try:
            return load_population(folder / key)
        except FileNotFoundError:  # kept by nobody, or by a version whose tables had other columns
            return make_population(reference)

    return _read.get((folder, key), kept)
