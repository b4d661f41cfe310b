"""From what several files say to one plain table of schools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path

from simkansen.phrases import joined, phrase
from simkansen.scenario.place_names import PlaceError, find_place
from simkansen.scenario.reading.wording import plain
from simkansen.scenario.schools.layouts.extract import CLOSED, NOT_KNOWN
from simkansen.scenario.schools.layouts.facts import (
    CellPlace,
    PublishedSchools,
    PupilCount,
    SchoolPlace,
    schools_named,
)
from simkansen.scenario.schools.layouts.said import Taken, said_of
from simkansen.scenario.schools.layouts.scores import ScoredShares, shares_by_scores
from simkansen.scenario.schools.problems import FileProblem
from simkansen.scenario.schools.text import FileRow, FileTable
from simkansen.schooling.layouts import LayoutsFile
from simkansen.schooling.places import names_by_number

PLAIN = ("school", "municipality", "pupils", "disadvantaged_share", "province")
"""Columns of the plain table."""

Where = tuple[Path, CellPlace]
"""The file that a value is from, and its place there."""


@dataclass(slots=True)
class JoinedSchools:
    """A plain table made of several files.

    Parameters
    ----------
    table
        Its rows; the line of a row is its number in the table.
    where
        For each row by the name of its column, where the value is from.
    problems
        What is wrong, with the file.
    said
        What was understood of all files together, a line each.
    """

    table: FileTable = field(default_factory=lambda: FileTable(PLAIN))
    where: list[Mapping[str, Where]] = field(default_factory=list)
    problems: list[tuple[Path, FileProblem]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def join(files: Sequence[PublishedSchools], known: LayoutsFile, year: int | None = None) -> JoinedSchools:
    """Join files by the codes of schools.

    The first file says which schools; the others add what it does not know. Pupils of a file of scores are
    those that were funded, and are taken only where no other file has a number.

    Parameters
    ----------
    files
        In the order in which they are named.
    known
        The layouts of the country.
    year
        In which the first school year begins.

    Returns
    -------
    JoinedSchools
    """
    return _Join(files, known, year).made()


class _Join:
    """Files on their way to one table."""

    def __init__(self, files: Sequence[PublishedSchools], known: LayoutsFile, year: int | None) -> None:
        self._files, self._known, self._year = files, known, year
        self._out = JoinedSchools()
        # Scores of which no share is asked for need not tell any.
        asked = not all(map(self._is_given, files[0].schools))
        self._scored = shares_by_scores(files, known) if asked else ScoredShares()
        self._counting = [one for one in files if not one.of_scores and one.pupils]
        self._missing: dict[str, list[str]] = {}
        self._counted_by: list[PublishedSchools] = []
        self._filled: dict[tuple[Path, Path], list[str]] = {}
        self._by_scores: list[str] = []

    def made(self) -> JoinedSchools:
        out = self._out
        out.problems += [(one.path, problem) for one in self._files for problem in one.problems]
        out.problems += self._scored.problems
        if all(one.schools for one in self._files):
            out.problems += self._lacking()
        if out.problems:
            return out
        for code in self._files[0].schools:
            self._add(code)
        self._tell_together()
        return out

    def _lacking(self) -> Iterator[tuple[Path, FileProblem]]:
        """Say what none of the files has."""
        give, first = self._known.give, self._files[0].path
        lacks = "this file has no" if len(self._files) == 1 else "none of these files has a"
        if not any(one.pupils for one in self._files):
            yield (
                first,
                FileProblem(
                    0, 0, "", phrase("{lacks} number of pupils of a school", lacks=lacks), give.pupils
                ),
            )
        if not any(one.shares or one.of_scores for one in self._files):
            said = phrase("{lacks} share of disadvantaged pupils, or scores that tell it", lacks=lacks)
            yield first, FileProblem(0, 0, "", said, give.share)
        if not any(one.places for one in self._files):
            yield (
                first,
                FileProblem(0, 0, "", phrase("{lacks} municipality of a school", lacks=lacks), give.place),
            )

    def _add(self, code: str) -> None:
        """Add the row of a school, or remember why it has none."""
        pupils, share, place = self._pupils(code), self._share(code), self._place(code)
        kind = next((kind for one in self._files for kind, codes in one.others.items()
                     if code in codes and code not in one.schools), None)  # fmt: skip
        if kind is not None:
            self._leave_out(phrase("that another file calls {kind}", kind=kind), code)
        elif pupils is None or pupils[1].most == 0:
            self._leave_out(CLOSED if pupils else NOT_KNOWN, code)
        elif not pupils[1].known:
            self._leave_out(self._hidden(code, *pupils), code)
        elif share is None:
            self._leave_out("without a share or score", code)
        elif place is None:
            self._leave_out("whose municipality no file names", code)
        else:
            line = len(self._out.where) + 1
            name, province = _found(place[1])
            cells = code, name, str(pupils[1].least), share[0], province
            self._out.table.rows.append(FileRow(line, cells))
            here = place[0], place[1].place
            origin = self._files[0].path, CellPlace(self._files[0].schools[code], 0, "")
            self._out.where.append({
                "": origin, "school": origin, "municipality": here, "province": here,
                "pupils": (pupils[0].path, pupils[1].place), "disadvantaged_share": (share[1], share[2]),
            })  # fmt: skip
            self._note_origins(code, pupils[0])

    def _note_origins(self, code: str, counted_by: PublishedSchools) -> None:
        """Remember which file gave the pupils, in place of which, and whether a score gave the share."""
        self._counted_by.append(counted_by)
        before = takewhile(lambda one: one is not counted_by, self._counting)
        asked = (one for one in before if code in one.schools)
        if first := next(asked, None):
            self._filled.setdefault((first.path, counted_by.path), []).append(code)
        if not self._is_given(code):
            self._by_scores.append(code)

    def _is_given(self, code: str) -> bool:
        """Say whether a file gives the share of a school."""
        return any(one.shares.get(code, ("",))[0] for one in self._files)

    def _leave_out(self, why: str, code: str) -> None:
        self._missing.setdefault(why, []).append(code)

    def _counts(self, code: str) -> list[tuple[PublishedSchools, PupilCount]]:
        """Give what each file says of the pupils of a school; scores only of the same year, and last."""
        found = [(one, one.pupils[code]) for one in self._counting if code in one.pupils]
        years = {one.year for one in self._counting if one.year}
        for one in self._files:
            if one.of_scores and code in one.pupils and (not self._counting or one.year in years):
                found.append((one, one.pupils[code]))
        return found

    def _pupils(self, code: str) -> tuple[PublishedSchools, PupilCount] | None:
        """Give the number of the first file that has one; where it is hidden, one that can be the same."""
        found = self._counts(code)
        if not found or found[0][1].known:
            return found[0] if found else None
        first, hidden = found[0]
        return next((
            (one, count) for one, count in found[1:]
            if count.known
            and ((one.year and one.year == first.year) or hidden.least <= count.least <= hidden.most)
        ), found[0])  # fmt: skip

    def _hidden(self, code: str, file: PublishedSchools, count: PupilCount) -> str:
        """Say why a hidden number leaves a school out."""
        if count.most >= _FEW:
            return "with numbers of pupils that are hidden"
        between = {"least": count.least, "most": count.most}
        other = next((one for one, number in self._counts(code) if number.known), None)
        if other is None:
            return phrase("of {least} to {most} pupils, for numbers are hidden", **between)
        return phrase(
            "of {least} to {most} pupils in {name}, and of another number in {other}",
            name=file.path.name,
            other=other.path.name,
            **between,
        )

    def _share(self, code: str) -> tuple[str, Path, CellPlace] | None:
        for one in self._files:
            if code in one.shares and one.shares[code][0]:
                return one.shares[code][0], one.path, one.shares[code][1]
        if code not in self._scored.shares:
            return None
        share, score = self._scored.shares[code]
        path = next(one.path for one in self._files if one.scores.get(code) is score)
        return _share_text(share), path, score.place

    def _place(self, code: str) -> tuple[Path, SchoolPlace] | None:
        """Give the first place that is a municipality now; the first of all where none is."""
        found = [(one.path, one.places[code]) for one in self._files if code in one.places]
        return next((one for one in found if _is_found(one[1])), found[0] if found else None)

    def _tell_together(self) -> None:
        """Say what the table is, what was left out of it, and how shares were found."""
        out = self._out
        if out.table.rows:
            taken = Taken(out.table.rows, self._counted_by, self._filled, self._by_scores, self._missing)
            out.said += said_of(self._files, taken, self._scored, self._known, self._year)
            moved = [code for code in self._files[0].schools
                     if (found := self._place(code)) and _contradicts(found[1])]  # fmt: skip
            if moved:
                names = phrase(
                    "number and name of the municipality differ in {schools_named}",
                    schools_named=schools_named(moved),
                )
                out.said.append(phrase("{names}; the number is taken", names=names))
            return
        why = joined(
            "; ",
            (
                phrase("{schools_named} {why}", schools_named=schools_named(codes), why=why)
                for why, codes in self._missing.items()
            ),
        )
        said = phrase(
            "no school is left once the files are joined: {what}", what=why or "none is in the first file"
        )
        out.problems.append((self._files[0].path, FileProblem(0, 0, "", said, _OTHERS)))


_FEW = 10
"""Below so many pupils it is said between which numbers a hidden one lies."""

_OTHERS = "give files of the same schools"


def _share_text(share: float) -> str:
    return f"{share:.6f}".rstrip("0").rstrip(".") or "0"


def _found(place: SchoolPlace) -> tuple[str, str]:
    """Give municipality and province as the figures have them: by the number first, then by the name."""
    by_number = names_by_number().get(place.number or 0)
    try:
        return find_place(by_number, "") if by_number else find_place(place.name, place.province)
    except PlaceError:
        return place.name, place.province


def _is_found(place: SchoolPlace) -> bool:
    if (place.number or 0) in names_by_number():
        return True
    try:
        find_place(place.name, place.province)
    except PlaceError:
        return False
    return True


def _contradicts(place: SchoolPlace) -> bool:
    """Say whether number and name are those of two municipalities; a damaged name is none."""
    by_number = names_by_number().get(place.number or 0)
    if by_number is None or not place.name:
        return False
    try:
        return plain(find_place(place.name, place.province)[0]) != plain(_found(place)[0])
    except PlaceError:
        return False


def in_place(problem: FileProblem, where: Sequence[Mapping[str, Where]]) -> FileProblem:
    """Give a problem of the plain table the place in the file that its value is from."""
    if not 1 <= problem.line <= len(where):
        return problem
    path, place = where[problem.line - 1].get(problem.name) or where[problem.line - 1][""]
    name = place.name or problem.name
    return replace(problem, line=place.line, column=place.column, name=name, file=path)
