"""Teacher professionalisation: coaching that lasts and spreads (A52, A55, C13, C43-C44; PD-01, PD-02)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from simkansen.evidence import load_parameters
from simkansen.interventions.action import Action
from simkansen.interventions.base import Intervention
from simkansen.interventions.eligibility import eligible_classes
from simkansen.interventions.looks import Look
from simkansen.interventions.setting import Reached
from simkansen.interventions.weeks import running_in, runs_in
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.programme import Hours, Weeks
from simkansen.scenario.schema.words import Share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simkansen.interventions.roster import Roster
    from simkansen.interventions.setting import Newcomers, Setting
    from simkansen.learning.columns import WeekFacts
    from simkansen.learning.inputs import WeekInputs
    from simkansen.learning.trace import Ledger
    from simkansen.schooling.calendar import Calendar


_NEVER_COACHED: Mapping[tuple[str, bool], str] = {
    ("belief", False): "a teacher who does not believe in having influence takes no part in coaching (B32)",
    ("vacancy", True): "a class without a teacher of its own has nobody to coach",
}
"""Lines of a target, with their value, that mean classes alone whose teacher coaching never reaches."""


class TeacherProfessionalisation(Intervention):
    """Coaching of the teachers of a school; gains last, and colleagues copy them."""

    answers: ClassVar[frozenset[str]] = frozenset({"hours"})
    trials: ClassVar[tuple[str, ...]] = ("PD-01", "PD-02")
    rests_on: ClassVar[tuple[str, ...]] = ("training_quality", "cost_coach_hour")
    by_parameter: ClassVar[dict[str, str]] = {"remote_share": "training_remote_share"}
    look: ClassVar[Look] = Look("#5D3A9B", "dash-dot-dotted", "X")
    hours_of: ClassVar[Literal["pupil", "parent", "teacher"]] = "teacher"
    spreads: ClassVar[bool] = True
    moment_matters: ClassVar[bool] = False
    aimed_at: ClassVar[tuple[str, ...]] = ("class", "school")
    idle: ClassVar[Mapping[tuple[str, str], str]] = {
        ("for", "capacity"): "all teachers of a school that takes part are coached",
        ("for", "rank_by"): "all teachers of a school that takes part are coached",
    }

    type: Literal["teacher-professionalisation"] = "teacher-professionalisation"
    weeks: Weeks | None = Weeks(while_="since-closure")
    remote_share: Share | None = Field(
        default=None, description="Share of the coaching that is about lessons at a distance."
    )

    def problems(self, calendar: Calendar) -> list[Refusal]:
        """Find what is wrong, coaching in weeks without lessons among it: teachers learn while they teach."""
        found = super().problems(calendar)
        if (
            self.remote_share is None and not calendar.closed.any()
        ):  # a note would say it after that was fixed
            beside = "; and write remote_share: 0%, for schools never close in this calendar"
            found = [
                Refusal(one.path, one.message, one.fix + beside) if one.path == ("weeks",) else one
                for one in found
            ]
        if self.moment == "holiday":
            said = "in holidays there is no lesson in which a teacher could use it, and it changes nothing"
            found.append(Refusal(("hours", "moment"), said, "remove the line"))
        for (line, flag), said in _NEVER_COACHED.items():
            criterion = self.target.criteria.get(line)
            if criterion is not None and criterion.flag is flag:
                wrong = phrase("nobody can be reached: {said}", said=said)
                word = str(not flag).lower()
                fix = phrase("write {line}: {word}, or remove the line", line=line, word=word)
                found.append(Refusal(("for", line), wrong, fix))
        return found

    def notes(self, calendar: Calendar) -> list[Refusal]:
        """Say, beside what all say, which lines leave out those alone whom coaching never reaches."""
        found = super().notes(calendar)
        for (line, flag), said in _NEVER_COACHED.items():
            criterion = self.target.criteria.get(line)
            if criterion is not None and criterion.flag is not None and criterion.flag is not flag:
                message = phrase(
                    "{said} anyway, so that this changes whom it is meant for and not whom it reaches",
                    said=said,
                )
                found.append(Refusal(("for", line), message, "remove the line, or leave it if that is meant"))
        return found

    def action(self, setting: Setting) -> Coaching:
        """Coach the teachers."""
        return Coaching(self, setting)

    def usual_answers(self) -> dict[str, object]:
        """Give the values in effect of what is left out: an hour of coaching a week."""
        hour = {"hours": Hours(per_week=1.0).model_dump(mode="json")} if self.hours is None else {}
        return super().usual_answers() | hour

    def usual_words(self) -> dict[str, str]:
        """Say of what is left out, beside what all say, whose teachers are never coached."""
        asked = self.target.criteria
        if any(line in asked for line, _ in _NEVER_COACHED):
            return super().usual_words()
        share = load_parameters()["belief"]
        said = phrase(
            "whatever is asked, only teachers who believe in having influence are coached (about "
            "{share:.0%}, B32), and no class without a teacher of its own",
            share=share,
        )
        return {"for.belief": said} | super().usual_words()

    def hour_price_words(self) -> str:
        """Price of an hour of a teacher, and of a part of the coach's."""
        return "{cost_teacher_hour} + {cost_coach_hour} / {coach_group}"

    def start_price_words(self) -> str:
        """Price of the materials."""
        return "{cost_training_materials}, for each teacher"


class Coaching(Action[TeacherProfessionalisation]):
    """Hours with a coach for teachers who believe that they have influence."""

    steady: ClassVar[bool] = True

    def is_for_somebody(self) -> bool:
        """Tell whether any class meets the lines of the target that speak of classes and schools."""
        return bool(self._classes_meant().any())

    def _classes_meant(self) -> NDArray[np.bool_]:
        """Tell which classes meet the lines of the target that speak of classes and schools."""
        return eligible_classes(self.population, self.intervention.target)

    def _can_be_coached(self) -> NDArray[np.bool_]:
        """Tell which classes of the target have a teacher who believes to have influence (B32)."""
        classes = self.population.classes
        teacher = (np.asarray(classes.belief) == 1) & (np.asarray(classes.vacancy) == 0)
        return np.asarray(self._classes_meant() & teacher)

    def running_for_meant(self) -> NDArray[np.bool_]:
        """Tell in which weeks it runs for a teacher who can be coached, shape (timetables, weeks)."""
        followed = self.setting.followed
        running = running_in(self.intervention, followed.timetables)
        meant = np.zeros(running.shape[0], dtype=np.bool_)
        meant[followed.classes[self._can_be_coached()]] = True
        return running & meant[:, np.newaxis]

    def targeted(self, roster: Roster, years: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which pupils have a teacher whose class and school meet the lines that speak of these."""
        return self._pupils_of(self._classes_meant(), years)

    def offered(self, roster: Roster) -> NDArray[np.bool_]:
        """Tell whose teachers were asked: all of the target in schools that take part, where there is one."""
        classes = self.population.classes
        asked = roster.school_takes_part[classes.school] & self._classes_meant()
        years = np.unique(self.setting.calendar.school_year[self.running()])
        return self._pupils_of(asked & (np.asarray(classes.vacancy) == 0), years)

    def _pupils_of(self, chosen: NDArray[np.bool_], years: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell who is in one of these classes in a school year in which it is coached, shape (pupils,)."""
        klass = np.asarray(self.population.pupils.klass)[:, years]
        runs = runs_in(self.intervention, years, self.setting)
        coached = chosen[:, np.newaxis] & runs[self.setting.followed.classes]
        return np.asarray(((klass >= 0) & coached[np.maximum(klass, 0), np.arange(years.size)]).any(axis=1))

    def reached(self, roster: Roster, week: int) -> Reached:
        """Reach the teachers of schools that take part who believe that they have influence (B32)."""
        classes = self.population.classes
        rows = np.flatnonzero(roster.school_takes_part[classes.school] & self._can_be_coached())
        weight = np.asarray(self.population.schools.weight)[np.asarray(classes.school)[rows]]
        return Reached(classes=rows, scale=float(weight.sum()))

    def during(self, facts: WeekFacts, reached: Reached, inputs: WeekInputs) -> None:
        """Add the week's gain in classroom and remote teaching."""
        parameters = self.parameters
        able = np.asarray(self.population.classes.competence)[reached.classes] == 1
        ready = np.where(able, 1.0, parameters["training_unready"])
        large = reached.scale > parameters["training_scale_teachers"]
        gain = self.hours_per_week() * ready * (parameters["training_scale"] if large else 1.0)
        usual = parameters["training_remote_share"]
        given = self.intervention.remote_share
        remote = usual if given is None else given
        inputs.training[reached.classes] += gain * (1.0 - remote) * parameters["training_quality"]
        inputs.remote_training[reached.classes] += gain * remote * parameters["training_remote"]

    def account(self, facts: WeekFacts, reached: Reached, ledger: Ledger) -> None:
        """Teachers' hours and the coach's; materials when a teacher starts."""
        parameters = self.parameters
        hours = self.hours_per_week() * reached.classes.size
        coach = parameters["cost_coach_hour"] / parameters["coach_group"]
        given = self.intervention.cost.per_hour
        price = parameters["cost_teacher_hour"] + coach if given is None else given
        ledger.staff_hours_needed += hours
        ledger.cost["hours"] += hours * price

    def price_of_start(self, new: Newcomers) -> float:
        """EUR for the teachers who start: materials, unless a price per pupil of theirs is given."""
        given = self.intervention.cost.per_pupil
        if given is not None:
            return new.pupils * given
        return new.classes * self.parameters["cost_training_materials"]
