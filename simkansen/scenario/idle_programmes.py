"""Why parameters of interventions change nothing beside the answers that a scenario gives.

Each function gives the reason, empty where a value changes something.
"""

from __future__ import annotations

from simkansen.scenario.idle_situation import (
    BRING,
    COACH,
    GUIDE,
    PEER,
    TUTOR,
    Idle,
    Situation,
    remote_coaching_is_used,
)


def hours(at: Situation, _: float) -> str:
    """Say that nobody gets hours."""
    return "" if at.hours else "no intervention here gives hours to pupils"


def moment(*moments: str) -> Idle:
    """Make the rule of what belongs to hours at some moments."""
    plain = {"school": "in school time", "holiday": "in holidays"}
    words = " or ".join(plain.get(one, one.replace("-", " ")) for one in moments)

    def idle(at: Situation, _: float) -> str:
        return "" if at.moments & set(moments) else f"no hours are given {words}"

    return idle


def holiday_staff(at: Situation, _: float) -> str:
    """Say that the school's own staff leads nothing in holidays."""
    own = [one for one in at.hours if one.led_by in ("teacher", "teaching-assistant", "peer")]
    in_holidays = any(one.hours is not None and one.hours.moment == "holiday" for one in own)
    return "" if in_holidays else "no hours in holidays are led by the school's own staff"


def school_week(at: Situation, _: float) -> str:
    """Say that nothing is measured by the hours of a school week."""
    if at.of(BRING) or "school" in at.moments or any((one.group_size or 1) > 1 for one in at.hours):
        return ""
    return "no hours are given in school time, and nobody is brought to school"


def groups(at: Situation, _: float) -> str:
    """Say that all hours are one to one."""
    some = any((one.group_size or 1) > 1 for one in at.hours)
    return "" if some else "no intervention here works in groups"


def large_groups(at: Situation, value: float) -> str:
    """Say that no group is larger than what was tried."""
    largest = max((one.group_size or 1 for one in at.hours), default=0)
    usual = _usual("group_size_tried")
    return "" if largest > min(value, usual) else f"no group here is larger than {min(value, usual):g}"


def led_by(leader: str) -> Idle:
    """Make the rule of what belongs to one leader."""

    def idle(at: Situation, _: float) -> str:
        led = any(one.led_by == leader for one in at.of(TUTOR, GUIDE, PEER))
        return "" if led else f"no intervention here is led by a {leader}"

    return idle


def content(word: str) -> Idle:
    """Make the rule of what a kind of content loses."""

    def idle(at: Situation, _: float) -> str:
        without = any(one.what is not None and not getattr(one.what, word) for one in at.hours)
        return "" if without else f"no intervention here has {word}: false"

    return idle


def take_up(at: Situation, _: float) -> str:
    """Say that nobody's take-up is estimated."""
    if at.estimated:
        return ""
    some = [one for one in at.programmes if one.type != COACH]
    return "take_up stands in its place" if some else "no intervention here asks who comes"


def take_up_by_parents(role: str) -> Idle:
    """Make the rule of what one role of parents adds to take-up."""

    def idle(at: Situation, value: float) -> str:
        if any(one.parents == role for one in at.estimated):
            return ""
        return take_up(at, value) or f"no intervention here has parents: {role}"

    return idle


def take_up_by_incentive(at: Situation, value: float) -> str:
    """Say that no incentive adds to take-up."""
    if any(one.take_up is not None and one.take_up.incentive for one in at.estimated):
        return ""
    return take_up(at, value) or "no intervention here has incentive: true"


def in_place_of(kind: str, word: str) -> Idle:
    """Make the rule of what an answer of the interventions of one type replaces."""

    def idle(at: Situation, _: float) -> str:
        some = at.of(kind)
        given = bool(some) and all(getattr(one, word, None) is not None for one in some)
        return f"{word} of the intervention stands in its place" if given else ""

    return idle


def guidance_ground(at: Situation, _: float) -> str:
    """Say that nobody is brought to school for lack of guidance."""
    some = at.of(BRING)
    without = bool(some) and not any("guidance" in getattr(one, "grounds", ()) for one in some)
    return "no intervention here has the ground guidance" if without else ""


def parents_are(partners: bool) -> Idle:
    """Make the rule of what parents gain as partners, or as others."""

    def idle(at: Situation, _: float) -> str:
        some = at.of(GUIDE)
        if not some or any((one.parents == "partners") is partners for one in some):
            return ""
        return f"parents are {'nowhere' if partners else 'everywhere'} partners in parent-guidance"

    return idle


def call_hours(at: Situation, value: float) -> str:
    """Say that calls are longer than both norms, and so have their full effect under either."""
    some = at.of(GUIDE)
    norm = max(value, _usual("guidance_call_hours"))
    if some and all(one.hours is not None and one.hours.per_week >= norm for one in some):
        return "the hours of the intervention stand in its place, and have their full effect"
    return ""


def coaching_of(remote: bool) -> Idle:
    """Make the rule of what coaching gains at a distance, or in class."""

    def idle(at: Situation, _: float) -> str:
        some = at.of(COACH)
        none = 0.0 if remote else 1.0
        if some and all(getattr(one, "remote_share", None) == none for one in some):
            return f"no coaching is about lessons {'at a distance' if remote else 'in class'}"
        if some and remote and not any(remote_coaching_is_used(one, at.calendar) for one in some):
            return "schools never close once coaching has begun"
        return ""

    return idle


def _usual(name: str) -> float:
    from simkansen.evidence import load_parameters

    return load_parameters()[name]
