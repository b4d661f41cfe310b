"""What is wrong with the country that a scenario names: its folder, or that this process is about another."""

from __future__ import annotations

from pathlib import Path

from simkansen.country import CountryError, country, is_shipped, named_by, shown, use_country
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Refusal


def country_refusals(named: object, file: Path) -> list[Refusal]:
    """Find a folder that is no country, and countries that do not go together.

    Parameters
    ----------
    named
        What stands under ``country``, from where the program runs; None where nothing does.
    file
        The scenario.

    Returns
    -------
    list of Refusal
    """
    if isinstance(named, str):
        try:
            use_country(named)
        except CountryError as error:
            return [Refusal(("country",), error.message, error.fix)]
    other = named_by()
    if named is None and other is not None and other != file and not is_shipped():
        said = phrase(
            "no country is named, and {other} names that in {country}", other=other, country=shown(country())
        )
        return [Refusal(("country",), said, "name the same in both, or run them apart")]
    return []
