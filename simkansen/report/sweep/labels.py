"""What the things that a sweep varies are called, and the values they take, as a reader would say them."""

from __future__ import annotations

import re

from simkansen.report.sentences import attribute_name, criterion, value_name
from simkansen.report.words import Words
from simkansen.scenario.schema.vocabulary import ATTRIBUTES
from simkansen.scenario.schema.words import COUNTRY
from simkansen.sweep.ask.paths import ItemOf, is_switch, parse, switched_on

_SHARES = ("for.capacity", "for.capacity.share", "for.schools", "take_up", "take_up.share", "remote_share")
"""Keys of an intervention that take a share."""

_COUNTED = {
    "hours": "sweep.set.hours",
    "hours.per_week": "sweep.set.hours",
    "group_size": "ask.group",
    "days": "ask.extra.days",
    "per_home": "ask.extra.per_home",
    "for.capacity.per_class": "sweep.set.for.capacity.per_class",
    "for.capacity.per_school": "sweep.set.for.capacity.per_school",
}
"""Keys of which a number is told by a text for one and for many."""

_OF_VALUE = {
    "led_by": "ask.led",
    "for.rank_by": "ask.first",
    "hours.moment": "ask.moment",
    "weeks.while": "ask.while",
    "what.aligned": "ask.aligned",
    "what.structured": "ask.structured",
}
"""Keys of which each value has a text of its own."""

_ENDS = {"weeks.from": "ask.from.start", "weeks.to": "ask.from.end"}
"""Keys of the first and the last day."""

_PRICES = ("per_hour", "per_pupil", "per_school", "fixed")


def key_of(path: str) -> str:
    """Return the keys of a path without what they are of: ``hours.per_week``."""
    return ".".join(step for step in parse(path)[1:] if isinstance(step, str))


def item_of(path: str) -> str:
    """Return the id of the intervention that a path leads to; an empty text when it leads to none."""
    return next((step.id for step in parse(path) if isinstance(step, ItemOf)), "")


def name_of(words: Words, path: str) -> str:
    """Return what is varied at a path, in words: ``hours a week``; what has none goes by its keys.

    Parameters
    ----------
    words
        The language.
    path
        As an experiment file writes it.
    """
    top, key = str(parse(path)[0]), key_of(path)
    if top in ("parameters", "beyond_prior"):
        return words(f"parameter.{key}") if words.has(f"parameter.{key}") else key
    said = key.replace(f"{COUNTRY}.", "country.") if top == "population" else key
    if top == "interventions" and (attribute := _attribute_of(key)):
        return words("sweep.path.for", what=attribute_name(words, attribute))
    name = f"sweep.path.{said or 'switch'}" if top == "interventions" else f"sweep.path.{top}.{said}"
    return words(name) if words.has(name) else re.sub("[._-]", " ", key)


def setting(words: Words, path: str, value: object, of: str = "") -> str:
    """Return a value at a path as a part of a sentence: ``in groups of 6 pupils``.

    Parameters
    ----------
    words
        The language.
    path
        As an experiment file writes it.
    value
        Its value.
    of
        What the intervention is called, for a path that switches it on and off.
    """
    steps, key = parse(path), key_of(path)
    if is_switch(steps):
        on = switched_on(value) if isinstance(value, bool | str) else None
        label = of or item_of(path)
        return words(f"sweep.set.{'with' if on else 'without'}", label=label[:1].lower() + label[1:])
    if steps[0] == "interventions" and (text := _of_intervention(words, key, value)):
        return text
    return f"{name_of(words, path)} {value_of(words, path, value)}"


def _attribute_of(key: str) -> str:
    """Return the attribute of the pupils whom an intervention is for that a key asks; empty for others."""
    first, _, rest = key.partition(".")
    name = rest.partition(".")[0]
    return name if first == "for" and name in ATTRIBUTES else ""


def _of_criterion(words: Words, key: str, value: object) -> str:
    """Return for whom an intervention is, as a part of a sentence: ``for pupils in groep 8``."""
    name, bound = _attribute_of(key), key.split(".")[2:]
    asked = {bound[0]: number_of(value)} if bound and number_of(value) is not None else value
    text = words("ask.for", criteria=criterion(words, name, asked)).rstrip(".")
    return text[:1].lower() + text[1:]


def _of_intervention(words: Words, key: str, value: object) -> str:
    if _attribute_of(key):
        return _of_criterion(words, key, value)
    if key in _OF_VALUE:
        said = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else str(value)
        name = f"{_OF_VALUE[key]}.{said}"
        return words(name) if words.has(name) else ""
    if key in _ENDS:
        day = _day(words, value)
        return words(_ENDS[key], start=day, end=day)
    name = f"sweep.set.{key}"
    if words.has(name) and key not in _COUNTED:
        return words(name, value=value_of(words, f"interventions[x].{key}", value))
    amount = number_of(value)
    return "" if amount is None else _of_amount(words, key, amount)


def _of_amount(words: Words, key: str, amount: float) -> str:
    """Return a count or a price as a part of a sentence; an empty text where the key has neither."""
    if key in _COUNTED:
        return words.counted(_COUNTED[key], amount).rstrip(".")
    price = key.removeprefix("cost.")
    if price not in _PRICES:
        return ""
    return words(f"ask.price.{price}", euro=words.euro(amount, 0 if amount % 1 == 0 else 2))


def value_of(words: Words, path: str, value: object) -> str:
    """Return a value at a path by itself, as at a tick of an axis."""
    if is_switch(parse(path)):
        on = switched_on(value) if isinstance(value, bool | str) else None
        return words("sweep.value.on" if on else "sweep.value.off")
    if isinstance(value, bool):
        return words("form.yes" if value else "form.no")
    key, amount = key_of(path), number_of(value)
    if parse(path)[0] == "interventions" and (attribute := _attribute_of(key)) and key.count(".") == 1:
        return value_name(words, attribute, value)
    if amount is not None and key in _SHARES:
        return words.as_written(round(amount, 5))  # a drawn one has no end
    if amount is not None:
        return words.short_number(amount)
    for name in (f"{_OF_VALUE.get(key, '-')}.{value}", f"research.design.growth.{value}"):
        if words.has(name):
            return words(name)
    return str(value)


def number_of(value: object) -> float | None:
    """Return a value as a number, also one kept as text or with a percent sign; None when it is none.

    A table of points keeps the values of a path as text when not all of them are numbers.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    text = str(value).strip()
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return None


def _day(words: Words, value: object) -> str:
    from datetime import date

    try:
        return words.date(date.fromisoformat(str(value)[:10]))
    except ValueError:
        return str(value)
