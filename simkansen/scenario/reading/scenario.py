"""One scenario's tree against the models: what fits becomes a scenario, all else becomes problems."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path as FilePath

from pydantic import ValidationError

from simkansen.phrases import phrase
from simkansen.scenario.calendar import Calendar, build_calendar
from simkansen.scenario.checks.closure_scope import closures_of_nobody, scope_notes
from simkansen.scenario.checks.hours import hours_together, notes_together
from simkansen.scenario.checks.own_country import country_refusals
from simkansen.scenario.checks.parameter_values import (
    BEYOND,
    WITHIN,
    parameter_notes,
    parameter_refusals,
    readable_values,
)
from simkansen.scenario.checks.whole import (
    calendar_refusals,
    partly_read_closures,
    population_refusals,
    readable_years,
    target_refusals,
)
from simkansen.scenario.idle.closures import closure_notes, experience_notes
from simkansen.scenario.idle.late import late_arrivals
from simkansen.scenario.idle.lines import programme_notes, scenario_notes
from simkansen.scenario.idle.schools import left_notes, outcome_notes, population_notes
from simkansen.scenario.reading.document import problem_at
from simkansen.scenario.reading.keys import home_of, keys_at
from simkansen.scenario.reading.messages import refusals_of
from simkansen.scenario.reading.problems import Problem, Refusal
from simkansen.scenario.reading.tree import Located, Path
from simkansen.scenario.reading.wording import did_you_mean, listed, nearest, shown
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec, Scenario
from simkansen.scenario.schema.words import COUNTRY

_ALONE = {"id", "title", "cost"}
"""Keys of an intervention that may be wrong while what is said of its other lines is still certain."""

_OF_PRICES = ("cost", "price_year")
"""The line of which something is only certain where all prices could be read."""


class ScenarioReader:
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
        self.closures_known = self.years_known = True
        self.weeks: CalendarSpec | None = None

    def scenario(self, path: FilePath) -> Scenario | None:
        """Give the scenario of a file, or None when there are problems."""
        data = self.tree.plain()
        if not isinstance(data, dict):
            return None
        data.setdefault("name", _slug(path.stem))
        interventions = data.pop("interventions", None)
        if abroad := country_refusals(data.get("country"), path):
            self._refuse(abroad, ())  # all else would be judged by the words of another country
            return None
        scenario = self._common(data)
        schools = self._schools(data)
        calendar = self._calendar(data, schools)
        self._closures_there(schools)
        programmes = self._programmes(interventions, calendar, schools)
        refusals = parameter_refusals(readable_values(data.get(WITHIN)), readable_values(data.get(BEYOND)))
        self._refuse(refusals, ())
        if scenario is None:
            return None
        if not refusals:
            self._note(parameter_notes(scenario.parameters, scenario.beyond_prior), ())
        self._note(scenario_notes(scenario, calendar), ())
        if schools is not None and self.years_known:
            self._note(outcome_notes(scenario, calendar if self.closures_known else None), ())
        whole = scenario.model_copy(update={"interventions": tuple(programmes)})
        if calendar is not None and not self.problems:
            self._note([*late_arrivals(whole, calendar), *left_notes(whole, calendar)], ())
        return whole.from_file(path, self.notes)

    def _common(self, data: dict[str, object]) -> Scenario | None:
        try:
            return Scenario.model_validate(data, by_alias=True, by_name=False)
        except ValidationError as error:
            self._refuse(refusals_of(error, lambda path: keys_at(Scenario, path)), (), misplaced=True)
        return None

    def _calendar(self, data: Mapping[str, object], schools: PopulationSpec | None) -> Calendar | None:
        """Build the calendar; where only its closures are wrong, one without any, for the span of weeks."""
        written = data.get("calendar", {})
        years = readable_years(written)
        self.years_known = years is not None
        try:
            spec = CalendarSpec.model_validate(written, by_alias=True, by_name=False)
        except ValidationError:
            self._refuse(partly_read_closures(written, years), ("calendar",))
        else:
            self.weeks = spec if self.years_known else None
            refusals = calendar_refusals(spec, schools)
            self._refuse(refusals, ("calendar",))
            if not refusals:
                calendar = build_calendar(spec, schools)
                self._note(closure_notes(spec, calendar) + experience_notes(spec, calendar), ("calendar",))
                return calendar
        self.closures_known = False
        return build_calendar(years, schools) if years is not None else None

    def _closures_there(self, schools: PopulationSpec | None) -> None:
        """Check that closures mean schools of the population."""
        if self.weeks is None or schools is None:
            return
        refusals = closures_of_nobody(self.weeks, schools)
        self._refuse(refusals, ("calendar",))
        if not refusals:
            self._note(scope_notes(self.weeks, schools), ("calendar",))

    def _schools(self, data: Mapping[str, object]) -> PopulationSpec | None:
        try:
            spec = PopulationSpec.model_validate(
                data.get("population", COUNTRY), by_alias=True, by_name=False
            )
        except ValidationError:
            return None
        years = readable_years(data.get("calendar", {}))
        first = years.school_years[0] if years else None
        refusals = population_refusals(spec, first)
        self._refuse(refusals, ("population",))
        if not refusals:
            self._note(population_notes(spec, first), ("population",))
        return None if refusals else spec

    def _programmes(
        self, items: object, calendar: Calendar | None, schools: PopulationSpec | None
    ) -> list[Programme]:
        if items is None and self.tree.get("interventions") is None:
            return []
        if not isinstance(items, list):
            said = phrase("this must be a list, not {items}", items=shown(items))
            self._refuse([Refusal((), said, "start each intervention with '- id: ...'")], ("interventions",))
            return []
        each = [
            self._programme(item, ("interventions", index), calendar, schools)
            for index, item in enumerate(items)
        ]
        if calendar is not None and self.closures_known:
            self._refuse(list(hours_together(each, calendar)), ("interventions",))
            self._note(list(notes_together(each, calendar)), ("interventions",))
        return [programme for programme in each if programme is not None]

    def _programme(
        self, item: object, path: Path, calendar: Calendar | None, schools: PopulationSpec | None
    ) -> Programme | None:
        if not isinstance(item, dict):
            said = phrase("an intervention must be lines of key: value, not {item}", item=shown(item))
            self._refuse([Refusal((), said, "write '- id: ...' and below it 'type: ...'")], path)
            return None
        model = self._model(item, path)
        programme, failed = self._validated(model or Programme, item, path, model is not None)
        if programme is None:
            return None
        blind = failed | {place[2:] for place in self.empty if place[:2] == path}
        if calendar is None:
            blind.add(("weeks",))
        later = self._later(programme, calendar, schools)
        self._refuse([refused for refused in later if not _prefixes(refused.path) & blind], path)
        if not later and calendar is not None:
            self._note(self._notes_of(programme, calendar, schools, blind), path)
        return None if model is None or failed else programme

    def _notes_of(
        self, programme: Programme, calendar: Calendar, schools: PopulationSpec | None, blind: set[Path]
    ) -> list[Refusal]:
        """Return what is to be said of an intervention, but for what rests on keys that are wrong."""
        if not self.closures_known or not {one[0] for one in blind} <= _ALONE:
            return []
        unsure = blind | {_OF_PRICES for one in blind if one[0] == _OF_PRICES[0]}
        notes = programme_notes(programme, calendar, schools)
        return [note for note in notes if not _prefixes(note.path) & unsure]

    def _later(
        self, programme: Programme, calendar: Calendar | None, schools: PopulationSpec | None
    ) -> list[Refusal]:
        """Check what an intervention says as a whole, in these weeks and schools."""
        found = programme.problems(calendar or build_calendar())
        first = calendar.year_labels[0] if calendar else None
        found += target_refusals(programme.target, schools, first)
        if calendar is None or self.closures_known:
            return found
        return [refused for refused in found if refused.path != ("weeks",)]  # dates can be judged, not weeks

    def _model(self, item: Mapping[str, object], path: Path) -> type[Programme] | None:
        name = item.get("type")
        if isinstance(name, str) and name in self.types:
            return self.types[name]
        if "type" not in item:
            fix = phrase("choose from {types}", types=listed(self.types))
            refused = Refusal(("type",), "the key 'type' is missing", fix, "missing")
        else:
            said = phrase("there is no intervention of type {name}", name=shown(name))
            refused = Refusal(("type",), said, did_you_mean(str(name), self.types))
        self._refuse([refused], path)
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
            refusals = refusals_of(error, lambda path: keys_at(model, path))
        own = keys_at(model, ())
        if not known:
            refusals = [one for one in refusals if one.path[0] in own and one.path != ("type",)]
        self._refuse(refusals, path, misplaced=True)
        paths = [one.path for one in refusals]
        stand_in = {"id": "unnamed"} | item | ({} if known else {"type": "unknown"})
        meant = _meant(item, own)
        for depth, spelt in ((2, meant), (2, {}), (1, {})):
            rest, failed = _without(stand_in | spelt, paths, depth, set(own))
            try:
                whole = model.model_validate(rest, by_alias=True, by_name=False)
                return whole, failed | {(key,) for key in meant}
            except ValidationError:
                continue
        return None, set()

    def _refuse(self, refusals: Sequence[Refusal], above: Path, misplaced: bool = False) -> None:
        """Turn refusals into problems with a file, a line and a column."""
        for refused in refusals:
            told = self._with_home(refused) if misplaced else refused
            self.problems.append(problem_at(self.tree, told.below(above)))

    def _with_home(self, refused: Refusal) -> Refusal:
        """Say of an unknown key where it belongs, if it belongs anywhere."""
        home = home_of(str(refused.path[-1]), self.types) if refused.kind == "unknown key" else None
        return replace(refused, fix=phrase("it belongs under {home}", home=home)) if home else refused

    def _note(self, notes: Sequence[Refusal], above: Path) -> None:
        """Place what is to be said, although the file can be run as it is."""
        self.notes += [problem_at(self.tree, note.below(above)) for note in notes]


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
    return {"id": "unnamed"} | rest, failed


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "scenario"
