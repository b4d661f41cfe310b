"""Homes, classrooms and schools: what surrounds a pupil."""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace
from typing import TYPE_CHECKING

import mesa

from reference import rules

if TYPE_CHECKING:
    from reference.days import Days
    from reference.model import ReferenceModel
    from reference.pupil import PupilAgent


def take_row(agent: mesa.Agent, table: object, row: int) -> None:
    """Give an agent what its table says of it, as plain numbers (lists where there is one per year).

    `on_paper` keeps what it was at the start, by which programmes choose whom they are for.
    """
    agent.on_paper = {}
    for field in fields(table):  # type: ignore[arg-type]
        agent.on_paper[field.name] = getattr(table, field.name)[row].tolist()
        setattr(agent, field.name, getattr(table, field.name)[row].tolist())


class Home(mesa.Agent):
    """A household: what it has, and what each of its children gets of it this week."""

    def __init__(self, model: ReferenceModel, row: int) -> None:
        super().__init__(model)
        take_row(self, model.population.households, row)
        self.row = row
        self.pupils: list[PupilAgent] = []
        luck = rules.uniform(model.key, model.streams.half, model.first_unit[row], 0)
        self.half = int(luck >= 0.5) if len(model.halves) > 1 else 0
        self.begin_week()

    def begin_week(self) -> None:
        """Forget what programmes gave last week."""
        for name in ("devices", "parent_hours", "respect"):
            setattr(self, name, self.on_paper[name])
        self.guidance = 0.0

    def share(self) -> None:
        """Divide devices, quiet places, connection and hours among the children who learn at home."""
        place, p = self.pupils[0].school.place, self.model.p
        today = self.model.now(place, int(p.last_level) + 1, 0)
        learners = sum(c * r for c, r in zip(self.older_children, today.remote_older, strict=True))
        asking = p.older_child_help * learners + p.young_child_care * self.children_under4
        for pupil in self.pupils:
            if pupil.at_level > p.last_level:
                learners += today.remote_left
                asking += p.older_child_help * today.remote_left
            elif pupil.at_level < p.entry_level:
                asking += p.young_child_care * (pupil.at_level >= p.entry_level - p.entry_age)
            elif pupil.at_level < p.first_level:
                learners += p.young_device_use * pupil.at_home
                asking += p.young_child_care * pupil.at_home
            else:
                learners += pupil.at_home
                asking += pupil.at_home
        self.device = rules.device_share(self.devices, learners)
        self.quiet = rules.quiet_share(self.quiet_places, learners, self.works_at_home, p)
        self.connection = rules.connection_share(self.internet, learners, p)
        self.hours = rules.hours_per_child(self.parent_hours, asking)


class ClassRoom(mesa.Agent):
    """A class and its teacher."""

    def __init__(self, model: ReferenceModel, row: int) -> None:
        super().__init__(model)
        take_row(self, model.population.classes, row)
        self.row = row
        self.pupils: list[PupilAgent] = []
        self.practice = 0.0
        self.mean_engagement = rules.logistic(model.p.engagement_school)
        self.teaching, self.offered, self.feedback, self.remote_teaching = 1.0, 0.0, 0.0, 1.0
        self.attention_total = 1.0
        self.begin_week()

    def begin_week(self) -> None:
        """Forget what programmes gave last week."""
        self.time_lost = self.training = self.remote_training = 0.0

    def parts(self) -> list[SimpleNamespace]:
        """This week of each level and half of the class."""
        levels = range(self.level_low, self.level_high + 1)
        place = self.home_school.place
        return [self.model.now(place, level, half) for level in levels for half in self.model.halves]

    def remote(self) -> float:
        """Share of the week in which the teacher teaches at a distance: the mean of all parts."""
        parts = self.parts()
        return sum(part.remote for part in parts) / len(parts)

    def both_at_once(self) -> bool:
        """Whether part of the class is in school and part at home."""
        parts = self.parts()
        apart = any(part.in_school > 0.0 for part in parts) and any(part.remote > 0.0 for part in parts)
        return any(part.half_groups for part in parts) or (len(parts) > 1 and apart and self.unlike())

    def unlike(self) -> bool:
        """Whether some of the class have other weeks than others."""
        levels = range(self.level_low, self.level_high + 1)
        place, model = self.home_school.place, self.model
        each = [model.days_of(place, level, half) for level in levels for half in model.halves]
        return len({(tuple(map(id, one.phases)), one.half * one.takes_turns()) for one in each}) > 1

    def teach(self) -> None:
        """Set this week's teaching, and see how the class takes part."""
        model, today, p = self.model, self.model.today, self.model.p
        if not any(part.teaching for part in self.parts()):
            return
        luck = rules.normal(model.key, model.streams.class_year, self.unit, today.year)
        disadvantaged = self.disadvantaged_share[today.year]
        self.teaching = rules.class_teaching(
            self.quality + self.practice, disadvantaged, self.vacancy, luck, p
        )
        if self.remote() > 0.0:
            both = self.both_at_once()
            self.offered = rules.lessons_offered(self.remote_skill, self.time_lost, disadvantaged, p)
            self.feedback = rules.feedback_given(self.interaction, disadvantaged, p)
            remote = rules.remote_teaching(
                self.remote_skill, self.interaction, self.vacancy, both, disadvantaged, p
            )
            self.remote_teaching = rules.no_better_than_in_class(remote, self.teaching, p)
        self.mean_engagement = 0.0
        for pupil in self.pupils:
            self.mean_engagement += pupil.engagement / self.size[today.year]

    def look_for_need(self) -> None:
        """Test in test weeks, judge in policy weeks, and add up the attention that is asked for."""
        self.attention_total = 0.0
        for pupil in self.pupils:
            pupil.be_seen()
            self.attention_total += pupil.attention_weight


class SchoolAgent(mesa.Agent):
    """A school: it fills the places of programmes, and its teachers learn of each other."""

    def __init__(self, model: ReferenceModel, row: int) -> None:
        super().__init__(model)
        take_row(self, model.population.schools, row)
        self.row, self.place = row, model.places[self.municipality]
        self.rooms: list[ClassRoom] = []
        self.all_pupils: list[PupilAgent] = []
        years = model.population.year_labels
        self.holiday_hours = self.staff_hours * model.given["holiday_staff"]
        self.staff_left = {
            False: [self.staff_hours for _ in years],
            True: [self.holiday_hours for _ in years],
        }

    def days(self) -> list[Days]:
        """The weeks of its pupils of groep 3-8."""
        levels = range(int(self.model.p.first_level), int(self.model.p.last_level) + 1)
        return [self.model.days_of(self.place, level, half) for level in levels for half in self.model.halves]

    def learners(self) -> list[PupilAgent]:
        """Pupils of groep 3-8 this school year."""
        return [pupil for pupil in self.all_pupils if pupil.room is not None]

    def decide(self) -> None:
        """Fill the places of every programme that asks for it this week."""
        for programme in self.model.deciding:
            programme.fill_places(self)

    def gain_experience(self) -> None:
        """Let the teachers learn by doing, from each other and by coaching."""
        p = self.model.p
        mean_skill = sum(room.remote_skill for room in self.rooms) / max(1, len(self.rooms))
        mean_practice = sum(room.practice for room in self.rooms) / max(1, len(self.rooms))
        for room in self.rooms:
            if not any(part.teaching for part in room.parts()):
                continue
            room.remote_skill = rules.remote_skill_next(
                room.remote_skill, room.remote(), mean_skill, self.leadership, room.remote_training, p
            )
            room.practice = rules.practice_next(
                room.practice, mean_practice, self.leadership, room.training, p
            )
