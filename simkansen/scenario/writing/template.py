"""The text of a new scenario file, ready to be changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from simkansen.country import country, is_shipped
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.words import COUNTRY, LEVEL, TITLES
from simkansen.scenario.writing.json_schema import SCHEMA_FILE
from simkansen.schooling import load_system
from simkansen.schooling.places import places, regions

_SCHOOLS_DRAWN = 40
"""Schools of a sample to start with."""

_HEAD = "# yaml-language-server: $schema={schema}\n"

_BASE = """\
simkansen: 1
{named}name: {name}
title: {{{titles}}}

# Which schools. Also: {{{country}: {{province: {province}}}}},
# {{{country}: {{municipality: [{municipality}]}}}}, or
# your own file, one row a school: {{schools: {{file: my-schools.csv}}}}.
population: {{{country}: {{sample: {sample}}}}}

# Closures as they were (actual), none, or your own: [{{from: 2020-03-16, to: 2020-05-10, kind: closed}}].
# Other school years: school_years: ["2026/27"], up to twelve in a row.
calendar: {{closures: actual}}
"""

_EXTENDING = """\
simkansen: 1
name: {name}
title: {{{titles}}}
extends: {extends}
"""

_INTERVENTION = """\

interventions:
  - id: {type}
    type: {type}
{staff}    # For whom: all lines must hold, a list means any of.
    for:
{target}"""

_PUPILS = """\
      LEVEL: LEVELS
      rank_by: perceived-need   # also: true-need, disadvantage
      capacity: 10%             # of a school's pupils; also: {per_school: 20}, {per_class: 4}
"""

_SCHOOLS = """\
      schools: 50%              # that take part; also: disadvantaged_share: {at_least: 10%}
"""

_RUN = """\

run: {replications_line}
"""


def new_scenario_text(
    name: str,
    extends: str | None = None,
    intervention: str | None = None,
    model: type[Programme] | None = None,
    schema: str = SCHEMA_FILE,
    folder: Path = Path(),
    said: Callable[[str], str] = str,
) -> str:
    """Write a scenario file to start from.

    Parameters
    ----------
    name
        Short name: lower case letters, digits and hyphens.
    extends
        A file it changes; without one it stands alone.
    intervention
        Type of a first intervention; without one there is none.
    model
        The class of that type, which knows what it cannot do without.
    schema
        Path of the exported JSON Schema, relative to the new file; editors read it from the first line.
    folder
        Where the file will stand: a country of one's own is named from there.
    said
        Says the comments in a language; English by default.

    Returns
    -------
    str
        YAML with comments, that passes ``check``.
    """
    title = f"'{name.replace('-', ' ').capitalize()}'"
    titles = ", ".join(f"{lang}: {title}" for lang in TITLES)
    body = _EXTENDING if extends else said(_BASE)
    filled = {"name": name, "titles": titles, "extends": extends, **_of_country(folder)}
    text = _HEAD.format(schema=schema) + body.format(**filled)
    if intervention:
        aimed_at_pupils = model is None or "pupil" in model.aimed_at
        target = _pupils(said) if aimed_at_pupils else said(_SCHOOLS)
        text += said(_INTERVENTION).format(type=intervention, staff=_staff(model, said), target=target)
    if not extends:
        text += _RUN.format(replications_line="{seed: 2020}")
    return text


def _pupils(said: Callable[[str], str]) -> str:
    """Write for whom an intervention is: some levels in the middle."""
    middle = list(load_system().learning_levels)[1:4]
    return said(_PUPILS).replace("LEVELS", str(middle)).replace("LEVEL", LEVEL)


def _of_country(folder: Path) -> dict[str, object]:
    """Give what a file says of the country, with places of it as examples."""
    first = regions()[0].name
    town = next(place.name for place in places() if place.province == first)
    return {
        "named": "" if is_shipped() else f"country: {Path(os.path.relpath(country(), folder)).as_posix()}\n",
        "country": COUNTRY,
        "province": first,
        "municipality": town,
        "sample": min(_SCHOOLS_DRAWN, sum(place.schools for place in places())),
    }


def _staff(model: type[Programme] | None, said: Callable[[str], str]) -> str:
    """Write the lines without which nobody would do the work, and hours of teachers that were tried."""
    if model is not None and "pupil" not in model.aimed_at and "hours" in model.model_fields:
        # With the hour a week of a trial, two school years together would be beyond what was tried.
        return said("    hours: 0.5                  # a week, for each teacher\n")
    if model is None or not model.needs_staff:
        return ""
    lines = said("    hours: 2                    # a week; also: {per_week: 2, moment: after-school}\n")
    if model.model_fields["led_by"].default is None:
        lines += said("    led_by: student             # also: teacher, teaching-assistant, volunteer\n")
    return lines
