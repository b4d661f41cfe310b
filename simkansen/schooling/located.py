"""Reading a YAML file of a country: checked as a whole, each problem with its line and column."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from simkansen.evidence.files import EvidenceError, read_kept_mapping


class Part(BaseModel):
    """Base of everything in a file of a country: unchangeable, and no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


Whole = TypeVar("Whole", bound=BaseModel)


def read_part(path: Path, kind: type[Whole]) -> Whole:
    """Read a file as a whole.

    Parameters
    ----------
    path
        A YAML file that is one mapping.
    kind
        What it must be.

    Raises
    ------
    EvidenceError
        If the file is missing, is no YAML, or says something that cannot be right; all problems at once,
        each with its line and column.
    """
    try:
        return kind.model_validate(read_kept_mapping(path))
    except ValidationError as error:
        raise EvidenceError([_told(path, found["loc"], found["msg"]) for found in error.errors()]) from None


def _told(path: Path, loc: tuple[int | str, ...], message: str) -> str:
    """Say one problem with its file, line and column."""
    line, column = line_of(path, loc)
    said = message.removeprefix("Value error, ")
    return f"{path}:{line}:{column}: {'.'.join(map(str, loc)) or 'the file'}: {said[0].lower()}{said[1:]}"


def line_of(path: Path, loc: Sequence[str | int]) -> tuple[int, int]:
    """Find the line and the column of a value.

    Parameters
    ----------
    path
        A YAML file.
    loc
        Keys and places in lists that lead to the value; where they end, the nearest that is there is meant.

    Returns
    -------
    tuple of int
        Line and column, from 1.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

    node: Node = YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8"))
    mark = node.start_mark
    for step in loc:
        if isinstance(node, MappingNode):
            pairs = {key.value: (key, value) for key, value in node.value}
            if step not in pairs:
                break
            key, node = pairs[step]
            mark = key.start_mark
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            mark = node.start_mark
        else:
            break
    return mark.line + 1, mark.column + 1
