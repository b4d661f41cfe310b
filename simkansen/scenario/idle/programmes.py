"""Why parameters of interventions change nothing beside the answers that a scenario gives.

Each rule gives the reason, empty where a value changes something.
"""

from __future__ import annotations

from simkansen.evidence import load_parameters
from simkansen.phrases import phrase
from simkansen.scenario.idle.situation import (
    BRING,
    COACH,
    GUIDE,
    PEER,
    TUTOR,
    Idle,
    Situation,
    remote_coaching_is_used,
    unless,
)

_WHEN = {"school": "in school time", "after-school": "after school", "holiday": "in holidays"}
_OWN_STAFF = ("teacher", "teaching-assistant", "peer")


def _largest_group(at: Situation) -> int:
    """Give the most pupils who get hours together; 0 where nobody gets any."""
    return max((one.group_size or 1 for one in at.hours), default=0)


hours = unless(lambda at: at.hours, "no intervention here gives hours to pupils")

holiday_staff = unless(
    lambda at: any(
        one.hours is not None and one.hours.moment == "holiday"
        for one in at.hours if one.led_by in _OWN_STAFF
    ),
    "no hours in holidays are led by the school's own staff",
)  # fmt: skip

school_week = unless(
    lambda at: at.of(BRING) or "school" in at.moments or _largest_group(at) > 1,
    "no hours are given in school time, and nobody is brought to school",
)
"""Nothing is measured by the hours of a school week."""

groups = unless(lambda at: _largest_group(at) > 1, "no intervention here works in groups")

guidance_ground = unless(
    lambda at: not at.of(BRING) or any("guidance" in getattr(one, "grounds", ()) for one in at.of(BRING)),
    "no intervention here has the ground guidance",
)
"""Nobody is brought to school for lack of guidance."""


def moment(word: str) -> Idle:
    """Make the rule of what belongs to hours at one moment."""
    return unless(lambda at: word in at.moments, phrase("no hours are given {when}", when=_WHEN[word]))


def large_groups(at: Situation, value: float) -> str:
    """Say that no group is larger than what was tried."""
    tried = min(value, load_parameters()["group_size_tried"])
    return (
        "" if _largest_group(at) > tried else phrase("no group here is larger than {tried:,g}", tried=tried)
    )


def led_by(leader: str) -> Idle:
    """Make the rule of what belongs to one leader."""
    return unless(
        lambda at: any(one.led_by == leader for one in at.of(TUTOR, GUIDE, PEER)),
        phrase("no intervention here is led by a {leader}", leader=leader),
    )


def content(word: str) -> Idle:
    """Make the rule of what a kind of content loses."""
    return unless(
        lambda at: any(one.what is not None and not getattr(one.what, word) for one in at.hours),
        phrase("no intervention here has {word}: false", word=word),
    )


def take_up(at: Situation, _: float) -> str:
    """Say that nobody's take-up is estimated."""
    if at.estimated:
        return ""
    some = [one for one in at.programmes if one.type != COACH]
    return "take_up stands in its place" if some else "no intervention here asks who comes"


def take_up_by_parents(role: str) -> Idle:
    """Make the rule of what one role of parents adds to take-up."""
    none = unless(
        lambda at: any(one.parents == role for one in at.estimated),
        phrase("no intervention here has parents: {role}", role=role),
    )
    return lambda at, value: none(at, value) and (take_up(at, value) or none(at, value))


def take_up_by_incentive(at: Situation, value: float) -> str:
    """Say that no incentive adds to take-up."""
    if any(one.take_up is not None and one.take_up.incentive for one in at.estimated):
        return ""
    return take_up(at, value) or "no intervention here has incentive: true"


def in_place_of(kind: str, word: str) -> Idle:
    """Make the rule of what an answer of the interventions of one type replaces."""
    return unless(
        lambda at: not at.of(kind) or any(getattr(one, word, None) is None for one in at.of(kind)),
        phrase("{word} of the intervention stands in its place", word=word),
    )


def parents_are(partners: bool) -> Idle:
    """Make the rule of what parents gain as partners, or as others."""
    return unless(
        lambda at: not at.of(GUIDE) or any((one.parents == "partners") is partners for one in at.of(GUIDE)),
        "parents are nowhere partners in parent-guidance"
        if partners
        else "parents are everywhere partners in parent-guidance",
    )


def call_hours(at: Situation, value: float) -> str:
    """Say that calls are longer than both norms, and so have their full effect under either."""
    some = at.of(GUIDE)
    norm = max(value, load_parameters()["guidance_call_hours"])
    if some and all(one.hours is not None and one.hours.per_week >= norm for one in some):
        return "the hours of the intervention stand in its place, and have their full effect"
    return ""


def coaching_of(remote: bool) -> Idle:
    """Make the rule of what coaching gains at a distance, or in class."""
    none, where = (0.0, "at a distance") if remote else (1.0, "in class")

    def idle(at: Situation, _: float) -> str:
        some = at.of(COACH)
        if some and all(getattr(one, "remote_share", None) == none for one in some):
            return phrase("no coaching is about lessons {where}", where=where)
        if some and remote and not any(remote_coaching_is_used(one, at.calendar) for one in some):
            return "schools never close once coaching has begun"
        return ""

    return idle
