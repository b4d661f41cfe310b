"""The scenario: everything a scenario file says, as one unchangeable object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import (
    BeforeValidator,
    Field,
    PositiveInt,
    PrivateAttr,
    SerializeAsAny,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from simkansen.country import country, is_shipped
from simkansen.evidence import is_fitted
from simkansen.scenario.place_names import official_name
from simkansen.scenario.reading.messages import refusals_of
from simkansen.scenario.reading.problems import Problem
from simkansen.scenario.reading.wording import did_you_mean, shown
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.words import (
    COUNTRY,
    LEARNING_SECTOR,
    LEVEL,
    IsoDate,
    Many,
    Refusal,
    Sector,
    Share,
    Slug,
    StrictModel,
    Title,
    refusal,
    refusal_of_all,
)
from simkansen.schooling.calendar import usual_school_years
from simkansen.schooling.places import places, provinces

if TYPE_CHECKING:
    from simkansen.evidence import Parameters

FORMAT_VERSION: Literal[1] = 1

Measure = Literal[
    "growth_share", "delay_weeks", "skill", "gap_weeks", "better_off", "worse_off", "engagement",
    "out_of_sight", "cost", "cost_per_week", "weeks_per_reached", "weeks_per_targeted",
    "staff_hours_asked", "staff_hours_needed", "staff_hours_available",
]  # fmt: skip
GROUPINGS = (
    "all", "parental_education", "home_language", "migration", "household", LEVEL, "school_disadvantage"
)
if TYPE_CHECKING:
    Grouping = str
    AnyGrouping = str
else:  # What a level is called, the school system says.
    Grouping = Literal[GROUPINGS]
    AnyGrouping = Literal[Grouping, "province", "ses_tenth", "intervention"]
# Those above can be asked of every run of an experiment too; what is told of pupils one by one, of places and
# of interventions is told by a run alone.
AnyMeasure = Literal[
    Measure, "variance_between_schools", "variance_within_schools", "delay_share", "concentration_index",
    "pupils_targeted", "pupils_offered", "pupils_reached", "pupils_missed", "schools_targeted",
    "schools_taking_part", "hours_received",
]  # fmt: skip


class CountrySchools(StrictModel):
    """Schools drawn from the shipped figures per municipality; all lines must hold, a list means any of."""

    province: Many[str] = ()
    municipality: Many[str] = ()
    sample: PositiveInt | None = Field(default=None, description="Draw this many schools.")

    @field_validator("province", "municipality")
    @classmethod
    def _official(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        kind = str(info.field_name)
        known = provinces() if kind == "province" else [place.name for place in places()]
        official: list[str] = []
        refusals: list[Refusal] = []
        for index, name in enumerate(names):
            path = (index,) if len(names) > 1 else ()
            try:
                place = official_name(name, known)
            except LookupError as error:
                refusals.append((path, f"there is no {kind} '{name}'", str(error.args[0])))
                continue
            if place in official:
                said = f"{place} stands in the list already, by another name"
                refusals.append((path, said, "remove one of the two"))
            official.append(place)
        if refusals:
            raise refusal_of_all(refusals)
        return tuple(official)


class SchoolFile(StrictModel):
    """Schools from a file with one row a school (CSV)."""

    file: Path = Field(strict=False, description="Path, relative to this scenario file.")
    sample: PositiveInt | None = Field(default=None, description="Draw this many schools of the file.")


class PopulationSpec(StrictModel):
    """Which schools: those of the country (the default, whole), or ``schools`` from a file."""

    short_form: ClassVar = {"const": COUNTRY}

    country: CountrySchools | None = Field(
        default=None, validation_alias=COUNTRY, serialization_alias=COUNTRY
    )
    schools: SchoolFile | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_word(cls, value: object) -> object:
        if value == COUNTRY:
            return {COUNTRY: {}}
        if isinstance(value, Mapping):
            return {key: {} if key == COUNTRY and item is None else item for key, item in value.items()}
        return value

    @model_validator(mode="after")
    def _one_source(self) -> PopulationSpec:
        if self.country is not None and self.schools is not None:
            raise refusal(
                f"schools come either from {COUNTRY} or from a file, not both", "remove one of the two"
            )
        if self.country is None and self.schools is None:
            raise refusal("no schools are named", f"write {COUNTRY}, or schools: {{file: ...}}")
        return self

    @property
    def sample(self) -> int | None:
        """Number of schools to draw, None for all."""
        source = self.country or self.schools
        return source.sample if source else None


class EmergencyCare(StrictModel):
    """Shares of all pupils who are in school while it is closed, and why."""

    vital: Share = 0.0
    vulnerable: Share = 0.0


class Closure(StrictModel):
    """One closure a scenario makes up: first and last day, how, and for which sectors."""

    start: IsoDate = Field(validation_alias="from", serialization_alias="from")
    end: IsoDate = Field(validation_alias="to", serialization_alias="to")
    kind: Literal["closed", "half-groups"] = "closed"
    sectors: Many[Sector] = (LEARNING_SECTOR,)
    emergency_care: EmergencyCare | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Closure:
        if self.start > self.end:
            raise refusal(f"from {self.start} is after to {self.end}", "swap the two dates", ("from",))
        return self


_CLOSURES = TypeAdapter(tuple[Closure, ...])


def _read_closures(value: object) -> object:
    """Read ``actual``, ``none`` or a list, each with messages of its own."""
    if isinstance(value, str):
        if value not in ("actual", "none"):
            raise refusal(f"{shown(value)} are no closures", did_you_mean(value, ["actual", "none"]))
        return value
    if not isinstance(value, list | tuple):
        raise refusal(
            f"{shown(value)} are no closures", "write actual, none, or a list of {from: ..., to: ...}"
        )
    if not value:
        raise refusal("the list is empty, so no school closes", "write none")
    try:
        return _CLOSURES.validate_python(tuple(value), by_alias=True)
    except ValidationError as error:
        raise refusal_of_all(
            refusals_of(error, lambda _: ["from", "to", "kind", "sectors", "emergency_care"])
        ) from None


class CalendarSpec(StrictModel):
    """Which school years, and which closures: as they were, none, or a list of one's own."""

    closures: Annotated[Literal["actual", "none"] | tuple[Closure, ...], BeforeValidator(_read_closures)] = (
        "actual"
    )
    school_years: Many[str] = usual_school_years()


class OutcomesSpec(StrictModel):
    """What is reported; by default everything."""

    measures: Many[AnyMeasure] | None = None
    by: Many[AnyGrouping] | None = None


class RulesSpec(StrictModel):
    """Which form a rule takes, where more than one can be defended."""

    growth: Literal["product", "ces"] = Field(
        default="product",
        description="Live lessons, own work and help at a distance: product: they add up; "
        "ces: one makes up for another only in part.",
    )


class RunSpec(StrictModel):
    """How it is run."""

    replications: int | None = Field(
        default=None, ge=1, le=100_000,
        description="Repeats with other parameters and other chance; by default 128 up to 20,000 pupils, 64 "
        "up to 200,000, and 16 for more.",
    )  # fmt: skip
    seed: int = Field(default=2020, ge=0, lt=2**63, description="The same seed gives the same results.")
    parameters: Literal["posterior", "prior", "point"] = Field(
        default="posterior" if is_fitted() else "prior",
        description="posterior: drawn from what fitting left of the priors; prior: drawn from the priors; "
        "point: the mean of the posterior.",
    )
    unlike_parameters: bool = Field(
        default=False,
        description="Compare scenarios although they have unlike parameters or rules: then a difference is "
        "not the effect of interventions alone, and every page says so.",
    )
    population: Literal["redrawn", "fixed"] | None = Field(
        default=None,
        description="redrawn: other schools and pupils in each replication (the default of a sample of "
        "schools); fixed: the same in all (the default of all schools of a place or a file).",
    )


    @field_validator("parameters")
    @classmethod
    def _was_fitted(cls, source: str) -> str:
        if source == "posterior" and not is_fitted():
            raise refusal("nothing was fitted in this country, so it has no posterior", "write prior")
        return source


class Scenario(StrictModel):
    """One scenario, complete and checked."""

    simkansen: Literal[1] = FORMAT_VERSION
    country: Path | None = Field(
        default_factory=lambda: None if is_shipped() else country(),
        strict=False,
        description="Folder of a country of one's own, relative to this file.",
    )
    name: Slug
    title: Title | None = None
    population: PopulationSpec = Field(default_factory=lambda: PopulationSpec(country=CountrySchools()))
    calendar: CalendarSpec = Field(default_factory=CalendarSpec)
    interventions: tuple[SerializeAsAny[Programme], ...] = ()
    outcomes: OutcomesSpec = Field(default_factory=OutcomesSpec)
    run: RunSpec = RunSpec()
    rules: RulesSpec = RulesSpec()
    parameters: dict[str, float] = Field(
        default_factory=dict,
        description="Other values for parameters of the evidence, by name; within what the prior allows.",
    )
    beyond_prior: dict[str, float] = Field(
        default_factory=dict,
        description="Values for parameters beyond what the prior allows, by name; every page names them.",
    )
    _source: Path | None = PrivateAttr(default=None)
    _notes: tuple[Problem, ...] = PrivateAttr(default=())

    @property
    def own_values(self) -> dict[str, float]:
        """Values that it gives to parameters of the evidence, within their priors and beyond."""
        return self.parameters | self.beyond_prior

    def applied_to(self, parameters: Parameters) -> Parameters:
        """Give parameters with its own values, under the rules that it chooses."""
        return parameters.replace(self.own_values).under(self.rules.model_dump())

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What in its file would change nothing, or is cut, and may yet be meant; no part of its content."""
        return self._notes

    @property
    def source(self) -> Path | None:
        """The file it came from, for messages; no part of the scenario's content."""
        return self._source

    def from_file(self, path: Path | None, notes: Sequence[Problem] = ()) -> Scenario:
        """Give the same scenario, knowing the file it came from, and what is to be said about that."""
        copy = self.model_copy()
        copy._source, copy._notes = path, tuple(notes)
        return copy

    @property
    def label(self) -> str:
        """Give the English title, else the name."""
        return self.title.text("en") if self.title else self.name
