"""The country that results are of: known before rooms are imported that ask which it is."""

from __future__ import annotations

from pathlib import Path

import click

from simkansen.cli.console import say, shown
from simkansen.cli.help import LANG
from simkansen.cli.language import check_tongue
from simkansen.country import SHIPPED, CountryError, country_digest, is_shipped, named_in, use_country
from simkansen.phrases import phrase
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
        fix = phrase("{fix}, or say where a country is now with SIMKANSEN_COUNTRY=FOLDER", fix=error.fix)
        raise click.UsageError(
            phrase("'{folder}': {message}; {fix}", folder=shown(folder), message=error.message, fix=fix)
        ) from None
    if digest and country_digest() != digest:
        say(
            phrase(
                "{folder}: its country has changed since; what results do not hold is said as it is now.",
                folder=shown(folder),
            )
        )
    context = click.get_current_context(silent=True)
    check_tongue(context.meta.get(LANG) if context else None)
    return folder
