"""The Mesa model that turns the plain week."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from reference import rules
from reference.kinds import KINDS
from reference.places import ClassRoom, Home, SchoolAgent
from reference.programmes import Programme
from reference.pupil import SUBJECTS, PupilAgent

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
        )
        self.growth = [[rules.weekly_growth(g, s, self.p) for s in SUBJECTS] for g in ALL_GROEPS]
        self.path = [[0.0 for _ in SUBJECTS] for _ in ALL_GROEPS]
        self.path_at_year_start = [list(path) for path in self.path]
        self.today = self.look_up(0)
        self.settle_people()
        self.programmes = self.start_programmes(interventions)
        self.deciding: list[Programme] = []
        self.sums: dict[int, list[float]] = {}
        self.datacollector = mesa.DataCollector(
            {name: lambda model, k=k: model.mean_of(k) for k, name in enumerate(MEASURES) if k}
        )
        self.week = 0

    def settle_people(self) -> None:
        """Make the agents and let them know each other."""
        table = self.population
        self.schools = [SchoolAgent(self, row) for row in range(len(table.schools.sector))]
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

    def look_up(self, week: int) -> SimpleNamespace:
        """Read one week off the calendar."""
        calendar = self.calendar
        year = int(calendar.school_year[week])
        return SimpleNamespace(
            week=week,
            year=year,
            teaching=bool(calendar.teaching[week]),
            in_school=float(calendar.in_school[week, 0]),
            remote=float(calendar.remote[week, 0]),
            remote_older=calendar.remote[week, 1:].tolist(),
            remote_left=float(calendar.remote[week, 1]),
            vital=float(calendar.vital[week]),
            vulnerable=float(calendar.vulnerable[week]),
            half_groups=bool(calendar.half_groups[week]),
            weeks_open=int(calendar.weeks_open[week]),
            policy=bool(calendar.policy[week]),
            test=bool(calendar.tests[week]),
        )

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
        if today.policy or today.test:
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
        before, self.today = self.today, self.look_up(self.week)
        if self.today.year != before.year:
            self.path_at_year_start = [list(path) for path in self.path]
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
        today = self.today
        talk = {
            "week": len(self.calendar) + today.year,
            "remote": 0.0,
            "policy": True,
            "test": today.year == 0,
        }
        self.today = SimpleNamespace(**vars(today) | talk)
        for pupil in self.pupils:
            pupil.at_home = 0.0
        self.agents_by_type[ClassRoom].do("look_for_need")
        self.today = today

    def lengthen_paths(self) -> None:
        """Let the path of each cohort in groep 3-8 grow by a normal week, or fall by a holiday."""
        for groep in range(int(self.p.first_level), int(self.p.last_level) + 1):
            path = self.path[groep - self.today.year]
            for s in SUBJECTS:
                path[s] += self.growth[groep][s] if self.today.teaching else -rules.forgetting(1.0, s, self.p)

    def observe(self) -> None:
        """Add up the week by cell."""
        self.sums = {}
        today, threshold = self.today, self.p.need_threshold
        for pupil in self.pupils:
            if pupil.room is None:
                continue
            start = self.path_at_year_start[pupil.cohort]
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
    found.teaching_weeks, found.holiday_weeks, found.level_rows = 40.0, 12.0, 10.0
    found.disadvantaged_mean = 0.15
    found.growth_ces = float(parameters.rules.get("growth") == "ces")
    return found
