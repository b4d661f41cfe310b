"""Writing down what the fit rests on beside the weeks: draws, studies, and the search."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simkansen import chance
from simkansen.behaviour.sums import number_of, weighed
from simkansen.behaviour.town import CENTRE, EDGES, LOW, Town
from simkansen.chance import run_key
from simkansen.evidence.posterior import Posterior
from simkansen.evidence.priors import Prior
from simkansen.fitting.calibration.problem import CalibrationProblem
from simkansen.fitting.measures import first_closure, whole_year
from simkansen.fitting.study import simulate_study
from simkansen.identity.figures import Figures, Key
from simkansen.runs.draws import echo_of, has_echo
from simkansen.runs.draws.stratified import evenly, posterior_row
from simkansen.work.evaluation import Evaluator

if TYPE_CHECKING:
    from simkansen.fitting.study import ClosureStudy

# Imports within functions: the search needs an extra, which need not be installed.

_PLACES = (1e-6, 0.02, 0.2, 0.5, 0.77, 0.98, 1.0 - 1e-6)


def record_draws(figures: Figures) -> None:
    """Write down how chance and parameters are drawn."""
    units = np.arange(40, dtype=np.int64)
    for key in (chance.run_key(0, 0), chance.run_key(2020, 7)):
        for kind, draw in (("uniform", chance.uniforms), ("normal", chance.normals)):
            figures.add(Key("draws", f"key {key}", "chance", kind, "row"), draw(key, "a-stream", units))
    evens = [evenly(2020, "parameter/one", replication) for replication in range(70)]
    figures.add(Key("draws", "replications", "parameters", "place in a prior", "replication"), evens)
    echoes = [float(has_echo(number)) for number in range(70)] + [float(echo_of(3))]
    figures.add(Key("draws", "replications", "parameters", "echoes", "replication"), echoes)
    figures.add(Key("draws", "replications", "posterior", "row", "replication"), _rows_of_posterior())
    _record_priors(figures)


def _rows_of_posterior() -> list[float]:
    made = np.array([[number_of(f"{row}/{name}") for name in "abc"] for row in range(50)])
    posterior = Posterior(("a", "b", "c"), made, {})
    return [float(posterior_row(posterior, 2020, replication)) for replication in range(60)]


def _record_priors(figures: Figures) -> None:
    priors = (
        (Prior("fixed"), 0.4),
        (Prior("normal", sd=0.5), 1.0),
        (Prior("normal", sd=0.8, low=0.2, high=2.0), 1.0),
        (Prior("lognormal", sigma=0.3), 2.0),
        (Prior("beta", sd=0.1), 0.2),
        (Prior("uniform", low=-1.0, high=3.0), 0.0),
        (Prior("triangular", low=0.0, high=2.0), 0.5),
        (Prior("triangular", low=0.0, high=2.0), 2.0),
    )
    for number, (prior, value) in enumerate(priors):
        found = [prior.quantile(value, u) for u in _PLACES]
        case = f"{prior.distribution}, number {number}"
        figures.add(Key("draws", case, "prior", "quantile", "place"), found)
        if prior.distribution != "fixed":
            shares = [prior.cdf(value, x) for x in (*found, -2.0, 0.0, 5.0)]
            figures.add(Key("draws", case, "prior", "share below", "place"), shares)


def record_studies(figures: Figures, town: Town) -> Mapping[str, ClosureStudy]:
    """Write down what the studies measure.

    Returns
    -------
    dict of str to Study
        The studies, by draw.
    """
    studies = {}
    for number, draw in enumerate((CENTRE, LOW, EDGES)):
        parameters, key = town.parameters(draw), town.key(number)
        studies[draw] = study = simulate_study(town.people, parameters, key, earlier=run_key(9, number))
        for side, skill in (("closed", study.closed), ("normal", study.normal)):
            for occasion in skill:
                scale = study.on_one_scale(skill, occasion)
                seen = [weighed(skill[occasion]), weighed(scale)]
                figures.add(Key("studies", draw, occasion, f"skill, {side}", "scale"), seen)
        for name, value in (first_closure(study, parameters, key) | whole_year(study, parameters)).items():
            figures.add(Key("studies", draw, "study", name, ""), [value])
    return studies


def record_search(figures: Figures) -> bool:
    """Write down a small search, where pyABC is installed.

    Returns
    -------
    bool
        Whether it is.
    """
    try:
        from simkansen.fitting.calibration.smc import KeptSampler, Search, search
    except ImportError:
        return False
    from simkansen.fitting.calibration.smc import propose

    fitted = ("first", "second", "third")

    problem = CalibrationProblem(fitted, fitted, (), (), 3)
    with tempfile.TemporaryDirectory() as place, Evaluator(propose, None, 1, 1) as run:
        folder = Path(place)
        sampler = KeptSampler(run, folder, "toy", 7, lambda progress: None)
        published = {"sum": 1.0, "product": 0.4}
        fit = search(
            _toy, _toy_distance, published, {"sum": 0.5, "product": 0.7}, fitted,
            Search(60, 50, (6.0, 3.0, 1.5), 1.3), sampler, folder,
        )  # fmt: skip
    values = {
        "parameters": fit.z, "weights": fit.weights, "distances": fit.distances,
        **{f"simulated {name}": column for name, column in fit.measures.items()},
    }  # fmt: skip
    for name, column in values.items():
        figures.add(Key("search", "toy", "generation 3", name, ""), [weighed(column), float(column.size)])
    keys = [float(problem.key_of(dict.fromkeys(fitted, z))) for z in (0.0, 0.5, -1.0)]
    figures.add(Key("search", "toy", "problem", "key of an evaluation", "place"), keys)
    return True


def _toy(z: Mapping[str, float]) -> dict[str, float]:
    return {"sum": z["first"] + 0.5 * z["second"], "product": z["first"] * z["second"] + 0.1 * z["third"]}


def _toy_distance(simulated: Mapping[str, float], published: Mapping[str, float]) -> float:
    apart = [(simulated[name] - published[name]) / scale for name, scale in (("sum", 0.5), ("product", 0.7))]
    return float(np.sqrt(np.mean(np.square(apart))))
