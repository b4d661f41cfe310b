"""From what several files say to one plain table of schools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from simkansen.phrases import joined, phrase
from simkansen.scenario.place_names import PlaceError, find_place
from simkansen.scenario.reading.wording import counted, plain
from simkansen.scenario.schools.layouts.extract import CLOSED, NO_CODE, NO_CODE_BUT_NUMBERS, NOT_KNOWN
from simkansen.scenario.schools.layouts.facts import (
    CellPlace,
    PublishedSchools,
    PupilCount,
    SchoolPlace,
    schools_named,
    some_of,
)
from simkansen.scenario.schools.layouts.scores import ScoredShares, shares_by_scores, uncertain
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
        self._scored: ScoredShares = shares_by_scores(files, known)
        self._counting = [one for one in files if not one.of_scores and one.pupils]
        self._missing: dict[str, list[str]] = {}

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
            hidden = phrase(
                "of {least} to {most} pupils, for numbers are hidden",
                least=pupils[1].least,
                most=pupils[1].most,
            )
            self._leave_out(hidden if pupils[1].most < 10 else "with numbers of pupils that are hidden", code)
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
                "pupils": (pupils[0], pupils[1].place), "disadvantaged_share": (share[1], share[2]),
            })  # fmt: skip

    def _leave_out(self, why: str, code: str) -> None:
        self._missing.setdefault(why, []).append(code)

    def _pupils(self, code: str) -> tuple[Path, PupilCount] | None:
        """Give the number of the first file that has one in the open; of scores only of the same year."""
        found = [(one.path, one.pupils[code]) for one in self._counting if code in one.pupils]
        years = {one.year for one in self._counting if one.year}
        for one in self._files:
            if one.of_scores and code in one.pupils and (not self._counting or one.year in years):
                found.append((one.path, one.pupils[code]))
        return next((one for one in found if one[1].known), found[0] if found else None)

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
        out, rows = self._out, self._out.table.rows
        if not rows:
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
            return
        pupils = [int(row.cells[2]) for row in rows]
        shares = [float(row.cells[3].replace(",", ".").rstrip("% ")) / (100 if "%" in row.cells[3] else 1)
                  for row in rows if row.cells[3]]  # fmt: skip
        mean = sum(n * share for n, share in zip(pupils, shares, strict=True)) / max(sum(pupils), 1)
        out.said.append(
            phrase(
                "{schools}, {pupils:,} pupils, disadvantaged share {mean:.1%} (from {min:.1%} to {max:.1%})",
                schools=counted(len(rows), "school"),
                pupils=sum(pupils),
                mean=mean,
                min=min(shares),
                max=max(shares),
            )
        )
        out.said += [
            phrase("left out: {schools_named} {why}", schools_named=schools_named(codes), why=why)
            for why, codes in self._missing.items()
        ]
        out.said += self._of_scores([row.cells[0] for row in rows])
        counted_in = self._counting[0].year if self._counting else self._scored.year
        if counted_in and self._year and counted_in != self._year:
            out.said.append(
                phrase(
                    "pupils are those of {counted_in}, and the scenario begins in {year}",
                    counted_in=counted_in,
                    year=self._year,
                )
            )
        out.said += self._unlike()

    def _of_scores(self, codes: Sequence[str]) -> Iterator[str]:
        """Say how shares were found, and how sure they are."""
        made = self._scored
        if made.distance is None:
            return
        share = phrase("share = score without threshold / (pupils x {distance:.4f})", distance=made.distance)
        yield phrase(
            "{share}; {distance:.4f} is what these scores{of} themselves hold",
            share=share,
            distance=made.distance,
            of=_of(made.year),
        )
        if made.partial:
            yield (
                phrase(
                    "the scores are of a part of the country, or by another rule: their mean share is not "
                    "{target_share:.0%}",
                    target_share=self._known.score.target_share,
                )
            )
        if said := uncertain(made, codes, self._known):
            yield said
        years = {one.year for one in self._counting if one.year}
        if made.year and years and made.year not in years:
            yield phrase(
                "pupils are those{of}, and shares those{of_scores}",
                of=_of(min(years)),
                of_scores=_of(made.year),
            )

    def _unlike(self) -> Iterator[str]:
        """Say where files know different schools, or count differently."""
        first, *others = self._files
        for one in others:
            if more := [
                code for code in one.schools if code not in first.schools and self._is_open(one, code)
            ]:
                names = phrase(
                    "{schools_named} of {name}", schools_named=schools_named(more), name=one.path.name
                )
                yield phrase(
                    "not taken: {names} that {name} does not have", names=names, name=first.path.name
                )
        yield from self._unlike_counts()
        if moved := [
            code for code in first.schools if (found := self._place(code)) and _contradicts(found[1])
        ]:
            names = phrase(
                "number and name of the municipality differ in {schools_named}",
                schools_named=schools_named(moved),
            )
            yield phrase("{names}; the number is taken", names=names)

    def _unlike_counts(self) -> Iterator[str]:
        """Say where files of one year count other pupils."""
        counts = [one for one in self._files if one.pupils and one.year == self._files[0].year]
        for one, other in pairwise(counts):
            same = [code for code in one.pupils if code in other.pupils and one.pupils[code].known]
            unlike = [code for code in same if other.pupils[code].known
                      and one.pupils[code].least != other.pupils[code].least]  # fmt: skip
            if unlike:
                names = phrase("{name} and {other}", name=one.path.name, other=other.path.name)
                yield phrase(
                    "{names} count other pupils in {schools_named}; the first is taken",
                    names=names,
                    schools_named=schools_named(unlike),
                )

    def _is_open(self, one: PublishedSchools, code: str) -> bool:
        return code not in one.pupils or one.pupils[code].most > 0


_OTHERS = "give files of the same schools"


def _of(year: int | None) -> str:
    return phrase(" of {year}", year=year) if year else ""


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


def account_of(facts: PublishedSchools) -> str:
    """Say in one line what was understood of a file."""
    held = {code: count for code, count in facts.pupils.items() if count.most > 0}
    said = [facts.called + _of(facts.year)]
    hidden = [count for count in held.values() if not count.known]
    known = [count.least for count in held.values() if count.known]
    if held:
        said.append(
            phrase(
                "{schools} with {pupils:,} pupils", schools=counted(len(known), "school"), pupils=sum(known)
            )
        )
        if hidden:
            least, most = sum(one.least for one in hidden), sum(one.most for one in hidden)
            said.append(
                phrase(
                    "{schools} with hidden numbers ({least:,} to {most:,} pupils)",
                    schools=counted(len(hidden), "school"),
                    least=least,
                    most=most,
                )
            )
    else:
        said.append(counted(len(facts.schools), "school"))
    apart = [
        phrase(
            "{schools} of another kind, {kind} ({some_of})",
            schools=counted(len(codes), "school"),
            kind=kind,
            some_of=some_of(codes),
        )
        for kind, codes in facts.others.items()
    ]
    apart += [_left_out(why, what) for why, what in facts.left_out.items() if what]
    parts = [joined(", ", said)]
    if apart:
        parts.append(joined("", ("left out: ", joined(", ", apart))))
    return joined("; ", parts)


def _left_out(why: str, what: Sequence[str]) -> str:
    """Say what was left out and why: schools by their codes, lines by their numbers."""
    if why == NO_CODE:
        return phrase("{what:,} {why}", what=len(what), why=why)
    if why == NO_CODE_BUT_NUMBERS:
        return phrase("{what:,} {why} (line {some_of})", what=len(what), why=why, some_of=some_of(what))
    return phrase("{schools_named} {why}", schools_named=schools_named(what), why=why)


def in_place(problem: FileProblem, where: Sequence[Mapping[str, Where]]) -> FileProblem:
    """Give a problem of the plain table the place in the file that its value is from."""
    if not 1 <= problem.line <= len(where):
        return problem
    path, place = where[problem.line - 1].get(problem.name) or where[problem.line - 1][""]
    name = place.name or problem.name
    return replace(problem, line=place.line, column=place.column, name=name, file=path)
