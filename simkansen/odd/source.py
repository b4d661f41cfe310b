"""Reading the package's own source: its rules, its columns, who calls whom."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
OBSERVERS = ("behaviour", "identity")
"""Rooms that look at what the model does and are no part of it."""

_COLUMN = re.compile(r"^    (\w+): \w+  # (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ScalarRule:
    """One scalar rule of the model.

    Attributes
    ----------
    name
        Name of the function.
    says
        First line of its docstring.
    source
        Its line of sources; empty if it has none.
    parameters
        Parameters that it reads, in the order in which they are met.
    file
        Path below the package.
    """

    name: str
    says: str
    source: str
    parameters: tuple[str, ...]
    file: str


@cache
def modules() -> dict[str, ast.Module]:
    """Parse every module of the model and what is around it, by its path below the package."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in OBSERVERS
    }


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Go through all functions in a tree."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def called(call: ast.Call) -> str:
    """Name of the function that is called, without what stands before a point."""
    name = call.func
    return name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")


RULES = ("rule", "inlined")
"""Decorators of what is a rule of the week."""


def rules() -> list[ScalarRule]:
    """List the rules of the week, by file and in the order of the file."""
    found = []
    for file, tree in modules().items():
        if not file.startswith("learning/"):
            continue
        for function in functions(tree):
            if any(getattr(decorator, "id", "") in RULES for decorator in function.decorator_list):
                found.append(_rule(function, file))
    return found


def attributes_of(tree: ast.AST, name: str) -> tuple[str, ...]:
    """List the attributes that are read or written of a variable, each once, in the order of the lines."""
    nodes = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    ]
    nodes.sort(key=lambda node: (node.lineno, node.col_offset))
    return tuple(dict.fromkeys(node.attr for node in nodes))


def column_comments(file: str, kind: str) -> dict[str, str]:
    """Read the comments beside the columns of a tuple of arrays."""
    (found,) = (node for node in modules()[file].body if isinstance(node, ast.ClassDef) and node.name == kind)
    lines = (PACKAGE / file).read_text(encoding="utf-8").splitlines()
    return dict(_COLUMN.findall("\n".join(lines[found.lineno : found.end_lineno])))


def column_docstrings(file: str, kind: str) -> dict[str, str]:
    """Read the texts below the columns of a table."""
    (found,) = (node for node in modules()[file].body if isinstance(node, ast.ClassDef) and node.name == kind)
    texts = {}
    for column, text in zip(found.body, found.body[1:], strict=False):
        if (
            isinstance(column, ast.AnnAssign)
            and isinstance(column.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
        ):
            texts[column.target.id] = " ".join(str(text.value.value).split())
    return texts


def _rule(function: ast.FunctionDef, file: str) -> ScalarRule:
    text = ast.get_docstring(function) or ""
    _, _, source = text.partition("Source: ")
    return ScalarRule(
        name=function.name,
        says=text.split("\n\n")[0],
        source=" ".join(source.split()).rstrip("."),
        parameters=attributes_of(function, "p"),
        file=file,
    )
