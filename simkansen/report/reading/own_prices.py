"""Prices of a scenario's own that are below what is known: named beside every figure that rests on them.

What such an intervention costs follows from what its file says and from no evidence. So it is never called
the cheapest, and stands in no order of prices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from simkansen.report.figures.parts import Context
from simkansen.report.reading.records import ScenarioInfo
from simkansen.report.words import Words
from simkansen.scenario.checks.low_prices import LowPrice, low_prices

SIGN = "*"
"""Stands after a price in figures and in the terminal, and before the sentence that explains it."""


def low_prices_of(intervention: Mapping[str, Any]) -> list[LowPrice]:
    """Return the prices of an intervention, as ``resolved.yaml`` has it, that are below what is known."""
    cost = intervention.get("cost")
    given = cost if isinstance(cost, Mapping) else {}
    return low_prices(str(intervention.get("type")), intervention.get("led_by"), given)


def has_low_price(scenario: ScenarioInfo) -> bool:
    """Return whether any intervention of a scenario has a price that is below what is known."""
    return any(low_prices_of(one) for one in scenario.interventions)


def named_low(context: Context) -> list[str]:
    """Return the names of the compared scenarios with such a price."""
    return [effect.name for effect in context.effects if has_low_price(effect.scenario)]


def marked(context: Context, name: str, price: str) -> str:
    """Return a price as text, with its origin in words where it rests on one that is below what is known."""
    return context.words("price.low_mark", price=price) if name in named_low(context) else price


def signed(context: Context, name: str, price: str) -> str:
    """Return the same for narrow places: with a sign that `low_price_texts` explains."""
    return f"{price}{SIGN}" if name in named_low(context) else price


def low_price_texts(context: Context) -> list[str]:
    """Return a sentence for every compared scenario with a price that is below what is known."""
    words = context.words
    return [
        words("price.low", label=context.label(effect.name), prices=words.listed(said), sign=SIGN)
        for effect in context.effects
        if (said := told(words, effect.scenario.interventions))
    ]


def low_prices_beside(context: Context) -> list[str]:
    """Return for a caption of which scenarios prices are below what is known, where there are any."""
    labels = [f"‘{context.label(name)}’" for name in named_low(context)]
    words = context.words
    return [words("price.low_beside", labels=words.listed(labels), sign=SIGN)] if labels else []


def told(words: Words, interventions: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return every price that is below what is known, with the least that is."""
    found = dict.fromkeys(one for each in interventions for one in low_prices_of(each))
    return [
        words(
            "price.low_one",
            price=words(f"ask.price.{one.word}", euro=_euro(words, one.price)),
            least=_euro(words, one.least),
        )
        for one in found
    ]


def _euro(words: Words, amount: float) -> str:
    return words.euro(amount, 0 if amount % 1 == 0 or amount >= 10 else 2)
