"""Help that opens with examples."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import cache, cached_property
from inspect import cleandoc
from types import MappingProxyType
from typing import Any, TypeVar

import click

from simkansen import __version__
from simkansen.cli.language import check_tongue, in_words, is_spoken, tongue
from simkansen.country import is_shipped
from simkansen.phrases import joined, phrase

SETTINGS = {"help_option_names": ["-h", "--help"]}
"""Settings of every verb."""


QUIET, VERBOSE, LANG = "simkansen.quiet", "simkansen.verbose", "simkansen.lang"
"""Under these names the context of a verb remembers -q, -v and --lang that the verb itself does not use."""

LANG_HELP = "Language of what is printed; else SIMKANSEN_LANG, else English."

_PIECES = {"[OPTIONS]": phrase("[OPTIONS]"), "COMMAND [ARGS]...": phrase("COMMAND [ARGS]...")}
"""What the library writes behind the name of a command."""

_AS_IT_STANDS = "\b\n"
"""Before a paragraph whose lines are not folded anew."""

_OF_RESULTS = ("show", "report", "verify", "export")
"""Verbs whose country may be known only when results are found; `simkansen.cli.countries` asks then."""


class Verb(click.Command):
    """A command whose help opens with examples, and that knows -q and -v whatever it does.

    A verb that means more by -q or -v has the option itself. Else -q leaves out its messages, and -v adds
    one with the version and the time it took.

    Attributes
    ----------
    examples
        Command lines that can be copied.
    choices
        Words that the first argument may be, and what each means.
    takes
        By parameter that must be given what it can be: a text, or words with what each means. It is said
        where the parameter is missing.
    shares_options
        Whether it takes -q and -v; the program itself leaves them to its verbs.
    """

    examples: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()
    takes: Mapping[str, str | Sequence[tuple[str, str]]] = MappingProxyType({})
    shares_options = True

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the verb's own parameters and the options that every verb knows, each said in words."""
        return (
            [_in_words(one, tongue()) for one in self._all_params(ctx)]
            if is_spoken()
            else self._all_params(ctx)
        )

    def _all_params(self, ctx: click.Context) -> list[click.Parameter]:
        own = super().get_params(ctx)
        known = {name for option in own for name in option.opts}
        return own + [one for one in self._shared if not known.intersection(one.opts)]

    @cached_property
    def _shared(self) -> list[click.Option]:
        return _shared_options() if self.shares_options else []

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words after the verb; of one that is missing say what it can be, with an example."""
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter as error:
            if error.param is None or error.param.name not in self.takes:
                raise
            raise click.UsageError(self._missing(error.param), ctx) from None

    def _missing(self, parameter: click.Parameter) -> str:
        of_words = isinstance(parameter, click.Argument)
        named = parameter.human_readable_name if of_words else parameter.opts[0]
        what = self.takes[str(parameter.name)]
        if isinstance(what, str):
            said = [phrase("{named} is missing: {what}.", named=named, what=what)]
        else:
            width = max(len(word) for word, _ in what)
            said = [
                phrase("{named} is missing; give one of:", named=named),
                *(phrase("  {word}  {means}", word=f"{word:<{width}}", means=means) for word, means in what),
            ]
        if self.examples:
            said.append(phrase("For example: {example}", example=self.examples[0]))
        return joined("\n", said)

    def invoke(self, ctx: click.Context) -> object:
        """Do what the verb does; with -v, say what did it and how long it took."""
        start = time.monotonic()
        if ctx.info_name not in _OF_RESULTS or not is_shipped():
            check_tongue(ctx.params.get("lang") or ctx.meta.get(LANG))
        result = super().invoke(ctx)
        if ctx.meta.pop(VERBOSE, False):
            python = ".".join(map(str, sys.version_info[:3]))
            spent = time.monotonic() - start
            click.echo(f"simkansen {__version__}, Python {python}: {spent:.1f} s", err=True)
        return result

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of what the command does."""
        return in_words(super().get_short_help_str(limit))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then what the command does."""
        if self.examples:
            with formatter.section(in_words(phrase("Examples"))):
                for example in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}{in_words(example)}\n")
        self._format_what_it_does(ctx, formatter)
        if self.choices:
            named = self.collect_usage_pieces(ctx)[1].strip("[]")
            with formatter.section(in_words(phrase("{named} is one of", named=named))):
                formatter.write_dl([(word, in_words(means)) for word, means in self.choices])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what stands below all else."""
        told = self.epilog
        if told and told.startswith(_AS_IT_STANDS):
            self.epilog = _AS_IT_STANDS + in_words(told.removeprefix(_AS_IT_STANDS))
        try:
            super().format_epilog(ctx, formatter)
        finally:
            self.epilog = told

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Say what may follow the command; what the library calls options and arguments in words."""
        return [in_words(_PIECES.get(piece, piece)) for piece in super().collect_usage_pieces(ctx)]

    def _format_what_it_does(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does, paragraph by paragraph as far as the language has them."""
        told, self.help = self.help, "\n\n".join(map(_unfolded, cleandoc(self.help or "").split("\n\n")))
        try:
            super().format_help_text(ctx, formatter)
        finally:
            self.help = told


class OptionOfPhrase(click.Option):
    """An option whose help has values in it, which the library would keep as a text without its template."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - as the library has it
        super().__init__(*args, **settings)
        self.help = settings.get("help")


class VerbGroup(Verb, click.Group):
    """A group of commands whose help opens with examples."""

    command_class = Verb

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the whole first sentence of each."""
        with formatter.section(in_words(phrase("Commands"))):
            formatter.write_dl([(name, one.get_short_help_str(200)) for name, one in self.commands.items()])


def _unfolded(paragraph: str) -> str:
    """Say a paragraph in the language of the command line, its lines put one behind another."""
    flat = " ".join(paragraph.split())
    said = in_words(flat)
    return paragraph if said == flat else said


@cache
def _in_words(parameter: click.Parameter, lang: str) -> click.Parameter:
    """Give a parameter that says what it does in the language of the command line, the same each time."""
    if not isinstance(parameter, click.Option) or not parameter.help:
        return parameter
    said = copy(parameter)
    said.help = in_words(parameter.help)
    return said


def _shared_options() -> list[click.Option]:
    """Make the options that every verb knows."""

    def remember(name: str) -> Callable[[click.Context, click.Parameter, object], None]:
        def keep(context: click.Context, parameter: click.Parameter, given: object) -> None:
            if given:
                context.meta[name] = given

        return keep

    return [
        click.Option(["--lang"], metavar="LANG", expose_value=False, callback=remember(LANG), help=LANG_HELP),
        click.Option(
            ["-q", "--quiet"], is_flag=True, expose_value=False, callback=remember(QUIET), help="No messages."
        ),
        click.Option(
            ["-v", "--verbose"],
            is_flag=True,
            expose_value=False,
            callback=remember(VERBOSE),
            help="Say the version and the time it took.",
        ),
    ]


V = TypeVar("V", bound=Verb)


def opens_with(
    *examples: str,
    choices: Sequence[tuple[str, str]] = (),
    takes: Mapping[str, str | Sequence[tuple[str, str]]] | None = None,
) -> Callable[[V], V]:
    """Give a verb its examples, the words that its first argument may be, and what must be given."""

    def give(verb: V) -> V:
        verb.examples, verb.choices, verb.takes = examples, choices, takes or {}
        return verb

    return give
