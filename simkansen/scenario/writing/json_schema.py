"""The JSON Schema of a scenario file, for editors that check and complete while one types.

It says what ``check`` says wherever a schema can: not what hangs on two places at once, on the calendar, or
on other files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from simkansen.evidence import Definition, load_parameters
from simkansen.scenario.checks.parameter_values import allowed
from simkansen.scenario.place_names import other_names
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.scenario import Scenario
from simkansen.scenario.schema.targeting import Target
from simkansen.scenario.schema.vocabulary import ATTRIBUTES
from simkansen.scenario.schema.words import ID_PATTERN, StrictModel
from simkansen.schooling import load_system
from simkansen.schooling.holidays import holiday_regions
from simkansen.schooling.places import everyday_names, place_names, provinces

SCHEMA_FILE = "simkansen.schema.json"
DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_MAY_BE_EMPTY = ("PopulationSpec",)
"""Where a key may stand without a value: ``netherlands:`` means all of it."""

_NOT_ZERO: Schema = {"not": {"enum": [0, "0%"]}}


def json_schema(types: Mapping[str, type[Programme]]) -> Schema:
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
    definitions: Schema = schema.pop("$defs", {})
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
    _add_parameters(properties)
    _add_places(definitions)
    _add_limits(definitions)
    for name, described in definitions.items():
        if name not in _MAY_BE_EMPTY:
            never_empty(described)
    never_empty(properties)
    whole = {
        "$schema": DRAFT,
        "title": "A simkansen scenario",
        "type": "object",
        "properties": properties,
        "required": ["simkansen"],
        "if": {"required": ["extends"]},
        "else": {"properties": {"interventions": {"items": _complete(types)}}},
        "additionalProperties": False,
        "$defs": definitions,
    }
    return in_plain_words(whole)


def document_schema(
    kind: type[StrictModel],
    title: str,
    complete: Callable[[Schema, Schema], None] = lambda properties, definitions: None,
) -> Schema:
    """Describe a file that is no scenario, such as a calibration.

    Parameters
    ----------
    kind
        The model that it must fit.
    title
        What it is.
    complete
        Puts into its properties and definitions what a model does not say.

    Returns
    -------
    dict
        A JSON Schema, draft 2020-12.
    """
    schema = kind.model_json_schema(by_alias=True, mode="validation")
    definitions: Schema = schema.pop("$defs", {})
    properties = schema["properties"]
    never_empty(definitions)
    never_empty(properties)
    complete(properties, definitions)
    properties["simkansen"] = {"const": 1, "description": "Version of the format: 1."}
    needed = ["simkansen", *(name for name in schema["required"] if name != "simkansen")]
    whole = {"$schema": DRAFT, "title": title, "type": "object", "properties": properties, "required": needed}
    return in_plain_words(whole | {"additionalProperties": False, "$defs": definitions})


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


def in_plain_words(schema: Schema) -> Schema:
    """Take the names of classes out of a schema, and let every key say what it is.

    Parameters
    ----------
    schema
        The whole of it; its own title stays.

    Returns
    -------
    dict
        Definitions are called by words of the file, and a key without a description has that of its content.
    """
    definitions = schema["$defs"]
    for described in definitions.values():
        own = (described.get("anyOf") or [described])[-1]
        text = own.pop("description", None) or described.get("description", "")
        if text:
            described["description"] = " ".join(text.split("\n\n")[0].replace("``", "").split())
    _without_titles(schema["properties"], keys=True)
    _without_titles(definitions, keys=True)
    for part in (schema["properties"], definitions):
        _describe(part, definitions)
    text = json.dumps(schema)
    for name in definitions:
        text = text.replace(f'"#/$defs/{name}"', f'"#/$defs/{_plain(name)}"')
    plain: Schema = json.loads(text)
    plain["$defs"] = {_plain(name): described for name, described in plain["$defs"].items()}
    return plain


def _plain(name: str) -> str:
    """Call a definition by words: ``CountrySchools`` is country-schools."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name.removesuffix("Spec")).lower()


def _without_titles(node: object, *, keys: bool = False) -> None:
    """Take out what pydantic makes of names; ``keys`` says that names of keys stand here."""
    if isinstance(node, list):
        for item in node:
            _without_titles(item)
    if isinstance(node, dict):
        if not keys and isinstance(node.get("title"), str):
            del node["title"]
        for key, item in node.items():
            _without_titles(item, keys=not keys and key == "properties")


def _describe(node: object, definitions: Schema) -> None:
    """Give keys without a description that of the definition they refer to."""
    if isinstance(node, list):
        for item in node:
            _describe(item, definitions)
    if not isinstance(node, dict):
        return
    if "description" not in node:
        referred = [form.get("$ref", "") for form in (node, *node.get("anyOf", ()), *node.get("allOf", ()))]
        for reference in filter(None, referred):
            described = definitions.get(reference.removeprefix("#/$defs/"), {}).get("description")
            if described:
                node["description"] = described
    for item in list(node.values()):
        _describe(item, definitions)


def mapping_of(definition: Schema) -> Schema:
    """Give the long form of what may be written shorter."""
    mapping: Schema = definition["anyOf"][-1] if "anyOf" in definition else definition
    return mapping


def parameter(definition: Definition, *, beyond: bool = False) -> Schema:
    """Describe a parameter of the evidence: what it does, and what a file may give it.

    Parameters
    ----------
    definition
        The parameter.
    beyond
        Whether what its prior allows does not bound it.
    """
    said = {"type": "number", "description": f"{definition.does} ({definition.unit})"}
    low, high = allowed(definition)
    return said if beyond else said | {"minimum": low, "maximum": high}


def _add_parameters(properties: Schema) -> None:
    known = [one for one in load_parameters().definitions.values() if not one.structure]
    for key, beyond in (("parameters", False), ("beyond_prior", True)):
        each = {one.name: parameter(one, beyond=beyond) for one in known}
        properties[key] |= {"properties": each, "additionalProperties": False}


def _add_places(definitions: Schema) -> None:
    """Name provinces, municipalities, levels and regions."""
    system, named = load_system(), {*place_names(), *everyday_names()}
    later = {one.name for one in other_names() if one.later} - named
    closure, drawn = (definitions[name]["properties"] for name in ("Closure", "CountrySchools"))
    definitions["province"] = {"enum": list(provinces())}
    definitions["municipality"] = {"enum": sorted(named)}
    definitions["region"] = {"enum": list(holiday_regions())}
    definitions["level"] = {"type": "integer", "minimum": system.first_level, "maximum": system.last_level}
    province, municipality = ({"$ref": f"#/$defs/{name}"} for name in ("province", "municipality"))
    for place, one in (
        (drawn["province"], province),
        (drawn["municipality"], municipality),
        (closure["province"], province),
        (closure["municipality"], {"anyOf": [municipality, {"enum": sorted(later)}]}),
        (closure["region"], {"$ref": "#/$defs/region"}),
        (closure["levels"], {"$ref": "#/$defs/level"}),
    ):
        place["anyOf"] = [one, {**place["anyOf"][1], "items": one}]
    definitions["Closure"] |= {
        "if": {"properties": {"kind": {"const": "half-groups"}}, "required": ["kind"]},
        "else": {"properties": {"rota": False, "in_school": False}},
    }


def _add_limits(definitions: Schema) -> None:
    """Say where there is one key of several, and where nothing would be left of it."""
    for name in ("Capacity", "PopulationSpec"):
        if name in definitions:
            mapping_of(definitions[name]).update(minProperties=1, maxProperties=1)
    for name, keys in (("Capacity", ("share",)), ("TakeUp", ("share",)), ("Target", ("schools",))):
        if name not in definitions:
            continue
        if name != "Target":
            definitions[name] |= _NOT_ZERO
        for key in keys:
            mapping_of(definitions[name])["properties"][key] |= _NOT_ZERO
    for key in ("per_school", "per_class"):
        mapping_of(definitions["Capacity"])["properties"][key]["not"] = {"const": 0}
    for form in definitions["Hours"]["anyOf"][0], mapping_of(definitions["Hours"])["properties"]["per_week"]:
        form["exclusiveMinimum"] = form.pop("minimum")


def _intervention(name: str, model: type[Programme], definitions: Schema) -> Schema:
    """Add one type's definition, and what it needs, to the definitions; give the reference to it."""
    own = model.model_json_schema(by_alias=True, mode="validation")
    usual = Programme.model_json_schema(by_alias=True, mode="validation")["properties"]
    for key, needed in own.pop("$defs", {}).items():
        definitions.setdefault(key, needed)
    keys = own["properties"]
    for key, described in keys.items():
        if "description" in usual.get(key, {}):
            described.setdefault("description", usual[key]["description"])
    for key in _unanswered(model):
        default = model.model_fields[key].default
        if default is None:
            del keys[key]
        elif isinstance(default, str | int):
            keys[key] = {"const": default, "description": keys[key]["description"]}
    keys["for"] = _aimed(model, keys["for"])
    if ("cost", "per_hour") in model.idle:
        keys["cost"] |= {"properties": {"per_hour": False}}
    keys["type"] = {
        "const": name,
        "description": (own.get("description") or name).split("\n")[0],
    }
    own["required"] = ["id", "type"]
    definitions[f"intervention-{name}"] = own
    return {"$ref": f"#/$defs/intervention-{name}"}


def _unanswered(model: type[Programme]) -> list[str]:
    """Name the common words whose answers change nothing for a type."""
    answers: frozenset[str] | None = getattr(model, "answers", None)
    common = ("hours", "group_size", "led_by", "what", "parents", "take_up")
    return [] if answers is None else [word for word in common if word not in answers]


def _aimed(model: type[Programme], described: Schema) -> Schema:
    """Leave to the lines under ``for`` what the type is aimed at, and what changes something there."""
    lines = [one.name for one in ATTRIBUTES.values() if one.table in model.aimed_at]
    own = [
        key
        for key in ("rank_by", "capacity", "schools")
        if key == "schools" or ("for", key) not in model.idle
    ]
    found = described | {"propertyNames": {"enum": [*lines, *own]}}
    if "rank_by" not in own:
        found["propertyNames"]["enum"].append("rank_by")
        found["properties"] = {"rank_by": {"const": Target().rank_by}}
    return found


def _items(each: Mapping[str, Schema]) -> Schema:
    """Choose by ``type``; an item without one changes or removes an intervention of the file extended."""
    return {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {
                "type": "string", "pattern": ID_PATTERN,
                "description": "Name of this intervention in the scenario.",
            },
            "type": {"enum": list(each), "description": "What kind of intervention it is."},
            "remove": {"const": True, "description": "Leave out this intervention of the file extended."},
        },
        "allOf": [_where_type(name, reference) for name, reference in each.items()],
    }  # fmt: skip


def _where_type(name: str, then: Schema) -> Schema:
    return {"if": {"properties": {"type": {"const": name}}, "required": ["type"]}, "then": then}


def _complete(types: Mapping[str, type[Programme]]) -> Schema:
    """Say what an intervention has to have in a file that changes no other."""
    needed = {name: _needed(model) for name, model in types.items()}
    each = [_where_type(name, {"required": keys}) for name, keys in needed.items() if keys]
    return {"required": ["id", "type"], **({"allOf": each} if each else {})}


def _needed(model: type[Programme]) -> list[str]:
    """Name what a type has no staff without."""
    words = ("led_by", "hours") if model.needs_staff else ()
    return [word for word in words if model.model_fields[word].default is None]
