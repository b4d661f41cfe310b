"""Compiling ahead: in several processes while there is other work, and before the first run of all."""

from __future__ import annotations

import os
from concurrent.futures import wait
from typing import TYPE_CHECKING, cast

from simkansen.chance import run_key
from simkansen.compiled import made_here
from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.learning.nobody import compile_part, missing_parts
from simkansen.runs.draws import draw_parameters
from simkansen.runs.populations import make_population
from simkansen.runs.replicate import simulate
from simkansen.scenario import Scenario, build_calendar
from simkansen.scenario.schema.scenario import PopulationSpec
from simkansen.work.engines import local
from simkansen.work.progress import LOOK_SECONDS, Reporter, Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from simkansen.evidence import Parameters
    from simkansen.interventions import Intervention
    from simkansen.work.engines import Engine
    from simkansen.work.progress import OnProgress


class Ahead:
    """What worker processes compile while this one does something else (`compile_ahead`).

    Parameters
    ----------
    out
        How many functions each part took to compile, when it is done.
    """

    def __init__(self, out: Sequence[Future[int]]) -> None:
        self._out = out

    @property
    def going_on(self) -> bool:
        """Whether something is still being compiled."""
        return any(not one.done() for one in self._out)

    def finish(self, look: Callable[[], None]) -> int:
        """Wait until all is compiled.

        Parameters
        ----------
        look
            Called now and then while waiting.

        Returns
        -------
        int
            How many functions the workers have compiled.
        """
        while self.going_on:
            wait(self._out, LOOK_SECONDS)
            look()
        return sum(one.result() for one in self._out if one.exception() is None)


def compile_ahead(engine: Engine, parameters: Parameters, parts: Sequence[str] | None = None) -> Ahead:
    """Have worker processes compile parts of the week; what they are given after this waits for a free one.

    What goes wrong here is left: who needs that part finds the same.

    Parameters
    ----------
    engine
        The worker processes; nothing is done ahead where they are not of this machine, or none.
    parameters
        Values of the parameters; which there are decides how the rules are compiled.
    parts
        Names of the parts (`simkansen.learning.nobody.PARTS`); by default those that were not kept before.
    """
    if engine.in_process or engine.name != "local":
        return Ahead([])
    todo = missing_parts() if parts is None else parts
    return Ahead([engine.executor().submit(compile_part, parameters, name) for name in todo])


def warm_up(workers: int | None = None, on_progress: OnProgress | None = None) -> int:
    """Compile all that runs, sweeps and studies need, and keep it.

    Parameters
    ----------
    workers
        Processes; by default as many as there are processors. This one compiles too.
    on_progress
        Called when something has changed.

    Returns
    -------
    int
        How many functions were compiled; 0 when all were there.
    """
    before, parameters, parts = made_here(), load_parameters(), missing_parts()
    reporter = Reporter(on_progress, "compiling", 1)
    reporter.report()
    with local(max(1, min(workers or os.cpu_count() or 1, len(parts)))) as engine:
        ahead = compile_ahead(engine, parameters, parts)
        scenario = _scenario()
        population = make_population(scenario)
        drawn = draw_parameters(parameters, scenario.run.seed, 0, scenario.run.parameters)
        in_workers = ahead.finish(reporter.look)
    calendar = build_calendar(scenario.calendar, scenario.population)
    programmes = cast("tuple[Intervention, ...]", scenario.interventions)
    key = run_key(scenario.run.seed, 0)
    # No plan: its name holds what the code does, which is simulated where that is not on record.
    simulate(population, calendar, programmes, scenario.applied_to(drawn), key, Watch())
    reporter.note()
    reporter.report()
    return in_workers + made_here() - before


def _scenario() -> Scenario:
    """Return a scenario of a few schools with every type of intervention, for their rules."""
    interventions = []
    for name, kind in registry().items():
        answered = {word: answer for word, answer in _ANSWERS.items() if word in kind.answers}
        interventions.append(kind.model_validate({"id": name, "type": name, **answered}))
    people = PopulationSpec.of_few_schools(2)
    return Scenario(name="warm-up", population=people, interventions=tuple(interventions))


_ANSWERS = {"hours": 1, "group_size": 2, "led_by": "teacher"}
"""What programmes are asked, where they answer it: groups have rules of their own."""
