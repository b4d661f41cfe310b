"""ABC-SMC by pyABC over our own workers: the same draws for any number of workers, kept at every step."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cloudpickle
import numpy as np
import pyabc
from pyabc.acceptor import Acceptor, AcceptorResult
from pyabc.epsilon import Epsilon
from pyabc.parameters import Parameter
from pyabc.population import Particle, Sample
from pyabc.populationstrategy import ListPopulationSize
from pyabc.sampler import Sampler

from simkansen.arithmetic import exp
from simkansen.fitting.calibration.proposals import Guided, StandardNormal, as_arrays
from simkansen.phrases import phrase
from simkansen.work.evaluation import Evaluator
from simkansen.work.progress import OnProgress, Reporter
from simkansen.work.storage.journal import read_journal

LEAST_BATCH = 40
"""Proposals that are handed out at once at least; not a number of workers, on which nothing may rest."""


class KeptSampler(Sampler):  # type: ignore[misc]
    """Evaluates proposals by number, each with its own seed, and accepts them in their order.

    Parameters
    ----------
    run
        Worker processes for `propose`.
    folder
        Where proposals that are done are kept.
    basis
        Says what the results rest on.
    seed
        Seed of the proposals.
    on_progress
        Called when something has changed.
    """

    def __init__(self, run: Evaluator, folder: Path, basis: str, seed: int, on_progress: OnProgress) -> None:
        super().__init__()
        self._run, self._folder, self._basis, self._seed = run, folder, basis, seed
        self._tell = on_progress
        self.heat: Callable[[int], float] = lambda t: float("nan")
        self.guide: Guided | None = None
        self.figures: tuple[str, ...] = ()

    def sample_until_n_accepted(
        self,
        n: int,
        simulate_one: Callable[[], Particle],
        t: int,
        *,
        max_eval: float = np.inf,
        all_accepted: bool = False,
        ana_vars: object = None,
    ) -> Sample:
        """Sample one generation; the meaning of the parameters is pyABC's."""
        self._aim(t)
        code = self._folder / f"generation-{t}.pickle"
        code.write_bytes(cloudpickle.dumps(simulate_one))
        journal = self._folder / f"generation-{t}.jsonl"
        done = read_journal(journal, self._basis)
        sample, accepted, number = self._create_empty_sample(), 0, 0
        while accepted < n and number < max_eval:
            batch = range(number, number + _batch(n, accepted, number))
            rows = self._evaluate(code, journal, done, batch, (t, accepted, n))
            for row in rows:
                if accepted == n:
                    break
                number += 1
                particle = _particle(row)
                sample.append(particle)
                accepted += int(particle.accepted)
        self.nr_evaluations_ = number
        sample.ok = accepted == n
        return sample

    def _aim(self, t: int) -> None:
        """Let proposals follow from all evaluations of the generations before."""
        if self.guide is None or t == 0:
            return
        kept = [read_journal(self._folder / f"generation-{before}.jsonl", self._basis) for before in range(t)]
        rows = [done[str(number)] for done in kept for number in range(len(done))]
        self.guide.aim(*as_arrays(rows, self.guide.names, self.figures), self.heat(t))

    def _evaluate(
        self,
        code: Path,
        journal: Path,
        done: dict[str, Any],
        batch: Sequence[int],
        at: tuple[int, int, int],
    ) -> list[dict[str, Any]]:
        t, accepted, n = at
        items = {
            str(number): (str(code), _seed_of(self._seed, t, number))
            for number in batch
            if str(number) not in done
        }
        stage = phrase("evaluations of generation {number} (heat {heat:,g})", number=t + 1, heat=self.heat(t))
        kept = accepted + sum(done[str(number)]["accepted"] for number in batch if str(number) in done)
        reporter = Reporter(self._tell, stage, n, min(n, kept))
        done.update(self._run(items, journal, reporter, lambda row: min(row["accepted"], reporter.left)))
        return [done[str(number)] for number in batch]


def _batch(n: int, accepted: int, number: int) -> int:
    """Say how many proposals to hand out: what is likely still needed, from what was accepted so far."""
    rate = max(accepted, 1) / number if number else 1.0
    return max(LEAST_BATCH, int((n - accepted) / rate))


class Cooling(Epsilon):  # type: ignore[misc]
    """How much each generation asks: by how much the variances of the figures count too large.

    Parameters
    ----------
    heats
        One for each generation, falling; 1 would be the stated errors themselves.
    """

    def __init__(self, heats: Sequence[float]) -> None:
        self._heats = tuple(heats)

    def __call__(self, t: int) -> float:
        """Give the heat of generation t."""
        return self._heats[max(t, 0)]


class Weighing(Acceptor):  # type: ignore[misc]
    """Accepts every proposal and weighs it by how near it comes: a Gaussian kernel in place of a threshold.

    The weight is the density of the published figures around the simulated ones, were all errors
    independent and normal with the stated variances times the heat.

    Parameters
    ----------
    figures
        How many figures the distance is the root mean square of.
    """

    def __init__(self, figures: int) -> None:
        super().__init__()
        self._figures = figures

    def __call__(
        self, distance_function: Any, eps: Cooling, x: Any, x_0: Any, t: int, par: Any  # noqa: ANN401
    ) -> AcceptorResult:  # fmt: skip
        """Weigh one proposal; the meaning of the parameters is pyABC's."""
        distance = float(distance_function(x, x_0, t, par))
        weight = exp(-0.5 * self._figures * distance * distance / eps(t))
        return AcceptorResult(distance=distance, accept=True, weight=weight)


def propose(shared: object, item: tuple[str, int]) -> dict[str, Any]:
    """Make and evaluate one proposal, in a worker.

    Parameters
    ----------
    shared
        Not used: the file holds the problem.
    item
        File of the generation's function, and the proposal's own seed.

    Returns
    -------
    dict
        The particle as plain values.
    """
    file, seed = item
    np.random.seed(seed)  # noqa: NPY002 - pyABC draws from this generator; each proposal has a seed of its own
    particle = _simulate_one(file, Path(file).stat().st_mtime_ns)()
    return {
        "parameter": {name: float(value) for name, value in particle.parameter.items()},
        "weight": float(particle.weight),
        "measures": {name: float(value) for name, value in particle.sum_stat.items()},
        "distance": float(particle.distance),
        "accepted": bool(particle.accepted),
    }


@lru_cache(maxsize=1)
def _simulate_one(file: str, changed: int) -> Callable[[], Particle]:
    found: Callable[[], Particle] = pickle.loads(Path(file).read_bytes())
    return found


def _particle(row: Mapping[str, Any]) -> Particle:
    return Particle(
        m=0,
        parameter=Parameter(**row["parameter"]),
        weight=row["weight"],
        sum_stat=dict(row["measures"]),
        distance=row["distance"],
        accepted=row["accepted"],
    )


def _seed_of(seed: int, t: int, number: int) -> int:
    digest = hashlib.blake2b(json.dumps([seed, t, number]).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")


@dataclass(frozen=True)
class Generation:
    """One generation of the search.

    Attributes
    ----------
    heat
        By how much the variances of the figures counted too large.
    evaluations
        Proposals that were evaluated.
    """

    heat: float
    evaluations: int


@dataclass(frozen=True)
class Fit:
    """What the search found.

    Attributes
    ----------
    z : ndarray of float64, shape (particles, fitted)
        Fitted parameters of the last generation, as standard normal deviates of their priors.
    weights : ndarray of float64, shape (particles,)
        Weights, sum 1.
    measures : dict of str to ndarray of float64, shape (particles,)
        What the model gave for each.
    distances : ndarray of float64, shape (particles,)
        Distance of each.
    generations
        How the search went.
    """

    z: np.ndarray
    weights: np.ndarray
    measures: Mapping[str, np.ndarray]
    distances: np.ndarray
    generations: tuple[Generation, ...]


@dataclass(frozen=True)
class Search:
    """How long to search.

    Attributes
    ----------
    particles, explore
        Evaluations of the last generation, and of each on the way.
    heats
        As in `Cooling`.
    widen
        Variance of proposals, against what the next generation is expected to find.
    """

    particles: int
    explore: int
    heats: tuple[float, ...]
    widen: float


def search(
    simulate: Callable[[Mapping[str, float]], dict[str, float]],
    distance: Callable[[Mapping[str, float], Mapping[str, float]], float],
    published: Mapping[str, float],
    scales: Mapping[str, float],
    fitted: Sequence[str],
    how: Search,
    sampler: KeptSampler,
    folder: Path,
) -> Fit:
    """Search for parameters whose simulated figures come near the published ones.

    Parameters
    ----------
    simulate, distance
        The model, and how far its figures are from the published ones.
    published, scales
        Figures, and the standard deviation of published minus simulated were the model right, by measure.
    fitted
        Names of the parameters, each standard normal before the fit.
    how
        How long.
    sampler
        Over our own workers.
    folder
        Keeps the generations that are done; a search that was interrupted goes on from there.

    Returns
    -------
    Fit
    """
    prior = pyabc.Distribution(**{name: StandardNormal() for name in fitted})
    cooling = Cooling(how.heats)
    sampler.heat = cooling
    sampler.figures = tuple(published)
    spread = np.array([scales[name] for name in published])
    sampler.guide = Guided(np.array(list(published.values())), spread, how.widen)
    abc = pyabc.ABCSMC(
        simulate,
        prior,
        distance,
        population_size=ListPopulationSize([how.explore] * (len(how.heats) - 1) + [how.particles]),
        transitions=sampler.guide,
        eps=cooling,
        acceptor=Weighing(len(published)),
        sampler=sampler,
    )
    database = folder / "history.db"
    known = database.is_file()
    address = f"sqlite:///{database.resolve()}"
    history = abc.load(address) if known else abc.new(address, dict(published))
    left = len(how.heats) - history.n_populations
    if left > 0:
        history = abc.run(minimum_epsilon=how.heats[-1], max_nr_populations=left)
    return _fit_of(history, fitted)


def _fit_of(history: pyabc.History, fitted: Sequence[str]) -> Fit:
    steps = history.get_all_populations()
    steps = steps[steps["t"] >= 0]
    population = history.get_population()
    rows = [(p.parameter, p.weight, p.sum_stat, p.distance) for p in population.particles]
    names = list(rows[0][2])
    return Fit(
        z=np.array([[float(row[0][name]) for name in fitted] for row in rows]),
        weights=np.array([row[1] for row in rows]),
        measures={name: np.array([float(row[2][name]) for row in rows]) for name in names},
        distances=np.array([float(row[3]) for row in rows]),
        generations=tuple(
            Generation(float(epsilon), int(samples))
            for epsilon, samples in zip(steps["epsilon"], steps["samples"], strict=True)
        ),
    )
