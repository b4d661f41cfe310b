"""What a scenario is compared with when nothing else is named: itself, without its interventions."""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.scenario.schema.scenario import Scenario
from simkansen.scenario.schema.words import TITLES, Title

SUFFIX = "-without"
"""What the name of a reference that was made adds to the name of its scenario."""

_TEXTS = {"en": "Without interventions", "nl": "Zonder aanpak"}
TITLE = Title(**{lang: text for lang, text in _TEXTS.items() if lang in TITLES})


def with_reference(scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """Put a reference before a scenario with interventions that stands alone; leave others as they are.

    Parameters
    ----------
    scenarios
        Those of one run, in their order.

    Returns
    -------
    tuple of Scenario
        What is run; the reference first. One that was made is the same scenario without interventions.
    """
    if len(scenarios) != 1 or not scenarios[0].interventions:
        return tuple(scenarios)
    return without_interventions(scenarios[0]), scenarios[0]


def without_interventions(scenario: Scenario) -> Scenario:
    """Make the reference of a scenario: all the same, but for its interventions."""
    changes = {"name": f"{scenario.name}{SUFFIX}", "title": TITLE, "interventions": ()}
    return scenario.model_copy(update=changes).from_file(None)


def is_made(reference: Scenario, others: Sequence[Scenario]) -> bool:
    """Tell whether a reference was made of the one scenario beside it."""
    return len(others) == 1 and reference.title == TITLE and reference.name == f"{others[0].name}{SUFFIX}"
