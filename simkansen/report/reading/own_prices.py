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


def low_prices_of(scenario: ScenarioInfo) -> list[LowPrice]:
    """Return the prices of a scenario, as ``resolved.yaml`` has it, that are below what is known, each once.

    They are those of its interventions, and those of the evidence that it makes lower with ``beyond_prior``.
    """
    said = scenario.resolved.get("beyond_prior")
    beyond = said if isinstance(said, Mapping) else {}
    return list(dict.fromkeys(low for one in scenario.interventions for low in _of_one(one, beyond)))


def _of_one(intervention: Mapping[str, Any], beyond: Mapping[str, float]) -> list[LowPrice]:
    cost = intervention.get("cost")
    given = cost if isinstance(cost, Mapping) else {}
    return low_prices(str(intervention.get("type")), intervention.get("led_by"), given, beyond)


def has_low_price(scenario: ScenarioInfo) -> bool:
    """Return whether a scenario has a price that is below what is known."""
    return bool(low_prices_of(scenario))


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
        if (said := told(words, low_prices_of(effect.scenario)))
    ]


def low_prices_beside(context: Context) -> list[str]:
    """Return for a caption of which scenarios prices are below what is known, where there are any."""
    labels = [f"‘{context.label(name)}’" for name in named_low(context)]
    words = context.words
    return [words("price.low_beside", labels=words.listed(labels), sign=SIGN)] if labels else []


def told(words: Words, found: Iterable[LowPrice]) -> list[str]:
    """Return prices that are below what is known, each with the least that is."""
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
