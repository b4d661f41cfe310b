"""The pictures of a fit can be drawn whatever it left."""

import numpy as np
import pytest

from simkansen.evidence import load_parameters
from simkansen.report.figures.posterior import TargetRow, draw_posterior


@pytest.mark.slow
def test_pictures_of_a_fit_can_be_drawn_when_one_draw_is_left(tmp_path):
    draws = {"live_share": np.full(12, 0.7), "help_share": np.linspace(0.6, 0.8, 12)}
    rows = [TargetRow("loss", (-1.0, 0.0, 1.0), (-0.5, 0.0, 0.5))]
    made = draw_posterior(tmp_path, rows, load_parameters().definitions, draws, "A trial.")
    assert [path.name for path in made] == ["targets.png", "prior-posterior.png", "pairs.png"]
    assert all(path.stat().st_size > 5_000 for path in made)
