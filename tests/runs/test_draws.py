import numpy as np

from simkansen.chance import run_key
from simkansen.evidence import load_parameters
from simkansen.evidence.parameters import Parameters
from simkansen.runs.draws import DRAWN_GROUPS, draw_parameters


def test_a_replication_draws_the_same_parameters_each_time_and_others_draw_others():
    parameters = load_parameters()
    first = dict(draw_parameters(parameters, run_key(1, 0)))
    assert first == dict(draw_parameters(parameters, run_key(1, 0)))
    assert first != dict(draw_parameters(parameters, run_key(1, 1)))


def test_the_population_keeps_its_parameters_in_every_replication():
    parameters = load_parameters()
    drawn = draw_parameters(parameters, run_key(1, 0))
    for name, definition in parameters.definitions.items():
        if definition.used_by not in DRAWN_GROUPS:
            assert drawn[name] == parameters[name]


def test_a_new_parameter_moves_no_other_draw():
    parameters = load_parameters()
    names = sorted(parameters)
    fewer = Parameters({name: parameters.definitions[name] for name in names[1:]})
    key = run_key(7, 3)
    all_drawn, fewer_drawn = draw_parameters(parameters, key), draw_parameters(fewer, key)
    assert [all_drawn[name] for name in names[1:]] == [fewer_drawn[name] for name in names[1:]]


def test_draws_have_the_prior_as_their_distribution():
    parameters = load_parameters()
    name = next(
        n
        for n, d in sorted(parameters.definitions.items())
        if d.used_by in DRAWN_GROUPS and d.quantile(0.9) > d.quantile(0.1)
    )
    definition = parameters.definitions[name]
    only = Parameters({name: definition})
    values = np.array([draw_parameters(only, run_key(1, number))[name] for number in range(400)])
    assert abs((values < definition.quantile(0.25)).mean() - 0.25) < 0.08
    assert abs((values < definition.quantile(0.75)).mean() - 0.75) < 0.08
