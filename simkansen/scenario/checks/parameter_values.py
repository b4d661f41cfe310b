"""Values that a scenario or an experiment gives to parameters of the evidence, and how far they may go.

Under ``parameters`` stands what the prior allows: the central 99.8% of it. What is meant to go beyond stands
under ``beyond_prior`` and is named on every page. What belongs to how the model is built has one value.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simkansen.evidence import Definition, load_parameters
from simkansen.evidence.files import PARAMETERS
from simkansen.phrases import figure, phrase
from simkansen.scenario.idle.prices import own_price
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import did_you_mean
from simkansen.scenario.schema.words import MONEY
from simkansen.schooling import load_system

TAIL = 0.001
"""Probability on either side of a prior that is left out: values from there are beyond it."""

WITHIN, BEYOND = "parameters", "beyond_prior"
"""The keys under which a scenario gives parameters other values."""

RULES_ONCE_NUMBERS = {
    "growth_ces": ("the growth rule is not chosen by a number", "remove it, and write rules: {growth: ces}"),
}
"""Names that files of earlier versions gave as parameters, and what to write now."""

_SHARES = ("share", "share of pupils", "share of variance", "share of a week")
_COUNTED = ("h ", "hours", "weeks", "years", "pupils", "teachers", "devices", "days", MONEY, "multiplier")
_SPREADS = ("_sd", "_spread", "_sigma")
_ABOVE_ZERO = ("ces_exponent", "ces_live", "ces_work", "ces_help")


Values = Mapping[str, float | None]
"""Values of parameters by name; None where one is no number, which has been said."""


def readable_values(written: object) -> dict[str, float | None]:
    """Give what a file says under ``parameters`` or ``beyond_prior``, as far as it gives numbers."""
    values = written if isinstance(written, Mapping) else {}
    return {str(name): _finite(value) for name, value in values.items()}


def _finite(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= sys.float_info.max else None


def parameter_refusals(within: Values, beyond: Values) -> list[Refusal]:
    """Find what is wrong with the values of parameters.

    Parameters
    ----------
    within, beyond
        Values by name: those under ``parameters``, and those under ``beyond_prior``.

    Returns
    -------
    list of Refusal
        The path begins with the key under which the value stands.
    """
    if not within and not beyond:
        return []
    found = impossible_values(within, beyond)
    known = _definitions()
    wrong = {one.path[:2] for one in found}
    for name, value in within.items():
        if (WITHIN, name) not in wrong and value is not None:
            found += [Refusal((WITHIN, name), *said) for said in _outside(known[name], value)]
    for name in beyond:
        if (BEYOND, name) not in wrong and known[name].structure:
            found.append(Refusal((BEYOND, name), *said_of_structure(name, known[name].value)))
    return found


def impossible_values(within: Values, beyond: Values) -> list[Refusal]:
    """Find unknown names, rules that are chosen elsewhere, and values with which no rule can be computed.

    This is what every run of a sweep asks too, whose values were compared with the priors before.
    """
    known = _definitions() if within or beyond else {}
    structure = load_system().facts()
    found: list[Refusal] = []
    for key, values in ((WITHIN, within), (BEYOND, beyond)):
        for name, value in values.items():
            if name in structure:
                found.append(Refusal((key, name), *said_of_structure(name, structure[name].value)))
            elif name in RULES_ONCE_NUMBERS:
                found.append(Refusal((key, name), *RULES_ONCE_NUMBERS[name]))
            elif name not in known:
                fix = did_you_mean(
                    name, known, phrase("the names stand in {parameters}", parameters=PARAMETERS)
                )
                said = phrase("unknown parameter '{name}'", name=name)
                found.append(Refusal((key, name), said, fix, "unknown name"))
            elif value is not None:
                found += [Refusal((key, name), *said) for said in _impossible(known[name], value)]
    for name in beyond:
        if name in within:
            said = phrase("'{name}' has a value under {within} too", name=name, within=WITHIN)
            found.append(Refusal((BEYOND, name), said, "remove one of the two"))
    return found


def parameter_notes(within: Mapping[str, float], beyond: Mapping[str, float]) -> list[Refusal]:
    """Find values that change nothing, or stand under ``beyond_prior`` without going there."""
    known = _definitions() if within or beyond else {}
    found: list[Refusal] = []
    for name, value in within.items():
        if known[name].prior.distribution == "fixed":
            said = phrase("{name} is always {value}, so this changes nothing", name=name, value=shown(value))
            found.append(Refusal((WITHIN, name), said, "remove the line"))
    for name, value in beyond.items():
        if not _outside(known[name], value):
            said = phrase(
                "{value} is within what the prior allows, {span}", value=shown(value), span=_span(known[name])
            )
            found.append(
                Refusal(
                    (BEYOND, name),
                    said,
                    phrase("write it under {within}, or leave it as it is", within=WITHIN),
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class BeyondPrior:
    """A value beyond its prior, with what the prior allows: for every place that names it.

    Attributes
    ----------
    name, unit
        Of the parameter.
    value
        What the scenario gives it, in `unit`.
    usual
        The evidence's own value, in `unit`.
    low, high
        Ends of the central 99.8% of the prior, in `unit`; both are `usual` where the prior is fixed.
    """

    name: str
    unit: str
    value: float
    usual: float
    low: float
    high: float

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain values, for JSON."""
        return {
            "value": self.value, "usual": self.usual, "low": self.low, "high": self.high, "unit": self.unit,
        }  # fmt: skip


def named_beyond(beyond: Mapping[str, float]) -> list[BeyondPrior]:
    """Say of every value under ``beyond_prior`` how far the prior would have gone."""
    known = _definitions() if beyond else {}
    return [
        BeyondPrior(name, known[name].unit, value, known[name].value, *allowed(known[name]))
        for name, value in beyond.items()
    ]


def allowed(definition: Definition) -> tuple[float, float]:
    """Give the ends of what a prior allows: its central 99.8%; the value itself where it is fixed."""
    return definition.quantile(TAIL), definition.quantile(1 - TAIL)


def _definitions() -> Mapping[str, Definition]:
    return load_parameters().definitions


def _outside(definition: Definition, value: float) -> list[tuple[str, str]]:
    """Say of one value under ``parameters`` what is wrong with it: nothing, or one thing."""
    if definition.prior.distribution == "fixed":
        if value == definition.value:
            return []
        if definition.structure:
            return [said_of_structure(definition.name, definition.value)]
        said = phrase(
            "{name} is fixed at {value}, and {given} is another value",
            name=definition.name,
            value=shown(definition.value),
            given=shown(value),
        )
        return [
            (
                said,
                phrase(
                    "{own_price}remove it, or write it under {beyond} if it is meant",
                    own_price=_own_price(definition, value),
                    beyond=BEYOND,
                ),
            )
        ]
    low, high = allowed(definition)
    if low <= value <= high:
        return []
    said = phrase(
        "{value} is outside what the prior of {name} allows, {span}",
        value=shown(value),
        name=definition.name,
        span=_span(definition),
    )
    fix = phrase("give a value in there, or write it under {beyond} if it is meant", beyond=BEYOND)
    return [(said, _own_price(definition, value) + fix)]


def _own_price(definition: Definition, value: float) -> str:
    """Say how an intervention has a price of its own, where a parameter is one."""
    word = own_price(definition.name)
    written = phrase("cost: {{{word}: {value}}}", word=word, value=_typed(value))
    return (
        phrase("for the price of one intervention write {written} there; else ", written=written)
        if word
        else ""
    )


def said_of_structure(name: str, value: float) -> tuple[str, str]:
    """Say that a number is structure, and what to do about it."""
    said = phrase(
        "{name} is part of how the model is built: it is {value} and nothing else",
        name=name,
        value=shown(value),
    )
    return said, "remove it"


def shown(value: float) -> str:
    """Say a value in as many digits as one would type."""
    return figure(_typed(value))


def _typed(value: float) -> str:
    """Write a value as one would type it into a file, in any language."""
    return f"{value:.10g}"


def _span(definition: Definition) -> str:
    """Write what a prior allows so that both ends, typed over, are allowed."""
    low, high = allowed(definition)
    if low == high:
        return phrase("{low} alone", low=shown(low))
    first, last = rounded_inwards(low, high)
    return phrase("{first} to {last} (the central 99.8%)", first=figure(first), last=figure(last))


def rounded_inwards(low: float, high: float) -> tuple[str, str]:
    """Give both ends of a range as text, to four digits of the larger, rounded so that they lie in it."""
    digits = max(0, 3 - math.floor(math.log10(max(abs(low), abs(high)))))
    return _rounded(low, digits, +1), _rounded(high, digits, -1)


def _rounded(number: float, digits: int, inwards: int) -> str:
    text = f"{number:.{digits}f}"
    if (float(text) - number) * inwards < 0:
        text = f"{number + inwards * 10.0**-digits:.{digits}f}"
    return text


def _impossible(definition: Definition, value: float) -> list[tuple[str, str]]:
    """Say of a value that no rule can be computed with why not."""
    if not math.isfinite(value):
        return [(phrase("{value} is no number to compute with", value=shown(value)), "give a number")]
    low, high, above = _bounds(definition)
    if above and value <= low:
        return [
            (
                phrase("{value} is too low", value=shown(value)),
                phrase("give more than {low}", low=_typed(low)),
            )
        ]
    if value < low:
        return [
            (
                phrase("{value} is below the lowest value, {low}", value=shown(value), low=shown(low)),
                phrase("give {low} or more", low=_typed(low)),
            )
        ]
    if value > high:
        return [
            (
                phrase("{value} is above the highest value, {high}", value=shown(value), high=shown(high)),
                phrase("give {high} or less", high=_typed(high)),
            )
        ]
    return []


def _bounds(definition: Definition) -> tuple[float, float, bool]:
    """Give what a value can be at all, whatever the prior says, and whether it must be above the lowest."""
    prior, unit, name = definition.prior, definition.unit, definition.name
    if name in _ABOVE_ZERO:
        return 0.0, 1.0 if name == "ces_exponent" else math.inf, True
    if prior.distribution == "lognormal":
        return 0.0, math.inf, False
    if prior.distribution == "beta" or unit in _SHARES or unit.startswith(("fraction", "probability")):
        return 0.0, 1.0 if allowed(definition)[1] <= 1.0 else math.inf, False
    if unit == "correlation":
        return -1.0, 1.0, False
    counted = unit.startswith(_COUNTED) or name.endswith(_SPREADS)
    return 0.0 if counted and allowed(definition)[0] >= 0.0 else -math.inf, math.inf, False
