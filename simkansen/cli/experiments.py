"""Experiment files at the verb check: of a sweep, of a calibration, of a sensitivity analysis."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simkansen.scenario import Problem

_KEYS = {
    "calibrate": {"targets", "particles", "leave_out"},
    "sensitivity": {"morris", "sobol", "ranking"},
    "sweep": {"design", "vary", "scenarios"},
}
"""Keys by which the file of a verb is known, those of another looked for first."""


def verb_of(file: Path) -> str | None:
    """Name the verb that an experiment file is for; None where it is a scenario, or cannot be read."""
    from simkansen.scenario.reading.merge import gather

    tree, _ = gather(file)
    content = tree.plain() if tree is not None else None
    keys = set(content) if isinstance(content, dict) else set()
    return next((verb for verb, own in _KEYS.items() if own & keys), None)


def check_experiments(files: Iterable[tuple[Path, str]]) -> list[Problem]:
    """Check experiment files, each as its verb does before anything runs, and give their notes.

    Parameters
    ----------
    files
        Each with its verb.

    Raises
    ------
    ScenarioErrors
        With the problems of all of them.
    """
    from simkansen.scenario import ScenarioErrors

    notes: list[Problem] = []
    problems: list[Problem] = []
    for file, verb in files:
        try:
            notes += _check(file, verb)
        except ScenarioErrors as errors:
            problems += errors.problems
    if problems:
        raise ScenarioErrors(problems)
    return notes


def _check(file: Path, verb: str) -> list[Problem]:
    if verb == "calibrate":
        from simkansen.fitting.calibration.specification import CalibrationSpec
        from simkansen.scenario.reading.document import load_document

        load_document(file, CalibrationSpec)
        return []
    if verb == "sensitivity":
        from simkansen.fitting.sensitivity.file import load_sensitivity

        load_sensitivity(file)
        return []
    from simkansen.scenario import ScenarioErrors
    from simkansen.sweep.ask.loading import load_experiment
    from simkansen.sweep.ask.nobody import look_before
    from simkansen.sweep.ask.unreached import unreached

    asked = load_experiment(file)
    if nobody := look_before(asked):
        raise ScenarioErrors(nobody)
    return [*asked.notes, *unreached(asked)]
