"""Taking out of texts what says who made results and where: paths of one machine, addresses of others."""

from __future__ import annotations

import re

_BEFORE = r"(?<![^\s\"'\[(,=:])"
"""A path begins after a space, a quote, a bracket, a comma, an equals sign or a colon, or at the start."""

_SIGN = r"(?:/(?!/)|\\+)"
_PART = r"[^\s\"'\\/\])(,]+"
_HOMES = rf"(?:home|Users){_SIGN}[^\"'\\/\n\])(,]*[^\s\"'\\/\])(,](?:{_SIGN}|(?=[\s\"'\])(,]|$))"
_UP = rf"\.\.(?:{_SIGN}\.\.)*(?={_SIGN}(?:home|Users|root)\b)"

_FOLDERS = re.compile(
    rf"{_BEFORE}(?:~[\w.-]*|[A-Za-z]:|{_UP})?{_SIGN}(?:{_HOMES}|{_PART}{_SIGN})(?:{_PART}{_SIGN})*"
)
"""Absolute folders, those below a home (whose name may have a space), and those that lead there from here."""

_HOME = re.compile(rf"{_BEFORE}(?:~[\w.-]*|[A-Za-z]:|{_UP})?{_SIGN}{_HOMES}(?:{_PART}{_SIGN})*")

_ADDRESS = re.compile(r"\b(?:tcp|tls|ucx|ucxx|ws|wss|inproc|ssh)://[^\s\"'\]),]+")
_SCHEDULER = re.compile(r"(--scheduler[ =])[^\s\"']+")


def without_places(text: str, homes_only: bool = False) -> str:
    """Shorten absolute paths to the name of their file, and take out addresses of machines.

    Parameters
    ----------
    text
        Any text, such as a scenario as written, or the words of an error.
    homes_only
        Leave paths that are not below a home: of a page, whose scripts have slashes of their own.
    """
    text = _SCHEDULER.sub(r"\1ADDRESS", _ADDRESS.sub("ADDRESS", text))
    return (_HOME if homes_only else _FOLDERS).sub("", text)
