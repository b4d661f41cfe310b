"""What a user of Mesa tries first, with the Mesa of each Python that the tests run on."""

import copy
import doctest
import pickle
from pathlib import Path

import mesa
import numba
import numpy as np
import pytest
from small_scenarios import small_copy
from threadpoolctl import threadpool_info, threadpool_limits

import simkansen.runs.school_model
from simkansen import SchoolModel, intervention_types, load_scenario, run_scenarios
from simkansen.chance import run_key
from simkansen.runs.draws import draw_parameters
from simkansen.runs.plan import make_plan
from simkansen.runs.populations import make_population
from simkansen.runs.replicate import simulate_plan
from simkansen.school import Pupil, School

ROOT = Path(__file__).parents[2]
NEW_MESA = hasattr(mesa.Model, "run_for")


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Three schools with all six interventions."""
    return str(small_copy(ROOT / "scenarios" / "all-six.yaml", tmp_path_factory.mktemp("files")))


@pytest.fixture
def model(file):
    return SchoolModel.from_scenario(file)


def batch(file, parameters=None, rng=None, **asked):
    """Rows of Mesa's batch, of the last week that is simulated; older versions take seeds as a parameter."""
    parameters = {"file": file, **(parameters or {})}
    if rng is not None:
        (asked if NEW_MESA else parameters)["rng"] = rng
    return mesa.batch_run(SchoolModel, parameters, display_progress=False, max_steps=20, **asked)


def weeks_of(model):
    return (model.datacollector.model_vars[name] for name in ("week", "maths"))


@pytest.mark.parametrize("replication", [0, 1])
def test_a_model_of_a_file_is_the_simulation_that_the_command_does(file, replication):
    plan = make_plan([load_scenario(file, intervention_types())])
    key = run_key(plan.reference.run.seed, replication)
    drawn = draw_parameters(plan.base_parameters(), plan.reference.run.seed, replication, plan.source)
    population = make_population(plan.reference, replication if plan.redrawn else 0)
    done = simulate_plan(plan, population, drawn, key)
    model = SchoolModel.from_scenario(file, replication=replication)
    model.run_model()
    np.testing.assert_array_equal(model.sums, done[plan.scenarios[-1].name].trace.sums)


def test_weeks_are_turned_as_in_any_model_of_mesa(model):
    model.step()
    model.run_for(2)
    weeks = model.datacollector.get_model_vars_dataframe()
    assert model.steps == len(weeks) == 3
    model.run_for(1_000)
    assert not model.running
    assert model.steps == len(model.calendar)


def test_pupils_and_schools_are_its_agents(model):
    model.step()
    pupils, schools = model.agents_by_type[Pupil], model.agents_by_type[School]
    assert len(model.agents) == len(pupils) + len(schools)
    assert set(model.agent_types) == {Pupil, School}
    assert len({agent.unique_id for agent in model.agents}) == len(model.agents)
    assert pupils.get("engagement") == model.state.engagement.tolist()
    assert model.pupil(5).unique_id == list(pupils)[5].unique_id
    oldest = model.agents.select(lambda agent: getattr(agent, "level", 0) == 8)
    assert 0 < len(oldest) < len(pupils)


def test_an_agent_says_who_it_is(model):
    model.step()
    assert repr(model.pupil(0)).startswith("<Pupil 0: level ")
    assert repr(model.schools[1]) == f"<School 1: {model.schools[1].code}>"


def test_agents_are_collected_by_mesa(model):
    model.datacollector = mesa.DataCollector(agenttype_reporters={Pupil: {"sight": "out_of_sight"}})
    model.run_for(2)
    assert len(model.datacollector.get_agenttype_vars_dataframe(Pupil)) == 2 * len(model.pupils)


def test_a_model_that_was_pickled_goes_on_with_the_same_bits(model):
    model.run_for(35)
    again = pickle.loads(pickle.dumps(model))
    kinds = [list(map(numba.typeof, one.week.columns)) for one in (model, again, copy.deepcopy(model))]
    assert kinds[0] == kinds[1] == kinds[2], "kernels would be compiled once more"
    for one in (model, again):
        one.run_for(25)
    np.testing.assert_array_equal(again.sums, model.sums)
    assert again.deliveries[0].ledger == model.deliveries[0].ledger
    assert not again.week.static.pupils.ses.flags.writeable
    assert list(map(repr, again.pupils)) == list(map(repr, model.pupils))


@pytest.mark.slow
def test_each_repeat_of_a_batch_is_another_simulation(file):
    rows = batch(file, **({"rng": [None] * 3} if NEW_MESA else {"iterations": 3}))
    assert [row["iteration"] for row in rows] == [0, 1, 2]
    assert len({row["maths"] for row in rows}) == 3


@pytest.mark.slow
def test_replications_and_values_of_a_batch_are_those_that_are_asked_for(file):
    rows = batch(file, {"replication": [0, 1], "engagement_start": [0.5, 0.9]})
    assert len({row["engagement"] for row in rows}) == 4
    for row in rows:
        model = SchoolModel.from_scenario(
            file, replication=row["replication"], engagement_start=row["engagement_start"]
        )
        model.run_for(30)
        (found,) = (maths for week, maths in zip(*weeks_of(model), strict=True) if week == row["week"])
        assert found == row["maths"]


@pytest.mark.slow
def test_a_batch_runs_in_processes(file):
    here, there = (batch(file, rng=[1, 2], number_processes=number) for number in (1, 2))
    assert sorted(there, key=lambda row: row["RunId"]) == here


@pytest.mark.slow
def test_a_seed_is_told_and_makes_the_same_model_again(file):
    for rng in (7, np.random.default_rng(7), np.random.SeedSequence(7), None):
        model = SchoolModel(file=file, rng=rng)
        again = SchoolModel.from_scenario(file, rng=model.seed)
        assert again.key == model.key
    assert SchoolModel.from_scenario(file).seed == 2020


def test_what_cannot_be_made_is_told(file):
    with pytest.raises(TypeError, match="from_scenario"):
        SchoolModel()
    with pytest.raises(KeyError, match="teaching_hour"):
        SchoolModel.from_scenario(file, teaching_hour=1.0)


def test_the_examples_of_the_model_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testmod(simkansen.runs.school_model)
    assert (failed, tried > 5) == (0, True)


@pytest.mark.slow
def test_a_run_from_python_does_its_algebra_in_one_thread(tmp_path):
    scenario = load_scenario(small_copy(ROOT / "scenarios" / "baseline.yaml", tmp_path), intervention_types())
    seen = set()

    def look(_):
        seen.update(one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas")

    with threadpool_limits(2, "blas"):
        run_scenarios([scenario], tmp_path / "results", workers=1, on_progress=look)
        after = {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}
    assert (seen, after) == ({1}, {2})
