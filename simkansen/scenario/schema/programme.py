"""The common words of every intervention: the six design questions, answered in the same way by all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal, get_origin

from pydantic import AliasGenerator, ConfigDict, Field, NonNegativeFloat, PositiveInt, model_validator

from simkansen.phrases import joined, phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import did_you_mean, listed, shown
from simkansen.scenario.schema.targeting import Target
from simkansen.scenario.schema.vocabulary import ATTRIBUTES
from simkansen.scenario.schema.words import (
    MONEY,
    SHARE_SCHEMA,
    SUBJECTS,
    IsoDate,
    Many,
    Share,
    Slug,
    StrictModel,
    Subject,
    Title,
    refusal,
)

if TYPE_CHECKING:
    from simkansen.schooling.calendar import Calendar

Leader = Literal["teacher", "teaching-assistant", "student", "volunteer", "peer"]
ParentsRole = Literal["none", "informed", "partners"]
Moment = Literal["school", "after-school", "holiday"]
While = Literal["any", "closed", "open", "after-closure", "since-closure"]
_WHOM = {one: one for one in (phrase("pupil"), phrase("home"), phrase("class"), phrase("school"))}
"""Whom an intervention can be aimed at, as it is said."""

STATES: Mapping[str, str] = {
    one: one for one in (phrase("open"), phrase("closed"), phrase("after-closure"), phrase("since-closure"))
}
"""Words for when an intervention runs, as they are said; weeks of half groups, and weeks closed in part, are
``closed``."""

_AFTER: Mapping[str, str] = {
    "after-closure": phrase("after the first closure"), "since-closure": phrase("from the first closure on"),
}  # fmt: skip

_WEEKS = ("all", "closed", "open", "after-closure", "since-closure")


class Hours(StrictModel):
    """How much: hours a week, and at which moment; in school time they displace lessons."""

    short_form: ClassVar = {"type": "number", "minimum": 0, "maximum": 40}
    short_key: ClassVar = "per_week"

    per_week: float = Field(ge=0, le=40, description="Hours a week for each pupil who takes part.")
    moment: Moment = Field(default="school", description="In school time, after school, or in holidays.")


class Weeks(StrictModel):
    """When: the first and last date, and whether only while schools are closed or open.

    Schools with half groups, or closed for a day, are ``closed`` that week, not ``open``.
    ``after-closure`` is from the first week on in which schools are open again after their first closure,
    ``since-closure`` from the first week of that closure; both are all weeks where schools never close.
    """

    short_form: ClassVar = {"enum": list(_WEEKS)}

    start: IsoDate | None = Field(
        default=None, validation_alias="from", serialization_alias="from", description="First day."
    )
    end: IsoDate | None = Field(
        default=None, validation_alias="to", serialization_alias="to", description="Last day."
    )
    while_: While = Field(
        default="any", validation_alias="while", serialization_alias="while",
        description="Only in weeks in which schools are closed (or have half groups), open, or were closed.",
    )  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _one_word(cls, value: object) -> object:
        if isinstance(value, Mapping | Weeks):
            return value
        if value not in _WEEKS:
            forms = "write all, closed, open, or {from: ..., to: ...}"
            fix = did_you_mean(value, _WEEKS) if isinstance(value, str) else forms
            raise refusal(phrase("{value} are no weeks", value=shown(value)), fix)
        return {"while": "any" if value == "all" else value}

    @model_validator(mode="after")
    def _in_order(self) -> Weeks:
        if self.start and self.end and self.start > self.end:
            raise refusal(
                phrase("from {start} is after to {end}", start=self.start, end=self.end),
                "swap the two dates",
                ("from",),
            )
        return self


class What(StrictModel):
    """Which content: subjects, whether it follows the lessons, whether it is structured."""

    subjects: Many[Subject] = Field(default=SUBJECTS, description="Subjects, one or a list.")
    aligned: bool = Field(default=True, description="Follows what the class is doing.")
    structured: bool = Field(default=True, description="Follows a fixed programme.")


class TakeUp(StrictModel):
    """Who comes of those who are offered it; no share means the model's own estimate."""

    short_form: ClassVar = SHARE_SCHEMA
    short_key: ClassVar = "share"

    share: Share | None = Field(default=None, description="Share of those offered who come.")
    incentive: bool = Field(default=False, description="Whether something is given to those who come.")


class Cost(StrictModel):
    """At what price, in euros of ``price_year``; what is missing follows the register's prices."""

    per_hour: NonNegativeFloat | None = Field(
        default=None, description=phrase("{money} per hour of its leader.", money=MONEY)
    )
    per_pupil: NonNegativeFloat | None = Field(
        default=None, description=phrase("{money} per pupil reached.", money=MONEY)
    )
    per_school: NonNegativeFloat | None = Field(
        default=None, description=phrase("{money} per school that takes part.", money=MONEY)
    )
    fixed: NonNegativeFloat | None = Field(default=None, description=phrase("{money} once.", money=MONEY))
    price_year: int | None = Field(default=None, ge=2000, le=2040, description="Year of these prices.")

    @property
    def has_prices(self) -> bool:
        """Whether it gives a price of its own."""
        own = (self.per_hour, self.per_pupil, self.per_school, self.fixed)
        return any(price is not None for price in own)


def _key_of(field: str) -> str:
    """Give the key of a field in a file: ``for`` is no name in Python, nor in a subclass."""
    return "for" if field == "target" else field


class Programme(StrictModel):
    """One intervention as a scenario file describes it; every intervention's class extends this.

    A field that is None follows the default of the intervention's own class, which a subclass sets as the
    field's default. ``type`` is the name under which the registry knows the class.
    """

    model_config = ConfigDict(
        alias_generator=AliasGenerator(validation_alias=_key_of, serialization_alias=_key_of)
    )

    needs_staff: ClassVar[bool] = False
    """Whether somebody must lead it: then hours and ``led_by`` may not be missing."""

    uses_school_staff: ClassVar[bool] = True
    """Whether teachers and assistants who lead it do so in the hours that a school's staff has left."""

    only_while_closed: ClassVar[bool] = False
    """Whether it only makes sense in weeks in which schools are closed."""

    needs_closure: ClassVar[bool] = False
    """Whether nothing comes of it unless schools are closed in some week in which it runs."""

    awaits: ClassVar[str] = ""
    """Parameter that says after how many weeks what was ordered is in use; none where nothing is."""

    moment_matters: ClassVar[bool] = True
    """Whether hours after school differ from hours in school time."""

    parents_do_more: ClassVar[bool] = False
    """Whether the role of parents changes more than who comes."""

    in_pairs: ClassVar[bool] = False
    """Whether pupils of one class lead each other, so that half of those who take part are helped at most."""

    aimed_at: ClassVar[tuple[str, ...]] = ("pupil", "home", "class", "school")
    """Of which tables the lines under ``for`` count."""

    by_parameter: ClassVar[Mapping[str, str]] = {}
    """Answers that a parameter of the evidence stands for when they are left out, by word."""

    idle: ClassVar[Mapping[tuple[str, str], str]] = {}
    """Answers that change nothing here, by path, with the reason."""

    id: Slug = Field(description="Name of this intervention in the scenario.")
    type: str
    title: Title | None = None
    target: Target = Field(
        default_factory=Target, description="For whom: all lines must hold, a list means any of."
    )
    hours: Hours | None = Field(default=None, description="Hours a week, or {per_week: 2, moment: holiday}.")
    weeks: Weeks | None = Field(
        default=None, description="all, closed, open, or {from: ..., to: ..., while: ...}."
    )
    group_size: PositiveInt | None = Field(default=None, description="Pupils in a group.")
    led_by: Leader | None = Field(default=None, description="Who leads it.")
    what: What | None = Field(default=None, description="Which content.")
    parents: ParentsRole | None = Field(default=None, description="The role of parents.")
    take_up: TakeUp | None = Field(default=None, description="Share of those offered who come.")
    cost: Cost = Field(default=Cost(), description="Prices; missing ones follow the register.")

    @model_validator(mode="before")
    @classmethod
    def _lists_as_tuples(cls, value: object) -> object:
        """Let a subclass say ``tuple[X, ...]`` for what stands as a list in a file."""
        if not isinstance(value, Mapping):
            return value
        tuples = {name for name, field in cls.model_fields.items() if get_origin(field.annotation) is tuple}
        return {
            key: tuple(item) if key in tuples and isinstance(item, list) else item
            for key, item in value.items()
        }

    @property
    def name(self) -> str:
        """Give the English title, else the id."""
        return self.title.text("en") if self.title else self.id

    @property
    def moment(self) -> Moment:
        """When its hours are: in school time, after school, or in holidays."""
        return self.hours.moment if self.hours else "school"

    def problems(self, calendar: Calendar) -> list[Refusal]:
        """Find what is wrong with this intervention as a whole.

        Subclasses add their own: ``return [*super().problems(calendar), (("hours",), "...", "...")]``.

        Parameters
        ----------
        calendar
            The weeks of the scenario.

        Returns
        -------
        list of Refusal
            The path is below this intervention, as written in the file.
        """
        return [*self._without_staff(), *self._for_nobody(), *self._never(calendar), *self._idle()]

    def notes(self, calendar: Calendar) -> list[Refusal]:
        """Say what may be meant and yet should be known before anything runs.

        Parameters
        ----------
        calendar
            The weeks of the scenario.

        Returns
        -------
        list of Refusal
            The path is below this intervention.
        """
        return []

    def usual_answers(self) -> dict[str, object]:
        """Give the values in effect of what is left out, under the keys of a file and as a file writes them.

        To write them out changes nothing: neither what is simulated nor the scenario's hash.
        """
        closed = "closed" if self.only_while_closed else "any"
        return {"weeks": {"while": closed}} if self.weeks is None else {}

    def usual_words(self) -> dict[str, str]:
        """Say what is in effect of what is left out where no value in a file could say it, by key."""
        return {}

    def places_are_scarce(self) -> bool:
        """Tell whether somebody has to come first although the target gives no capacity."""
        return False

    def takes_staff(self) -> bool:
        """Tell whether the school's own staff leads it."""
        return self.uses_school_staff and self.led_by in ("teacher", "teaching-assistant")

    def _idle(self) -> Iterator[Refusal]:
        """Find answers that certainly change nothing."""
        given = {
            ("for", "capacity"): self.target.capacity is not None,
            ("for", "rank_by"): self.target.rank_by != Target().rank_by,
            ("cost", "per_hour"): self.cost.per_hour is not None,
        }
        for path, why in self.idle.items():
            if given[path]:
                yield Refusal(
                    path,
                    phrase("{path} changes nothing in {type}: {why}", path=path[-1], type=self.type, why=why),
                    "remove it",
                )
        for name in self.target.criteria:
            table = ATTRIBUTES[name].table
            if table not in self.aimed_at:
                said = phrase(
                    "{name} is of a {table}, and {type} is aimed at a {aimed_at}",
                    name=name,
                    table=_WHOM.get(table, table),
                    type=self.type,
                    aimed_at=listed(_WHOM.get(one, one) for one in self.aimed_at),
                )
                yield Refusal(("for", name), phrase("{said}: it changes nothing", said=said), "remove it")

    def _without_staff(self) -> Iterator[Refusal]:
        without_hours = self.hours is None
        if self.hours is not None and self.hours.per_week == 0:
            said = "0 hours a week: nobody works and nothing happens"
            yield Refusal(("hours",), said, "give hours above 0, or remove the intervention")
        if self.needs_staff and self.led_by is None:
            without = joined("", ("nobody leads it", " and no hours are given" if without_hours else ""))
            fix = "add led_by: teacher, teaching-assistant, student, volunteer or peer"
            yield Refusal(
                ("led_by",),
                phrase("{type} has no staff: {without}", type=self.type, without=without),
                joined("", (fix, ", and hours: 2" if without_hours else "")),
            )
        elif self.needs_staff and without_hours:
            yield Refusal(
                ("hours",), phrase("{type} has no staff: no hours are given", type=self.type), "add hours: 2"
            )

    def _for_nobody(self) -> Iterator[Refusal]:
        if self.target.capacity is not None and self.target.capacity.is_zero:
            yield Refusal(
                ("for", "capacity"), "a capacity of 0: nobody can take part", "give a capacity above 0"
            )
        if self.target.schools == 0:
            nobody = phrase("{share} of the schools take part", share="0%")
            yield Refusal(("for", "schools"), nobody, "give a share above 0%")
        if self.take_up is not None and self.take_up.share == 0:
            yield Refusal(("take_up",), "a take-up of 0%: nobody comes", "give a share above 0%")

    def _never(self, calendar: Calendar) -> list[Refusal]:
        found: list[Refusal] = []
        weeks = self.weeks or Weeks()
        first, last = calendar.first_day, calendar.last_day
        span = phrase("the calendar runs from {first} to {last}", first=first, last=last)
        for key, day in (("from", weeks.start), ("to", weeks.end)):
            if day is not None and not first <= day <= last:
                found.append(Refusal(("weeks", key), phrase("{day} is outside the calendar", day=day), span))
        running = calendar.weeks_of(weeks, self.moment)
        if self.only_while_closed:
            running &= calendar.closed
        if not found and not running.any():
            found.append(self._without_week(weeks, calendar))
        return found

    def _without_week(self, weeks: Weeks, calendar: Calendar) -> Refusal:
        """Say which answer leaves no week: the moment where no weeks would do, else the weeks."""
        closed = self.only_while_closed or weeks.while_ == "closed"
        if closed and self.moment == "holiday" and calendar.closed.any():
            why = phrase("{type} only runs", type=self.type) if self.only_while_closed else "'closed' is"
            said = phrase(
                "{why} in weeks of lessons in which schools are closed, and none of these is a holiday",
                why=why,
            )
            fix = "remove moment: holiday, or remove the intervention"
            return Refusal(("hours", "moment"), said, fix)
        said = _no_week(weeks, self.moment, calendar, self.type if self.only_while_closed else "'closed'")
        return Refusal(("weeks",), said, "choose other weeks, or remove the intervention")


def _no_week(weeks: Weeks, moment: Moment, calendar: Calendar, what: str) -> str:
    kind = phrase("holiday") if moment == "holiday" else phrase("teaching")
    if not calendar.closed.any() and (weeks.while_ == "closed" or what != "'closed'"):
        return phrase("schools never close in this calendar, so {what} leaves no week", what=what)
    if what != "'closed'" and weeks.while_ == "open":
        return phrase("{what} only runs in lessons while schools are closed, so no week is left", what=what)
    start: date | str = weeks.start or calendar.first_day
    end: date | str = weeks.end or calendar.last_day
    state = weeks.while_ if what == "'closed'" else "closed"  # a type that only runs while schools are
    during = (
        phrase(" in which schools are {state}", state=STATES[state]) if state in ("closed", "open") else ""
    )
    if weeks.while_ not in ("any", "closed", "open"):
        during = phrase(" {while_}", while_=_AFTER[weeks.while_])
    said = phrase(
        "no {kind} week{during} from {start} to {end}", kind=kind, during=during, start=start, end=end
    )
    half = calendar.half_groups & calendar.weeks_of(Weeks(start=weeks.start, end=weeks.end))
    return said + " (weeks of half groups count as closed)" * bool(half.any() and state != "closed")
