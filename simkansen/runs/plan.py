"""What is to be run: scenarios that can be compared, and the hashes that name their results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen.country import country_digest, is_shipped
from simkansen.evidence import is_fitted, load_parameters, posterior_file
from simkansen.identity import RUNS, Scope, data_digest, identity_of
from simkansen.phrases import figure, joined, phrase
from simkansen.scenario import scenario_hash, with_run_defaults
from simkansen.scenario.checks.whole import population_refusals
from simkansen.scenario.reading.located import problem_of_scenario
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reference import is_made, with_reference
from simkansen.schooling.calendar_file import shipped_calendar

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.runs.draws import Source
    from simkansen.scenario import PopulationSpec, Problem, Scenario


class DifferentBasisError(ValueError):
    """The scenarios cannot be compared on the same pupils under the same chance.

    Parameters
    ----------
    said, fix
        What is wrong, and what to do about it.
    problem
        The same at its file, line and column, where a file holds it.

    Attributes
    ----------
    also
        What else stands in the way, for the first to be told together with the others.
    """

    def __init__(self, said: str, fix: str, problem: Problem | None = None) -> None:
        super().__init__(joined("; ", (said, fix)))
        self.said, self.fix, self.problem = said, fix, problem
        self.also: tuple[DifferentBasisError, ...] = ()

    @property
    def located(self) -> str:
        """All messages, a line each, with the places where files hold them."""
        return joined("\n", (str(one.problem or one) for one in (self, *self.also)))


class UnlikeValuesError(DifferentBasisError):
    """The scenarios have unlike parameters or rules, which may be compared where that is asked for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Scenarios on one basis.

    Attributes
    ----------
    scenarios
        The scenarios, the reference first.
    replications
        How many replications are asked for (of the reference).
    key
        Hash of all that determines the rows of a replication, its number aside.
    name
        Name of the results folder: the reference's name and a hash; the scenario's where the reference was
        made of it.
    """

    scenarios: tuple[Scenario, ...]
    replications: int
    key: str
    name: str

    @property
    def reference(self) -> Scenario:
        """The scenario that the others are compared with."""
        return self.scenarios[0]

    @property
    def made_reference(self) -> bool:
        """Whether the reference is the one scenario without its interventions, and was named by nobody."""
        return is_made(self.reference, self.scenarios[1:])

    @property
    def source(self) -> Source:
        """Where the parameters come from."""
        return self.reference.run.parameters

    @property
    def redrawn(self) -> bool:
        """Whether each replication has schools and pupils of its own."""
        return self.reference.run.population == "redrawn"

    def run_key(self, replication: int) -> str:
        """Hash of all that determines the rows of one replication."""
        return _digest([self.key, replication])

    def base_parameters(self) -> Parameters:
        """Return the point values with the reference's own values for the population."""
        return load_parameters().replace(self.reference.own_values)


def make_plan(scenarios: Sequence[Scenario]) -> Plan:
    """Check that scenarios can be compared, and name their results.

    Parameters
    ----------
    scenarios
        One or more scenarios, the reference first. One with interventions that stands alone is compared with
        itself without them.

    Raises
    ------
    DifferentBasisError
        If two scenarios share a name, or differ in population, school years, seed, in how parameters are
        drawn, or in parameters and rules without asking for that; the message says which and what to do.
    """
    if not scenarios:
        raise DifferentBasisError("no scenario is given", "name at least one file")
    scenarios = [with_run_defaults(scenario) for scenario in with_reference(scenarios)]
    first = scenarios[0]
    apart = list(_differences(scenarios))
    if apart:
        apart[0].also = tuple(apart[1:])
        raise apart[0]
    contents = [content_hash(scenario) for scenario in scenarios]
    key = _digest([contents, code_digest(), posterior_digest(first)])
    replications = first.run.replications or 1
    named = scenarios[1] if is_made(first, scenarios[1:]) else first
    return Plan(tuple(scenarios), replications, key, f"{named.name}-{_digest([key, replications])[:10]}")


def on_basis(scenario: Scenario, sample: int | None, run: Mapping[str, object]) -> Scenario:
    """Give a scenario the schools and the settings of a run that an experiment says.

    Parameters
    ----------
    scenario
        The scenario; not changed.
    sample
        How many schools; None for its own.
    run
        What the experiment says under ``run``.
    """
    changes: dict[str, object] = {"run": scenario.run.model_copy(update=run)}
    if sample is not None:
        changes["population"] = with_sample(scenario.population, sample)
    return scenario.model_copy(update=changes)


def with_sample(population: PopulationSpec, schools: int) -> PopulationSpec:
    """Draw another number of schools from what a population is drawn from."""
    source = "country" if population.country is not None else "schools"
    drawn = getattr(population, source).model_copy(update={"sample": schools})
    return population.model_copy(update={source: drawn})


def sample_refusals(first: Scenario, schools: int) -> list[Refusal]:
    """Find why so many schools cannot be drawn from the population of a scenario; the path is ``sample``."""
    found = population_refusals(with_sample(first.population, schools), first.calendar.first_year)
    return [replace(refused, path=("sample",)) for refused in found]


def _differences(scenarios: Sequence[Scenario]) -> Iterator[DifferentBasisError]:
    """Find all that keeps scenarios from being compared with the first."""
    first, seen = scenarios[0], set()
    for scenario in scenarios:
        if scenario.name in seen:
            said = phrase("two scenarios are called '{name}'", name=scenario.name)
            yield _refusal(scenario, ("name",), said, "give one of them another name")
        seen.add(scenario.name)
        yield from _other_basis(first, scenario)
        yield from _unlikeness(first, scenario)


def _other_basis(first: Scenario, other: Scenario) -> Iterator[DifferentBasisError]:
    years = [scenario.calendar.school_years for scenario in (first, other)]
    values = [_population_values(scenario) for scenario in (first, other)]
    pairs: tuple[tuple[tuple[str, ...], str, Any, Any], ...] = (
        (("population",), "population", first.population, other.population),
        (("calendar", "school_years"), "calendar.school_years", years[0], years[1]),
        (("calendar", "holidays"), "calendar.holidays", first.calendar.holidays, other.calendar.holidays),
        (("run", "seed"), "run.seed", first.run.seed, other.run.seed),
        (("run", "parameters"), "run.parameters", first.run.parameters, other.run.parameters),
        (("run", "population"), "run.population", first.run.population, other.run.population),
        (("parameters",), "parameters of the population", values[0], values[1]),
    )
    for path, what, mine, theirs in pairs:
        if mine != theirs:
            said = phrase(
                "'{one}' and '{other}' differ in {what}, so they are not about the same pupils "
                "under the same chance",
                one=first.name,
                other=other.name,
                what=what,
            )
            fix = phrase("give both the same {what}, or run them apart", what=what)
            yield _refusal(other, path, said, fix)


def _unlikeness(first: Scenario, other: Scenario) -> Iterator[DifferentBasisError]:
    """Refuse unlike parameters and rules unless they are asked for: they would count as an effect."""
    if first.run.unlike_parameters or other.run.unlike_parameters:
        return
    differ = unlike_values(first, other)
    if not differ:
        return
    where, path = where_unlike(next(iter(differ)), first, other)
    said = phrase(
        "'{one}' and '{other}' differ in {what}, so what that does would count as an effect of interventions",
        one=other.name,
        other=first.name,
        what=joined(", ", differing(differ)),
    )
    fix = (
        "give both the same, or ask for it with run: {unlike_parameters: true}, on the command line with "
        "--unlike-parameters, in Python with run_scenarios(..., unlike_parameters=True)"
    )
    refused = _refusal(where, path, said, fix)
    yield UnlikeValuesError(refused.said, refused.fix, refused.problem)


def unlike_values(
    first: Scenario, other: Scenario
) -> dict[str, tuple[float | str | None, float | str | None]]:
    """Find in which parameters and rules two scenarios differ.

    Returns
    -------
    dict
        Value of the first and of the other by name of the parameter; ``rules.growth`` for the rule of growth,
        ``calendar.remote_experience`` for what schools have learned before.
        None is the evidence's own, drawn or not as for all parameters.
    """
    one, two = first.own_values, other.own_values
    found: dict[str, tuple[float | str | None, float | str | None]] = {
        name: (one.get(name), two.get(name))
        for name in sorted({*one, *two})
        if one.get(name) != two.get(name)
    }
    if first.rules.growth != other.rules.growth:
        found[_RULE] = (first.rules.growth, other.rules.growth)
    learned = [_experience(one) for one in (first, other)]
    if learned[0] != learned[1]:
        found[_EXPERIENCE] = (learned[0], learned[1])
    return found


_RULE = "rules.growth"
_EXPERIENCE = "calendar.remote_experience"


def _experience(scenario: Scenario) -> str:
    """Give the word for what schools have learned before the first week."""
    spec = scenario.calendar
    return shipped_calendar().experience(spec.first_year, spec.remote_experience).word


def unlike_closures(first: Scenario, other: Scenario) -> bool:
    """Tell whether two scenarios have unlike closures: what these do is no effect of interventions."""
    return first.calendar.closures != other.calendar.closures


def differing(
    differ: Mapping[str, tuple[float | str | None, float | str | None]],
) -> list[str]:
    """Name what `unlike_values` found, each with the value of the other and that of the first."""
    return [
        phrase("{name} ({theirs} and {mine})", name=name, theirs=_told(theirs), mine=_told(mine))
        for name, (mine, theirs) in differ.items()
    ]


def where_unlike(name: str, first: Scenario, other: Scenario) -> tuple[Scenario, tuple[str, ...]]:
    """Say in which file a value that `unlike_values` found stands, and where."""
    if name == _RULE:
        return (other if other.rules.growth != "product" else first), ("rules", "growth")
    if name == _EXPERIENCE:
        return (other if other.calendar.remote_experience else first), ("calendar", "remote_experience")
    holder = other if name in other.own_values else first
    return holder, ("parameters" if name in holder.parameters else "beyond_prior", name)


def _told(value: float | str | None) -> str:
    return (
        phrase("the evidence's own")
        if value is None
        else figure(f"{value:g}")
        if isinstance(value, float)
        else str(value)
    )


def _refusal(scenario: Scenario, path: tuple[str, ...], said: str, fix: str) -> DifferentBasisError:
    """Say why a scenario cannot be run beside the first, and where in its file that stands."""
    refused = Refusal(path, said, fix)
    problem = problem_of_scenario(scenario, refused) if scenario.source is not None else None
    return DifferentBasisError(said, fix, problem)


def _population_values(scenario: Scenario) -> dict[str, float]:
    own = scenario.own_values
    known = load_parameters().definitions if own else {}
    return {name: value for name, value in own.items() if known[name].used_by == "population"}


def content_hash(scenario: Scenario) -> str:
    """Hash of what a scenario says and of the files it names; the number of replications aside."""
    once = scenario.run.model_copy(update={"replications": 1})
    return scenario_hash(scenario.model_copy(update={"run": once}))


def posterior_digest(scenario: Scenario) -> str | None:
    """Return the SHA-256 of the posterior's draws; None when the scenario does not use them."""
    used = scenario.run.parameters != "prior" and is_fitted()
    return file_digest(posterior_file()) if used else None


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def code_digest(scope: Scope = RUNS) -> str:
    """Name all in the package that results depend on: what the code does, and the data.

    Parameters
    ----------
    scope
        Parts of the behaviour that the results rest on (`simkansen.identity`).
    """
    own = [] if is_shipped() else [country_digest()]
    return _digest([identity_of(scope), data_digest(), *own])


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
