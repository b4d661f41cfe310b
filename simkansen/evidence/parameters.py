"""The parameters: the model's inputs, each with a unit, a prior, and a source or a declared assumption."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from simkansen.evidence.files import FOLDER, EvidenceError, read_rows
from simkansen.evidence.priors import Prior, is_number, read_prior
from simkansen.evidence.register import load_register

if TYPE_CHECKING:
    import numpy as np

GROUPS = ("population", "learning", "interventions", "outcomes", "costs")

_REQUIRED = ("name", "value", "unit", "prior", "used_by", "does")
_OPTIONAL = ("sources", "assumed", "mechanism", "structure")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MECHANISM = re.compile(r"M\d+(, M\d+)*")


@dataclass(frozen=True, slots=True)
class Definition:
    """What a parameter is, how unsure it is, and where it comes from.

    Parameters
    ----------
    name
        Name in code and in scenario files.
    value
        Point value, in `unit`.
    unit
        Unit in words.
    prior
        Distribution around the value.
    used_by
        The room or part that reads it: one of `GROUPS`.
    does
        What it does, in one sentence.
    sources
        Ids of the register.
    assumed
        Why the value had to be assumed; a parameter has sources, this, or both.
    mechanism
        Mechanism of the model page, such as `M4`.
    structure
        Whether it belongs to how the model is built: a definition, a unit of comparison or a bound that the
        rules, the figures and the pages all take as given. No scenario can give it another value.
    """

    name: str
    value: float
    unit: str
    prior: Prior
    used_by: str
    does: str
    sources: tuple[str, ...] = ()
    assumed: str | None = None
    mechanism: str | None = None
    structure: bool = False

    def quantile(self, u: float) -> float:
        """Give the prior's quantile at a probability strictly between 0 and 1, in the parameter's unit."""
        return self.prior.quantile(self.value, u)


class Parameters(Mapping[str, float]):
    """The values of one run, by name; they cannot be changed, only replaced by a new set.

    Parameters
    ----------
    definitions
        The parameters, by name.
    values
        Values that differ from the point values, in the unit of their definition.
    rules
        Which of several rules is taken, by what it is about; where nothing is said, the first.
    """

    __slots__ = ("_definitions", "_rules", "_values")

    def __init__(
        self,
        definitions: Mapping[str, Definition],
        values: Mapping[str, float] | None = None,
        rules: Mapping[str, str] | None = None,
    ) -> None:
        self._definitions = dict(definitions)
        self._rules = dict(rules or {})
        self._values = {name: definition.value for name, definition in self._definitions.items()}
        self._values.update(values or {})

    @property
    def definitions(self) -> Mapping[str, Definition]:
        """The definitions, by name; read-only."""
        return MappingProxyType(self._definitions)

    @property
    def rules(self) -> Mapping[str, str]:
        """The rules that were chosen, by what they are about; read-only."""
        return MappingProxyType(self._rules)

    def under(self, rules: Mapping[str, str]) -> Parameters:
        """Give new parameters with the same values, under other rules.

        Parameters
        ----------
        rules
            The rule by what it is about, such as ``{"growth": "ces"}``.

        Returns
        -------
        evidence.Parameters
            A new set; this one stays as it is.
        """
        return Parameters(self._definitions, self._values, self._rules | dict(rules))

    def __getitem__(self, name: str) -> float:
        """Give the value of a parameter; an unknown name is told the nearest known one."""
        try:
            return self._values[name]
        except KeyError:
            raise KeyError(self._unknown(name)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __repr__(self) -> str:
        changed = [f"{n}={v:g}" for n, v in self._values.items() if v != self._definitions[n].value]
        return f"Parameters({len(self)} of them; changed: {', '.join(changed) or 'none'})"

    def replace(self, values: Mapping[str, float]) -> Parameters:
        """Give new parameters in which some have other values.

        Parameters
        ----------
        values
            New values by name, in the unit of the definition.

        Returns
        -------
        evidence.Parameters
            A new set; this one stays as it is.

        Raises
        ------
        KeyError
            If a name is unknown.
        ValueError
            If a value is not a finite number.
        """
        for name, value in values.items():
            if name not in self._values:
                raise KeyError(self._unknown(name))
            if not math.isfinite(value):
                raise ValueError(f"parameter '{name}' must be a finite number, not {value}")
        changed = self._values | {name: float(value) for name, value in values.items()}
        return Parameters(self._definitions, changed, self._rules)

    def record(self, group: str) -> np.record:
        """Give the values of one group as a record for compiled rules.

        Parameters
        ----------
        group
            One of `GROUPS`.

        Returns
        -------
        numpy.record
            One float64 field per parameter, in alphabetical order; `record.live_share` reads one.

        Raises
        ------
        ValueError
            If there is no such group.
        """
        import numpy as np

        if group not in GROUPS:
            raise ValueError(f"no group of parameters '{group}'; there are {', '.join(GROUPS)}")
        names = sorted(n for n, definition in self._definitions.items() if definition.used_by == group)
        row = np.zeros(1, dtype=np.dtype((np.record, [(name, np.float64) for name in names])))
        for name in names:
            row[name] = self._values[name]
        record: np.record = row[0]
        return record

    def _unknown(self, name: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(name, self._values, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        return f"unknown parameter '{name}'.{hint}"


def load_parameters(folder: Path = FOLDER) -> Parameters:
    """Load the point values and definitions of all parameters.

    Parameters
    ----------
    folder
        Folder that holds `parameters*.yaml` and `register.yaml`; the package's own by default.

    Returns
    -------
    evidence.Parameters
        The same object at every call in one process.

    Raises
    ------
    EvidenceError
        If a name is given twice, a key is missing or unknown, a source is not in the register, a
        parameter has neither source nor assumption, or a prior cannot be; all problems at once.
    """
    return _load(folder)


@cache
def _load(folder: Path) -> Parameters:
    register = load_register(folder)
    definitions: dict[str, Definition] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("parameters*.yaml")):
        for number, row in enumerate(read_rows(path), start=1):
            name = str(row.get("name", f"entry {number}"))
            definition, found = _read(row)
            found += [
                f"source '{source}' is not in the register"
                for source in definition.sources
                if source not in register
            ]
            if name in definitions:
                found.append("the name is given twice")
            problems += [f"{path.name}: {name}: {problem}" for problem in found]
            definitions[name] = definition
    if problems:
        raise EvidenceError(problems)
    return Parameters(definitions)


def _read(row: dict[str, Any]) -> tuple[Definition, list[str]]:
    """Read one entry; with problems the definition is not to be used."""
    problems = [f"'{key}' is missing" for key in _REQUIRED if key not in row]
    problems += [f"unknown key '{key}'" for key in row if key not in _REQUIRED + _OPTIONAL]
    prior, found = read_prior(row.get("prior", {"distribution": "fixed"}))
    value = row.get("value", 0)
    if not is_number(value):
        problems.append(f"value must be a number, not {value!r}")
        value = math.nan
    elif not found:
        found = prior.problems(value)
    sources = row.get("sources") or []
    if not isinstance(sources, list):
        problems.append("sources must be a list of ids of the register")
        sources = []
    problems += found + _wording_problems(row)
    if row.get("structure", True) is not True or ("structure" in row and prior.distribution != "fixed"):
        problems.append("structure is true or left out, and its prior is fixed")
    definition = Definition(
        name=str(row.get("name")),
        value=float(value),
        unit=str(row.get("unit")),
        prior=prior,
        used_by=str(row.get("used_by")),
        does=str(row.get("does")),
        sources=tuple(str(source) for source in sources),
        assumed=row.get("assumed"),
        mechanism=row.get("mechanism"),
        structure=row.get("structure") is True,
    )
    return definition, problems


def _wording_problems(row: dict[str, Any]) -> list[str]:
    problems = []
    if "name" in row and not _NAME.fullmatch(str(row["name"])):
        problems.append("the name must be in snake_case")
    if "used_by" in row and row["used_by"] not in GROUPS:
        problems.append(f"used_by '{row['used_by']}' is none of {', '.join(GROUPS)}")
    if not row.get("sources") and not row.get("assumed"):
        problems.append("needs sources, or assumed with the reason")
    mechanism = row.get("mechanism")
    if mechanism is not None and not _MECHANISM.fullmatch(str(mechanism)):
        problems.append(f"mechanism '{mechanism}' must read like M4 or M4, M6")
    return problems
