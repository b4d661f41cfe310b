"""Which shape manifests have: what stands under a key that no version ever wrote there is damage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Kinds: TypeAlias = type | tuple[type, ...]

_NUMBER = (int, float)
_LISTS: Mapping[str, Kinds] = {
    "finished": int, "failed": dict, "scenarios": (str, dict), "measures": dict, "varied": dict,
    "closures": dict, "sources": str, "unlike_closures": str, "left_by_the_end": str, "ends": str,
    "pupils_range": _NUMBER, "schools_range": _NUMBER,
}  # fmt: skip
_OTHERWISE = ("measures", "varied")
_KINDS: Mapping[str, Kinds] = {
    **dict.fromkeys(("hashes", "versions", "platform", "country", "unlike_parameters", "design"), dict),
    **dict.fromkeys(("own_parameters", "beyond_prior", "runs", "fails", "processor", "git"), dict),
    **dict.fromkeys(("name", "hash", "reference", "command", "simkansen", "kind"), str),
    **dict.fromkeys(("parameters", "population", "csv_style"), str),
    **dict.fromkeys(("seed", "points", "workers", "shards"), int),
    **dict.fromkeys(("schools", "pupils", "wall_seconds"), _NUMBER),
    "replications": (int, dict), "title": (str, dict), "question": (str, dict),
}  # fmt: skip
_ENTRIES: Mapping[str, Mapping[str, Kinds]] = {
    "scenarios": {"name": str, "title": (str, dict), "types": list},
    "measures": {
        "id": str, "measure": str, "unit": str, "better": str, "subject": str, "by": (str, list),
        "group": (str, int, list),
    },
    "varied": {"path": str, "kind": str, "dimension": str},
    "closures": {"from": str, "to": str, "kind": str},
}  # fmt: skip
"""Keys of manifests by what stands under them; one of an earlier version has no digest."""


def misshapen(content: Mapping[str, Any]) -> str | None:
    """Return the first key under which something else stands than ever was written; None if there is none.

    Parameters
    ----------
    content
        What a manifest tells.
    """
    there = {key: value for key, value in content.items() if value is not None}
    # A sensitivity study tells its measures by name, and counts what it varied.
    of_study = _OTHERWISE if "survivors" in there else ()
    lists = {key: kind for key, kind in _LISTS.items() if key in there and key not in of_study}
    for key, kinds in lists.items():
        if not _is_list(there[key], kinds):
            return key
        if inner := next((found for one in there[key] if (found := _odd_entry(key, one))), None):
            return inner
    return next((key for key, kinds in _KINDS.items() if key in there and not _is(there[key], kinds)), None)


def _is(value: object, kinds: Kinds) -> bool:
    """Tell whether a value is of a kind; a truth value is no number."""
    return isinstance(value, kinds) and (not isinstance(value, bool) or kinds is bool)


def _is_list(value: object, kinds: Kinds) -> bool:
    return isinstance(value, list | tuple) and all(_is(one, kinds) for one in value)


def _odd_entry(key: str, entry: object) -> str | None:
    """Return the key in an entry of a list under which something else stands, behind that of the list."""
    if not isinstance(entry, dict):
        return None
    for name, kinds in _ENTRIES.get(key, {}).items():
        if entry.get(name) is not None and not _is(entry[name], kinds):
            return f"{key}.{name}"
    return None
