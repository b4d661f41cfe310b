"""What is said of an experiment before anything runs: `check` and `sweep` say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.cli.console import say
from simkansen.cli.estimate import say_estimate
from simkansen.limits import RefusedFileError, text_of
from simkansen.phrases import phrase

if TYPE_CHECKING:
    from simkansen.scenario import Problem
    from simkansen.sweep.ask.loading import Experiment

# Imports within functions, as in all of the command line.


@dataclass(frozen=True, slots=True)
class LookedAt:
    """An experiment without problems.

    Attributes
    ----------
    asked
        The experiment.
    notes
        What would change nothing, is cut, reaches nobody or is refused, in all or in some of its points.
    groups
        Whether it was seen that every group that is measured has pupils.
    """

    asked: Experiment
    notes: Sequence[Problem]
    groups: bool

    @property
    def lines(self) -> Iterable[str]:
        """Notes and remarks as they are printed."""
        yield from (note.as_note() for note in self.notes)
        yield from (phrase("Note: {remark}.", remark=remark) for remark in self.asked.remarks)


def is_experiment(file: Path) -> bool:
    """Tell whether a file names scenarios, as an experiment does and a scenario never."""
    return _has(file, "scenarios")


def is_scenario(file: Path) -> bool:
    """Tell whether a file says what a scenario says, and names no scenarios."""
    return _has(file, "population|interventions|extends|run") and not is_experiment(file)


def _has(file: Path, key: str) -> bool:
    """Tell whether one of some keys stands at the top of a file; a file that cannot be read has none."""
    try:
        return re.search(rf"^({key})[ \t]*:", text_of(file), re.MULTILINE) is not None
    except RefusedFileError:
        return False  # which is said where the file is read


def look_at(file: Path, small: bool = False) -> LookedAt:
    """Read an experiment and look at all that can be known of it before it runs.

    Parameters
    ----------
    file
        The experiment.
    small
        Make it small, to be tried out.

    Raises
    ------
    ScenarioErrors
        If anything is wrong, or a group that is measured has no pupils, where that can be known soon. In a
        sweep the pupils are made in any case, and looked at before the first run.
    """
    from simkansen.scenario import ScenarioErrors
    from simkansen.sweep.ask.loading import load_experiment
    from simkansen.sweep.ask.notes.nobody import look_before
    from simkansen.sweep.ask.notes.together import together
    from simkansen.sweep.ask.notes.unreached import unreached

    asked = load_experiment(file, small=small)
    problems = look_before(asked)
    if problems:
        raise ScenarioErrors(problems)
    return LookedAt(asked, [*asked.notes, *unreached(asked), *together(asked)], problems is not None)


def say_what_would_run(
    looked: LookedAt, results: Path, workers: int | None, as_json: bool, quiet: bool
) -> None:
    """Print what would be run, how long it takes and what it needs, and say what would be varied in vain."""
    from simkansen.sweep.ask.forecast import forecast
    from simkansen.sweep.ask.notes.tried import REPLICATIONS, SCHOOLS, idle_paths

    idle = idle_paths(looked.asked)
    told = [note.as_dict() for note in looked.notes]
    say_estimate(
        forecast(looked.asked, results, workers), as_json,
        problems=[], notes=told, remarks=looked.asked.remarks, changes_nothing=idle,
    )  # fmt: skip
    if as_json:
        return
    for path in idle:
        tried = phrase(
            "in a try on {schools} schools in {replications} replications",
            schools=SCHOOLS,
            replications=REPLICATIONS,
        )
        say(
            phrase(
                "Note: {path}: its lowest and highest value give the same of all that is measured, {tried}.",
                path=path,
                tried=tried,
            )
        )
    if not looked.groups and not quiet:
        say("Whether every group has pupils is seen when they are made, before the first run.")
