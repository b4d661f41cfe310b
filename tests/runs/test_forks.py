"""Simulations that go on from each other are what they are alone, to the bit."""

from __future__ import annotations

import threading
from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from simkansen.chance import run_key
from simkansen.cli.loading import load_scenarios
from simkansen.runs import replicate
from simkansen.runs.draws import draw_parameters
from simkansen.runs.forks import Course, Tree
from simkansen.runs.plan import make_plan
from simkansen.runs.populations import make_population
from simkansen.runs.put_aside import PutAside

PLACE = "population: {netherlands: {municipality: Urk, sample: 2}}"
OWN = "population: {schools: {file: own.csv}}"
SCHOOLS = """\
school,municipality,pupils,disadvantaged_share
a,Urk,120,0.2
b,Utrecht,150,0.05
"""
INTERVENTIONS = {
    "devices": "type: lend-devices, per_home: 1",
    "seats": "type: bring-to-school, days: 2",
    "tutoring": "type: tutoring, hours: 2, led_by: student, group_size: 3, weeks: {from: 2020-08-24}",
    "peers": "type: peer-tutoring, hours: 0.75, weeks: {from: 2020-10-05}",
    "guidance": "type: parent-guidance, led_by: teacher",
    "coaching": "type: teacher-professionalisation, hours: 1, for: {schools: 50%}",
}
CALENDARS = {
    "by level": "calendar: {closures: [{from: 2020-03-16, to: 2020-05-08, levels: [7, 8]}]}",
    "of a place": "calendar: {closures: [{from: 2020-03-16, to: 2020-05-08, municipality: Urk}]}",
    "by turns": "calendar: {closures: [{from: 2020-03-16, to: 2020-05-08, kind: half-groups, rota: weeks}]}",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Write a family of scenarios: one without an intervention, each alone, and all together."""

    def write(place=PLACE, calendar="", chosen=INTERVENTIONS):
        folder = tmp_path_factory.mktemp("forks")
        (folder / "own.csv").write_text(SCHOOLS, encoding="utf-8")
        head = f"simkansen: 1\nname: baseline\n{place}\nrun: {{replications: 1}}\n{calendar}\n"
        (folder / "baseline.yaml").write_text(head, encoding="utf-8")
        together = {**{name: [name] for name in chosen}, "together": list(chosen)}
        for name, parts in together.items():
            listed = ", ".join(f"{{id: {one}, {INTERVENTIONS[one]}}}" for one in parts)
            text = f"simkansen: 1\nname: {name}\nextends: baseline.yaml\ninterventions: [{listed}]\n"
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_scenarios([folder / f"{name}.yaml" for name in ("baseline", *together)])

    return write


def traces(scenarios, seed, threads=1, aside=None):
    plan = make_plan(scenarios)
    drawn = draw_parameters(plan.base_parameters(), seed, 0, "posterior")
    return replicate.simulate_plan(
        plan, make_population(plan.reference), drawn, run_key(seed, 0), threads=threads, aside=aside
    )


def bits(value):
    """Everything that a trace holds, as bytes."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if is_dataclass(value):
        return {one.name: bits(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dict):
        return {key: bits(value[key]) for key in sorted(value)}
    return repr(value)


@pytest.fixture
def without_forks(monkeypatch):
    """Let every simulation begin at its first week."""

    def simulated(*asked):
        simulate = replicate.simulate
        with monkeypatch.context() as patch:
            patch.setattr(replicate, "simulate", lambda *all_of: simulate(*all_of[:-1]))
            return traces(*asked)

    return simulated


@pytest.mark.parametrize("seed", [1, 2])
def test_a_fork_changes_no_bit_of_any_intervention_even_in_threads(written, without_forks, seed):
    scenarios = written()
    alone = bits(without_forks(scenarios, seed))
    assert bits(traces(scenarios, seed)) == alone
    assert bits(traces(scenarios, seed, 3)) == alone


@pytest.mark.parametrize("calendar", CALENDARS)
def test_a_fork_changes_no_bit_of_own_schools_under_any_calendar(written, without_forks, calendar):
    scenarios = written(OWN, CALENDARS[calendar], ("tutoring", "guidance", "devices"))
    assert bits(traces(scenarios, 3)) == bits(without_forks(scenarios, 3))


@pytest.mark.parametrize("threads", [1, 2])
def test_a_state_that_is_put_aside_in_a_file_changes_no_bit(
    written, without_forks, monkeypatch, tmp_path, threads
):
    scenarios = written(chosen=("tutoring", "peers", "seats"))
    alone = bits(without_forks(scenarios, 2))
    files = []
    put = PutAside.of
    monkeypatch.setattr(PutAside, "of", lambda *of: files.append(put(*of)) or files[-1])
    monkeypatch.setattr(replicate, "KEPT_PUPILS", 1)
    assert bits(traces(scenarios, 2, threads, tmp_path)) == alone
    # With two threads it is luck whether somebody waits already; with one nobody can.
    assert threads > 1 or len(files) > 1
    assert not list(tmp_path.iterdir())


def test_a_state_that_cannot_be_put_aside_stays_in_memory(written, without_forks, monkeypatch, tmp_path):
    scenarios = written(chosen=("tutoring", "seats"))
    monkeypatch.setattr(replicate, "KEPT_PUPILS", 1)
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    assert bits(traces(scenarios, 1, 1, no_folder)) == bits(without_forks(scenarios, 1))


def test_a_copy_of_a_state_has_columns_of_its_own_and_the_same_bits(written):
    plan = make_plan(written())
    population, key = make_population(plan.reference), run_key(1, 0)
    (calendar,) = replicate.calendars_of(plan.scenarios[:1])
    model = replicate.SchoolModel(population, calendar, (), plan.base_parameters(), key)
    for _ in range(3):
        model.step()
    model.state.added[0, 0] = -0.0
    stands = model.checkpoint()
    copied = stands.copied()
    assert [column.tobytes() for column in copied.columns] == [one.tobytes() for one in stands.columns]
    assert not any(map(np.shares_memory, copied.columns, stands.columns))
    assert stands.columns[0] is model.state.skill


def test_weeks_in_common_are_simulated_once(written, monkeypatch):
    stepped = []
    step = replicate.SchoolModel.step
    monkeypatch.setattr(replicate.SchoolModel, "step", lambda model: stepped.append(1) or step(model))
    scenarios = written(chosen=("tutoring", "seats"))
    found = traces(scenarios, 1)
    weeks = len(found["baseline"].trace.calendar)
    assert len(found) == 4
    first_closure = int(np.flatnonzero(found["baseline"].trace.calendar.closed)[0])
    # Five simulations; nobody but the first lives the weeks before the first closure.
    assert len(stepped) < 5 * weeks - 4 * first_closure + 1


def test_a_simulation_that_fails_leaves_nobody_waiting():
    weeks = np.zeros((6, 8), dtype=np.uint8)
    courses = {name: Course("same", weeks, begins) for name, begins in (("a", 6), ("b", 3), ("c", 3))}
    tree = Tree(courses)
    assert tree.fork("a").wants(3)
    found = []
    waiting = threading.Thread(target=lambda: found.append(tree.fork("b").take()))
    waiting.start()
    tree.fork("a").end()
    waiting.join(10)
    assert found == [None]
    assert tree.fork("c").take() is None


def test_weeks_are_shared_until_a_calendar_or_a_programme_differs():
    weeks = np.zeros((6, 8), dtype=np.uint8)
    other = weeks.copy()
    other[4, 3] = 1
    whole = Course("same", weeks, 6)
    assert whole.shared(Course("same", other, 6)) == 4
    assert whole.shared(Course("same", other, 2)) == 2
    assert whole.shared(Course("another", weeks, 6)) == 0
    assert whole.shared(whole) == 6
    assert whole.key(4) == Course("same", other, 6).key(4) != whole.key(5)
