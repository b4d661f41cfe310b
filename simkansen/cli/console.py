"""Saying things: data to stdout, messages and progress to stderr."""

from __future__ import annotations

import csv
import json
import re
import shlex
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from io import StringIO
from itertools import zip_longest
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from simkansen.cli.help import QUIET
from simkansen.cli.language import in_words
from simkansen.phrases import figure, phrase

if TYPE_CHECKING:
    from rich.progress import TaskID

    from simkansen.runs import Progress

_EVERY_SECONDS = 60.0
"""Off a terminal, progress is one line in this time at most (s), and one when another stage begins."""

_STAGES = {
    "population": "making the population",
    "runs": phrase("runs"),
    "replications": phrase("replications"),
    "draws": phrase("draws"),
    "trials": phrase("trials"),
    "screening": phrase("screening"),
    "ranking": phrase("ranking"),
    "evaluations before the fit": phrase("evaluations before the fit"),
    "compiling": "compiling the rules of the model, once after installing",
}
"""What a stage is called where its own name says too little."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Signs that control a terminal or the direction of text, break lines unseen, or are half of a character."""


def visible(text: str) -> str:
    """Return a text of which a terminal shows every sign: what cannot be seen becomes what JSON has for it.

    A name or title of a file may hold anything; shown raw it could hide or change what else is said.
    """
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def data(text: str) -> None:
    """Print a result."""
    click.echo(visible(in_words(text)))


def data_json(content: object) -> None:
    """Print a result as JSON; dates become text."""
    click.echo(visible(json.dumps(content, indent=2, ensure_ascii=False, default=str)))


def data_csv(rows: Sequence[Mapping[str, object]], header: Sequence[str]) -> None:
    """Print a result as CSV under this header; None becomes empty."""
    out = StringIO()
    writer = csv.DictWriter(out, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    click.echo(visible(out.getvalue()), nl=False)


def meant(word: str, known: Iterable[str]) -> str | None:
    """Give the word that was perhaps meant; None where none is near."""
    return next(iter(get_close_matches(word, list(known), n=1)), None)


def say(text: str) -> None:
    """Print a message, unless a verb without messages of its own to choose from was asked to be quiet."""
    context = click.get_current_context(silent=True)
    if context is None or not context.meta.get(QUIET):
        click.echo(visible(in_words(text)), err=True)


def shown(*paths: Path) -> str:
    """Return paths as one would type them in a shell."""
    return shlex.join(map(str, paths))


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Align rows under their header: numbers to the right, the rest to the left.

    On a terminal texts and heads are folded between words as far as it takes to fit; into
    a file or another program every row is one line.

    Parameters
    ----------
    header
        Names of the columns.
    rows
        Cells; None becomes empty.
    """
    header = [in_words(name) for name in header]
    cells = [["" if cell is None else _cell(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(header), *cells]) for i in range(len(header))]
    right = [
        all(isinstance(row[i], int | float) or row[i] is None for row in rows) for i in range(len(header))
    ]

    _narrow(widths, [[len(max(row[i].split(), key=len, default="")) for row in [list(header), *cells]]
                     for i in range(len(header))])  # fmt: skip

    def line(row: Sequence[str]) -> str:
        folded = [
            [cell] if len(cell) <= width else wrap(cell, width, break_on_hyphens=False)
            for cell, width in zip(row, widths, strict=True)
        ]
        lines = (zip(parts, widths, right, strict=True) for parts in zip_longest(*folded, fillvalue=""))
        return "\n".join(
            "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in one).rstrip() for one in lines
        )

    return "\n".join([line(header), line(["-" * width for width in widths]), *map(line, cells)])


def _narrow(widths: list[int], words: Sequence[Sequence[int]]) -> None:
    """Make columns narrower until they fit the terminal, the widest first, none less than its words need."""
    room, least = get_terminal_size().columns if sys.stdout.isatty() else 0, [max(some) for some in words]
    while room and sum(widths) + 2 * (len(widths) - 1) > room:
        widest = max(range(len(widths)), key=lambda i: (widths[i] > least[i], widths[i]))
        if widths[widest] <= least[widest]:
            return
        widths[widest] -= 1


def _cell(cell: object) -> str:
    if isinstance(cell, float):
        return in_words(figure(f"{cell:.0f}" if abs(cell) >= 1000 else f"{cell:.4g}"))
    return in_words(str(cell))


def duration(seconds: float) -> str:
    """Say a time in words that fit its size."""
    if seconds < 90:
        return phrase("{seconds:.0f} s", seconds=seconds)
    if seconds < 5400:
        return phrase("{seconds:.0f} min", seconds=seconds / 60)
    return phrase("{seconds:.1f} h", seconds=seconds / 3600)


class Display:
    """Progress on stderr: a bar on a terminal, else a line a minute and a stage, else nothing.

    Parameters
    ----------
    quiet
        Show nothing.
    """

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty() and not quiet
        self._last: float | None = None
        self._stage = ""
        self._bar: Any = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Start the bar."""
        if self._terminal:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[count]}"),
                TimeElapsedColumn(),
                TextColumn("{task.fields[left]}"),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(in_words(phrase("starting")), total=1.0, count="", left="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        """Show how far the batch is."""
        if self._quiet:
            return
        words = _STAGES.get(progress.stage, progress.stage)
        failed = phrase(", {failed} failed", failed=progress.failed) if progress.failed else ""
        left = (
            ""
            if progress.seconds_left is None
            else phrase("about {duration} left", duration=duration(progress.seconds_left))
        )
        done = progress.done + progress.failed
        if self._bar is not None:
            self._bar.update(
                self._task,
                description=in_words(words + failed),
                completed=progress.share,
                count=f"{done}/{progress.total}",
                left=in_words(left),
            )
            return
        now = time.monotonic()
        if self._last is None or now - self._last >= _EVERY_SECONDS or progress.stage != self._stage:
            self._last, self._stage = now, progress.stage
            say(
                phrase(
                    "{done}/{total} {words}{failed}{what}{left}",
                    done=done,
                    total=progress.total,
                    words=words,
                    failed=failed,
                    what=", " if left else "",
                    left=left,
                )
            )
