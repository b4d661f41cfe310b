"""The six programmes, each in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference import rules
from reference.programmes import Programme, holds
from simkansen.scenario.schema.programme import What
from simkansen.scenario.schema.vocabulary import ATTRIBUTES

if TYPE_CHECKING:
    from reference.places import ClassRoom, SchoolAgent
    from reference.pupil import PupilAgent

SUBJECTS = ("maths", "reading", "spelling")
SCHOOL_DAYS = 5


class BringToSchool(Programme):
    """A supervised place in school for those with too little guidance, safety or place at home."""

    only_while_closed, uses_school_staff = True, False

    def has_grounds(self, pupil: PupilAgent) -> bool:
        home, given, grounds = pupil.home, self.given, self.words.grounds
        little_skill = home.parent_capability < given["bring_low_guidance"]
        little_time = home.parent_hours < given["bring_few_hours"]
        return not self.in_care(pupil) and bool(
            ("guidance" in grounds and (little_skill or little_time))
            or ("safety" in grounds and home.unsafe)
            or ("place" in grounds and not home.quiet_place)
        )

    def in_care(self, pupil: PupilAgent) -> bool:
        """Whether the pupil has a place in emergency care in some closure."""
        model = self.model
        vital, vulnerable = self.most("vital", pupil), self.most("vulnerable", pupil)
        luck = rules.uniform(model.key, model.streams.care, pupil.unit, 0)
        return rules.in_emergency_care(
            pupil.home.vital_job, pupil.vulnerable, luck, vital, vulnerable, model.p
        )

    def most(self, reason: str, pupil: PupilAgent) -> float:
        """The largest share in emergency care of the pupil's weeks, in the level of each year."""
        model, found = self.model, 0.0
        for year, level in enumerate(pupil.level):
            days = model.days_of(pupil.school.place, level, pupil.home.half)
            weeks = [week for week, of in enumerate(days.years) if of == year]
            found = max([found, *(days.care(reason, week) for week in weeks)])
        return found

    def choose(self, school: SchoolAgent, waiting: list[PupilAgent]) -> list[PupilAgent]:
        learners = school.learners()
        seats = int(school.places_share * len(learners)) - sum(map(self.in_care, learners))
        return super().choose(school, waiting)[: max(0, seats)]

    def days(self) -> float:
        return self.given["bring_days"] if self.words.days is None else self.words.days

    def usual_hours(self) -> float:
        return self.days() / SCHOOL_DAYS * self.given["school_week_hours"]

    def during(self, pupils: list[PupilAgent]) -> None:
        share = self.days() / SCHOOL_DAYS
        for pupil in pupils:
            pupil.brought = max(pupil.brought, share)
            size = pupil.room.size[self.model.today.year]
            pupil.room.time_lost += self.given["bring_teacher_time"] * share / size

    def account(self, pupils: list[PupilAgent]) -> None:
        price = self.words.cost.per_hour
        price = self.given["cost_care_hour"] if price is None else price
        hours = self.usual_hours() * sum(pupil.today.remote for pupil in pupils)
        self.book.pupil_hours += hours
        self.book.cost["hours"] += hours / self.given["bring_group"] * price
        self.book.staff_hours_needed += hours / self.given["bring_group"]


class Tutoring(Programme):
    """Hours with a tutor."""

    def during(self, pupils: list[PupilAgent]) -> None:
        given, words, rates = self.given, self.words, self.model.programme_rates
        what = words.what or What()
        moment = words.hours.moment if words.hours else "school"
        attendance = given[f"attendance_{moment.replace('-', '_')}"]
        worth_then = given["worth_after_school"] if moment == "after-school" else 1.0
        leader = given[f"leader_{(words.led_by or 'teacher').replace('-', '_')}"]
        content = 1.0 if what.aligned else given["content_unaligned"]
        content *= 1.0 if what.structured else given["content_unstructured"]
        in_the_country = sum(pupil.school.weight for pupil in self.reached())
        worth = rules.worth_of_hours(
            self.hours() / len(what.subjects), self.worth_of_group(),
            leader, content, attendance * worth_then, rules.scale_factor(in_the_country, rates),
        )  # fmt: skip
        for pupil in pupils:
            for subject in what.subjects:
                pupil.programme_hours[SUBJECTS.index(subject)] += worth
            if moment == "school":
                pupil.displaced += self.hours() * attendance

    def worth_of_group(self) -> float:
        """Worth of an hour in a group of this size."""
        given = self.given
        lesson = rules.lesson_factor(given["school_week_hours"], given["programme_hour"], len(SUBJECTS))
        of_class = given["pupils_per_class"]
        return rules.group_factor(float(self.group_size()), lesson, of_class, self.model.programme_rates)


class PeerTutoring(Tutoring):
    """Pairs of one class: those with most need, and as many of the others from the far end of the list."""

    def choose(self, school: SchoolAgent, waiting: list[PupilAgent]) -> list[PupilAgent]:
        ranked = {
            room: self.by_rank(school, [mate for mate in room.pupils if mate in self.willing])
            for room in school.rooms
        }
        halves = {room: mates[: len(mates) // 2] for room, mates in ranked.items()}
        tutees = [pupil for pupil in super().choose(school, waiting) if pupil in halves[pupil.room]]
        self.asked = self.hours_of_staff(tutees)
        rooms = list(dict.fromkeys(pupil.room for pupil in tutees))
        left = max(0.0, self.hours_left(school)[self.model.today.year])
        rooms = rooms[: int(left / self.guiding() + 1e-9)]
        tutees = [pupil for pupil in tutees if pupil.room in rooms]
        chosen: list[PupilAgent] = []
        for room, mates in ranked.items():
            own = [pupil for pupil in tutees if pupil.room is room]
            tutors = mates[::-1][: len(own)]
            chosen += own + tutors
        return chosen

    def guiding(self) -> float:
        """Teacher's hours a week for the pairs of a class."""
        in_lessons = not self.words.hours or self.words.hours.moment == "school"
        return self.hours() * (self.given["peer_guiding"] + (0.0 if in_lessons else 1.0))

    def hours_of_staff(self, pupils: list[PupilAgent]) -> float:
        return self.guiding() * len({pupil.room for pupil in pupils})

    def account(self, pupils: list[PupilAgent]) -> None:
        super().account(pupils)
        hours = self.hours_of_staff(pupils)
        self.book.staff_hours_needed += hours
        self.book.cost["hours"] += hours * self.given["cost_teacher_hour"]


class LendDevices(Programme):
    """Devices, some weeks after they are asked for."""

    def usual_hours(self) -> float:
        return 0.0

    def reached(self) -> list[PupilAgent]:
        delay, week = self.given["device_delivery_weeks"], self.model.today.week
        return [pupil for pupil in super().reached() if self.joined[pupil] + delay <= week]

    def during(self, pupils: list[PupilAgent]) -> None:
        for home in {pupil.home for pupil in pupils}:
            home.devices += self.words.per_home

    def account(self, pupils: list[PupilAgent]) -> None:
        """Nothing by the week."""

    def heads(self, pupils: int, homes: int) -> int:
        return homes

    def price_per_head(self) -> float:
        price = self.words.cost.per_pupil
        return (self.given["cost_device"] if price is None else price) * self.words.per_home


class ParentGuidance(Programme):
    """Calls that give parents time, ability and trust."""

    only_while_closed = True

    def usual_hours(self) -> float:
        return self.given["guidance_call_hours"]

    def during(self, pupils: list[PupilAgent]) -> None:
        given, partners = self.given, self.words.parents == "partners"
        dose = min(1.0, self.hours() / given["guidance_call_hours"])
        dose *= given[f"leader_{self.words.led_by.replace('-', '_')}"]
        closes = given["guidance_partners" if partners else "guidance_informed"] * dose
        for pupil in pupils:
            pupil.contact += given["guidance_contact"] * dose
        for home in {pupil.home for pupil in pupils}:
            home.guidance = max(home.guidance, closes)
            lacking = max(0.0, 1.0 - home.parent_hours / given["guidance_enough"])
            home.parent_hours += given["guidance_hours"] * dose * lacking
            if partners:
                home.respect += given["guidance_respect"] * dose * (1.0 - home.respect)

    def account(self, pupils: list[PupilAgent]) -> None:
        """Pay for a call to each home, by the working hour."""
        hours = self.hours() * len({pupil.home for pupil in pupils})
        by_teacher = self.words.led_by == "teacher" and self.words.cost.per_hour is None
        price = self.given["cost_teacher_hour"] if by_teacher else self.price_of_hour()
        self.book.pupil_hours += self.hours() * len(pupils)
        self.book.cost["hours"] += hours * price
        if self.takes_staff():
            self.book.staff_hours_needed += hours


class Professionalisation(Programme):
    """Coaching of teachers who believe that they have influence."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.rooms = [room for school in self.schools for room in school.rooms if self.coaches(school, room)]
        self.known_rooms: set[ClassRoom] = set()

    def coaches(self, school: SchoolAgent, room: ClassRoom) -> bool:
        """Whether the teacher of a class takes part."""
        owners = {"class": room, "school": school}
        criteria = self.words.target.criteria.items()
        asked = {name: line for name, line in criteria if ATTRIBUTES[name].table in owners}
        fits = all(holds(name, line, owners[ATTRIBUTES[name].table], 0) for name, line in asked.items())
        return bool(fits and room.belief and not room.vacancy)

    def act(self) -> None:
        if self.model.today.week not in self.weeks or not self.rooms:
            return
        rooms = [room for room in self.rooms if self.coached_now(room)]
        self.welcome([pupil for room in rooms for pupil in room.pupils], rooms)
        self.coach(rooms)
        hours = self.hours() * len(rooms)
        self.book.staff_hours_needed += hours
        self.book.staff_hours_asked += hours
        self.book.cost["hours"] += hours * self.price_of_hour()
        there = {s for s in self.known_schools if self.model.today.week in self.weeks_in(s)}
        self.book.staff_hours_available += sum(school.staff_hours for school in there)

    def coached_now(self, room: ClassRoom) -> bool:
        """Whether it runs this week for some pupils of a class."""
        model, levels = self.model, range(room.level_low, room.level_high + 1)
        place = room.home_school.place
        each = [model.days_of(place, level, half) for level in levels for half in model.halves]
        return any(model.today.week in self.weeks_at_work(days) for days in each)

    def coach(self, rooms: list[ClassRoom]) -> None:
        """Give the week's gain, less where teachers do not feel able and where the programme is large."""
        given = self.given
        large = sum(room.home_school.weight for room in self.rooms) > given["training_scale_teachers"]
        for room in rooms:
            gain = self.hours() * (1.0 if room.competence else given["training_unready"])
            gain *= given["training_scale"] if large else 1.0
            asked = self.words.remote_share
            remote = given["training_remote_share"] if asked is None else asked
            room.training += gain * (1.0 - remote) * given["training_quality"]
            room.remote_training += gain * remote * given["training_remote"]

    def welcome(self, pupils: list[PupilAgent], rooms: list[ClassRoom]) -> None:  # type: ignore[override]
        new_rooms = set(rooms) - self.known_rooms
        self.known_rooms |= new_rooms
        self.book.reached += len(set(pupils) - self.known_pupils)
        self.known_pupils |= set(pupils)
        self.pay_for_newcomers(len(new_rooms), {room.home_school for room in new_rooms})

    def price_of_hour(self) -> float:
        given, price = self.given, self.words.cost.per_hour
        coached = given["cost_teacher_hour"] + given["cost_coach_hour"] / given["coach_group"]
        return coached if price is None else price

    def price_per_head(self) -> float:
        price = self.words.cost.per_pupil
        return self.given["cost_training_materials"] if price is None else price


KINDS: dict[str, type[Programme]] = {
    "bring-to-school": BringToSchool,
    "lend-devices": LendDevices,
    "parent-guidance": ParentGuidance,
    "peer-tutoring": PeerTutoring,
    "teacher-professionalisation": Professionalisation,
    "tutoring": Tutoring,
}
"""In the order in which they act."""
