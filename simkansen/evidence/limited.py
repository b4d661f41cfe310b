"""YAML within limits: as many values, as deep and as long as a file of words may be (`simkansen.limits`)."""

from __future__ import annotations

import re

from ruamel.yaml.composer import Composer
from ruamel.yaml.nodes import Node, ScalarNode

from simkansen.limits import MOST_DEPTH, MOST_DIGITS, MOST_LETTERS, MOST_VALUES
from simkansen.phrases import phrase

_SURROGATE = re.compile("[\ud800-\udfff]")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""What no page or figure may hold: control characters, and what Unicode says is no character."""
TOO_DEEP = (
    phrase("lists and mappings stand inside each other more than {most_depth} deep", most_depth=MOST_DEPTH),
    "write it flatter",
)
TOO_MANY = (
    phrase("the file has more than {most_values:,} values", most_values=MOST_VALUES),
    "leave out what is not needed; write no alias of aliases",
)


class BeyondLimitError(Exception):
    """A file beyond a limit: where it was passed, what is wrong, and what to do.

    Attributes
    ----------
    line, column
        Where, from 1.
    """

    def __init__(self, node: Node, message: str, fix: str) -> None:
        super().__init__(phrase("{message}; {fix}", message=message, fix=fix))
        self.message, self.fix = message, fix
        self.line, self.column = node.start_mark.line + 1, node.start_mark.column + 1


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
            raise BeyondLimitError(node, *TOO_DEEP)
        if self._values > MOST_VALUES:
            raise BeyondLimitError(node, *TOO_MANY)


class LimitedComposer(Composer):
    """Composes nodes as long as they are not too many, too deep or too long: it calls itself for each."""

    def __init__(self, loader: object = None) -> None:
        super().__init__(loader=loader)
        self._count, self._depth = Count(), 0

    def compose_node(self, parent: Node, index: object) -> Node:
        """Compose one node.

        Raises
        ------
        BeyondLimitError
            If it is one too many, too deep, or `check_scalar` refuses it.
        """
        self._depth += 1
        self._count.add(self.parser.peek_event(), self._depth)
        node: Node = super().compose_node(parent, index)
        self._depth -= 1
        if isinstance(node, ScalarNode):
            check_scalar(node)
        return node


class WholeComposer(LimitedComposer):
    """Composes a document as `LimitedComposer` does, and counts what aliases make of it too."""

    def compose_document(self) -> Node:
        """Compose the document.

        Raises
        ------
        BeyondLimitError
            As `compose_node`; also if values are too many or too deep where each alias is written out.
        """
        whole: Node = super().compose_document()
        _count_all(whole, 1, Count())
        return whole


def _count_all(node: Node, depth: int, count: Count) -> None:
    count.add(node, depth)
    if not isinstance(node, ScalarNode):
        for item in node.value:
            for part in item if isinstance(item, tuple) else (item,):
                _count_all(part, depth + 1, count)


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
