"""What is more than studies tried is said before a run, and what is absurd is refused."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simkansen.evidence.bounds import PRICE_YEAR, beyond_tried, bounds_of
from simkansen.phrases import phrase
from simkansen.scenario.checks.low_prices import notes_of_prices
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import amount

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.scenario.schema.programme import Programme


def _given(programme: Programme, path: tuple[str, ...]) -> float | None:
    """Give the number that a scenario writes at a path, None where it writes none."""
    if path == ("hours",):
        return programme.hours.per_week if programme.hours else None
    value: object = programme
    for key in path:
        value = getattr(value, key, None)
    return float(value) if isinstance(value, int | float) else None


def refusals_of_size(programme: Programme, parameters: Parameters) -> list[Refusal]:
    """Find numbers that are absurd, and pupils who would lead what pupils cannot.

    Parameters
    ----------
    programme
        An intervention of any type.
    parameters
        Point values.

    Returns
    -------
    list of Refusal
    """
    found: list[Refusal] = []
    for bound in bounds_of(programme.type, programme.moment, parameters):
        given = _given(programme, bound.answer)
        if given is not None and given > bound.most:
            said = phrase(
                "{answer} of {given:,.15g} is more than {most:,.15g}: {because}",
                answer=bound.answer[-1],
                given=given,
                most=bound.most,
                because=bound.because,
            )
            found.append(Refusal(bound.answer, said, phrase("give {most:.15g} or less", most=bound.most)))
    if programme.led_by == "peer" and not programme.in_pairs:
        said = phrase("pupils do not lead {type}", type=programme.type)
        found.append(Refusal(("led_by",), said, "let another lead it, or take type: peer-tutoring"))
    return found


def notes_of_size(programme: Programme, parameters: Parameters) -> list[Refusal]:
    """Say which numbers are beyond what studies tried, and which prices are below what is known.

    Parameters
    ----------
    programme
        An intervention without problems.
    parameters
        Point values.

    Returns
    -------
    list of Refusal
    """
    found: list[Refusal] = []
    farther = beyond_tried(programme.type, programme.moment, parameters, partial(_given, programme))
    for bound, given in farther:
        said = phrase("{given} is beyond what was tried: {by}", given=amount(given, bound.unit), by=bound.by)
        found.append(
            Refusal(
                bound.answer,
                said,
                phrase("give {tried:.15g} or less, or read the result as a guess", tried=bound.tried),
            )
        )
    year = programme.cost.price_year
    if programme.cost.has_prices and year is not None and year != PRICE_YEAR:
        said = phrase(
            "prices of {year} stand beside those of the register, of {price_year}: none is converted",
            year=year,
            price_year=PRICE_YEAR,
        )
        found.append(
            Refusal(
                ("cost", "price_year"),
                said,
                phrase("give prices in euros of {price_year}", price_year=PRICE_YEAR),
            )
        )
    return [*found, *notes_of_prices(programme)]
