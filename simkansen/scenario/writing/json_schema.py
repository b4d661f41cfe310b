"""The JSON Schema of a scenario file, for editors that check and complete while one types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.scenario import Scenario
from simkansen.scenario.schema.words import ID_PATTERN

SCHEMA_FILE = "simkansen.schema.json"
DRAFT = "https://json-schema.org/draft/2020-12/schema"

_MAY_BE_EMPTY = ("PopulationSpec",)
"""Where a key may stand without a value: ``netherlands:`` means all of it."""


def json_schema(types: Mapping[str, type[Programme]]) -> dict[str, Any]:
    """Describe a whole scenario file, each intervention by its type.

    Parameters
    ----------
    types
        The classes of interventions by the name under ``type``.

    Returns
    -------
    dict
        A JSON Schema, draft 2020-12.
    """
    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    definitions: dict[str, Any] = schema.pop("$defs", {})
    definitions.pop("Programme", None)
    each = {name: _intervention(name, model, definitions) for name, model in types.items()}
    properties = schema["properties"]
    properties["simkansen"] = {"const": 1, "description": "Version of the format: 1."}
    properties["extends"] = {
        "type": "string",
        "description": "A file this one changes, relative to this file.",
    }
    properties["interventions"] = {
        "type": "array",
        "description": "What is done for whom; items with the id of the file extended change that one.",
        "items": _items(each),
    }
    for name, described in definitions.items():
        if name not in _MAY_BE_EMPTY:
            never_empty(described)
    never_empty(properties)
    return {
        "$schema": DRAFT,
        "title": "A simkansen scenario",
        "type": "object",
        "properties": properties,
        "required": ["simkansen"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def never_empty(schema: object) -> None:
    """Take out null: in a file a key without a value is an error."""
    if isinstance(schema, list):
        for item in schema:
            never_empty(item)
    if not isinstance(schema, dict):
        return
    if schema.get("default", "") is None:
        del schema["default"]
    forms = [form for form in schema.get("anyOf", []) if form != {"type": "null"}]
    if forms:
        schema["anyOf"] = forms
    for item in schema.values():
        never_empty(item)


def _intervention(name: str, model: type[Programme], definitions: dict[str, Any]) -> dict[str, Any]:
    """Add one type's definition, and what it needs, to the definitions; give the reference to it."""
    own = model.model_json_schema(by_alias=True, mode="validation")
    for key, needed in own.pop("$defs", {}).items():
        definitions.setdefault(key, needed)
    own["properties"]["type"] = {
        "const": name,
        "description": (own.get("description") or name).split("\n")[0],
    }
    own["required"] = ["id", "type"]
    definitions[f"intervention-{name}"] = own
    return {"$ref": f"#/$defs/intervention-{name}"}


def _items(each: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Choose by ``type``; an item without one changes or removes an intervention of the file extended."""
    return {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string", "pattern": ID_PATTERN},
            "type": {"enum": list(each)},
            "remove": {"const": True, "description": "Leave out this intervention of the file extended."},
        },
        "allOf": [
            {"if": {"properties": {"type": {"const": name}}, "required": ["type"]}, "then": reference}
            for name, reference in each.items()
        ],
    }
