"""Tables made from the register and the parameters: patterns, parameters, mechanisms, files of figures."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from simkansen.evidence import GROUPS, Definition, Prior, load_parameters, load_register
from simkansen.learning.rates import facts_of
from simkansen.odd.markdown import code, codes, described, number, table
from simkansen.odd.source import called, modules, rules
from simkansen.schooling import Fact, load_system
from simkansen.schooling.homes import home_table_name
from simkansen.schooling.places import table_names

PATTERNS = {"patterns-fit": "calibration", "patterns-test": "validation"}
_MECHANISMS = re.compile(r"\bM(\d+)(?:-M(\d+))?\b")


def tables() -> dict[str, str]:
    """Write the tables of the evidence.

    Returns
    -------
    dict of str to str
        Markdown by the name of its marker.
    """
    found = {name: _patterns(use) for name, use in PATTERNS.items()}
    found |= {f"parameters-{group}": _parameters(group) for group in GROUPS if _of_group(group)}
    return found | {"structure": _structure(), "mechanisms": _mechanisms(), "figures": _figures()}


def _patterns(use: str) -> str:
    entries = (entry for entry in load_register().values() if entry.use == use)
    head = ["id", "pattern", "of whom", "value", "unit", "uncertainty", "source"]
    return table(
        head,
        (
            [e.id, e.quantity, e.population, _value(e.value), e.unit, e.uncertainty, _short(e.source)]
            for e in entries
        ),
    )


def _value(value: object) -> str:
    """Write a value of the register: a number, a text, a range or several by name."""
    if isinstance(value, dict):
        return "; ".join(f"{str(name).replace('_', ' ')} {_value(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return " to ".join(_value(inner) for inner in value)
    return number(value) if isinstance(value, int | float) else str(value)


def _short(source: str) -> str:
    """Keep author and year of a source; the register has the whole."""
    until_year = re.match(r".*?\b(?:19|20)\d\d[a-z]?\)?", source)
    return until_year[0] if until_year else source


def _of_group(group: str) -> list[Definition]:
    return [d for d in load_parameters().definitions.values() if d.used_by == group]


def _parameters(group: str) -> str:
    head = ["parameter", "what it does", "value", "unit", "prior", "rests on"]
    return table(
        head,
        (
            [code(d.name), d.does, number(d.value), d.unit, written_prior(d.prior), _rests_on(d)]
            for d in _of_group(group)
        ),
    )


def _structure() -> str:
    """Write the numbers of the school system, with the name under which rules read them."""
    system = load_system()
    read_as = {id(fact): code(name) for name, fact in facts_of(system).items()}
    head = ["number", "in rules", "what it is", "value", "unit", "rests on"]
    return table(
        head,
        (
            [code(name), read_as.get(id(fact), ""), fact.does, number(fact.value), fact.unit, _rests_on(fact)]
            for name, fact in system.facts().items()
        ),
    )


def written_prior(prior: Prior) -> str:
    """Write a prior in words: its distribution and what that was told."""
    told = [f"{name} {number(getattr(prior, name))}" for name in ("sd", "sigma") if getattr(prior, name)]
    told += [f"from {number(prior.low)}"] if prior.low > float("-inf") else []
    told += [f"to {number(prior.high)}"] if prior.high < float("inf") else []
    return " ".join([prior.distribution, *told])


def _rests_on(definition: Definition | Fact) -> str:
    assumed = f"assumed: {definition.assumed}" if definition.assumed else ""
    return "; ".join(part for part in (", ".join(definition.sources), assumed) if part)


def _mechanisms() -> str:
    of_rules = {rule.name: mechanisms_in(rule.source) for rule in rules()}
    of_files = {file: mechanisms_in(ast.get_docstring(tree) or "") for file, tree in modules().items()}
    of_parameters = [mechanisms_in(d.mechanism or "") for d in load_parameters().definitions.values()]
    places = (of_rules, of_files)
    rows = []
    for name, said in described()["mechanisms"].items():
        where = [place for named in places for place in _naming(name, named)]
        also = "; ".join(part for part in (codes(where), said.get("also")) if part)
        absent = f"not modelled: {said['absent']}" if "absent" in said else ""
        rows.append([name, said["says"], absent or also, sum(name in one for one in of_parameters) or ""])
    return table(["", "mechanism", "rules and files that name it", "parameters"], rows)


def _naming(mechanism: str, named: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the places that name a mechanism."""
    return [place for place, found in named.items() if mechanism in found]


def mechanisms_in(text: str) -> frozenset[str]:
    """Find the mechanisms that a text names, also in spans such as M1-M3."""
    names: set[str] = set()
    for first, last in _MECHANISMS.findall(text):
        names |= {f"M{number}" for number in range(int(first), int(last or first) + 1)}
    return frozenset(names)


def _figures() -> str:
    readers: dict[str, dict[str, None]] = defaultdict(dict)
    for file, tree in modules().items():
        for name in _files_read(tree):
            readers[name][file] = None
    rows = ([code(f"{name}.csv"), codes(files)] for name, files in sorted(readers.items()))
    return table(["file", "read in"], rows)


ABOUT = {"place_table": "", "other_name_table": "other_names", "went_into": "gone"}
"""Functions that read the tables of places, and what about; nothing where the first argument says it."""


def _is_asked(call: ast.Call) -> bool:
    """Tell a call whose name of a table is found out when it runs."""
    return not isinstance(call.args[0], ast.Constant | ast.Name)


def _files_read(tree: ast.Module) -> Iterator[str]:
    """Names of the shipped tables that a module reads, also where the name is kept in a variable."""
    texts = {
        node.targets[0].id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and called(call) in ABOUT:
            about = ABOUT[called(call)] or str(getattr(call.args[0], "value", ""))
            yield from table_names(about)
        elif isinstance(call, ast.Call) and called(call) == "home_table":
            yield home_table_name(getattr(call.args[0], "value", ""))
        elif isinstance(call, ast.Call) and called(call) == "read_figures" and not _is_asked(call):
            (name,) = call.args
            yield str(name.value if isinstance(name, ast.Constant) else texts[getattr(name, "id", "")])
