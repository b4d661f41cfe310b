"""What a file may leave to its population: how many replications, and whether they share their pupils."""

from __future__ import annotations

from typing import Literal

from simkansen.scenario.schema.scenario import PopulationSpec, Scenario
from simkansen.scenario.writing.estimate import count

REPLICATIONS: tuple[tuple[int, int], ...] = ((20_000, 128), (200_000, 64))
"""Pupils (of groep 1 to 8) up to which so many replications are done by default.

Powers of two, for an even spread of draws (`simkansen.runs.draws.stratified`). With 128 replications of a
sample of 40 schools, which has 9,000 pupils, the median effect of a shipped intervention moves by 2.5 to
5.0 % (one standard deviation) with another seed, with 64 by 3.4 to 6.7 %, with 16 by 7.5 to 12.0 %
(tests/benchmarks/seeds.py, 20 seeds). More pupils cost more time and have less luck of their own. The
processor has no say, or a file would give other results elsewhere.
"""

REPLICATIONS_OF_MORE = 16
"""Replications for more pupils than that, up to the whole country."""


def default_replications(pupils: int) -> int:
    """Give how many replications are done where a file does not say.

    Parameters
    ----------
    pupils
        Pupils of groep 1 to 8 (count).
    """
    return next((many for most, many in REPLICATIONS if pupils <= most), REPLICATIONS_OF_MORE)


def default_population(spec: PopulationSpec, school_year: str | None = None) -> Literal["redrawn", "fixed"]:
    """Say whether every replication draws schools and pupils anew where a file does not say.

    A sample stands for the schools that it is drawn from, so which schools and pupils are in it is chance
    like any other. A user's own schools, and all schools of a place, are the very ones that are asked about;
    their pupils are made once. A sample of as many schools as there are is all of them.

    Parameters
    ----------
    spec, school_year
        Which schools, and the first school year.
    """
    return "redrawn" if is_sample(spec, school_year) else "fixed"


def is_sample(spec: PopulationSpec, school_year: str | None = None) -> bool:
    """Say whether schools are left out, so that another draw would have others.

    Parameters
    ----------
    spec
        Which schools; a file of schools can be read.
    school_year
        The first school year, whose schools are taken.
    """
    if spec.sample is None:
        return False
    source = "country" if spec.country is not None else "schools"
    whole = getattr(spec, source).model_copy(update={"sample": None})
    return spec.sample < count(spec.model_copy(update={source: whole}), school_year)[0]


def with_run_defaults(scenario: Scenario) -> Scenario:
    """Give the scenario with what it leaves open about its run filled in.

    Parameters
    ----------
    scenario
        A scenario without problems; its file of schools, if it names one, can be read.

    Returns
    -------
    Scenario
        The same one when it leaves nothing open.
    """
    run, changes, first = scenario.run, dict[str, object](), scenario.calendar.first_year
    if run.replications is None:
        changes["replications"] = default_replications(count(scenario.population, first)[1])
    if run.population is None:
        changes["population"] = default_population(scenario.population, first)
    if not changes:
        return scenario
    filled = run.model_copy(update=changes)
    whole = scenario.model_copy(update={"run": filled})
    # What a file leaves open stays what it leaves open: `check` shows it as a default.
    filled.model_fields_set.difference_update(changes)
    whole.model_fields_set.intersection_update({*scenario.model_fields_set})
    return whole
