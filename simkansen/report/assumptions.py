"""What the compared interventions rest on: parameters with value, interval, source and grade."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from simkansen.evidence import (
    Definition,
    RegisterEntry,
    grade,
    load_parameters,
    load_register,
    load_sensitivity_study,
)
from simkansen.interventions import registry
from simkansen.report.figures.parts import Context, TextTable
from simkansen.report.figures.tornado_panels import parameter_text
from simkansen.report.words import Words
from simkansen.scenario.schema.words import LEVEL, MONEY

FIRST = 2
"""Parameters of each type that the sensitivity study names first, for effect and for effect per euro."""

MOST = 8
"""Rows of the table; of what does not fit, each intervention loses what stands last in its list."""

_BY_LEADER = ("leader_{}", "cost_{}_hour")

_BASE = "leader_teacher"
"""What hours led by others are compared with: 1 by definition, and no assumption."""


def serving(context: Context) -> list[str]:
    """Return the parameters that serve the compared interventions, and those that move them most.

    Per intervention, in the order of the effects: the one that moves its type most in the shipped sensitivity
    study, those that its settings name (who leads it, what an hour costs), then the `FIRST` that the study
    names for its type. A parameter of another leader than the scenario's own is left out, and so is a price
    that the scenario itself gives.
    """
    study, known = load_sensitivity_study(), load_parameters()
    lists = []
    for effect in context.effects:
        for intervention in effect.scenario.interventions:
            kind = str(intervention.get("type"))
            named = [one.parameter for m in study.units for one in study.of(kind, m)[:FIRST]]
            own = _of_settings(intervention)
            other = {n for n in named if n.startswith(("leader_", "cost_")) and n not in own}
            wanted = dict.fromkeys((*named[:1], *own, *named))
            lists.append([name for name in wanted if name in known and name not in other])
    return _taken_in_turn(lists)


def _taken_in_turn(lists: Sequence[Sequence[str]]) -> list[str]:
    """Return at most `MOST` names, one from each list in turn, in the order of the lists."""
    turns = [[names[k] for names in lists if k < len(names)] for k in range(max(map(len, lists), default=0))]
    kept = set(list(dict.fromkeys(name for turn in turns for name in turn))[:MOST])
    return [name for name in dict.fromkeys(n for names in lists for n in names) if name in kept]


def effect_settings(intervention: Mapping[str, Any]) -> list[str]:
    """Return the parameters that the settings of one intervention name, prices aside.

    Parameters
    ----------
    intervention
        As it stands in ``resolved.yaml``.
    """
    return [name for name in _of_settings(intervention) if not name.startswith("cost_")]


def _of_settings(intervention: Mapping[str, Any]) -> list[str]:
    """Return the parameters that the settings of one intervention name."""
    known, price = registry().get(str(intervention.get("type"))), intervention.get("cost") or {}
    leader = known.leader(intervention.get("led_by")) if known else None
    found = [name.format(leader.replace("-", "_")) for name in _BY_LEADER] if leader else []
    found += known.rests_on if known else ()
    given = (price.get("per_hour"), price.get("per_pupil")) != (None, None)
    return [name for name in found if name != _BASE and not (given and name.startswith("cost_"))]


def table(context: Context) -> TextTable | None:
    """Return the parameters with value, interval, source and grade, or None without interventions."""
    names = serving(context)
    if not names:
        return None
    words, known, register = context.words, load_parameters().definitions, load_register()
    given = _given(context)
    rows = [_row(words, known[name], register, given.get(name)) for name in names]
    head = [words(f"assumed.head_{k}") for k in ("parameter", "value", "interval", "source", "grade")]
    return TextTable(words("assumed.table"), head, rows)


def _given(context: Context) -> dict[str, float]:
    """Return the values that the scenarios themselves give, by parameter."""
    found: dict[str, float] = {}
    for info in context.results.scenarios:
        found |= info.parameters
    return found


def _row(
    words: Words, one: Definition, register: Mapping[str, RegisterEntry], given: float | None
) -> list[str]:
    named = parameter_text(words, one.name)
    if given is not None:
        return [named, words.significant(given), "–", words("assumed.given"), "–"]
    fixed = one.prior.distribution == "fixed"
    ends = [words.significant(one.quantile(u), 2) for u in (0.05, 0.95)]
    return [
        named,
        f"{words.significant(one.value)} {unit_text(words, one.unit)}",
        words("assumed.fixed") if fixed else words.between(*ends),
        sources(words, one, register),
        grade(one, register),
    ]


def unit_text(words: Words, unit: str) -> str:
    """Return a unit in the language of the page: in words where it has them, else as the evidence has it."""
    of_all = re.sub(rf"\b{LEVEL}\b", "level", re.sub(rf"\b{MONEY}\b", "money", unit))
    key = "unit." + re.sub(r"[^a-z]+", "_", of_all.lower()).strip("_")
    return words(key) if words.has(key) else unit


def sources(words: Words, one: Definition, register: Mapping[str, RegisterEntry]) -> str:
    """Return the ids of the register with a short reference, and *assumed* where that is (a part of) it."""
    found = [f"{s} ({short_reference(register[s].source)})" for s in one.sources[:1]]
    found += list(one.sources[1:])
    told = ", ".join(found)
    if one.assumed:
        return f"{told} {words('assumed.part')}" if found else words("assumed.whole")
    return told


def short_reference(source: str) -> str:
    """Return author and year of a reference: ``de Ree et al. 2023``; its first words where it has no year."""
    text = " ".join(source.split())
    match = re.match(r"(?P<who>[^(]*?)\s*\((?:[^()]*?)(?P<year>(?:19|20)\d\d)[^()]*\)", text)
    if match is None or not match["who"]:
        return re.split(r"[,;(]", text)[0].strip()[:40]
    authors = re.split(r"\s*&\s*|,\s*(?=[A-Zv])", match["who"].strip(" ,"))
    family = [a for a in (re.sub(r"\b(?:[A-Z]\.)+(?:-?[A-Z]\.)*", "", a).strip(" ,") for a in authors) if a]
    if not family:
        return text[:40]
    many = len(family) > 2 or family[-1] == "et al."
    who = f"{family[0]} et al." if many else " & ".join(family)
    return f"{who} {match['year']}"
