"""Options that verbs share."""

from __future__ import annotations

import locale
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from simkansen.cli.language import wished
from simkansen.country import is_shipped, languages
from simkansen.phrases import phrase

F = TypeVar("F", bound=Callable[..., Any])


def known_languages() -> tuple[str, ...]:
    """Return the languages of the country's pages, its own first."""
    return tuple(reversed(languages()))


class Language(click.Choice[str]):
    """A language in which the country has pages.

    Parameters
    ----------
    of_results
        Whether the country is known later only, when results are found: then `check_languages` asks again.
    """

    def __init__(self, of_results: bool = False) -> None:
        super().__init__(known_languages())
        self._of_results = of_results

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take a language of the country."""
        if self._of_results and is_shipped():
            return value
        self.choices = known_languages()
        return super().convert(value, param, ctx)


def check_languages(asked: Iterable[str]) -> None:
    """Refuse a language in which the country of the results has no pages.

    Raises
    ------
    click.BadParameter
        Naming those that it has.
    """
    for one in asked:
        if one not in languages():
            said = phrase(
                "'{one}' is not one of {known}.", one=one, known=", ".join(map(repr, known_languages()))
            )
            raise click.BadParameter(said, param_hint="'--lang'")


def _language(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """Choose the language: as asked, else of the environment, else of the locale."""
    if value:
        return value
    for wish in (wished(), locale.getlocale()[0], os.environ.get("LANG")):
        for one in (wish or "", (wish or "")[:2].lower()):
            if one in languages():
                return one
    return "en"


results = click.option(
    "--results",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("results"),
    show_default=True,
    metavar="DIR",
    help="Where results are kept.",
)
workers = click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that work at the same time; all processors by default. The results stay the same.",
)
replications = click.option(
    "--replications",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help="Repeats with other chance, instead of the file's number.",
)
seed = click.option(
    "--seed", type=click.IntRange(min=0), metavar="N", help="Seed of all chance, instead of the file's."
)
point = click.option(
    "--point", is_flag=True, help="Use the mean of the posterior for every parameter; draw nothing."
)
unlike_parameters = click.option(
    "--unlike-parameters",
    is_flag=True,
    help="Compare scenarios although their parameters or rules differ; every page says so.",
)
dry_run = click.option(
    "--dry-run", is_flag=True, help="Say what would be run and how long it takes; run nothing."
)
figures = click.option(
    "--figures", is_flag=True, help="Write the figures as PDF and PNG (200 dots an inch) too."
)
csv_style = click.option(
    "--csv-style",
    type=click.Choice(["en", "nl"]),
    help="nl: CSV files with semicolons and decimal commas; by default as the results have them, or en.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
as_csv = click.option("--csv", "as_csv", is_flag=True, help="Print the result as CSV.")
quiet = click.option("-q", "--quiet", is_flag=True, help="No messages and no progress; notes stay.")
verbose = click.option(
    "-v", "--verbose", is_flag=True, help="Say more: of results all that 'show' tells, of a list all columns."
)


def _lang(kind: Language) -> Callable[[F], F]:
    return click.option(
        "--lang",
        type=kind,
        callback=_language,
        help="Language of the page and of texts; else SIMKANSEN_LANG, else that of the system.",
    )


lang, lang_of_results = _lang(Language()), _lang(Language(of_results=True))


latest = click.option(
    "--latest", is_flag=True, help="Of several results with this name the newest; without a name, of all."
)


@dataclass(frozen=True, slots=True)
class Output:
    """How a verb prints what it found.

    Attributes
    ----------
    as_json
        As JSON.
    quiet
        Without messages and progress.
    verbose
        With more than is needed.
    """

    as_json: bool
    quiet: bool
    verbose: bool = False


def output(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Put options on a verb and give what they say as one `Output` named ``out``.

    Parameters
    ----------
    *options
        Those of ``--json``, ``--quiet`` and ``--verbose`` that the verb has.
    """
    return _as_one("out", ("as_json", "quiet", "verbose"), lambda given: Output(**given), options)


def over_the_files(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Put options on a verb that stand in place of what files say of the run, as one mapping ``run``."""
    names = ("replications", "seed", "point", "unlike_parameters")
    return _as_one("run", names, _changes, options)


def _changes(given: Mapping[str, Any]) -> dict[str, object]:
    """Give what the command line says of the run, under the keys of a file."""
    said = {key: value for key, value in given.items() if value is not None and value is not False}
    return {"parameters": "point"} | said if said.pop("point", False) else said


def _as_one(
    name: str,
    parts: tuple[str, ...],
    make: Callable[[dict[str, Any]], object],
    options: tuple[Callable[[F], F], ...],
) -> Callable[[F], F]:
    def decorate(verb: F) -> F:
        @wraps(verb)
        def call(**given: Any) -> Any:  # noqa: ANN401 - whatever the verb takes and gives
            taken = {part: given.pop(part) for part in parts if part in given}
            return verb(**given, **{name: make(taken)})

        return these(*options)(cast("F", call))

    return decorate


def settles_country(context: click.Context, parameter: click.Parameter, value: Any) -> Any:  # noqa: ANN401
    """Let the country that files name be known before rooms are imported that ask which it is."""
    from simkansen.country import use_country_of

    use_country_of([value] if isinstance(value, Path) else value or [])
    return value


def scenario_files(required: bool = True) -> Callable[[F], F]:
    """Take scenario files as arguments."""
    return click.argument(
        "files",
        nargs=-1,
        required=required,
        is_eager=True,
        callback=settles_country,
        metavar="FILE...",
        type=click.Path(dir_okay=False, path_type=Path),
    )


def these(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Put several options on a verb, in the order in which help lists them."""

    def decorate(verb: F) -> F:
        for option in reversed(options):
            verb = option(verb)
        return verb

    return decorate
