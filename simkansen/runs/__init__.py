"""Many runs: parameter draws, the engine, the store, resuming, and the manifest."""

from __future__ import annotations

from simkansen.runs.plan import DifferentBasisError
from simkansen.runs.start import RunResult, run_scenarios
from simkansen.work.progress import Failure, Interrupted, Progress

__all__ = ["DifferentBasisError", "Failure", "Interrupted", "Progress", "RunResult", "run_scenarios"]
