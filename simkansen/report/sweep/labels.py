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
    "weeks": "ask.while",
    "parents": "sweep.value.parents",
    "take_up.incentive": "sweep.value.take_up.incentive",
    "grounds": "ask.ground",
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

_LINE = {"grounds"}
"""Keys of which the text of a value stands within that of the key (``sweep.set``)."""

_NOTHING = 1e-9

_WRITTEN = 3
"""A number with no more decimals was written, not drawn; of one that was drawn so many digits count."""

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
    if top == "interventions" and (attribute := _attribute_of(key)):
        return words("sweep.path.for", what=attribute_name(words, attribute))
    name = f"sweep.path.{_below(path) or 'switch'}"
    return words(name) if words.has(name) else re.sub("[._-]", " ", key)


def _below(path: str) -> str:
    """Return the end of the names of the texts about a path: ``weeks.while``, ``calendar.closures``."""
    top, key = str(parse(path)[0]), key_of(path)
    said = key.replace(f"{COUNTRY}.", "country.") if top == "population" else key
    return said if top == "interventions" else f"{top}.{said}"


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
    steps, key, value = parse(path), key_of(path), _plain(value)
    if is_switch(steps):
        on = switched_on(value) if isinstance(value, bool | str) else None
        label = of or item_of(path)
        return words(f"sweep.set.{'with' if on else 'without'}", label=label[:1].lower() + label[1:])
    if steps[0] == "interventions" and (text := _of_intervention(words, key, value)):
        return text
    return f"{name_of(words, path)} {value_of(words, path, value)}"


def _plain(value: object) -> object:
    """Return a value as it was written: a column of texts holds a yes or no by its name."""
    return {"True": True, "False": False}.get(value, value) if isinstance(value, str) else value


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
    if key in _OF_VALUE and key not in _LINE:
        return _of_word(words, key, value)
    if key in _ENDS:
        day = _day(words, value)
        return words(_ENDS[key], start=day, end=day)
    name = f"sweep.set.{key}"
    if words.has(name) and key not in _COUNTED:
        return words(name, value=value_of(words, f"interventions[x].{key}", value))
    amount = number_of(value)
    if amount is not None and key == "cost.price_year":
        return words("ask.price_year", year=f"{amount:.0f}")
    return "" if amount is None else _of_amount(words, key, amount)


def _of_word(words: Words, key: str, value: object) -> str:
    """Return the text of a value that is a word or a yes or no; empty where it has none."""
    said = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    if key in ("weeks", "weeks.while"):
        said = said.replace("all", "any")
    name = f"{_OF_VALUE.get(key, '-')}.{said}"
    return words(name) if words.has(name) else ""


def _of_amount(words: Words, key: str, amount: float) -> str:
    """Return a count or a price as a part of a sentence; an empty text where the key has neither."""
    if key in _COUNTED:
        told = amount if _is_written(amount) else float(f"{amount:.{_WRITTEN}g}")
        return words.counted(_COUNTED[key], told).rstrip(".")
    price = key.removeprefix("cost.")
    if price not in _PRICES:
        return ""
    return words(f"ask.price.{price}", euro=words.euro(amount, 0 if amount % 1 == 0 else 2))


def _is_written(amount: float) -> bool:
    """Tell whether a number has so few decimals that it was written, and not drawn."""
    return abs(amount - round(amount, _WRITTEN)) < _NOTHING


def value_of(words: Words, path: str, value: object) -> str:
    """Return a value at a path by itself, as at a tick of an axis."""
    value = _plain(value)
    if is_switch(parse(path)):
        on = switched_on(value) if isinstance(value, bool | str) else None
        return words("sweep.value.on" if on else "sweep.value.off")
    if isinstance(value, bool):
        return words("form.yes" if value else "form.no")
    key, amount = key_of(path), number_of(value)
    if parse(path)[0] == "interventions" and (attribute := _attribute_of(key)) and key.count(".") == 1:
        return value_name(words, attribute, value)
    if amount is not None:
        return _number(words, path, amount)
    if parse(path)[0] == "interventions":
        return _word(words, key, value)
    name = f"sweep.value.{_below(path)}.{value}"
    return words(name) if words.has(name) else str(value)


def _word(words: Words, key: str, value: object) -> str:
    """Return a value that is no number of an intervention: a day, a subject or another word."""
    if key in _ENDS:
        return _day(words, value)
    if key == "what.subjects":
        return words.subject(str(value))
    return _of_word(words, key, value) or str(value)


def is_share(path: str) -> bool:
    """Say whether the numbers at a path are shares, which are told in per cents."""
    if parse(path)[0] != "interventions":
        return False
    key = key_of(path)
    known = ATTRIBUTES.get(_attribute_of(key))
    return key in _SHARES or (known is not None and known.share)


def _number(words: Words, path: str, amount: float) -> str:
    """Return a number as it was written, one that was drawn with as many digits as say something."""
    if key_of(path) == "cost.price_year":
        return f"{amount:.0f}"
    if not is_share(path):
        return words.short_number(amount) if _is_written(amount) else words.significant(amount, _WRITTEN)
    percent = 100 * amount
    if abs(percent - round(percent, _WRITTEN - 1)) < _NOTHING:
        return words.as_written(round(amount, _WRITTEN + 1))
    return words.percent(amount, max(0, _WRITTEN - 1 - int(f"{percent:e}".partition("e")[2])))


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
