"""At what price: EUR per hour by who leads, unless the scenario gives its own price."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.scenario.schema.programme import Programme

HOUR_PRICES = {
    "teacher": "{cost_teacher_hour} x {cost_taught_hour_factor}",
    "teaching-assistant": "{cost_teaching_assistant_hour}",
    "student": "{cost_student_hour}",
    "volunteer": "{cost_volunteer_hour}",
    "peer": "{cost_peer_hour}",
}
"""The register's price of an hour with a group, in words, by who leads it."""


def price_of_hour(programme: Programme, parameters: Parameters) -> float:
    """Price of an hour with a group.

    Parameters
    ----------
    programme
        Who leads it, and the scenario's own price if it gives one.
    parameters
        The register's prices (EUR, price year 2021).

    Returns
    -------
    float
        EUR per hour. A taught hour of a teacher counts its preparation too.
    """
    if programme.cost.per_hour is not None:
        return programme.cost.per_hour
    match programme.led_by:
        case "teacher":
            return parameters["cost_teacher_hour"] * parameters["cost_taught_hour_factor"]
        case "teaching-assistant":
            return parameters["cost_teaching_assistant_hour"]
        case "student":
            return parameters["cost_student_hour"]
        case "volunteer":
            return parameters["cost_volunteer_hour"]
        case "peer":
            return parameters["cost_peer_hour"]
        case None:
            return 0.0
