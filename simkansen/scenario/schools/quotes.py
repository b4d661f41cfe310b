"""Where in a file of comma-separated values a quote is opened that is never closed."""

from __future__ import annotations


def unclosed_quote(text: str, separator: str) -> tuple[int, int] | None:
    """Find the first quote that is not closed as a value.

    A quote closes a value where a separator or the end of the line follows, so one that closes inside a
    text belongs to a later value, and the quote before it was left open.

    Parameters
    ----------
    text
        The lines of a table.
    separator
        What separates its values.

    Returns
    -------
    (line, column) or None
        Both from 1, where the quote was opened; the column is that of the table.
    """
    line, column, at, opened = 1, 1, 0, None
    begins = True
    while at < len(text):
        character, after = text[at], text[at + 1 : at + 2]
        if character == '"' and opened is None and begins:
            opened = (line, column)
        elif character == '"' and opened is not None:
            if after == '"':
                at += 1
            elif after in ("", separator, "\r", "\n"):
                opened = None
            else:
                return opened
        elif character == separator and opened is None:
            column += 1
        if character == "\n":
            line += 1
            column = column if opened else 1
        begins = opened is None and character in (separator, "\n")
        at += 1
    return opened
