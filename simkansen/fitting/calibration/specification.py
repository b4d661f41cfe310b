"""What a calibration file says: the words, and the published figures that it names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, PositiveFloat, PositiveInt, field_validator, model_validator

from simkansen.arithmetic import total
from simkansen.evidence import RegisterEntry, load_parameters, load_register
from simkansen.outcomes.registry import SUBJECTS
from simkansen.phrases import phrase
from simkansen.scenario.reading.wording import did_you_mean, listed
from simkansen.scenario.schema.scenario import FORMAT_VERSION
from simkansen.scenario.schema.words import Many, Name, StrictModel, refusal

_MEASURES = {
    "loss": "loss",
    "loss_high": "loss, not low education",
    "extra_low": "more loss, low education",
    "between_schools": "spread between schools",
    "ratio_ses": "loss of lower SES to higher",
    "stability": "stability of scores",
    "stability_lost": "stability lost in closure",
}
_BY_SUBJECT = {
    "loss": "loss, {}",
    "extra_low": "more loss, low education, {}",
    "year_loss": "loss over a year, {}",
    "year_share": "growth over a year, {}",
}
MEASURES: Mapping[str, str] = _MEASURES | {
    f"{name}_{subject}": words.format(subject) for name, words in _BY_SUBJECT.items() for subject in SUBJECTS
}
"""What `simkansen.fitting.measures` takes from the model, and what it is called in pictures."""

FITTED_GROUPS = ("learning", "outcomes")
"""Groups of parameters that the published losses say something about."""


def calibration_register() -> Mapping[str, RegisterEntry]:
    """Give the figures that may be fitted to; none of the others can be reached from here.

    Returns
    -------
    Mapping of str to RegisterEntry
        Targets with ``use: calibration``, by id.
    """
    return {name: entry for name, entry in load_register().items() if entry.use == "calibration"}


class TargetSpec(StrictModel):
    """One figure to fit to, and how sure it is."""

    id: str = Field(description="Id in the register; its use must be calibration.")
    measure: str = Field(
        description="What is taken from the model beside it.", json_schema_extra={"enum": [*MEASURES]}
    )
    figure: Many[str] = Field(default=(), description="Which figures of the entry; several are averaged.")
    minus: str | None = Field(default=None, description="A figure of the entry to subtract.")
    se: PositiveFloat = Field(description="Standard error, in the unit of the figure.")
    discrepancy: float = Field(
        default=0.0, ge=0.0, description="How far model and study may differ beyond chance (SD, same unit)."
    )
    because: str = Field(description="Where standard error and discrepancy come from.")

    @field_validator("measure")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in MEASURES:
            raise refusal(
                phrase("there is no measure '{name}'", name=name), did_you_mean(name, list(MEASURES))
            )
        return name

    @model_validator(mode="after")
    def _in_register(self) -> TargetSpec:
        entry = calibration_register().get(self.id)
        if entry is None:
            if self.id in load_register():
                fix = "take a target with use: calibration"
                raise refusal(phrase("{id} may not be fitted to", id=self.id), fix, ("id",))
            fix = did_you_mean(self.id, list(calibration_register()))
            raise refusal(phrase("the register has no '{id}'", id=self.id), fix, ("id",))
        for name in (*self.figure, *([self.minus] if self.minus else [])):
            _figure(entry, name)
        if not self.figure:
            _figure(entry, None)
        return self


class Narrowing(StrictModel):
    """How the search is narrowed."""

    explore: PositiveInt = Field(default=500, description="Evaluations of every generation but the last.")
    heats: tuple[PositiveFloat, ...] = Field(
        default=(8.0, 4.0, 2.0),
        strict=False,
        min_length=1,
        description="By how much the variances of the figures count too large, one for each generation.",
    )
    widen: PositiveFloat = Field(
        default=1.2, description="Variance of proposals against what is expected to be found next."
    )


class CalibrationSchools(StrictModel):
    """On which schools the model is run."""

    sample: PositiveInt = Field(default=60, description="Schools in a sample.")
    samples: PositiveInt = Field(default=4, description="Samples that evaluations take turns with.")


class CalibrationSpec(StrictModel):
    """A calibration: what is fitted, to what, and how long."""

    simkansen: Literal[1] = FORMAT_VERSION
    name: Name = Field(description="Name of the calibration, and of its results.")
    seed: int = Field(ge=0, description="Of all chance.")
    schools: CalibrationSchools = CalibrationSchools()
    particles: PositiveInt = Field(default=500, description="Evaluations of the last generation.")
    draws: PositiveInt = Field(default=400, description="Draws of the posterior that are written down.")
    generations: Narrowing = Narrowing()
    fit: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description="Parameters that are searched for, the others varying with them; all by default.",
    )
    leave_out: tuple[str, ...] = Field(
        default=(), strict=False, description="Parameters that no target can say anything about."
    )
    targets: tuple[TargetSpec, ...] = Field(
        strict=False, description="Figures to fit to.", json_schema_extra={"minItems": 1}
    )

    @field_validator("targets")
    @classmethod
    def _not_empty(cls, given: tuple[object, ...]) -> tuple[object, ...]:
        if not given:
            raise refusal("the list is empty", "name at least one")
        return given

    @field_validator("fit", "leave_out")
    @classmethod
    def _fittable(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        known = fittable()
        for index, name in enumerate(names):
            if name not in known:
                said = phrase(
                    "'{name}' is no uncertain parameter of {groups}", name=name, groups=listed(FITTED_GROUPS)
                )
                raise refusal(said, did_you_mean(name, known), (index,))
        return names

    @property
    def searched(self) -> tuple[str, ...]:
        """Name every parameter that is searched for."""
        return self.fit or self.varied

    @property
    def varied(self) -> tuple[str, ...]:
        """Name every parameter that an evaluation varies, searched for or drawn from its prior."""
        return tuple(name for name in fittable() if name not in self.leave_out)


@dataclass(frozen=True, slots=True)
class FitTarget:
    """A published figure to fit to.

    Attributes
    ----------
    name
        Register id and measure, such as ``ENG-01 loss``.
    id, measure
        Id in the register; what is taken from the model.
    quantity, unit
        As the register says.
    value, se, discrepancy
        The figure; its standard error; how far model and study may differ beyond chance (same unit).
    """

    name: str
    id: str
    measure: str
    quantity: str
    unit: str
    value: float
    se: float
    discrepancy: float

    @property
    def scale(self) -> float:
        """Standard deviation of published minus simulated, were the model right."""
        return math.sqrt(self.se * self.se + self.discrepancy * self.discrepancy)


def read_targets(words: CalibrationSpec) -> tuple[FitTarget, ...]:
    """Look up the figures that a calibration names.

    Parameters
    ----------
    words
        The calibration.

    Returns
    -------
    tuple of Target
    """
    register = calibration_register()
    found = []
    for word in words.targets:
        entry = register[word.id]
        figures = [_figure(entry, name) for name in (word.figure or (None,))]
        value = total(figures) / len(figures) - (_figure(entry, word.minus) if word.minus else 0.0)
        name = f"{word.id} {word.measure}"
        found.append(
            FitTarget(
                name, word.id, word.measure, entry.quantity, entry.unit, value, word.se, word.discrepancy
            )
        )
    return tuple(found)


def fittable() -> tuple[str, ...]:
    """Name the uncertain parameters that the losses say something about."""
    return tuple(
        name
        for name, definition in load_parameters().definitions.items()
        if definition.used_by in FITTED_GROUPS and definition.prior.distribution != "fixed"
    )


def _figure(entry: RegisterEntry, name: str | None) -> float:
    value: Any = entry.value if name is None else entry.value.get(name) if _is_mapping(entry.value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        if _is_mapping(entry.value):
            said = phrase("{id} has no single figure '{name}'", id=entry.id, name=name or "")
            raise refusal(said, phrase("it has {figures}", figures=", ".join(entry.value)), ("figure",))
        raise refusal(phrase("{id} has one figure only", id=entry.id), "remove the line", ("figure",))
    return float(value)


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping)
