"""The measures, one file for each kind; what stands here first stands first in tables."""

from simkansen.outcomes.measures import (  # isort: skip
    growth,
    gaps,
    who_gains,
    participants,
    process,
    cost,
    inequality,
    usual,
    reach,
)
from simkansen.outcomes.registry import MEASURES, OF_STUDIES

__all__ = [
    "MEASURES", "OF_STUDIES", "cost", "gaps", "growth", "inequality", "participants", "process", "reach",
    "usual", "who_gains",
]  # fmt: skip
