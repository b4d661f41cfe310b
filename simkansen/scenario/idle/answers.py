"""Answers of an intervention that change nothing, or other than they seem, by calendar or staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from simkansen.evidence import load_parameters
from simkansen.phrases import phrase
from simkansen.scenario.calendar import SCHOOL_DAYS
from simkansen.scenario.idle.rules import Planned, Rule, told
from simkansen.scenario.idle.situation import COACH, remote_coaching_is_used
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import counted
from simkansen.scenario.schema.words import percent_text

TOLD_FROM = 0.05
"""School days that are added to those asked, as a share of these, from which it is said."""


def notes_of_answers(at: Planned) -> list[Refusal]:
    """Say which answers change nothing, or other than they seem.

    Parameters
    ----------
    at
        The intervention in its weeks.

    Returns
    -------
    list of Refusal
        The path is below the intervention.
    """
    return [*told(_RULES, at), *_of_parts_of_weeks(at)]


def _has_idle_moment(at: Planned) -> bool:
    """Tell whether the moment of its hours changes nothing: calls and coaching never take a lesson."""
    return at.moment == "after-school" and not at.programme.moment_matters


def _has_idle_price_year(at: Planned) -> bool:
    cost = at.programme.cost
    return cost.price_year is not None and not cost.has_prices


def _places(at: Planned) -> int | None:
    capacity = at.programme.target.capacity
    return capacity.per_school if capacity is not None else None


def _fills_no_group(at: Planned) -> bool:
    """Tell whether a school's places never fill one group, whose hours are worth and cost those of one."""
    size, places = at.programme.group_size, _places(at)
    return size is not None and places is not None and places < size


def _remote_share(at: Planned) -> float:
    own: float | None = getattr(at.programme, "remote_share", None)
    return load_parameters()["training_remote_share"] if own is None else own


def _coaches_in_vain(at: Planned) -> bool:
    """Tell whether coaching about lessons at a distance comes when there are none any more."""
    unused = at.type == COACH and not remote_coaching_is_used(at.programme, at.calendar)
    return unused and _remote_share(at) != 0.0


def _of_coaching_in_vain(at: Planned) -> str:
    closed = "once it has begun" if at.calendar.closed.any() else "in this calendar"
    about = phrase(
        "{remote_share} of it is about lessons at a distance", remote_share=percent_text(_remote_share(at))
    )
    return phrase(
        "{about}, and that changes nothing: schools never close {closed}", about=about, closed=closed
    )


_RULES: tuple[Rule[Planned], ...] = (
    Rule(
        _has_idle_moment,
        ("hours", "moment"),
        lambda at: phrase(
            "moment changes nothing: {type} displaces no lesson in school time either", type=at.type
        ),
        "remove the line, or leave it as it is",
    ),
    Rule(
        _has_idle_price_year,
        ("cost", "price_year"),
        "price_year is of a scenario's own prices, and none is given: it changes nothing",
        "remove the line, or add a price",
    ),
    Rule(
        _fills_no_group,
        ("group_size",),
        lambda at: phrase(
            "a group of {group_size} is never full: a school has {places}",
            group_size=at.programme.group_size,
            places=counted(_places(at) or 0, "place"),
        ),
        lambda at: phrase("give {places} or less, or more places", places=_places(at)),
    ),
    Rule(
        _coaches_in_vain,
        ("remote_share",),
        _of_coaching_in_vain,
        "write remote_share: 0%, or choose other weeks",
    ),
)


def _of_parts_of_weeks(at: Planned) -> Iterator[Refusal]:
    """Say that weeks count whole where they begin or end between a Monday and a Friday."""
    rows = np.flatnonzero(at.running)
    if not at.has_dates or not rows.size:
        return
    monday = at.calendar.monday.astype("datetime64[D]").astype(object)
    first, last = monday[rows[0]], monday[rows[-1]] + timedelta(days=SCHOOL_DAYS - 1)
    before = max(0, (at.weeks.start - first).days) if at.weeks.start else 0
    after = max(0, (last - at.weeks.end).days) if at.weeks.end else 0
    counted = SCHOOL_DAYS * rows.size
    asked = counted - before - after
    if before + after >= max(1, TOLD_FROM * asked):
        whole = phrase(
            "from Monday {first} to Friday {last}: {counted} days in place of {asked}",
            first=first,
            last=last,
            counted=counted,
            asked=asked,
        )
        key = "from" if before else "to"
        yield Refusal(
            ("weeks", key),
            phrase("weeks count whole, here {whole}", whole=whole),
            "write these days, or leave it as it is",
        )
