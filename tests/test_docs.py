"""The pages on scenario files and results name all that the program knows, and their examples are valid."""

import re
from pathlib import Path

import pytest

from simkansen.interventions import registry
from simkansen.outcomes.groups import BYS
from simkansen.outcomes.measures import MEASURES
from simkansen.population.schools.from_file import OPTIONAL, REQUIRED
from simkansen.runs.store import RUN_COLUMNS, SUMMARY_COLUMNS
from simkansen.scenario import load_scenario
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.scenario import Scenario
from simkansen.scenario.schema.vocabulary import ATTRIBUTES

DOCS = Path(__file__).parent.parent / "docs"
SCENARIO_FILES = (DOCS / "scenario-files.md").read_text(encoding="utf-8")
RESULTS = (DOCS / "results.md").read_text(encoding="utf-8")


def keys_of_rows(text: str) -> set[str]:
    """The names that begin the rows of the page's tables."""
    return {name for row in re.findall(r"^\| (`.+?) \|", text, re.M) for name in re.findall(r"`(.+?)`", row)}


def test_every_key_of_a_scenario_is_described():
    keys = {field.alias or name for name, field in Scenario.model_fields.items()} - {"source"}
    assert keys | {"extends"} <= keys_of_rows(SCENARIO_FILES)


def test_every_word_of_an_intervention_is_described():
    fields = Programme.model_fields.items()
    words = {field.serialization_alias or name for name, field in fields} - {"id", "type", "title"}
    assert words <= keys_of_rows(SCENARIO_FILES)


@pytest.mark.parametrize("name", registry())
def test_every_type_of_intervention_stands_there_with_the_words_it_answers(name):
    kind = registry()[name]
    (row,) = re.findall(rf"^\| `{name}` \|.*$", SCENARIO_FILES, re.M)
    answers, own = (set(re.findall(r"`(\w+)`", cell)) for cell in row.split(" | ")[2:4])
    assert answers == set(kind.answers)
    assert set(kind.model_fields) - set(Programme.model_fields) <= own


def test_every_column_of_a_file_of_schools_is_described():
    assert {f"`{name}` | yes" for name in REQUIRED} <= set(re.findall(r"`\w+` \| yes", SCENARIO_FILES))
    assert {f"`{name}` | no" for name in OPTIONAL} <= set(re.findall(r"`\w+` \| no", SCENARIO_FILES))


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_every_attribute_stands_in_the_table_with_its_values(name):
    attribute = ATTRIBUTES[name]
    (row,) = re.findall(rf"^\| `{name}` \| {attribute.table} \|.*$", SCENARIO_FILES, re.M)
    assert all(f"`{value}`" in row for value in attribute.values)
    assert attribute.help in row


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_stands_in_the_table_with_its_unit(name):
    measure = MEASURES[name]
    (row,) = re.findall(rf"^\| `{name}` \|.*$", RESULTS, re.M)
    assert row.split(" | ")[1:4] == [measure.unit, measure.better, measure.definition]


def test_every_column_and_every_split_is_described():
    columns = keys_of_rows(RESULTS)
    assert set(SUMMARY_COLUMNS) <= columns
    assert set(RUN_COLUMNS) - {"value", "replication"} <= columns
    assert {by for by in BYS if f"`{by}`" not in RESULTS} == set()


def test_the_example_is_a_valid_scenario(tmp_path):
    (example,) = re.findall(r"^```yaml\n(simkansen: 1\n.*?)^```", SCENARIO_FILES, re.M | re.S)
    path = tmp_path / "example.yaml"
    path.write_text(example, encoding="utf-8")
    scenario = load_scenario(path, registry())
    assert [programme.id for programme in scenario.interventions] == ["groups-of-three", "laptops"]


GALLERY = (DOCS / "gallery.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"!\[(.*?)\]\((.*?)\)", GALLERY)


def test_every_picture_of_the_gallery_is_there_small_and_told_in_words():
    assert len(SHOWN) >= 7
    assert len({path for _, path in SHOWN}) == len(SHOWN)
    for alt, path in SHOWN:
        picture = DOCS / path
        assert len(alt) > 30, path
        assert picture.read_bytes().startswith(b"\x89PNG"), path
        assert picture.stat().st_size < 60_000, path
    assert {DOCS / path for _, path in SHOWN} == set((DOCS / "pictures").glob("gallery-*.png"))


def test_the_gallery_names_the_command_that_makes_it_and_the_one_that_it_shows():
    named = re.findall(r"`python (docs/\w+\.py)`", GALLERY)
    assert named == ["docs/make_gallery.py"]
    assert (DOCS.parent / named[0]).is_file()
    (command,) = re.findall(r"^```sh\n(simkansen run .*)\n```", GALLERY, re.M)
    scenarios = [word for word in command.split() if word.endswith(".yaml")]
    assert len(scenarios) > 2
    assert all((DOCS.parent / scenario).is_file() for scenario in scenarios)
