"""The calibration: what it may read, what it finds, and that it is the same however it is done."""

from __future__ import annotations

import ast
import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import simkansen
from simkansen.chance import normals, run_key, uniforms
from simkansen.evidence import load_parameters, load_posterior, load_register
from simkansen.evidence import register as register_module
from simkansen.fitting.calibration import specification as calibration_words
from simkansen.fitting.calibration.calibration import (
    again,
    basis_of,
    calibrate,
    equally_likely,
    journal_basis,
    smaller,
)
from simkansen.fitting.calibration.problem import CalibrationProblem
from simkansen.fitting.calibration.specification import (
    MEASURES,
    CalibrationSpec,
    calibration_register,
    fittable,
    read_targets,
)
from simkansen.fitting.measures import first_closure, whole_year
from simkansen.fitting.study import simulate_study, study_population
from simkansen.identity import FIT, identity_of, moved
from simkansen.scenario.reading.document import load_document
from simkansen.scenario.reading.problems import ScenarioErrors

FILE = Path(__file__).parents[2] / "experiments" / "calibrate-po.yaml"


@pytest.fixture(scope="module")
def words():
    return load_document(FILE, CalibrationSpec)


@pytest.fixture(scope="module")
def tiny(words):
    steps = words.generations.model_copy(update={"explore": 4, "heats": (8.0, 4.0)})
    schools = words.schools.model_copy(update={"sample": 3, "samples": 1})
    few = {"particles": 4, "draws": 9, "name": "tiny", "schools": schools, "generations": steps}
    return words.model_copy(update=few)


def wrong(tmp_path, text):
    path = tmp_path / "calibrate.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioErrors) as caught:
        load_document(path, CalibrationSpec)
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


CALIBRATION = {
    "calibration.calibration",
    "calibration.check",
    "calibration.problem",
    "calibration.proposals",
    "calibration.smc",
    "measurement",
    "measures",
    "study",
}
"""Modules of the fitting that a calibration rests on, beside the one that reads its file."""


class Poisoned:
    """A figure that nobody may look at."""

    def __getattribute__(self, name):
        raise AssertionError("the calibration read a validation target")


def test_the_calibration_never_reads_a_validation_target(monkeypatch, words, tmp_path):
    poisoned = {
        name: replace(entry, value=Poisoned()) if entry.use == "validation" else entry
        for name, entry in load_register().items()
    }
    monkeypatch.setattr(register_module, "_load", lambda folder: poisoned)
    assert sum(type(entry.value) is Poisoned for entry in load_register().values()) > 20
    targets = read_targets(load_document(FILE, CalibrationSpec))
    study_population(2, 1, load_parameters()).save(tmp_path / "schools")
    problem = CalibrationProblem(words.searched, words.varied, targets, (tmp_path / "schools",), 1)
    simulated = problem.simulate(dict.fromkeys(words.searched, 0.0))
    assert np.isfinite(problem.distance(simulated, problem.published()))


def text_of(name):
    fitting = Path(simkansen.__file__).parent / "fitting"
    return fitting.joinpath(*name.split(".")).with_suffix(".py").read_text(encoding="utf-8")


def test_no_code_of_the_calibration_asks_for_the_whole_register():
    for name in CALIBRATION:
        text = text_of(name)
        assert "load_register" not in text, name
        assert "validation" not in text, name
    assert {entry.use for entry in calibration_register().values()} == {"calibration"}


def test_the_words_look_into_the_whole_register_only_to_choose_and_to_refuse():
    tree = ast.parse(Path(calibration_words.__file__).read_text(encoding="utf-8"))
    asking = {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(node, ast.Name) and node.id == "load_register" for node in ast.walk(function))
    }
    assert asking == {"calibration_register", "_in_register"}


def test_every_module_of_the_calibration_is_among_those_that_are_held_to_this():
    found = {"calibration.calibration"}
    waiting = list(found)
    while waiting:
        named = set(re.findall(r"from simkansen\.fitting\.([\w.]+) import", text_of(waiting.pop()))) - found
        found |= named
        waiting += named
    assert found == {*CALIBRATION, "calibration.specification"}


def test_a_validation_target_in_the_file_is_refused_where_it_stands(tmp_path):
    said = wrong(
        tmp_path,
        "simkansen: 1\nname: a\nseed: 1\nfit: [live_share]\ntargets:\n"
        "  - {id: SEED-01, measure: loss, se: 0.1, because: x}\n",
    )
    fix = "take a target with use: calibration"
    assert said == [f"6:10: targets[SEED-01].id: SEED-01 may not be fitted to; {fix}"]


def test_every_problem_of_a_file_is_told_at_once(tmp_path):
    said = wrong(
        tmp_path,
        "simkansen: 1\nname: a\nseed: 1\nfit: [live_shar]\nparticle: 3\ntargets:\n"
        "  - {id: ENG-99, measure: loss, se: 0.1, because: x}\n"
        "  - {id: ENG-01, measure: los, se: 0.1, because: x}\n"
        "  - {id: ENG-02, measure: loss, figure: hig, se: 0.1, because: x}\n",
    )
    text = "\n".join(said)
    assert len(said) == 5
    for part in ("live_shar", "particle", "ENG-99", "'los'", "'hig'"):
        assert part in text


def test_the_figures_come_from_the_register(words):
    register = load_register()
    by_name = {target.name: target for target in read_targets(words)}
    assert by_name["ENG-01 loss"].value == register["ENG-01"].value
    extra = register["ENG-02"].value
    assert by_name["ENG-02 extra_low"].value == (extra["extra_low"] + extra["extra_lowest"]) / 2
    maths = register["ENG-03"].value
    expected = (maths["low"] + maths["lowest"]) / 2 - maths["high"]
    assert by_name["ENG-03 extra_low_maths"].value == pytest.approx(expected)


def test_every_calibration_target_is_fitted_to_or_the_file_says_why_not(words):
    text = FILE.read_text(encoding="utf-8")
    used = {target.id for target in words.targets}
    for name in calibration_register():
        assert name in used or f"# {name}" in text or f"{name} " in text, name


def test_the_middle_of_the_prior_is_the_point_of_every_fitted_lognormal(words, tmp_path):
    problem = CalibrationProblem(words.searched, words.varied, read_targets(words), (tmp_path,), 1)
    values = problem.values_of(dict.fromkeys(words.searched, 0.0))
    for name, definition in load_parameters().definitions.items():
        if name in words.searched and definition.prior.distribution == "lognormal":
            assert values[name] == pytest.approx(definition.value)
    assert set(values) == set(words.varied)


def test_what_is_not_searched_for_varies_with_the_evaluation_and_can_be_done_again(words, tmp_path):
    searched = words.searched[:5]
    problem = CalibrationProblem(searched, words.varied, read_targets(words), (tmp_path,), 1)
    one, other = (problem.values_of(dict.fromkeys(searched, z)) for z in (0.1, 0.2))
    beside = set(words.varied) - set(searched)
    assert beside
    assert all(one[name] != other[name] for name in beside)
    assert one == problem.values_of(dict.fromkeys(searched, 0.1))


def test_all_uncertain_parameters_are_searched_for_unless_the_file_leaves_them_out(words):
    assert set(words.searched) | set(words.leave_out) == set(fittable())
    assert {"growth_maths", "growth_spelling", "help_hours", "work_share"} <= set(words.searched)
    few = words.model_copy(update={"fit": ("live_share",)})
    assert few.searched == ("live_share",)


def test_weights_become_equally_likely_rows():
    rows = equally_likely(np.array([0.1, 0.0, 0.6, 0.3]), 1000)
    assert np.bincount(rows, minlength=4).tolist() == [100, 0, 600, 300]


@pytest.mark.slow
def test_the_posterior_is_the_same_for_any_workers_and_after_an_interruption(tiny, tmp_path):
    whole = calibrate(tiny, tmp_path / "whole", workers=2)

    class Stop(Exception):  # noqa: N818 - it is no error
        pass

    told = []

    def stop_in_the_second_generation(progress):
        told.append(progress)
        if "generation 2" in progress.stage and progress.done > 1:
            raise Stop

    with pytest.raises(Stop):
        calibrate(tiny, tmp_path / "parts", workers=1, on_progress=stop_in_the_second_generation)
    kept = (whole.folder.name, "generation-1.jsonl")
    done = len((tmp_path / "parts" / kept[0] / kept[1]).read_text(encoding="utf-8").splitlines())
    parts = calibrate(tiny, tmp_path / "parts", workers=1)
    assert done > 1
    assert parts.names == whole.names
    assert parts.draws.tolist() == whole.draws.tolist()
    assert parts.checks == whole.checks
    assert np.isfinite(whole.draws).all()
    with (whole.folder / "posterior.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(tiny.varied)
    assert [float(value) for value in rows[1]] == whole.draws[0].tolist()
    about = json.loads((whole.folder / "about.json").read_text(encoding="utf-8"))
    assert about["basis"] == basis_of(tiny)
    assert [step["heat"] for step in about["generations"]] == list(tiny.generations.heats)
    assert about["distinct_draws"] == len(np.unique(whole.draws, axis=0))


def test_another_prior_is_another_fit(words, monkeypatch):
    before = basis_of(words)
    definitions = dict(load_parameters().definitions)
    name = words.searched[0]
    definitions[name] = replace(definitions[name], value=definitions[name].value * 1.1)
    monkeypatch.setattr(
        "simkansen.fitting.calibration.calibration.load_parameters",
        lambda: type("P", (), {"definitions": definitions})(),
    )
    assert basis_of(words) != before


def test_the_shipped_posterior_was_made_by_the_shipped_calibration(words):
    posterior = load_posterior()
    assert posterior.about["basis"] == basis_of(words)
    assert posterior.names == words.varied


def test_the_shipped_draws_are_many_and_worth_many():
    posterior = load_posterior()
    different = len(np.unique(posterior.draws, axis=0))
    assert different == posterior.about["distinct_draws"]
    assert different >= 300
    assert posterior.about["effective_particles"] >= 300
    assert posterior.effective == posterior.about["effective_particles"]
    _, counts = np.unique(posterior.draws, axis=0, return_counts=True)
    assert counts.max() <= 0.05 * len(posterior)


def test_the_model_still_gives_what_the_shipped_draws_gave_when_they_were_fitted(words, tmp_path):
    posterior = load_posterior()
    study_population(words.schools.sample, words.seed, load_parameters()).save(tmp_path / "schools")
    for number, kept in enumerate(posterior.about["again"]):
        found = again(words, tmp_path / "schools", posterior.row(number), number)
        assert set(found) == set(MEASURES)
        for name, value in kept.items():
            assert found[name] == pytest.approx(value, rel=1e-4, abs=1e-6), name


def test_a_model_that_does_otherwise_starts_the_evaluations_anew(words, monkeypatch):
    before = journal_basis(words)
    assert journal_basis(words) == before
    monkeypatch.setattr("simkansen.fitting.calibration.calibration.identity_of", lambda scope: "another")
    assert journal_basis(words) != before


def test_the_shipped_posterior_was_fitted_with_a_model_that_does_what_it_does_now():
    assert load_posterior().about["code"] == identity_of(FIT), "\n".join(moved(FIT))


@pytest.mark.slow
def test_the_shipped_posterior_lies_nearer_to_the_targets_than_the_prior(words, tmp_path):
    parameters, posterior = load_parameters(), load_posterior()
    population = study_population(20, 99, parameters)
    targets = read_targets(words)
    problem = CalibrationProblem(words.searched, words.varied, targets, (tmp_path,), 1)

    def apart(values, number):
        changed, key = parameters.replace(values), run_key(5, number)
        study = simulate_study(population, changed, key)
        found = first_closure(study, changed, key) | whole_year(study, changed)
        return problem.distance(found, problem.published())

    prior = []
    for number in range(12):
        key = np.array([number])
        z = {name: float(normals(np.uint64(3), f"z/{name}", key)[0]) for name in words.searched}
        prior.append(apart(problem.values_of(z), number))
    rows = (uniforms(np.uint64(4), "rows", np.arange(12)) * len(posterior.draws)).astype(int)
    fitted = [apart(posterior.row(int(row)), number) for number, row in enumerate(rows)]
    assert np.median(fitted) < np.median(prior)


def test_a_small_calibration_keeps_the_questions_and_leaves_the_precision(words):
    small = smaller(words)
    assert (small.searched, small.targets) == (words.searched, words.targets)
    assert small.particles < words.particles
    assert small.name != words.name


def rows_of_the_page():
    page = (FILE.parent.parent / "docs" / "validation.md").read_text(encoding="utf-8")
    lines = page.partition("| figure | published |")[2].splitlines()[2:]
    return page, [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[: lines.index("")]]


def test_the_table_of_the_page_is_that_of_the_fit(words):
    """Its medians are not shipped; what they are set against, and what follows from them, is."""
    about, (page, rows) = load_posterior().about, rows_of_the_page()
    targets = read_targets(words)
    assert [re.findall(r"\(([A-Z]+-\d+)\)", row[0]) for row in rows] == [[target.id] for target in targets]
    for target, (_, published, before, after, off, own, study, inside) in zip(targets, rows, strict=True):
        assert float(published) == pytest.approx(target.value, abs=0.006), target.name
        for told, held in ((before, "own_before"), (after, "own")):
            low, high = map(float, re.search(r"\((\S+) to (\S+)\)", told).groups())
            assert (low <= target.value <= high) == (target.name in about[held]), target.name
        assert (own == "yes") == (target.name in about["own"]), target.name
        assert (inside == "yes") == (target.name in about["inside"]), target.name
        low, high = map(float, study.split(" to "))
        assert (low <= target.value <= high) == (target.name in about["inside"]), target.name
        apart = (float(after.split()[0]) - target.value) / target.se
        assert float(off) == pytest.approx(apart, abs=0.051 + 0.0051 / target.se), target.name
    distance = about["distance"]
    words_of_it = (distance[key] for key in ("median", "p05", "p95"))
    assert "{:.2f} ({:.2f} to {:.2f}) after the fit".format(*words_of_it) in page
    own, before = len(about["own"]), len(about["own_before"])
    assert f"{own} of {len(targets)} after the fit, {before} before it" in page
    assert f"but {len(about['inside_before'])} did before the fit" in page
    assert f"{about['draws']} draws, {about['distinct_draws']} of them different" in page
