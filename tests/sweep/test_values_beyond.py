"""Parameters in experiments: within their priors, beyond them by name, and a scenario that stands alone."""

from __future__ import annotations

import json

import pytest

from simkansen.evidence import load_parameters
from simkansen.scenario import ScenarioErrors
from simkansen.scenario.checks.parameter_values import allowed
from simkansen.sweep.running.describe import of_sweep

HEAD = """\
simkansen: 1
name: tiny
scenarios: [baseline.yaml, tutoring.yaml]
design: grid
measures: [delay_weeks]
"""


def said_of(experiment, text):
    with pytest.raises(ScenarioErrors) as caught:
        experiment(text)
    return [(one.line, one.path, one.message) for one in caught.value.problems]


@pytest.mark.parametrize("key", ["parameters", "beyond_prior"])
def test_structure_is_not_varied(experiment, key):
    ((line, path, message),) = said_of(experiment, f"{HEAD}vary:\n  {key}.first_groep: [3, 5]\n")
    assert (line, path) == (7, f"vary.{key}.first_groep")
    assert "first_groep is part of how the model is built: it is 3 and nothing else" in message


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        ("parameters.programme_hour: [1.0, 50]", "50 is outside what the prior of programme_hour allows"),
        ("parameters.programme_hour: {range: [1.0, 50], steps: 3}", "50 is outside what the prior"),
        ("parameters.programme_hour: {range: [0.1, 2], steps: 3}", "0.1 is outside what the prior"),
        ("parameters.bring_days: [1, 2]", "bring_days is fixed at 2, and 1 is another value"),
        ("beyond_prior.vulnerable_share: [0.1, 1.2]", "1.2 is above the highest value, 1"),
    ],
)
def test_values_that_are_varied_are_held_to_the_prior_as_those_of_a_file_are(experiment, vary, words):
    ((line, path, message),) = said_of(experiment, f"{HEAD}vary:\n  {vary}\n")
    assert line == 7
    assert path == "vary: " + vary.partition(": ")[0]
    assert message.startswith(words)


def test_a_distribution_whose_tails_leave_the_prior_is_refused(experiment):
    text = HEAD.replace("design: grid", "design: {method: latin-hypercube, n: 4}")
    vary = "parameters.programme_hour: {distribution: {kind: normal, mean: 1.2, sd: 2}}"
    found = said_of(experiment, f"{text}vary:\n  {vary}\n")
    assert found
    assert all(path == "vary: parameters.programme_hour" for _, path, _ in found)


def test_one_parameter_is_not_varied_both_within_its_prior_and_beyond(experiment):
    vary = "  parameters.programme_hour: [1.0, 1.2]\n  beyond_prior.programme_hour: [5, 6]\n"
    found = said_of(experiment, f"{HEAD}vary:\n{vary}")
    assert (8, "vary.beyond_prior.programme_hour") in [(line, path) for line, path, _ in found]


def test_no_prior_reaches_beyond_itself(experiment):
    text = HEAD.replace("design: grid", "design: {method: latin-hypercube, n: 4}")
    found = said_of(experiment, f"{text}vary:\n  beyond_prior.programme_hour: prior\n")
    assert "a prior does not go beyond the prior" in found[0][2]


def test_a_value_beyond_the_prior_is_a_parameter_of_its_name_and_told_on_pages(experiment, tmp_path):
    from simkansen.report.sweep.findings import effects_of, sweep_text
    from simkansen.sweep.running.sweep import run_sweep
    from simkansen.work.engines import local

    asked = experiment(f"{HEAD}vary:\n  beyond_prior.programme_hour: [0, 5]\n")
    assert [one.kind for one in asked.dimensions] == ["parameter"]
    done = run_sweep(asked, tmp_path / "results", local(1))
    assert (done.finished, done.failed) == (4, 0)
    shown = " ".join(sweep_text(done.folder, "en").split())
    assert "On purpose beyond what the evidence allows: " in shown
    assert "(programme_hour)" in shown
    assert {"(programme_hour)" in row["caution"] for row in effects_of(done.folder)} == {True}


def test_a_scenario_with_interventions_alone_is_compared_with_itself_without_them(experiment, tmp_path):
    from simkansen.sweep.running.sweep import run_sweep
    from simkansen.sweep.verification.verify import verify_sweep
    from simkansen.work.engines import local

    text = HEAD.replace("[baseline.yaml, tutoring.yaml]", "tutoring.yaml")
    asked = experiment(f"{text}vary:\n  interventions[bijles].hours.per_week: [1, 2]\n")
    assert [one.name for one in asked.scenarios] == ["tutoring-without", "tutoring"]
    done = run_sweep(asked, tmp_path / "results", local(1))
    told = json.loads((done.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (told["reference"], told["made_reference"]) == ("tutoring-without", True)
    assert done.failed == 0
    assert verify_sweep(done.folder, None, 1, lambda progress: None).differences == ()


def test_outcomes_of_a_scenario_are_said_to_change_nothing_in_an_experiment(experiment, tmp_path):
    text = "simkansen: 1\nname: own\npopulation: {netherlands: {sample: 2}}\noutcomes: {measures: [skill]}\n"
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    asked = f"{HEAD.replace('[baseline.yaml, tutoring.yaml]', 'own.yaml')}".replace("grid", "replications")
    (note,) = experiment(asked).notes
    assert (note.line, note.column, note.path) == (4, 1, "outcomes")
    assert "change nothing in an experiment" in note.message


def test_what_an_experiment_varies_without_effect_is_said(experiment):
    vary = "  interventions[bijles].take_up: [50%, 100%]\n  interventions[bijles].group_size: [2, 4]\n"
    assert experiment(f"{HEAD}vary:\n{vary}").notes == ()
    (note,) = experiment(f"{HEAD}vary:\n  interventions[bijles].for.capacity: [10%, 100%]\n").notes
    assert (note.line, note.path) == (7, "vary: interventions[bijles].for.capacity")


def test_unlike_parameters_are_refused_with_what_works_in_an_experiment(scenario_folder, experiment):
    text = "simkansen: 1\nname: far\nextends: tutoring.yaml\nparameters: {programme_hour: 1.8}\n"
    (scenario_folder / "far.yaml").write_text(text, encoding="utf-8")
    text = HEAD.replace("[baseline.yaml, tutoring.yaml]", f"[baseline.yaml, {scenario_folder / 'far.yaml'}]")
    text = text.replace("design: grid", "design: replications")
    with pytest.raises(ScenarioErrors) as caught:
        experiment(text)
    (problem,) = caught.value.problems
    assert problem.fix == "give both the same, or ask for it with unlike_parameters: true in this file"
    asked = experiment(f"{text}unlike_parameters: true\n")
    assert [one.name for one in asked.scenarios] == ["baseline", "far"]


@pytest.mark.parametrize(
    ("design", "said", "told"),
    [
        ("grid", "[20, 50]", {"values": [20.0, 50.0]}),
        ("{method: latin-hypercube, n: 4}", "{range: [20, 50]}", {"range": [20.0, 50.0]}),
    ],
)
def test_the_manifest_tells_values_beyond_the_prior_and_what_it_allows(experiment, design, said, told):
    vary = f"vary:\n  beyond_prior.programme_hour: {said}\n  parameters.help_share: prior\n"
    vary = vary if "hypercube" in design else vary.replace("help_share: prior", "help_share: [0.6, 0.7]")
    asked = experiment(HEAD.replace("design: grid", f"design: {design}") + vary)
    found = of_sweep(asked, 4, {}, {})
    far, within = found["varied"]
    low, high = allowed(load_parameters().definitions["programme_hour"])
    assert far["beyond_prior"] == told | {"allowed": [low, high]}
    assert "beyond_prior" not in within
