"""Parameters are read whole, with their sources, or refused with every reason at once."""

import math
import pickle
import re
from pathlib import Path

import numpy as np
import pytest

from simkansen.evidence import GROUPS, EvidenceError, load_parameters, load_register
from simkansen.evidence.files import read_rows

REGISTER = """
- {id: AAA-01, kind: parameter, quantity: q, population: p, value: 1, unit: u, uncertainty: n,
   dose_conditions: d, source: s, provenance: seed, address_or_file: a, confidence: high, maps_to: m}
"""
GOOD = """
- name: live_share
  value: 0.4
  unit: share
  prior: {distribution: beta, sd: 0.1}
  used_by: learning
  sources: [AAA-01]
  mechanism: M4
  does: Weighs live lessons.
- name: hour_price
  value: 50
  unit: EUR per hour
  prior: {distribution: fixed}
  used_by: costs
  assumed: nobody has counted it
  does: Prices an hour.
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "register.yaml").write_text(REGISTER)
    (tmp_path / "parameters.yaml").write_text(GOOD)
    return tmp_path


def problems_of(folder: Path, text: str) -> tuple[str, ...]:
    (folder / "parameters.yaml").write_text(text)
    with pytest.raises(EvidenceError) as refused:
        load_parameters(folder)
    return refused.value.problems


def test_values_and_definitions_are_read(folder):
    parameters = load_parameters(folder)
    assert dict(parameters) == {"live_share": 0.4, "hour_price": 50.0}
    live = parameters.definitions["live_share"]
    assert (live.unit, live.sources, live.mechanism, live.used_by) == ("share", ("AAA-01",), "M4", "learning")
    assert live.quantile(0.5) == pytest.approx(0.397, abs=0.005)
    assert parameters.definitions["hour_price"].assumed == "nobody has counted it"


def test_parameters_may_stand_in_several_files(folder):
    one, other = GOOD.split("- name: hour_price")
    (folder / "parameters.yaml").write_text(one)
    (folder / "parameters-costs.yaml").write_text("- name: hour_price" + other)
    assert set(load_parameters(folder)) == {"live_share", "hour_price"}


def test_a_name_given_twice_in_two_files_is_refused(folder):
    (folder / "parameters-more.yaml").write_text(GOOD)
    found = problems_of(folder, GOOD)
    assert "parameters.yaml: live_share: the name is given twice" in found
    assert "parameters.yaml: hour_price: the name is given twice" in found


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("sources: [AAA-01]", "sources: [AAA-99]", "source 'AAA-99' is not in the register"),
        ("sources: [AAA-01]", "sources: AAA-01", "sources must be a list"),
        ("assumed: nobody has counted it", "mechanism: M1", "needs sources, or assumed"),
        ("value: 0.4", "value: many", "value must be a number"),
        ("value: 0.4", "value: .nan", "value must be a number"),
        ("unit: share", "units: share", "unknown key 'units'"),
        ("unit: share", "units: share", "'unit' is missing"),
        ("used_by: costs", "used_by: money", "used_by 'money' is none of"),
        ("name: hour_price", "name: Hour-Price", "snake_case"),
        ("mechanism: M4", "mechanism: devices", "must read like M4"),
        ("sd: 0.1", "sd: 0.6", "smaller sd"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_reason(folder, old, new, words):
    assert old in GOOD
    assert any(words in problem for problem in problems_of(folder, GOOD.replace(old, new)))


def test_all_problems_are_told_at_once(folder):
    text = GOOD.replace("value: 0.4", "value: many").replace("used_by: costs", "used_by: money")
    assert len(problems_of(folder, text)) == 2


def test_a_file_that_is_no_yaml_is_refused_with_its_line(folder):
    assert problems_of(folder, "- name: a\n- [\n")[0].startswith("parameters.yaml:3:")


def test_a_repeated_key_is_refused(folder):
    found = problems_of(folder, GOOD.replace("  value: 0.4", "  value: 0.4\n  value: 0.5"))
    assert "duplicate key" in found[0]


def test_an_unknown_name_is_told_its_neighbour(folder):
    with pytest.raises(KeyError, match="Did you mean 'live_share'"):
        load_parameters(folder)["live_shares"]


def test_a_replacement_leaves_the_original_as_it_was(folder):
    parameters = load_parameters(folder)
    changed = parameters.replace({"live_share": 0.2})
    assert (parameters["live_share"], changed["live_share"], changed["hour_price"]) == (0.4, 0.2, 50.0)
    assert "live_share=0.2" in repr(changed)


def test_a_replacement_that_cannot_be_is_refused(folder):
    parameters = load_parameters(folder)
    with pytest.raises(KeyError, match="unknown parameter 'nonsense'"):
        parameters.replace({"nonsense": 1})
    with pytest.raises(ValueError, match="finite"):
        parameters.replace({"live_share": math.inf})


def test_parameters_cannot_be_written_to(folder):
    parameters = load_parameters(folder)
    with pytest.raises(TypeError):
        parameters["live_share"] = 1.0
    with pytest.raises(TypeError):
        parameters.definitions["live_share"] = None


def test_a_record_holds_its_group_alone_as_float64(folder):
    record = load_parameters(folder).replace({"live_share": 0.25}).record("learning")
    assert record.dtype.names == ("live_share",)
    assert record.dtype["live_share"] == np.float64
    assert record.live_share == 0.25


def test_a_record_of_no_group_is_refused(folder):
    with pytest.raises(ValueError, match="no group of parameters 'lessons'"):
        load_parameters(folder).record("lessons")


def test_parameters_survive_the_way_to_a_worker(folder):
    changed = load_parameters(folder).replace({"live_share": 0.3})
    again = pickle.loads(pickle.dumps(changed))
    assert dict(again) == dict(changed)
    assert dict(again.definitions) == dict(changed.definitions)


def test_a_changed_file_is_not_served_from_the_cache(folder):
    path = folder / "parameters.yaml"
    assert read_rows(path)[0]["value"] == 0.4
    path.write_text(GOOD.replace("0.4", "0.5"))
    assert read_rows(path)[0]["value"] == 0.5


def test_the_cache_gives_the_same_rows_as_the_file(folder):
    path = folder / "parameters.yaml"
    first = read_rows(path)
    assert list((folder / "cache" / "simkansen").glob("parameters-*.json"))
    assert read_rows(path) == first


def test_a_broken_cache_is_done_without(folder):
    path = folder / "parameters.yaml"
    first = read_rows(path)
    for kept in (folder / "cache" / "simkansen").iterdir():
        kept.write_text("{")
    assert read_rows(path) == first


def test_a_cache_that_cannot_be_written_is_done_without(folder, monkeypatch):
    (folder / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "file"))
    assert len(read_rows(folder / "parameters.yaml")) == 2


def test_the_packages_own_parameters_load_and_every_source_is_known():
    parameters, register = load_parameters(), load_register()
    for name, definition in parameters.definitions.items():
        assert definition.used_by in GROUPS
        assert set(definition.sources) <= set(register), name
        assert definition.sources or definition.assumed, name


def test_every_prior_of_the_package_gives_finite_quantiles_in_order():
    for name, definition in load_parameters().definitions.items():
        draws = [definition.quantile(u) for u in (1e-6, 0.05, 0.5, 0.95, 1 - 1e-6)]
        assert all(math.isfinite(draw) for draw in draws), name
        assert draws == sorted(draws), name


def ids_of_the_validation():
    return {name for name, entry in load_register().items() if entry.use == "validation"}


def test_no_parameter_rests_on_a_figure_that_the_model_is_judged_by():
    forbidden = ids_of_the_validation()
    assert len(forbidden) > 20
    for name, definition in load_parameters().definitions.items():
        said = " ".join((*definition.sources, definition.assumed or "", definition.does))
        assert forbidden.isdisjoint(re.findall(r"[A-Z]+-[A-Z]?\d+", said)), name


def test_no_rule_names_a_figure_that_the_model_is_judged_by_as_its_source():
    package = Path(load_parameters.__code__.co_filename).parents[1]
    forbidden = ids_of_the_validation()
    for room in ("learning", "population", "interventions"):
        for path in sorted((package / room).rglob("*.py")):
            named = set(re.findall(r"\b[A-Z]+-[A-Z]?\d+\b", path.read_text(encoding="utf-8")))
            assert named.isdisjoint(forbidden), path
