import numpy as np
import pytest
from scipy.stats import norm

from simkansen.evidence import Posterior, load_parameters, load_posterior
from simkansen.evidence.parameters import Parameters
from simkansen.runs import replicate, run_scenarios
from simkansen.runs.draws import DRAWN_GROUPS, draw_from_prior, draw_parameters, echo_of, echoes, has_echo
from simkansen.runs.draws.stratified import evenly, posterior_row

PARAMETERS = load_parameters()
FITTED = load_posterior().names
NAMES = [f"parameter/{name}" for name in ("a", "b", "c", "d", "e")]


def drawn(number, source, some=PARAMETERS, seed=1):
    return draw_parameters(some, seed, number, source)


@pytest.mark.parametrize("source", ["posterior", "prior"])
def test_a_replication_draws_the_same_parameters_each_time_and_others_draw_others(source):
    first = dict(drawn(0, source))
    assert first == dict(drawn(0, source))
    assert first != dict(drawn(1, source))
    assert first != dict(drawn(0, source, seed=2))


@pytest.mark.parametrize("source", ["posterior", "prior", "point"])
def test_the_population_keeps_its_parameters_in_every_replication(source):
    values = drawn(0, source)
    for name, definition in PARAMETERS.definitions.items():
        if definition.used_by not in DRAWN_GROUPS and name not in FITTED:
            assert values[name] == PARAMETERS[name]


def test_a_draw_from_the_posterior_is_one_whole_row_of_it():
    rows = {tuple(row) for row in load_posterior().draws.tolist()}
    found = [tuple(drawn(number, "posterior")[name] for name in FITTED) for number in range(8)]
    assert set(found) <= rows
    assert len(set(found)) > 1


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("size", [2, 4, 16, 64, 128])
def test_every_block_of_replications_has_one_value_in_each_part_of_a_prior(size, seed):
    for name in NAMES:
        parts = [int(evenly(seed, name, number) * size) for number in range(128)]
        for start in range(0, 128, size):
            assert sorted(parts[start : start + size]) == list(range(size))


def test_a_place_is_between_0_and_1_to_the_last_replication_there_can_be():
    places = [evenly(1, NAMES[0], number) for number in (0, 1, 2**16, 99_999, 2**20 - 1)]
    assert all(0 < place < 1 for place in places)
    assert len(set(places)) == len(places)


def test_places_are_uniform_over_seeds_also_within_a_part():
    places = np.array([evenly(seed, NAMES[0], 3) for seed in range(2_000)])
    for share in (0.1, 0.25, 0.5, 0.9):
        assert (places < share).mean() == pytest.approx(share, abs=0.04)
        assert ((places * 64) % 1 < share).mean() == pytest.approx(share, abs=0.04)


def test_even_places_steady_a_mean_far_more_than_a_median():
    # Why sixteen replications move by a third to a half of what they did, and not less: an effect that is a
    # sum over eight parameters, its mean and its median over sixteen replications, beside independent ones of
    # which every fourth is done twice, as before. A median counts sides of the middle; a side is no sum.
    names, seeds = [f"parameter/{n}" for n in range(8)], range(150)
    places = np.array([[[evenly(seed, name, r) for name in names] for r in range(16)] for seed in seeds])
    even = norm.ppf(places).sum(axis=2)
    before = np.random.default_rng(1).normal(size=(4_000, 16)) * np.sqrt(len(names))
    before[:, 3::4] = before[:, 2::4]
    assert even.mean(axis=1).std() < 0.25 * before.mean(axis=1).std()
    assert 0.36 < np.median(even, axis=1).std() / np.median(before, axis=1).std() < 0.6


def test_no_two_parameters_go_together():
    """Scramblings of one sequence that are not drawn anew in every block would be at .7 and beyond."""
    places = np.array([[evenly(3, f"parameter/{k}", number) for number in range(64)] for k in range(30)])
    together = np.corrcoef(places)[np.triu_indices(30, 1)]
    assert np.abs(together.mean()) < 0.03
    assert together.std() < 0.2


def test_draws_have_the_prior_as_their_distribution():
    name, definition = next(
        (n, d)
        for n, d in sorted(PARAMETERS.definitions.items())
        if d.used_by in DRAWN_GROUPS and d.quantile(0.9) > d.quantile(0.1)
    )
    only = Parameters({name: definition})
    values = np.array([drawn(number, "prior", only)[name] for number in range(64)])
    for share in (0.25, 0.5, 0.75):  # as many as can be: draws are spread evenly
        assert (values < definition.quantile(share)).sum() == 64 * share
    assert drawn(5, "prior", only)[name] == draw_from_prior(definition, 1, 5)


@pytest.mark.parametrize("size", [16, 64, 256])
def test_the_rows_of_every_prefix_are_closer_to_the_posterior_than_rows_drawn_at_random(size):
    """Of every fitted parameter, by the mean distance between distribution functions of ranks."""
    draws = load_posterior().draws
    ranks = np.array([np.searchsorted(np.sort(column), column, "right") for column in draws.T]) / len(draws)
    grid = np.arange(1, 20) / 20

    def distance(rows):
        below = (ranks[:, rows, None] <= grid).mean(axis=1)
        return float(((below - (ranks[:, :, None] <= grid).mean(axis=1)) ** 2).mean())

    mine = [distance([posterior_row(load_posterior(), seed, n) for n in range(size)]) for seed in (1, 2, 3)]
    chance = np.random.default_rng(1)
    random = [distance(chance.integers(0, len(draws), size)) for _ in range(50)]
    assert max(mine) < 0.6 * np.median(random)


def test_a_row_depends_on_its_number_and_not_on_how_many_are_asked_for():
    posterior = load_posterior()
    early = [posterior_row(posterior, 9, number) for number in range(10)]
    posterior_row(posterior, 9, 900)
    assert [posterior_row(posterior, 9, number) for number in range(10)] == early
    assert [posterior_row(posterior, 10, number) for number in range(10)] != early


def test_every_row_of_the_posterior_can_be_drawn_and_none_much_more_often(monkeypatch):
    four = Posterior(FITTED[:1], np.arange(4.0)[:, None], {})
    monkeypatch.setattr("simkansen.runs.draws.load_posterior", lambda: four)
    only = Parameters({FITTED[0]: PARAMETERS.definitions[FITTED[0]]})
    values = [drawn(n, "posterior", only)[FITTED[0]] for n in range(400)]
    assert [values.count(value) for value in range(4)] == pytest.approx([100] * 4, abs=5)


def test_a_posterior_of_one_row_or_of_equal_rows_gives_them(monkeypatch):
    for rows in (1, 3):
        some = Posterior(FITTED[:1], np.ones((rows, 1)), {})
        assert {posterior_row(some, 1, number) for number in range(70)} <= set(range(rows))


@pytest.mark.parametrize("group", DRAWN_GROUPS)
def test_what_is_not_in_the_posterior_is_drawn_from_its_prior(group, monkeypatch):
    one = Posterior(FITTED[:1], np.ones((5, 1)), {})
    monkeypatch.setattr("simkansen.runs.draws.load_posterior", lambda: one)
    posterior, prior = (drawn(0, source) for source in ("posterior", "prior"))
    others = [n for n, d in PARAMETERS.definitions.items() if d.used_by == group and n != FITTED[0]]
    assert [posterior[name] for name in others] == [prior[name] for name in others]
    assert any(posterior[name] != PARAMETERS[name] for name in others)
    assert posterior[FITTED[0]] == 1


def test_the_point_is_the_mean_of_the_posterior_and_the_values_as_they_are():
    cost = next(name for name, definition in PARAMETERS.definitions.items() if definition.used_by == "costs")
    changed = PARAMETERS.replace({cost: 1.5 * PARAMETERS[cost]})
    values = drawn(0, "point", changed)
    assert dict(values) == dict(drawn(1, "point", changed))
    means = load_posterior().draws.mean(axis=0)
    assert [values[name] for name in FITTED] == pytest.approx(means)
    assert all(values[name] == changed[name] for name in changed if name not in FITTED)


@pytest.mark.parametrize("source", ["posterior", "prior"])
def test_a_new_parameter_moves_no_other_draw(source):
    names = sorted(PARAMETERS)
    fewer = Parameters({name: PARAMETERS.definitions[name] for name in names[1:]})
    all_drawn, fewer_drawn = (drawn(3, source, some, 7) for some in (PARAMETERS, fewer))
    assert [all_drawn[name] for name in names[1:]] == [fewer_drawn[name] for name in names[1:]]


def test_one_replication_in_eight_has_an_echo_in_another_part_of_every_prior():
    among = echoes(range(64), "posterior")
    assert among == [0, 9, 18, 27, 36, 45, 54, 63] == [n for n in range(64) if has_echo(n)]
    assert echoes(range(16), "prior") == [0, 9]
    assert echoes(range(64), "point") == []
    assert [echoes(range(n), "prior", n) for n in (1, 9, 10)] == [[], [], [0, 9]]
    assert echoes([0, 1], "prior", 16) == [0]
    for name in NAMES:
        assert len({int(evenly(1, name, number) * 8) for number in among}) > 3


def test_an_echo_has_the_parameters_of_its_replication_under_other_chance(scenarios, tmp_path, monkeypatch):
    met = []

    def note(population, calendar, interventions, parameters, key, *rest):
        met.append((key, dict(parameters)))
        return simulate(population, calendar, interventions, parameters, key, *rest)

    simulate = replicate.simulate
    monkeypatch.setattr(replicate, "simulate", note)
    ten = scenarios[0].run.model_copy(update={"replications": 10})
    run_scenarios([scenarios[0].model_copy(update={"run": ten})], tmp_path, workers=1)
    seen = list({int(key): values for key, values in met}.items())
    assert len(seen) == 12  # the echo of replication 0, replication 0, replication 1, ..., and that of 9
    (_, echo), (_, first), (_, second), *_ = seen
    assert echo == first != second
    assert echo_of(0) > 100_000
