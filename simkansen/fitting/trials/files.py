"""From trial files to trials: every problem of every file at once, or none and the trials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from simkansen.fitting.trials.specification import (
    Arms,
    OutcomeTest,
    TrialSpec,
    WaitingTrialSpec,
    read_intervention,
)
from simkansen.interventions import Intervention
from simkansen.interventions.teacher_professionalisation import TeacherProfessionalisation
from simkansen.scenario import Problem, ScenarioErrors, build_calendar
from simkansen.scenario.checks.whole import calendar_refusals, population_refusals, target_refusals
from simkansen.scenario.reading.document import load_document, problems_at
from simkansen.scenario.reading.merge import gather
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.programme import Weeks
from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec
from simkansen.scenario.schema.words import COUNTRY, StrictModel
from simkansen.schooling.calendar import Calendar

W = TypeVar("W", bound=StrictModel)

FOLDER = Path("experiments") / "trials"
WAITS = "waits.yaml"


@dataclass(frozen=True)
class Trial:
    """A published trial, to be done again in the model or waiting for what the model lacks.

    Attributes
    ----------
    id
        Id in the register, and which of its results, such as ``TUT-04 100_399``.
    file
        Name of its file.
    words
        What the file says; None where the trial waits.
    waits_for
        The intervention that it waits for; None where it can be run.
    note
        Said beside the result.
    """

    id: str
    file: str
    words: TrialSpec | None
    waits_for: str | None = None
    note: str | None = None


def trials_folder() -> Path:
    """Find the shipped trials: in the working folder, else beside the package in a checkout.

    Raises
    ------
    FileNotFoundError
        If neither has them; an installed package ships no experiments, as it ships no scenarios.
    """
    beside = Path(__file__).parents[3] / FOLDER
    for folder in (FOLDER, beside):
        if folder.is_dir():
            return folder
    message = f"there is no folder {FOLDER.as_posix()} here; run this in a checkout, or name a folder"
    raise FileNotFoundError(message)


def load_trials(folder: Path | None = None) -> list[Trial]:
    """Read all trials of a folder.

    Parameters
    ----------
    folder
        Holds one YAML file a trial, and ``waits.yaml`` for those that the model cannot do yet; by default
        that of `trials_folder`.

    Returns
    -------
    list of Trial
        In order of their ids, those that wait last.

    Raises
    ------
    ScenarioErrors
        With every problem of every file.
    """
    folder = trials_folder() if folder is None else folder
    problems: list[Problem] = []
    trials: list[Trial] = []
    waiting: list[Trial] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            if path.name == WAITS:
                waiting = load_waiting(path)
            else:
                trials.append(load_trial(path))
        except ScenarioErrors as errors:
            problems += errors.problems
    problems += _same_id(trials, folder)
    if problems:
        raise ScenarioErrors(problems)
    return [*sorted(trials, key=lambda trial: trial.id), *waiting]


def load_trial(path: Path) -> Trial:
    """Read one trial file.

    Raises
    ------
    ScenarioErrors
        With every problem of the file, each with its line and column.
    """
    problems: list[Problem] = []
    words = None
    try:
        words = load_document(path, TrialSpec)
    except ScenarioErrors as errors:
        problems += errors.problems
    tree, _ = gather(path)
    plain = tree.plain() if tree is not None else None
    problems += problems_at(path, _unfitting(plain) if isinstance(plain, dict) else ())
    if problems or words is None:
        raise ScenarioErrors(problems)
    return Trial(words.id, path.name, words, None, words.note)


def load_waiting(path: Path) -> list[Trial]:
    """Read the file of those that wait.

    Raises
    ------
    ScenarioErrors
        With every problem of the file.
    """
    waits = load_document(path, WaitingTrialSpec).waits
    return [Trial(each.id, path.name, None, each.intervention, each.because) for each in waits]


def weeks_of_tests(test: OutcomeTest, calendar: Calendar) -> tuple[int, int]:
    """Give the weeks of a calendar in which both tests are taken."""
    days = np.array([test.before, test.after], dtype="datetime64[D]")
    before, after = np.searchsorted(calendar.monday, days, side="right") - 1
    return int(before), int(after)


def _same_id(trials: list[Trial], folder: Path) -> list[Problem]:
    found, first = [], dict[str, str]()
    for trial in trials:
        if trial.id in first:
            said = f"'{trial.id}' is also the trial of {first[trial.id]}"
            found += problems_at(
                folder / trial.file, [Refusal(("label",), said, "give one of the two a label")]
            )
        first.setdefault(trial.id, trial.file)
    return found


def _unfitting(plain: Mapping[str, object]) -> list[Refusal]:
    """Find what does not fit together, in the parts that can be read; the words report the others."""
    spec = _part(CalendarSpec, plain.get("calendar", _default("calendar")))
    schools = _part(PopulationSpec, plain.get("population", COUNTRY))
    test = _part(OutcomeTest, plain.get("test"))
    arms = _part(Arms, plain.get("arms", {}))
    programme = _programme(plain.get("intervention"))
    first = spec.first_year if spec is not None else None
    calendar, found = None, _below("population", population_refusals(schools, first) if schools else [])
    if spec is not None:
        refusals = calendar_refusals(spec, schools)
        found += _below("calendar", refusals)
        calendar = None if refusals else build_calendar(spec, schools)
    if programme is not None:
        refusals = target_refusals(programme.target, schools, first) + _places(programme, arms)
        found += _below("intervention", refusals + (programme.problems(calendar) if calendar else []))
    if calendar is not None and test is not None:
        found += _below("test", _test_days(test, calendar, programme))
    return found


def _part(kind: type[W], value: object) -> W | None:
    if isinstance(value, kind):
        return value
    try:
        return kind.model_validate(value, by_alias=True, by_name=False)
    except ValidationError:
        return None


def _default(key: str) -> object:
    return TrialSpec.model_fields[key].default


def _programme(value: object) -> Intervention | None:
    try:
        return read_intervention(value)
    except PydanticCustomError:
        return None


def _below(key: str, refusals: list[Refusal]) -> list[Refusal]:
    return [refused.below((key,)) for refused in refusals]


def _places(programme: Intervention, arms: Arms | None) -> list[Refusal]:
    """Refuse what would choose the treated beside chance."""
    found: list[Refusal] = []
    fix = "remove it; arms says who is treated"
    if programme.target.capacity is not None:
        found.append(Refusal(("for", "capacity"), "in a trial chance gives the places, not a ranking", fix))
    if programme.target.schools < 1.0:
        found.append(Refusal(("for", "schools"), "in a trial the arms say which schools take part", fix))
    if arms is not None and arms.by != "school" and isinstance(programme, TeacherProfessionalisation):
        said = f"{programme.type} works by school, not by {arms.by}"
        found.append(Refusal(("type",), said, "write arms: {by: school}"))
    return found


def _test_days(test: OutcomeTest, calendar: Calendar, programme: Intervention | None) -> list[Refusal]:
    span = f"the calendar runs from {calendar.first_day} to {calendar.last_day}"
    found: list[Refusal] = [
        Refusal((key,), f"{day} is outside the calendar", span)
        for key, day in (("before", test.before), ("after", test.after))
        if not calendar.first_day <= day <= calendar.last_day
    ]
    if found or programme is None:
        return found
    before, after = weeks_of_tests(test, calendar)
    moment = programme.hours.moment if programme.hours else "school"
    weeks = calendar.weeks_of(programme.weeks or Weeks(), moment)
    running = np.flatnonzero(weeks & calendar.closed if programme.only_while_closed else weeks)
    if running.size and running[0] <= before:
        found.append(Refusal(("before",), "the programme has begun by then", "test before its first week"))
    if running.size and running[0] > after:
        found.append(Refusal(("after",), "the programme has not begun by then", "test after its first week"))
    return found
