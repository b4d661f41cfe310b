"""The interventions of the cases: each type, in settings that together take each branch of their rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simkansen.interventions import registry

if TYPE_CHECKING:
    from simkansen.interventions import Intervention

Words = tuple[dict[str, Any], ...]

PLAIN: Words = (
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
"""Each type once, with few answers."""

OTHERWISE: Words = (
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
"""Each type again with other answers, two of one type among them."""

SCARCE: Words = (
    {
        "id": "guided", "type": "bring-to-school", "grounds": "guidance", "days": 1.5,
        "for": {"vulnerable": False, "capacity": {"per_class": 2}}, "parents": "partners",
    },
    {
        "id": "teachers", "type": "tutoring", "hours": 1, "led_by": "teacher", "group_size": 4,
        "for": {"capacity": {"per_class": 5}, "engagement": {"at_most": "80%"}}, "weeks": "since-closure",
        "what": {"subjects": "spelling"}, "parents": "partners", "take_up": {"share": "85%"},
    },
    {
        "id": "aides", "type": "tutoring", "hours": {"per_week": 1.5, "moment": "after-school"},
        "led_by": "teaching-assistant", "group_size": 2, "weeks": "after-closure",
        "for": {"rank_by": "true-need", "parents": 1, "schools": "70%"},
    },
    {
        "id": "peers", "type": "tutoring", "hours": 0.5, "led_by": "peer", "weeks": "closed",
        "for": {"home_language": "other", "sex": "girl"},
    },
    {
        "id": "volunteers", "type": "tutoring", "hours": {"per_week": 4, "moment": "holiday"},
        "led_by": "volunteer", "group_size": 6, "weeks": {"from": "2020-03-02", "while": "any"},
        "for": {"rank_by": "disadvantage", "capacity": "15%", "ses": {"at_least": -3, "at_most": 0.5}},
    },
    {
        "id": "pairs", "type": "peer-tutoring", "hours": {"per_week": 1, "moment": "after-school"},
        "for": {"rank_by": "disadvantage", "capacity": {"per_school": 6}}, "what": {"structured": False},
    },
    {
        "id": "laptops", "type": "lend-devices", "weeks": {"to": "2021-01-10"},
        "for": {"own_device": False, "capacity": "10%"}, "parents": "informed",
    },
    {
        "id": "calls", "type": "parent-guidance", "hours": 0.5, "parents": "none",
        "led_by": "teaching-assistant", "for": {"rank_by": "disadvantage", "capacity": {"per_school": 10}},
        "cost": {"per_hour": 15},
    },
    {
        "id": "coaching", "type": "teacher-professionalisation", "hours": {"per_week": 0.5},
        "for": {"schools": "60%", "belief": True}, "weeks": "closed",
        "cost": {"per_hour": 90, "per_pupil": 2},
    },
)  # fmt: skip
"""Where staff have little time: each leader, each moment, each way to count places."""


SMALL: Words = (
    {"id": "seats", "type": "bring-to-school", "days": 5, "for": {"rank_by": "true-need"}},
    {
        "id": "teachers", "type": "tutoring", "hours": 1, "led_by": "teacher", "group_size": 3,
        "for": {"disadvantaged_share": {"at_least": "2%"}, "parental_education": "low"},
        "weeks": {"from": "2019-10-07", "to": "2021-06-25", "while": "open"},
    },
    {
        "id": "pairs", "type": "peer-tutoring", "hours": 0.75, "weeks": "all",
        "for": {"groep": [5, 6, 7], "capacity": {"per_class": 6}},
    },
    {"id": "laptops", "type": "lend-devices", "weeks": "all", "for": {"quiet_places": {"at_least": 1}}},
    {"id": "calls", "type": "parent-guidance", "hours": 0.3, "led_by": "student", "for": {"unsafe": False}},
    {
        "id": "coaching", "type": "teacher-professionalisation", "hours": 1, "weeks": "all",
        "for": {"disadvantaged_share": {"at_most": "20%"}, "class_size": {"at_most": 26}},
    },
)  # fmt: skip
"""In few schools, so that no programme is large."""


def read(words: Words) -> tuple[Intervention, ...]:
    """Read interventions as a scenario file words them."""
    kinds = registry()
    return tuple(kinds[one["type"]].model_validate(one) for one in words)
