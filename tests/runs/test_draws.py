import numpy as np
import pytest

from simkansen.chance import run_key
from simkansen.evidence import Posterior, load_parameters, load_posterior
from simkansen.evidence.parameters import Parameters
from simkansen.runs import replicate, run_scenarios
from simkansen.runs.draws import DRAWN_GROUPS, count_pairs, draw_of, draw_parameters

PARAMETERS = load_parameters()
FITTED = load_posterior().names
KEYS = [run_key(1, number) for number in range(8)]


@pytest.mark.parametrize("source", ["posterior", "prior"])
def test_a_replication_draws_the_same_parameters_each_time_and_others_draw_others(source):
    first = dict(draw_parameters(PARAMETERS, KEYS[0], source))
    assert first == dict(draw_parameters(PARAMETERS, KEYS[0], source))
    assert first != dict(draw_parameters(PARAMETERS, KEYS[1], source))


@pytest.mark.parametrize("source", ["posterior", "prior", "point"])
def test_the_population_keeps_its_parameters_in_every_replication(source):
    drawn = draw_parameters(PARAMETERS, KEYS[0], source)
    for name, definition in PARAMETERS.definitions.items():
        if definition.used_by not in DRAWN_GROUPS and name not in FITTED:
            assert drawn[name] == PARAMETERS[name]


def test_a_draw_from_the_posterior_is_one_whole_row_of_it():
    rows = {tuple(row) for row in load_posterior().draws.tolist()}
    drawn = [draw_parameters(PARAMETERS, key, "posterior") for key in KEYS]
    found = [tuple(values[name] for name in FITTED) for values in drawn]
    assert set(found) <= rows
    assert len(set(found)) > 1


def test_every_row_of_the_posterior_can_be_drawn_and_none_much_more_often(monkeypatch):
    four = Posterior(FITTED[:1], np.arange(4.0)[:, None], {})
    monkeypatch.setattr("simkansen.evidence.load_posterior", lambda: four)
    only = Parameters({FITTED[0]: PARAMETERS.definitions[FITTED[0]]})
    drawn = [draw_parameters(only, run_key(1, n), "posterior")[FITTED[0]] for n in range(400)]
    assert [drawn.count(value) for value in range(4)] == pytest.approx([100] * 4, abs=30)


@pytest.mark.parametrize("group", DRAWN_GROUPS)
def test_what_is_not_in_the_posterior_is_drawn_from_its_prior(group, monkeypatch):
    one = Posterior(FITTED[:1], np.ones((5, 1)), {})
    monkeypatch.setattr("simkansen.evidence.load_posterior", lambda: one)
    posterior, prior = (draw_parameters(PARAMETERS, KEYS[0], source) for source in ("posterior", "prior"))
    others = [n for n, d in PARAMETERS.definitions.items() if d.used_by == group and n != FITTED[0]]
    assert [posterior[name] for name in others] == [prior[name] for name in others]
    assert any(posterior[name] != PARAMETERS[name] for name in others)
    assert posterior[FITTED[0]] == 1


def test_the_point_is_the_mean_of_the_posterior_and_the_values_as_they_are():
    cost = next(name for name, definition in PARAMETERS.definitions.items() if definition.used_by == "costs")
    changed = PARAMETERS.replace({cost: 1.5 * PARAMETERS[cost]})
    point = draw_parameters(changed, KEYS[0], "point")
    assert dict(point) == dict(draw_parameters(changed, KEYS[1], "point"))
    means = load_posterior().draws.mean(axis=0)
    assert [point[name] for name in FITTED] == pytest.approx(means)
    assert all(point[name] == changed[name] for name in changed if name not in FITTED)


@pytest.mark.parametrize("source", ["posterior", "prior"])
def test_a_new_parameter_moves_no_other_draw(source):
    names = sorted(PARAMETERS)
    fewer = Parameters({name: PARAMETERS.definitions[name] for name in names[1:]})
    key = run_key(7, 3)
    all_drawn, fewer_drawn = (draw_parameters(some, key, source) for some in (PARAMETERS, fewer))
    assert [all_drawn[name] for name in names[1:]] == [fewer_drawn[name] for name in names[1:]]


def test_draws_have_the_prior_as_their_distribution():
    name = next(
        n
        for n, d in sorted(PARAMETERS.definitions.items())
        if d.used_by in DRAWN_GROUPS and d.quantile(0.9) > d.quantile(0.1)
    )
    definition = PARAMETERS.definitions[name]
    only = Parameters({name: definition})
    values = np.array([draw_parameters(only, run_key(1, number), "prior")[name] for number in range(400)])
    assert abs((values < definition.quantile(0.25)).mean() - 0.25) < 0.08
    assert abs((values < definition.quantile(0.75)).mean() - 0.75) < 0.08


def test_sixteen_replications_are_twelve_draws_of_which_four_come_twice():
    draws = [draw_of(number) for number in range(16)]
    assert draws == [0, 1, 2, 2, 4, 5, 6, 6, 8, 9, 10, 10, 12, 13, 14, 14]
    assert count_pairs(range(16)) == 4


def test_the_fourth_replication_has_the_parameters_of_the_third_under_other_chance(
    scenarios, tmp_path, monkeypatch
):
    met = {}

    def note(population, calendar, interventions, parameters, key, *rest):
        met.setdefault(key, parameters)
        raise ArithmeticError("seen enough")

    monkeypatch.setattr(replicate, "simulate", note)
    four = scenarios[0].run.model_copy(update={"replications": 4})
    asked = scenarios[0].model_copy(update={"run": four})
    run_scenarios([asked], tmp_path, workers=1)
    keys = [run_key(asked.run.seed, number) for number in range(4)]
    assert list(met) == keys
    _, second, third, fourth = (dict(met[key]) for key in keys)
    assert third == fourth
    assert second != third
