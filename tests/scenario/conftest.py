"""Small interventions of our own, so that these tests hold whatever the real ones become."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar, Literal

import pytest

from simkansen.scenario import Hours, Programme, Scenario, ScenarioErrors, check_files
from simkansen.scenario.schema.programme import Leader
from simkansen.scenario.schema.words import Refusal
from simkansen.schooling.calendar import Calendar


class Tutoring(Programme):
    needs_staff: ClassVar[bool] = True

    type: Literal["tutoring"] = "tutoring"
    hours: Hours | None = Hours(per_week=2)
    led_by: Leader | None = "teacher"


class Coaching(Programme):
    needs_staff: ClassVar[bool] = True

    type: Literal["coaching"] = "coaching"


class Calls(Programme):
    only_while_closed: ClassVar[bool] = True

    type: Literal["calls"] = "calls"
    days: int = 1
    grounds: tuple[Literal["safety", "place"], ...] = ("safety",)

    def problems(self, calendar: Calendar) -> list[Refusal]:
        too_many = Refusal(("days",), "nobody calls on 7 days", "give 5 at most")
        return [*super().problems(calendar), *([too_many] if self.days == 7 else [])]


TYPES: Mapping[str, type[Programme]] = {"tutoring": Tutoring, "coaching": Coaching, "calls": Calls}

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def types() -> Mapping[str, type[Programme]]:
    return TYPES


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file below an empty folder that is the working folder, and give its relative path."""
    monkeypatch.chdir(tmp_path)

    def writing(text: str, name: str = "a.yaml") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    return writing


@pytest.fixture
def problems_of() -> Callable[..., list[str]]:
    """Give every problem of some files as the lines that are printed; an empty list when there are none."""

    def reading(*paths: Path) -> list[str]:
        try:
            check_files(paths, TYPES)
        except ScenarioErrors as errors:
            return str(errors).splitlines()
        return []

    return reading


@pytest.fixture
def load() -> Callable[[Path], Scenario]:
    return lambda path: check_files([path], TYPES)[0]
