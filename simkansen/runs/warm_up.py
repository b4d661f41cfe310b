"""Compiling ahead, in several processes, before the first run of all.

Runs do not: measured in four pairs on two busy processors their first took a fourteenth more of processor
time so, and could not be shown to be sooner done.
"""

from __future__ import annotations

import os
from concurrent.futures import wait
from typing import TYPE_CHECKING, cast

from simkansen.chance import run_key
from simkansen.compiled import is_all_compiled, made_here, note_all_compiled
from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.learning.nobody import compile_parts, missing_parts
from simkansen.runs.draws import draw_parameters
from simkansen.runs.populations import make_population
from simkansen.runs.replicate import simulate
from simkansen.scenario import Scenario, build_calendar
from simkansen.scenario.schema.scenario import PopulationSpec
from simkansen.work.engines import local
from simkansen.work.progress import LOOK_SECONDS, Reporter, Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from simkansen.evidence import Parameters
    from simkansen.interventions import Intervention
    from simkansen.population import Population
    from simkansen.work.engines import Engine
    from simkansen.work.progress import OnProgress


def compile_ahead(engine: Engine, parameters: Parameters, beside: int) -> list[Future[int]]:
    """Have worker processes compile what is missing of the week, and give how many functions each compiles.

    Other workers do what they are given in the meantime. What goes wrong here is left: who needs that part
    finds the same.

    Parameters
    ----------
    engine
        The worker processes, of this machine.
    parameters
        Values of the parameters; which there are decides how the rules are compiled.
    beside
        How many of the processes.
    """
    todo = missing_parts()
    shares = [todo[start::beside] for start in range(min(beside, len(todo)))]
    return [engine.executor().submit(compile_parts, parameters, share) for share in shares]


_BESIDE = 2
"""Processes that are done with the week by the time that another has compiled what makes a population."""


def warm_up(workers: int | None = None, on_progress: OnProgress | None = None) -> int:
    """Compile all that runs, sweeps and studies need, and keep it; do nothing where all of it is kept.

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
    if is_all_compiled():
        return 0
    before, parameters, scenario = made_here(), load_parameters(), _scenario()
    reporter = Reporter(on_progress, "compiling", 2)
    reporter.report()
    beside = min(_BESIDE, (workers or os.cpu_count() or 1) - 1)
    with local(1 + beside) as engine:
        ahead = compile_ahead(engine, parameters, beside)
        population = make_population(scenario)
        drawn = draw_parameters(parameters, scenario.run.seed, 0, scenario.run.parameters)
        reporter.note()
        _simulate(scenario, population, drawn, reporter.look)
        while wait(ahead, LOOK_SECONDS).not_done:
            reporter.look()
    in_workers = sum(one.result() for one in ahead if one.exception() is None)
    if not missing_parts():
        note_all_compiled()
    reporter.note()
    reporter.report()
    return in_workers + made_here() - before


def _simulate(
    scenario: Scenario, population: Population, drawn: Parameters, look: Callable[[], None]
) -> None:
    """Simulate without a plan: it would ask what the code does, which is simulated where not on record."""
    calendar = build_calendar(scenario.calendar, scenario.population)
    programmes = cast("tuple[Intervention, ...]", scenario.interventions)
    key = run_key(scenario.run.seed, 0)
    simulate(population, calendar, programmes, scenario.applied_to(drawn), key, Watch(week_done=look))


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
