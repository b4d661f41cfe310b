"""Values of parameters that no rule asks for in a scenario: why not, by its weeks and its interventions.

Every answer here is held against the model itself (tests/scenario/test_idle_parameters.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.evidence import load_parameters
from simkansen.phrases import phrase
from simkansen.scenario.calendar import build_calendar
from simkansen.scenario.idle import programmes, weeks
from simkansen.scenario.idle.prices import idle_price
from simkansen.scenario.idle.situation import BRING, COACH, Idle, Situation
from simkansen.scenario.idle.unused_parameters import given_parameters
from simkansen.scenario.idle.zeros import beside_zero
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.scenario import Scenario
from simkansen.scenario.schema.words import LANGUAGE, SECTORS, SUBJECTS


def idle_parameters(scenarios: Sequence[Scenario]) -> list[tuple[Scenario, Refusal]]:
    """Say which values of parameters no rule asks for in the scenarios of a run.

    Parameters
    ----------
    scenarios
        Those of one run. Scenarios of a run share their values, so that what one of them asks for is not idle
        in the others.

    Returns
    -------
    list of (Scenario, Refusal)
    """
    there = {
        one.name: Situation(build_calendar(one.calendar, one.population), one.interventions)
        for one in scenarios
    }
    found: list[tuple[Scenario, Refusal]] = []
    for scenario, key, name in given_parameters(scenarios):
        mine = _why(name, scenario, there[scenario.name])
        if mine and all(_why(name, one, there[one.name]) for one in scenarios if name in one.own_values):
            said = phrase("{name} changes nothing here: {mine}", name=name, mine=mine)
            found.append((scenario, Refusal((key, name), said, "remove the line")))
    return found


def _why(name: str, scenario: Scenario, situation: Situation) -> str:
    """Say why a scenario's value of a parameter changes nothing, by its weeks or by a zero beside it."""
    values = scenario.own_values
    beside = beside_zero(name, values) if scenario.rules.growth == "product" else ""
    return why_idle(name, values[name], situation) or beside


def why_idle(name: str, value: float, situation: Situation) -> str:
    """Say why a value of a parameter changes nothing in a situation.

    Parameters
    ----------
    name
        Of the parameter.
    value
        What it is given, in its own unit.
    situation
        Weeks and interventions.

    Returns
    -------
    str
        Empty where it changes something, or where only the pupils can tell.
    """
    if load_parameters().definitions[name].used_by == "outcomes":
        return "only the comparison with studies asks for it, no run"
    for starts, rule in _RULES:
        if _begins(name, starts) and (said := rule(situation, value)):
            return said
    return idle_price(name, situation.programmes)


def _begins(name: str, starts: Sequence[str]) -> bool:
    return any(name == start or (start.endswith("_") and name.startswith(start)) for start in starts)


_SECTORS_IN_PART = tuple(
    name for sector in SECTORS if (name := f"{sector}_share") in load_parameters().definitions
)
"""Parameters that say which part of the children of an age is in a sector."""

_RULES: tuple[tuple[tuple[str, ...], Idle], ...] = (
    (("attention_remote", "sight_distance", "sight_interaction", "quiet_lost_to_work", "connection_crowding",
      "young_device_use", "young_child_care", "older_child_help", "supervised_", "engagement_home",
      "engagement_self_regulation", "engagement_watched", "engagement_contact", "engagement_peers",
      "engagement_unsafe", "engagement_fatigue", "engagement_noise", "watched_hours", "lost_", "found_",
      "offer_", "remote_composition", "remote_quality", "remote_ceiling", "interaction_gain", "hybrid_cost",
      "learning_by_doing", "live_share", "follow_", "work_", "help_", f"{LANGUAGE}_input", "restart_",
      "vulnerable_share", "ces_", *(f"remote_{subject}" for subject in SUBJECTS)), weeks.closure),
    (("restart_",), weeks.reopening),
    (("lost_", "found_"), weeks.whole_week),
    (("hybrid_cost",), weeks.half_groups),
    (("supervised_",), weeks.supervision),
    (("vulnerable_share",), weeks.care_of_vulnerable),
    (("older_child_help",), weeks.older_children),
    (("learning_by_doing", "remote_ceiling"), weeks.second_week),
    (("copying",), weeks.second_week_or_coaching),
    (("recovery_",), weeks.delay),
    (("confidence_gain",), weeks.confidence),
    (("found_contact",), weeks.guided),
    (("programme_", "scale_"), programmes.hours),
    (("displaced_worth", "attendance_school"), programmes.moment("school")),
    (("attendance_after_school", "worth_after_school"), programmes.moment("after-school")),
    (("attendance_holiday",), programmes.moment("holiday")),
    (("holiday_staff",), programmes.holiday_staff),
    (("school_week_hours",), programmes.school_week),
    (("group_size_decline",), programmes.groups),
    (("group_size_tried",), programmes.large_groups),
    (("leader_teaching_assistant",), programmes.led_by("teaching-assistant")),
    (("leader_student",), programmes.led_by("student")),
    (("leader_volunteer",), programmes.led_by("volunteer")),
    (("leader_peer",), programmes.led_by("peer")),
    (("content_unaligned",), programmes.content("aligned")),
    (("content_unstructured",), programmes.content("structured")),
    (("take_up_base", "take_up_home"), programmes.take_up),
    (("take_up_informed",), programmes.take_up_by_parents("informed")),
    (("take_up_partners",), programmes.take_up_by_parents("partners")),
    (("take_up_incentive",), programmes.take_up_by_incentive),
    (("bring_days",), programmes.in_place_of(BRING, "days")),
    (("bring_low_guidance", "bring_few_hours"), programmes.guidance_ground),
    (("guidance_partners", "guidance_respect"), programmes.parents_are(partners=True)),
    (("guidance_informed",), programmes.parents_are(partners=False)),
    (("guidance_call_hours",), programmes.call_hours),
    (("training_remote_share",), programmes.in_place_of(COACH, "remote_share")),
    (("training_remote",), programmes.coaching_of(remote=True)),
    (("training_quality",), programmes.coaching_of(remote=False)),
    (("device_lacking", "device_lacking_", "device_unaffordable", "device_unaffordable_", "borrowed_device",
      "internet_", "quiet_lacking", "quiet_lacking_", "materials", "materials_", "capability_",
      "parent_hours_", "works_at_home", "works_at_home_", f"{LANGUAGE}_at_home_", "parent_digital_",
      "respect", "respect_", "home_by_ses", "unsafe", "vulnerable", "vulnerable_by_", "vulnerable_household",
      "digital_skill_by_", "interaction", *_SECTORS_IN_PART), weeks.homes),
    (("income_strain", "income_strain_", "debt_"), weeks.only_asked("income_strain", "debt")),
    (("belief", "competence", "competence_without_belief"), weeks.only_of(COACH, "belief", "competence")),
    (("leadership",), weeks.leadership),
    (("places_share", "places_spread"), weeks.only_of(BRING, "places_share")),
    (("spare_staff_share", "pupils_per_teacher"), weeks.any_intervention),
)  # fmt: skip
"""By names, or by how they begin where a row ends in ``_``; all that fit are asked, in this order."""
