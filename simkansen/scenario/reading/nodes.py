"""From text to the nodes of a YAML file, within limits; whatever its reader raises becomes a problem."""

from __future__ import annotations

import re
import warnings

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import Node, ScalarNode

from simkansen.limits import MOST_DEPTH, MOST_DIGITS, MOST_LETTERS, MOST_VALUES
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Problem
from simkansen.scenario.reading.syntax import explain

_SURROGATE = re.compile("[\ud800-\udfff]")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""What no page or figure may hold: control characters, and what Unicode says is no character."""
_TOO_DEEP = (
    phrase("lists and mappings stand inside each other more than {most_depth} deep", most_depth=MOST_DEPTH),
    "write it flatter",
)
_TOO_MANY = (
    phrase("the file has more than {most_values:,} values", most_values=MOST_VALUES),
    "leave out what is not needed; write no alias of aliases",
)


class BeyondLimitError(Exception):
    """A file beyond a limit: where it was passed, what is wrong, and what to do."""

    def __init__(self, node: Node, message: str, fix: str) -> None:
        super().__init__(phrase("{message}; {fix}", message=message, fix=fix))
        self.node, self.message, self.fix = node, message, fix

    def problem(self, file: str) -> Problem:
        """Return it as a problem of a file."""
        mark = self.node.start_mark
        return Problem(file, mark.line + 1, mark.column + 1, "", self.message, self.fix)


class Count:
    """Counts values, and refuses the one that is too many or too deep."""

    def __init__(self) -> None:
        self._values = 0

    def add(self, node: Node, depth: int) -> None:
        """Count a value that stands so many lists and mappings deep.

        Raises
        ------
        BeyondLimitError
            If it is one too many, or too deep.
        """
        self._values += 1
        if depth > MOST_DEPTH:
            raise BeyondLimitError(node, *_TOO_DEEP)
        if self._values > MOST_VALUES:
            raise BeyondLimitError(node, *_TOO_MANY)


class _LimitedComposer(Composer):
    """Composes nodes as long as they are not too many, too deep or too long: it calls itself for each."""

    def __init__(self, loader: object = None) -> None:
        super().__init__(loader=loader)
        self._count, self._depth = Count(), 0

    def compose_node(self, parent: Node, index: object) -> Node:
        self._depth += 1
        self._count.add(self.parser.peek_event(), self._depth)
        node: Node = super().compose_node(parent, index)
        self._depth -= 1
        if isinstance(node, ScalarNode):
            check_scalar(node)
        return node


def check_scalar(node: ScalarNode) -> None:
    """Look at the length of a text or number, and at what no text has; free it of marks of the reader.

    Raises
    ------
    BeyondLimitError
        If it is too long, or holds half a character or one that controls a terminal.
    """
    if node.style == ">":  # the reader marks where a text was folded by a sign that no file can hold there
        node.value = node.value.replace("\a", "")
    text = node.value
    if len(text) > MOST_LETTERS:
        raise BeyondLimitError(
            node,
            phrase(
                "this has {text:,} characters, more than {most_letters:,}",
                text=len(text),
                most_letters=MOST_LETTERS,
            ),
            "write less",
        )
    if len(text) > MOST_DIGITS and str(node.tag).endswith((":int", ":float")):
        raise BeyondLimitError(
            node,
            phrase(
                "this number has {text:,} digits, more than {most_digits}",
                text=len(text),
                most_digits=MOST_DIGITS,
            ),
            "write fewer",
        )
    if text.isprintable():
        return
    if _SURROGATE.search(text):
        raise BeyondLimitError(
            node, "this holds half of a character, as \\ud800 is", "write the whole character"
        )
    if found := UNSEEN.search(text):
        said = phrase("this holds a sign that cannot be seen (number {number})", number=ord(found[0]))
        raise BeyondLimitError(node, said, "remove it")


def compose(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """Read YAML text into nodes.

    Parameters
    ----------
    text
        The file's content.
    file
        The name under which problems are reported.

    Returns
    -------
    (Node or None, problems)
        No node where the text is empty, or cannot be read, of which problems then tell.
    """
    reader = YAML(typ="rt", pure=True)
    reader.Composer = _LimitedComposer
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return reader.compose(text), []
    except BeyondLimitError as error:
        return None, [error.problem(file)]
    except YAMLError as error:
        return None, explain(error, text, file)
    except Exception as error:  # what a reader raises of text that it does not foresee is its own affair
        directive = re.search(r"^%.*", text, re.MULTILINE)
        line = text.count("\n", 0, directive.start()) + 1 if directive else 1
        fix = "remove this line" if directive else "compare it with an example"
        return None, [
            Problem(file, line, 1, "", phrase("this is no YAML ({kind})", kind=type(error).__name__), fix)
        ]
