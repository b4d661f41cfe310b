"""What a value in a file of schools may be, what can be wrong with it, and what to do then."""

from __future__ import annotations

import re

from simkansen.phrases import phrase
from simkansen.scenario.schools.problems import FileKind
from simkansen.schooling import load_system

_LEVELS = load_system().all_levels

LARGEST_SCHOOL = 2**13 - 1
"""Pupils of one school at most: more have no numbers of their own in `simkansen.population.schools.frame`."""

_WHOLE = re.compile(r"([0-9]+)([.,]0)?")
_THOUSANDS = re.compile(r"[0-9]{1,3}([.,][0-9]{3})+")
_SHARE = re.compile(r"([0-9]*[.,]?[0-9]+([eE]-?[0-9]+)?) *(%?)")

_SIZE = phrase("must be a whole number from 1 to {largest_school}", largest_school=LARGEST_SCHOOL)
_SIZE_FIXES = (
    (
        r"-.*|0+([.,]0)?",
        phrase("count the pupils of {levels}, or remove a school without any", levels=_LEVELS),
    ),
    (r"[0-9]*[.,][0-9]+", "write a whole number of pupils, such as 213"),
    (r"[0-9]+([.,]0)?", "write one row a school, not the sum of several"),
    (r".*", "write the number in digits, such as 213"),
)
"""How a wrong number of pupils is written (a pattern, the first that fits), and what to do about it."""


class ValueFaultError(ValueError):
    """A value that cannot be used.

    Parameters
    ----------
    message, fix
        What is wrong with it, and what to do; the value is not repeated but where `kind` is "thousands".
    kind
        What it is, where that decides how it is told.
    """

    def __init__(self, message: str, fix: str, kind: FileKind = "wrong") -> None:
        super().__init__(message)
        self.message, self.fix, self.kind = message, fix, kind


def pupils_of(text: str) -> int:
    """Read a number of pupils.

    Raises
    ------
    ValueFaultError
        If it is none from 1 to `LARGEST_SCHOOL`.
    """
    if not text:
        raise ValueFaultError("the number is empty", phrase("fill in the pupils of {levels}", levels=_LEVELS))
    written = _WHOLE.fullmatch(text)
    if written and len(written[1]) <= len(str(LARGEST_SCHOOL)) and 1 <= int(written[1]) <= LARGEST_SCHOOL:
        return int(written[1])
    if _THOUSANDS.fullmatch(text):
        meant = int(re.sub("[.,]", "", text))
        if 1 <= meant <= LARGEST_SCHOOL:
            said = "must be a whole number without a sign between its digits"
            raise ValueFaultError(
                said, phrase("write {meant}, not {text}", meant=meant, text=text), "thousands"
            )
        text = str(meant)
    raise ValueFaultError(_SIZE, next(fix for pattern, fix in _SIZE_FIXES if re.fullmatch(pattern, text)))


def share_of(text: str) -> float:
    """Read a share, as a fraction or a percentage, with a decimal point or comma.

    Raises
    ------
    ValueFaultError
        If it is none from 0 to 1.
    """
    if not text:
        raise ValueFaultError("the share is empty", "write 0.12 or 12%")
    written = _SHARE.fullmatch(text)
    if written:
        share = float(written[1].replace(",", ".")) / (100 if written[3] else 1)
        if 0 <= share <= 1:
            return share
        if share > 100 and not written[3]:
            fix = "a score is no share: name the file of scores itself beside this one, or write 0.12 or 12%"
            raise ValueFaultError("must be a share from 0 to 1", fix)
    raise ValueFaultError("must be a share from 0 to 1", "write 0.12 or 12%")
