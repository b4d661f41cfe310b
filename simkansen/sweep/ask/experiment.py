"""The words of an experiment file: scenarios, a design, what is varied, what is measured, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator, model_validator

from simkansen.outcomes.measures import MEASURES
from simkansen.outcomes.measures.gaps import REFERENCE_GROUPS
from simkansen.outcomes.registry import ALL_SUBJECTS, SUBJECTS
from simkansen.outcomes.strata import group_labels
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import did_you_mean, listed, powers_near, shown
from simkansen.scenario.schema.scenario import AnyGrouping, AnyMeasure, Grouping, Measure
from simkansen.scenario.schema.words import (
    LEAST,
    LEVEL,
    IsoDate,
    Many,
    Name,
    StrictModel,
    Title,
    refusal,
    refusal_of_all,
)
from simkansen.sweep.ask.repeating import Budget, Fails, Replications, unmeasured
from simkansen.sweep.ask.varied import Varied, refuse_first

Method = Literal["replications", "grid", "latin-hypercube", "sobol", "morris"]
SAMPLED: tuple[Method, ...] = ("latin-hypercube", "sobol", "morris")
"""Designs that sample the space of what is varied, rather than crossing values."""


class DesignSpec(StrictModel):
    """Which combinations of values are run."""

    short_form: ClassVar = {"enum": ["replications", "grid"]}
    if_missing: ClassVar = phrase(
        "add design: replications or grid, or design: {{method: {methods}, n: 64}}", methods=listed(SAMPLED)
    )

    method: Method = Field(
        description="replications: the scenarios as they are; grid: every combination of values; "
        "latin-hypercube: n combinations that fill the space; sobol: Saltelli's sample, n x (varied + 2); "
        "morris: n trajectories, n x (varied + 1)."
    )
    n: int | None = Field(default=None, ge=2, le=1_000_000, description="How many, of a sampled design.")
    levels: int | None = Field(default=None, ge=4, description="Of a morris design; an even number.")
    seed: int = Field(default=2020, ge=0, lt=2**32 - 1, description="Of the sample, not of the chance.")

    @model_validator(mode="before")
    @classmethod
    def _one_word(cls, value: object) -> object:
        return {"method": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _fitting(self) -> DesignSpec:
        method, n, levels = self.method, self.n or 0, self.levels or 0
        sampled, uneven = method in SAMPLED, method == "sobol" and n & (n - 1)
        unbalanced = phrase("{n} is no power of two, so a Sobol sequence is not in balance", n=n)
        refuse_first(
            (
                sampled and not n,
                phrase("a {method} design needs n", method=method),
                phrase("write design: {{method: {method}, n: 64}}", method=method),
            ),
            (n and not sampled, phrase("a design of {method} has no n", method=method), "remove n", "n"),
            (
                levels and method != "morris",
                phrase("a {method} design has no levels", method=method),
                "remove levels",
                "levels",
            ),
            (
                levels % 2,
                phrase("{levels} levels are odd", levels=levels),
                phrase("write {levels}", levels=levels + 1),
                "levels",
            ),
            (uneven, unbalanced, powers_near(n), "n"),
        )
        return self


if TYPE_CHECKING:
    SubjectOrAll = str
else:
    SubjectOrAll = Literal[ALL_SUBJECTS, *SUBJECTS]


class MeasureSpec(StrictModel):
    """One number of a run: a measure of a group of pupils in one week."""

    short_form: ClassVar = {"enum": list(get_args(Measure))}

    measure: Measure = Field(description="What is measured.")
    subject: SubjectOrAll = Field(default=ALL_SUBJECTS, description="One subject, or all of them together.")
    by: Grouping = Field(default="all", description="What pupils are split by.")
    group: str = Field(default="all", description="The group of that split.")
    week: IsoDate | None = Field(default=None, description="A day of the week; by default the last there is.")

    @model_validator(mode="before")
    @classmethod
    def _one_word(cls, value: object) -> object:
        return {"measure": value} if isinstance(value, str) else value

    @field_validator("measure", "by", mode="before")
    @classmethod
    def _not_of_a_run_alone(cls, value: object, info: ValidationInfo) -> object:
        known, ours = (AnyMeasure, Measure) if info.field_name == "measure" else (AnyGrouping, Grouping)
        if value in get_args(known) and value not in get_args(ours):
            said = phrase(
                "an experiment does not keep {value}: only simkansen run measures it", value=shown(value)
            )
            raise refusal(said, phrase("choose from {known}", known=listed(get_args(ours))))
        return value

    @model_validator(mode="after")
    def _known_group(self) -> MeasureSpec:
        measure, split, known = self.measure, self.by != "all", MEASURES[self.measure]
        no_subject = self.subject in SUBJECTS and not known.subjects
        no_split, unsplit = not split and self.group != "all", split and known.whole
        refuse_first(
            (
                no_subject,
                phrase("{measure} is of all subjects together", measure=measure),
                "remove subject",
                "subject",
            ),
            (
                no_split,
                phrase("the group '{group}' is of no split", group=self.group),
                phrase("add by: ..., such as by: {level}", level=LEVEL),
            ),
            (
                unsplit,
                phrase("{measure} is of all pupils together", measure=measure),
                "remove by and group",
                "by",
            ),
        )
        if split:
            _check_group(self)
        return self

    @property
    def id(self) -> str:
        """Name of its column: ``gap_weeks.parental_education.low``."""
        parts: list[str] = [self.measure]
        if self.subject != ALL_SUBJECTS:
            parts.append(self.subject)
        if self.by != "all":
            parts += [self.by, self.group]
        return ".".join(parts) + (f"@{self.week.isoformat()}" if self.week else "")


def _check_group(spec: MeasureSpec) -> None:
    known = group_labels(spec.by)
    if spec.measure == "gap_weeks":
        if spec.by not in REFERENCE_GROUPS:
            raise refusal(
                phrase("there is no gap by {by}: none of its groups is the one to compare with", by=spec.by),
                phrase("choose from {known}", known=listed(REFERENCE_GROUPS)),
                ("by",),
            )
        known = tuple(name for name in known if name != REFERENCE_GROUPS[spec.by])
    if spec.group not in known:
        said = phrase("{group} is no group of {by}", group=shown(spec.group), by=spec.by)
        if spec.group == "all":
            said = phrase("which group of {by} is not said", by=spec.by)
        raise refusal(said, did_you_mean(spec.group, known), ("group",) if spec.group != "all" else ())


DEFAULT_MEASURES = (
    MeasureSpec(measure="delay_weeks"),
    MeasureSpec(measure="gap_weeks", by="parental_education", group=LEAST),
    MeasureSpec(measure="cost"),
)


class ExperimentSpec(StrictModel):
    """An experiment file, complete and checked."""

    simkansen: Literal[1]
    name: Name = Field(description="Name of the experiment, and of its results.")
    title: Title | None = None
    question: Title | None = Field(default=None, description="What it is to find out.")
    scenarios: Many[str] = Field(description="Scenario files, relative to this file.")
    reference: str | None = Field(default=None, description="Name of a scenario; the first by default.")
    sample: int | None = Field(default=None, ge=1, description="Schools in every run.")
    seed: int | None = Field(default=None, ge=0, lt=2**63, description="Of all chance.")
    population: Literal["fixed", "redrawn"] = Field(
        default="fixed",
        description="fixed: the same schools and pupils in all runs; redrawn: others in each replication, so "
        "that intervals over replications hold who is simulated. What the scenarios say is for run.",
    )
    design: DesignSpec
    vary: dict[str, Varied] = Field(default_factory=dict, description="By path into the scenarios.")
    parameters: Literal["posterior", "prior", "point"] | None = Field(
        default=None,
        description="Where parameters that are not varied come from; sobol and morris use the point, "
        "other designs what the scenarios say.",
    )
    unlike_parameters: bool = Field(
        default=False,
        description="Compare scenarios although they have unlike parameters or rules: then a difference is "
        "not the effect of interventions alone.",
    )
    measures: tuple[MeasureSpec, ...] = Field(
        default=DEFAULT_MEASURES, description="What is measured of every run."
    )
    replications: Replications = Replications(at_least=1, at_most=1)
    budget: Budget = Budget()
    fails: Fails | None = None

    @field_validator("measures", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        if value == []:
            raise refusal("the list is empty, so nothing is measured", "name a measure, or remove the line")
        return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _together(self) -> ExperimentSpec:
        refusals = [*self._about_design(), *self._about_measures()]
        if refusals:
            raise refusal_of_all(refusals)
        return self

    def _about_design(self) -> list[Refusal]:
        method = self.design.method
        if method == "replications" and self.vary:
            fix = "choose another method, such as grid, or remove vary"
            return [Refusal(("vary",), "a design of replications runs the scenarios as they are", fix)]
        if method != "replications" and not self.vary:
            return [
                Refusal(
                    ("design",),
                    phrase("a {method} design has nothing to vary", method=method),
                    "add vary: {path: values}",
                )
            ]
        if method == "morris":
            said = "morris goes from lower to higher values, and draws of the posterior stand in no order"
            fix = "write prior, or choose sobol"
            return [
                Refusal(("vary", path), said, fix)
                for path, varied in self.vary.items()
                if varied.evidence == "posterior"
            ]
        if method != "grid":
            return []
        found: list[Refusal] = []
        for path, varied in self.vary.items():
            if varied.range is not None and varied.steps is None:
                said = "a grid needs to know how many values of a range"
                found.append(Refusal(("vary", path), said, "add steps: 5"))
            elif varied.values is None and varied.range is None:
                fix = "give a list of values, or choose latin-hypercube"
                found.append(
                    Refusal(("vary", path), "a grid crosses values, and this is a distribution", fix)
                )
        return found

    def _about_measures(self) -> list[Refusal]:
        ids = [measure.id for measure in self.measures]
        twice: list[Refusal] = [
            Refusal(
                ("measures", place), phrase("'{one}' stands twice in the list", one=one), "remove one of them"
            )
            for place, one in enumerate(ids)
            if one in ids[:place]
        ]
        return twice + unmeasured(ids, self.replications, self.fails)

    @property
    def source(self) -> Literal["posterior", "prior", "point"] | None:
        """Where parameters that are not varied come from; None for what the scenarios say."""
        if self.parameters is None and self.design.method in ("sobol", "morris"):
            return "point"
        return self.parameters
