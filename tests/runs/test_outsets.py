"""What simulations begin with is made once for those that begin with the same, if it is small."""

import pytest
from worlds import KEY, calendar, parameters, town

from simkansen.runs import outsets
from simkansen.work.lru_cache import LRUCache


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(outsets, "_schedules", LRUCache(8))
    monkeypatch.setattr(outsets, "_outsets", LRUCache(8))


def test_the_same_pupils_weeks_and_parameters_have_one_ground():
    values = parameters()
    one, again = (outsets.shared_outset(town(), calendar(), values, KEY) for _ in range(2))
    assert one is again
    assert one.schedule is outsets.shared_schedule(town(), calendar(), KEY)


def test_other_weeks_or_parameters_have_another():
    one = outsets.shared_outset(town(), calendar(), parameters(), KEY)
    other_values = outsets.shared_outset(town(), calendar(), parameters({"engagement_start": 0.6}), KEY)
    other_weeks = outsets.shared_outset(town(), calendar("none"), parameters(), KEY)
    assert other_values.schedule is one.schedule
    assert other_values.engagement == one.engagement
    assert (other_values.static.pupils.engagement_own != one.static.pupils.engagement_own).any()
    assert other_weeks.schedule is not one.schedule


def test_of_a_large_population_nothing_is_kept(monkeypatch):
    monkeypatch.setattr(outsets, "KEPT_PUPILS", len(town().pupils.school) - 1)
    values = parameters()
    one, again = (outsets.shared_outset(town(), calendar(), values, KEY) for _ in range(2))
    assert one is not again
