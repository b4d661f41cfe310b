"""Teacher professionalisation: coaching that lasts and spreads (A52, A55, C13, C43-C44; PD-01, PD-02)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from simkansen.interventions.base import Intervention
from simkansen.interventions.eligibility import eligible_classes
from simkansen.interventions.setting import Reached
from simkansen.interventions.weeks import runs_in
from simkansen.scenario.schema.programme import Weeks
from simkansen.scenario.schema.words import Share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simkansen.interventions.roster import Roster
    from simkansen.interventions.setting import Newcomers, Setting
    from simkansen.learning.columns import WeekFacts
    from simkansen.learning.inputs import WeekInputs
    from simkansen.learning.trace import Ledger
    from simkansen.population import Population


class TeacherProfessionalisation(Intervention):
    """Coaching of the teachers of a school; gains last, and colleagues copy them."""

    kind: ClassVar[str] = "teacher-professionalisation"
    trials: ClassVar[tuple[str, ...]] = ("PD-01", "PD-02")
    answers: ClassVar[frozenset[str]] = frozenset({"hours"})
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

    def is_for_somebody(self, population: Population) -> bool:
        """Tell whether any class meets the lines of the target that speak of classes and schools."""
        return bool(eligible_classes(population, self.target).any())

    def targeted(self, roster: Roster, years: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which pupils have a teacher whose class and school meet the lines that speak of these."""
        chosen = eligible_classes(roster.setting.population, self.target)
        return self._pupils_of(chosen, roster.setting, years)

    def offered(self, roster: Roster) -> NDArray[np.bool_]:
        """Tell whose teachers were asked: all of the target in schools that take part, where there is one."""
        setting = roster.setting
        classes = setting.population.classes
        asked = roster.school_takes_part[classes.school] & eligible_classes(setting.population, self.target)
        years = np.unique(setting.calendar.school_year[self.running(setting)])
        return self._pupils_of(asked & (np.asarray(classes.vacancy) == 0), setting, years)

    def _pupils_of(
        self, chosen: NDArray[np.bool_], setting: Setting, years: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Tell who is in one of these classes in a school year in which it is coached, shape (pupils,)."""
        klass = np.asarray(setting.population.pupils.klass)[:, years]
        coached = chosen[:, np.newaxis] & runs_in(self, years, setting)[setting.followed.classes]
        return np.asarray(((klass >= 0) & coached[np.maximum(klass, 0), np.arange(years.size)]).any(axis=1))

    def reached(self, roster: Roster, week: int) -> Reached:
        """Reach the teachers of schools that take part who believe that they have influence (B32)."""
        population = roster.setting.population
        classes = population.classes
        part = roster.school_takes_part[classes.school] & eligible_classes(population, self.target)
        part &= (np.asarray(classes.belief) == 1) & (np.asarray(classes.vacancy) == 0)
        rows = np.flatnonzero(part)
        weight = np.asarray(population.schools.weight)[np.asarray(classes.school)[rows]]
        return Reached(classes=rows, scale=float(weight.sum()))

    def during(self, facts: WeekFacts, reached: Reached, inputs: WeekInputs, setting: Setting) -> None:
        """Add the week's gain in classroom and remote teaching."""
        parameters = setting.parameters
        able = np.asarray(setting.population.classes.competence)[reached.classes] == 1
        ready = np.where(able, 1.0, parameters["training_unready"])
        large = reached.scale > parameters["training_scale_teachers"]
        gain = self.hours_per_week(setting) * ready * (parameters["training_scale"] if large else 1.0)
        usual = parameters["training_remote_share"]
        remote = usual if self.remote_share is None else self.remote_share
        inputs.training[reached.classes] += gain * (1.0 - remote) * parameters["training_quality"]
        inputs.remote_training[reached.classes] += gain * remote * parameters["training_remote"]

    def account(self, facts: WeekFacts, reached: Reached, ledger: Ledger, setting: Setting) -> None:
        """Teachers' hours and the coach's; materials when a teacher starts."""
        parameters = setting.parameters
        hours = self.hours_per_week(setting) * reached.classes.size
        coach = parameters["cost_coach_hour"] / parameters["coach_group"]
        price = parameters["cost_teacher_hour"] + coach if self.cost.per_hour is None else self.cost.per_hour
        ledger.staff_hours_needed += hours
        ledger.cost["hours"] += hours * price

    def price_of_start(self, new: Newcomers, setting: Setting) -> float:
        """EUR for the teachers who start: materials, unless a price per pupil of theirs is given."""
        if self.cost.per_pupil is not None:
            return new.pupils * self.cost.per_pupil
        return new.classes * setting.parameters["cost_training_materials"]
