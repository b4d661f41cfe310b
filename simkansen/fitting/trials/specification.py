"""What a trial file says: whom a study worked with, what it did, what it measured, and what it found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PositiveInt, SerializeAsAny, ValidationError, model_validator

from simkansen.evidence import load_register
from simkansen.interventions import Intervention, registry
from simkansen.scenario.reading.keys import keys_at
from simkansen.scenario.reading.messages import refusals_of
from simkansen.scenario.reading.wording import did_you_mean, listed, shown
from simkansen.scenario.schema.scenario import FORMAT_VERSION, CalendarSpec, CountrySchools, PopulationSpec
from simkansen.scenario.schema.words import (
    IsoDate,
    Many,
    Share,
    Slug,
    StrictModel,
    Subject,
    refusal,
    refusal_of_all,
)
from simkansen.schooling.calendar import usual_school_years

NORMAL_95 = 1.96
SCHOOLS = 200


class TrialFinding(StrictModel):
    """The effect that the study found, and how sure it is (SD)."""

    id: str = Field(description="Id in the register.")
    figure: str | None = Field(default=None, description="Which figure of the entry, where it has several.")
    effect: float | None = Field(
        default=None, description="Only where the register gives no effect in SD: what it amounts to."
    )
    se: float | None = Field(default=None, gt=0.0, description="Standard error; the interval is 1.96 of it.")
    low: float | None = Field(default=None, description="Lower end of the interval, where no se is given.")
    high: float | None = Field(default=None, description="Upper end.")
    because: str = Field(description="Where the interval comes from; what is assumed says so.")

    @model_validator(mode="after")
    def _one_interval(self) -> TrialFinding:
        bounds = self.low is not None and self.high is not None
        if (self.se is None) != bounds or (self.se is not None and (self.low, self.high) != (None, None)):
            raise refusal("the interval needs se, or low and high", "write se: 0.05, or both low and high")
        if not self.interval[0] <= self.value <= self.interval[1]:
            raise refusal(f"{self.value:g} lies outside its own interval", "check low and high")
        return self

    @model_validator(mode="after")
    def _in_register(self) -> TrialFinding:
        self._figure()
        return self

    @property
    def value(self) -> float:
        """The effect (SD)."""
        return self._figure() if self.effect is None else self.effect

    @property
    def interval(self) -> tuple[float, float]:
        """Ends of the interval (SD)."""
        if self.se is not None:
            return self.value - NORMAL_95 * self.se, self.value + NORMAL_95 * self.se
        assert self.low is not None
        assert self.high is not None
        return self.low, self.high

    def _figure(self) -> float:
        register = load_register()
        if self.id not in register:
            raise refusal(f"the register has no '{self.id}'", did_you_mean(self.id, list(register)), ("id",))
        value: Any = register[self.id].value
        if isinstance(value, Mapping):
            if self.figure not in value:
                said = f"{self.id} has no single figure '{self.figure or ''}'"
                raise refusal(said, f"choose from {listed(map(str, value))}", ("figure",))
            value = value[self.figure]
        elif self.figure is not None:
            raise refusal(f"{self.id} has one figure only", "remove the line", ("figure",))
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refusal(f"{self.id} is no number: {shown(value)}", "take another figure", ("figure",))
        return float(value)


class TrialSample(StrictModel):
    """Who of those whom the intervention is for is in the study."""

    lowest: Share | None = Field(
        default=None, description="Share with the lowest scores on a test at the start of the school year."
    )


class Arms(StrictModel):
    """How chance parts the sample in those who are treated and those who are not."""

    by: Literal["pupil", "class", "school"] = "pupil"
    treated: Share = 0.5


class OutcomeTest(StrictModel):
    """The test before and the test after."""

    subjects: Many[Subject]
    before: IsoDate
    after: IsoDate
    standardised_by: Literal["sample", "all"] = Field(
        default="sample", description="SD of the controls' scores, or of all pupils of those groepen."
    )

    @model_validator(mode="after")
    def _in_order(self) -> OutcomeTest:
        if self.before >= self.after:
            raise refusal(f"before {self.before} is not before after {self.after}", "swap them", ("before",))
        return self


def read_intervention(value: object) -> Intervention:
    """Read an intervention as in a scenario file, by the class of its type; refuses in our own words."""
    if isinstance(value, Intervention):
        return value
    if not isinstance(value, Mapping):
        raise refusal(f"an intervention must be lines of key: value, not {shown(value)}", "write id and type")
    types = registry()
    named = value.get("type")
    if named not in types:
        said = "the key 'type' is missing" if named is None else f"there is no intervention of type '{named}'"
        fix = f"choose from {listed(types)}" if named is None else did_you_mean(str(named), types)
        raise refusal(said, fix, ("type",))
    model = types[str(named)]
    try:
        return model.model_validate(value, by_alias=True, by_name=False)
    except ValidationError as error:
        raise refusal_of_all(refusals_of(error, lambda below: keys_at(model, below))) from None


class TrialSpec(StrictModel):
    """One trial. Nothing here reaches the model's parameters: all trials share them."""

    simkansen: Literal[1] = FORMAT_VERSION
    name: Slug
    label: str | None = Field(default=None, description="Which of several results of one study.")
    published: TrialFinding
    population: PopulationSpec = Field(
        default_factory=lambda: PopulationSpec(country=CountrySchools(sample=SCHOOLS))
    )
    calendar: CalendarSpec = CalendarSpec(closures="none", school_years=usual_school_years()[:1])
    pupils: TrialSample = TrialSample()
    intervention: Annotated[SerializeAsAny[Intervention], BeforeValidator(read_intervention)]
    programme: PositiveInt = Field(
        description="Pupils, or teachers where they are who is reached, in the whole programme."
    )
    arms: Arms = Arms()
    test: OutcomeTest
    assumed: str = Field(description="What of this design the register does not say, and why it is so here.")
    leans_on: str | None = Field(
        default=None,
        description="Why it is no test of its own: what was set to come near it, or why it can hardly miss.",
    )
    note: str | None = Field(default=None, description="Said beside the result: for a miss the reason.")

    @property
    def id(self) -> str:
        """Id in the register, and which of its results."""
        return f"{self.published.id} {self.label}" if self.label else self.published.id

    @property
    def days(self) -> tuple[date, date]:
        """Days of both tests."""
        return self.test.before, self.test.after


class Waiting(StrictModel):
    """A published effect of something that the model cannot do yet."""

    id: str = Field(description="Id in the register.")
    intervention: str = Field(description="What it waits for.")
    because: str

    @model_validator(mode="after")
    def _in_register(self) -> Waiting:
        if self.id not in load_register():
            fix = did_you_mean(self.id, list(load_register()))
            raise refusal(f"the register has no '{self.id}'", fix, ("id",))
        return self


class WaitingTrialSpec(StrictModel):
    """The file of those that wait."""

    simkansen: Literal[1] = FORMAT_VERSION
    waits: tuple[Waiting, ...] = Field(strict=False)
