"""What names the results of an experiment: all that runs depend on, but not how many of them there are."""

from __future__ import annotations

import hashlib
import json
from importlib import metadata

from simkansen.identity import SWEEPS
from simkansen.runs.plan import code_digest, content_hash, posterior_digest
from simkansen.sweep.ask.loading import Experiment

LIBRARIES = ("numpy", "numba", "scipy")
"""Libraries that compute what runs hold."""


def basis_of(experiment: Experiment) -> str:
    """Hash of the scenarios, their files, the code, the posterior, the seed and what is measured.

    The libraries that compute are in it too: with other versions the last bits may differ, and runs of both
    may not stand in one folder. The design and the number of replications are not in it, so an experiment
    that is extended keeps what it has finished.
    """
    content = [
        [content_hash(scenario) for scenario in experiment.scenarios],
        [measure.id for measure in experiment.spec.measures],
        code_digest(SWEEPS),
        posterior_digest(experiment.scenarios[0]),
        [f"{library} {metadata.version(library)}" for library in LIBRARIES],
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
