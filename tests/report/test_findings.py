from itertools import combinations

import numpy as np
import pytest

from simkansen.report.figures import main
from simkansen.report.figures.parts import spread
from simkansen.report.page import open_context
from simkansen.report.reading.findings import effects, may_claim, ranking, recovered_draws
from simkansen.report.reading.results import Results
from simkansen.report.style import BY_TYPE, REFERENCE, marks


@pytest.fixture(scope="module")
def opened(results):
    with Results(results) as found:
        yield found


@pytest.mark.parametrize(("shown", "runs", "claim"), [(9, 10, True), (89, 100, False), (90, 100, True),
                                                      (9, 9, False), (0, 0, False)])  # fmt: skip
def test_a_claim_needs_nine_in_ten_of_at_least_ten_runs(shown, runs, claim):
    assert may_claim(np.arange(runs) < shown) is claim


def test_what_is_not_known_is_not_claimed():
    assert may_claim(None) is False


def test_a_title_names_the_topic_when_two_are_alike(opened, monkeypatch):
    context = open_context(opened, "en")
    assert main.title(context) == "‘Small-group tutoring’ recovers most (evidence C)"
    real = recovered_draws(opened)
    odd = {n: n == "tutoring" for n in real}
    alike = {n: {r: v if r % 2 == odd[n] else -v for r, v in real["tutoring"].items()} for n in real}
    monkeypatch.setattr("simkansen.report.reading.findings.recovered_draws", lambda *_: alike)
    assert main.title(open_context(opened, "en")) == "Weeks of learning recovered per intervention"


def test_effects_are_sorted_and_turn_less_delay_into_weeks_recovered(opened):
    found = effects(opened)
    assert [e.scenario.name for e in found] == ["tutoring", "ouders", "laptops"]
    assert found[0].weeks.p05 > 0
    assert found[0].helps == 1


def test_shares_of_being_best_add_up(opened):
    rank = ranking(opened, effects(opened))
    assert sum(rank.best) == pytest.approx(1)
    assert rank.holds <= min(rank.beats_next)


def test_each_scenario_looks_like_its_intervention_and_no_two_alike(opened):
    found = marks(opened.scenarios)
    assert found["geen-aanpak"] == REFERENCE
    assert found["tutoring"] == BY_TYPE["tutoring"]
    twice = marks((*opened.scenarios, opened.scenarios[1]))
    assert len(set(twice.values())) == 4
    looks = [REFERENCE, *BY_TYPE.values()]
    for part in ("colour", "line", "marker"):
        assert len({getattr(m, part) for m in BY_TYPE.values()}) == 6
    assert all(_contrast(m.colour) >= 2.9 for m in looks)


def _contrast(colour: str) -> float:
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return 1.05 / (float(linear @ [0.2126, 0.7152, 0.0722]) + 0.05)


def test_labels_are_moved_apart_and_keep_their_order():
    placed = spread([1.0, 1.02, 5.0, 1.01], 0.5)
    gaps = np.diff(sorted(placed))
    assert gaps.min() == pytest.approx(0.5)
    assert np.argsort(placed).tolist() == [0, 3, 1, 2]
    assert placed[2] == 5.0


def test_every_intervention_has_a_look_and_a_name_of_its_own():
    from simkansen.interventions import registry
    from simkansen.report.words import LANGUAGES, Words

    assert set(registry()) == set(BY_TYPE)
    assert all(Words(lang).has(f"type.{name}") for name in registry() for lang in LANGUAGES)


def test_interventions_can_be_told_apart_without_their_colour():
    looks = [REFERENCE, *BY_TYPE.values()]
    for one, other in combinations(looks, 2):
        assert one.marker != other.marker
    solid = [look for look in looks if look.line == "-"]
    assert solid == [REFERENCE, BY_TYPE["tutoring"]]
    for one, other in combinations([look.line for look in looks if look not in solid], 2):
        assert one != other
