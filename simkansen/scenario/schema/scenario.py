"""The scenario: everything a scenario file says, as one unchangeable object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import (
    Field,
    PositiveInt,
    PrivateAttr,
    SerializeAsAny,
    ValidationInfo,
    field_validator,
    model_validator,
)

from simkansen.country import country, is_shipped
from simkansen.evidence import is_fitted
from simkansen.outcomes.groups import BYS
from simkansen.outcomes.measures import MEASURES
from simkansen.phrases import phrase
from simkansen.scenario.place_names import official_names
from simkansen.scenario.reading.problems import Problem
from simkansen.scenario.schema.closures import Closures
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.words import (
    COUNTRY,
    Experience,
    Many,
    Name,
    StrictModel,
    Title,
    refusal,
)
from simkansen.schooling.calendar import usual_school_years
from simkansen.schooling.places import MunicipalityCounts, chosen

if TYPE_CHECKING:
    from simkansen.evidence import Parameters

FORMAT_VERSION: Literal[1] = 1

if TYPE_CHECKING:
    Measure = str
    AnyMeasure = str
    Grouping = str
    AnyGrouping = str
else:
    Measure = Literal[*(one.name for one in MEASURES.values() if one.told != "run")]
    AnyMeasure = Literal[*MEASURES]
    Grouping = Literal[BYS]
    AnyGrouping = Literal[*BYS, "province", "ses_tenth", "intervention"]
# The first of both can be asked of every run of an experiment too; what is told of pupils one by one, of
# places and of interventions is told by a run alone.


class CountrySchools(StrictModel):
    """Schools drawn from the shipped figures per municipality; all lines must hold, a list means any of."""

    province: Many[str] = Field(default=(), description="Provinces, one or a list; by default all.")
    municipality: Many[str] = Field(default=(), description="Municipalities, one or a list; by default all.")
    sample: PositiveInt | None = Field(default=None, description="Draw this many schools.")

    @field_validator("province", "municipality")
    @classmethod
    def _official(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return official_names(str(info.field_name), names)


FilePath = Annotated[Path, Field(strict=False)]
"""A path of text: files have no type of their own for paths."""


class SchoolFile(StrictModel):
    """Schools from a file with one row a school (CSV), or from several files that are joined."""

    files: Many[FilePath] = Field(
        max_length=20, validation_alias="file", serialization_alias="file",
        description="Path, relative to this scenario file; or a list of files that are joined by school.",
    )  # fmt: skip
    sample: PositiveInt | None = Field(default=None, description="Draw this many schools of the file.")

    @property
    def file(self) -> Path:
        """The first of the files."""
        return self.files[0]


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
        said = [one for one in (self.country, self.schools) if one is not None]
        if len(said) > 1:
            raise refusal(
                phrase("schools come either from {country} or from a file, not both", country=COUNTRY),
                "remove one of the two",
            )
        if not said:
            raise refusal(
                "no schools are named", phrase("write {country}, or schools: {{file: ...}}", country=COUNTRY)
            )
        return self

    @classmethod
    def of_few_schools(cls, schools: int = 4) -> PopulationSpec:
        """Draw a few schools from the whole country, for what should be looked at quickly."""
        return cls.model_validate({cls.short_form["const"]: {"sample": schools}})

    @property
    def sample(self) -> int | None:
        """Number of schools to draw, None for all."""
        source = self.country or self.schools
        return source.sample if source else None

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Municipalities that are named, none where all of a place are meant."""
        return self._asked("municipality")

    def chosen_places(self, school_year: str | None = None) -> list[MunicipalityCounts]:
        """Give the municipalities of the country whose schools are taken for a school year."""
        return chosen(self._asked("province"), self.municipalities, school_year)

    def _asked(self, kind: str) -> tuple[str, ...]:
        names: tuple[str, ...] = getattr(self.country, kind, ())
        return names


class CalendarSpec(StrictModel):
    """Which school years, and which closures: as they were, none, or a list of one's own."""

    closures: Closures = Field(
        default="actual", description="actual: as they were; none; or a list of closures of one's own."
    )
    school_years: Many[str] = Field(
        default=usual_school_years(), description="School years that follow each other, such as 2019/20."
    )
    holidays: Literal["official"] | None = Field(
        default=None,
        description="official: holidays of the region in years too for which the country keeps one calendar.",
    )
    remote_experience: Experience | None = Field(
        default=None,
        description="What schools have learned of teaching at a distance before the first week; by default "
        "what they had by then.",
    )

    @property
    def first_year(self) -> str:
        """Label of the first school year."""
        return self.school_years[0]

    @property
    def official(self) -> bool:
        """Whether holidays are those of a region in every school year."""
        return self.holidays == "official"


class OutcomesSpec(StrictModel):
    """What is reported; by default everything."""

    measures: Many[AnyMeasure] | None = Field(default=None, description="What is measured.")
    by: Many[AnyGrouping] | None = Field(default=None, description="What pupils are split by.")


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
    name: Name = Field(description="Name of the scenario, in tables and of its results.")
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
