"""Scenarios read back as sentences, from what ``resolved.yaml`` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.outcomes.registry import SUBJECTS
from simkansen.report.words import Words
from simkansen.scenario.schema.vocabulary import ATTRIBUTES
from simkansen.schooling import load_system

_TARGET_WORDS = {"rank_by", "capacity", "schools"}
_AMOUNTS = ("hours", "days")
"""Words that say how much a pupil or a parent gets a week."""

_KNOWN = {
    "id",
    "type",
    "title",
    "for",
    "target",
    "hours",
    "weeks",
    "group_size",
    "led_by",
    "what",
    "parents",
    "take_up",
    "cost",
}


def heading(words: Words, intervention: Mapping[str, Any]) -> str:
    """Return what an intervention is called: its own title, else that of its type."""
    title = intervention.get("title")
    if isinstance(title, Mapping):
        return str(title.get(words.lang) or next(iter(title.values())))
    if title:
        return str(title)
    key = f"type.{intervention.get('type')}"
    return words(key) if words.has(key) else str(intervention.get("type", intervention.get("id", "")))


def headings(words: Words, interventions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what the interventions of a scenario are called, those that share a name by their ids too."""
    plain = [heading(words, one) for one in interventions]
    return [
        f"{name} ({one.get('id')})" if plain.count(name) > 1 and one.get("id") else name
        for name, one in zip(plain, interventions, strict=True)
    ]


def read_back(
    words: Words,
    intervention: Mapping[str, Any],
    parameters: Mapping[str, float] | None = None,
    *,
    never_closed: bool = False,
    half_groups: Sequence[tuple[date, date]] = (),
) -> list[str]:
    """Return an intervention as sentences.

    Parameters
    ----------
    words
        The language.
    intervention
        One entry of a resolved scenario's ``interventions``; what is missing or null is passed over, but for
        an amount that a parameter stands for.
    parameters
        The values that the scenario itself gives; others are those of the evidence.
    never_closed
        Whether schools never close, so that weeks after a closure are all weeks.
    half_groups
        First and last days of periods of half groups, which count as closed.

    Returns
    -------
    list of str
        For whom, who comes first, how much and when, what, parents, take-up, cost, and what else is set.
    """
    usual = _usual(intervention, {**load_parameters(), **(parameters or {})})
    found = [
        *_for_whom(words, intervention),
        *_beside(words, intervention),
        _how(words, intervention, usual, never_closed, half_groups),
        _what(words, intervention.get("what")),
    ]
    if intervention.get("parents"):
        found.append(words(f"ask.parents.{intervention['parents']}"))
    found += _take_up(words, intervention.get("take_up"))
    found += [_cost(words, intervention.get("cost") or {}), *_more(words, intervention)]
    return [s for s in found if s]


def _for_whom(words: Words, intervention: Mapping[str, Any]) -> list[str]:
    target: Mapping[str, Any] = intervention.get("for") or intervention.get("target") or {}
    texts = [criterion(words, k, v) for k, v in _criteria(intervention).items()]
    found = [words("ask.for", criteria=", ".join(texts)) if texts else _for_all(words, intervention)]
    capacity = target.get("capacity")
    if capacity is not None:
        rank = words(f"ask.rank.{target.get('rank_by') or 'perceived-need'}")
        key, n = capacity_of(words, capacity)
        found.append(words(f"ask.capacity.{key}", rank=rank, n=n))
    schools = target.get("schools")
    if schools is not None and float(schools) < 1:
        found.append(words("ask.schools", share=words.as_written(float(schools))))
    return found


def _beside(words: Words, intervention: Mapping[str, Any]) -> list[str]:
    """Return what of its type is never reached, and what of it was never tried."""
    kind, hours = intervention.get("type"), intervention.get("hours")
    moment = hours.get("moment") if isinstance(hours, Mapping) else None
    keys = (f"ask.never.{kind}", f"ask.untried.{kind}.{moment}")
    return [words(key) for key in keys if words.has(key)]


def _criteria(intervention: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lines of its target, each of which leaves somebody out."""
    target: Mapping[str, Any] = intervention.get("for") or intervention.get("target") or {}
    nested = target.get("criteria")
    lines = nested if isinstance(nested, Mapping) else target
    return {k: v for k, v in lines.items() if v is not None and (lines is nested or k not in _TARGET_WORDS)}


def _for_all(words: Words, intervention: Mapping[str, Any]) -> str:
    """Return whom an intervention is for where its target has no lines: those alone whom its type means."""
    kind = registry().get(str(intervention.get("type")))
    if intervention.get("grounds"):
        return words("ask.all_with_grounds", value=_plain(words, intervention["grounds"]))
    return words("ask.all_of_classes" if kind and "pupil" not in kind.aimed_at else "ask.all")


def capacity_of(words: Words, capacity: object) -> tuple[str, str]:
    """Return of what a capacity is (``share``, ``per_school``, ``per_class`` or ``none``), and how many."""
    given: Mapping[str, Any] = capacity if isinstance(capacity, Mapping) else {"share": capacity}
    for key in ("share", "per_school", "per_class"):
        if given.get(key) is not None:
            amount = float(given[key])
            return key, words.as_written(amount) if key == "share" else words.number(amount)
    return "none", ""


def criterion(words: Words, name: str, asked: object) -> str:
    """Return a line under ``for`` as a part of a sentence: ``whose groep is 8``."""
    if isinstance(asked, Mapping) and asked.get("flag") is not None:
        asked = asked["flag"]
    if isinstance(asked, Mapping) and asked.get("values"):
        asked = asked["values"]
    if isinstance(asked, bool):
        key = f"ask.flag.{name}" if words.has(f"ask.flag.{name}.yes") else "ask.flag.other"
        return words(f"{key}.{'yes' if asked else 'no'}", what=attribute_name(words, name))
    if isinstance(asked, Mapping):
        texts = [
            words(f"ask.{k}", value=_amount(words, name, float(asked[k])))
            for k in ("at_least", "at_most")
            if asked.get(k) is not None
        ]
        value = words.listed(texts)
    else:
        values = asked if isinstance(asked, list | tuple) else [asked]
        value = words.listed([value_name(words, name, v) for v in values], "or")
    key = f"ask.of.{name}" if words.has(f"ask.of.{name}") else "ask.is"
    return words(key, value=value, what=attribute_name(words, name))


def attribute_name(words: Words, name: str) -> str:
    """Return what an attribute of a line under ``for`` is called."""
    if words.has(f"by.{name}"):
        return words(f"by.{name}")
    attribute = ATTRIBUTES.get(name)
    return name if attribute is None else (attribute.nl if words.lang == "nl" else attribute.en)


def value_name(words: Words, name: str, value: object) -> str:
    """Return what a value of such an attribute is called."""
    key = f"group.{name}.{value}"
    return words(key) if words.has(key) else str(value)


def _amount(words: Words, name: str, value: float) -> str:
    attribute = ATTRIBUTES.get(name)
    return words.as_written(value) if attribute is not None and attribute.share else words.short_number(value)


def _usual(intervention: Mapping[str, Any], parameters: Mapping[str, float]) -> dict[str, float]:
    """Return the amounts in effect where an intervention leaves them to a parameter, by word."""
    kind = registry().get(str(intervention.get("type")))
    by_parameter = kind.by_parameter if kind else {}
    return {
        word: float(parameters[name])
        for word, name in by_parameter.items()
        if word in _AMOUNTS and intervention.get(word) is None and name in parameters
    }


def _how(
    words: Words,
    intervention: Mapping[str, Any],
    usual: Mapping[str, float],
    never_closed: bool,
    half_groups: Sequence[tuple[date, date]],
) -> str:
    """Return how much, the weeks, group size and leader as one sentence."""
    parts = []
    kind = registry().get(str(intervention.get("type")))
    hours = intervention.get("hours")
    if hours is not None:
        given = hours if isinstance(hours, Mapping) else {"per_week": hours}
        amount = float(given.get("per_week") or 0)
        timed = kind is None or kind.moment_matters  # else no lesson is displaced, whatever the moment
        moment = words(f"ask.moment.{given.get('moment') or 'school'}") if timed else ""
        said = "ask.hours.one" if amount == 1 else "ask.hours.many"
        parts.append(words(said, n=words.short_number(amount), moment=moment).strip())
    parts += [words.counted(f"ask.usual.{word}", amount) for word, amount in usual.items()]
    parts += _when(words, intervention.get("weeks"), never_closed, half_groups)
    size = intervention.get("group_size")
    if size is not None:
        parts.append(words.counted("ask.group", float(size)))
    leader = intervention.get("led_by")
    leader = kind.leader(leader) if kind else leader  # a type that does not answer who leads it has a default
    if leader:
        parts.append(words(f"ask.led.{leader}"))
    return words.capital(", ".join(parts)) + "." if parts else ""


def _when(
    words: Words, weeks: object, never_closed: bool, half_groups: Sequence[tuple[date, date]]
) -> list[str]:
    if weeks is None:
        return []
    given = weeks if isinstance(weeks, Mapping) else {"while": weeks}
    start, end = given.get("from"), given.get("to")
    condition = str(given.get("while") or "any").replace("all", "any")
    if never_closed and condition in ("after-closure", "since-closure"):
        condition = "any"
    parts = []
    if start or end:
        which = "both" if start and end else "start" if start else "end"
        parts.append(words(f"ask.from.{which}", start=_date(words, start), end=_date(words, end)))
    if condition != "any" or not parts:
        half_key = f"ask.while.{condition}_half"
        half = words.has(half_key) and _lies_in(half_groups, start, end)
        parts.append(words(half_key if half else f"ask.while.{condition}"))
    return parts


def _lies_in(periods: Sequence[tuple[date, date]], start: object, end: object) -> bool:
    """Tell whether any of some periods lies in part between two days, each of which may be open."""
    first, last = (str(day)[:10] if day else "" for day in (start, end))
    return any(str(b) >= first and (not last or str(a) <= last) for a, b in periods)


def _date(words: Words, value: object) -> str:
    return words.date(date.fromisoformat(str(value)[:10])) if value else ""


def _what(words: Words, what: object) -> str:
    if not isinstance(what, Mapping):
        return ""
    subjects = [words.subject(s) for s in what.get("subjects") or SUBJECTS]
    how = [words(f"ask.{k}.{'yes' if what[k] else 'no'}") for k in ("aligned", "structured") if k in what]
    text = words("ask.subjects", subjects=words.listed(subjects), how=words.listed(how))
    return text if how else text.replace(", .", ".")


def _take_up(words: Words, take_up: object) -> list[str]:
    if take_up is None:
        return []
    given: Mapping[str, Any] = take_up if isinstance(take_up, Mapping) else {"share": take_up}
    found = []
    if given.get("share") is not None:
        found.append(words("ask.take_up", share=words.as_written(float(given["share"]))))
    if given.get("incentive"):
        found.append(words("ask.incentive"))
    return found


def _cost(words: Words, cost: Mapping[str, Any]) -> str:
    parts = [
        words(f"ask.price.{k}", euro=words.euro(float(cost[k]), 0 if float(cost[k]) % 1 == 0 else 2))
        for k in ("per_hour", "per_pupil", "per_school", "fixed")
        if cost.get(k) is not None
    ]
    if not parts:
        return ""
    text = words.listed(parts)
    if cost.get("price_year"):
        text += " " + words("ask.price_year", year=cost["price_year"])
    return words("ask.cost", parts=text)


def _more(words: Words, intervention: Mapping[str, Any]) -> list[str]:
    """Return what only this type of intervention has; what has no words yet goes by the names of the file."""
    known, other = [], []
    for key, value in intervention.items():
        if key in _KNOWN or value is None or (key == "grounds" and not _criteria(intervention)):
            continue  # grounds without lines beside them are told first, as for whom it is
        if words.has_plural(f"ask.extra.{key}"):
            known.append(words.counted(f"ask.extra.{key}", float(value)))
        elif words.has(f"ask.extra.{key}"):
            known.append(words(f"ask.extra.{key}", value=_plain(words, value, share=key.endswith("share"))))
        else:
            other.append(f"{key.replace('_', ' ')}: {_plain(words, value)}")
    return [*known, words("ask.more", parts="; ".join(other))] if other else known


def _plain(words: Words, value: object, *, share: bool = False) -> str:
    if isinstance(value, bool):
        return words("form.yes" if value else "form.no")
    if isinstance(value, int | float):
        return words.as_written(value) if share else words.short_number(value)
    if isinstance(value, list | tuple):
        return words.listed([_plain(words, v) for v in value], "or")
    key = f"ask.ground.{value}"
    return words(key) if words.has(key) else str(value)


def _names(value: object) -> list[str]:
    return [str(v) for v in (value if isinstance(value, list) else [value]) if v]


def _of_files(words: Words, schools: Mapping[str, Any]) -> str:
    """Return from which files schools are, by their names without folders."""
    files = [str(one).replace("\\", "/").rsplit("/", 1)[-1] for one in _names(schools.get("file", ""))]
    n = schools.get("sample")
    sample = words("population.of_file", n=words.number(n)) if n else ""
    if len(files) > 1:
        return words("population.files", names=words.listed(files), sample=sample)
    return words("population.file", name="".join(files), sample=sample)


def population(words: Words, spec: object) -> str:
    """Return who is in it, as a sentence; an empty text when the scenario does not say.

    Parameters
    ----------
    words
        The language.
    spec
        The ``population`` of a resolved scenario.
    """
    if spec in (None, load_system().key):
        return words("population.whole") if spec else ""
    if not isinstance(spec, Mapping):
        return ""
    schools, land = spec.get("schools"), spec.get(load_system().key)
    if isinstance(schools, Mapping):
        return _of_files(words, schools)
    given = land if isinstance(land, Mapping) else {}
    names = words.listed(place for key in ("province", "municipality") for place in _names(given.get(key)))
    n = given.get("sample") or (given.get("schools") if isinstance(given.get("schools"), int) else None)
    if n:
        return words(
            "population.sample",
            n=words.number(n),
            place=words("population.place", names=names) if names else words("population.country"),
        )
    return words("population.all_place", names=names) if names else words("population.whole")
