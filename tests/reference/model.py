"""The Mesa model that turns the plain week."""

from __future__ import annotations

from copy import deepcopy
from itertools import product
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from reference import rules
from reference.days import Days, Whole
from reference.kinds import KINDS
from reference.places import ClassRoom, Home, SchoolAgent
from reference.programmes import Programme
from reference.pupil import SUBJECTS, PupilAgent
from simkansen.schooling.calendar import make_calendar
from simkansen.schooling.holidays import region_of

NAMES = ("maths", "reading", "spelling")
MEASURES = ("pupils", *NAMES, "engagement", "out_of_sight", "in_school", "seen")
ALL_GROEPS = range(10)


class ReferenceModel(mesa.Model):
    """Pupils, homes, classrooms and schools as Mesa agents.

    Parameters
    ----------
    population, calendar, interventions, parameters, key
        As `simkansen.model.SchoolModel` takes them; read as data.
    """

    def __init__(
        self, population: Any, calendar: Any, interventions: tuple[Any, ...], parameters: Any, key: np.uint64
    ) -> None:
        super().__init__(rng=0)
        self.population, self.calendar, self.key = population, calendar, key
        self.given = {name: float(value) for name, value in parameters.items()}
        self.p = numbers_of_learning(parameters)
        self.programme_rates = numbers_of(parameters, "interventions")
        self.streams = SimpleNamespace(
            care=rules.stream("emergency-care"),
            engagement=rules.stream("engagement"),
            out_of_sight=rules.stream("out-of-sight"),
            class_year=rules.stream("class-year"),
            sight=rules.stream("sight-of-need"),
            test=rules.stream("test"),
            half=rules.stream("half-of-the-class"),
        )
        self.growth = [[rules.weekly_growth(g, s, self.p) for s in SUBJECTS] for g in ALL_GROEPS]
        where = population.municipalities
        names = zip(where.name.tolist(), where.province.tolist(), strict=True)
        self.places = [(*name, region_of(name[0]) or "") for name in names]
        cohorts = [*ALL_GROEPS, *population.year_labels]  # one that comes later is counted from the end
        self.path = {place: [[0.0 for _ in SUBJECTS] for _ in cohorts] for place in self.places}
        self.path_at_year_start = deepcopy(self.path)
        self.halves = (0, 1) if any(phase.rota == "weeks" for phase in calendar.phases) else (0,)
        self.whole = Whole(calendar, ("", "", ""), 0, 0)
        self.days: dict[tuple[Any, ...], Days] = {}
        self.weeks: dict[tuple[Any, ...], SimpleNamespace] = {}
        self.otherwise: dict[str, Any] = {}
        self.turn_to(0)
        self.settle_people()
        self.programmes = self.start_programmes(interventions)
        self.deciding: list[Programme] = []
        self.sums: dict[int, list[float]] = {}
        self.datacollector = mesa.DataCollector(
            {name: lambda model, k=k: model.mean_of(k) for k, name in enumerate(MEASURES) if k}
        )
        self.week = 0
        if calendar.lived_through:
            self.live_through(make_calendar(calendar.lived_through))

    def live_through(self, before: Any) -> None:
        """Let teachers learn from weeks that lie before the first one, as schools had them then."""
        now, whole = self.calendar, self.whole
        self.calendar, self.whole, self.days = before, Whole(before, ("", "", ""), 0, 0), {}
        for week in range(len(before)):
            self.turn_to(week)
            if self.today.teaching:
                self.agents_by_type[SchoolAgent].do("gain_experience")
        self.calendar, self.whole, self.days = now, whole, {}
        self.turn_to(0)

    def settle_people(self) -> None:
        """Make the agents and let them know each other."""
        table = self.population
        self.schools = [SchoolAgent(self, row) for row in range(len(table.schools.sector))]
        units: dict[int, int] = {}
        for home, unit in zip(table.pupils.household.tolist(), table.pupils.unit.tolist(), strict=True):
            units[home] = min(unit, units.get(home, unit))
        self.first_unit = units
        homes = [Home(self, row) for row in range(len(table.households.parents))]
        rooms = [ClassRoom(self, row) for row in range(len(table.classes.school))]
        for room in rooms:
            room.home_school = self.schools[room.school]
            room.home_school.rooms.append(room)
        own_rooms = [[rooms[c] if c >= 0 else None for c in row] for row in table.pupils.klass.tolist()]
        places = zip(table.pupils.household.tolist(), table.pupils.school.tolist(), own_rooms, strict=True)
        self.pupils = [
            PupilAgent(self, row, homes[h], self.schools[k], own) for row, (h, k, own) in enumerate(places)
        ]
        for pupil in self.pupils:
            pupil.home.pupils.append(pupil)
            pupil.school.all_pupils.append(pupil)

    def start_programmes(self, interventions: tuple[Any, ...]) -> list[Programme]:
        """Start each kind in turn; a second one of a kind has its own luck."""
        started: list[Programme] = []
        for kind, programme in KINDS.items():
            for number, words in enumerate((i for i in interventions if i.type == kind), start=1):
                name = kind if number == 1 else f"{kind}#{number}"
                started.append(programme(words, self, name))
        return started

    def days_of(self, place: tuple[str, str, str], level: int, half: int) -> Days:
        """Give the weeks of some pupils."""
        half = half if len(self.halves) > 1 else 0
        key = (place, level, half)
        if key not in self.days:
            self.days[key] = Days(self.calendar, *key)
        return self.days[key]

    def all_days(self) -> list[Days]:
        """Give the weeks of all pupils whom there may be."""
        groups = product(self.places, range(1, len(ALL_GROEPS)), self.halves)
        return [self.days_of(*group) for group in groups]

    def now(self, place: tuple[str, str, str], level: int, half: int) -> SimpleNamespace:
        """What some pupils know of this week."""
        key = (place, level, half)
        if key not in self.weeks:
            week = self.days_of(*key).week(self.today_week)
            self.weeks[key] = SimpleNamespace(**vars(week) | self.otherwise)
        return self.weeks[key]

    def turn_to(self, week: int, /, **otherwise: Any) -> None:
        """Look at another week, or otherwise at the same."""
        self.today_week, self.weeks, self.otherwise = week, {}, otherwise
        self.today = SimpleNamespace(**vars(self.whole.week(week)) | otherwise)

    def step(self) -> None:
        """Turn one week."""
        self.begin_week()
        today, people = self.today, self.agents_by_type
        if today.vital > 0.0 or today.vulnerable > 0.0:
            people[PupilAgent].do("seek_care")
        self.deciding = [programme for programme in self.programmes if programme.wants_decision()]
        if self.deciding:
            people[SchoolAgent].do("decide")
        for programme in self.programmes:
            programme.act()
        if today.remote > 0.0:
            people[PupilAgent].do("settle")
            people[Home].do("share")
        if today.teaching:
            people[PupilAgent].do("take_part")
            people[ClassRoom].do("teach")
        if any(self.today_week in days.policy | days.tests for days in self.all_days()):
            people[ClassRoom].do("look_for_need")
        people[PupilAgent].do("learn")
        self.lengthen_paths()
        if today.teaching:
            people[SchoolAgent].do("gain_experience")
        self.observe()
        self.week += 1
        self.running = self.week < len(self.calendar)

    def begin_week(self) -> None:
        """Turn the page: another week, in August another year."""
        before = self.today
        self.turn_to(self.week)
        if self.today.year != before.year:
            self.path_at_year_start = deepcopy(self.path)
            for room in self.agents_by_type[ClassRoom]:
                room.pupils = []
            for pupil in self.pupils:
                pupil.begin_year(self.today.year)
        if self.week == 0 or self.today.year != before.year:
            self.hand_over()
        for kind in (PupilAgent, Home, ClassRoom):
            self.agents_by_type[kind].do("begin_week")

    def hand_over(self) -> None:
        """Let teachers hear, before the year begins, of their pupils from those who had them."""
        year = self.today.year
        self.turn_to(self.week, week=len(self.calendar) + year, remote=0.0, policy=True, test=year == 0)
        for pupil in self.pupils:
            pupil.at_home = 0.0
        self.agents_by_type[ClassRoom].do("look_for_need")
        self.turn_to(self.week)

    def lengthen_paths(self) -> None:
        """Let the path of each cohort in groep 3-8 grow by a normal week, or fall by a holiday."""
        first, last = int(self.p.first_level), int(self.p.last_level)
        for place, groep in product(self.places, range(first, last + 1)):
            path, taught = self.path[place][groep - self.today.year], self.now(place, groep, 0).teaching
            for s in SUBJECTS:
                path[s] += self.growth[groep][s] if taught else -rules.forgetting(1.0, s, self.p)

    def observe(self) -> None:
        """Add up the week by cell."""
        self.sums = {}
        threshold = self.p.need_threshold
        for pupil in self.pupils:
            if pupil.room is None:
                continue
            today, start = pupil.today, self.path_at_year_start[pupil.school.place][pupil.cohort]
            sums = self.sums.setdefault(pupil.cell, [0.0] * len(MEASURES))
            sums[0] += 1.0
            for s in SUBJECTS:
                sums[1 + s] += pupil.skill[s] + pupil.added[s] - start[s]
            sums[4] += pupil.engagement
            sums[5] += pupil.out_of_sight
            sums[6] += today.in_school + today.remote * pupil.brought
            sums[7] += (pupil.need() > threshold) == (pupil.perceived_need > threshold)
        self.datacollector.collect(self)

    def mean_of(self, measure: int) -> float:
        """Mean of one measure over all learning pupils."""
        total = sum(sums[measure] for sums in self.sums.values())
        return total / sum(sums[0] for sums in self.sums.values())


def numbers_of(parameters: Any, group: str) -> SimpleNamespace:
    """Give one group of parameters as plain numbers with names."""
    record = parameters.record(group)
    return SimpleNamespace(**{name: float(record[name]) for name in record.dtype.names})


def numbers_of_learning(parameters: Any) -> SimpleNamespace:
    """Give the parameters of learning, one a subject where there are several, and what schools are like."""
    found = numbers_of(parameters, "learning")
    for name in ("forgetting", "growth", "remote"):
        setattr(found, name, [parameters[f"{name}_{subject}"] for subject in NAMES])
    found.language = [0.0, 1.0, 1.0]
    found.language_input, found.help_without_language = found.dutch_input, found.help_without_dutch
    found.follow_level = found.follow_groep
    found.first_level, found.middle_level, found.last_level = 3.0, 5.5, 8.0
    found.entry_level, found.entry_age = 1.0, 4.0
    found.teaching_weeks, found.holiday_weeks, found.level_rows = 40.0, 12.0, 10.0
    found.disadvantaged_mean = 0.15
    found.growth_ces = float(parameters.rules.get("growth") == "ces")
    return found
