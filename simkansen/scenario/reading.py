"""One scenario's tree against the models: what fits becomes a scenario, all else becomes problems."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath

from pydantic import ValidationError

from simkansen.scenario.calendar import Calendar, build_calendar
from simkansen.scenario.checks import (
    calendar_refusals,
    partly_read_closures,
    population_refusals,
    readable_years,
    target_refusals,
)
from simkansen.scenario.document import problem_at
from simkansen.scenario.idle import programme_notes, scenario_notes
from simkansen.scenario.idle_closures import closure_notes
from simkansen.scenario.idle_schools import outcome_notes, population_notes
from simkansen.scenario.keys import home_of, keys_at
from simkansen.scenario.messages import refusals_of
from simkansen.scenario.parameter_values import parameter_notes, parameter_refusals
from simkansen.scenario.problems import Problem
from simkansen.scenario.programme import Programme
from simkansen.scenario.schema import CalendarSpec, PopulationSpec, Scenario
from simkansen.scenario.tree import Located, Path
from simkansen.scenario.wording import did_you_mean, listed, nearest, shown
from simkansen.scenario.words import Refusal


class Reading:
    """Checks one merged tree and gathers the problems.

    Parameters
    ----------
    tree
        The scenario with everything it extends.
    types
        The classes of interventions by the name under ``type``.
    empty
        Paths of keys that stood there without a value, already reported.
    """

    def __init__(self, tree: Located, types: Mapping[str, type[Programme]], empty: set[Path]) -> None:
        self.tree, self.types, self.empty = tree, types, empty
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.closures_known = True

    def scenario(self, path: FilePath) -> Scenario | None:
        """Give the scenario of a file, or None when there are problems."""
        data = self.tree.plain()
        if not isinstance(data, dict):
            return None
        data.setdefault("name", _slug(path.stem))
        interventions = data.pop("interventions", None)
        scenario = self._common(data)
        calendar, schools = self._calendar(data), self._schools(data)
        programmes = self._programmes(interventions, calendar, schools)
        if scenario is None:
            return None
        given = scenario.parameters, scenario.beyond_prior
        refusals = parameter_refusals(*given)
        self._refuse(refusals, ())
        if not refusals:
            self._note(parameter_notes(*given), ())
        self._note(scenario_notes(scenario, calendar), ())
        if schools is not None:
            self._note(outcome_notes(scenario, calendar if self.closures_known else None), ())
        whole = scenario.model_copy(update={"interventions": tuple(programmes)})
        return whole.from_file(path, self.notes)

    def _common(self, data: dict[str, object]) -> Scenario | None:
        try:
            return Scenario.model_validate(data, by_alias=True, by_name=False)
        except ValidationError as error:
            self._refuse(refusals_of(error, lambda below: keys_at(Scenario, below)), (), misplaced=True)
        return None

    def _calendar(self, data: Mapping[str, object]) -> Calendar | None:
        """Build the calendar; where only its closures are wrong, one without any, for the span of weeks."""
        written = data.get("calendar", {})
        years = readable_years(written)
        try:
            spec = CalendarSpec.model_validate(written, by_alias=True, by_name=False)
        except ValidationError:
            self._refuse(partly_read_closures(written, years), ("calendar",))
        else:
            refusals = calendar_refusals(spec)
            self._refuse(refusals, ("calendar",))
            if not refusals:
                calendar = build_calendar(spec)
                self._note(closure_notes(spec, calendar), ("calendar",))
                return calendar
        self.closures_known = False
        return build_calendar(years) if years is not None else None

    def _schools(self, data: Mapping[str, object]) -> PopulationSpec | None:
        try:
            spec = PopulationSpec.model_validate(
                data.get("population", "netherlands"), by_alias=True, by_name=False
            )
        except ValidationError:
            return None
        refusals = population_refusals(spec)
        self._refuse(refusals, ("population",))
        if not refusals:
            self._note(population_notes(spec), ("population",))
        return None if refusals else spec

    def _programmes(
        self, items: object, calendar: Calendar | None, schools: PopulationSpec | None
    ) -> list[Programme]:
        if items is None and self.tree.get("interventions") is None:
            return []
        if not isinstance(items, list):
            said = f"this must be a list, not {shown(items)}"
            self._refuse([((), said, "start each intervention with '- id: ...'")], ("interventions",))
            return []
        found = []
        for index, item in enumerate(items):
            programme = self._programme(item, ("interventions", index), calendar, schools)
            if programme is not None:
                found.append(programme)
        return found

    def _programme(
        self,
        item: object,
        path: Path,
        calendar: Calendar | None,
        schools: PopulationSpec | None,
    ) -> Programme | None:
        if not isinstance(item, dict):
            said = f"an intervention must be lines of key: value, not {shown(item)}"
            self._refuse([((), said, "write '- id: ...' and below it 'type: ...'")], path)
            return None
        model = self._model(item, path)
        known = model is not None
        programme, failed = self._validated(model or Programme, item, path, known)
        if programme is None:
            return None
        later = programme.problems(calendar or build_calendar()) + target_refusals(programme.target, schools)
        blind = failed | {place[2:] for place in self.empty if place[:2] == path}
        if calendar is None:
            blind |= {("weeks",)}
        elif not self.closures_known:  # then dates can be judged, but not which weeks are left
            later = [refusal for refusal in later if refusal[0] != ("weeks",)]
        self._refuse([refusal for refusal in later if not _prefixes(refusal[0]) & blind], path)
        if not later and not failed and calendar is not None and self.closures_known:
            self._note(programme_notes(programme, calendar, schools), path)
        return programme if known and not failed else None

    def _model(self, item: Mapping[str, object], path: Path) -> type[Programme] | None:
        name = item.get("type")
        if isinstance(name, str) and name in self.types:
            return self.types[name]
        if "type" not in item:
            self._refuse(
                [(("type",), "the key 'type' is missing", f"choose from {listed(self.types)}")], path
            )
        else:
            fix = did_you_mean(str(name), self.types)
            self._refuse([(("type",), f"there is no intervention of type {shown(name)}", fix)], path)
        return None

    def _validated(
        self, model: type[Programme], item: dict[str, object], path: Path, known: bool
    ) -> tuple[Programme | None, set[Path]]:
        """Validate; where keys are wrong, once more without them, so that later checks still see the rest.

        ``known`` is false when the type is not, and then keys that only a type can know are let be.
        """
        try:
            return model.model_validate(item, by_alias=True, by_name=False), set()
        except ValidationError as error:
            refusals = refusals_of(error, lambda below: keys_at(model, below))
        if not known:
            own = keys_at(model, ())
            refusals = [refusal for refusal in refusals if refusal[0][0] in own and refusal[0] != ("type",)]
        self._refuse(refusals, path, misplaced=True)
        paths = [refusal[0] for refusal in refusals]
        stand_in = {"id": "unnamed"} | item | ({} if known else {"type": "unknown"})
        meant = _meant(item, keys_at(model, ()))
        for depth, spelt in ((2, meant), (2, {}), (1, {})):
            rest, failed = _without(stand_in | spelt, paths, depth, set(keys_at(model, ())))
            try:
                whole = model.model_validate(rest, by_alias=True, by_name=False)
                return whole, failed | {(key,) for key in meant}
            except ValidationError:
                continue
        return None, set()

    def _refuse(self, refusals: Sequence[Refusal], above: Path, misplaced: bool = False) -> None:
        """Turn refusals into problems with a file, a line and a column."""
        for below, message, fix in refusals:
            path = (*above, *below)
            if misplaced and message.startswith("unknown key"):
                home = home_of(str(path[-1]), self.types)
                fix = f"it belongs under {home}" if home else fix
            self.problems.append(problem_at(self.tree, (path, message, fix)))

    def _note(self, notes: Sequence[Refusal], above: Path) -> None:
        """Place what is to be said, although the file can be run as it is."""
        self.notes += [problem_at(self.tree, ((*above, *path), said, fix)) for path, said, fix in notes]


def _prefixes(path: Path) -> set[Path]:
    return {path[:1], path[:2]}


def _meant(item: Mapping[str, object], known: Sequence[str]) -> dict[str, object]:
    """Give what misspelt keys say under the keys that were meant, so that none of these is called missing."""
    found = {nearest(key, known): value for key, value in item.items() if key not in known}
    return {key: value for key, value in found.items() if key is not None and key not in item}


def _without(
    item: Mapping[str, object], paths: Sequence[Path], depth: int, known: set[str]
) -> tuple[dict[str, object], set[Path]]:
    """Leave out what is wrong, as little as ``depth`` allows; also every key the model does not know."""
    rest = {
        key: dict(value) if isinstance(value, dict) else value for key, value in item.items() if key in known
    }
    failed: set[Path] = set()
    for path in paths:
        inner = rest.get(str(path[0]))
        if depth == 2 and len(path) > 1 and isinstance(inner, dict) and path[1] in inner:
            del inner[path[1]]
            failed.add(path[:2])
        elif path[:1] not in (("id",), ("type",)) or len(path) == 1:
            rest.pop(str(path[0]), None)
            failed.add(path[:1])
    if "id" not in rest:
        rest["id"] = "unnamed"
    return rest, failed


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "scenario"
