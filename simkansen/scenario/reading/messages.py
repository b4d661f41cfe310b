"""Our own wording for every error pydantic can give, keyed on the error's type."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import did_you_mean, listed, near, shown
from simkansen.scenario.schema.words import REFUSED

Wording = tuple[str, str]
_WHOLES = ("int_type", "int_parsing", "int_from_float")
_YES_NO = {"yes": "true", "no": "false", "ja": "true", "nee": "false", "on": "true", "off": "false"}


def refusals_of(
    error: ValidationError, keys: Callable[[tuple[str | int, ...]], list[str]] | None = None
) -> list[Refusal]:
    """Translate pydantic's errors.

    Parameters
    ----------
    error
        What pydantic raised.
    keys
        Gives the keys allowed at a path, for "did you mean"; without it none are proposed.

    Returns
    -------
    list of Refusal
        In the order of pydantic's errors; an error of ours is kept in our words.
    """
    found: list[Refusal] = []
    for item in error.errors(include_url=False):
        path, kind = tuple(item["loc"]), item["type"]
        context: Mapping[str, Any] = item.get("ctx", {})
        key = str(path[-1]) if path else ""
        if kind == REFUSED:
            found += [refused.below(path) for refused in context["refusals"]]
        elif kind == "extra_forbidden":
            known = keys(path[:-1]) if keys else []
            fix = did_you_mean(key, known) if known else "remove it"
            found.append(Refusal(path, phrase("unknown key '{key}'", key=key), fix, "unknown key"))
        elif kind == "missing":
            said = phrase("the key '{key}' is missing", key=key)
            found.append(Refusal(path, said, phrase("add the line '{key}: ...'", key=key), "missing"))
        else:
            wording = _say(kind, item["input"], context, key)
            found.append(Refusal(path, *wording, "no whole number" if kind in _WHOLES else "wrong"))
    return found


def _say(kind: str, value: object, context: Mapping[str, Any], key: str) -> Wording:
    if value is None:
        return phrase("{what} is empty", what=key or phrase("this")), "fill in a value, or remove the line"
    wording = _WORDINGS.get(kind)
    if wording is None:
        return phrase(
            "{value} does not fit here ({kind})", value=shown(value), kind=kind.replace("_", " ")
        ), "see 'simkansen export schema'"
    return wording(value, context)


def _whole(value: object, _: Mapping[str, Any]) -> Wording:
    if isinstance(value, float) and math.isfinite(value):
        return not_whole(value)
    return _number(value, _, "a whole number")


def not_whole(value: float) -> Wording:
    """Say of a number with a fraction, were it nought, that it is no whole number, and what to write."""
    said = phrase("{value} is not a whole number", value=shown(value))
    if value.is_integer() and value >= 0:
        return said, phrase("write {value}", value=int(value))
    near_it = math.ceil(value) if value < 2 else round(value)
    return said, phrase("write {nearest}, for example", nearest=max(1, near_it))


def _number(value: object, _: Mapping[str, Any], what: str = "a number") -> Wording:
    if isinstance(value, str):
        text = value.strip()
        if re.fullmatch(r"[-+]?\d+(\.\d+)?", text):
            return phrase("{value} is text, but this must be {what}", value=shown(value), what=what), phrase(
                "write {text} without quotes", text=text
            )
        if re.fullmatch(r"[-+]?\d+,\d+", text):
            return phrase("{value} has a decimal comma", value=shown(value)), phrase(
                "write {number}", number=text.replace(",", ".")
            )
        if re.fullmatch(r"[-+]?\d{1,3}([.,_ ]\d{3})+", text):
            return (
                phrase("{value} is not {what}", value=shown(value), what=what),
                phrase("write {digits}, without separators", digits=re.sub(r"[^-+0-9]", "", text)),
            )
    return phrase("{value} is not {what}", value=shown(value), what=what), phrase("write {what}", what=what)


def _boolean(value: object, _: Mapping[str, Any]) -> Wording:
    fixed = _YES_NO.get(str(value).lower())
    fix = phrase("write {fixed}", fixed=fixed) if fixed else "write true or false"
    return phrase("this is a yes or a no, not {value}", value=shown(value)), fix


def _text(value: object, _: Mapping[str, Any]) -> Wording:
    if isinstance(value, int | float):
        return phrase("{value} is a number, but this must be text", value=shown(value)), phrase(
            'write "{value}"', value=str(value)
        )
    return phrase("{value} is not text", value=shown(value)), "write text"


def _choice(value: object, context: Mapping[str, Any]) -> Wording:
    known = re.findall(r"'([^']*)'", str(context.get("expected", ""))) or [str(context.get("expected", ""))]
    if value is True or value is False:
        return phrase("{value} is not one of the choices", value=shown(value)), phrase(
            "choose from {known}", known=listed(known)
        )
    among = phrase(" (choose from {known})", known=listed(known)) if near(str(value), known) else ""
    return phrase("{value} is not one of the choices", value=shown(value)), did_you_mean(
        str(value), known
    ) + among


def _least(value: object, context: Mapping[str, Any]) -> Wording:
    said = phrase("{value} is below the lowest value, {edge:,g}", value=shown(value), edge=context["ge"])
    return said, phrase("give {edge:g} or more", edge=context["ge"])


def _more(value: object, context: Mapping[str, Any]) -> Wording:
    return phrase("{value} is too low", value=shown(value)), phrase(
        "give more than {edge:g}", edge=context["gt"]
    )


def _most(value: object, context: Mapping[str, Any]) -> Wording:
    said = phrase("{value} is above the highest value, {edge:,g}", value=shown(value), edge=context["le"])
    return said, phrase("give {edge:g} or less", edge=context["le"])


def _less(value: object, context: Mapping[str, Any]) -> Wording:
    return phrase("{value} is too high", value=shown(value)), phrase(
        "give less than {edge:g}", edge=context["lt"]
    )


def _mapping(value: object, _: Mapping[str, Any]) -> Wording:
    return phrase(
        "this must be lines of key: value, not {value}", value=shown(value)
    ), "write each answer as 'key: value'"


def _list(value: object, _: Mapping[str, Any]) -> Wording:
    return phrase(
        "this must be a list, not {value}", value=shown(value)
    ), "write each item on its own line after '- '"


def _length(value: object, context: Mapping[str, Any]) -> Wording:
    if isinstance(value, str) and "max_length" in context:
        return phrase("the text has {value:,} characters", value=len(value)), phrase(
            "write {max_length} at most", max_length=context["max_length"]
        )
    if isinstance(value, str):
        return "the text is empty", "write at least one letter"
    if "max_length" in context:
        return phrase(
            "the list is longer than {max_length}", max_length=context["max_length"]
        ), "remove items"
    return "the list is empty", "name at least one, or remove the line"


def _file(value: object, _: Mapping[str, Any]) -> Wording:
    return phrase("{value} is no name of a file", value=shown(value)), "write a path, relative to this file"


def _pattern(value: object, context: Mapping[str, Any]) -> Wording:
    return (
        phrase("{value} has another form than this needs", value=shown(value)),
        phrase("it must look like {pattern}", pattern=context.get("pattern", "")),
    )


def _value(value: object, context: Mapping[str, Any]) -> Wording:
    return str(context.get("error", "")) or phrase(
        "{value} does not fit here", value=shown(value)
    ), "change it"


_WORDINGS: dict[str, Callable[[Any, Mapping[str, Any]], Wording]] = {
    **dict.fromkeys(_WHOLES, _whole),
    "float_type": _number, "float_parsing": _number, "finite_number": _number,
    "bool_type": _boolean, "bool_parsing": _boolean,
    **dict.fromkeys(("string_too_short", "string_too_long", "too_short", "too_long"), _length),
    "string_type": _text,
    "string_pattern_mismatch": _pattern, "literal_error": _choice, "enum": _choice,
    "model_type": _mapping, "model_attributes_type": _mapping, "dict_type": _mapping,
    "tuple_type": _list, "list_type": _list, "set_type": _list, "frozen_set_type": _list,
    "greater_than_equal": _least, "greater_than": _more,
    "less_than_equal": _most, "less_than": _less,
    "path_type": _file, "value_error": _value, "assertion_error": _value,
}  # fmt: skip
