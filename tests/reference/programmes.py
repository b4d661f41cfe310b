"""A programme at work: who is on its lists, whom it reaches this week, and what that takes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reference import rules
from simkansen.scenario.schema.programme import Weeks
from simkansen.scenario.schema.vocabulary import ATTRIBUTES

if TYPE_CHECKING:
    from reference.days import Days
    from reference.model import ReferenceModel
    from reference.places import ClassRoom, SchoolAgent
    from reference.pupil import PupilAgent


@dataclass
class Book:
    """What a programme took."""

    reached: int = 0
    pupil_hours: float = 0.0
    staff_hours_asked: float = 0.0
    staff_hours_needed: float = 0.0
    staff_hours_available: float = 0.0
    cost: dict[str, float] = field(default_factory=lambda: dict.fromkeys(COSTS, 0.0))


COSTS = ("hours", "pupils", "schools", "fixed")


class Programme:
    """What all programmes share.

    Parameters
    ----------
    words
        The intervention as a scenario words it; only its answers are read.
    model
        The model it works in.
    name
        Its name in the streams of chance.
    """

    only_while_closed = False
    uses_school_staff = True

    def __init__(self, words: Any, model: ReferenceModel, name: str) -> None:
        self.words, self.model, self.given = words, model, model.given
        self.take_up_stream = rules.stream(f"take-up/{name}")
        part = rules.stream(f"take-part/{name}")
        self.schools = {
            school
            for school in model.schools
            if rules.uniform(model.key, part, school.unit, 0) < words.target.schools
        }
        self.willing = {pupil for pupil in model.pupils if self.comes(pupil)}
        self.scores: dict[SchoolAgent, dict[PupilAgent, float]] = {}
        self.members: dict[SchoolAgent, list[PupilAgent]] = {}
        self.filled: set[tuple[SchoolAgent, int]] = set()
        self.joined: dict[PupilAgent, int] = {}
        self.asked = 0.0
        self.short: dict[tuple[SchoolAgent, int], float] = {}
        self.known_pupils: set[PupilAgent] = set()
        self.known_schools: set[SchoolAgent] = set()
        self.book = Book()
        self.book.cost["fixed"] = words.cost.fixed or 0.0
        self.known_homes: set[Any] = set()
        self.runs: dict[int, set[int]] = {}
        self.weeks = set().union(*map(self.weeks_at_work, model.all_days()))

    # When

    def weeks_at_work(self, days: Days) -> set[int]:
        """Weeks in which it runs for some pupils."""
        if id(days) not in self.runs:
            asked = self.words.weeks or Weeks.model_validate("closed" if self.only_while_closed else "all")
            moment = self.words.hours.moment if self.words.hours else "school"
            weeks = days.runs(asked, moment, self.model.whole)
            self.runs[id(days)] = {w for w in weeks if days.closed[w]} if self.only_while_closed else weeks
        return self.runs[id(days)]

    def weeks_in(self, school: SchoolAgent) -> set[int]:
        """Weeks in which it runs for some pupils of a school."""
        return set().union(*map(self.weeks_at_work, school.days()))

    def wants_decision(self) -> bool:
        """Whether some schools fill its places this week."""
        return any(map(self.is_due, self.model.schools))

    def is_due(self, school: SchoolAgent) -> bool:
        """Whether a school fills its places this week."""
        weeks, now = self.weeks_in(school), self.model.today.week
        if not weeks or not min(weeks) <= now <= max(weeks):
            return False
        return now == min(weeks) or any(now in days.policy for days in school.days())

    # For whom

    def comes(self, pupil: PupilAgent) -> bool:
        """Whether a pupil comes when offered a place."""
        luck = rules.uniform(self.model.key, self.take_up_stream, pupil.unit, 0)
        take_up, parents = self.words.take_up, self.words.parents
        if take_up is not None and take_up.share is not None:
            return luck < take_up.share
        incentive = float(take_up is not None and take_up.incentive)
        informed, partners = float(parents == "informed"), float(parents == "partners")
        return luck < rules.take_up_chance(
            pupil.ses, informed, partners, incentive, self.model.programme_rates
        )

    def is_for(self, pupil: PupilAgent) -> bool:
        """Whether a pupil meets all criteria this school year."""
        if pupil.room is None or not self.has_grounds(pupil) or not self.is_in_time(pupil):
            return False
        owners = {"pupil": pupil, "home": pupil.home, "class": pupil.room, "school": pupil.school}
        return all(
            holds(name, criterion, owners[ATTRIBUTES[name].table], self.model.today.year)
            for name, criterion in self.words.target.criteria.items()
        )

    def is_in_time(self, pupil: PupilAgent) -> bool:
        """Whether it runs this school year for this pupil, or for nobody."""
        years, now = self.model.whole.years, self.model.today.year
        own = {week for week in self.weeks_at_work(pupil.days) if years[week] == now}
        return bool(own) or not {week for week in self.weeks if years[week] == now}

    def has_grounds(self, pupil: PupilAgent) -> bool:
        """Whether a pupil meets the programme's own grounds."""
        return True

    def score(self, pupil: PupilAgent) -> float:
        """Rank of a learning pupil: the higher, the sooner a place."""
        by = self.words.target.rank_by
        if by == "disadvantage":
            return -pupil.ses
        return pupil.perceived_need if by == "perceived-need" else pupil.need()

    def make_list(self, school: SchoolAgent) -> dict[PupilAgent, float]:
        """Rank all pupils of a school once; those who do not learn yet stand behind all who do."""
        scores = {pupil: self.score(pupil) for pupil in school.all_pupils}
        lowest = min(0.0, *scores.values())
        behind = lowest - max(abs(pupil.ses) for pupil in school.all_pupils) - 1.0
        return {pupil: behind - pupil.ses if pupil.room is None else score for pupil, score in scores.items()}

    def fill_places(self, school: SchoolAgent) -> None:
        """Let one school fill its places, once a school year."""
        done = (school, self.model.today.year) in self.filled
        if done or not self.is_due(school) or school not in self.schools:
            return
        self.filled.add((school, self.model.today.year))
        if school not in self.scores:
            self.scores[school] = self.make_list(school)
        waiting = [p for p in school.all_pupils if p in self.willing and self.is_for(p)]
        self.members[school] = self.choose(school, self.by_rank(school, waiting))
        taken = self.hours_of_staff(self.members[school])
        self.hours_left(school)[self.model.today.year] -= taken
        self.short[school, self.model.today.year] = max(0.0, self.asked - taken)
        for pupil in self.members[school]:
            self.joined.setdefault(pupil, self.model.today.week)

    def by_rank(self, school: SchoolAgent, pupils: list[PupilAgent]) -> list[PupilAgent]:
        """Sort pupils of one school by its list."""
        scores = self.scores[school]
        return sorted(pupils, key=lambda pupil: -scores[pupil])

    def choose(self, school: SchoolAgent, waiting: list[PupilAgent]) -> list[PupilAgent]:
        """Give places to the first of those who wait."""
        capacity = self.words.target.capacity
        places = len(waiting)
        if capacity is not None and capacity.per_class is not None:
            waiting = first_of_each_class(waiting, capacity.per_class)
        elif capacity is not None and capacity.per_school is not None:
            places = min(places, capacity.per_school)
        elif capacity is not None:
            places = min(places, round(capacity.share * len(school.learners())))
        self.asked = self.hours_of_staff(waiting[:places])
        return waiting[: min(places, self.staffed_places(school))]

    def staffed_places(self, school: SchoolAgent) -> int:
        """Places that the school's own staff can serve."""
        if not self.takes_staff() or self.hours() <= 0.0:
            return len(self.model.pupils)
        left = max(0.0, self.hours_left(school)[self.model.today.year])
        return int(left / self.hours() + 1e-9) * self.group_size()

    def in_holidays(self) -> bool:
        """Whether its hours are in holidays."""
        return bool(self.words.hours and self.words.hours.moment == "holiday")

    def hours_left(self, school: SchoolAgent) -> list[float]:
        """Hours of staff that are left in each school year."""
        return school.staff_left[self.in_holidays()]

    def hours_of_staff(self, pupils: list[PupilAgent]) -> float:
        """Hours a week that pupils of one school ask of its own staff: whole groups."""
        return self.hours() * math.ceil(len(pupils) / self.group_size()) if self.takes_staff() else 0.0

    def takes_staff(self) -> bool:
        """Whether the school's own staff leads it."""
        return self.uses_school_staff and self.words.led_by in ("teacher", "teaching-assistant")

    # How much

    def hours(self) -> float:
        """Hours a week."""
        return self.words.hours.per_week if self.words.hours else self.usual_hours()

    def usual_hours(self) -> float:
        """Hours a week where the scenario gives none."""
        return 1.0

    def group_size(self) -> int:
        """Pupils in a group."""
        return self.words.group_size or 1

    # This week

    def at_work(self, pupils: list[PupilAgent]) -> list[PupilAgent]:
        """Those for whom it runs this week."""
        now = self.model.today.week
        return [pupil for pupil in pupils if now in self.weeks_at_work(pupil.days)]

    def reached(self) -> list[PupilAgent]:
        """Pupils who have a place."""
        return [pupil for members in self.members.values() for pupil in members if pupil.room is not None]

    def act(self) -> None:
        """Reach pupils this week, and write down what that takes."""
        if self.model.today.week not in self.weeks:
            return
        pupils = self.at_work(self.reached())
        self.welcome(pupils)
        needed = self.book.staff_hours_needed
        now, week = self.model.today.year, self.model.today.week
        there = {school for school in self.model.schools if week in self.weeks_in(school)}
        short = {school: hours for (school, year), hours in self.short.items() if year == now and hours}
        short = {school: hours for school, hours in short.items() if school in there}
        if pupils:
            self.during(pupils)
            self.account(pupils)
        elif not short:
            return
        self.book.staff_hours_asked += self.book.staff_hours_needed - needed + sum(short.values())
        self.book.staff_hours_available += sum(
            school.holiday_hours if self.in_holidays() else school.staff_hours
            for school in there & (self.known_schools | set(short))
        )

    def welcome(self, pupils: list[PupilAgent]) -> None:
        """Pay for those who start."""
        new = set(pupils) - self.known_pupils
        self.known_pupils |= new
        self.book.reached += len(new)
        homes = {pupil.home for pupil in pupils} - self.known_homes
        self.known_homes |= homes
        self.pay_for_newcomers(self.heads(len(new), len(homes)), {pupil.school for pupil in new})

    def heads(self, pupils: int, homes: int) -> int:
        """Count what is paid for when they start: pupils."""
        return pupils

    def pay_for_newcomers(self, heads: int, schools: set[SchoolAgent]) -> None:
        """Pay for the pupils (or teachers) and the schools that start."""
        per_school = self.words.cost.per_school or 0.0
        self.book.cost["pupils"] += heads * self.price_per_head()
        self.book.cost["schools"] += len(schools - self.known_schools) * per_school
        self.known_schools |= schools

    def price_per_head(self) -> float:
        """EUR for each pupil (or teacher) who starts."""
        return self.words.cost.per_pupil or 0.0

    def during(self, pupils: list[PupilAgent]) -> None:
        """Change the week of those reached: each kind in its own words, coaching by its own act."""

    def account(self, pupils: list[PupilAgent]) -> None:
        """Write down the hours of one week and their price."""
        by_school: dict[SchoolAgent, int] = {}
        for pupil in pupils:
            by_school[pupil.school] = by_school.get(pupil.school, 0) + 1
        led = self.hours() * sum(math.ceil(count / self.group_size()) for count in by_school.values())
        self.book.pupil_hours += self.hours() * len(pupils)
        self.book.cost["hours"] += led * self.price_of_hour()
        if self.takes_staff():
            self.book.staff_hours_needed += led

    def price_of_hour(self) -> float:
        """EUR for an hour of whoever leads."""
        given, leader = self.given, self.words.led_by
        if self.words.cost.per_hour is not None:
            return self.words.cost.per_hour
        if leader is None:
            return 0.0
        if leader == "teacher":
            return given["cost_teacher_hour"] * given["cost_taught_hour_factor"]
        return given[f"cost_{leader.replace('-', '_')}_hour"]


def holds(name: str, criterion: Any, owner: Any, year: int) -> bool:
    """Whether one line under ``for`` holds."""
    value, place = owner.on_paper[ATTRIBUTES[name].column], ATTRIBUTES[name].place
    if place is not None:
        value = value[place]
    elif isinstance(value, list):
        value = value[year]
    if criterion.flag is not None:
        return bool(value) == criterion.flag
    if criterion.values:
        return value in ATTRIBUTES[name].codes(criterion.values)
    above = criterion.at_least is None or value >= criterion.at_least
    return above and (criterion.at_most is None or value <= criterion.at_most)


def first_of_each_class(pupils: list[PupilAgent], most: int) -> list[PupilAgent]:
    """Keep the first pupils of each class, in the same order."""
    taken: dict[ClassRoom, int] = {}
    kept = []
    for pupil in pupils:
        taken[pupil.room] = taken.get(pupil.room, 0) + 1
        if taken[pupil.room] <= most:
            kept.append(pupil)
    return kept
