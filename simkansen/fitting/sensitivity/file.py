"""The experiment file of the sensitivity analysis: scenarios, parameters, and how many evaluations."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from simkansen.evidence import load_parameters
from simkansen.evidence.files import PARAMETERS
from simkansen.interventions import registry
from simkansen.phrases import phrase
from simkansen.runs.draws import DRAWN_GROUPS
from simkansen.runs.plan import on_basis, sample_refusals
from simkansen.scenario import Scenario, ScenarioErrors, check_files
from simkansen.scenario.reading.document import load_document, problems_at
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import did_you_mean, listed, powers_near
from simkansen.scenario.schema.words import Many, Name, StrictModel, refusal, refusal_of_all

FEWEST_SCENARIOS = 3
"""The reference and two scenarios: with fewer there is nothing to rank."""


class MorrisSpec(StrictModel):
    """The screening: one parameter at a time along trajectories through the space of the priors."""

    trajectories: int = Field(default=8, ge=2, description="Each moves every parameter once.")
    levels: int = Field(
        default=4, ge=2, description="Values of each parameter; even.", json_schema_extra={"multipleOf": 2}
    )

    @field_validator("levels")
    @classmethod
    def _even(cls, levels: int) -> int:
        if levels % 2:
            raise refusal(
                phrase("{levels} levels are odd, so a step cannot be half the range", levels=levels),
                "write 4",
            )
        return levels


class SobolSpec(StrictModel):
    """The indices of those that the screening kept."""

    n: int = Field(default=128, ge=2, description="Evaluations are n x (survivors + 2); a power of two.")
    survivors: int = Field(default=20, ge=1, description="How many parameters are kept.")

    @field_validator("n")
    @classmethod
    def _power_of_two(cls, n: int) -> int:
        if n & (n - 1):
            raise refusal(
                phrase("{n} is no power of two, so a Sobol sequence is not in balance", n=n), powers_near(n)
            )
        return n


class RankingSpec(StrictModel):
    """How often interventions are ranked, each time with other parameters and other chance."""

    draws: int = Field(default=150, ge=2, description="Draws of the parameters, each with its own order.")


class SensitivitySpec(StrictModel):
    """An experiment file, complete and checked."""

    simkansen: Literal[1]
    name: Name = Field(description="Name of the experiment, and of its results.")
    scenarios: Many[str] = Field(description="Scenario files, the reference first.")
    sample: int = Field(default=16, ge=1, description="Schools in every evaluation.")
    parameters: Many[str] = Field(default=DRAWN_GROUPS, description="Groups or names of parameters.")
    morris: MorrisSpec = MorrisSpec()
    sobol: SobolSpec = SobolSpec()
    ranking: RankingSpec = RankingSpec()
    seed: int = Field(default=2020, ge=0, lt=2**32 - 1, description="Of all chance.")

    @field_validator("scenarios")
    @classmethod
    def _enough(cls, files: tuple[str, ...]) -> tuple[str, ...]:
        if len(files) < FEWEST_SCENARIOS:
            raise refusal(
                phrase("{scenarios} scenarios cannot be ranked", scenarios=len(files)),
                "name the reference and at least two others",
            )
        return files

    @field_validator("parameters")
    @classmethod
    def _uncertain(cls, asked: tuple[str, ...]) -> tuple[str, ...]:
        place = len(asked) > 1
        refusals = [
            Refusal((index,) if place else (), *why)
            for index, name in enumerate(asked)
            if (why := _why_not_varied(name)) is not None
        ]
        if refusals:
            raise refusal_of_all(refusals)
        return asked

    def names(self) -> tuple[str, ...]:
        """Name the parameters that are varied, in the order of the evidence."""
        return tuple(
            name
            for name, definition in load_parameters().definitions.items()
            if (name in self.parameters or definition.used_by in self.parameters)
            and definition.used_by in DRAWN_GROUPS
            and definition.prior.distribution != "fixed"
        )

    def small(self) -> SensitivitySpec:
        """Give it at a size that takes seconds: every tenth parameter; its figures mean nothing."""
        return self.model_copy(
            update={
                "name": f"small-{self.name}",
                "sample": min(self.sample, 2),
                "parameters": self.names()[::10],
                "morris": MorrisSpec(trajectories=2, levels=self.morris.levels),
                "sobol": SobolSpec(n=4, survivors=min(self.sobol.survivors, 2)),
                "ranking": RankingSpec(draws=3),
            }
        )


def _why_not_varied(name: str) -> tuple[str, str] | None:
    known = load_parameters().definitions
    if name in DRAWN_GROUPS:
        return None
    if name not in known:
        otherwise = phrase("the names stand in {parameters}", parameters=PARAMETERS)
        groups = phrase("there is no parameter or group of parameters '{name}'", name=name)
        return groups, did_you_mean(name, [*DRAWN_GROUPS, *known], otherwise)
    if known[name].used_by not in DRAWN_GROUPS:
        said = phrase(
            "'{name}' is about who is simulated, and the pupils are the same in all evaluations", name=name
        )
        return said, phrase("choose parameters of {groups}", groups=listed(DRAWN_GROUPS))
    if known[name].prior.distribution == "fixed":
        return phrase("the prior of '{name}' is fixed, so it cannot vary", name=name), "remove it"
    return None


def load_sensitivity(path: Path, *, small: bool = False) -> tuple[SensitivitySpec, list[Scenario]]:
    """Read an experiment file and the scenarios it names.

    Parameters
    ----------
    path
        The file; scenarios are found relative to it.
    small
        Make it small enough for a test.

    Returns
    -------
    (SensitivitySpec, list of Scenario)
        The scenarios have the schools and the seed of the experiment.

    Raises
    ------
    ScenarioErrors
        With every problem of the experiment, or else of all its scenarios.
    """
    spec = load_document(path, SensitivitySpec)
    files = [Path(os.path.normpath(path.parent / file)) for file in spec.scenarios]
    scenarios = check_files(files, registry())
    if refusals := _refusals(spec, scenarios):
        raise ScenarioErrors(problems_at(path, refusals))
    spec = spec.small() if small else spec
    return spec, [on_basis(scenario, spec.sample, {"seed": spec.seed}) for scenario in scenarios]


def _refusals(spec: SensitivitySpec, scenarios: Sequence[Scenario]) -> list[Refusal]:
    found: list[Refusal] = []
    for index, scenario in enumerate(scenarios):
        held = sorted(set(scenario.own_values) & set(spec.names()))
        if held:
            said = phrase(
                "'{name}' gives a value to {held}, which would have to vary",
                name=scenario.name,
                held=listed(held, "and"),
            )
            found.append(
                Refusal(("scenarios", index), said, "leave them out there, or out of parameters here")
            )
    return found + sample_refusals(scenarios[0], spec.sample)
