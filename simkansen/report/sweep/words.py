"""What a sweep's measures, options and paths are called, and which way their numbers are told."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from simkansen.evidence import load_parameters
from simkansen.report.assumptions import unit_text
from simkansen.report.reading.records import UNLIKE, ScenarioInfo
from simkansen.report.style import Mark, marks
from simkansen.report.sweep import units
from simkansen.report.sweep.labels import is_share, item_of, name_of, value_of
from simkansen.report.sweep.options import differing, settings_of
from simkansen.report.words import NBSP, Words
from simkansen.runs.draws import FEWEST_COUNTED
from simkansen.scenario.schema.words import LEVEL
from simkansen.sweep.analysis.kept_scenarios import interventions_of, kinds_of
from simkansen.sweep.ask.dimensions import parameter_of
from simkansen.sweep.ask.paths import is_switch, parse, switched_on

if TYPE_CHECKING:
    from simkansen.sweep.analysis.study import Study, SweepMeasure

FLIPPED = ("delay_weeks", "out_of_sight")
"""Measures whose effect is told as what is gained: the opposite of the difference."""

EXPENSES = ("cost", "cost_per_week", "staff_hours_asked", "staff_hours_needed", "staff_hours_available")
"""Measures of what an intervention takes, and not of what it gives."""

_FEW = 2
"""So many interventions of a scenario are named one by one."""

COSTS = EXPENSES[:2]
"""Measures that a price decides."""


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
        """Return what a scenario is called: its own title, unless what is varied may contradict that.

        Where an intervention of it is varied, it is called by the types of its interventions: a title such as
        'Help in groups of three' is that of one setting, and stands for none of the others.
        """
        return self._labels[name] + (UNLIKE if name in self.study.unlike else "")

    def plain_scenario(self, name: str) -> str:
        """Return the same without the sign, where it is told what else differs."""
        return self._labels[name]

    @cached_property
    def _labels(self) -> dict[str, str]:
        found = {one.name: one.label(self.words.lang) for one in self.infos}
        neutral = {one.name: self._of_types(one) for one in self.infos if self._is_set(one.name)}
        several = Counter(neutral.values())
        for name, label in neutral.items():
            alone = several[label] == 1 and label not in (found[other] for other in found if other != name)
            found[name] = label if alone else f"{label} ({name})"
        return found

    def _is_set(self, scenario: str) -> bool:
        """Say whether something of its interventions is varied."""
        study = self.study
        paths = [path for path in study.paths if path.startswith("interventions[")]
        return any(study.has(scenario, path) for path in paths)

    def _of_types(self, info: ScenarioInfo) -> str:
        named = self.types(info.name)
        if len(named) > _FEW:
            return self.words("sweep.several", n=self.words.number(len(named)), name=info.name)
        return self.words.listed(named) if named else info.label(self.words.lang)

    def types(self, scenario: str) -> list[str]:
        """Return what the interventions of a scenario are called: by type, several of one type by id too."""
        info, kept = self._info(scenario), interventions_of(self.study.folder, scenario)
        own = kept or [(kind, kind) for kind in dict.fromkeys(str(one["type"]) for one in info.interventions)]
        several = Counter(kind for _, kind in own)
        return [
            self._of_type(kind) if several[kind] == 1 else f"{self._of_type(kind)} ({id})" for id, kind in own
        ]

    def _info(self, scenario: str) -> ScenarioInfo:
        return next(one for one in self.infos if one.name == scenario)

    def introduced(self, name: str) -> str:
        """Return what a scenario is called where it is named first: with all that a short name is for."""
        label, types = self.scenario(name), self.types(name)
        if len(types) <= _FEW or self._labels[name] != self._of_types(self._info(name)):
            return f"‘{label}’"
        return f"‘{label}’: {self.words.listed(types)}"

    def _of_type(self, kind: str) -> str:
        keys = (f"sweep.type.{kind}", f"type.{kind}")
        return next((self.words(key) for key in keys if self.words.has(key)), kind)

    def _item(self, path: str) -> str:
        """Return what the intervention of a path is called: by its type, where no other has that type."""
        id = item_of(path)
        kinds = kinds_of(self.study.folder, self.study.scenarios)
        kind = kinds.get(id)
        if kind is None or sum(other == kind for other in kinds.values()) > 1:
            return id
        return self._of_type(kind)

    def option(self, row: dict[str, Any]) -> str:
        """Return what the option of a row is called: its scenario, and how it is set otherwise than others.

        Where there is one scenario beside the reference, how it is set says all.
        """
        name = self.scenario(row["scenario"])
        alone = len(self.study.scenarios) == 2 and row["scenario"] != self.study.reference
        own = {path: row[path] for path in self.study.choices if row.get(path) is not None}
        told = differing(self.study, row["scenario"], own)
        if not alone:
            told = {
                path: one for path, one in told.items() if not self._says_it_all(row["scenario"], path, one)
            }
        chosen = settings_of(self.words, told, self._item)
        if chosen and alone:
            sign = UNLIKE if row["scenario"] in self.study.unlike else ""
            return ", ".join([self.words.capital(chosen[0]), *chosen[1:]]) + sign
        return ", ".join([name, *chosen])

    def _says_it_all(self, scenario: str, path: str, value: object) -> bool:
        """Tell whether an intervention that is switched on is what the scenario is called after already."""
        if not is_switch(parse(path)) or not isinstance(value, bool | str) or not switched_on(value):
            return False
        item, called = self._item(path).casefold(), self._labels[scenario].casefold()
        return called in (item, f"{item} ({scenario.casefold()})")

    def measure(self, id: str) -> SweepMeasure:
        """Find a measure by its id."""
        return next(one for one in self.study.asked if one.id == id)

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
            found.append(words.subject(str(subject)))
        if by not in (None, "all"):
            what = words(f"by.{by}") if words.has(f"by.{by}") else str(by)
            name = words.group(str(by), str(group))
            found.append(name if by == LEVEL else f"{what}: {name}")
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
        """Write a number of a measure with the digits that say something (`simkansen.report.sweep.units`)."""
        if value is None or math.isinf(value):  # of a price: money is spent in vain
            return "–" if value is None else self.words("money.none")
        return units.written(self.words, self.measure(id).unit, value, near)

    def amount(self, id: str, value: float) -> str:
        """Write a number of a measure with its unit."""
        return f"{self.number(id, value)} {'' if math.isinf(value) else self.unit(id)}".strip()

    def asked(self, id: str, value: float) -> str:
        """Write a number that the experiment says of a measure, with its unit."""
        return units.as_asked(self.words, self.measure(id).unit, value)

    def known(self, id: str, value: float | None, half: float | None) -> str:
        """Write a number and how well it is known, ``0.43 ±0.05``, which a line never breaks."""
        if value is None or half is None:
            return self.number(id, value)
        return units.known(self.words, self.measure(id).unit, value, half)

    def error(self, row: dict[str, Any]) -> str:
        """Write how well the mean of a row is known, as beside it; empty where that rounds to nothing."""
        unit = self.measure(row["measure"]).unit
        return units.error(self.words, unit, row["mean"], row["half_width"])

    def mean(self, row: dict[str, Any], unit: bool = False) -> str:
        """Write the mean of a row the way it is told, with how well it is known, and its unit if asked."""
        id = row["measure"]
        text = self.known(id, self.flip(id) * row["mean"], row["half_width"])
        return f"{text} {self.unit(id)}".strip() if unit else text

    def ends(self, row: dict[str, Any]) -> list[float]:
        """Return where 90% of the runs of a row lie, as it is told; nothing where there are too few."""
        flip = self.flip(row["measure"])
        return sorted(flip * row[end] for end in ("p05", "p95") if row[end] is not None)

    def band(self, row: dict[str, Any], near: float | None = None) -> str:
        """Write where 90% of the runs of a row lie; a dash where there are too few."""
        ends = [self.number(row["measure"], end, near) for end in self.ends(row)]
        return self.words.between(*ends) if ends else "–"

    def share(self, share: float | None, runs: float | None = None) -> str:
        """Write a share; that of so many runs is counted where few are independent. A dash without one.

        Nor is there one where points share the few simulations: 8 of 8 runs would look surer than 4 of 4.
        """
        if share is None:
            return "–"
        if runs is None or min(self.study.independent, runs) >= FEWEST_COUNTED:
            return self.words.percent(share)
        if runs > self._replications:
            return "–"
        k, n = self.words.number(round(share * runs)), self.words.number(runs)
        return self.words("form.of", k=k, n=n).replace(" ", NBSP)

    @cached_property
    def _replications(self) -> int:
        """How many replications there are of the points together."""
        return int(self.study.rows("SELECT count(DISTINCT replication) FROM cases")[0][0])

    def dot(self, scenario: str, size: float = 7) -> dict[str, Any]:
        """Return how the marker of a scenario looks."""
        mark = self.marks[scenario]
        return {"marker": mark.marker, "ms": size, "mfc": mark.colour, "mec": "white"}

    def unit(self, id: str) -> str:
        """Return what stands behind a number of a measure: its unit."""
        return units.called(self.words, self.measure(id).unit)

    def axis_unit(self, id: str) -> str:
        """Return what an axis with numbers of a measure is called."""
        return units.on_axis(self.words, self.measure(id).unit)

    def kind(self, id: str) -> str:
        """Return what kind of numbers an axis of a measure has: per cents, or plain ones."""
        return "percent" if units.scale(self.measure(id).unit) > 1 else "number"

    def scale(self, id: str) -> float:
        """Return by how much the numbers of a measure are told larger than they are kept."""
        return units.scale(self.measure(id).unit)

    def path(self, path: str) -> str:
        """Return what a path is called: the parameter, or the key of which intervention."""
        if is_switch(parse(path)):
            item = self._item(path)
            return self.words("sweep.path.switch_of", label=item[:1].lower() + item[1:])
        name = name_of(self.words, path)
        return f"{name} ({self._item(path)})" if item_of(path) else name

    def axis(self, path: str) -> str:
        """Return what an axis of a path is called: of a parameter with its unit."""
        known = load_parameters().definitions.get(parameter_of(path) or "")
        return (
            self.path(path) if known is None else f"{self.path(path)} ({unit_text(self.words, known.unit)})"
        )

    def dimension(self, name: str) -> str:
        """Return what a dimension of a design is called; one of a few paths names them."""
        paths = [one["path"] for one in self.study.manifest["varied"] if one["dimension"] == name]
        if paths == [name]:
            return self.path(name)
        if len(paths) > 2:
            return self.words("sweep.indices.many", n=len(paths))
        return self.words("sweep.indices.together", paths=self.words.listed(map(self.path, paths)))

    def value(self, path: str, value: object) -> str:
        """Write a value of what is varied at a path."""
        return value_of(self.words, path, value)

    def kind_at(self, path: str) -> str:
        """Return what kind of numbers an axis of a path has: per cents, or plain ones."""
        return "percent" if is_share(path) else "number"

    def conditions(self, conditions: Sequence[dict[str, Any]]) -> str:
        """Write conditions as a sentence's part."""
        return self.words.listed(map(self._condition, conditions))

    def _condition(self, one: dict[str, Any]) -> str:
        words, path = self.words, self.path(one["path"])
        if one["equals"] is not None:
            return words("sweep.condition.equals", path=path, value=self.value(one["path"], one["equals"]))
        if one["never"]:
            never = words.listed((self.value(one["path"], value) for value in one["never"]), "or")
            return words("sweep.condition.never", path=path, value=never)
        ends = (one["above"], one["at_most"])
        low, high = (None if end is None else self.value(one["path"], end) for end in ends)
        if low is None:
            return words("sweep.condition.at_most", path=path, high=high)
        if high is None:
            return words("sweep.condition.above", path=path, low=low)
        return words("sweep.condition.between", path=path, low=low, high=high)

    def why(self, check: dict[str, Any]) -> str:
        """Say what failing is, of a row of the checks of the discovery."""
        key, (over, amount) = str(check["why"]).replace(" ", "_"), self.threshold(check)
        return self.words(f"sweep.why.{key}{over}", below=amount)

    def threshold(self, check: dict[str, Any]) -> tuple[str, str]:
        """Give what is added to the name of a text about failing, and the threshold that it tells.

        What comes to more than so much (``_over``) is told of what is spent: that a price gains less than
        minus 250 euro nobody says.
        """
        measure, below = self.measure(check["measure"]), float(check["fails_below"])
        if check["why"] == "asked" and measure.name not in FLIPPED and measure.sign < 0:
            return "_over", self.amount(measure.id, -below)
        return "", self.amount(measure.id, below)


def significant(words: Words, value: float, digits: int = 3) -> str:
    """Write a number with so many digits that count."""
    return words.significant(value, digits, 6)


def fine(words: Words, value: float | None) -> str:
    """Write how well a number is known, with two digits that count."""
    return "?" if value is None else significant(words, value, 2)
