"""Which keys may stand where: asked of the models themselves, so that messages and schema never differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simkansen.phrases import phrase
from simkansen.scenario.reading.tree import Path
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.scenario import Scenario
from simkansen.scenario.schema.targeting import Target
from simkansen.scenario.schema.vocabulary import ATTRIBUTES
from simkansen.scenario.schema.words import COUNTRY, StrictModel

_TOP = ("extends",)


def keys_of(model: type[BaseModel]) -> list[str]:
    """Give the keys of a model as written in a file."""
    if issubclass(model, Target):
        return ["rank_by", "capacity", "schools", *ATTRIBUTES]
    names = [str(field.validation_alias or name) for name, field in model.model_fields.items()]
    return [*names, *_TOP] if issubclass(model, Scenario) else names


def keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Give the keys allowed at a path below a model; none when that is unknown."""
    own_names = False
    for part in path:
        if isinstance(part, int) or own_names:
            own_names = False
            continue
        fields = {str(field.validation_alias or name): field for name, field in model.model_fields.items()}
        below = _model_in(fields[part].annotation) if part in fields else None
        if below is None:
            return []
        own_names = get_origin(fields[str(part)].annotation) is dict
        model = below
    return [] if own_names else keys_of(model)


def lacking_at(model: type[BaseModel], path: Path) -> str | None:
    """Say what to do where a key of the whole file is missing, if its model knows more than to add a line."""
    field = model.model_fields.get(str(path[0])) if len(path) == 1 else None
    below = _model_in(field.annotation) if field is not None else None
    return below.if_missing if below is not None and issubclass(below, StrictModel) else None


def home_of(key: str, programmes: Mapping[str, type[Programme]]) -> str | None:
    """Say where a misplaced key belongs: ``run`` for ``replications``, ``for`` for ``groep``."""
    homes: dict[str, str] = {}
    for name in ("population", "calendar", "run", "outcomes", "rules"):
        homes |= dict.fromkeys(keys_at(Scenario, (name,)), name)
    homes |= dict.fromkeys(
        keys_at(Scenario, ("population", COUNTRY)), phrase("population: {country}", country=COUNTRY)
    )
    homes |= dict.fromkeys(keys_of(Target), "the 'for' of an intervention")
    for model in programmes.values() or [Programme]:
        for word, field in model.model_fields.items():
            below = _model_in(field.annotation)
            if below is not None and below is not Target:
                homes = (
                    dict.fromkeys(keys_of(below), phrase("the '{word}' of an intervention", word=word))
                    | homes
                )
    return homes.get(key)


def part_with(key: str, model: type[BaseModel]) -> str | None:
    """Say under which key of a model one belongs that stands beside it: ``design`` for ``n``."""
    fields = {str(field.validation_alias or name): field for name, field in model.model_fields.items()}
    parts = {word: _model_in(field.annotation) for word, field in fields.items() if not _holds_many(field)}
    homes = [word for word, part in parts.items() if part is not None and key in keys_of(part)]
    return homes[0] if len(homes) == 1 else None


def _holds_many(field: FieldInfo) -> bool:
    return get_origin(field.annotation) in (dict, tuple)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        if (found := _model_in(inner)) is not None:
            return found
    return None
