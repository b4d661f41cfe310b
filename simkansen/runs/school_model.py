"""The Mesa model that scripts use: made from a scenario file, and at home with Mesa's own tools."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from mesa.agent import AgentSet

from simkansen.chance import run_key
from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.learning.week import ORDER
from simkansen.model import SchoolModel
from simkansen.runs.draws import draw_parameters
from simkansen.runs.plan import make_plan
from simkansen.runs.populations import make_population
from simkansen.scenario import Scenario, build_calendar, load_scenario
from simkansen.school import Pupil

if TYPE_CHECKING:
    import mesa

    from simkansen.evidence import Parameters
    from simkansen.interventions import Intervention
    from simkansen.learning.week import Step
    from simkansen.population import Population
    from simkansen.schooling.calendar import Calendar

    Seed = Any  # a whole number, or a generator or sequence of seeds of numpy


class ScenarioModel(SchoolModel):
    """Pupils in their households, classes and schools, week by week: one simulation of one scenario.

    It is made from a scenario file, or from what such a file leads to: `population`, `calendar`,
    `interventions`, `parameters` and `key`.

    Parameters
    ----------
    population
        The five tables; not changed.
    calendar
        The weeks to simulate.
    interventions
        Those of the scenario.
    parameters
        The parameters of this run.
    key
        Key of the run (see `simkansen.chance.run_key`).
    snapshots
        Weeks after which every pupil's skill is written down; by default the last of every school year and of
        every closure.
    means
        Weeks after which the mean of every pupil's subjects is written down instead; by default none.
    order
        The steps of a week; another one has steps of one's own (`simkansen.with_step`).
    file
        A scenario file, or the scenario itself, in place of the five.
    replication
        Number of the replication (from 0): the same as that of `simkansen run`, bit by bit.
    rng
        Seed in place of the file's own. With neither a seed nor a replication each model is another
        simulation, as everywhere in Mesa.
    **values
        Values of the model's parameters by name, in place of those drawn.

    Raises
    ------
    ScenarioErrors
        If the file is invalid: every problem at once.
    ValueError
        If the population was made for fewer school years than the calendar has, or a value is not finite.
    KeyError
        If a parameter is unknown.
    TypeError
        If neither a file nor all of the five are given.

    Attributes
    ----------
    state
        The columns that change.
    week
        The week at work.
    totals : ndarray of float64, shape (len(SUM_COLUMNS),)
        Sums of the last week over all learning pupils.
    datacollector : mesa.DataCollector
        Weekly means over all learning pupils.
    seed : int or None
        Seed of all chance: the same file, seed, replication and values make the same model again. None where
        it was made from a key.

    Examples
    --------
    >>> from simkansen import SchoolModel
    >>> model = SchoolModel.from_scenario("scenarios/tutoring.yaml")
    >>> model.run_for(2)
    >>> model.steps, model.running
    (2, True)
    >>> weeks = model.datacollector.get_model_vars_dataframe()
    >>> weeks["week"].tolist()
    ['2019-08-26', '2019-09-02']
    >>> model.pupil(3)
    <Pupil 3: level 1, school 0>
    >>> again = SchoolModel.from_scenario("scenarios/tutoring.yaml", rng=1, replication=7)
    """

    def __init__(
        self,
        population: Population | None = None,
        calendar: Calendar | None = None,
        interventions: tuple[Intervention, ...] = (),
        parameters: Parameters | None = None,
        key: np.uint64 | None = None,
        snapshots: frozenset[int] | None = None,
        means: frozenset[int] = frozenset(),
        order: tuple[Step, ...] = ORDER,
        *,
        file: Scenario | Path | str | None = None,
        replication: int | None = None,
        rng: Seed | None = None,
        **values: float,
    ) -> None:
        self.seed: int | None = None
        if file is not None:
            scenario = _read(file)
            own = rng is None and replication is not None
            self.seed = scenario.run.seed if own else _whole(rng)
            made = _parts(scenario, self.seed, replication or 0, values)
            population, calendar, interventions, parameters, key = made
        elif values:
            raise TypeError(f"values of parameters ({', '.join(values)}) go over those of a file: give one")
        if population is None or calendar is None or parameters is None or key is None:
            raise TypeError(
                "give a scenario file, as SchoolModel.from_scenario('scenario.yaml') or with file=; or "
                "population, calendar, interventions, parameters and key"
            )
        super().__init__(population, calendar, interventions, parameters, key, snapshots, means, order)
        self._views: list[Pupil] = []

    @classmethod
    def from_scenario(
        cls,
        file: Scenario | Path | str,
        *,
        replication: int = 0,
        rng: Seed | None = None,
        order: tuple[Step, ...] = ORDER,
        **values: float,
    ) -> Self:
        """Make the model of a scenario file, with the file's own seed unless `rng` says another.

        Parameters
        ----------
        file, replication, rng, order, **values
            As for the class.

        Returns
        -------
        SchoolModel
            The first simulation that `simkansen run` does of the file, unless said otherwise.
        """
        changed: Any = values
        return cls(file=file, replication=replication, rng=rng, order=order, **changed)

    @property
    def pupils(self) -> AgentSet:
        """All pupils as agents: views on the columns, made when first asked for."""
        if not self._views:
            self._views = [Pupil(self, row) for row in range(len(self.population.pupils.school))]
        return AgentSet(self._views, random=self.random)

    @property  # type: ignore[misc]
    def agents(self) -> AgentSet:
        """Schools, agents of one's own, and all pupils."""
        return AgentSet([*super().agents, *self.pupils], random=self.random)

    @property
    def agents_by_type(self) -> dict[type[mesa.Agent], AgentSet]:
        """The same by their class."""
        return {**super().agents_by_type, Pupil: self.pupils}

    @property
    def agent_types(self) -> list[type[mesa.Agent]]:
        """The classes of `agents`."""
        return list(self.agents_by_type)

    def run_for(self, duration: float) -> None:
        """Turn so many weeks, or those that are left where these are fewer.

        Parameters
        ----------
        duration
            Weeks.
        """
        for _ in range(int(duration)):
            if not self.running:
                break
            self.step()

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take back what was pickled; who a pupil is stays unchangeable."""
        vars(self).update(state)
        for table in self.week.static:
            for column in table:
                column.flags.writeable = False
        self.week.hand_over_anew()


def _read(file: Scenario | Path | str) -> Scenario:
    return file if isinstance(file, Scenario) else load_scenario(file, registry())


def _whole(rng: Seed | None) -> int:
    """Give a seed as scenario files have it."""
    if rng is None:
        return int.from_bytes(os.urandom(4), "big")
    if hasattr(rng, "generate_state"):
        return int(rng.generate_state(1)[0])
    return int(rng.integers(2**32)) if hasattr(rng, "integers") else int(rng)


def _parts(
    scenario: Scenario, seed: int, replication: int, values: dict[str, float]
) -> tuple[Population, Calendar, tuple[Intervention, ...], Parameters, np.uint64]:
    """Give what a simulation of a scenario is made of, as `simkansen.runs.replicate` has it."""
    load_parameters().replace(values)  # refuses what is no parameter
    changes = {
        "run": scenario.run.model_copy(update={"seed": seed}),
        "beyond_prior": scenario.beyond_prior | values,
    }
    plan = make_plan([scenario.model_copy(update=changes)])
    scenario, reference = plan.scenarios[-1], plan.reference
    drawn = draw_parameters(plan.base_parameters(), seed, replication, plan.source)
    population = make_population(reference, replication if plan.redrawn else 0)
    calendar = build_calendar(scenario.calendar, scenario.population)
    interventions: Any = scenario.interventions
    return population, calendar, interventions, scenario.applied_to(drawn), run_key(seed, replication)
