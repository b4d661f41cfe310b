"""Where a value stands in a YAML file, for messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


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
