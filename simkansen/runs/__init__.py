"""Many runs: parameter draws, the engine, the store, resuming, and the manifest.

What simulates is loaded when it is first asked for, so that a plan can be checked quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simkansen.late import names_found_late
from simkansen.runs.plan import DifferentBasisError
from simkansen.work.progress import Failure, Interrupted, Progress

if TYPE_CHECKING:
    from simkansen.runs.start import RunResult, run_scenarios
else:
    __getattr__ = names_found_late(
        __name__,
        {
            "RunResult": "simkansen.runs.start:RunResult",
            "run_scenarios": "simkansen.runs.start:run_scenarios",
        },
    )

__all__ = ["DifferentBasisError", "Failure", "Interrupted", "Progress", "RunResult", "run_scenarios"]
