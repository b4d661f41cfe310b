"""Which parameters decide the results: told from the shipped study, as a run has too few draws to tell."""

from __future__ import annotations

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
    draws = context.results.n_runs
    return [
        *texts(words.counted("research.sensitivity.few", draws), words("research.sensitivity.study")),
        *figures(tornado_panels.picture(context)),
    ]
