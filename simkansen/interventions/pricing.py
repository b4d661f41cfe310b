"""At what price: EUR per hour by who leads, unless the scenario gives its own price."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.interventions.base import Intervention


def price_of_hour(intervention: Intervention, parameters: Parameters) -> float:
    """Price of an hour with a group.

    Parameters
    ----------
    intervention
        Who leads it, and the scenario's own price if it gives one.
    parameters
        The register's prices (EUR, price year 2021).

    Returns
    -------
    float
        EUR per hour. A taught hour of a teacher counts its preparation too.
    """
    if intervention.cost.per_hour is not None:
        return intervention.cost.per_hour
    match intervention.led_by:
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
