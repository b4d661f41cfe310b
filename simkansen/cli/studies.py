"""Files of studies at the verb check: of a calibration and of a sensitivity analysis."""

from __future__ import annotations

from pathlib import Path

_KEYS = {"calibrate": {"targets", "particles", "leave_out"}, "sensitivity": {"morris", "sobol", "ranking"}}
"""Keys by which the file of a verb is known."""


def study_of(file: Path) -> str | None:
    """Name the verb that a file of a study is for; None where it is another file, or cannot be read."""
    from simkansen.scenario.reading.merge import gather

    tree, _ = gather(file)
    content = tree.plain() if tree is not None else None
    keys = set(content) if isinstance(content, dict) else set()
    return next((verb for verb, own in _KEYS.items() if own & keys), None)


def check_study(file: Path, verb: str) -> None:
    """Read a file of a study as its verb does before anything runs.

    Parameters
    ----------
    file
        The file.
    verb
        Its verb.

    Raises
    ------
    ScenarioErrors
        With every problem of it.
    """
    if verb == "calibrate":
        from simkansen.fitting.calibration.specification import CalibrationSpec
        from simkansen.scenario.reading.document import load_document

        load_document(file, CalibrationSpec)
    else:
        from simkansen.fitting.sensitivity.file import load_sensitivity

        load_sensitivity(file)
