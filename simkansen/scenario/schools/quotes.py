"""Where in a file of comma-separated values a quote does not close its value."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class WrongQuote:
    """A quote that does not close its value.

    Parameters
    ----------
    line, column
        Both from 1, where the quote was opened; the column is that of the table.
    blanks
        Whether it is closed all the same, with blanks between that and the separator.
    """

    line: int
    column: int
    blanks: bool = False


def wrong_quote(text: str, separator: str) -> WrongQuote | None:
    """Find the first quote that is not closed as a value.

    A quote closes a value where a separator or the end of the line follows, so one that closes inside a
    text belongs to a later value, and the quote before it was left open; unless nothing but blanks stand
    before the separator.

    Parameters
    ----------
    text
        The lines of a table.
    separator
        What separates its values.

    Returns
    -------
    WrongQuote or None
    """
    line, column, at = 1, 1, 0
    opened: WrongQuote | None = None
    begins = True
    while at < len(text):
        character, after = text[at], text[at + 1 : at + 2]
        if character == '"' and opened is None and begins:
            opened = WrongQuote(line, column)
        elif character == '"' and opened is not None:
            if after == '"':
                at += 1
            elif after in ("", separator, "\r", "\n"):
                opened = None
            else:
                return replace(opened, blanks=_only_blanks(text[at + 1 :], separator))
        elif character == separator and opened is None:
            column += 1
        if character == "\n":
            line += 1
            column = column if opened else 1
        begins = opened is None and character in (separator, "\n")
        at += 1
    return opened


def _only_blanks(after: str, separator: str) -> bool:
    """Say whether nothing but blanks stand before the next separator or the end of the line."""
    rest = after.partition("\n")[0].rstrip("\r").lstrip(" \t" if separator != "\t" else " ")
    return rest == "" or rest.startswith(separator)
