"""What a scenario leaves out: sensible, the same where it is shown and used, and readable again."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from worlds import calendar, closed_for, intervention, run, skill

from simkansen.interventions import registry
from simkansen.odd.defaults import defaults_of, table

PAGE = (Path(__file__).parents[2] / "docs" / "scenario-files.md").read_text("utf-8")
NEEDED = {"tutoring": {"hours": 2, "led_by": "student"}, "peer-tutoring": {"hours": 1}}
every_kind = pytest.mark.parametrize("kind", list(registry()))


def of(kind: str, **answers):
    return intervention(kind, **NEEDED.get(kind, {}), **answers)


def weeks_of(kind: str, weeks) -> np.ndarray:
    model = run(of(kind), weeks=weeks, snapshots=frozenset())
    return np.flatnonzero(model.deliveries[0].running)


def test_the_page_holds_the_defaults_of_the_code() -> None:
    shown = re.search(r"<!-- generated: defaults -->\n(.*?)<!-- end -->", PAGE, re.S)
    assert shown is not None
    assert shown[1] == table(), "write it anew: simkansen export odd docs/scenario-files.md"


@every_kind
def test_every_answer_that_may_be_left_out_has_a_default(kind: str) -> None:
    said = {word.partition(".")[0] for word in defaults_of(kind)}
    assert registry()[kind].answers | {"for", "weeks", "cost"} <= said


@every_kind
def test_defaults_written_out_give_the_same_simulation(kind: str) -> None:
    left_out = of(kind)
    said = left_out.model_dump(mode="json", by_alias=True, exclude_none=True) | left_out.usual_answers()
    written = registry()[kind].model_validate(
        {key: value for key, value in said.items() if key != "led_by" or "led_by" in left_out.answers}
    )
    assert written.problems(calendar()) == []
    one, other = run(left_out), run(written)
    np.testing.assert_array_equal(skill(one), skill(other))
    (first,), (second,) = one.trace().ledgers.values(), other.trace().ledgers.values()
    assert first == second


@pytest.mark.parametrize("kind", ["tutoring", "peer-tutoring"])
def test_what_makes_good_starts_when_schools_are_open_again(kind: str) -> None:
    weeks = calendar()
    closed = np.flatnonzero(weeks.closed)
    found = weeks_of(kind, weeks)
    first = np.flatnonzero(weeks.teaching & ~weeks.closed & (np.arange(len(weeks)) > closed[0]))[0]
    assert found[0] == first > closed[0]
    assert (found == np.flatnonzero(weeks.teaching & (np.arange(len(weeks)) >= first))).all()


@pytest.mark.parametrize("kind", ["bring-to-school", "lend-devices", "parent-guidance"])
def test_what_helps_at_home_is_there_while_schools_are_closed(kind: str) -> None:
    assert (weeks_of(kind, calendar()) == np.flatnonzero(calendar().closed)).all()


def test_coaching_starts_with_the_closure() -> None:
    weeks = calendar()
    assert weeks_of("teacher-professionalisation", weeks)[0] == np.flatnonzero(weeks.closed)[0]


def test_where_schools_never_close_there_is_nothing_to_wait_for() -> None:
    never = calendar("none")
    assert (weeks_of("tutoring", never) == np.flatnonzero(never.teaching)).all()


def test_where_schools_never_open_again_it_is_told_that_no_week_is_left() -> None:
    to_the_end = closed_for(40)
    (found,) = (p for p in of("tutoring").problems(to_the_end) if p.path == ("weeks",))
    assert "no teaching week after the first closure" in found.message
