"""One task: what is simulated once, what is measured, and how a failure is kept."""

import numpy as np
import pytest
from tiny_experiment import TINY

from simkansen.chance import run_key as chance_key
from simkansen.evidence import load_parameters, load_posterior
from simkansen.outcomes import numbers as measuring
from simkansen.outcomes.replication import measure_replication
from simkansen.runs import replicate
from simkansen.runs.draws import draw_parameters
from simkansen.runs.plan import make_plan
from simkansen.runs.populations import make_population, population_key
from simkansen.runs.replicate import simulate_plan
from simkansen.sweep.ask.experiment import MeasureSpec
from simkansen.sweep.ask.placing import placed
from simkansen.sweep.running import task as tasks
from simkansen.sweep.running.task import SweepJob, Task, do_task
from simkansen.work.engines import local
from simkansen.work.lru_cache import LRUCache
from simkansen.work.progress import Reporter
from simkansen.work.runner import InMemory, TaskRunner

ASKED = [
    {"measure": "delay_weeks"},
    {"measure": "gap_weeks", "by": "parental_education", "group": "low"},
    {"measure": "skill", "subject": "maths", "by": "groep", "group": "5"},
    {"measure": "growth_share", "week": "2020-07-01"},
    {"measure": "engagement", "week": "2020-04-06"},
    {"measure": "out_of_sight"},
    {"measure": "better_off"},
    {"measure": "worse_off", "subject": "spelling"},
    {"measure": "cost"},
    {"measure": "cost_per_week"},
    {"measure": "staff_hours_needed"},
]


@pytest.fixture
def job(experiment, tmp_path):
    measures = tuple(MeasureSpec.model_validate(one) for one in ASKED)
    return SweepJob("basis", experiment().scenarios, measures, tmp_path / "nowhere")


@pytest.fixture(autouse=True)
def fresh_worker(monkeypatch):
    """A worker that keeps nothing of an earlier test."""
    monkeypatch.setattr(tasks, "_traces", LRUCache(6))
    monkeypatch.setattr(tasks, "_states", LRUCache(6))


def numbers(rows):
    """What rows hold, by scenario, but for what names them and how long they took."""
    aside = ("seconds", "key", "point")
    return {row["scenario"]: {k: v for k, v in row.items() if k not in aside} for row in rows}


def test_a_run_of_a_sweep_has_the_numbers_that_the_verb_run_would_give(job):
    replication, seed = 3, job.reference.run.seed
    population = make_population(job.reference)
    drawn = draw_parameters(load_parameters(), seed, replication, "posterior")
    runs = simulate_plan(make_plan(job.scenarios), population, drawn, chance_key(seed, replication))
    table = measure_replication(runs, population.pupils)
    rows = {row["scenario"]: row for row in do_task(job, Task("p", {}, replication))}
    compared = 0
    for name, row in rows.items():
        for one in job.measures:
            for kind, column in (("level", one.id), ("effect", f"{one.id}.effect")):
                about = {"subject": one.subject, "by": one.by, "group": one.group}
                there = table.where(scenario=name, kind=kind, measure=one.measure, **about)
                if one.week:
                    monday = np.datetime64(one.week, "D") - np.timedelta64(one.week.weekday(), "D")
                    there = there.where(week=str(monday))
                if not len(there):
                    assert row[column] is None
                    continue
                last = there["value"][np.argmax(there["week"])]
                assert row[column] == pytest.approx(last, rel=1e-12, abs=1e-12), (name, column)
                compared += 1
    assert compared > 40


def test_a_price_is_infinite_where_money_is_spent_in_vain_and_none_where_none_is_spent(job):
    hour = {"beyond_prior.programme_hour": 0.0}
    vain, nothing = (
        numbers(do_task(job, Task(name, values, 0)))["tutoring"]
        for name, values in {"vain": hour, "off": {"interventions[bijles]": "off"}}.items()
    )
    assert min(vain["cost.effect"], vain["delay_weeks.effect"]) > 0  # paid for, and further behind
    assert vain["cost_per_week.effect"] == np.inf
    assert nothing["cost.effect"] == 0 == nothing["delay_weeks.effect"]
    assert nothing["cost_per_week.effect"] is None


def test_what_a_worker_keeps_changes_no_number(job):
    apart = []
    for number in range(3):
        tasks._traces = type(tasks._traces)(6)
        apart.append(numbers(do_task(job, Task("p", {}, number))))
    together = [numbers(do_task(job, Task("p", {}, number))) for number in (2, 0, 1, 0)]
    assert together == [apart[2], apart[0], apart[1], apart[0]]


def test_what_does_not_vary_is_simulated_once_for_all_points_of_a_replication(job, monkeypatch):
    done = []
    simulate = tasks.simulate
    monkeypatch.setattr(tasks, "simulate", lambda *asked: done.append(asked[2]) or simulate(*asked))
    for hours in (1, 2, 3):
        do_task(job, Task(f"p{hours}", {"interventions[bijles].hours": hours}, 0))
    kinds = [[one.type for one in interventions] for interventions in done]
    assert sorted(map(str, kinds)) == sorted(map(str, [[], [], ["lend-devices"], *[["tutoring"]] * 3]))


def test_points_that_differ_in_a_dose_share_weeks_and_measures_of_the_reference(job, monkeypatch):
    points = [{"interventions[bijles].hours": hours} for hours in (1, 2, 3)]
    for scenario in job.scenarios:
        assert len({id(placed(scenario, values).calendar) for values in points}) == 1
    made = []
    measure = measuring.Measurement
    monkeypatch.setattr(measuring, "_references", LRUCache(2))
    monkeypatch.setattr(
        measuring, "Measurement", lambda run, *more: made.append(run.trace) or measure(run, *more)
    )
    for number, values in enumerate(points):
        do_task(job, Task(f"p{number}", values, 0))
    assert sum(trace is made[0] for trace in made) == 1
    assert len(made) == 1 + len(points) * (len(job.scenarios) - 1)


def test_points_of_a_programme_go_on_from_the_weeks_before_it_and_have_the_same_numbers(job, monkeypatch):
    stepped = []
    step = replicate.SchoolModel.step
    monkeypatch.setattr(replicate.SchoolModel, "step", lambda model: stepped.append(1) or step(model))
    points = [Task(f"p{hours}", {"interventions[bijles].hours": hours}, 0) for hours in (1, 2, 3)]
    together, taken = [], []
    for task in points:
        before = len(stepped)
        together.append(numbers(do_task(job, task)))
        taken.append(len(stepped) - before)
    assert taken[0] > taken[1] == taken[2]
    for task, found in zip(points, together, strict=True):
        tasks._traces, tasks._states = (type(tasks._traces)(6) for _ in range(2))
        monkeypatch.setattr(tasks, "Remembered", lambda *_: None)
        before = len(stepped)
        assert numbers(do_task(job, task)) == found
        assert len(stepped) - before > taken[0]


def test_a_varied_rule_is_simulated_anew_by_a_worker_that_keeps_the_other_one(job):
    def delays():
        found = {}
        for rule in ("product", "ces"):
            for row in do_task(job, Task("p", {"rules.growth": rule}, 0)):
                found[rule, row["scenario"]] = row["delay_weeks"]
        return found

    together = delays()
    assert together["product", "baseline"] != together["ces", "baseline"]


def test_a_varied_parameter_reaches_every_scenario_and_the_twin(job):
    first, second = (
        numbers(do_task(job, Task("p", {"parameters.growth_maths": value}, 0))) for value in (0.3, 0.9)
    )
    for name in first:
        assert first[name]["skill.maths.groep.5"] < second[name]["skill.maths.groep.5"]


def test_a_draw_of_the_posterior_is_taken_whole_and_not_mixed_with_that_of_the_replication(job, monkeypatch):
    met = []
    simulate = tasks.simulate
    monkeypatch.setattr(tasks, "simulate", lambda *asked: met.append(asked[3]) or simulate(*asked))
    row = load_posterior().row(17)
    do_task(job, Task("p", {"posterior": 17, "parameters.help_share": row["help_share"]}, 0))
    assert met
    assert all({name: values[name] for name in row} == row for values in met)


def test_a_scenario_that_fails_is_a_row_and_does_not_take_the_others_with_it(job, monkeypatch):
    simulate = tasks.simulate

    def wrong(population, calendar, interventions, *rest):
        if interventions and interventions[0].type == "tutoring":
            raise ArithmeticError("a pupil went negative")
        return simulate(population, calendar, interventions, *rest)

    monkeypatch.setattr(tasks, "simulate", wrong)
    rows = {row["scenario"]: row for row in do_task(job, Task("p", {}, 0))}
    assert rows["tutoring"]["status"] == "failed"
    assert rows["tutoring"]["phase"] == "simulate tutoring"
    assert rows["tutoring"]["error"] == "ArithmeticError: a pupil went negative"
    assert rows["tutoring"]["seed"] == job.reference.run.seed
    assert rows["tutoring"]["delay_weeks"] is None
    assert rows["laptops"]["delay_weeks.effect"] is not None


def test_when_the_reference_fails_the_others_have_levels_and_no_effects(job, monkeypatch):
    simulate = tasks.simulate

    def wrong(population, calendar, interventions, *rest):
        if not interventions and calendar.closed.any():
            raise ArithmeticError("wrong")
        return simulate(population, calendar, interventions, *rest)

    monkeypatch.setattr(tasks, "simulate", wrong)
    rows = {row["scenario"]: row for row in do_task(job, Task("p", {}, 0))}
    assert rows["baseline"]["status"] == "failed"
    assert rows["laptops"]["delay_weeks"] is not None
    assert rows["laptops"]["delay_weeks.effect"] is None


def test_values_that_do_not_go_together_fail_at_their_point_alone(job):
    values = {"interventions[bijles].weeks": {"from": "2030-01-01"}}
    rows = {row["scenario"]: row for row in do_task(job, Task("p", values, 0))}
    assert (rows["tutoring"]["status"], rows["tutoring"]["phase"]) == ("failed", "scenario")
    assert "outside the calendar" in rows["tutoring"]["error"]
    assert rows["laptops"]["status"] == "finished"


def test_a_batch_gives_the_rows_of_its_tasks_in_their_order(job):
    kept, work = InMemory(), (Task("p", {}, 1), Task("p", {}, 0))
    TaskRunner(local(1), kept, Reporter(None, "runs", 6)).do(job, iter([work]))
    rows = kept.rows
    assert [(row["replication"], row["scenario"]) for row in rows] == [
        (number, scenario.name) for number in (1, 0) for scenario in job.scenarios
    ]
    assert len({row["key"] for row in rows}) == len(rows)


def test_pupils_are_the_same_whether_read_or_made(job, tmp_path):
    from simkansen.runs.populations import keep_population, population_of

    keep_population((tmp_path, job.reference))
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [population_key(job.reference)]
    read, made = population_of(tmp_path, job.reference), make_population(job.reference)
    np.testing.assert_array_equal(read.pupils.skill, made.pupils.skill)


def test_replications_may_have_pupils_of_their_own_as_those_of_the_verb_run(experiment, tmp_path):
    measures = tuple(MeasureSpec.model_validate(one) for one in ASKED[:2])
    jobs = {
        kind: SweepJob("basis", asked.scenarios, measures, tmp_path / kind)
        for kind in ("fixed", "redrawn")
        for asked in (experiment(f"{TINY}population: {kind}\n"),)
    }
    found = {
        kind: [numbers(do_task(job, Task("p", {}, replication))) for replication in range(2)]
        for kind, job in jobs.items()
    }
    assert found["fixed"][0] == found["redrawn"][0]  # the first replication has the pupils of all
    assert found["fixed"][1] != found["redrawn"][1]
    reference = jobs["redrawn"].reference
    population = make_population(reference, 1)
    drawn = draw_parameters(load_parameters(), reference.run.seed, 1, "posterior")
    key = chance_key(reference.run.seed, 1)
    runs = simulate_plan(make_plan(jobs["redrawn"].scenarios), population, drawn, key)
    table = measure_replication(runs, population.pupils)
    there = table.where(scenario="baseline", kind="level", measure="delay_weeks", subject="all", by="all")
    last = there["value"][np.argmax(there["week"])]
    assert found["redrawn"][1]["baseline"]["delay_weeks"] == pytest.approx(last, rel=1e-12)


@pytest.mark.parametrize("week", ["2020-08-01", "2019-12-25"])
def test_what_pupils_know_has_a_value_in_a_holiday_too(experiment, week, tmp_path):
    words = ("delay_weeks", "skill", "gap_weeks, by: parental_education, group: low")
    measures = ", ".join(f"{{measure: {one}, week: {week}}}" for one in words)
    asked = experiment(TINY.replace("[delay_weeks, cost]", f"[{measures}]"))
    job = SweepJob("basis", asked.scenarios, asked.spec.measures, tmp_path / "nowhere")
    for row in do_task(job, Task("p", {}, 0)):
        for one in job.measures:
            assert row[one.id] is not None
            assert np.isfinite(row[one.id])


def test_every_number_tells_of_how_many_pupils_it_is(experiment, tmp_path):
    words = "delay_weeks, {measure: delay_weeks, by: groep, group: '5'}, weeks_per_reached"
    asked = experiment(TINY.replace("[delay_weeks, cost]", f"[{words}]"))
    job = SweepJob("basis", asked.scenarios, asked.spec.measures, tmp_path / "nowhere", counted=True)
    rows = {row["scenario"]: row for row in do_task(job, Task("p", {}, 0))}
    tutored = rows["tutoring"]
    assert 0 < tutored["delay_weeks.groep.5.pupils"] == int(tutored["delay_weeks.groep.5.pupils"])
    assert tutored["weeks_per_reached.pupils"] > 0
    assert rows["baseline"]["weeks_per_reached.pupils"] is None
    assert tutored["delay_weeks.pupils"] > tutored["delay_weeks.groep.5.pupils"]
    plain = SweepJob("basis", asked.scenarios, asked.spec.measures, tmp_path / "nowhere")
    assert not any(name.endswith(".pupils") for row in do_task(plain, Task("p", {}, 0)) for name in row)
