"""Help that opens with examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import click

SETTINGS = {"help_option_names": ["-h", "--help"]}
"""Settings of every verb."""


class Verb(click.Command):
    """A command whose help opens with examples.

    Attributes
    ----------
    examples
        Command lines that can be copied.
    choices
        Words that the first argument may be, and what each means.
    """

    examples: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then what the command does."""
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}{example}\n")
        super().format_help_text(ctx, formatter)
        if self.choices:
            with formatter.section(f"{self.collect_usage_pieces(ctx)[1]} is one of"):
                formatter.write_dl(list(self.choices))


class VerbGroup(Verb, click.Group):
    """A group of commands whose help opens with examples."""


V = TypeVar("V", bound=Verb)


def opens_with(*examples: str, choices: Sequence[tuple[str, str]] = ()) -> Callable[[V], V]:
    """Give a verb its examples, and the words that its first argument may be."""

    def give(verb: V) -> V:
        verb.examples, verb.choices = examples, choices
        return verb

    return give
