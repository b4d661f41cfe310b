"""One problem in a scenario file, where it stands, and all of them together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from simkansen.phrases import joined, phrase

Kind = Literal["wrong", "missing", "unknown key", "unknown name", "no whole number"]
"""What a problem is, for who does more about it than tell it: ``wrong`` is all that nobody asks for."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong in a part of a file, before it is known where the part stands.

    Attributes
    ----------
    path
        The way below the part that was checked; items of a list by their number, counted from 0.
    message, fix
        What is wrong, and what to do about it: one sentence each, without capital or full stop.
    kind
        What it is, for who asks.
    """

    path: tuple[str | int, ...]
    message: str
    fix: str
    kind: Kind = "wrong"

    def below(self, above: tuple[str | int, ...]) -> Refusal:
        """Give it as a refusal of the whole of which the part stands at a path."""
        return replace(self, path=(*above, *self.path))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and what to do about it.

    ``line`` and ``column`` count from 1; ``path`` is the way through the keys, items of a list by their id or
    their number counted from 1; it is empty when the whole file is meant. ``kind`` says what a problem is
    where a program asks for it.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    fix: str
    kind: Kind = "wrong"

    def __str__(self) -> str:
        return self._located("")

    def as_note(self) -> str:
        """Write it as what is said beforehand, and refuses nothing."""
        return self._located("note: ")

    def _located(self, label: str) -> str:
        where = label  # values of a point of a design stand in no file
        if self.file:
            where = phrase(
                "{file}:{line}:{column}: {label}",
                file=self.file,
                line=self.line,
                column=self.column,
                label=label,
            )
        return phrase(
            "{where}{path}{message}; {fix}",
            where=where,
            path=self.path + ": " if self.path else "",
            message=self.message,
            fix=self.fix,
        )

    def as_dict(self) -> dict[str, str | int]:
        """Give the problem as plain values, for JSON."""
        return asdict(self)


class ScenarioErrors(Exception):  # noqa: N818 - it holds many errors, its name says so
    """All problems of one or more scenario files, each once, in the order of files and lines.

    Parameters
    ----------
    problems
        At least one problem.
    notes
        What is to be said of the same files beside them, as far as problems leave it certain.
    understood
        What was understood of files of schools all the same, a line each.
    right
        The scenarios, of several, in whose own files nothing is wrong: more can be said of them.
    """

    def __init__(
        self,
        problems: Iterable[Problem],
        notes: Iterable[Problem] = (),
        understood: Iterable[str] = (),
        right: Iterable[Any] = (),  # scenarios, whose module imports this one
    ) -> None:
        self.problems, self.notes = in_order(problems), in_order(notes)
        self.understood, self.right = list(understood), list(right)
        super().__init__(joined("\n", (str(problem) for problem in self.problems)))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by file (as first met) and line, each once."""
    each = list(dict.fromkeys(problems))
    files = {file: index for index, file in enumerate(dict.fromkeys(problem.file for problem in each))}
    return sorted(each, key=lambda problem: (files[problem.file], problem.line, problem.column))
