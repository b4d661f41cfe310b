"""The weeks that say how unequal pupils were before anything happened."""

from __future__ import annotations

import numpy as np
from worlds import KEY, calendar, intervention, parameters, run, town

from simkansen.model import SchoolModel, snapshot_weeks, weeks_before
from simkansen.scenario.calendar import build_calendar
from simkansen.scenario.schema.scenario import CalendarSpec


def mondays(weeks):
    return sorted(str(calendar().monday[week])[:10] for week in weeks)


def test_they_are_the_first_teaching_week_and_the_last_before_the_first_closure():
    assert mondays(weeks_before(calendar())) == ["2019-08-26", "2020-03-09"]


def test_without_a_closure_there_is_the_first_week_alone():
    assert mondays(weeks_before(calendar("none"))) == ["2019-08-26"]


def test_there_is_no_week_before_a_closure_that_starts_the_year():
    phase = {"from": "2019-08-19", "to": "2019-10-04", "kind": "closed", "sectors": ["po"]}
    asked = CalendarSpec.model_validate({"closures": [phase], "school_years": ["2019/20"]})
    assert weeks_before(build_calendar(asked)) == frozenset()


def test_writing_them_down_changes_nothing_else():
    programme = intervention("tutoring", led_by="student", hours=2, weeks="all")
    plain = run(programme).trace()
    weeks = weeks_before(calendar())
    model = SchoolModel(
        town(), calendar(), (programme,), parameters(), KEY, snapshot_weeks(calendar()), weeks
    )
    while model.running:
        model.step()
    kept = model.trace()
    assert set(kept.mean_skills) == weeks
    assert np.array_equal(kept.sums, plain.sums)
    assert kept.ledgers == plain.ledgers
    for week, snapshot in plain.snapshots.items():
        assert np.array_equal(kept.snapshots[week], snapshot, equal_nan=True)
    learns = np.asarray(town().pupils.klass)[:, 0] >= 0
    first = min(weeks)
    together = kept.sums[first, :, 1:4].sum() / 3
    assert np.isfinite(kept.mean_skills[first]).tolist() == learns.tolist()
    assert np.isclose(kept.mean_skills[first][learns].sum(dtype=float), together, rtol=1e-4, atol=1e-3)
