"""What is wrong with a file that is no YAML, in words for people who do not write YAML every day."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Problem

_SAID: tuple[tuple[str, str, str], ...] = (
    (r"mapping values are not allowed", "a colon stands where none can",
     "put quotes around a text with a colon, or line this key up with those above"),
    (r"could not find expected ':'", "this line is no 'key: value'",
     "add a colon and a space, or line the text up with the one above"),
    (r"expected <block end>, but found '[]}]'", "a bracket is closed that was never opened", "remove it"),
    (r"expected <block end>", "this line does not line up with the lines around it",
     "give keys of one group the same number of spaces"),
    (r"expected ',' or '}'", "a { is not closed", "add a } at the end"),
    (r"expected ',' or ']'", "a [ is not closed", "add a ] at the end"),
    (r"unexpected end of stream", "a quote is not closed", "add the closing quote"),
    (r"sequence entries are not allowed", "a list item cannot start here", "put '- ' on a line of its own"),
    (r"undefined alias", "a text cannot start with *", "put quotes around it"),
    (r"another document", "a second document starts here after ---", "keep one scenario in one file"),
    (r"expected the node content", "a value is missing here", "write it, or remove the sign"),
    (r"<document start>|mapping keys are not allowed", "this line does not line up with the lines around it",
     "start every key of the file in the first column"),
    (r"a comment or a line break|chomping", "a text after | or > starts on the next line",
     "move it there, or put quotes around it"),
    (r"unknown escape character", "a backslash in double quotes is special", "use single quotes"),
    (r"cannot start any token", "a text cannot start with this character", "put quotes around it"),
)  # fmt: skip


def explain(error: YAMLError, text: str, file: str) -> list[Problem]:
    """Say in our own words why the text cannot be read.

    A tab at the start of a line is the usual cause, so every such line is reported, as all must be fixed.

    Returns
    -------
    list of Problem
        One problem, or one for each line that starts with a tab.
    """
    if isinstance(error, ReaderError):
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        said, fix = "this character cannot be read", "remove it and type it again"
        return [Problem(file, line, column, "", said, fix)]
    wrong = str(getattr(error, "problem", "") or "")
    if r"'\t'" in wrong and (tabs := _tabs(text)):
        fix = "use spaces, two for each step"
        return [Problem(file, *place, "", "a tab stands here", fix) for place in tabs]
    if inside := _text_with_brackets(error, text, file):
        return [inside]
    unknown = phrase("this is no YAML ({what})", what=wrong or "unreadable"), "compare it with an example"
    known = ((said, fix) for pattern, said, fix in _SAID if re.search(pattern, wrong))
    return [Problem(file, *(_mark(error) or (1, 1)), "", *next(known, unknown))]


def _text_with_brackets(error: YAMLError, text: str, file: str) -> Problem | None:
    """Find a text with brackets of its own inside { } or [ ], such as the path of an intervention."""
    got = re.search(r"expected ',' or '[\]}]', but got '([\[{])'", str(getattr(error, "problem", "") or ""))
    if got is None or not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return None
    at, column = error.problem_mark.line, error.problem_mark.column
    line = re.split("\r\n|\r|\n", text)[at]
    begun = re.search(r"[^\s,{}\[\]:'\"]*$", line[:column])
    if begun is None or not begun[0]:
        return None
    whole = re.match(r"([^\s,{}\[\]:]*[\[{][^\]}]*[\]}])+[^\s,{}\[\]:]*", line[begun.start() :])
    named = (
        phrase("write '{whole}' with its quotes", whole=whole[0])
        if whole and "'" not in whole[0]
        else "put quotes around it"
    )
    outer = "{ }" if "'}'" in got[0] else "[ ]"
    own = "[ ]" if got[1] == "[" else "{ }"
    said = phrase("a text or path with {own} has to be quoted inside {outer}", own=own, outer=outer)
    return Problem(
        file,
        at + 1,
        begun.start() + 1,
        "",
        said,
        phrase("{named}, or write it on a line of its own", named=named),
    )


def _tabs(text: str) -> list[tuple[int, int]]:
    """Give line and column of the tabs at the start of a line or of a value."""
    each = ((number, line, line.find("\t")) for number, line in enumerate(text.splitlines(), 1))
    return [
        (number, tab + 1)
        for number, line, tab in each
        if tab >= 0 and (not line[:tab].strip() or line[:tab].rstrip().endswith(":"))
    ]


def _mark(error: YAMLError) -> tuple[int, int] | None:
    """Where to point: at the opening of what is not closed or not finished, else at the problem."""
    if not isinstance(error, MarkedYAMLError):
        return None
    said = str(error.problem or "")
    opened = re.search(r"expected ',' or|unexpected end of stream|could not find expected ':'", said)
    mark = error.context_mark if opened and error.context_mark is not None else error.problem_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else None
