"""One evaluation of the fit: parameters in, the studies' figures out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simkansen.arithmetic import normal_cdf
from simkansen.chance import run_key, uniforms
from simkansen.evidence import load_parameters
from simkansen.fitting.calibration.specification import FitTarget
from simkansen.fitting.measures import first_closure, whole_year
from simkansen.fitting.study import simulate_study
from simkansen.population import load_population

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.population import Population


@dataclass(frozen=True)
class CalibrationProblem:
    """What is fitted to what.

    An evaluation is a pure function of the values of the fitted parameters: chance, the other uncertain
    parameters and the sample of schools follow from a digest of them, so that each can be done again.

    Attributes
    ----------
    fitted
        Parameters that are searched for, each on the scale z of its prior: standard normal.
    varied
        All parameters that an evaluation varies; those that are not searched for are drawn from their prior.
    targets
        Published figures.
    populations
        Folders of saved populations; evaluations take turns with them.
    seed
        Seed of all chance.
    """

    fitted: tuple[str, ...]
    varied: tuple[str, ...]
    targets: tuple[FitTarget, ...]
    populations: tuple[Path, ...]
    seed: int

    def key_of(self, z: Mapping[str, float]) -> np.uint64:
        """Give the key of an evaluation's chance, by a digest of its values."""
        content = np.array([float(z[name]) for name in self.fitted]).tobytes()
        digest = hashlib.blake2b(content, digest_size=4).digest()
        return run_key(self.seed, int.from_bytes(digest, "big"))

    def values_of(self, z: Mapping[str, float]) -> dict[str, float]:
        """Give the parameters that vary: fitted ones from their z, the others drawn from their prior.

        Parameters
        ----------
        z
            Fitted parameters, each as a standard normal deviate.

        Returns
        -------
        dict of str to float
            Values in the unit of each parameter.
        """
        definitions, key = load_parameters().definitions, self.key_of(z)
        one = np.zeros(1, dtype=np.int64)
        values = {}
        for name in self.varied:
            known = name in z
            u = normal_cdf(float(z[name])) if known else float(uniforms(key, f"parameter/{name}", one)[0])
            values[name] = definitions[name].quantile(min(max(u, _LEAST), 1.0 - _LEAST))
        return values

    def parameters_of(self, z: Mapping[str, float]) -> Parameters:
        """Give the parameters of an evaluation."""
        return load_parameters().replace(self.values_of(z))

    def simulate(self, z: Mapping[str, float]) -> dict[str, float]:
        """Take from the model what the studies measured.

        Parameters
        ----------
        z
            Fitted parameters, each as a standard normal deviate.

        Returns
        -------
        dict of str to float
            By measure.
        """
        return measure_all(self.populations, self.parameters_of(z), self.key_of(z))

    def distance(self, simulated: Mapping[str, float], published: Mapping[str, float]) -> float:
        """Root mean square of what model and studies differ, each in its own standard deviations.

        Parameters
        ----------
        simulated, published
            By measure.
        """
        apart = [(simulated[t.measure] - published[t.measure]) / t.scale for t in self.targets]
        found = float(np.sqrt(np.mean(np.square(apart))))
        return found if np.isfinite(found) else float("inf")

    def scales(self) -> dict[str, float]:
        """Give the standard deviation of published minus simulated, were the model right, by measure."""
        return {target.measure: target.scale for target in self.targets}

    def published(self) -> dict[str, float]:
        """Give the published figures by measure."""
        return {target.measure: target.value for target in self.targets}


_LEAST = 1e-9


def measure_all(populations: Sequence[Path], parameters: Parameters, key: np.uint64) -> dict[str, float]:
    """Simulate the studies with some parameters and take their measures.

    Parameters
    ----------
    populations
        Folders of saved populations; the key says which one is taken.
    parameters
        Parameters of the evaluation.
    key
        Key of the run.

    Returns
    -------
    dict of str to float
        By measure.
    """
    population = _population(populations[int(key) % len(populations)])
    earlier = run_key(int(key) % 2**32, 1)
    study = simulate_study(population, parameters, key, earlier=earlier, until="mid-2021")
    return first_closure(study, parameters, key) | whole_year(study, parameters)


@lru_cache(maxsize=8)
def _population(folder: Path) -> Population:
    return load_population(folder)
