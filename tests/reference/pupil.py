"""A pupil: takes part, is seen, learns."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING

import mesa

from reference import rules
from reference.places import ClassRoom, Home, SchoolAgent, take_row

if TYPE_CHECKING:
    from reference.days import Days
    from reference.model import ReferenceModel

SUBJECTS = (0, 1, 2)


class PupilAgent(mesa.Agent):
    """A pupil of groep 1-8; only those of groep 3-8 have a classroom and learn."""

    def __init__(
        self,
        model: ReferenceModel,
        row: int,
        home: Home,
        school: SchoolAgent,
        rooms: list[ClassRoom | None],
    ) -> None:
        super().__init__(model)
        take_row(self, model.population.pupils, row)
        self.row, self.home, self.school, self.rooms = row, home, school, rooms
        self.cohort = self.level[0]
        usual = model.given["engagement_start"]
        self.own_engagement = math.log(self.engagement / (1.0 - self.engagement))
        self.own_engagement -= math.log(usual / (1.0 - usual))
        self.engagement = rules.logistic(model.p.engagement_school + self.own_engagement)
        self.expected = list(self.skill)
        self.added = [0.0, 0.0, 0.0]
        self.out_of_sight = False
        self.weeks_remote = 0.0
        self.perceived_need, self.tested_need = 0.0, math.nan
        self.attention_weight = 1.0
        self.begin_year(0)
        self.begin_week()

    @property
    def days(self) -> Days:
        """The weeks of pupils of this place, level and half."""
        return self.model.days_of(self.school.place, self.at_level, self.home.half)

    @property
    def today(self) -> SimpleNamespace:
        """What this pupil knows of this week."""
        return self.model.now(self.school.place, self.at_level, self.home.half)

    def begin_year(self, year: int) -> None:
        """Move to this school year's groep and classroom."""
        self.at_level, self.room, self.cell = self.level[year], self.rooms[year], self.stratum[year]
        if self.room is not None:
            self.room.pupils.append(self)

    def begin_week(self) -> None:
        """Forget what programmes gave last week."""
        self.brought = self.contact = self.displaced = self.at_home = 0.0
        self.programme_hours = [0.0, 0.0, 0.0]

    def seek_care(self) -> None:
        """Go to emergency care if the home or the school asks for it."""
        model, today = self.model, self.today
        luck = rules.uniform(model.key, model.streams.care, self.unit, 0)
        if rules.in_emergency_care(
            self.home.vital_job, self.vulnerable, luck, today.vital, today.vulnerable, model.p
        ):
            self.brought = 1.0

    def settle(self) -> None:
        """Know where to spend this week, now that all places are given."""
        self.at_home = self.today.remote * (1.0 - self.brought)

    def need(self) -> float:
        """How far below the path of this cohort, mean over subjects (SD)."""
        path = self.model.path[self.school.place][self.cohort]
        return -sum((self.skill[s] + self.added[s] - path[s]) / len(SUBJECTS) for s in SUBJECTS)

    def take_part(self) -> None:
        """Move engagement; drop out of sight, or be found."""
        if self.room is None or not self.today.teaching:
            return
        p, at_home = self.model.p, self.at_home
        level = rules.engagement_at_school(self.confidence, self.own_engagement, p)
        if at_home <= 0.0:
            self.weeks_remote, self.out_of_sight = 0.0, False
            self.engagement = rules.engagement_next(self.engagement, level, 0.0, 0.0, p)
            return
        self.weeks_remote += at_home
        room = self.room
        asked = rules.feedback_given(room.interaction, room.disadvantaged_share[self.today.year], p)
        contact = rules.between(asked + self.contact, 0.0, 1.0)
        home_level = rules.engagement_at_home(
            self.self_regulation, self.home.hours, contact, self.room.mean_engagement,
            self.confidence, self.own_engagement, self.weeks_remote, self.home.unsafe, p,
        )  # fmt: skip
        level = (1.0 - at_home) * level + at_home * home_level
        luck = rules.normal(self.model.key, self.model.streams.engagement, self.unit, self.today.week)
        self.engagement = rules.engagement_next(self.engagement, level, at_home, luck, p)
        self.drop_out_or_return(at_home)

    def drop_out_or_return(self, at_home: float) -> None:
        """Get lost at home, be found by contact, or by school days."""
        model, today = self.model, self.today
        luck = rules.uniform(model.key, model.streams.out_of_sight, self.unit, today.week)
        if self.brought > 0.0:
            self.out_of_sight = False
        elif self.out_of_sight:
            self.out_of_sight = not luck < rules.chance_found(self.contact, model.p)
        elif today.in_school == 0.0:
            access = self.home.device * self.home.connection
            self.out_of_sight = luck < rules.chance_lost(
                at_home, self.engagement, access, self.vulnerable, model.p
            )

    def be_seen(self) -> None:
        """Be tested in a test week, and judged by the teacher in a policy week."""
        model, today, p, room = self.model, self.today, self.model.p, self.room
        need = self.need()
        if today.test:
            luck = rules.normal(model.key, model.streams.test, self.unit, today.week)
            self.tested_need = need + p.test_error * luck
        if today.policy:
            error = rules.sight_error(self.at_home, room.formative, self.school.tracking, room.interaction, p)
            luck = rules.normal(model.key, model.streams.sight, self.unit, today.week)
            observed = need - room.bias * self.ses + error * luck
            self.perceived_need = rules.seen_need(observed, error, self.tested_need, p.test_memory_error)
            self.attention_weight = rules.attention_weight(self.perceived_need, room.grouping, p)

    def learn(self) -> None:
        """Learn in class, at a distance and in programmes; forget and recover."""
        if self.room is None:
            return
        today, p, room = self.today, self.model.p, self.room
        attention = rules.attention_hours(
            room.attention_hours, self.attention_weight, room.attention_total, today.remote, p
        )
        self.reach = self.programme_reach()
        lessons = rules.in_class(today.in_school, room.teaching, attention, self.displaced, p)
        lessons *= rules.settled(today.weeks_open, p)
        distance = self.learn_at_distance(attention)
        normal = 0.0
        if today.teaching:
            usual = attention / (1.0 + p.attention_remote * today.remote)
            normal = rules.in_class(1.0, room.teaching, usual, 0.0, p)
        learned = 0.0
        for subject in SUBJECTS:
            learned += self.learn_subject(subject, lessons, distance, normal) / len(SUBJECTS)
        if today.teaching:
            self.confidence = rules.confidence_next(self.confidence, learned, normal, p)

    def programme_reach(self) -> float:
        """Share of a programme's hours that reach this pupil: all in a holiday."""
        today, home = self.today, self.home
        if not today.teaching:
            return 1.0
        if today.remote == 0.0:
            return today.in_school
        followed = rules.follow(self.digital_skill, self.at_level, self.model.p)
        return rules.programme_reach(
            today.in_school, today.remote * self.brought, self.at_home, home.device * home.connection,
            followed, self.engagement, not self.out_of_sight,
        )  # fmt: skip

    def learn_subject(self, s: int, lessons: float, distance: float, normal: float) -> float:
        """Change skill in one subject; returns the learning share."""
        today, p = self.today, self.model.p
        apart = rules.subject_at_distance(distance, s, self.home.language_at_home, self.at_home, p)
        growth = self.model.growth[self.at_level][s] * self.pace
        idle = max(0.0, self.at_home - max(0.0, apart)) if today.teaching else 1.0
        hours = self.programme_hours[s] * self.reach
        extra = rules.programme_learning(hours, p) if self.programme_hours[s] else 0.0
        recovered = rules.recovery(self.skill[s], self.expected[s], today.in_school, p)
        lasting = p.programme_lasting * growth * extra
        fading = (1.0 - p.programme_lasting) * growth * extra
        self.skill[s] += growth * (lessons + apart) + recovered - rules.forgetting(idle, s, p) + lasting
        self.added[s] = self.added[s] * (1.0 - p.programme_fading) + fading
        forgotten = 0.0 if today.teaching else rules.forgetting(1.0, s, p)
        self.expected[s] += growth * normal - forgotten
        return lessons + apart + extra

    def learn_at_distance(self, attention: float) -> float:
        """Learning share at a distance, over all subjects: at home, and supervised in school."""
        today, p, home = self.today, self.model.p, self.home
        at_home, supervised, share = self.at_home, today.remote * self.brought, 0.0
        if at_home > 0.0:
            live, work = (0.0, 0.0) if self.out_of_sight else self.lessons_and_work_at_home(attention)
            capability = rules.help_capability(
                home.parent_capability, home.parent_language, home.parent_digital, home.respect,
                home.guidance, p,
            )  # fmt: skip
            helped = rules.help_at_home(home.hours, capability, p)
            share += at_home * rules.together(live, work, helped, p)
        if supervised > 0.0 and not self.out_of_sight:
            share += supervised * self.supervised_in_school(attention)
        return share

    def lessons_and_work_at_home(self, attention: float) -> tuple[float, float]:
        """Live lessons through the home's device, and work on one's own."""
        p, home, room = self.model.p, self.home, self.room
        teaching = room.remote_teaching * (1.0 + p.attention_gain * (attention - p.attention_normal))
        live = rules.live_lessons(
            room.offered, home.device * home.connection, rules.follow(self.digital_skill, self.at_level, p),
            self.engagement, teaching, p,
        )  # fmt: skip
        work = rules.own_work(
            home.materials, home.quiet, self.self_regulation, self.engagement, room.feedback, p
        )
        return rules.lessons_kept(self.displaced, p) * live, work

    def supervised_in_school(self, attention: float) -> float:
        """Live lessons, work and help with a device, a place and a supervisor of the school."""
        p, room = self.model.p, self.room
        teaching = room.remote_teaching * (1.0 + p.attention_gain * (attention - p.attention_normal))
        engagement = max(self.engagement, p.supervised_engagement)
        followed = rules.follow(self.digital_skill, self.at_level, p)
        live = rules.live_lessons(room.offered, 1.0, followed, engagement, teaching, p)
        work = rules.own_work(1.0, 1.0, self.self_regulation + p.supervised_focus, engagement, 1.0, p)
        live *= rules.lessons_kept(self.displaced, p)
        helped = rules.help_at_home(p.supervised_hours, p.supervised_capability, p)
        return rules.together(live, work, helped, p)
