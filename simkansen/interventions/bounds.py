"""What is more than studies tried is said before a run, and what is absurd is refused."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simkansen.evidence.bounds import PRICE_YEAR, Bound, beyond_tried, bounds_of
from simkansen.phrases import phrase
from simkansen.scenario.checks.hours import hours_in_all, weeks_within
from simkansen.scenario.checks.low_prices import notes_of_prices
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import amount

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.scenario.schema.programme import Programme
    from simkansen.schooling.calendar import Calendar


_FEWER = "give fewer weeks, or fewer hours in each"


def _given(programme: Programme, calendar: Calendar, path: tuple[str, ...]) -> float | None:
    """Give the number that a scenario writes at a path, None where it writes none."""
    if path == ("hours",):
        return programme.hours.per_week if programme.hours else None
    if path == ("weeks",):
        return hours_in_all(programme, calendar)
    value: object = programme
    for key in path:
        value = getattr(value, key, None)
    return float(value) if isinstance(value, int | float) else None


def refusals_of_size(programme: Programme, calendar: Calendar, parameters: Parameters) -> list[Refusal]:
    """Find numbers that are absurd, and pupils who would lead what pupils cannot.

    Parameters
    ----------
    programme
        An intervention of any type.
    calendar
        The weeks of the scenario.
    parameters
        Point values.

    Returns
    -------
    list of Refusal
    """
    found: list[Refusal] = []
    for bound in bounds_of(programme.type, programme.moment, parameters):
        given = _given(programme, calendar, bound.answer)
        once = bound.answer == ("weeks",) and any(one.path == ("hours",) for one in found)  # said of a week
        if given is not None and given > bound.most and not once:
            found.append(_refusal(programme, calendar, bound, given))
    if programme.led_by == "peer" and not programme.in_pairs:
        said = phrase("pupils do not lead {type}", type=programme.type)
        found.append(Refusal(("led_by",), said, "let another lead it, or take type: peer-tutoring"))
    return found


def _in_all(programme: Programme, calendar: Calendar, bound: Bound, given: float) -> tuple[str, str]:
    """Say how many hours it gives in all and how to give fewer, and of weeks by default that they are."""
    hours, default = amount(given, bound.unit), weeks_within(programme, calendar, bound.tried)
    if default is None:
        return hours, phrase(_FEWER)
    said = phrase("{hours}, as no weeks are given,", hours=hours)
    return said, phrase(
        "write weeks: {{from: {first}, to: {last}}}, or fewer hours in each",
        first=default[0],
        last=default[1],
    )


def _refusal(programme: Programme, calendar: Calendar, bound: Bound, given: float) -> Refusal:
    about = {"most": bound.most, "because": bound.because}
    if bound.answer == ("weeks",):
        hours, fewer = _in_all(programme, calendar, bound, given)
        said = phrase("{amount} are more than {most:,.15g}: {because}", amount=hours, **about)
        return Refusal(bound.answer, said, fewer)
    answer = bound.answer[-1]
    said = phrase(
        "{answer} of {given:,.15g} is more than {most:,.15g}: {because}", answer=answer, given=given, **about
    )
    return Refusal(bound.answer, said, phrase("give {most:.15g} or less", most=bound.most))


def notes_of_size(programme: Programme, calendar: Calendar, parameters: Parameters) -> list[Refusal]:
    """Say which numbers are beyond what studies tried, and which prices are below what is known.

    Parameters
    ----------
    programme
        An intervention without problems.
    calendar
        The weeks of the scenario.
    parameters
        Point values.

    Returns
    -------
    list of Refusal
    """
    found: list[Refusal] = []
    given_at = partial(_given, programme, calendar)
    for bound, given in beyond_tried(programme.type, programme.moment, parameters, given_at):
        told = amount(given, bound.unit)
        fix = phrase("give {tried:.15g} or less, or read the result as a guess", tried=bound.tried)
        if bound.answer == ("weeks",):
            told, fewer = _in_all(programme, calendar, bound, given)
            fix = phrase("{fewer}, or read the result as a guess", fewer=fewer)
        said = phrase("{given} is beyond what was tried: {by}", given=told, by=bound.by)
        found.append(Refusal(bound.answer, said, fix))
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
