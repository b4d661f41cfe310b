"""The JSON Schema of an experiment file, for editors that check and complete while one types."""

from __future__ import annotations

from typing import Any

from simkansen.scenario.writing.json_schema import document_schema, mapping_of
from simkansen.sweep.ask.experiment import SAMPLED, ExperimentSpec, MeasureSpec
from simkansen.sweep.ask.paths import TOPS
from simkansen.sweep.ask.varied import Distribution, Varied

SCHEMA_FILE = "experiment.schema.json"


def json_schema() -> dict[str, Any]:
    """Describe a whole experiment file.

    Returns
    -------
    dict
        A JSON Schema, draft 2020-12. Whether a path leads to anything, and whether values fit there, depends
        on the scenarios; that is for ``simkansen sweep FILE --dry-run`` to say.
    """
    return document_schema(ExperimentSpec, "A simkansen experiment", _complete)


def _complete(properties: dict[str, Any], definitions: dict[str, Any]) -> None:
    """Say what the model does not: the forms of paths, measures and designs."""
    for described in properties.values():
        if "default" in described:
            described["default"] = _filled(described["default"])
    properties["vary"]["propertyNames"] = {"pattern": _path_pattern()}
    measures = properties["measures"]
    one_or_more = {"type": "array", "items": measures.pop("items"), "minItems": 1}
    del measures["type"]
    measures["anyOf"] = [MeasureSpec.short_form, one_or_more]
    mapping_of(definitions["DesignSpec"])["allOf"] = _of_methods()
    mapping_of(definitions["Varied"])["oneOf"] = [{"required": [name]} for name in _sources()]
    definitions["Distribution"]["allOf"] = Distribution.forms()


def _filled(value: object) -> object:
    """Leave out of a default what has no value."""
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item is not None}
    return [_filled(item) for item in value] if isinstance(value, list) else value


def _path_pattern() -> str:
    others = "|".join(top for top in TOPS if top != "interventions")
    item = r"\[[^\[\]]+\]"
    return rf"^(interventions{item}$|(interventions{item}|({others})({item})?)\..+$)"


def _of_methods() -> list[dict[str, Any]]:
    """Say which methods have n and levels."""

    def is_one_of(*methods: str) -> dict[str, Any]:
        return {"properties": {"method": {"enum": list(methods)}}, "required": ["method"]}

    return [
        {"if": is_one_of(*SAMPLED), "then": {"required": ["n"]}, "else": {"properties": {"n": False}}},
        {"if": is_one_of("morris"), "else": {"properties": {"levels": False}}},
        {"properties": {"levels": {"multipleOf": 2}}},
    ]


def _sources() -> list[str]:
    return [name for name in Varied.model_fields if name != "steps"]
