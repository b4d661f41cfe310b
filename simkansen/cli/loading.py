"""Reading the scenario files of a command line, with the options that go over them."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simkansen.cli.console import say, shown
from simkansen.cli.countries import in_its_country
from simkansen.limits import SOON
from simkansen.phrases import phrase
from simkansen.work.storage.again import MANIFEST, told_by

if TYPE_CHECKING:
    from simkansen.scenario import Problem, Programme, Scenario, ScenarioErrors


_LISTED = 12
"""Results that are told when a name fits several."""


def intervention_types() -> Mapping[str, type[Programme]]:
    """Return the types of interventions by the name that files use."""
    from simkansen.interventions import registry

    return registry()


def load_scenarios(files: Sequence[Path], most_pupils: float = SOON) -> list[Scenario]:
    """Load scenario files.

    Parameters
    ----------
    files
        One or several.
    most_pupils
        Where something is wrong in one of them: how many pupils the others may have, to make these and say
        what only they tell.

    Raises
    ------
    ScenarioErrors
        With the problems and the notes of all files at once.
    """
    from simkansen.scenario import ScenarioErrors, check_files

    try:
        return check_files(files, intervention_types())
    except ScenarioErrors as errors:
        if not errors.right:
            raise
        raise _with_the_others(errors, files, most_pupils) from None


def _with_the_others(errors: ScenarioErrors, files: Sequence[Path], most_pupils: float) -> ScenarioErrors:
    """Add what is to be said of the files in which nothing is wrong, in the order of the files."""
    from simkansen.runs.notes.empty_groups import look_at_small
    from simkansen.scenario import ScenarioErrors, notes_of

    unreached, idle = look_at_small(errors.right, most_pupils)
    notes = with_idle([*errors.notes, *notes_of(errors.right, together=False)], idle)
    place = {str(file): number for number, file in enumerate(files)}
    problems = sorted([*errors.problems, *unreached], key=lambda one: place.get(one.file, len(place)))
    return ScenarioErrors(problems, notes, errors.understood)


def say_notes(scenarios: Sequence[Scenario]) -> None:
    """Say what in the files of one run would change nothing, or is cut, before anything runs.

    Raises
    ------
    DifferentBasisError
        If they cannot be run together, which is said first.
    ScenarioErrors
        If an intervention reaches nobody, where making the pupils takes about a second (`SOON`).
    """
    from simkansen.runs.notes.empty_groups import look_at_small
    from simkansen.runs.notes.unlike import unlike_notes
    from simkansen.runs.plan import make_plan
    from simkansen.scenario import ScenarioErrors, notes_of

    make_plan(scenarios)
    unreached, idle = look_at_small(scenarios, SOON)
    for note in with_idle([*notes_of(scenarios), *unlike_notes(scenarios)], idle):
        say(note.as_note())
    if unreached:
        raise ScenarioErrors(unreached)


def with_idle(notes: Sequence[Problem], idle: Sequence[Problem]) -> list[Problem]:
    """Add what only the pupils tell, of a line under ``for`` only where nothing is said of it yet."""
    from simkansen.scenario.reading.problems import in_order

    told = {(note.file, note.line, note.path) for note in notes}
    return in_order([*notes, *(one for one in idle if not _is_told(one, told))])


def _is_told(note: Problem, told: set[tuple[str, int, str]]) -> bool:
    return ".for" in note.path and any(
        (file, line) == (note.file, note.line) and path.startswith(note.path) for file, line, path in told
    )


def with_options(scenarios: Sequence[Scenario], run: Mapping[str, object]) -> list[Scenario]:
    """Put what the command line says over what the files say about the run."""
    return [one.model_copy(update={"run": one.run.model_copy(update=run)}) for one in scenarios]


def make_room(results: Path) -> None:
    """Make the folder for results, before anything is simulated for it.

    Raises
    ------
    click.UsageError
        If it cannot be made there, or tables under its name could not be read back.
    """
    from simkansen.work.storage.tables import UnreadableNameError, can_be_named

    if not can_be_named(results):
        said = str(UnreadableNameError(results)).removesuffix("; rename it")
        raise click.UsageError(phrase("{said}; choose another place with --results DIR", said=said))
    try:
        results.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        message = phrase(
            "the folder '{results}' for results cannot be made ({strerror})",
            results=results,
            strerror=error.strerror,
        )
        raise click.UsageError(
            phrase("{message}; choose another place with --results DIR", message=message)
        ) from error


def make_pages_again(folder: Path, quiet: bool, but: Sequence[str] = ()) -> None:
    """Make the pages again that are in a results folder, and say so.

    Parameters
    ----------
    folder
        The results folder.
    quiet
        Whether to say nothing.
    but
        Languages in which all pages have just been made.
    """
    from simkansen.report import rewrite_pages

    pages = rewrite_pages(folder, but)
    if pages and not quiet:
        names = ", ".join(page.name for page in pages)
        say(phrase("Pages that were there are made again: {pages}.", pages=names))


def find_results(name: str | None, results: Path, near: str | None = None, *, latest: bool = False) -> Path:
    """Find a results folder by its path, the beginning of its name, or the name of a scenario in it.

    Parameters
    ----------
    name
        A path; the first letters of a folder's name in ``results``; or a scenario. None for any, with
        ``latest``.
    results
        Where results are kept.
    near
        What else may have been meant.
    latest
        Of several take the one that was written last.

    Raises
    ------
    click.UsageError
        If there is none, or more than one. These are listed, the newest first, each with its time.
    """
    if name is not None and not name.strip():
        raise click.UsageError("the name of the results is empty; name them, or add --latest for the newest")
    if name is not None and (Path(name) / MANIFEST).is_file():
        return in_its_country(Path(name))
    found = sorted((path.parent for path in results.glob(f"*/{MANIFEST}")), key=_age)
    matching = found if name is None else _matching(name, found)
    if len(matching) == 1 or (matching and latest):
        return in_its_country(matching[0])
    if name is None and not latest:
        raise click.UsageError(_unsaid(found, results))
    raise click.UsageError(_too_many(name, matching) if matching else _none(name, found, results, near))


def _none(name: str | None, found: Sequence[Path], results: Path, near: str | None) -> str:
    known = (
        phrase("there are {found}", found=", ".join(folder.name for folder in found))
        if found
        else phrase("'{results}' has none", results=results)
    )
    asked = phrase("there are no results '{name}'", name=name) if name else "there are no results"
    return (
        phrase("{asked}; did you mean '{near}'?", asked=asked, near=near)
        if near
        else phrase("{asked}; {known}", asked=asked, known=known)
    )


def _unsaid(found: Sequence[Path], results: Path) -> str:
    if not found:
        return phrase(
            "which results is not said, and '{results}' has none; 'simkansen run' and 'sweep' make some",
            results=results,
        )
    return phrase(
        "which results is not said; name one, or add --latest for the newest. There are:{found}",
        found=_listed(found),
    )


def _listed(found: Sequence[Path]) -> str:
    lines = "".join(f"\n  {_written(folder)}  {folder.name}" for folder in found[:_LISTED])
    return lines + (
        phrase("\n  and {found} older", found=len(found) - _LISTED) if len(found) > _LISTED else ""
    )


def _too_many(name: str | None, matching: Sequence[Path]) -> str:
    said = phrase(
        "there are {matching} results '{name}', the newest first:{listed}",
        matching=len(matching),
        name=name,
        listed=_listed(matching),
    )
    return phrase("{said}\nSay more of the name, or add --latest for the newest of them", said=said)


def _matching(name: str, found: Sequence[Path]) -> list[Path]:
    """Choose the results that a name may mean: itself, else what begins so, else what has such a scenario."""
    word = name.rstrip("/")
    exact = [folder for folder in found if folder.name == word]
    # A folder is called by its scenario or experiment and a key: that name whole goes before first letters.
    exact = exact or [folder for folder in found if folder.name.rpartition("-")[0] == word]
    begun = [folder for folder in found if folder.name.startswith(word)]
    return exact or begun or [folder for folder in found if word in _scenarios_in(folder)]


def _scenarios_in(folder: Path) -> list[str]:
    """Name the scenarios of a results folder; none where its manifest cannot be read."""
    try:
        scenarios = told_by(folder)["scenarios"]
        return [str(one["name"] if isinstance(one, dict) else one) for one in scenarios]
    except (KeyError, TypeError):
        return []


def _age(folder: Path) -> tuple[float, str]:
    """Sort the newest first; of the same moment by name."""
    return -(folder / MANIFEST).stat().st_mtime, folder.name


def _written(folder: Path) -> str:
    """Say when results were written last, in the time of this machine."""
    from datetime import datetime

    moment = datetime.fromtimestamp((folder / MANIFEST).stat().st_mtime).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M")


def check_markers(page: Path, block: str) -> None:
    """Refuse a page without a place for a table before any work is done.

    Raises
    ------
    click.UsageError
        If the page has not the markers of the block.
    """
    from simkansen.fitting.validation.words import NoMarkersError, with_block

    try:
        with_block(page.read_text(encoding="utf-8"), block, "")
    except NoMarkersError as error:
        raise click.UsageError(phrase("{page}: {error}", page=shown(page), error=error)) from None


def say_if_short_now(folder: Path, before: Mapping[str, Any]) -> None:
    """Say that the summary as CSV, which had every week before, is the short one now.

    Parameters
    ----------
    folder
        A results folder.
    before
        What its manifest told before; empty when there was none.
    """
    from simkansen.runs.short_summary import SHORT, WHOLE, is_short

    if before and (folder / SHORT).is_file() and is_short(told_by(folder)) and not is_short(before):
        said = phrase(
            "{file} had every week, of an earlier version; it has the ends of years and closures now, "
            "and {whole} has every week.",
            file=folder / SHORT,
            whole=WHOLE,
        )
        say(said)
