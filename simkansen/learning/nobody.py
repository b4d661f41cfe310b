"""A week that nobody lives through: its columns are of the types that those of every week are, and empty.

Turning it compiles the steps of the week, or reads what was kept of them, without a population.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from simkansen.chance import run_key
from simkansen.compiled import is_compiled, made_here, rate_table
from simkansen.learning.columns import TODAY, WeekFacts, initial_state, static_columns
from simkansen.learning.inputs import blank_inputs
from simkansen.learning.observing import take_snapshot
from simkansen.learning.rates import rates_of
from simkansen.learning.week import ORDER, Week, seat_emergency_care
from simkansen.outcomes.inputs import SUM_COLUMNS
from simkansen.outcomes.strata import CELLS
from simkansen.population.tables import Classes, Households, Municipalities, Population, Pupils, Schools
from simkansen.schooling import load_system

if TYPE_CHECKING:
    from simkansen.evidence import Parameters

AnyTable = TypeVar("AnyTable", Pupils, Households, Classes, Schools, Municipalities)

_TYPES = {"Ints": np.int64, "Codes": np.int8, "Floats": np.float64, "Texts": np.str_}


@dataclass(frozen=True, slots=True)
class _Followed:
    """The timetables that nobody follows."""

    pupils: np.ndarray
    households: np.ndarray
    classes: np.ndarray


def _empty(kind: type[AnyTable], **wide: int) -> AnyTable:
    """Return a table without rows; of columns with a second axis, how long that is."""
    columns: Any = {
        one.name: np.zeros((0, wide[one.name]) if one.name in wide else 0, dtype=_TYPES[str(one.type)])
        for one in fields(kind)
    }
    made: AnyTable = kind(**columns)
    return made


def _nobody() -> Population:
    system = load_system()
    return Population(
        _empty(Pupils, klass=1, level=1, stratum=1, skill=len(system.subjects)),
        _empty(Households, older_children=max(1, len(system.sector_names) - 1)),
        _empty(Classes, size=1, disadvantaged_share=1),
        _empty(Schools),
        _empty(Municipalities),
        ("",),
    )


def week_of_nobody(parameters: Parameters) -> Week:
    """Return a week without pupils, homes, classes and schools, in which everything happens.

    Parameters
    ----------
    parameters
        Values of the parameters; which there are decides how the rules are compiled.
    """
    population = _nobody()
    nobody = np.zeros(0, dtype=np.int16)
    record = rates_of(parameters)
    followed: Any = _Followed(pupils=nobody[:, None], households=nobody, classes=nobody)
    static = static_columns(population, parameters["engagement_start"], followed)
    today: Any = np.zeros(1, dtype=TODAY)
    return Week(
        facts=WeekFacts(0, 0, True, teaching=True, remote=True, care=True, looking=True, today=today),
        static=static,
        state=initial_state(population, static, float(record.engagement_school)),
        inputs=blank_inputs(population),
        sums=np.zeros((CELLS, len(SUM_COLUMNS))),
        rates=rate_table(record),
        key=run_key(0, 0),
        decide=seat_emergency_care,
    )


_STEPS = {step.name: step for step in ORDER}

PARTS: Mapping[str, tuple[str, dict[str, Any]]] = MappingProxyType(
    {
        "growth.learn": ("pupils learn", {"remote": False}),
        "distance.learn_at_distance": ("pupils learn", {}),
        "experience.gain_experience": ("teachers learn", {}),
        "sharing.share_households": ("households share", {}),
        "presence.place_emergency_care": ("schools decide", {}),
        "observing.take_snapshot": ("", {}),
        "observing.observe": ("observe", {}),
        "teaching.teach": ("teachers teach", {"looking": False}),
        "participation.take_part": ("pupils take part", {}),
        "attention.look_for_need": ("teachers teach", {"teaching": False}),
    }
)
"""What can be compiled apart: by module and name of the kernel the step that calls it, and what does not
happen in that week. What takes longest comes first, and what a first week needs comes last: processes that
simulate one in the meantime compile from that end, until both meet.
"""


def missing_parts() -> list[str]:
    """Name those of `PARTS` that have not been compiled and kept before."""
    return [name for name in PARTS if not is_compiled(*name.split("."))]


def compile_parts(parameters: Parameters, names: Sequence[str]) -> int:
    """Have parts of the week compiled, or read from what was kept.

    Parameters
    ----------
    parameters
        As of `week_of_nobody`.
    names
        Of `PARTS`.

    Returns
    -------
    int
        How many functions were compiled, and not read.
    """
    before = made_here()
    for name in names:
        week = week_of_nobody(parameters)
        step, facts = PARTS[name]
        if step:
            week.facts = week.facts._replace(**facts)
            _STEPS[step].run(week)
        else:
            skill = np.empty(week.state.skill.shape, dtype=np.float32)
            take_snapshot(week.facts, week.static, week.state, skill)
    return made_here() - before
