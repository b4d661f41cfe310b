"""Claims that contradict a row of the table or each other: both stand, and neither is counted.

Register entries of another use, and statements of the founding documents that are no figure. One of them the
model is fitted to: it stands here to be seen beside its rival, not as a test.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from simkansen.fitting.validation.comparison import Comparison, PublishedFigure
from simkansen.fitting.validation.measures import effect
from simkansen.fitting.validation.sample import ALL, LOW, DrawSample, Flags

_DAY = (
    "waits for an intervention of a longer school day; the virtual trial EXT-01 stands in for it with extra "
    "hours in groups of twenty"
)
_CLASS = "waits for a class of their own for newcomers: the model has none and takes no side"

FIRST, LAST = 4, 7
"""Groepen of ENG-02."""

NORMAL_95 = 1.96

FOUNDING_CLAIMS = ("E21", "E25", "E47")
"""Statements of the founding documents that are no figure, by their number in the list of claims."""


def _not_low(sample: DrawSample) -> Flags:
    """Pupils of groep 4-7 whose parents have not little schooling: the weight 0 of ENG-02."""
    education = np.asarray(sample.population.pupils.parental_education)
    rows: Flags = (education != LOW) & (sample.level >= FIRST) & (sample.level <= LAST)
    return rows


def _waits(entry: str, against: str, how: str, quantity: str = "") -> Comparison:
    unit = "direction" if entry in FOUNDING_CLAIMS else ""
    return Comparison(entry=entry, measure=None, how=how, quantity=quantity, unit=unit, against=against)


_LOSS = 0.077
"""ENG-02's 3.07 percentile points in SD, by its own derivation in the register."""

_ERROR = 0.004
"""Its standard error, .16 points, by the same conversion."""

RIVALS: tuple[Comparison, ...] = (
    Comparison(
        entry="ENG-02",
        part="high",
        measure=partial(effect, _not_low, ("end-2020",), ALL),
        how="loss of groep 4 to 7 at the end-of-year test of 2020, mean of three subjects, of pupils whose "
        "parents have not little schooling, as ENG-02 counts; its 3.07 percentile points are .077 SD",
        unit="SD",
        given=PublishedFigure(-_LOSS, -_LOSS - NORMAL_95 * _ERROR, -_LOSS + NORMAL_95 * _ERROR),
        leans_on="the model is fitted to it",
        against="SEED-03",
        fix="see the calibration above",
    ),
    _waits("E21", "EXT-01 to EXT-03", _DAY, "Longer school time can help (founding document)"),
    _waits("E25", "EXT-01 to EXT-03", _DAY,
           "Longer school time works under conditions only (founding document)"),
    _waits("EXT-02", "E21", f"{_DAY}; its outcome, school advice, is not in the model either"),
    _waits("EXT-03", "E21", _DAY),
    _waits("E47", "NT2-01", _CLASS,
           "Direct entry is better for language than a class for newcomers (founding document)"),
    _waits("NT2-01", "E47 and NT2-02", _CLASS),
    _waits("NT2-02", "NT2-01", _CLASS),
)  # fmt: skip
