"""Which parameters decide the results: told from the shipped study, as a run has too few draws to tell."""

from __future__ import annotations

from simkansen.evidence import load_sensitivity_study
from simkansen.report.blocks import Block, figures, texts
from simkansen.report.figures import tornado_panels
from simkansen.report.figures.parts import Context


def sensitivity_blocks(context: Context) -> list[Block]:
    """Return what is known of which parameters decide.

    Parameters
    ----------
    context
        The results, in one language.
    """
    words = context.words
    point = context.results.source == "point"
    few = words.counted("research.sensitivity.few", context.results.n_runs)
    studied = [words("research.sensitivity.study")] if load_sensitivity_study().name else []
    return [
        *texts(words("research.sensitivity.point") if point else few, *studied),
        *figures(tornado_panels.picture(context)),
    ]
