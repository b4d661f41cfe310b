import pytest

from simkansen.cli.loading import load_scenarios
from simkansen.evidence import posterior_file
from simkansen.runs import DifferentBasisError
from simkansen.runs.manifest import unusual
from simkansen.runs.plan import file_digest, make_plan, posterior_digest
from simkansen.runs.start import run_scenarios


def changed(scenario, **parts):
    """A copy in which ``run__seed=7`` changes ``run.seed``."""
    for path, value in parts.items():
        part, _, field = path.partition("__")
        new = getattr(scenario, part).model_copy(update={field: value}) if field else value
        scenario = scenario.model_copy(update={part: new})
    return scenario


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"name": "baseline"}, "called 'baseline'"),
        ({"run__seed": 7}, "run.seed"),
        ({"run__parameters": "point"}, "run.parameters"),
        ({"run__parameters": "prior"}, "run.parameters"),
        ({"calendar__school_years": ("2019/20",)}, "calendar.school_years"),
    ],
)
def test_scenarios_that_cannot_be_compared_are_refused_with_the_reason(scenarios, change, named, tmp_path):
    baseline, laptops = scenarios
    with pytest.raises(DifferentBasisError, match=named):
        run_scenarios([baseline, changed(laptops, **change)], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_same_scenarios_have_the_same_name_wherever_they_are(scenarios):
    assert make_plan(scenarios).name == make_plan(list(scenarios)).name


def test_whatever_changes_the_results_changes_the_name(scenarios):
    plan = make_plan(scenarios)
    seed = [changed(scenario, run__seed=7) for scenario in scenarios]
    more = [changed(scenario, run__replications=3) for scenario in scenarios]
    names = {plan.name, make_plan(scenarios[:1]).name, make_plan(seed).name, make_plan(more).name}
    assert len(names) == 4


def test_a_replication_has_the_same_key_however_many_are_asked_for(scenarios):
    more = [changed(scenario, run__replications=3) for scenario in scenarios]
    assert make_plan(scenarios).run_key(1) == make_plan(more).run_key(1)
    assert make_plan(scenarios).run_key(1) != make_plan(scenarios).run_key(0)


@pytest.mark.parametrize("source", ["posterior", "point"])
def test_another_posterior_gives_another_name_and_other_keys(scenarios, source, tmp_path, monkeypatch):
    asked = [changed(scenario, run__parameters=source) for scenario in scenarios]
    before = make_plan(asked)
    header, *rows = posterior_file().read_text(encoding="utf-8").splitlines(keepends=True)
    other = tmp_path / "posterior.csv"
    other.write_text(header + "".join(reversed(rows)), encoding="utf-8")
    monkeypatch.setattr("simkansen.runs.plan.posterior_file", lambda: other)
    after = make_plan(asked)
    assert after.name != before.name
    assert after.run_key(0) != before.run_key(0)


def test_a_run_that_draws_from_the_priors_does_not_depend_on_the_posterior(scenarios):
    asked = changed(scenarios[0], run__parameters="prior")
    assert posterior_digest(asked) is None
    assert posterior_digest(scenarios[0]) == file_digest(posterior_file())


def test_the_refusal_to_compare_says_where_the_difference_stands(tmp_path):
    (tmp_path / "a.yaml").write_text("simkansen: 1\nname: a\n", encoding="utf-8")
    b = tmp_path / "b.yaml"
    b.write_text("simkansen: 1\nname: b\nrun: {replications: 1, seed: 7}\n", encoding="utf-8")
    with pytest.raises(DifferentBasisError) as caught:
        make_plan(load_scenarios([tmp_path / "a.yaml", b]))
    assert caught.value.located.startswith(f"{b}:3:24: run.seed: 'a' and 'b' differ in run.seed")
    assert (caught.value.problem.message, caught.value.problem.fix) == (caught.value.said, caught.value.fix)
    assert str(caught.value) == f"{caught.value.said}; {caught.value.fix}"


def test_all_that_keeps_scenarios_apart_is_told_at_once_with_a_fix_that_works(tmp_path):
    (tmp_path / "a.yaml").write_text("simkansen: 1\nname: a\nrun: {replications: 1}\n", encoding="utf-8")
    b = tmp_path / "b.yaml"
    own = "simkansen: 1\nname: b\nextends: a.yaml\nrun: {seed: 7}\nrules: {growth: ces}\n"
    b.write_text(own, encoding="utf-8")
    with pytest.raises(DifferentBasisError) as caught:
        make_plan(load_scenarios([tmp_path / "a.yaml", b]))
    seed, rule = caught.value.located.splitlines()
    assert seed.startswith(f"{b}:4:")
    assert seed.endswith("; give both the same run.seed, or run them apart")
    assert rule.startswith(f"{b}:5:")
    assert "would count as an effect" in rule
    b.write_text(own.replace("run: {seed: 7}\n", "").replace("rules: {growth: ces}\n", ""), encoding="utf-8")
    assert len(make_plan(load_scenarios([tmp_path / "a.yaml", b])).scenarios) == 2


def test_the_refusal_of_a_name_given_twice_says_where_it_stands(files):
    with pytest.raises(DifferentBasisError) as caught:
        make_plan(load_scenarios([files[0], files[0]]))
    assert caught.value.located.startswith(f"{files[0]}:2:1: name: two scenarios are called 'baseline'")


UNLIKE = [
    ("parameters: {programme_hour: 1.9}", "parameters.programme_hour", "programme_hour"),
    ("beyond_prior: {programme_hour: 50}", "beyond_prior.programme_hour", "programme_hour"),
    ("rules: {growth: ces}", "rules.growth", "rules.growth"),
]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("line", "path", "name"), UNLIKE)
def test_unlike_parameters_and_rules_are_refused_unless_asked_for(tmp_path, line, path, name, order):
    (tmp_path / "a.yaml").write_text("simkansen: 1\nname: a\n", encoding="utf-8")
    b = tmp_path / "b.yaml"
    b.write_text(f"simkansen: 1\nname: b\n{line}\n", encoding="utf-8")
    asked = load_scenarios([tmp_path / "a.yaml", b][::order])
    with pytest.raises(DifferentBasisError, match="would count as an effect of interventions") as caught:
        make_plan(asked)
    assert caught.value.located.startswith(f"{b}:3:")
    assert f": {path}: " in caught.value.located
    asking = [changed(asked[0], run__unlike_parameters=True), asked[1]]
    plan = make_plan(asking)
    told = unusual(plan.scenarios)["unlike_parameters"]
    assert list(told) == [asked[1].name]
    assert list(told[asked[1].name]) == [name]


def test_what_every_page_has_to_name_is_in_the_manifest(tmp_path):
    a = tmp_path / "a.yaml"
    text = "simkansen: 1\nname: a\nparameters: {help_share: 0.5}\nbeyond_prior: {programme_hour: 50}\n"
    a.write_text(text, encoding="utf-8")
    told = unusual(make_plan(load_scenarios([a])).scenarios)
    assert told["made_reference"] is False
    assert told["unlike_parameters"] == {}
    assert told["unlike_closures"] == []
    assert told["own_parameters"] == {"help_share": 0.5}
    value = told["beyond_prior"]["a"]["programme_hour"]
    assert value["value"] == 50.0
    assert value["low"] < value["usual"] < value["high"] < 50.0


def test_one_scenario_with_interventions_is_compared_with_itself_without_them(scenarios):
    baseline, laptops = scenarios
    plan = make_plan([laptops])
    assert [one.name for one in plan.scenarios] == ["laptops-without", "laptops"]
    assert plan.made_reference
    assert plan.name.startswith("laptops-")
    assert not plan.name.startswith("laptops-without")
    assert plan.reference.interventions == ()
    assert plan.reference.title.text("nl") == "Zonder aanpak"
    assert (plan.reference.own_values, plan.reference.rules) == (laptops.own_values, laptops.rules)
    for alone in ([baseline], scenarios):
        assert make_plan(alone).scenarios == tuple(alone)
        assert not make_plan(alone).made_reference


@pytest.mark.slow
def test_a_run_of_one_scenario_gives_effects_and_does_again_what_its_folder_says(scenarios, tmp_path):
    import json

    import duckdb

    from simkansen.runs.verify import verify_runs

    laptops = changed(scenarios[1], run__replications=1)
    done = run_scenarios([laptops], tmp_path, workers=1)
    told = json.loads((done.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (told["reference"], told["scenarios"]) == ("laptops-without", ["laptops-without", "laptops"])
    assert told["made_reference"] is True
    of = f"FROM '{done.folder}/summary.parquet' WHERE kind = 'effect' AND measure = 'skill'"
    rows = duckdb.sql(f"SELECT DISTINCT scenario {of}").fetchall()
    assert rows == [("laptops",)]
    assert verify_runs(done.folder, None, 1, lambda progress: None).differences == ()
