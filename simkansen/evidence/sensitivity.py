"""What the shipped sensitivity study found: the parameters that move each intervention's results most.

`sensitivity.json` is written by ``simkansen sensitivity --swings`` beside the tables of
docs/sensitivity.md, so that the page of any run can show it. It is about the interventions of that study, as
its scenarios set them, not about those of a run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from simkansen.evidence.files import FOLDER, EvidenceError, may_lack
from simkansen.evidence.parameters import load_parameters

FILE = "sensitivity.json"

# Imports within functions: what checks the file takes a tenth of a second to load, and only pages read it.

MEASURES = ("weeks_recovered", "recovered_per_1000_eur")
"""Results of which the widest swings are kept."""


@dataclass(frozen=True, slots=True)
class Swing:
    """How far one result moves when one parameter goes from one end of its prior to the other.

    Attributes
    ----------
    parameter, unit
        Its name and its unit.
    ends
        Its values at the 5th and the 95th percentile of its prior.
    low, base, high
        The result with the parameter at the one end, where the others stand, and at the other end.
    share
        Total Sobol' index and the half width of its 95% interval; None when it has none.
    """

    parameter: str
    unit: str
    ends: tuple[float, float]
    low: float
    base: float
    high: float
    share: tuple[float, float] | None = None

    @property
    def width(self) -> float:
        """How far the result moves in all."""
        values = (self.low, self.base, self.high)
        return max(values) - min(values)


@dataclass(frozen=True, slots=True)
class SensitivityStudy:
    """The shipped study.

    Attributes
    ----------
    name, hash, version, seed
        Which study it is, and what made it.
    varied
        Parameters that were varied (count).
    evaluations
        Evaluations behind the swings (count), each of `simulations_each` simulations.
    simulations_each, schools, pupils
        Size of one evaluation (counts).
    units
        Unit of each of `MEASURES`.
    swings
        Per type of intervention and measure, the widest first.
    behaviour
        What the model did (`simkansen.identity`).
    """

    name: str
    hash: str
    version: str
    seed: int
    varied: int
    evaluations: int
    simulations_each: int
    schools: int
    pupils: int
    units: Mapping[str, str]
    swings: Mapping[str, Mapping[str, tuple[Swing, ...]]]
    behaviour: str

    def of(self, kind: str, measure: str = "weeks_recovered") -> tuple[Swing, ...]:
        """Return the widest swings of one type of intervention; none for a type that was not in it."""
        return self.swings.get(kind, {}).get(measure, ())


def load_sensitivity_study(folder: Path = FOLDER) -> SensitivityStudy:
    """Load the shipped study.

    Parameters
    ----------
    folder
        Folder that holds `sensitivity.json` and the parameters; the package's own by default.

    Returns
    -------
    SensitivityStudy
        The same object at every call in one process.

    Raises
    ------
    EvidenceError
        If the file is missing or is no such study, or names a parameter that there is not.
    """
    return _load(folder)


@cache
def _load(folder: Path) -> SensitivityStudy:
    path = folder / FILE
    if may_lack(path):
        return SensitivityStudy("", "", "", 0, 0, 0, 0, 0, 0, {}, {}, "")
    from simkansen.evidence.made_files import StudyFile, read_made

    content = read_made(path, StudyFile)
    study = SensitivityStudy(**content | {"swings": _swings(content["swings"])})
    known = load_parameters(folder)
    named = {s.parameter for kinds in study.swings.values() for found in kinds.values() for s in found}
    unknown = sorted(named - set(known))
    if unknown:
        raise EvidenceError([f"{FILE}: {name}: no parameter has this name" for name in unknown])
    return study


def _swings(kinds: Mapping[str, Any]) -> dict[str, dict[str, tuple[Swing, ...]]]:
    return {
        kind: {
            measure: tuple(Swing(**row | {"ends": tuple(row["ends"]), "share": None}) for row in rows)
            for measure, rows in measures.items()
        }
        for kind, measures in kinds.items()
    }
