"""The sensitivity analysis: what the results rest on, and whether the order of interventions holds.

A sweep of four rounds, each of all scenarios on the same pupils: a screening of all parameters (Morris),
each parameter alone at both ends of its prior, the indices of those that the screening kept (Sobol'), and
draws from the posterior under both growth rules, each of which ranks the interventions.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.evidence import load_parameters, posterior_file
from simkansen.fitting.sensitivity import store
from simkansen.fitting.sensitivity.indices import ENDS, end_rows, survivors
from simkansen.fitting.sensitivity.points import targets
from simkansen.fitting.sensitivity.ranking import Row, agreement_row, criteria, ranking_rows
from simkansen.fitting.sensitivity.rounds import Rounds
from simkansen.identity import SENSITIVITY, identity_of
from simkansen.runs import manifest
from simkansen.runs.plan import Plan, file_digest, make_plan
from simkansen.sweep.analysis.salib import morris_rows, sobol_rows
from simkansen.sweep.ask.design import Point, morris_sample, point_id, points_at, sobol_sample
from simkansen.sweep.ask.dimensions import PARAMETERS, Dimension, Drawn
from simkansen.work.progress import OnProgress
from simkansen.work.storage.log import Log
from simkansen.work.storage.manifest_file import manifest_of_before

if TYPE_CHECKING:
    from simkansen.fitting.sensitivity.file import SensitivitySpec
    from simkansen.fitting.sensitivity.ranking import RankingCriterion
    from simkansen.scenario import Scenario

Floats = NDArray[np.float64]
Measured = Mapping[str, float]

RULES = ("product", "ces")
"""The rules for growth under which interventions are ranked."""


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
    UnreadableResultsError
        If the folder is of a later version than this one; it is left as it is then.
    """
    plan = make_plan(scenarios)
    key = basis(spec, plan)
    folder = results_dir / f"{spec.name}-{key[:10]}"
    before, log = manifest_of_before(folder), Log(folder / "log.jsonl")
    with log.start(workers=workers), Rounds(plan, key, folder, workers, on_progress, log) as rounds:
        analysis = _Analysis(spec, plan, rounds)
        tables = analysis.run()
    log.write("end")
    left_out = [target.key for target in analysis.targets if not _has_rows(target.key, tables["sobol"])]
    about = manifest.describe(
        plan.scenarios,
        spec.name,
        key,
        store.of_analysis(spec, plan, rounds, analysis.kept, left_out),
        basis={
            "basis": key,
            "behaviour": identity_of(SENSITIVITY),
            "posterior": file_digest(posterior_file()),
        },
        scope=SENSITIVITY,
        before=before,
        command=command,
        wall_seconds=log.seconds(),
        workers=workers or os.cpu_count() or 1,
        packages=["SALib"],
    )
    store.write(folder, tables, about)
    return Outcome(folder, tables, about)


def basis(spec: SensitivitySpec, plan: Plan) -> str:
    """Hash of all that the figures depend on: the experiment, the scenarios, the code and the posterior."""
    content = spec.model_dump(mode="json", exclude={"scenarios"})
    parts = [content, plan.key, identity_of(SENSITIVITY), file_digest(posterior_file())]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _has_rows(key: str, rows: Sequence[Row]) -> bool:
    return any(f"{row['scenario']}/{row['measure']}" == key for row in rows)


class _Analysis:
    """The rounds of evaluations, in their order."""

    def __init__(self, spec: SensitivitySpec, plan: Plan, rounds: Rounds) -> None:
        self.spec, self.plan, self.rounds = spec, plan, rounds
        self.names = spec.names()
        self.known = load_parameters().definitions
        self.targets = targets(plan)
        self.kept: list[str] = []

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

    def _morris(self) -> list[Row]:
        spec, seed = self.spec.morris, self.spec.seed
        sample = morris_sample(self.names, spec.trajectories, spec.levels, seed)
        results = self.rounds.evaluate("screening", points_at(self._priors(self.names), sample))
        return morris_rows(self.names, sample, results, self.targets, spec.levels, seed)

    def _ends(self) -> list[Row]:
        tried = [(name, end) for name in self.names for end in ENDS]
        points = [points_at(self._priors([name]), [(end,)])[0] for name, end in tried]
        base, *results = self.rounds.evaluate("one at a time", [Point(point_id({}), {}), *points])
        return end_rows(self.names, self.known, base, dict(zip(tried, results, strict=True)), self.targets)

    def _sobol(self) -> list[Row]:
        sample = sobol_sample(self.kept, self.spec.sobol.n, self.spec.seed)
        results = self.rounds.evaluate("Sobol indices", points_at(self._priors(self.kept), sample))
        return sobol_rows(self.kept, results, self.targets, self.spec.seed)

    def _priors(self, names: Sequence[str]) -> list[Dimension]:
        """Return the dimensions of a design that varies parameters over their priors."""
        paths = {f"{PARAMETERS}{name}": self.known[name] for name in names}
        return [Drawn(path, (path,), "parameter", definition=one) for path, one in paths.items()]

    def _ranking(self) -> tuple[list[Row], list[Row]]:
        draws = self.spec.ranking.draws
        points = [Point(point_id(values), values) for values in ({"rules.growth": rule} for rule in RULES)]
        results = self.rounds.evaluate("ranking", points, "posterior", draws)
        names = [scenario.name for scenario in self.plan.scenarios[1:]]
        found = {rule: _criteria(results[i * draws : (i + 1) * draws], names) for i, rule in enumerate(RULES)}
        rows = [
            row
            for rule, ways in found.items()
            for way in ways
            for row in ranking_rows(way, rule, names)
        ]  # fmt: skip
        together = zip(*found.values(), strict=True)
        return rows, [agreement_row(dict(zip(RULES, ways, strict=True)), names) for ways in together]


def _criteria(results: Sequence[Measured], names: Sequence[str]) -> list[RankingCriterion]:
    def column(measure: str) -> Floats:
        return np.array([[result[f"{name}/{measure}"] for name in names] for result in results])

    weeks, recovered, cost = map(column, ("weeks_recovered", "recovered", "cost"))
    return criteria(weeks, recovered, cost, column("weeks_per_reached"))
