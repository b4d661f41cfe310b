"""The table of what every type of intervention takes for an answer that a scenario leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simkansen.interventions import registry

_NO_DEFAULT = ("id", "type", "title", "cost")
_NEEDED = "must be given"
_BY_LEADER = "that of its leader, such as EUR cost_teaching_assistant_hour"


def table() -> str:
    """Make the table, a row for each answer of each type.

    Returns
    -------
    str
        Markdown.
    """
    lines = ["| type | answer | default |", "| --- | --- | --- |"]
    for kind in _types():
        lines += [f"| {kind} | `{word}` | {what} |" for word, what in defaults_of(kind).items()]
    return "\n".join([*lines, ""])


def defaults_of(kind: str) -> dict[str, str]:
    """Give the default of every answer of a type, as it is shown to readers.

    Parameters
    ----------
    kind
        The type's name in scenario files.

    Returns
    -------
    dict of str to str
        By the key in a file, a dot between levels. A value in backquotes may be written in a file as it
        stands; other words say what the model takes instead.
    """
    model = _types()[kind]
    alone = model.model_validate({"id": kind, "type": kind})
    said: dict[str, Any] = alone.model_dump(mode="json", by_alias=True, exclude_none=True)
    said |= alone.usual_answers()
    found = {}
    hidden = {*_NO_DEFAULT, *({"led_by"} - alone.answers)}
    for word, value in said.items():
        if word not in hidden:
            found[word] = f"`{_plain(value)}`"
    if model.needs_staff:
        needed = [word for word in ("hours", "led_by") if word not in found and word in model.answers]
        found |= dict.fromkeys(needed, _NEEDED)
    words = dict(alone.usual_words())
    if "led_by" in found and found["led_by"] == _NEEDED:
        words = {"cost.per_hour": _BY_LEADER, **words}
    return found | words


def _types() -> Mapping[str, Any]:
    return registry()


def _plain(value: object) -> str:
    """Write a value as in a file, in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_plain(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_plain(item) for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
