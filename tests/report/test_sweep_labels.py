"""What an experiment can vary has a name on pages, and each value that is a word a text: never a key."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator

import pytest
from made_sweeps import make_sweep
from pydantic import BaseModel

from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.labels import key_of, name_of, setting, value_of
from simkansen.report.words import LANGUAGES, Words
from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec, RulesSpec
from simkansen.scenario.schema.vocabulary import ATTRIBUTES
from simkansen.scenario.schema.words import COUNTRY
from simkansen.sweep.ask.paths import parse

NEVER = {"id", "type", "title"}
"""What no experiment varies."""
LITERAL = {"calendar.school_years", f"population.{COUNTRY}.province", f"population.{COUNTRY}.municipality",
           "population.schools.file"}  # fmt: skip
"""Keys whose values are names, which stand on a page as they are."""
SAME = {"spelling"}
"""Values that are the same word in both languages."""


def parts(annotation: object) -> Iterator[object]:
    """Everything that an annotation is made of."""
    yield annotation
    for one in (*typing.get_args(annotation), *getattr(annotation, "__args__", ())):
        if typing.get_origin(annotation) is not typing.Literal:
            yield from parts(one)


def words_of(annotation: object) -> list[object]:
    """The values of an annotation that are words, or yes and no."""
    found = [one for part in parts(annotation) if typing.get_origin(part) is typing.Literal
             for one in typing.get_args(part) if isinstance(one, str)]  # fmt: skip
    return found + ([True, False] if bool in parts(annotation) else [])


def paths_of(model: type[BaseModel], above: str) -> Iterator[tuple[str, list[object]]]:
    """Each path below one, with the values there that are words."""
    for name, field in model.model_fields.items():
        key = field.serialization_alias or name
        if key in NEVER or key == "criteria":  # these stand under for by their names
            continue
        path = f"{above}.{key}"
        if key == "for":
            yield from (
                (f"{path}.{one.name}", [*one.values] if one.kind == "category" else [])
                for one in ATTRIBUTES.values()
            )
            yield from ((f"{path}.{one.name}.{end}", []) for one in ATTRIBUTES.values()
                        if one.kind == "number" for end in ("at_least", "at_most"))  # fmt: skip
        if key == "closures":  # a list of one's own is no value
            yield path, ["actual", "none"]
            continue
        below = next((part for part in parts(field.annotation)
                      if isinstance(part, type) and issubclass(part, BaseModel)), None)  # fmt: skip
        if below is None:
            yield path, words_of(field.annotation)
            continue
        short = getattr(below, "short_form", None) or {}
        if "enum" in short or short.get("type") == "number" or "short_key" in vars(below):
            yield path, list(short.get("enum", ()))
        yield from paths_of(below, path)


def every_path() -> list[tuple[str, list[object]]]:
    found = [one for kind in registry().values() if kind.__module__.startswith("simkansen.")
             for one in paths_of(kind, "interventions[x]")]  # fmt: skip
    for top, model in (("calendar", CalendarSpec), ("population", PopulationSpec), ("rules", RulesSpec)):
        found += paths_of(model, top)
    return found


EVERY = every_path()


def test_the_paths_are_those_of_the_schema():
    paths = {path for path, _ in EVERY}
    assert {
        "interventions[x].hours.per_week", "interventions[x].weeks", "interventions[x].weeks.from",
        "interventions[x].for.capacity", "interventions[x].for.rank_by", "interventions[x].what.subjects",
        "interventions[x].grounds", "interventions[x].remote_share", "interventions[x].cost.price_year",
        "interventions[x].take_up", "interventions[x].take_up.incentive", "calendar.closures",
        "calendar.remote_experience", "population.schools.file", f"population.{COUNTRY}.sample",
        "interventions[x].for.disadvantaged_share.at_least", "rules.growth",
    } <= paths  # fmt: skip
    assert all(parse(path) for path in paths)
    words = {path: said for path, said in EVERY}
    assert set(words["calendar.closures"]) >= {"actual", "none"}
    assert set(words["interventions[x].weeks"]) >= {"all", "since-closure"}
    assert set(words["interventions[x].parents"]) == {"none", "informed", "partners"}


def test_every_path_has_a_name():
    words = Words("nl")
    keys = {path for path, _ in EVERY if name_of(words, path) == re.sub("[._-]", " ", key_of(path))}
    assert keys == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_parameter_has_a_name(lang):
    words = Words(lang)
    assert [
        name for name in load_parameters().definitions if name_of(words, f"parameters.{name}") == name
    ] == []


def test_every_value_that_is_a_word_has_a_text():
    """Texts of both languages have the same names, and in English some say the very word of the file."""
    words = Words("nl")
    plain = {
        (path, value)
        for path, said in EVERY
        if path not in LITERAL
        for value in said
        if isinstance(value, str) and value not in SAME
        if value_of(words, path, value) == value
        or setting(words, path, value) == f"{name_of(words, path)} {value}"
    }
    assert plain == set()


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("interventions[x].take_up", 0.16827, "16.8%"),
        ("interventions[x].take_up", 0.125, "12.5%"),
        ("interventions[x].take_up", "12.5%", "12.5%"),
        ("interventions[x].take_up", 0.0005123, "0.0512%"),
        ("interventions[x].for.capacity", 0.138, "13.8%"),
        ("interventions[x].for.disadvantaged_share.at_least", 1 / 3, "33.3%"),
        ("interventions[x].hours", 1.2345678, "1.23"),
        ("interventions[x].hours", 1.125, "1.125"),
        ("parameters.help_share", 0.0123456, "0.0123"),
        ("interventions[x].cost.price_year", 2021, "2021"),
        ("interventions[x]", "True", "with it"),
    ],
)
def test_what_was_written_is_told_so_and_what_was_drawn_with_three_digits(path, value, told):
    assert value_of(Words("en"), path, value) == told


@pytest.mark.parametrize(("lang", "told"), [("en", "is above 13.8%"), ("nl", "boven 13,8% is")])
def test_a_condition_tells_a_share_as_all_else_does(tmp_path, lang, told):
    telling = Found(make_sweep(tmp_path / "r", lambda s, v, r: [0.1], measures=["delay_weeks"]), lang).telling
    one = {"equals": None, "never": (), "above": 0.13812, "at_most": None}
    text = telling.conditions([one | {"path": "interventions[tutoring].for.capacity"}])
    assert told in text
    assert telling.kind_at("interventions[tutoring].for.capacity") == "percent"
    assert telling.kind_at("interventions[tutoring].hours") == "number"
