import pytest

from simkansen.scenario import (
    PopulationSpec,
    Scenario,
    default_replications,
    load_scenario,
    with_run_defaults,
)
from simkansen.scenario.schema.run_defaults import default_population


@pytest.mark.parametrize(
    ("pupils", "expected"),
    [(1, 128), (9_000, 128), (20_000, 128), (20_001, 64), (200_000, 64), (1_400_000, 16)],
)
def test_the_number_of_replications_follows_the_pupils(pupils, expected):
    assert default_replications(pupils) == expected


@pytest.mark.parametrize(
    ("population", "expected"),
    [
        ({"netherlands": {"sample": 40}}, (128, "redrawn")),
        ({"netherlands": {"municipality": "Urk", "sample": 2}}, (128, "redrawn")),
        ({"netherlands": {"municipality": "Urk"}}, (128, "fixed")),
        ({"netherlands": {"municipality": "Vlieland", "sample": 1}}, (128, "fixed")),  # has one school
        ({"netherlands": {"province": "Friesland"}}, (64, "fixed")),
        ({"netherlands": {}}, (16, "fixed")),
    ],
)
def test_what_a_file_leaves_open_is_filled_in_from_its_population(population, expected):
    spec = PopulationSpec.model_validate(population)
    run = with_run_defaults(Scenario.model_validate({"name": "a", "population": spec})).run
    assert (run.replications, run.population) == expected


def test_what_a_file_says_stands(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text(
        "simkansen: 1\nname: a\npopulation: {netherlands: {sample: 3}}\n"
        "run: {replications: 5, population: fixed}\n",
        encoding="utf-8",
    )
    scenario = load_scenario(file, {})
    assert (scenario.run.replications, scenario.run.population) == (5, "fixed")
    assert with_run_defaults(scenario) is scenario


def test_a_file_of_schools_counts_its_pupils_and_its_schools_are_the_ones_asked_about(tmp_path):
    (tmp_path / "schools.csv").write_text(
        "school,municipality,pupils,disadvantaged_share\n"
        + "".join(f"A{n},Urk,900,0.1\n" for n in range(30)),
        encoding="utf-8",
    )
    text = "simkansen: 1\nname: a\npopulation: {schools: {file: schools.csv%s}}\n"
    (tmp_path / "all.yaml").write_text(text % "", encoding="utf-8")
    (tmp_path / "some.yaml").write_text(text % ", sample: 5", encoding="utf-8")
    (tmp_path / "thirty.yaml").write_text(text % ", sample: 30", encoding="utf-8")
    every, some = (load_scenario(tmp_path / f"{name}.yaml", {}).run for name in ("all", "some"))
    assert load_scenario(tmp_path / "thirty.yaml", {}).run.population == "fixed"
    assert (every.replications, every.population) == (64, "fixed")
    assert (some.replications, some.population) == (128, "redrawn")


def test_the_shipped_sample_stands_for_the_country_and_its_replications_are_enough(root):
    run = load_scenario(root / "scenarios" / "baseline.yaml", {}).run
    assert run.replications is not None
    assert run.replications >= 64
    assert run.population == "redrawn"
    assert default_population(PopulationSpec.model_validate({"netherlands": {}})) == "fixed"
