"""Which keys may stand where: asked of the models themselves, so that messages and schema never differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from pydantic import BaseModel

from simkansen.scenario.reading.tree import Path
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.scenario import Scenario
from simkansen.scenario.schema.targeting import Target
from simkansen.scenario.schema.vocabulary import ATTRIBUTES
from simkansen.scenario.schema.words import COUNTRY

_TOP = ("extends",)


def keys_of(model: type[BaseModel]) -> list[str]:
    """Give the keys of a model as written in a file."""
    if issubclass(model, Target):
        return ["rank_by", "capacity", "schools", *ATTRIBUTES]
    names = [str(field.validation_alias or name) for name, field in model.model_fields.items()]
    return [*names, *_TOP] if issubclass(model, Scenario) else names


def keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Give the keys allowed at a path below a model; none when that is unknown."""
    for part in path:
        if isinstance(part, int):
            continue
        fields = {str(field.validation_alias or name): field for name, field in model.model_fields.items()}
        below = _model_in(fields[part].annotation) if part in fields else None
        if below is None:
            return []
        model = below
    return keys_of(model)


def home_of(key: str, programmes: Mapping[str, type[Programme]]) -> str | None:
    """Say where a misplaced key belongs: ``run`` for ``replications``, ``for`` for ``groep``."""
    homes: dict[str, str] = {}
    for name in ("population", "calendar", "run", "outcomes", "rules"):
        homes |= dict.fromkeys(keys_at(Scenario, (name,)), name)
    homes |= dict.fromkeys(keys_at(Scenario, ("population", COUNTRY)), f"population: {COUNTRY}")
    homes |= dict.fromkeys(keys_of(Target), "the 'for' of an intervention")
    for model in programmes.values() or [Programme]:
        for word, field in model.model_fields.items():
            below = _model_in(field.annotation)
            if below is not None and below is not Target:
                homes = dict.fromkeys(keys_of(below), f"the '{word}' of an intervention") | homes
    return homes.get(key)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        if (found := _model_in(inner)) is not None:
            return found
    return None
