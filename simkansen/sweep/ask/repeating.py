"""How often an experiment repeats each point, when it stops, and when an intervention is said to fail."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, model_validator

from simkansen.outcomes.measures import MEASURES
from simkansen.phrases import phrase, phrase_of
from simkansen.runs.draws import FEWEST_DRAWS
from simkansen.scenario.reading.messages import not_whole
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import did_you_mean, shown
from simkansen.scenario.schema.words import StrictModel, as_percent, refusal
from simkansen.sweep.ask.varied import refuse_first


def _in_unit(value: object, info: ValidationInfo) -> object:
    """Turn a per cent of what is told as a share into that share; of other units there is none."""
    share = as_percent(value) if isinstance(value, str) else None
    # What is measured is named by its group and week too: better_off.groep.6, growth_share@2020-07-06.
    known = MEASURES.get(re.split(r"[.@]", str(info.data.get("measure")), maxsplit=1)[0])
    if share is None or known is None:
        return value
    if not known.unit.startswith("share"):
        said = phrase("{measure} has no per cents: its unit is {unit}", measure=known.name, unit=known.unit)
        raise refusal(said, phrase("write an amount of {unit}, without %", unit=known.unit))
    return share


def _schema(sign: str, **limits: float) -> WithJsonSchema:
    """Return what editors are told of an amount: a number within limits, or a percentage."""
    percentage = {"type": "string", "pattern": rf"^{sign}\d+(\.\d+)? ?%$"}
    return WithJsonSchema({"anyOf": [{"type": "number", **limits}, percentage]})


Amount = Annotated[float, BeforeValidator(_in_unit), _schema("-?")]
"""An amount in the unit of the field `measure` before it; where that is a share it may be a percentage."""
Width = Annotated[float, BeforeValidator(_in_unit), _schema("", exclusiveMinimum=0)]
"""The same, above zero."""


class Until(StrictModel):
    """When a point has been repeated often enough: its paired effects are known this well."""

    measure: str = Field(description="One of the measures, by its name.")
    half_width: Width = Field(
        gt=0, description="Half of the 90% interval of the mean effect, in its unit; of shares 2% or 0.02."
    )


class Replications(StrictModel):
    """How often each point is run under other chance."""

    short_form: ClassVar = {"type": "integer", "minimum": 1}

    at_least: int = Field(default=1, ge=1, le=100_000, description="Of every point, at least.")
    at_most: int = Field(default=100_000, ge=1, le=100_000, description="Of every point, at most.")
    until: Until | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_number(cls, value: object) -> object:
        if isinstance(value, float):
            raise refusal(*not_whole(value))
        if isinstance(value, int) and not isinstance(value, bool):
            return {"at_least": value, "at_most": value}
        if isinstance(value, Mapping) and "until" not in value and len(value) == 1:
            number = next(iter(value.values()))
            return {"at_least": number, "at_most": number} if isinstance(number, int) else value
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Replications:
        least, most, few = self.at_least, self.at_most, self.at_least < FEWEST_DRAWS
        never = "nothing says when to stop between at_least and at_most"
        rule = "add until: {measure: ..., half_width: ...}, or write one number"
        too_few = phrase_of(
            least,
            "{number:,} replication is too few to judge an interval by",
            "{number:,} replications are too few to judge an interval by",
        )
        short = phrase(
            "with at_most {most} nothing is left to stop: until is judged from {fewest} on",
            most=most,
            fewest=FEWEST_DRAWS,
        )
        longer = phrase("write at_least: {fewest} and a higher at_most, or remove until", fewest=FEWEST_DRAWS)
        refuse_first(
            (
                least > most,
                phrase("at_least {least} is above at_most {most}", least=least, most=most),
                "swap the two",
            ),
            (self.until is None and least < most, never, rule),
            (self.until and few and most <= FEWEST_DRAWS, short, longer, "at_most"),
            (
                self.until and few,
                too_few,
                phrase("write at_least: {fewest} or more", fewest=FEWEST_DRAWS),
                "at_least",
            ),
        )
        return self


class Budget(StrictModel):
    """Where a sweep stops although more was asked for; the same command continues."""

    runs: int | None = Field(default=None, ge=1, description="New runs of one start, at most.")
    hours: float | None = Field(default=None, gt=0, description="Wall time of one start.")


class Fails(StrictModel):
    """When an intervention is said to fail: what it gains on a measure is below this."""

    measure: str = Field(description="One of the measures, by its name.")
    gain_below: Amount = Field(
        description="Gain over the reference in the better direction, in its unit; of shares 2% or 0.02."
    )


def unmeasured(
    measures: Sequence[str], replications: Replications | None, fails: Fails | None
) -> list[Refusal]:
    """Find rules about what is not measured.

    Parameters
    ----------
    measures
        All that is measured, by name (`simkansen.sweep.ask.experiment.MeasureSpec.id`).
    replications, fails
        What may ask for one of them, as far as it is known.
    """
    asked = {
        ("replications", "until", "measure"): replications.until if replications else None,
        ("fails", "measure"): fails,
    }
    return [
        Refusal(
            path,
            phrase("{measure} is not measured here", measure=shown(one.measure)),
            did_you_mean(one.measure, measures),
        )
        for path, one in asked.items()
        if one is not None and one.measure not in measures
    ]
