"""Effective values as YAML text in which comments say what a user wrote and what is a default."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from simkansen.phrases import phrase
from simkansen.scenario.calendar import build_calendar
from simkansen.scenario.writing.calendar_words import calendar_words

if TYPE_CHECKING:
    from simkansen.scenario.reading.tree import Path
    from simkansen.scenario.schema.programme import Programme
    from simkansen.scenario.schema.scenario import Scenario

DEFAULT = "default"
"""The comment behind a value that the file leaves out."""

_ALWAYS = ("id", "type")


def commented_yaml(scenario: Scenario, values: Mapping[str, Any], said: Callable[[str], str] = str) -> str:
    """Write effective values, with a comment behind every default.

    Parameters
    ----------
    scenario
        The scenario, which knows what its file says.
    values
        Its effective values (`simkansen.scenario.writing.resolved.effective_values`).
    said
        Says the comments in a language; English by default.

    Returns
    -------
    str
        YAML. What is in effect of an intervention although no value says it, such as a price of the evidence,
        stands in comments at the end of that intervention.
    """
    defaults = frozenset(default_paths(scenario, values))
    text, default = "", said(phrase(DEFAULT))
    for key, value in values.items():
        if key != "interventions" or not value:
            text += _dumped(_marked({key: value}, defaults, ()), default)
            taken = calendar_words(scenario).items() if key == "calendar" else ()
            text += "".join(f"  # {default}: {word}: {said(what)}\n" for word, what in taken)
            continue
        text += "interventions:\n"
        for place, (programme, written) in enumerate(zip(scenario.interventions, value, strict=True)):
            text += _dumped([_marked(written, defaults, (key, place))], default)
            words = words_in_effect(scenario, programme).items()
            text += "".join(f"  # {default}: {word}: {said(what)}\n" for word, what in words)
    return text


def words_in_effect(scenario: Scenario, programme: Programme) -> dict[str, str]:
    """Say what is in effect of an intervention where no value says it, by key; weeks without closures too."""
    words = programme.usual_words()
    weeks = None if "weeks" in programme.model_fields_set else programme.weeks
    if weeks is None or weeks.while_ not in ("after-closure", "since-closure"):
        return words
    closed = build_calendar(scenario.calendar, scenario.population).closed
    return words if closed.any() else {"weeks": phrase("all, for schools never close")} | words


def default_paths(scenario: Scenario, values: Mapping[str, Any]) -> Iterator[Path]:
    """Find which of the effective values the file leaves out.

    Yields
    ------
    tuple of str and int
        The way to a value, interventions by their number from 0. Of a mapping that is left out wholly only
        the mapping itself is told.
    """
    yield from _left_out(scenario, {key: v for key, v in values.items() if key != "interventions"}, ())
    for place, (programme, said) in enumerate(
        zip(scenario.interventions, values.get("interventions", ()), strict=True)
    ):
        yield from _left_out(programme, said, ("interventions", place))


def _left_out(model: BaseModel, said: Mapping[str, Any], above: Path) -> Iterator[Path]:
    names = {_alias(model, name): name for name in type(model).model_fields}
    for key, value in said.items():
        name = names.get(key)
        if name is None:  # a line under 'for', which is there because somebody wrote it
            continue
        below = getattr(model, name)
        if below is None or (name not in model.model_fields_set and key not in _ALWAYS):
            yield (*above, key)
        elif isinstance(below, BaseModel) and isinstance(value, dict):
            yield from _left_out(below, value, (*above, key))
        elif isinstance(below, tuple) and isinstance(value, list):
            yield from _left_out_of_items(below, value, (*above, key))


def _left_out_of_items(models: tuple[object, ...], said: Sequence[object], above: Path) -> Iterator[Path]:
    for place, (one, told) in enumerate(zip(models, said, strict=True)):
        if isinstance(one, BaseModel) and isinstance(told, dict):
            yield from _left_out(one, told, (*above, place))


def _marked(said: Mapping[str, Any], defaults: frozenset[Path], here: Path) -> CommentedMap:
    """Put a comment behind the keys that are defaults, down through all mappings."""
    marked = CommentedMap()
    for key, value in said.items():
        path = (*here, key)
        marked[key] = value
        if isinstance(value, dict):
            marked[key] = _marked(value, defaults, path)
        elif isinstance(value, list):
            marked[key] = [
                _marked(one, defaults, (*path, place)) if isinstance(one, dict) else one
                for place, one in enumerate(value)
            ]
        if path in defaults:
            marked.yaml_add_eol_comment(DEFAULT, key)
    return marked


def _alias(model: BaseModel, name: str) -> str:
    return str(type(model).model_fields[name].serialization_alias or name)


def _dumped(content: object, default: str) -> str:
    writer = YAML()
    writer.default_flow_style = False
    writer.allow_unicode = True
    text = StringIO()
    writer.dump(content, text)
    return re.sub(rf" +# {DEFAULT}$", f"  # {default}", text.getvalue(), flags=re.MULTILINE)
