"""``simkansen check``: all that is wrong with scenario files, else what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json, say, shown
from simkansen.cli.entry import DONE, INVALID_FILE
from simkansen.cli.experiments import is_experiment, look_at, say_what_would_run
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.language import in_words
from simkansen.cli.loading import load_scenarios, with_idle
from simkansen.cli.studies import check_study, study_of
from simkansen.phrases import phrase

if TYPE_CHECKING:
    from simkansen.scenario import Estimate, Problem, Scenario, ScenarioErrors


@opens_with(
    "simkansen check my-town.yaml",
    "simkansen check our-schools.yaml --plain our-schools.csv",
    "simkansen check experiments/tutoring-dose.yaml",
    takes={"files": "scenario files, or an experiment; 'simkansen new my-town.yaml' writes a scenario"},
)
@click.command("check", cls=Verb, context_settings=SETTINGS)
@options.scenario_files()
@click.option(
    "--plain",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the schools of the scenario's files as one plain table, where nothing is wrong.",
)
@options.output(options.as_json, options.quiet)
def command(files: tuple[Path, ...], plain: Path | None, out: options.Output) -> int:
    """Check files of scenarios or experiments, and say all that is wrong with them.

    Prints every problem as FILE:LINE:COLUMN: PATH: what is wrong; the fix. A file without problems is printed
    with every value it has in the end, '# default' behind those that it leaves out; before it stand notes, as
    FILE:LINE:COLUMN: note: PATH: what would change nothing, or is cut, and what was understood of files of
    schools. The last line is the time and memory that the scenarios would take
    together, or why they cannot be run together. Of an experiment it says what 'sweep --dry-run' says.
    """
    if len(files) == 1 and (verb := study_of(files[0])):
        return _check_study(files[0], verb, out)
    if any(map(is_experiment, files)):
        return _check_experiment(files, plain, out)
    from simkansen.runs.notes.empty_groups import look_at_small
    from simkansen.runs.notes.unlike import unlike_notes
    from simkansen.scenario import ScenarioErrors, notes_of
    from simkansen.scenario.schools import understood_of

    if plain is not None:
        _check_plain(plain)
    try:
        scenarios = load_scenarios(files, inf)
        apart = _why_apart(scenarios)
        unreached, idle = look_at_small(scenarios)
        unlike = [] if apart else unlike_notes(scenarios)
        notes = with_idle([*notes_of(scenarios, together=apart is None), *unlike], idle)
        if unreached:
            raise ScenarioErrors(unreached, notes, understood_of(scenarios))
    except ScenarioErrors as errors:
        _tell_problems(errors, out)
        return INVALID_FILE
    if plain is not None:
        _write_plain(plain, scenarios)
    if out.as_json:
        together = None if apart else _estimate(scenarios).as_dict()
        said = [note.as_dict() for note in notes]
        content = [_content(one) for one in scenarios]
        data_json({
            "problems": [], "notes": said, "understood": understood_of(scenarios), "scenarios": content,
            "estimate": together, "apart": apart,
        })  # fmt: skip
    elif out.quiet:
        _tell_notes(notes)
    else:
        _tell(scenarios, files, notes, apart)
    return DONE


def _check_study(file: Path, verb: str, out: options.Output) -> int:
    """Check the file of a calibration or of a sensitivity analysis."""
    from simkansen.scenario import ScenarioErrors

    try:
        check_study(file, verb)
    except ScenarioErrors as errors:
        _tell_problems(errors, out)
        return INVALID_FILE
    if out.as_json:
        data_json({"problems": [], "notes": []})
    elif not out.quiet:
        data(phrase("# {file}: no problems", file=file))
        say(phrase("Next: simkansen {verb} {file}", verb=verb, file=shown(file)))
    return DONE


def _check_experiment(files: Sequence[Path], plain: Path | None, out: options.Output) -> int:
    """Check one experiment, and say what a sweep of it would say before it starts."""
    from simkansen.scenario import ScenarioErrors

    if len(files) > 1 or plain is not None:
        said = "an experiment is checked alone" if plain is None else "--plain is of scenarios"
        raise click.UsageError(
            phrase(
                "{said}: simkansen check {experiment}",
                said=said,
                experiment=shown(next(filter(is_experiment, files))),
            )
        )
    try:
        looked = look_at(files[0])
    except ScenarioErrors as errors:
        _tell_problems(errors, out)
        return INVALID_FILE
    for line in () if out.as_json else looked.lines:
        data(line)
    if out.as_json:
        say_what_would_run(looked, Path("results"), None, as_json=True, quiet=True)
    elif not out.quiet:
        data(phrase("# {files}: no problems", files=files[0]))
        say_what_would_run(looked, Path("results"), None, as_json=False, quiet=False)
        say(phrase("Next: simkansen sweep {shown}", shown=shown(*files)))
    return DONE


def _tell_problems(errors: ScenarioErrors, out: options.Output) -> None:
    """Print notes as far as they are certain, and what is wrong."""
    if out.as_json:
        problems, notes = ([one.as_dict() for one in some] for some in (errors.problems, errors.notes))
        said = {"problems": problems, "notes": notes, "understood": errors.understood, "scenarios": []}
        data_json(said)
        return
    for line in () if out.quiet else errors.understood:
        data(phrase("# {line}", line=line))
    _tell_notes(errors.notes)
    data(str(errors))


def _tell(
    scenarios: Sequence[Scenario], files: Sequence[Path], notes: Sequence[Problem], apart: str | None
) -> None:
    """Print notes, every value in effect, and what the scenarios take, together or each alone."""
    from simkansen.scenario import resolved_yaml
    from simkansen.scenario.schools import understood_of

    for line in understood_of(scenarios):
        data(phrase("# {line}", line=line))
    _tell_notes(notes)
    for scenario, path in zip(scenarios, files, strict=True):
        written = resolved_yaml(scenario, said=in_words)
        data(phrase("# {path}: no problems\n{written}", path=path, written=written))
    for some in [[one] for one in scenarios] if apart else [scenarios]:
        data(phrase("# {named}: {estimate}", named=_named(some), estimate=_estimate(some)))
    if apart:
        data(
            phrase(
                "# these {scenarios} cannot be run together: {apart}", scenarios=len(scenarios), apart=apart
            )
        )
    say(phrase("Next: simkansen run {shown}", shown=shown(*(files[:1] if apart else files))))


def _tell_notes(notes: Sequence[Problem]) -> None:
    for note in notes:
        data(note.as_note())


def _check_plain(file: Path) -> None:
    """Refuse a name for the plain table that is taken, or is that of another kind of file."""
    if file.suffix != ".csv":
        raise click.UsageError(phrase("'{file}' must end in .csv; write '{file}.csv'", file=file))
    if file.exists():
        raise click.UsageError(phrase("'{file}' is there already; choose another name", file=file))


def _write_plain(file: Path, scenarios: Sequence[Scenario]) -> None:
    """Write the schools of the scenarios' files as one plain table."""
    from simkansen.scenario.schools import plain_table
    from simkansen.work.storage.files import write_text

    tables = list(dict.fromkeys(table for one in scenarios if (table := plain_table(one))))
    if len(tables) != 1:
        said = "have no files of schools" if not tables else "have different schools"
        raise click.UsageError(phrase("--plain writes one table, and these scenarios {said}", said=said))
    write_text(file, tables[0])
    say(phrase("The schools are written to {file}", file=file))


def _content(scenario: Scenario) -> dict[str, object]:
    """Give a scenario's effective values as data, with which of them are defaults."""
    from simkansen.scenario import effective_values
    from simkansen.scenario.reading.tree import spell
    from simkansen.scenario.writing.calendar_words import calendar_words
    from simkansen.scenario.writing.commented import default_paths, words_in_effect

    values = effective_values(scenario)
    usual = {one.id: words_in_effect(scenario, one) for one in scenario.interventions}
    return {
        "scenario": values,
        "defaults": [spell(path) for path in default_paths(scenario, values)],
        "in_effect": {name: words for name, words in usual.items() if words},
        "calendar": calendar_words(scenario),
        "estimate": _estimate([scenario]).as_dict(),
    }


def _estimate(scenarios: Sequence[Scenario]) -> Estimate:
    """Estimate what scenarios take together, or one with the reference that is made of it."""
    from simkansen.scenario import with_reference
    from simkansen.scenario.writing.estimate import estimate

    return estimate(*with_reference(scenarios))


def _why_apart(scenarios: Sequence[Scenario]) -> str | None:
    """Say why the scenarios cannot be run together; None if they can."""
    from simkansen.runs.plan import DifferentBasisError, make_plan

    try:
        make_plan(scenarios)
    except DifferentBasisError as error:
        return error.located
    return None


def _named(scenarios: Sequence[Scenario]) -> str:
    if len(scenarios) > 1:
        return phrase("these {scenarios} together", scenarios=len(scenarios))
    alone = phrase(", compared with itself without interventions") if scenarios[0].interventions else ""
    return scenarios[0].name + alone
