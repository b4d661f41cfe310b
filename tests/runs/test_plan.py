import pytest

from simkansen.runs import DifferentBasisError
from simkansen.runs.plan import make_plan
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
