"""The same trial for the test and the benchmarks: all six interventions, on some Dutch schools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simkansen.interventions import registry
from simkansen.scenario import PopulationSpec

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.interventions import Intervention
    from simkansen.population import Population
    from simkansen.schooling.calendar import Calendar

SEED = 1

ALL_SIX: tuple[dict[str, Any], ...] = (
    {"id": "seats", "type": "bring-to-school"},
    {
        "id": "tutors", "type": "tutoring", "hours": 2, "group_size": 3, "led_by": "teaching-assistant",
        "for": {"capacity": "20%"}, "what": {"subjects": ["maths", "reading"]}, "weeks": "open",
    },
    {"id": "pairs", "type": "peer-tutoring", "hours": 1, "for": {"capacity": {"per_class": 4}}},
    {"id": "laptops", "type": "lend-devices"},
    {
        "id": "calls", "type": "parent-guidance",
        "for": {"parental_education": ["low", "middle"], "capacity": "10%"},
    },
    {"id": "coaching", "type": "teacher-professionalisation"},
)  # fmt: skip
"""Each intervention once, much as a user would word it."""

ALL_SIX_OTHERWISE: tuple[dict[str, Any], ...] = (
    {
        "id": "seats", "type": "bring-to-school", "grounds": ["safety", "place"], "days": 3,
        "for": {"rank_by": "disadvantage", "capacity": {"per_school": 9}}, "take_up": "70%",
        "cost": {"per_hour": 20, "per_school": 500},
    },
    {
        "id": "students", "type": "tutoring", "hours": {"per_week": 3, "moment": "after-school"},
        "led_by": "student", "parents": "informed", "what": {"aligned": False, "structured": False},
        "for": {"rank_by": "true-need", "capacity": {"per_school": 12}, "groep": [4, 5, 6]},
        "weeks": {"from": "2020-09-07", "to": "2021-03-12"}, "take_up": {"incentive": True},
        "cost": {"per_pupil": 12, "fixed": 1000},
    },
    {
        "id": "summer", "type": "tutoring", "hours": {"per_week": 10, "moment": "holiday"},
        "led_by": "teacher", "group_size": 10, "for": {"capacity": {"per_class": 3}}, "weeks": "all",
    },
    {
        "id": "pairs", "type": "peer-tutoring", "hours": 1.5, "weeks": "open",
        "for": {"schools": "80%", "capacity": "30%", "quality": {"at_most": 1}}, "take_up": "60%",
    },
    {
        "id": "laptops", "type": "lend-devices", "per_home": 2, "weeks": "closed",
        "for": {"devices": {"at_most": 1}, "disadvantaged_share": {"at_least": "5%"}},
        "take_up": {"share": "90%"}, "cost": {"per_pupil": 250},
    },
    {
        "id": "calls", "type": "parent-guidance", "hours": 0.2, "parents": "informed", "led_by": "volunteer",
        "for": {"class_disadvantaged_share": {"at_least": "5%"}, "migration": "any"},
    },
    {
        "id": "coaching", "type": "teacher-professionalisation", "hours": 2, "remote_share": "20%",
        "for": {"class_size": {"at_least": 12}, "attention_hours": {"at_least": 1}},
    },
)  # fmt: skip
"""Each again with other answers, two of one kind among them."""


def interventions(words: tuple[dict[str, Any], ...]) -> tuple[Intervention, ...]:
    """Read interventions as a scenario file words them."""
    kinds = registry()
    return tuple(kinds[one["type"]].model_validate(one) for one in words)


def some_schools(schools: int, calendar: Calendar, parameters: Parameters) -> Population:
    """Make the pupils of a sample of Dutch schools."""
    from simkansen.population import build_population

    spec = PopulationSpec.model_validate({"netherlands": {"sample": schools}})
    return build_population(spec, calendar, SEED, parameters)
