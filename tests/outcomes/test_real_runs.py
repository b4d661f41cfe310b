"""Measures on real runs of the model, where subjects and groups grow at different rates."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import calendar, intervention, run, town

from simkansen.outcomes.replication import Measured, measure_replication
from simkansen.outcomes.table import Table


@pytest.fixture(scope="module")
def table() -> Table:
    spelling = {"subjects": ["spelling"]}
    year = {"from": "2020-08-24", "to": "2021-07-09"}
    some = {"capacity": "10%"}
    tutored = run(
        intervention("tutoring", led_by="student", hours=2, what=spelling, weeks=year, **{"for": some})
    )
    twin = run(weeks=calendar().without_closures()).trace()
    runs = {"closed": Measured(run().trace(), twin), "tutored": Measured(tutored.trace(), twin)}
    return measure_replication(runs, town().pupils)


def last(table: Table, **where: str) -> tuple[float, float]:
    rows = table.where(scenario="tutored", subject="all", by="all", **where)
    end = rows["week"] == np.datetime64("2021-07-05")
    return float(rows["value"][end][0]), float(rows["n_pupils"][end][0])


def test_cost_per_week_is_cost_over_the_effect_that_is_shown(table: Table) -> None:
    cost, _ = last(table, kind="level", measure="cost")
    effect, pupils = last(table, kind="effect", measure="delay_weeks")
    price, _ = last(table, kind="effect", measure="cost_per_week")
    assert effect < 0.0
    assert price == pytest.approx(cost / (-effect * pupils))


def test_pupils_reached_gain_what_all_gain_together_where_nobody_else_does(table: Table) -> None:
    reached, few = last(table, kind="effect", measure="weeks_per_reached")
    targeted, many = last(table, kind="effect", measure="weeks_per_targeted")
    everyone, pupils = last(table, kind="effect", measure="delay_weeks")
    assert few < 0.2 * pupils
    assert (many, targeted) == (pupils, pytest.approx(-everyone, rel=1e-4))
    assert reached * few == pytest.approx(-everyone * pupils, rel=5e-3)


def test_the_reference_itself_has_no_effect(table: Table) -> None:
    rows = table.where(scenario="closed", kind="effect", measure="delay_weeks")
    assert len(rows) == 0 or np.all(rows["value"] == 0.0)


def test_no_measure_is_missing_a_number(table: Table) -> None:
    assert np.isfinite(table.where(scenario="tutored")["value"]).all()
    assert np.isfinite(table.where(scenario="closed")["value"]).all()
