"""Calibration: from a file of targets to a posterior, and its check."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simkansen import __version__
from simkansen.chance import normals, run_key
from simkansen.evidence import load_parameters
from simkansen.fitting.calibration.check import Checked, check
from simkansen.fitting.calibration.problem import CalibrationProblem, measure_all
from simkansen.fitting.calibration.specification import CalibrationSpec, read_targets
from simkansen.fitting.study import study_population
from simkansen.identity import FIT, identity_of
from simkansen.work.evaluation import Evaluator, evaluate
from simkansen.work.progress import OnProgress, Reporter
from simkansen.work.storage.csv_tables import as_csv
from simkansen.work.storage.files import write_json, write_text

if TYPE_CHECKING:
    from simkansen.fitting.calibration.smc import Fit

# Imports within functions: the search needs an extra, which need not be installed to say what is asked.


PROBES = 3
"""Draws whose figures are kept, to tell whether the model still gives them."""

PRIOR_EVALUATIONS = 200
"""Evaluations at most that show what the model said before the fit."""


@dataclass(frozen=True)
class Calibrated:
    """What a calibration left behind.

    Attributes
    ----------
    folder
        Where it is written.
    names
        Parameters of the draws.
    draws : ndarray of float64, shape (draws, parameters)
        The posterior, each draw equally likely.
    checks
        Targets beside the model.
    about
        How it was made.
    """

    folder: Path
    names: tuple[str, ...]
    draws: NDArray[np.float64]
    checks: tuple[Checked, ...]
    about: Mapping[str, Any]


def calibrate(
    words: CalibrationSpec,
    results: Path,
    *,
    workers: int | None = None,
    fresh: bool = False,
    on_progress: OnProgress | None = None,
) -> Calibrated:
    """Fit the model to published figures by ABC-SMC.

    The same call goes on where an earlier one was interrupted. The result is the same for any number of
    workers.

    Parameters
    ----------
    words
        What is fitted to what.
    results
        Where the folder ``<name>-<hash>`` is made.
    workers
        Worker processes; all processors by default.
    fresh
        Start anew, whatever is there.
    on_progress
        Called when something has changed.

    Returns
    -------
    Calibrated

    Raises
    ------
    ModuleNotFoundError
        If pyABC is not installed.
    """
    from simkansen.fitting.calibration.smc import KeptSampler, Search, propose, search

    tell = on_progress or (lambda progress: None)
    basis = journal_basis(words)
    folder = results / f"{words.name}-{basis[:10]}"
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    problem = _problem(words, folder, tell)
    steps = words.generations
    how = Search(words.particles, steps.explore, steps.heats, steps.widen)
    count = workers or os.cpu_count() or 1
    with Evaluator(propose, None, count, words.particles) as run:
        sampler = KeptSampler(run, folder, basis, words.seed, tell)
        fit = search(
            problem.simulate, problem.distance, problem.published(), problem.scales(), problem.fitted,
            how, sampler, folder,
        )  # fmt: skip
    before = evaluate(
        _before_the_fit, problem, {str(i): i for i in range(min(PRIOR_EVALUATIONS, words.particles))},
        workers=count, journal=folder / "prior.jsonl", basis=basis, stage="evaluations before the fit",
        on_progress=on_progress,
    )  # fmt: skip
    return _written(words, folder, problem, fit, list(before.values()))


def basis_of(words: CalibrationSpec) -> str:
    """Give a digest of what was asked: the file, the priors and the register's figures."""
    definitions, fitted = load_parameters().definitions, set(words.varied)
    people = {name for name, one in definitions.items() if one.used_by == "population"}
    content = [
        __version__,
        words.model_dump(mode="json"),
        [asdict(target) for target in read_targets(words)],
        [[name, definitions[name].value, repr(definitions[name].prior)] for name in sorted(fitted | people)],
    ]
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=16).hexdigest()


def journal_basis(words: CalibrationSpec) -> str:
    """Digest all that an evaluation rests on: what was asked, and what the code does; another starts anew."""
    return hashlib.blake2b(f"{basis_of(words)} {identity_of(FIT)}".encode(), digest_size=16).hexdigest()


def _problem(words: CalibrationSpec, folder: Path, tell: OnProgress) -> CalibrationProblem:
    parameters, folders = load_parameters(), []
    reporter = Reporter(tell, "population", words.schools.samples)
    for number in range(words.schools.samples):
        place = folder / f"schools-{number}"
        if not (place / "years.json").is_file():
            reporter.report()
            study_population(words.schools.sample, words.seed + number, parameters).save(place)
        folders.append(place)
        reporter.note()
    return CalibrationProblem(words.searched, words.varied, read_targets(words), tuple(folders), words.seed)


def _before_the_fit(problem: CalibrationProblem, number: int) -> dict[str, float]:
    one = np.array([number], dtype=np.int64)
    z = {name: float(normals(np.uint64(problem.seed), f"prior/{name}", one)[0]) for name in problem.fitted}
    return problem.simulate(z)


def _written(
    words: CalibrationSpec,
    folder: Path,
    problem: CalibrationProblem,
    fit: Fit,
    before: Sequence[Mapping[str, float]],
) -> Calibrated:
    rows = equally_likely(fit.weights, words.draws)
    names = problem.varied
    values = [problem.values_of(dict(zip(problem.fitted, z, strict=True))) for z in fit.z]
    draws = np.array([[float(f"{values[row][name]:.7g}") for name in names] for row in rows])
    checks = tuple(
        check(problem, measure, fit.measures[measure][rows], np.array([one[measure] for one in before]))
        for measure in (target.measure for target in problem.targets)
    )
    about = _about(words, fit, checks, len(np.unique(rows)))
    about["again"] = [
        again(words, problem.populations[0], dict(zip(names, draw, strict=True)), number)
        for number, draw in enumerate(draws[:PROBES].tolist())
    ]
    posterior = [dict(zip(names, draw, strict=True)) for draw in draws]
    write_text(folder / "posterior.csv", as_csv(posterior))
    write_text(folder / "posterior.yaml", _as_yaml(about))
    write_text(folder / "targets.csv", as_csv([asdict(check) for check in checks]))
    found = [{name: values[row] for name, values in fit.measures.items()} for row in rows]
    write_text(folder / "predictive.csv", as_csv(found))
    write_json(folder / "about.json", about)
    return Calibrated(folder, names, draws, checks, about)


def again(words: CalibrationSpec, schools: Path, draw: Mapping[str, float], number: int) -> dict[str, float]:
    """Simulate the studies with one draw of the posterior as it is written down.

    Parameters
    ----------
    words
        The calibration.
    schools
        Folder of its first sample of schools.
    draw
        Parameters by name.
    number
        Number of the draw, from which its chance follows.

    Returns
    -------
    dict of str to float
        By measure, to six digits.
    """
    found = measure_all((schools,), load_parameters().replace(draw), run_key(words.seed, number))
    return {name: float(f"{value:.6g}") for name, value in found.items()}


def equally_likely(weights: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Take rows so that each stands as often as its weight says (systematic resampling).

    Parameters
    ----------
    weights : ndarray of float64, shape (n,)
        Weights, sum 1.
    count
        Rows to take.

    Returns
    -------
    ndarray of int64, shape (count,)
        Row numbers, in order.
    """
    places = (np.arange(count) + 0.5) / count
    found: NDArray[np.int64] = np.searchsorted(np.cumsum(weights) / weights.sum(), places)
    return np.minimum(found, weights.size - 1)


def _about(words: CalibrationSpec, fit: Fit, checks: Sequence[Checked], distinct: int) -> dict[str, Any]:
    effective = 1.0 / float(np.sum(np.square(fit.weights)))
    return {
        "experiment": f"experiments/{words.name}.yaml",
        "made_by": f"simkansen calibrate experiments/{words.name}.yaml",
        "version": __version__,
        "basis": basis_of(words),
        "code": identity_of(FIT),
        "seed": words.seed,
        "method": "ABC-SMC, Gaussian kernel, proposals by linear regression",
        "schools": words.schools.sample,
        "particles": words.particles,
        "effective_particles": round(effective, 1),
        "draws": words.draws,
        "distinct_draws": distinct,
        "generations": [{"heat": g.heat, "evaluations": g.evaluations} for g in fit.generations],
        "distance": _spread_of_distances(fit),
        "fitted": list(words.searched),
        "targets": [check.name for check in checks],
        "inside": [check.name for check in checks if check.inside],
        "inside_before": [check.name for check in checks if check.inside_before],
        "own": [check.name for check in checks if check.own],
        "own_before": [check.name for check in checks if check.own_before],
    }


def _spread_of_distances(fit: Fit) -> dict[str, float]:
    rows = equally_likely(fit.weights, len(fit.weights))
    low, middle, high = np.quantile(fit.distances[rows], [0.05, 0.5, 0.95])
    return {"p05": round(float(low), 3), "median": round(float(middle), 3), "p95": round(float(high), 3)}


def _as_yaml(content: Mapping[str, Any]) -> str:
    from io import StringIO

    from ruamel.yaml import YAML

    writer = YAML()
    writer.default_flow_style = None
    writer.width = 120
    text = StringIO()
    writer.dump(dict(content), text)
    return text.getvalue()


def smaller(words: CalibrationSpec) -> CalibrationSpec:
    """Give a calibration that takes a minute, to try it: few schools, few particles, two generations."""
    steps = words.generations.model_copy(update={"explore": 12, "heats": (60.0, 30.0)})
    schools = words.schools.model_copy(update={"sample": 6, "samples": 1})
    few = {"particles": 12, "draws": 12, "name": f"{words.name}-small"}
    return words.model_copy(update={**few, "schools": schools, "generations": steps})
