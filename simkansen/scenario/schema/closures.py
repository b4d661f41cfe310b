"""Closures that a scenario makes up: when, how, for which sectors, levels and places, and in which turns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from simkansen.phrases import phrase
from simkansen.scenario.place_names import official_names, other_names
from simkansen.scenario.reading.messages import refusals_of
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import did_you_mean, shown
from simkansen.scenario.schema.words import (
    LEARNING_SECTOR,
    IsoDate,
    Many,
    Sector,
    Share,
    StrictModel,
    refusal,
    refusal_of_all,
)
from simkansen.schooling.closures import Rota, Scope
from simkansen.schooling.holidays import holiday_regions
from simkansen.schooling.system import load_system


class EmergencyCare(StrictModel):
    """Shares of all pupils who are in school while it is closed, and why."""

    vital: Share = Field(default=0.0, description="Share of all pupils, for their parents' vital jobs.")
    vulnerable: Share = Field(default=0.0, description="Share of all pupils, as vulnerable ones.")


class Closure(StrictModel):
    """One closure a scenario makes up: first and last day, how, and for whom."""

    start: IsoDate = Field(
        validation_alias="from", serialization_alias="from", description="First day, as 2020-03-16."
    )
    end: IsoDate = Field(
        validation_alias="to", serialization_alias="to", description="Last day, as 2020-05-08."
    )
    kind: Literal["closed", "half-groups"] = Field(
        default="closed", description="Closed whole, or half of each class in school at a time."
    )
    sectors: Many[Sector] = Field(default=(LEARNING_SECTOR,), description="Sectors that close.")
    levels: Many[int] = Field(default=(), description="Levels that close, by number; by default all.")
    province: Many[str] = Field(default=(), description="Provinces in which schools close; by default all.")
    municipality: Many[str] = Field(
        default=(), description="Municipalities in which schools close; by default all."
    )
    region: Many[str] = Field(
        default=(), description="Regions of holidays in which schools close; by default all."
    )
    rota: Rota | None = Field(
        default=None,
        description="How half groups take turns: within each week (days, the default), or by whole weeks, "
        "one half of each class in the first, the other in the next (weeks).",
    )
    in_school: Share | None = Field(
        default=None,
        description="Share of the week that each pupil of half groups is in school; by default half.",
    )
    emergency_care: EmergencyCare | None = None

    @field_validator("province", "municipality")
    @classmethod
    def _official(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        # Schools of a file may lie in municipalities that came after those of the figures.
        later = [other.name for other in other_names() if other.later]
        return official_names(str(info.field_name), names, later)

    @field_validator("region")
    @classmethod
    def _of_holidays(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        known = holiday_regions()
        found: list[Refusal] = [
            Refusal(
                (index,) if len(names) > 1 else (),
                phrase("there is no region '{name}'", name=name),
                did_you_mean(name, known),
            )
            for index, name in enumerate(names)
            if name not in known
        ]
        if found:
            raise refusal_of_all(found)
        return names

    @field_validator("levels")
    @classmethod
    def _known(cls, levels: tuple[int, ...]) -> tuple[int, ...]:
        system = load_system()
        first, last, word = system.first_level, system.last_level, system.levels.word
        fix = phrase("give {first} to {last}", first=first, last=last)
        found: list[Refusal] = [
            Refusal(
                (index,) if len(levels) > 1 else (),
                phrase("there is no {word} {level}", word=word, level=level),
                fix,
            )
            for index, level in enumerate(levels)
            if not first <= level <= last
        ]
        if found:
            raise refusal_of_all(found)
        return levels

    @model_validator(mode="after")
    def _fits(self) -> Closure:
        if self.start > self.end:
            raise refusal(
                phrase("from {start} is after to {end}", start=self.start, end=self.end),
                "swap the two dates",
                ("from",),
            )
        if found := [*self._of_other_sectors(), *self._turns()]:
            raise refusal_of_all(found)
        return self

    def _of_other_sectors(self) -> Iterator[Refusal]:
        others = [sector for sector in self.sectors if sector != LEARNING_SECTOR]
        if self.levels and others:
            fix = phrase(
                "write a closure of {learning_sector} with levels, and another of {others}",
                learning_sector=LEARNING_SECTOR,
                others=others[0],
            )
            yield Refusal(
                ("levels",),
                phrase(
                    "levels are of {learning_sector}, and this closure is of {others} too",
                    learning_sector=LEARNING_SECTOR,
                    others=others[0],
                ),
                fix,
            )
        if self.rota == "weeks" and LEARNING_SECTOR not in self.sectors:
            said = phrase(
                "only halves of classes of {learning_sector} take turns in the model: this changes nothing",
                learning_sector=LEARNING_SECTOR,
            )
            yield Refusal(("rota",), said, "write days, or remove the line")

    def _turns(self) -> Iterator[Refusal]:
        """Find turns without half groups, shares that leave nobody at home or in school, unlike halves."""
        if self.kind == "closed":
            for key in ("rota", "in_school"):
                if getattr(self, key) is not None:
                    said = phrase("{key} is of half groups, and this closure is closed whole", key=key)
                    yield Refusal((key,), said, "write kind: half-groups, or remove the line")
        elif self.in_school == 0.0:
            yield Refusal(
                ("in_school",), "no pupil is ever in school: this is no half group", "write kind: closed"
            )
        elif self.in_school == 1.0:
            yield Refusal(
                ("in_school",),
                "every pupil is always in school, so nothing closes",
                "give less than 100%, or remove the closure",
            )
        elif self.rota == "weeks" and self.in_school not in (None, HALF):
            said = "by weeks two halves take turns, so that each pupil is in school half of the time"
            yield Refusal(("in_school",), said, "remove the line, or write rota: days")

    @property
    def scope(self) -> Scope:
        """For whom it is."""
        return Scope(self.levels, self.municipality, self.province, self.region)


HALF = 0.5
"""Share of the weeks that each of two halves is in school."""

ClosureList = TypeAdapter(tuple[Closure, ...])


def read_closures(value: object) -> object:
    """Read ``actual``, ``none`` or a list, each with messages of its own."""
    if isinstance(value, str):
        if value not in ("actual", "none"):
            raise refusal(
                phrase("{value} are no closures", value=shown(value)), did_you_mean(value, ["actual", "none"])
            )
        return value
    if not isinstance(value, list | tuple):
        raise refusal(
            phrase("{value} are no closures", value=shown(value)),
            "write actual, none, or a list of {from: ..., to: ...}",
        )
    if not value:
        raise refusal("the list is empty, so no school closes", "write none")
    try:
        return ClosureList.validate_python(tuple(value), by_alias=True)
    except ValidationError as error:
        raise refusal_of_all(refusals_of(error, _keys_at)) from None


def _keys_at(path: tuple[str | int, ...]) -> list[str]:
    """Give the keys of a closure, or of its emergency care."""
    model = EmergencyCare if "emergency_care" in path else Closure
    return [str(field.validation_alias or name) for name, field in model.model_fields.items()]


Closures = Annotated[Literal["actual", "none"] | tuple[Closure, ...], BeforeValidator(read_closures)]
"""Those that were, none, or a list of one's own."""
