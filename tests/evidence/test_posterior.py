"""The posterior is read whole, or refused with every reason at once; contraction says what was learned."""

import math
import pickle

import numpy as np
import pytest

from simkansen.evidence import EvidenceError, Prior, contraction, load_parameters, load_posterior
from simkansen.evidence.parameters import Definition
from simkansen.evidence.posterior import Posterior, contraction_by_chance, in_words

PARAMETERS = """
- {name: speed, value: 0.4, unit: share, prior: {distribution: beta, sd: 0.1}, used_by: learning,
   assumed: for the test, does: Something.}
- {name: reach, value: 2, unit: SD, prior: {distribution: normal, sd: 1}, used_by: outcomes,
   assumed: for the test, does: Something.}
- {name: people, value: 2, unit: count, prior: {distribution: normal, sd: 1}, used_by: population,
   assumed: for the test, does: Something.}
"""
DRAWS = "speed,reach\n0.25,1.0\n0.75,3.5\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "register.yaml").write_text("[]")
    (tmp_path / "parameters.yaml").write_text(PARAMETERS)
    (tmp_path / "posterior.csv").write_text(DRAWS)
    (tmp_path / "posterior.yaml").write_text("experiment: none\nseed: 3\n")
    return tmp_path


def test_draws_names_and_how_it_was_made_are_read(folder):
    posterior = load_posterior(folder)
    assert posterior.names == ("speed", "reach")
    assert posterior.draws.tolist() == [[0.25, 1.0], [0.75, 3.5]]
    assert posterior.row(1) == {"speed": 0.75, "reach": 3.5}
    assert posterior.mean() == {"speed": 0.5, "reach": 2.25}
    assert posterior.column("reach").tolist() == [1.0, 3.5]
    assert posterior.about == {"experiment": "none", "seed": 3}


def test_it_is_read_once_and_cannot_be_written_to(folder):
    posterior = load_posterior(folder)
    assert load_posterior(folder) is posterior
    with pytest.raises(ValueError, match="read-only"):
        posterior.draws[0, 0] = 1.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("speed,speeed\n1,2\n", "speeed: no parameter has this name"),
        ("speed,speed\n1,2\n", "speed: the name is given twice"),
        ("speed,people\n1,2\n", "people: a parameter of the population"),
        ("speed,reach\n", "there is no draw"),
        ("", "the first line must name the parameters"),
        ("speed,reach\n1,nan\n", "line 2: reach: 'nan' is no finite number"),
        ("speed,reach\n1,2\nmuch,2\n", "line 3: speed: 'much' is no finite number"),
        ("speed,reach\n1\n", "line 2: has 1 values for 2 parameters"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(folder, text, words):
    (folder / "posterior.csv").write_text(text)
    with pytest.raises(EvidenceError) as refused:
        load_posterior(folder)
    assert any(problem.startswith(f"posterior.csv: {words}") for problem in refused.value.problems)


def test_all_problems_are_told_at_once(folder):
    (folder / "posterior.csv").write_text("spead,reach\n1,inf\n1,2,3\n")
    with pytest.raises(EvidenceError) as refused:
        load_posterior(folder)
    assert len(refused.value.problems) == 3


def test_a_missing_file_and_a_wrong_description_are_named(folder):
    (folder / "posterior.yaml").write_text("- a list\n")
    with pytest.raises(EvidenceError, match=r"posterior\.yaml: must be a mapping"):
        load_posterior(folder)
    (folder / "posterior.yaml").unlink()
    with pytest.raises(EvidenceError, match=r"posterior\.yaml is missing"):
        load_posterior(folder)


def test_it_survives_the_way_to_a_worker(folder):
    posterior = load_posterior(folder)
    again = pickle.loads(pickle.dumps(posterior))
    assert (again.names, again.about) == (posterior.names, posterior.about)
    assert again.draws.tolist() == posterior.draws.tolist()


def test_the_packages_own_posterior_is_about_parameters_of_learning_and_outcomes():
    definitions = load_parameters().definitions
    posterior = load_posterior()
    assert {definitions[name].used_by for name in posterior.names} <= {"learning", "outcomes"}
    assert len(posterior) >= 1


SKEWED = Definition("x", 1.0, "SD", Prior("lognormal", sigma=0.5), "learning", "Something.")


def draws_between(low, high, count=2000):
    """Draws that cover a part of the prior's quantiles evenly."""
    return np.array([SKEWED.quantile(low + (high - low) * (i + 0.5) / count) for i in range(count)])


@pytest.mark.parametrize(
    ("low", "high", "expected", "said"),
    [(0, 1, 0, "not"), (0.25, 0.75, 0.75, "informed"), (0.03, 0.97, 0.1164, "hardly")],
)
def test_contraction_is_one_less_the_ratio_of_variances_on_the_scale_of_the_prior(low, high, expected, said):
    contracted = contraction(draws_between(low, high), SKEWED)
    assert contracted == pytest.approx(expected, abs=2e-3)
    assert in_words(contracted, effective=2000) == said


def test_what_chance_alone_makes_of_few_draws_is_not_called_information():
    drawn = np.random.default_rng(5)
    few = [
        contraction(np.array([SKEWED.quantile(u) for u in drawn.uniform(size=100).tolist()]), SKEWED)
        for _ in range(400)
    ]
    assert contraction_by_chance(100) == pytest.approx(np.std(few), rel=0.1)
    assert {in_words(one, effective=100) for one in few} == {"not"}
    assert in_words(0.2, effective=100) == "not"
    assert in_words(0.2, effective=1000) == "hardly"


def test_the_draws_say_how_much_they_are_worth():
    draws = np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]])
    assert Posterior(("speed", "reach"), draws, {}).effective == 2
    assert Posterior(("speed", "reach"), draws, {"effective_particles": 1.5}).effective == 1.5


def test_a_posterior_in_both_tails_contracts_below_zero_and_a_fixed_one_not_at_all():
    tails = np.concatenate([draws_between(0, 0.1, 50), draws_between(0.9, 1, 50)])
    assert contraction(tails, SKEWED) < -1
    fixed = Definition("x", 1.0, "SD", Prior("fixed"), "learning", "Something.")
    assert math.isnan(contraction(np.ones(3), fixed))
