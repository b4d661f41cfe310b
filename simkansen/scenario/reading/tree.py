"""A YAML file as a tree in which every key and value knows its file, line and column.

Dates stay text, so that one that does not exist is reported where it stands; duplicate keys are all reported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from simkansen.evidence.limited import BeyondLimitError, Count
from simkansen.phrases import phrase
from simkansen.scenario.reading.nodes import beyond, compose
from simkansen.scenario.reading.problems import Kind, Problem

Scalar: TypeAlias = str | int | float | bool | None
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def problem(self, path: Path, message: str, fix: str, kind: Kind = "wrong") -> Problem:
        """Make a problem that stands here; its path as in `spell`."""
        return Problem(self.file, self.line, self.column, spell(path), message, fix, kind)


@dataclass(slots=True)
class Located:
    """One value of a scenario file.

    Parameters
    ----------
    value
        A mapping of key to value, a list of values, or a scalar.
    spot
        Where the value stands.
    key
        Where its key stands, if it has one.
    """

    value: dict[str, Located] | list[Located] | Scalar
    spot: Spot
    key: Spot | None = field(default=None)

    def get(self, name: str) -> Located | None:
        """Give the value under a key, or None."""
        return self.value.get(name) if isinstance(self.value, dict) else None

    def plain(self) -> object:
        """Give the value without places, as pydantic wants it."""
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value


def find(root: Located, path: Path) -> tuple[Located, Path]:
    """Follow a path as far as it goes.

    Returns
    -------
    (Located, path)
        The deepest value met, and the part of the path that was followed.
    """
    here, met = root, 0
    for part in path:
        below: Located | None = None
        if isinstance(here.value, dict) and isinstance(part, str):
            below = here.value.get(part)
        elif isinstance(here.value, list) and isinstance(part, int) and part < len(here.value):
            below = here.value[part]
        if below is None:
            break
        here, met = below, met + 1
    return here, path[:met]


def spell(path: Path) -> str:
    """Write a path as text: ``interventions[tutoring].for.groep[2]``, counting items from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += part if part.startswith("[") or not text else f".{part}"
    return text


def labelled(root: Located, path: Path) -> Path:
    """Name the items of a list by their id where they have one, as a reader knows them."""
    named: list[str | int] = []
    for depth, part in enumerate(path):
        item, met = find(root, path[: depth + 1])
        label = item.get("id") if isinstance(part, int) and len(met) == depth + 1 else None
        known = label is not None and isinstance(label.value, str)
        named.append(f"[{label.value}]" if known and label is not None else part)
    return tuple(named)


def read_tree(text: str, file: str) -> tuple[Located | None, list[Problem]]:
    """Read YAML text into a tree.

    Parameters
    ----------
    text
        The file's content.
    file
        The name under which problems are reported.

    Returns
    -------
    (tree or None, problems)
        No tree when the text cannot be read at all.
    """
    node, problems = compose(text, file)
    if problems:
        return None, problems
    if node is None:
        return None, [Problem(file, 1, 1, "", "the file is empty", "write at least 'simkansen: 1'")]
    growing = _Growing(text, file)
    try:
        tree = growing.grow(node, ())
    except BeyondLimitError as error:
        return None, [beyond(error, file)]
    if not isinstance(tree.value, dict):
        missing = "a space after each colon?" if isinstance(tree.value, str) else "start with 'simkansen: 1'"
        growing.report(node, (), "the file is no list of 'key: value' lines", missing)
        return None, growing.problems
    return tree, growing.problems


class _Growing:
    """Turns ruamel's nodes into located values and gathers what is wrong on the way."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.problems: list[Problem] = []
        self._above: list[int] = []
        self._count = Count()  # once more, for an alias is composed once and stands in many places

    def spot(self, node: Node) -> Spot:
        return Spot(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def report(self, node: Node, path: Path, message: str, fix: str) -> None:
        self.problems.append(self.spot(node).problem(path, message, fix))

    def grow(self, node: Node, path: Path) -> Located:
        self._count.add(node, len(self._above) + 1)
        if id(node) in self._above:
            self.report(node, path, "this refers to itself", "write the values out")
            return Located(None, self.spot(node))
        if not str(node.tag).startswith("tag:yaml.org,2002:"):
            self.report(
                node,
                path,
                phrase("the tag {tag} has no meaning here", tag=node.tag),
                "remove it, or put quotes around it",
            )
        self._above.append(id(node))
        if isinstance(node, MappingNode):
            located = Located(self._mapping(node, path), self.spot(node))
        elif isinstance(node, SequenceNode):
            items = [self.grow(item, (*path, _label(item, index))) for index, item in enumerate(node.value)]
            located = Located(items, self.spot(node))
        else:
            located = Located(_scalar(node) if isinstance(node, ScalarNode) else None, self.spot(node))
        self._above.pop()
        return located

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Located]:
        found: dict[str, Located] = {}
        before: ScalarNode | None = None
        for key, item in node.value:
            if not isinstance(key, ScalarNode):
                self.report(key, path, "a key must be a plain word", "write 'key: value'")
                continue
            name = str(key.value)
            if str(key.tag).endswith(":merge"):
                self.report(key, path, "the merge key << is not used here", "write extends: other-file.yaml")
            elif self._is_stray(node, key, item):
                self._stray(key, found, before, path)
            elif name in found:
                first = found[name].key
                line = first.line if first else 0
                self.report(
                    key,
                    (*path, name),
                    phrase("the key '{name}' stands twice, first in line {line}", name=name, line=line),
                    "remove one of the two",
                )
            else:
                found[name] = self.grow(item, (*path, name))
                found[name].key = self.spot(key)
                before = key
        return found

    def _is_stray(self, node: MappingNode, key: ScalarNode, item: Node) -> bool:
        """Tell whether a word stands alone between commas, as in {nl: Bijles, groep 6}."""
        if not node.flow_style or not isinstance(item, ScalarNode) or item.value != "":
            return False
        return ":" not in self.text[key.end_mark.index : item.end_mark.index + 1]

    def _stray(
        self, key: ScalarNode, found: dict[str, Located], before: ScalarNode | None, path: Path
    ) -> None:
        fix = "put quotes around a text with a comma"
        last = found[before.value].value if before is not None else None
        if before is not None and isinstance(last, str):
            fix += phrase(': {value}: "{last}, {after}"', value=before.value, last=last, after=key.value)
        else:
            fix += phrase(", or write '{value}: ...'", value=key.value)
        self.report(key, path, phrase("'{value}' stands alone after a comma", value=key.value), fix)


def _label(node: Node, index: int) -> str | int:
    """Give the id of a list's item in brackets, else its number."""
    if isinstance(node, MappingNode):
        for key, item in node.value:
            if key.value == "id" and isinstance(item, ScalarNode) and item.value:
                return f"[{item.value}]"
    return index


def _scalar(node: ScalarNode) -> Scalar:
    """Read a scalar by its YAML 1.2 type; dates and everything unknown stay text."""
    kind, text = str(node.tag).rsplit(":", 1)[-1], str(node.value)
    reader = _READERS.get(kind)
    try:
        return reader(text) if reader else text
    except ValueError:
        return text


def _whole(text: str) -> int:
    bare = text.replace("_", "")
    return int(bare, 0) if bare.lstrip("+-")[:2].lower() in ("0x", "0o", "0b") else int(bare)


def _decimal(text: str) -> float:
    return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))


_READERS: dict[str, Callable[[str], Scalar]] = {
    "null": lambda _: None,
    "bool": lambda text: text.lower() == "true",
    "int": _whole,
    "float": lambda text: _decimal(text.lower()),
}
