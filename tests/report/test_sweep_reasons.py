"""Why a sweep withholds a margin or an order: the true reason, and none where there is nothing to say."""

import numpy as np
import pytest
from made_sweep_pages import SHIFT
from made_sweeps import make_sweep

from simkansen.report import LANGUAGES
from simkansen.report.readings.sweep_answer import answers
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.text_effects import few

HELP = "parameters.help_share"


def sampled(folder, points, replications, effect, **asked):
    """Points of a Latin hypercube over how much parents help."""
    return make_sweep(
        folder, effect, replications=replications, design={"method": "latin-hypercube", "n": points},
        points={HELP: np.linspace(0.5, 1.5, points).tolist()}, **asked,
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("points", [2, 3])
def test_a_sample_of_few_points_lacks_points_and_not_replications(tmp_path, lang, points):
    folder = sampled(
        tmp_path / "r", points, 10, lambda s, v, r: [-v[HELP] * (2 if s == "a" else 1) - 0.1 * SHIFT[r]],
        scenarios=["baseline", "a", "b"],
    )  # fmt: skip
    found = Found(folder, lang)
    assert few(found) == found.words("sweep.no_interval_points", least="4")
    said = " ".join(answers(found, ["delay_weeks"]))
    assert found.words("sweep.page.too_few_points", least="4") in said
    assert found.words("sweep.page.too_few", least="10") not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_option_that_alone_lacks_points_is_named(tmp_path, lang):
    folder = sampled(
        tmp_path / "r", 3, 10, lambda s, v, r: [-(v[HELP] if s == "a" else 1) - 0.1 * SHIFT[r]],
        scenarios=["baseline", "a", "b"],
    )  # fmt: skip
    found = Found(folder, lang)
    label = found.telling.option(next(row for row in found.effects if row["scenario"] == "a"))
    assert few(found) == found.words("sweep.no_interval_points_of", labels=f"‘{label}’", least="4")


def test_of_a_cost_that_is_the_same_everywhere_no_margin_is_missing(tmp_path):
    folder = sampled(
        tmp_path / "r", 12, 1, lambda s, v, r: [-v[HELP], 100.0], measures=["delay_weeks", "cost"]
    )
    found = Found(folder)
    assert [row["half_width"] is None for row in found.effects] == [False, True]
    assert few(found) == ""
