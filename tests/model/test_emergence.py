"""What follows from the rules without being put in: five claims of the founding documents."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from worlds import KEY, calendar, learners, parameters, run, skill, town

from simkansen.learning.trace import SUM_COLUMNS
from simkansen.model import SchoolModel
from simkansen.population import build_population
from simkansen.scenario.schema import PopulationSpec

pytestmark = pytest.mark.slow

SCHOOLS = 16
LEAVES = ("learning_by_doing", "copying")


@cache
def closed(*changes):
    return run(population=town(SCHOOLS), changes=dict(changes))


@cache
def open_all_along(*changes):
    return run(population=town(SCHOOLS), weeks=calendar().without_closures(), changes=dict(changes))


def learned_at_home(first, last, **changes):
    """Mean learning share of a week at home, over the weeks of one closure."""
    weeks = calendar()
    model = SchoolModel(town(SCHOOLS), weeks, (), parameters(changes), KEY)
    found = []
    for week in range(last + 1):
        model.step()
        if week >= first and weeks.teaching[week] and weeks.remote[week, 0] == 1.0:
            year = int(weeks.school_year[week])
            found.append(model.state.learned[learners(model, year)].mean())
    return float(np.mean(found))


def test_the_second_closure_costs_less_a_week_because_teachers_learned() -> None:
    """C40, C44."""
    first, second = learned_at_home(29, 34), learned_at_home(71, 75)
    assert second > first + 0.02
    never_learn = dict.fromkeys(LEAVES, 0.0)
    gained = learned_at_home(71, 75, **never_learn) - learned_at_home(29, 34, **never_learn)
    assert gained < 0.4 * (second - first)


@pytest.fixture(scope="module")
def by_share(tmp_path_factory):
    """Pupils and their losses at the same schools with few, some and mostly disadvantaged pupils."""
    found = {}
    for share in (0.03, 0.2, 0.6):
        path = tmp_path_factory.mktemp("schools") / "schools.csv"
        rows = [f"S{number:03d},Utrecht,220,{share}" for number in range(16)]
        text = "\n".join(["school,municipality,pupils,disadvantaged_share", *rows])
        path.write_text(text, encoding="utf-8")
        spec = PopulationSpec.model_validate({"schools": {"file": str(path)}})
        people = build_population(spec, calendar(), 1, parameters())
        without = run(population=people, weeks=calendar().without_closures())
        lost = (skill(without) - skill(run(population=people))).mean(axis=1)
        found[share] = people, lost, learners(without, 1)
    return found


def test_schools_with_more_than_half_disadvantaged_pupils_lose_most(by_share) -> None:
    """A41."""
    few, some, most = (lost[learning].mean() for _, lost, learning in by_share.values())
    assert few < some < most
    assert most > 1.15 * few


def test_others_at_those_schools_lose_more_than_their_like_elsewhere(by_share) -> None:
    """A41, E61; HAE-05: it is the school too, not only who goes there."""
    found = []
    for people, lost, learning in by_share.values():
        middle = np.asarray(people.pupils.parental_education) == 1
        found.append(lost[learning & middle & (np.asarray(people.pupils.target) == 0)].mean())
    assert found[2] > 1.03 * found[0]


def test_some_vulnerable_pupils_gain_at_a_distance() -> None:
    """C32: with much self-regulation a pupil, also a vulnerable one, can gain; most do not."""
    reopened = 36
    weeks = frozenset({reopened})
    with_closure = run(population=town(SCHOOLS), snapshots=weeks).snapshots[reopened]
    without = run(population=town(SCHOOLS), weeks=calendar().without_closures(), snapshots=weeks)
    gained = (with_closure - without.snapshots[reopened]).mean(axis=1)
    vulnerable = (np.asarray(town(SCHOOLS).pupils.vulnerable) == 1) & np.isfinite(gained)
    share = (gained[vulnerable] > 0.0).mean()
    assert 0.002 < share < 0.3
    regulated = np.asarray(town(SCHOOLS).pupils.self_regulation)
    gains = vulnerable & (gained > 0.0)
    assert regulated[gains].mean() > regulated[vulnerable].mean() + 0.3


def seen_rightly(model, weeks):
    column, pupils = SUM_COLUMNS.index("seen"), SUM_COLUMNS.index("pupils")
    total = model.sums[weeks].sum(axis=(0, 1))
    return total[column] / total[pupils]


def test_teachers_overlook_more_need_at_a_distance() -> None:
    """C29."""
    at_home, in_class = [30, 31, 33, 34], [8, 12, 20, 27]
    seen_at_home, seen_in_class = seen_rightly(closed(), at_home), seen_rightly(closed(), in_class)
    assert seen_at_home < seen_in_class - 0.01
    same_sight = closed(("sight_distance", 0.0), ("sight_interaction", 0.0))
    twin = open_all_along(("sight_distance", 0.0), ("sight_interaction", 0.0))
    gap = seen_rightly(open_all_along(), at_home) - seen_at_home
    assert seen_rightly(twin, at_home) - seen_rightly(same_sight, at_home) < 0.6 * gap


def lost_by_crowding(people):
    """Mean loss of brothers and sisters who share devices, and of those with one each; alike in schooling."""
    without = run(population=people, weeks=calendar().without_closures())
    lost = (skill(without) - skill(run(population=people))).mean(axis=1)
    pupils, homes = people.pupils, town(SCHOOLS).households
    home = np.asarray(pupils.household)
    children = np.bincount(home, minlength=len(homes.devices))
    shares = (np.asarray(homes.devices) < children)[home]
    siblings = (children > 1)[home] & (np.asarray(pupils.klass)[:, 0] >= 0)
    found = []
    for level in range(3):
        like = siblings & (np.asarray(pupils.parental_education) == level)
        found.append((lost[like & shares].mean(), lost[like & ~shares].mean()))
    return np.array(found)


def test_brothers_and_sisters_who_share_devices_lose_more() -> None:
    """B13."""
    people = town(SCHOOLS)
    as_it_is = lost_by_crowding(people)
    assert (as_it_is[:, 0] > as_it_is[:, 1]).all()
    plenty = np.maximum(np.asarray(people.households.devices), 9.0)
    equipped = replace(people, households=replace(people.households, devices=plenty))
    same_pupils = lost_by_crowding(equipped)
    assert (np.diff(-same_pupils) < 0.6 * np.diff(-as_it_is)).all()
