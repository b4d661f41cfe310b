"""A school of three pupils, simulated by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np
import pytest

from simkansen.evidence.norm import Norm
from simkansen.outcomes.groups import Groups
from simkansen.outcomes.inputs import SUM_COLUMNS
from simkansen.outcomes.strata import DIMENSIONS

# Three strata, one pupil each: a child of highly and of low educated parents in groep 4, and a leaver.
MEMBERS = {
    "parental_education": (2, 0, 2),
    "migration": (0, 1, 0),
    "home_language": (0, 1, 0),
    "household": (0, 0, 0),
    "groep": (1, 1, 5),
    "school_disadvantage": (0, 0, 0),
}

WEEKS = 6  # two school years of two teaching weeks and a holiday


@dataclass(frozen=True)
class FakeLedger:
    reached: int = 1
    staff_hours_asked: float = 25.0
    staff_hours_needed: float = 10.0
    staff_hours_available: float = 30.0
    cost: dict[str, float] = field(default_factory=lambda: {"hours": 90.0, "pupils": 10.0})


@dataclass(frozen=True)
class FakeReach:
    pupils_targeted: int = 3
    pupils_offered: int | None = 2
    pupils_reached: int = 1
    pupils_missed: int = 2
    schools_targeted: int = 2
    schools_taking_part: int = 1
    hours_received: float | None = 12.0


@dataclass(frozen=True)
class FakeParticipants:
    """The second pupil is reached; the programme is meant for the leaver too."""

    targeted: np.ndarray = field(default_factory=lambda: np.array([False, True, True]))
    reached: np.ndarray = field(default_factory=lambda: np.array([False, True, False]))


@dataclass(frozen=True)
class FakeTrace:
    """Skill per week of three pupils, the same in all subjects."""

    skill: np.ndarray
    ledgers: dict[str, FakeLedger] = field(default_factory=dict)
    reach: dict[str, FakeReach] = field(default_factory=dict)
    participants: dict[str, FakeParticipants] = field(default_factory=dict)

    @property
    def calendar(self) -> SimpleNamespace:
        return SimpleNamespace(
            monday=np.datetime64("2019-08-26") + np.arange(0, 7 * WEEKS, 7).astype("timedelta64[D]"),
            school_year=np.array([0, 0, 0, 1, 1, 1]),
            teaching=np.array([True, True, False, True, True, False]),
        )

    @property
    def sums(self) -> np.ndarray:
        sums = np.zeros((WEEKS, 3, len(SUM_COLUMNS)))
        here = np.ones((WEEKS, 3))
        here[3:, 2] = 0.0  # the third pupil leaves after the first year
        sums[..., SUM_COLUMNS.index("pupils")] = here
        for subject in ("maths", "reading", "spelling"):
            sums[..., SUM_COLUMNS.index(subject)] = here * self.skill
        sums[..., SUM_COLUMNS.index("engagement")] = here * 0.5
        return sums

    @property
    def snapshots(self) -> dict[int, np.ndarray]:
        return {week: np.repeat(self.skill[week][:, None], 3, axis=1).astype(np.float32) for week in (1, 4)}

    @property
    def mean_skills(self) -> dict[int, np.ndarray]:
        return {0: self.skill[0].astype(np.float32)}

    def changed(self, week: int, pupil: int, by: float) -> FakeTrace:
        skill = self.skill.copy()
        skill[week:, pupil] += by
        return replace(self, skill=skill)


@pytest.fixture
def groups() -> Groups:
    rows = [("all", "all", np.ones(3))]
    for by, names in DIMENSIONS.items():
        rows += [(by, name, np.array(MEMBERS[by]) == number) for number, name in enumerate(names)]
    by, name, cells = zip(*rows, strict=True)
    norm = Norm(pace=np.full((6, 3), 0.01), pupils=np.ones(6), about={})
    return Groups(by, name, np.array(cells, dtype=np.float64), norm)


@pytest.fixture
def pupils() -> SimpleNamespace:
    """The first two pupils are in one school, the leaver is in another; the first has the highest SES."""
    return SimpleNamespace(
        stratum=np.array([[0, 0], [1, 1], [2, -1]]),
        school=np.array([0, 0, 1]),
        ses=np.array([1.0, -1.0, 0.0]),
    )


@pytest.fixture
def twin() -> FakeTrace:
    """Without a closure everybody grows 0.01 SD a teaching week; the second pupil starts 0.2 SD behind."""
    grown = 0.01 * np.cumsum([1.0, 1.0, 0.0, 1.0, 1.0, 0.0])
    return FakeTrace(skill=grown[:, None] + np.array([0.0, -0.2, 0.0]))
