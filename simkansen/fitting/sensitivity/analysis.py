"""The sensitivity analysis: what the results rest on, and whether the order of interventions holds.

Four rounds of evaluations, each of all scenarios on the same pupils: a screening of all parameters (Morris),
each parameter alone at both ends of its prior, the indices of those that the screening kept (Sobol'), and
draws from the posterior under both growth rules, each of which ranks the interventions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np
from numpy.typing import NDArray

from simkansen.evidence import posterior_file
from simkansen.fitting.sensitivity import store
from simkansen.fitting.sensitivity.indices import (
    ENDS,
    end_rows,
    morris_rows,
    morris_sample,
    sobol_rows,
    sobol_sample,
    survivors,
    values_at,
)
from simkansen.fitting.sensitivity.points import Growth, ParameterPoint, World, measure_point, targets
from simkansen.fitting.sensitivity.ranking import Row, agreement_row, criteria, ranking_rows
from simkansen.identity import SENSITIVITY, identity_of
from simkansen.runs.draws import draw_parameters
from simkansen.runs.plan import Plan, file_digest, make_plan
from simkansen.runs.replicate import population_maker
from simkansen.work.evaluation import evaluate
from simkansen.work.progress import OnProgress, Progress
from simkansen.work.storage.log import Log

if TYPE_CHECKING:
    from simkansen.fitting.sensitivity.file import SensitivitySpec
    from simkansen.fitting.sensitivity.ranking import RankingCriterion
    from simkansen.scenario import Scenario

Floats = NDArray[np.float64]
Measured = Mapping[str, float]

RULES: tuple[Growth, ...] = get_args(Growth)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sensitivity analysis left behind.

    Attributes
    ----------
    folder
        The results folder.
    tables
        Rows of each table, by name: `morris`, `ends`, `sobol`, `ranking`, `agreement`.
    about
        The manifest.
    """

    folder: Path
    tables: Mapping[str, Sequence[Row]]
    about: Mapping[str, object]


def run_sensitivity(
    spec: SensitivitySpec,
    scenarios: Sequence[Scenario],
    results_dir: Path,
    *,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
    command: Sequence[str] = (),
) -> Outcome:
    """Run the analysis and write its tables; what an earlier start finished is kept.

    Parameters
    ----------
    spec, scenarios
        What `simkansen.fitting.sensitivity.file.load_sensitivity` gave.
    results_dir
        Where results are kept.
    workers
        Worker processes; all processors by default. The results do not depend on it.
    on_progress
        Called when something has changed.
    command
        The command line, for the manifest.

    Raises
    ------
    DifferentBasisError
        If the scenarios cannot be compared.
    """
    plan = make_plan(scenarios)
    key = basis(spec, plan)
    folder = results_dir / f"{spec.name}-{key[:10]}"
    log = Log(folder / "log.jsonl")
    log.write("start", workers=workers)
    tell = on_progress or (lambda progress: None)
    try:
        tell(Progress("population", 0, 0, 1, 0.0, None))
        analysis = _Analysis(spec, make_world(plan), folder / "evaluations.jsonl", key, workers, tell, log)
        tables = analysis.run()
    except BaseException as error:
        log.write("stopped", error=type(error).__name__)
        raise
    log.write("end")
    about = store.describe(
        spec,
        analysis.world,
        key,
        command=command,
        wall_seconds=log.seconds(),
        workers=workers,
        evaluations=analysis.evaluations,
        kept=analysis.kept,
        left_out=[target.key for target in analysis.targets if not _has_rows(target.key, tables["sobol"])],
    )
    store.write(folder, tables, about)
    return Outcome(folder, tables, about)


def basis(spec: SensitivitySpec, plan: Plan) -> str:
    """Hash of all that the figures depend on: the experiment, the scenarios, the code and the posterior."""
    content = spec.model_dump(mode="json", exclude={"scenarios"})
    parts = [content, plan.key, identity_of(SENSITIVITY), file_digest(posterior_file())]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def make_world(plan: Plan) -> World:
    """Make the pupils, and the point around which parameters are varied: the mean of the posterior."""
    base = draw_parameters(plan.base_parameters(), plan.reference.run.seed, 0, "point")
    return World(plan, population_maker(plan.reference).make(), base)


def _has_rows(key: str, rows: Sequence[Row]) -> bool:
    return any(f"{row['scenario']}/{row['measure']}" == key for row in rows)


class _Analysis:
    """The rounds of evaluations, in their order."""

    def __init__(
        self,
        spec: SensitivitySpec,
        world: World,
        journal: Path,
        key: str,
        workers: int | None,
        tell: OnProgress,
        log: Log,
    ) -> None:
        self.spec, self.world = spec, world
        self.names = spec.names()
        self.known = world.base.definitions
        self.targets = targets(world.plan)
        self.evaluations: dict[str, int] = {}
        self.kept: list[str] = []
        self._journal, self._key, self._workers, self._tell, self._log = journal, key, workers, tell, log

    def run(self) -> dict[str, list[Row]]:
        """Do all rounds and return their tables."""
        morris = self._morris()
        self.kept = survivors(morris, self.names, self.spec.sobol.survivors)
        for row in morris:
            row["survives"] = row["parameter"] in self.kept
        ends = self._ends()
        sobol = self._sobol()
        ranking, agreement = self._ranking()
        return {"morris": morris, "ends": ends, "sobol": sobol, "ranking": ranking, "agreement": agreement}

    def _evaluate(self, stage: str, points: Mapping[str, ParameterPoint]) -> list[Measured]:
        self.evaluations[stage] = len(points)
        self._log.write("round", name=stage, evaluations=len(points))
        found: dict[str, Measured] = evaluate(
            measure_point,
            self.world,
            points,
            workers=self._workers,
            journal=self._journal,
            basis=self._key,
            stage=stage,
            on_progress=self._tell,
        )
        return list(found.values())

    def _morris(self) -> list[Row]:
        spec, seed = self.spec.morris, self.spec.seed
        sample = morris_sample(self.names, spec, seed)
        results = self._evaluate("screening", self._points("morris", sample, self.names))
        return morris_rows(self.names, sample, results, self.targets, spec, seed)

    def _ends(self) -> list[Row]:
        tried = [(name, end) for name in self.names for end in ENDS]
        points = {"base": ParameterPoint({})} | {
            f"end/{name}/{end}": ParameterPoint({name: self.known[name].quantile(end)}) for name, end in tried
        }
        base, *results = self._evaluate("one at a time", points)
        return end_rows(self.names, self.known, base, dict(zip(tried, results, strict=True)), self.targets)

    def _sobol(self) -> list[Row]:
        sample = sobol_sample(self.kept, self.spec.sobol, self.spec.seed)
        results = self._evaluate("Sobol indices", self._points("sobol", sample, self.kept))
        return sobol_rows(self.kept, results, self.targets, self.spec.seed)

    def _points(self, kind: str, sample: Floats, names: Sequence[str]) -> dict[str, ParameterPoint]:
        return {
            f"{kind}/{number}": ParameterPoint(values_at(row, names, self.known))
            for number, row in enumerate(sample)
        }

    def _ranking(self) -> tuple[list[Row], list[Row]]:
        draws = range(self.spec.ranking.draws)
        values = [self._drawn(draw) for draw in draws]
        points = {
            f"ranking/{rule}/{draw}": ParameterPoint(values[draw], draw, rule)
            for rule in RULES
            for draw in draws
        }
        results = self._evaluate("ranking", points)
        names = [scenario.name for scenario in self.world.plan.scenarios[1:]]
        found = {
            rule: _criteria(results[i * len(draws) : (i + 1) * len(draws)], names)
            for i, rule in enumerate(RULES)
        }
        rows = [
            row
            for rule, ways in found.items()
            for way in ways
            for row in ranking_rows(way, rule, names)
        ]  # fmt: skip
        together = zip(*found.values(), strict=True)
        return rows, [agreement_row(dict(zip(RULES, ways, strict=True)), names) for ways in together]

    def _drawn(self, draw: int) -> dict[str, float]:
        """Draw all uncertain parameters as a replication of this number would."""
        drawn = draw_parameters(self.world.plan.base_parameters(), self.spec.seed, draw, "posterior")
        return {name: value for name, value in drawn.items() if value != self.world.base[name]}


def _criteria(results: Sequence[Measured], names: Sequence[str]) -> list[RankingCriterion]:
    def column(measure: str) -> Floats:
        return np.array([[result[f"{name}/{measure}"] for name in names] for result in results])

    weeks, recovered, cost = map(column, ("weeks_recovered", "recovered", "cost"))
    return criteria(weeks, recovered, cost, column("weeks_per_reached"))
