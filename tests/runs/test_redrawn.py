import json

import duckdb
import numpy as np
import pytest

from simkansen.evidence import load_parameters
from simkansen.population import PopulationMaker, build_population
from simkansen.runs import replicate, run_scenarios
from simkansen.runs.notes import empty_groups
from simkansen.runs.plan import make_plan
from simkansen.runs.store import run_file, run_sizes_of
from simkansen.runs.verify import verify_runs
from simkansen.scenario import PopulationSpec, Problem, ScenarioErrors, build_calendar, load_scenario


def with_run(scenarios, **run):
    return [one.model_copy(update={"run": one.run.model_copy(update=run)}) for one in scenarios]


def columns(population):
    return {
        table: {
            name: getattr(getattr(population, table), name) for name in getattr(population, table).__slots__
        }
        for table in ("pupils", "households", "classes", "schools")
    }


@pytest.fixture(scope="module")
def maker():
    spec = PopulationSpec.model_validate({"netherlands": {"municipality": "Zwolle", "sample": 4}})
    return PopulationMaker(spec, build_calendar(), 5, load_parameters()), spec


def test_the_first_population_is_the_one_that_is_built_and_others_are_others(maker):
    many, spec = maker
    built = build_population(spec, build_calendar(), 5, load_parameters())
    first, second, again = many.make(), many.make(1), many.make(1)
    for table, mine in columns(built).items():
        for name, column in mine.items():
            assert np.array_equal(column, columns(first)[table][name])
            assert np.array_equal(columns(second)[table][name], columns(again)[table][name])
    assert first.pupils.skill[:5].tolist() != second.pupils.skill[:5].tolist()


def test_replications_draw_other_schools_of_the_same_list(maker):
    many, spec = maker
    everyone = spec.model_copy(update={"country": spec.country.model_copy(update={"sample": None})})
    whole = build_population(everyone, build_calendar(), 5, load_parameters()).schools
    known = dict(zip(whole.code.tolist(), whole.pupils.tolist(), strict=True))
    drawn = [many.make(luck).schools for luck in range(6)]
    assert all(known[code] == size for one in drawn for code, size in zip(one.code, one.pupils, strict=True))
    assert len({tuple(one.code.tolist()) for one in drawn}) > 1


def populations_met(scenarios, place, monkeypatch):
    met = []
    simulate = replicate.simulate

    def note(population, calendar, interventions, parameters, key, *rest):
        met.append((int(key), population.schools.code.tolist(), population.pupils.skill.tobytes()))
        return simulate(population, calendar, interventions, parameters, key, *rest)

    monkeypatch.setattr(replicate, "simulate", note)
    run_scenarios(scenarios, place, workers=1)
    by_key = {}
    for key, schools, skill in met:
        by_key.setdefault(key, set()).add((tuple(schools), skill))
    return by_key


def test_all_scenarios_of_a_replication_have_the_same_pupils_and_replications_have_others(
    scenarios, tmp_path, monkeypatch
):
    asked = with_run(scenarios, population="redrawn", replications=10)
    by_key = populations_met(asked, tmp_path, monkeypatch)
    assert len(by_key) == 12  # ten replications, and two echoes
    assert all(len(people) == 1 for people in by_key.values())
    assert len(set.union(*by_key.values())) == 12


def test_a_fixed_population_is_one_for_all(scenarios, tmp_path, monkeypatch):
    by_key = populations_met(with_run(scenarios, population="fixed"), tmp_path, monkeypatch)
    assert len(by_key) == 2
    assert len(set.union(*by_key.values())) == 1


def test_redrawn_and_fixed_are_other_results_and_are_not_run_together(scenarios):
    redrawn, fixed = (with_run(scenarios, population=how) for how in ("redrawn", "fixed"))
    assert make_plan(redrawn).name != make_plan(fixed).name
    with pytest.raises(ValueError, match=r"differ in run\.population"):
        make_plan([redrawn[0], fixed[1]])


def test_the_manifest_tells_how_many_pupils_and_between_what_they_vary(scenarios, tmp_path):
    done = run_scenarios(with_run(scenarios[:1], replications=3), tmp_path, workers=1)
    told = json.loads((done.folder / "manifest.json").read_text(encoding="utf-8"))
    sizes = [one["pupils"] for one in run_sizes_of(run_file(done.folder, n) for n in range(3))]
    assert len(set(sizes)) > 1
    assert told["population"] == "redrawn"
    assert told["schools_redrawn"] is True
    assert told["schools"] == 2
    assert told["pupils"] == round(np.median(sizes))
    assert told["pupils_range"] == [min(sizes), max(sizes)]
    assert "schools_range" not in told


def test_a_run_that_was_stopped_goes_on_with_the_pupils_it_would_have_had(scenarios, tmp_path):
    asked = with_run(scenarios[:1], replications=2)
    done = run_scenarios(asked, tmp_path, workers=1)
    before = {path.name: path.read_bytes() for path in (done.folder / "runs").iterdir()}
    run_file(done.folder, 1).unlink()
    again = run_scenarios(asked, tmp_path, workers=1)
    assert again.reused == 1
    assert {path.name: path.read_bytes() for path in (done.folder / "runs").iterdir()} == before
    verified = verify_runs(done.folder, None, 1, lambda progress: None)
    assert verified.differences == ()
    assert verified.failures == ()


def test_an_echo_that_is_gone_is_made_again_with_its_replication(scenarios, tmp_path):
    asked = with_run(scenarios[:1], replications=10)
    folder = run_scenarios(asked, tmp_path, workers=1).folder
    echo = folder / "echoes" / "00000.parquet"
    before = echo.read_bytes()
    values = [
        duckdb.sql(f"SELECT value FROM '{path}'").fetchnumpy()["value"]
        for path in (echo, run_file(folder, 0))
    ]
    assert values[0].tolist() != values[1].tolist()
    echo.unlink()
    assert run_scenarios(asked, tmp_path, workers=1).reused == 9
    assert echo.read_bytes() == before


def test_fewer_than_ten_replications_have_no_echo(scenarios, tmp_path):
    few = run_scenarios(with_run(scenarios[:1], replications=2), tmp_path, workers=1)
    assert not (few.folder / "echoes").exists()


@pytest.mark.parametrize("somebody_in", [{2}, set()])
def test_a_group_is_empty_when_no_replication_has_anybody_in_it(scenarios, monkeypatch, somebody_in):
    problem = Problem("a.yaml", 1, 1, "interventions[a].for", "nobody is in this group", "ask less")
    monkeypatch.setattr(
        empty_groups, "problems_among", lambda scenario, number: [] if number in somebody_in else [problem]
    )
    plan, made = make_plan(scenarios[:1]), iter(range(4))
    if somebody_in:
        empty_groups.refuse_empty_groups(plan, made)
        assert list(made) == [3]  # nobody is looked for further than the first who is found
        return
    with pytest.raises(ScenarioErrors) as caught:
        empty_groups.refuse_empty_groups(plan, made)
    assert caught.value.problems == [problem]
    assert list(made) == []


def test_all_schools_of_a_place_stay_the_same_where_pupils_are_made_anew(tmp_path):
    file = tmp_path / "vlieland.yaml"
    file.write_text(
        "simkansen: 1\nname: vlieland\npopulation: {netherlands: {municipality: Vlieland}}\n"
        "run: {replications: 1, population: redrawn}\n",
        encoding="utf-8",
    )
    done = run_scenarios([load_scenario(file, {})], tmp_path / "results", workers=1)
    told = json.loads((done.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (told["population"], told["schools_redrawn"]) == ("redrawn", False)
