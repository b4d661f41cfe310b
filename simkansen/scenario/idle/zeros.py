"""Parameters that only act through another one, and change nothing where that one is zero.

Every pair is held against the bits of the model (tests/scenario/test_zeros.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from simkansen.evidence import load_parameters
from simkansen.phrases import phrase

THROUGH = {
    "recovery_rate": ("recovery_prerequisite",),
    "restart_loss": ("restart_weeks",),
    "help_share": ("help_",),
    "work_share": ("work_base", "work_self_regulation", "work_unanswered", "work_without_quiet",
                   "quiet_lost_to_work", "supervised_focus"),
    "live_share": ("offer_base", "offer_skill", "offer_composition", "follow_", "connection_crowding",
                   "remote_quality", "remote_ceiling", "interaction_gain", "learning_by_doing"),
    "programme_hour": ("programme_hours_half", "programme_lasting", "programme_fading", "group_size_decline",
                       "scale_decline", "scale_floor"),
    "attention_gain": ("attention_base", "attention_remote", "attention_focus"),
    "sight_error": ("sight_distance", "sight_interaction", "sight_formative", "sight_tracking", "test_error",
                    "test_memory_error"),
    "sight_distance": ("sight_interaction",),
    "lost_rate": ("lost_no_access", "lost_idle", "found_rate"),
    "learning_by_doing": ("remote_ceiling",),
    "engagement_speed": ("engagement_home", "engagement_self_regulation", "engagement_watched",
                         "watched_hours", "engagement_contact", "engagement_peers", "engagement_confidence",
                         "engagement_fatigue", "engagement_unsafe", "confidence_gain"),
    "engagement_confidence": ("confidence_gain",),
}  # fmt: skip
"""By parameter those that change nothing where it is zero, under the growth rule ``product``; where one ends
in ``_``, all that begin so."""


def acting_through(zero: str) -> list[str]:
    """List the parameters that only act through one of `THROUGH`."""
    starts = tuple(one for one in THROUGH[zero] if one.endswith("_"))
    known = (name for name in load_parameters().definitions if name != zero)
    return [name for name in known if name in THROUGH[zero] or (starts and name.startswith(starts))]


def beside_zero(name: str, values: Mapping[str, float]) -> str:
    """Say why a value changes nothing beside a zero.

    Parameters
    ----------
    name
        Of the parameter that is given a value.
    values
        What a scenario gives, this one too, by name.

    Returns
    -------
    str
        Empty where no zero stands beside it, or where it acts all the same.
    """
    zero = next((one for one in THROUGH if values.get(one) == 0.0 and name in acting_through(one)), None)
    return "" if zero is None else phrase("it only acts through {zero}, which is 0 here", zero=zero)
