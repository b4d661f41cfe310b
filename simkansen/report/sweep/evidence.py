"""What the options of a sweep rest on: the letter of their evidence, and whether a trial is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simkansen.report.reading.grounds import Ground, ground
from simkansen.report.reading.own_prices import has_low_price
from simkansen.report.sweep.settings import scenarios_of
from simkansen.report.sweep.staffing import hours_of_options
from simkansen.report.words import Words
from simkansen.sweep.analysis.study import Row, Study

_COUNTED = ("p_better", "p_best")
"""Columns that count simulations."""


def ground_of(study: Study, row: Mapping[str, Any]) -> Ground | None:
    """Return what the option of a row rests on, as pages of runs grade it.

    Parameters
    ----------
    study
        The sweep.
    row
        Of a table that tells which option it is of; without values of what is chosen it stands for all of
        them, and rests on the weakest.

    Returns
    -------
    Ground or None
        None where the option has no intervention, so that there is nothing to doubt, and where more differs
        than interventions, so that there is more to doubt than these.
    """
    if row["scenario"] in study.unlike:
        return None
    found = [ground(one) for one in scenarios_of(study, row) if one.interventions]
    if not found:
        return None
    return Ground(
        max(one.letter for one in found),
        all(one.tried for one in found),
        any(one.beyond for one in found),
        any(one.several for one in found),
        tuple(dict.fromkeys(farther for one in found for farther in one.farther)),
    )


def graded(study: Study, rows: Sequence[Row]) -> list[Row]:
    """Return rows of options with what no simulation doubts: evidence, staff and prices.

    Parameters
    ----------
    study
        The sweep.
    rows
        Of tables that tell which option each is of.

    Returns
    -------
    list of dict
        With ``evidence`` (a letter), whether a trial is known (``tried``), whether it goes ``beyond`` what
        was tried, ``staff_share`` (part of the hours asked of own staff that schools have; None where none
        are asked) and ``price_below_known``. They stand before what simulations count, for that they cannot
        doubt.
    """
    hours = hours_of_options(study)
    cells: dict[str, Row] = {}
    for place, one in enumerate(hours):
        about = study.about(place)
        ground_here = ground_of(study, about)
        cells[_key(study, about)] = {
            "evidence": ground_here.letter if ground_here else None,
            "tried": ground_here.tried if ground_here else None,
            "beyond": ground_here.beyond if ground_here else None,
            "staff_share": one.share if one and one.asked > 0 else None,
            "price_below_known": any(map(has_low_price, scenarios_of(study, about))),
        }
    found = []
    for row in rows:
        at = next((place for place, name in enumerate(row) if name in _COUNTED), len(row))
        items = list(row.items())
        found.append(dict([*items[:at], *cells[_key(study, row)].items(), *items[at:]]))
    return found


def _key(study: Study, row: Mapping[str, Any]) -> str:
    return repr([row["scenario"], *(row.get(path) for path in study.choices)])


def letter(words: Words, row: Mapping[str, Any]) -> str:
    """Write the evidence of a row, with why it is an assumption; a dash without interventions."""
    if row["evidence"] is None:
        return "–"
    said = str(row["evidence"])
    if not row["tried"]:
        return words("ground.untried", letter=said)
    return words("ground.beyond", letter=said) if row["beyond"] else said
