"""The program's door: verbs that are imported only when asked for, and exit codes that mean something."""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from simkansen import __version__
from simkansen.cli.console import meant, visible
from simkansen.cli.help import LANG_HELP, SETTINGS, VerbGroup, opens_with
from simkansen.cli.language import in_words, speak
from simkansen.country import is_shipped
from simkansen.phrases import phrase

DONE, BUG, WRONG_COMMAND, INVALID_FILE, SOME_FAILED, DIFFERENT = 0, 1, 2, 3, 4, 6
CTRL_C = 130

VERBS = {
    "new": "Write a scenario file to start from.",
    "check": "Check files of scenarios or an experiment, and say all that is wrong with them.",
    "run": "Simulate scenarios on the same pupils and make the page.",
    "sweep": "Do all runs of an experiment, here or on a cluster; nothing finished is lost.",
    "report": "Make the pages of results again: for school, policy, research.",
    "show": "Show results, a population, parameters, sources, interventions, a calendar or the week.",
    "verify": "Do stored runs again and say whether every number is the same.",
    "calibrate": "Fit the model to the learning losses that were measured.",
    "validate": "Compare the model with published figures that it was not fitted to.",
    "sensitivity": "Find out which parameters the results rest on, and whether the order holds.",
    "export": "Write results for other programs, the schema of files, or the tables of the ODD page.",
    "warm-up": "Compile the rules of the model ahead, so that the first run does not wait for that.",
    "completion": "Print the script that completes commands in a shell.",
}

EXIT_CODES = """\
Exit codes: 0 done; 1 a bug, or a full disk; 2 wrong command; 3 invalid file;
4 finished, but some runs failed or a measure has no value; 6 verify found a difference;
129, 130 or 143 interrupted."""
EPILOG = f"\b\n{EXIT_CODES}"


class LazyGroup(VerbGroup):
    """A group whose verbs are imported when they are used, so that help is quick."""

    shares_options = False

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order in which one needs them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a verb; an unknown one has None."""
        if cmd_name not in VERBS:
            return None
        module = f"simkansen.cli.verbs.{cmd_name.replace('-', '_')}"
        command: click.Command = importlib.import_module(module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb of a command line, or say which one was perhaps meant."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            near = meant(args[0], VERBS)
            fix = (
                phrase("Did you mean '{near}'?", near=near)
                if near
                else phrase("There are: {verbs}.", verbs=", ".join(VERBS))
            )
            if args[0] == "help":
                fix = "Write: simkansen --help, or simkansen VERB --help."
            raise click.UsageError(phrase("there is no verb '{args}'. {fix}", args=args[0], fix=fix), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section(in_words(phrase("Verbs"))):
            formatter.write_dl([(verb, in_words(about)) for verb, about in VERBS.items()])


@opens_with(
    "simkansen new my-town.yaml",
    "simkansen run scenarios/baseline.yaml scenarios/tutoring.yaml",
    "simkansen show week",
)
@click.group(cls=LazyGroup, epilog=EPILOG, context_settings=SETTINGS)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.option("--lang", metavar="LANG", help=LANG_HELP)
@click.pass_context
def simkansen(context: click.Context, lang: str | None) -> None:
    """Find out which intervention helps whom when schools close."""
    if lang:
        context.default_map = {verb: {"lang": lang, "langs": [lang]} for verb in VERBS}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Parameters
    ----------
    arguments
        The words after the program's name; those of the command line by default.

    Returns
    -------
    int
        The exit code.
    """
    _one_thread_for_algebra()
    words = None if arguments is None else list(arguments)
    speak(sys.argv[1:] if words is None else words)
    try:
        with _saying_warnings():
            code: Any = simkansen.main(args=words, prog_name="simkansen", standalone_mode=False)
    except click.exceptions.Exit as ended:
        return int(ended.exit_code)
    except click.ClickException as error:
        vars(error)["message"] = visible(in_words(error.message))
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return CTRL_C
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except BaseException as error:
        if arguments is None and isinstance(getattr(error, "signal", None), int):
            _heed_no_more_signals()
        return _ended_by(error)
    return code if isinstance(code, int) else DONE


@contextmanager
def _saying_warnings() -> Iterator[None]:
    """Say in words what went wrong and is put right, where Python would show a line of the program."""
    with warnings.catch_warnings():
        others = warnings.showwarning

        def show(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            errors = sys.modules.get("simkansen.work.errors")
            if errors is not None and issubclass(category, errors.ToldWarning):
                _say(message.args[0] if isinstance(message, Warning) else message)
            else:
                others(message, category, filename, lineno, file, line)

        warnings.showwarning = show
        yield


def _say(text: str) -> None:
    """Print a message."""
    click.echo(visible(in_words(text)), err=True)


def _one_thread_for_algebra() -> None:
    """Let every process do its algebra in one thread: with more of them sums come in another order.

    It counts for libraries that are loaded after this, and for worker processes; what a user has set stays.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _heed_no_more_signals() -> None:
    """Let another Ctrl-C not strike while the interpreter ends, which would change the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _ended_by(error: BaseException) -> int:
    """Say what ended the program and return its exit code."""
    number = getattr(error, "signal", None)
    if isinstance(number, int):
        return 128 + number
    if not isinstance(error, Exception):
        raise error
    from simkansen.work.stopping import struck_in_query

    if struck_in_query(error):
        return CTRL_C
    if isinstance(error, _invalid_files()):
        _say(str(getattr(error, "located", error)))
        return INVALID_FILE
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        _say(phrase("simkansen: the disk is full: {full}", full=_full(error)))
        return BUG
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        _say(
            phrase(
                "simkansen: '{what}' may not be read or written here; choose another place, for results "
                "with --results DIR",
                what=error.filename or "the folder",
            )
        )
        return WRONG_COMMAND
    if isinstance(error, OSError) and error.errno in (errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR):
        name = str(error.filename or "a name")
        cut = name if len(name) <= 80 else f"{name[:77]}..."
        said = phrase(
            "simkansen: '{cut}' cannot be a file or folder here ({strerror}); choose another name",
            cut=cut,
            strerror=error.strerror,
        )
        _say(said)
        return WRONG_COMMAND
    if _is_of_engine(error):
        _say(phrase("Error: {error}", error=error))
        return BUG
    log = _write_bug(error)
    _say(phrase("simkansen: this is a bug: {kind}: {error}", kind=type(error).__name__, error=error))
    _say(phrase("What happened is written in {log}; please send it along.", log=log))
    return BUG


def _full(error: OSError) -> str:
    """Say what could not be written and, where that is known, how much room is needed."""
    where, needed = error.filename or "the results", getattr(error, "needed", None)
    if needed is None:
        return phrase("{where}; make room", where=where)
    from simkansen.work.errors import KEPT

    return phrase(
        "{where}; make room for about {room:,.0f} MB. {kept}",
        where=where,
        room=max(1, needed / 1e6),
        kept=KEPT,
    )


def _invalid_files() -> tuple[type[Exception], ...]:
    """Return the errors that say a file is invalid, of the rooms that have been entered."""
    known: tuple[tuple[str, str], ...] = (
        ("simkansen.scenario.reading.problems", "ScenarioErrors"),
        ("simkansen.population.schools.from_file", "SchoolsFileError"),
        ("simkansen.runs.plan", "DifferentBasisError"),
        ("simkansen.work.errors", "UnreadableResultsError"),
    )
    if not is_shipped():  # what stands in the files of a country of one's own
        known += (("simkansen.evidence.files", "EvidenceError"), ("simkansen.country", "CountryError"))
    return tuple(getattr(sys.modules[room], name) for room, name in known if room in sys.modules)


def _is_of_engine(error: Exception) -> bool:
    """Tell whether work could not be done where it was to be done; the message says what to do."""
    errors = sys.modules.get("simkansen.work.errors")
    return errors is not None and isinstance(error, errors.EngineError)


def _write_bug(error: Exception) -> Path:
    text = f"simkansen {__version__}, Python {sys.version}\n\n{''.join(traceback.format_exception(error))}"
    number, name = tempfile.mkstemp(prefix="simkansen-bug-", suffix=".log", text=True)
    with open(number, "w", encoding="utf-8") as stream:
        stream.write(text)
    return Path(name)
