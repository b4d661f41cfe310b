"""The numbers that the rules of the week read: parameters, the structure of the school system, chosen rules.

A rule reads one number by name (``p.live_share``) and one a subject by its place (``p.growth[subject]``), so
that no rule knows which subjects or levels there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simkansen.schooling import Fact, System, load_system

if TYPE_CHECKING:
    from simkansen.evidence import Parameters

GROUP = "learning"
BY_SUBJECT = ("forgetting", "growth", "remote")
"""Parameters of which there is one a subject: `growth_maths` is ``p.growth`` in the place of maths."""

SUBSTITUTED = "ces"
"""Rule of growth by which sources make up for one another only in part."""


def rates_of(parameters: Parameters, system: System | None = None) -> np.record:
    """Give all that the rules of learning read, as a record for compiled rules.

    Parameters
    ----------
    parameters
        The parameters of a run, with the rules that were chosen.
    system
        The school system; that of the package where none is given.

    Returns
    -------
    numpy.record
        A float64 field a parameter and a number of the structure, in alphabetical order; for `BY_SUBJECT` one
        of shape (subjects,).
    """
    system = system or load_system()
    fields: dict[str, float | list[float]] = {}
    own = {f"{stem}_{subject}" for stem in BY_SUBJECT for subject in system.subject_names}
    common = {said: name for name, said in named_after(system).items()}
    for name, definition in parameters.definitions.items():
        if definition.used_by == GROUP and name not in own:
            fields[common.get(name, name)] = parameters[name]
    for stem in BY_SUBJECT:
        fields[stem] = [parameters[f"{stem}_{subject}"] for subject in system.subject_names]
    fields["language"] = [float(subject.language) for subject in system.subjects]
    fields |= {name: fact.value for name, fact in facts_of(system).items()}
    fields["level_rows"] = float(system.level_rows)
    fields["growth_ces"] = float(parameters.rules.get("growth") == SUBSTITUTED)
    names = sorted(fields)
    kind = np.dtype((np.record, [(name, np.float64, np.shape(fields[name])) for name in names]))
    row = np.zeros(1, dtype=kind)
    for name in names:
        row[name] = fields[name]
    record: np.record = row[0]
    return record


def named_after(system: System) -> dict[str, str]:
    """Give the parameters that a country calls after its language and levels, by the name that rules have."""
    return {
        "language_input": f"{system.language}_input",
        "help_without_language": f"help_without_{system.language}",
        "follow_level": f"follow_{system.levels.word}",
    }


def facts_of(system: System) -> dict[str, Fact]:
    """Give the numbers of the structure that rules read, by the name they have there."""
    return {
        "disadvantaged_mean": system.schools.target_share,
        "entry_age": system.first_age,
        "entry_level": system.levels.first,
        "first_level": system.levels.first_learning,
        "holiday_weeks": system.year.holiday_weeks,
        "last_level": system.levels.last,
        "middle_level": system.levels.middle,
        "teaching_weeks": system.year.teaching_weeks,
    }
