"""Closures that a sample of schools leaves without pupils: told where the pupils can be made."""

import pytest

from simkansen.interventions import registry
from simkansen.runs.notes.empty_groups import look_at_small
from simkansen.scenario import check_files

TEXT = """simkansen: 1
population: {{netherlands: {{municipality: [Almere, Urk], sample: 1}}}}
calendar: {{closures: [{{from: 2020-01-06, to: 2020-02-07, {whom}}}], school_years: 2019/20}}
run: {{replications: 2, population: {population}}}
"""


def told(folder, whom, population="redrawn"):
    path = folder / "a.yaml"
    path.write_text(TEXT.format(whom=whom, population=population), encoding="utf-8")
    problems, _ = look_at_small(check_files([path], registry()))
    return [(one.line, one.path, one.message) for one in problems]


def test_a_closure_of_a_place_of_which_the_sample_has_no_school_is_told(tmp_path):
    found = [told(tmp_path, f"municipality: {one}", "fixed") for one in ("Almere", "Urk")]
    ((line, path, said),) = [one for (one,) in filter(None, found)]
    assert (line, path) == (3, "calendar.closures[1]")
    assert said.startswith("nobody is meant: none of the ")


@pytest.mark.parametrize("whom", ["levels: [3, 4]", "municipality: [Almere, Urk], levels: 8", "kind: closed"])
def test_a_closure_that_means_some_pupils_is_not(whom, tmp_path):
    assert told(tmp_path, whom) == []
