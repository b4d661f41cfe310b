"""Prices of a scenario's own that are below what the evidence allows for what they pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simkansen.evidence import load_parameters
from simkansen.phrases import phrase
from simkansen.scenario.checks.parameter_values import allowed, shown
from simkansen.scenario.idle.prices import paid_by
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.words import MONEY

_OF = {"per_hour": "an hour", "per_pupil": "a pupil"}


@dataclass(frozen=True, slots=True)
class LowPrice:
    """A price of a scenario's own that is below what is known.

    Attributes
    ----------
    word
        The key below ``cost``: ``per_hour`` or ``per_pupil``.
    price, least
        What the file gives, and the least that the priors of what it pays allow (EUR).
    """

    word: str
    price: float
    least: float


def low_prices(
    kind: str, led_by: str | None, cost: Mapping[str, float | None], beyond: Mapping[str, float] | None = None
) -> list[LowPrice]:
    """Find the prices of an intervention that are below what the evidence allows, zero among them.

    Parameters
    ----------
    kind, led_by
        Its type, and who leads it where anybody does.
    cost
        Its own prices by key; what is missing or None follows the evidence.
    beyond
        Values of the scenario under ``beyond_prior``, by which what follows the evidence may be lower than
        that: told is then the least that is left.
    """
    found = []
    for word in _OF:
        price, least = cost.get(word), least_known(kind, led_by, word)
        if price is None:
            price = least_known(kind, led_by, word, beyond or {})
        if price is not None and least is not None and price < least:
            found.append(LowPrice(word, price, least))
    return found


def least_known(
    kind: str, led_by: str | None, word: str, beyond: Mapping[str, float] | None = None
) -> float | None:
    """Give the least that the priors allow for what a price pays (EUR); None where nothing is known of it.

    The ends are those within which a value under ``parameters`` has to be; `beyond` gives values in their
    place.
    """
    given = beyond or {}
    known = load_parameters().definitions
    parts = paid_by(kind, led_by, word)
    if not parts:
        return None
    total = 0.0
    for part in parts:
        least = 1.0
        for name in part.times:
            least *= given.get(name, allowed(known[name])[0])
        for name in part.over:
            least /= given.get(name, allowed(known[name])[1])
        total += least
    return total


def notes_of_prices(programme: Programme) -> list[Refusal]:
    """Say which prices of an intervention are below what is known.

    Parameters
    ----------
    programme
        An intervention of any type without problems.

    Returns
    -------
    list of Refusal
    """
    cost = {word: getattr(programme.cost, word) for word in _OF}
    return [
        Refusal(
            ("cost", one.word),
            _said(programme, one),
            "remove the line for the usual price, or leave it: it stands in no order of prices",
        )
        for one in low_prices(programme.type, programme.led_by, cost)
    ]


def _said(programme: Programme, one: LowPrice) -> str:
    said = phrase(
        "{money} {price} for {of} is below what is known, {money} {least:,.4g}",
        money=MONEY,
        price=shown(one.price),
        of=_OF[one.word],
        least=one.least,
    )
    staff = programme.takes_staff() or "pupil" not in programme.aimed_at
    free = one.word == "per_hour" and one.price == 0.0 and staff
    own = "hours of a school's own staff are paid in any case, and this leaves them out of the cost"
    return phrase("{said}: {own}", said=said, own=own) if free else phrase("{said} or more", said=said)
