"""Tables of what happens when: the order of the week, its rules, the calendar, interventions and measures."""

from __future__ import annotations

import ast

from simkansen.interventions import registry
from simkansen.learning.rates import BY_SUBJECT, named_after
from simkansen.learning.week import ORDER
from simkansen.odd.markdown import code, codes, number, table
from simkansen.odd.source import attributes_of, called, functions, modules, rules
from simkansen.outcomes.measures import MEASURES
from simkansen.outcomes.strata import DIMENSIONS
from simkansen.schooling import load_system
from simkansen.schooling.calendar_file import shipped_calendar


def tables() -> dict[str, str]:
    """Write the tables of the schedule.

    Returns
    -------
    dict of str to str
        Markdown by the name of its marker.
    """
    return {
        "order": _order(),
        "rules": _rules(),
        "calendar": _calendar(),
        "closures": _closures(),
        "groups": _groups(),
        "interventions": _interventions(),
        "measures": _measures(),
    }


def _order() -> str:
    rows = (
        [number(place), step.name, step.actor, step.sentence, _code_of(step.run.__name__)]
        for place, step in enumerate(ORDER, start=1)
    )
    return table(["", "step", "who acts", "what happens", "code in `simkansen/learning`"], rows)


def _code_of(name: str) -> str:
    """Functions of the room that one step of the week calls, each with its file."""
    week = modules()["learning/week.py"]
    imported = {
        alias.name: f"{(node.module or '').rsplit('.', 1)[-1]}.py"
        for node in week.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("simkansen.learning.")
        for alias in node.names
    }
    # Inputs are written once for several weeks, so that a model calls what writes them when it decides.
    names = {name, "seat_emergency_care"} if name == "_decide" else {name}
    bodies = [function for function in functions(week) if function.name in names]
    calls = [called(node) for body in bodies for node in ast.walk(body) if isinstance(node, ast.Call)]
    return ", ".join(f"{code(call)} in {imported[call]}" for call in calls if call in imported)


def _rules() -> str:
    rows = (
        [
            code(rule.name),
            rule.says,
            codes(map(_named, rule.parameters)),
            rule.source or "mathematics",
            code(rule.file),
        ]
        for rule in rules()
    )
    return table(["rule", "what it says", "parameters", "sources", "file"], rows)


def _named(read: str) -> str:
    """Say which parameter a rule reads: one a subject, or one that the country has its own name for."""
    return f"{read}_<subject>" if read in BY_SUBJECT else named_after(load_system()).get(read, read)


def _calendar() -> str:
    rows = (
        [
            year.label,
            year.first_monday,
            year.last_monday,
            ", ".join(str(day) for day in year.holidays),
            ", ".join(str(day) for day in year.tests),
        ]
        for year in shipped_calendar().school_years
    )
    head = ["school year", "first week", "last week", "weeks without lessons", "test weeks"]
    return table([*head[:3], head[3] + " (Mondays)", head[4]], rows)


def _closures() -> str:
    shipped = shipped_calendar()
    care = shipped.emergency_care
    rows = []
    for item in shipped.closures:
        given = care.get(item.emergency_care or "")
        seated = f"{number(given.vital)} and {number(given.vulnerable)}" if given else ""
        shares = [number(item.in_school), number(item.remote), seated]
        sources = ", ".join(item.sources) + (f"; assumed: {item.assumed}" if item.assumed else "")
        rows.append([", ".join(item.sectors), item.start, item.end, item.kind, *shares, sources])
    head = ["sector", "from", "to", "kind", "in school", "remote", "emergency care (vital, vulnerable)"]
    return table([*head, "rests on"], rows)


def _groups() -> str:
    rows = ([code(name), ", ".join(groups)] for name, groups in DIMENSIONS.items())
    return table(["split", "groups"], rows)


def _interventions() -> str:
    rows = []
    for name, kind in registry().items():
        tree = modules()[kind.__module__.removeprefix("simkansen.").replace(".", "/") + ".py"]
        changes = attributes_of(tree, "inputs")
        if any(called(node) == "give_hours" for node in ast.walk(tree) if isinstance(node, ast.Call)):
            changes += attributes_of(modules()["interventions/programme_hours.py"], "inputs")
        says = (kind.__doc__ or "").split("\n")[0]
        trials = ", ".join(kind.trials) or "no trial known"
        rows.append([code(name), says, codes(changes), codes(sorted(kind.answers)), trials])
    return table(["type", "what it is", "inputs it changes", "words it answers", "trials"], rows)


def _measures() -> str:
    return table(
        ["measure", "unit", "definition"], ([code(m.name), m.unit, m.definition] for m in MEASURES.values())
    )
