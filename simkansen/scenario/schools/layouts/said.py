"""What is said of files about schools: of each alone, and of the table that they make together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from simkansen.phrases import joined, phrase, phrase_of
from simkansen.scenario.reading.wording import counted, listed
from simkansen.scenario.schools.layouts.facts import NoCode, PublishedSchools, schools_named, some_of
from simkansen.scenario.schools.layouts.scores import ScoredShares, uncertain
from simkansen.scenario.schools.text import FileRow
from simkansen.scenario.schools.values import ValueFaultError, share_of
from simkansen.schooling.layouts import LayoutsFile


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken from several files, and from which.

    Parameters
    ----------
    rows
        Of the plain table, one a school.
    counted_by
        For each row the file that its pupils are from.
    filled
        Schools whose pupils one file has not in the open, by that file and the one that gave them.
    by_scores
        Schools whose share was made of a score.
    missing
        Schools that were left out, by why.
    """

    rows: Sequence[FileRow]
    counted_by: Sequence[PublishedSchools]
    filled: Mapping[tuple[Path, Path], Sequence[str]]
    by_scores: Sequence[str]
    missing: Mapping[str, Sequence[str]]


def said_of(
    files: Sequence[PublishedSchools],
    taken: Taken,
    scored: ScoredShares,
    known: LayoutsFile,
    year: int | None,
) -> Iterator[str]:
    """Say what a table made of several files is, a line each.

    Parameters
    ----------
    files
        In the order in which they are named.
    taken
        What the table has of them.
    scored
        Shares made of scores.
    known
        The layouts of the country.
    year
        In which the first school year begins.
    """
    try:
        shares = [share_of(row.cells[3]) for row in taken.rows]
        yield mean_of([int(row.cells[2]) for row in taken.rows], shares)
    except ValueFaultError:
        pass  # which is told as a problem where it stands
    for why, codes in taken.missing.items():
        yield phrase("left out: {schools_named} {why}", schools_named=schools_named(codes), why=why)
    for (asked, giver), codes in taken.filled.items():
        yield phrase(
            "{name} gives no open number of pupils of {schools_named}; that of {other} is taken",
            name=asked.name,
            schools_named=schools_named(codes),
            other=giver.name,
        )
    years = sorted({one.year for one in taken.counted_by if one.year})
    yield from _of_scores(taken, scored, known, years)
    if year and (others := [one for one in years if one != year]):
        yield phrase(
            "pupils are those of {counted_in}, and the scenario begins in {year}",
            counted_in=listed(others, "and"),
            year=year,
        )
    yield from _unlike(files)


def mean_of(pupils: Sequence[int], shares: Sequence[float]) -> str:
    """Say how many schools and pupils a table has, and the share of disadvantaged ones among them."""
    mean = sum(n * share for n, share in zip(pupils, shares, strict=True)) / max(sum(pupils), 1)
    return phrase(
        "{schools}, {pupils}, disadvantaged share {mean:.1%} (from {min:.1%} to {max:.1%})",
        schools=counted(len(pupils), "school"),
        pupils=counted(sum(pupils), "pupil"),
        mean=mean,
        min=min(shares),
        max=max(shares),
    )


def _of_scores(taken: Taken, made: ScoredShares, known: LayoutsFile, years: Sequence[int]) -> Iterator[str]:
    """Say how shares were made of scores, and how sure they are, where any was."""
    if made.distance is None or not taken.by_scores:
        return
    share = phrase("share = score without threshold / (pupils x {distance:.4f})", distance=made.distance)
    if len(taken.by_scores) < len(taken.rows):
        share = phrase(
            "{share} in {schools_named}, in the others as written",
            share=share,
            schools_named=schools_named(taken.by_scores),
        )
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
                target_share=known.score.target_share,
            )
        )
    if said := uncertain(made, taken.by_scores, known):
        yield said
    if made.year and years and made.year not in years:
        yield phrase(
            "pupils are those{of}, and shares those{of_scores}",
            of=_of(min(years)),
            of_scores=_of(made.year),
        )


def _unlike(files: Sequence[PublishedSchools]) -> Iterator[str]:
    """Say where files know different schools, or count differently."""
    first, *others = files
    for one in others:
        if more := [code for code in one.schools if code not in first.schools and _is_open(one, code)]:
            names = phrase("{schools_named} of {name}", schools_named=schools_named(more), name=one.path.name)
            yield phrase("not taken: {names} that {name} does not have", names=names, name=first.path.name)
    yield from _unlike_counts([one for one in files if one.pupils and one.year == first.year])


def _unlike_counts(counts: Sequence[PublishedSchools]) -> Iterator[str]:
    """Say where files of one year count other pupils."""
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


def _is_open(one: PublishedSchools, code: str) -> bool:
    return code not in one.pupils or one.pupils[code].most > 0


def _of(year: int | None) -> str:
    return phrase(" of {year}", year=year) if year else ""


def account_of(facts: PublishedSchools) -> str:
    """Say in one line what was understood of a file."""
    said = [facts.called + _of(facts.year), *_counts(facts)]
    if shares := sum(bool(text) for text, _ in facts.shares.values()):
        said.append(phrase("shares of {schools}", schools=counted(shares, "school")))
    # What it does not say another file may, so these schools are not left out yet.
    said += [
        phrase("{schools_named} {why}", schools_named=schools_named(codes), why=why)
        for why, codes in facts.lacks.items()
        if codes
    ]
    apart = [
        phrase(
            "{schools} of another kind, {kind} ({some_of})",
            schools=counted(len(codes), "school"),
            kind=kind,
            some_of=some_of(codes),
        )
        for kind, codes in facts.others.items()
    ]
    apart += [_lines(what, lines) for what, lines in facts.no_code.items()]
    parts = [joined(", ", said)]
    if apart:
        parts.append(joined("", ("left out: ", joined(", ", apart))))
    return joined("; ", parts)


def _counts(facts: PublishedSchools) -> Iterator[str]:
    """Say how many schools and pupils a file has."""
    held = [count for count in facts.pupils.values() if count.most > 0]
    if not held:
        yield counted(len(facts.schools), "school")
        return
    known = [count.least for count in held if count.known]
    yield phrase(
        "{schools} with {pupils}",
        schools=counted(len(known), "school"),
        pupils=counted(sum(known), "pupil"),
    )
    if hidden := [count for count in held if not count.known]:
        yield phrase(
            "{schools} with hidden numbers ({least:,} to {most:,} pupils)",
            schools=counted(len(hidden), "school"),
            least=sum(one.least for one in hidden),
            most=sum(one.most for one in hidden),
        )


def _lines(what: NoCode, lines: Sequence[int]) -> str:
    """Say how many lines without the code of a school there are, and which; of notes only how many."""
    number, some = len(lines), some_of(list(map(str, lines)))
    if what == "damaged":
        return phrase_of(
            number,
            "{number:,} line with a damaged code of a school (line {some_of})",
            "{number:,} lines with a damaged code of a school (lines {some_of})",
            some_of=some,
        )
    if what == "numbers":
        return phrase_of(
            number,
            "{number:,} line with numbers and no code of a school: a total or a school (line {some_of})",
            "{number:,} lines with numbers and no code of a school: totals or schools (lines {some_of})",
            some_of=some,
        )
    if what == "none":
        return phrase_of(
            number,
            "{number:,} line without the code of a school (line {some_of})",
            "{number:,} lines without the code of a school (lines {some_of})",
            some_of=some,
        )
    return phrase_of(number, "{number:,} line of notes or titles", "{number:,} lines of notes or titles")
