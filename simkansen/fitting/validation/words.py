"""The validation table in words: for a terminal, and as the block of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from simkansen.fitting.validation.verdict import VERDICTS
from simkansen.phrases import phrase

Cells = Mapping[str, object]
"""A row as plain values, by the names of `simkansen.fitting.validation.verdict.ComparedFigure`."""

HEADER = ("id", "what", "unit", "published", "model", "verdict", "how, and what would fix a miss")

SHARE_OF_DRAWS = "share of draws in which it holds"
"""Unit of a row that compares a direction: nobody published a number."""

_LONGEST_UNIT = 34
_SMALL, _LARGE = 1.0, 10.0


def number(value: object) -> str:
    """Write a number with the decimals its size asks for; nothing for none."""
    if not isinstance(value, int | float):
        return ""
    decimals = 3 if abs(value) < _SMALL else 2 if abs(value) < _LARGE else 1
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def interval(value: object, low: object, high: object) -> str:
    """Write a value with its interval; a value alone where both are one."""
    if value is None:
        return "-"
    if low is None or number(low) == number(high) == number(value):
        return number(value)
    return phrase("{value} ({low} to {high})", value=number(value), low=number(low), high=number(high))


def published(row: Cells) -> str:
    """Write the published figure of a row."""
    if row["unit"] == SHARE_OF_DRAWS:
        return phrase("direction")
    return interval(row["published"], row["published_low"], row["published_high"])


def model(row: Cells) -> str:
    """Write the model's figure of a row."""
    return interval(row["median"], row["p05"], row["p95"])


def short_unit(row: Cells) -> str:
    """Cut a unit down to its first words."""
    unit = str(row["unit"]).split(" (")[0]
    return unit if len(unit) <= _LONGEST_UNIT else unit[: _LONGEST_UNIT - 1].rstrip() + "…"


def counted(rows: Sequence[Cells]) -> str:
    """Count the verdicts."""
    count = Counter(str(row["verdict"]) for row in rows)
    return ", ".join(f"{count[verdict]} {verdict}" for verdict in VERDICTS if count[verdict])


def tallied(rows: Sequence[Cells], leaning: Set[str], uncounted: Set[str]) -> list[str]:
    """Count the verdicts of a table with and without the rows that are no tests of their own.

    Parameters
    ----------
    rows
        The rows of the table.
    leaning
        Ids of the rows that are no tests of their own.
    uncounted
        Ids of the rows that stand in the table for their contradiction alone.

    Returns
    -------
    list of str
        Sentences.
    """
    tested = [row for row in rows if row["id"] not in uncounted]
    own = [row for row in tested if row["id"] not in leaning]
    names = sorted(str(row["id"]) for row in tested if row["id"] in leaning)
    told = [phrase("In all: {counts}; {share}.", counts=counted(tested), share=_share(tested))]
    if names:
        told.append(
            phrase(
                "Without the {names} that are no tests of their own: {counts}; {share}.",
                names=len(names),
                counts=counted(own),
                share=_share(own),
            )
        )
        told.append(phrase("Those are {names}.", names=", ".join(names)))
    if len(tested) < len(rows):
        left = len(rows) - len(tested)
        told.append(phrase("Not counted: {left} rows that stand here to contradict another.", left=left))
    return told


def _share(rows: Sequence[Cells]) -> str:
    """Say how many of the rows that can be answered are a hit or near."""
    verdicts = [row["verdict"] for row in rows if row["verdict"] != "waits"]
    right = sum(verdict in ("hit", "near") for verdict in verdicts)
    share = f" ({right / len(verdicts):.0%})" if verdicts else ""
    if "near" in verdicts:
        words = "hit or near: {right} of the {verdicts} that can be answered{share}"
    else:
        words = "hit: {right} of the {verdicts} that can be answered{share}"
    return phrase(words, right=right, verdicts=len(verdicts), share=share)


def how_made(about: Mapping[str, object]) -> str:
    """Say how a table was made.

    Parameters
    ----------
    about
        As `simkansen.evidence.Compared` has it.
    """
    drawn = f"{about['draws']} draws of {'chance at the mean of ' if about['point'] else ''}the posterior"
    fit = ", which is provisional" if about["provisional"] else f" of `{about['experiment']}`"
    return f"Made by `{about['made_by']}` with {drawn}{fit}."


def markdown(rows: Sequence[Cells], words: str, tally: Sequence[str]) -> str:
    """Write the rows as a table of a page.

    Parameters
    ----------
    rows
        The rows.
    words
        A sentence that says how the table was made.
    tally
        Sentences that count the verdicts; they follow it.
    """
    lines = [
        " ".join((words, *tally)),
        "",
        f"| {' | '.join(HEADER)} |",
        f"|{'---|' * len(HEADER)}",
    ]
    for row in rows:
        figures = (short_unit(row), published(row), model(row))
        cells = (row["id"], row["quantity"], *figures, row["verdict"], row["note"] or "")
        lines.append(f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |")
    return "\n".join(lines)


class NoMarkersError(ValueError):
    """A page has no place for a table."""


def with_block(page: str, name: str, block: str) -> str:
    """Put a block in a page, between its markers.

    Parameters
    ----------
    page
        Text with the lines ``<!-- NAME -->`` and ``<!-- end NAME -->``.
    name
        Name of the block.
    block
        Text that takes the place of what stands between them.

    Raises
    ------
    NoMarkersError
        If a marker is missing.
    """
    first, last = f"<!-- {name} -->", f"<!-- end {name} -->"
    before, opened, rest = page.partition(first)
    _, closed, after = rest.partition(last)
    if not opened or not closed:
        raise NoMarkersError(phrase("the page has no lines '{first}' and '{last}'", first=first, last=last))
    return f"{before}{first}\n\n{block}\n\n{last}{after}"


def update_page(path: Path, name: str, block: str) -> None:
    """Rewrite one block of a page; parameters as in `with_block`."""
    path.write_text(with_block(path.read_text(encoding="utf-8"), name, block), encoding="utf-8")
