"""The country that results are of: known before rooms are imported that ask which it is."""

from __future__ import annotations

from pathlib import Path

import click

from simkansen.cli.console import say, shown
from simkansen.country import SHIPPED, CountryError, country_digest, is_shipped, named_in, use_country
from simkansen.work.storage.again import told_by


def in_its_country(folder: Path) -> Path:
    """Let this process be about the country that results are of, and give their folder.

    A country that the environment names is taken if it is the very one; else the folder that results name.

    Raises
    ------
    click.UsageError
        If there is no country in that folder any more, or results before are of another one.
    """
    told = told_by(folder).get("country")
    digest = told.get("digest") if isinstance(told, dict) else None
    if digest and not is_shipped() and country_digest() == digest:
        return folder
    written = [folder / "resolved.yaml", *sorted((folder / "scenarios").glob("*.yaml"))]
    named = next(filter(None, map(named_in, written)), folder / "country") if digest else SHIPPED
    try:
        use_country(named, by=folder)
    except CountryError as error:
        fix = f"{error.fix}, or say where a country is now with SIMKANSEN_COUNTRY=FOLDER"
        raise click.UsageError(f"'{shown(folder)}': {error.message}; {fix}") from None
    if digest and country_digest() != digest:
        say(f"{shown(folder)}: its country has changed since; what results do not hold is said as it is now.")
    return folder
