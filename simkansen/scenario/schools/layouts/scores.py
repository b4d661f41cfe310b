"""From scores to shares of disadvantaged pupils, by a distance that the scores themselves hold.

A score without threshold is A, the sum over a school's target pupils of how far each is below the
national mean; on average that is a distance d, the same for all schools of a year, so that about A / d
pupils of E are meant. The score above the threshold is max(0, A - t E d), t the share that the threshold
stands for: d follows from any school where that is not 0, as (A - threshold score) / (t E). It is never
taken from another year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from simkansen.phrases import phrase, phrase_of
from simkansen.scenario.reading.wording import counted
from simkansen.scenario.schools.layouts.facts import PublishedSchools, SchoolScore, some_of
from simkansen.scenario.schools.problems import FileProblem
from simkansen.schooling.layouts import LayoutsFile

_LARGE = 100
"""Pupils of a school from which on rounding of its scores does not count."""

_ALIKE = 0.01
"""How far two ways to the same number may be apart, as a share of it."""

_ROUNDED = 0.02
"""Points that two scores may be apart by rounding."""

_DIGITS = 6


@dataclass(slots=True)
class ScoredShares:
    """Shares of disadvantaged pupils by school.

    Parameters
    ----------
    shares
        By code (0 to 1), with the score that each is made of.
    year
        Of the scores.
    distance
        Points between the national mean and that of the target pupils; None where it is not known.
    partial
        Whether the scores are those of a part of the country only, as far as can be told.
    unreliable
        Schools whose score is uncertain.
    problems
        What is wrong, by file.
    """

    shares: dict[str, tuple[float, SchoolScore]] = field(default_factory=dict)
    year: int | None = None
    distance: float | None = None
    partial: bool = False
    unreliable: list[str] = field(default_factory=list)
    problems: list[tuple[Path, FileProblem]] = field(default_factory=list)


def shares_by_scores(files: Sequence[PublishedSchools], known: LayoutsFile) -> ScoredShares:
    """Turn the scores of some files into shares.

    Parameters
    ----------
    files
        All that are given; those without scores are left alone.
    known
        The layouts of the country.

    Returns
    -------
    ScoredShares
        Without shares where there are no scores, or where they are no base for a share.
    """
    made = ScoredShares()
    some = [one for one in files if one.of_scores]
    if not some:
        return made
    years = sorted({one.year for one in some if one.year})
    if len(years) > 1:
        said = phrase("these scores are of another year than those of {name}", name=some[0].path.name)
        fix = "give the scores of one year alone"
        made.problems += [
            (one.path, FileProblem(0, 0, "", said, fix)) for one in some if one.year != some[0].year
        ]
        return made
    made.year = years[0] if years else None
    made.unreliable = list(dict.fromkeys(code for one in some for code in one.unreliable))
    _Shares(some, known, made).make()
    return made


class _Shares:
    """Scores of one year on their way to shares."""

    def __init__(self, files: Sequence[PublishedSchools], known: LayoutsFile, made: ScoredShares) -> None:
        self._files, self._known, self._made = files, known, made
        self._threshold = known.score.threshold_share
        self._scores = {code: one for file in reversed(files) for code, one in file.scores.items()}
        self._above = {code: one for file in reversed(files) for code, one in file.above.items()}
        self._pupils = {
            code: one.least
            for file in reversed(files)
            for code, one in file.pupils.items()
            if one.known and one.least
        }

    def make(self) -> None:
        """Find the distance, compare both scores of each school, and divide."""
        if not self._has_both():
            return
        whole = [code for code in self._scores if code in self._above and code in self._pupils]
        distance = self._distance(whole)
        if distance is None:
            said = "no school here has a score above the threshold, from which the share could be told"
            self._tell(said, "give the whole workbook, with all schools of the country")
            return
        self._made.distance = distance
        both = [code for code in self._scores if code in self._pupils]
        expected = self._known.score.target_share * sum(self._pupils[code] for code in both)
        scored = sum(self._scores[code].value for code in both)
        self._made.partial = abs(scored / (expected * distance) - 1) > _ALIKE
        self._compare(whole, distance)
        for code in both:
            share = self._scores[code].value / (self._pupils[code] * distance)
            self._made.shares[code] = min(1.0, round(share, _DIGITS)), self._scores[code]
            if share > 1 + _ALIKE:
                said = "this score would mean more disadvantaged pupils than the school has"
                self._tell_score(
                    self._scores[code], said, "compare it and the pupils with the published ones"
                )

    def _has_both(self) -> bool:
        """Say whether both tables are there; else tell which is missing."""
        if not self._scores:
            low = sum(one.value == 0 for one in self._above.values())
            share = f"{self._known.score.threshold_share:.0%}"
            said = phrase_of(
                low,
                "scores above the threshold alone are no base for a share: {number:,} of {schools} has 0 "
                "here, which is anything up to {share}",
                "scores above the threshold alone are no base for a share: {number:,} of {schools} have 0 "
                "here, which is anything up to {share}",
                schools=counted(len(self._above), "school"),
                share=share,
            )
            self._tell(said, self._known.give.threshold)
        elif not self._above or not self._pupils:
            said = (
                "scores without threshold alone are no base for a share, for its scale is another each year"
            )
            self._tell(said, self._known.give.pupils_of_scores)
        return bool(self._scores and self._above and self._pupils)

    def _distance(self, codes: Sequence[str]) -> float | None:
        """Give the distance by the schools above the threshold: the median of the large ones."""
        over = [code for code in codes if self._above[code].value > 0]
        each = [
            (self._scores[code].value - self._above[code].value) / (self._threshold * self._pupils[code])
            for code in over
            if self._pupils[code] > _LARGE
        ]
        if not each and over:
            points = sum(self._scores[code].value - self._above[code].value for code in over)
            each = [points / (self._threshold * sum(self._pupils[code] for code in over))]
        return median(each) if each and median(each) > 0 else None

    def _compare(self, codes: Sequence[str], distance: float) -> None:
        """Tell of schools whose two scores do not follow from each other."""
        for code in codes:
            threshold = self._threshold * self._pupils[code] * distance
            expected = max(0.0, self._scores[code].value - threshold)
            apart = abs(expected - self._above[code].value)
            if apart > _ALIKE * threshold + _ROUNDED:
                said = (
                    "this score does not follow from the pupils and the score without threshold, as others do"
                )
                self._tell_score(self._above[code], said, "compare both tables with the published ones")

    def _tell(self, message: str, fix: str) -> None:
        self._made.problems.append((self._files[0].path, FileProblem(0, 0, "", message, fix)))

    def _tell_score(self, score: SchoolScore, message: str, fix: str) -> None:
        file = next(one for one in self._files if score in (*one.scores.values(), *one.above.values()))
        self._made.problems.append((file.path, score.place.problem(message, fix)))


def uncertain(made: ScoredShares, codes: Sequence[str], known: LayoutsFile) -> str:
    """Say which of some schools have an uncertain score; nothing where none has."""
    there = [code for code in made.unreliable if code in set(codes)]
    if not there:
        return ""
    return phrase(
        "{schools} {unreliable_says}: {some_of}",
        schools=counted(len(there), "school"),
        unreliable_says=known.score.unreliable_says,
        some_of=some_of(there),
    )
