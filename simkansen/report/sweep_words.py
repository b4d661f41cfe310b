"""What a sweep's measures, options and paths are called, and which way their numbers are told."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from simkansen.report.records import ScenarioInfo
from simkansen.report.style import Mark, marks
from simkansen.report.terminal import COLUMNS
from simkansen.report.words import NBSP, Words
from simkansen.sweep.dimensions import PARAMETERS
from simkansen.sweep.paths import ItemOf, parse

if TYPE_CHECKING:
    from simkansen.sweep.analysis.study import Measured, Study

FLIPPED = ("delay_weeks", "out_of_sight")
"""Measures whose effect is told as what is gained: the opposite of the difference."""

EXPENSES = ("cost", "cost_per_week", "staff_hours_asked", "staff_hours_needed", "staff_hours_available")
"""Measures of what an intervention takes, and not of what it gives."""

_PLACES = {"weeks of learning": 2, "SD": 3, "EUR": 0, "EUR per pupil-week": 0, "hours": 0, "EUR per week": 0}
_SHARES = 3


class Telling:
    """The words for one sweep.

    Parameters
    ----------
    study
        The sweep.
    words
        The words of a language.
    """

    def __init__(self, study: Study, words: Words) -> None:
        self.study, self.words = study, words

    @cached_property
    def infos(self) -> tuple[ScenarioInfo, ...]:
        """The scenarios, the reference first."""
        found = [
            ScenarioInfo(
                one["name"],
                one.get("title") or {},
                {"interventions": [{"type": kind} for kind in one.get("types", ())]},
            )
            for one in self.study.manifest["scenarios"]
        ]
        return tuple(sorted(found, key=lambda one: one.name != self.study.reference))

    @cached_property
    def marks(self) -> dict[str, Mark]:
        """The look of each scenario."""
        return marks(self.infos)

    def scenario(self, name: str) -> str:
        """Return what a scenario is called."""
        return next(one for one in self.infos if one.name == name).label(self.words.lang)

    def option(self, row: dict[str, Any]) -> str:
        """Return what the option of a row is called: its scenario, and how it is set.

        Where there is one scenario beside the reference, how it is set says all; its own title may name
        another setting.
        """
        chosen = [
            f"{self.path(path, short=True)} {self.value(row[path])}"
            for path in self.study.choices
            if row.get(path) is not None
        ]
        alone = len(self.study.scenarios) == 2 and row["scenario"] != self.study.reference
        if chosen and alone:
            return ", ".join([self.words.capital(chosen[0]), *chosen[1:]])
        return ", ".join([self.scenario(row["scenario"]), *chosen])

    def measure(self, id: str) -> Measured:
        """Find a measure by its id."""
        return next(one for one in self.study.measures if one.id == id)

    def gain(self, id: str) -> str:
        """Return what an effect on a measure says, as it is told."""
        return self._with_group("gain", id)

    def level(self, id: str) -> str:
        """Return what a level of a measure says."""
        return self._with_group("level", id)

    def _with_group(self, kind: str, id: str) -> str:
        words, name = self.words, self.measure(id).name
        key = f"sweep.{kind}.{name}"
        return ", ".join([words(key) if words.has(key) else name, *self._of_whom(id)])

    def _of_whom(self, id: str) -> list[str]:
        words = self.words
        one = next(one for one in self.study.manifest["measures"] if one["id"] == id)
        found = []
        subject, by, group, week = (one.get(key) for key in ("subject", "by", "group", "week"))
        if subject not in (None, "all"):
            found.append(words(f"subject.{subject}") if words.has(f"subject.{subject}") else str(subject))
        if by not in (None, "all"):
            what = words(f"by.{by}") if words.has(f"by.{by}") else str(by)
            key = f"group.{by}.{group}"
            found.append(f"{what}: {words(key) if words.has(key) else group}")
        if week:
            found.append(words("time.week_of", date=words.date(date.fromisoformat(week))))
        return found

    def flip(self, id: str) -> int:
        """Return -1 when effects on a measure are told as the opposite of the difference, else 1."""
        return -1 if self.measure(id).name in FLIPPED else 1

    def direction(self, id: str) -> str:
        """Say which way is better, of the number as it is told."""
        measure = self.measure(id)
        better = "higher" if measure.name in FLIPPED else measure.better
        return self.words(f"sweep.{better}")

    def number(self, id: str, value: float | None, near: float | None = None) -> str:
        """Write a number of a measure; with as many decimals as how well it is known (`near`) asks for."""
        if value is None:
            return "–"
        places = _PLACES.get(self.measure(id).unit, _SHARES)
        if near:
            places = max(places, min(_SHARES, -math.floor(math.log10(near))))
        return self.words.number(value, places)

    def unit(self, id: str) -> str:
        """Return the unit of a measure."""
        unit = self.measure(id).unit
        return self.words("sweep.unit.weeks") if unit == "weeks of learning" else unit

    def path(self, path: str, *, short: bool = False) -> str:
        """Return what a path is called: the parameter, or the key of which intervention."""
        steps = parse(path)
        keys = [step for step in steps if not isinstance(step, ItemOf)]
        items = [step.id for step in steps if isinstance(step, ItemOf)]
        key = re.sub("[_-]", " ", ".".join(keys[1:]).replace(".per_week", " per week"))
        if steps[0] == "parameters":
            return ".".join(keys[1:])
        return key if short or not items else f"{key} ({', '.join(items)})"

    def axis(self, path: str) -> str:
        """Return what an axis of a path is called: of a parameter with its unit."""
        from simkansen.evidence import load_parameters

        known = load_parameters().definitions.get(path.removeprefix(PARAMETERS))
        return self.path(path) if known is None else f"{self.path(path)} ({known.unit})"

    def dimension(self, name: str) -> str:
        """Return what a dimension of a design is called; one of a few paths names them."""
        paths = [one["path"] for one in self.study.manifest["varied"] if one["dimension"] == name]
        if paths == [name]:
            return self.path(name)
        if len(paths) > 2:
            return self.words("sweep.indices.many", n=len(paths))
        return self.words("sweep.indices.together", paths=self.words.listed(map(self.path, paths)))

    def value(self, value: object) -> str:
        """Write a value of what is varied."""
        if isinstance(value, bool):
            return self.words("form.yes" if value else "form.no")
        return self.words.short_number(value) if isinstance(value, int | float) else str(value)

    def conditions(self, conditions: Sequence[dict[str, Any]]) -> str:
        """Write conditions as a sentence's part."""
        return self.words.listed(map(self._condition, conditions))

    def _condition(self, one: dict[str, Any]) -> str:
        words, path = self.words, self.path(one["path"])
        if one["equals"] is not None:
            return words("sweep.condition.equals", path=path, value=one["equals"])
        if one["never"]:
            return words("sweep.condition.never", path=path, value=words.listed(one["never"], "or"))
        ends = (one["above"], one["at_most"])
        low, high = (None if end is None else significant(words, end) for end in ends)
        if low is None:
            return words("sweep.condition.at_most", path=path, high=high)
        if high is None:
            return words("sweep.condition.above", path=path, low=low)
        return words("sweep.condition.between", path=path, low=low, high=high)

    def why(self, check: dict[str, Any]) -> str:
        """Say what failing is, of a row of the checks of the discovery."""
        key = str(check["why"]).replace(" ", "_")
        below = self.number(check["measure"], check["fails_below"])
        return self.words(f"sweep.why.{key}", below=f"{below} {self.unit(check['measure'])}")


def significant(words: Words, value: float, digits: int = 3) -> str:
    """Write a number with so many digits that count."""
    if value == 0:
        return "0"
    places = max(0, digits - 1 - int(f"{value:e}".split("e")[1]))
    text = words.number(value, min(places, 6))
    mark = "," if words.lang == "nl" else "."
    return text.rstrip("0").rstrip(mark) if mark in text else text


def fine(words: Words, value: float | None) -> str:
    """Write how well a number is known, with two digits that count."""
    return "?" if value is None else significant(words, value, 2)


def fold(text: str, first: str = "", rest: str = "") -> list[str]:
    """Break a text into lines."""
    return wrap(text.replace(NBSP, " "), COLUMNS, initial_indent=first, subsequent_indent=rest)
