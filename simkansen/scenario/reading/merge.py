"""Scenario files that extend another: find the files, and lay the one over the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from simkansen.limits import (
    MOST_BYTES,
    MOST_CHAINED,
    MOST_STORED_BYTES,
    RefusedFileError,
    names_beside,
    text_of,
)
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Problem
from simkansen.scenario.reading.tree import Located, read_tree
from simkansen.scenario.reading.tree import Path as Keys
from simkansen.scenario.reading.wording import did_you_mean, nearest, shown
from simkansen.scenario.schema.words import COUNTRY

NOT_INHERITED = ("name", "title", "extends")
"""What belongs to one file alone."""

SHORT_FORMS = {"hours": "per_week", "take_up": "share"}
_WHOLE = ("capacity", "title")
_SOURCES = (COUNTRY, "schools")

Gathered: TypeAlias = tuple[Located | None, list[Problem]]


def gather(path: Path) -> Gathered:
    """Read a scenario file and everything it extends into one tree.

    Returns
    -------
    (tree or None, problems)
        No tree when the file, or one it extends, cannot be read. Every value still knows its own file.
    """
    return _gather(Path(os.path.normpath(path)), ())


def gather_documents(path: Path) -> list[Gathered]:
    """Read a file of several scenarios that extend nothing, with ``---`` on a line of its own between them.

    Returns
    -------
    list of (tree or None, problems)
        One for each document; one without a tree when the file cannot be read.
    """
    text, unread = _text_of(path, stored=True)
    if text is None:
        return [(None, unread)]
    found: list[Gathered] = []
    lines, above = text.splitlines(keepends=True), 0
    ends = [number for number, line in enumerate(lines) if line.rstrip() == "---" and number]
    for end in (*ends, len(lines)):
        # Empty lines in place of the documents above, so that problems name the line of the file.
        tree, problems = read_tree("\n" * above + "".join(lines[above:end]), str(path))
        if tree is not None:
            problems = [*problems, *_version(tree, str(path)), *_twice(tree), *_apply(tree, None)]
        found.append((tree, problems))
        above = end + 1
    return found


def _gather(path: Path, below: tuple[Path, ...], asked: Located | None = None) -> Gathered:
    text, unread = _text_of(path, asked)
    if text is None:
        return None, unread
    tree, problems = read_tree(text, str(path))
    if tree is None:
        return None, problems
    problems += _version(tree, str(path))
    problems += _twice(tree)
    asked = tree.get("extends")
    if asked is None:
        problems += _apply(tree, None)
        return tree, problems
    base, more = _extended(asked, path, (*below, path))
    problems += more
    if base is None:
        return None, problems
    problems += _apply(tree, base)
    return _over(base, tree, ()), problems


def _text_of(
    path: Path, asked: Located | None = None, *, stored: bool = False
) -> tuple[str | None, list[Problem]]:
    """Read a file; why it cannot be is told where it is asked for, or where it stands itself."""
    try:
        return text_of(path, MOST_STORED_BYTES if stored else MOST_BYTES), []
    except RefusedFileError as error:
        fix = _sibling(path) if error.missing else error.fix
        if asked is None or error.line:
            line, column = max(1, error.line), max(1, error.column)
            return None, [Problem(str(path), line, column, "", error.message, fix)]
        said = (
            "does not exist"
            if error.missing
            else phrase("cannot be extended: {message}", message=error.message)
        )
        said = phrase(
            "the file {value} {said}{looked}",
            value=shown(asked.value),
            said=said,
            looked=phrase(" (looked for {path})", path=path) if error.missing else "",
        )
        return None, [_at(asked, ("extends",), said, fix)]


def _sibling(path: Path) -> str:
    """Propose a file of the same folder whose name is near."""
    beside = names_beside(path)
    if beside is None:
        return phrase("there is no folder '{parent}' either", parent=path.parent)
    near = nearest(
        path.name, [name for name in beside if Path(name).suffix == path.suffix or not path.suffix]
    )
    return phrase("did you mean '{near}'?", near=near) if near else "check the name and the folder"


def _extended(asked: Located, path: Path, chain: tuple[Path, ...]) -> Gathered:
    """Read the file named by ``extends``, relative to the file it stands in."""
    if not isinstance(asked.value, str) or not asked.value:
        return None, [_at(asked, ("extends",), "extends names one file", "write extends: baseline.yaml")]
    wanted = Path(os.path.normpath(path.parent / asked.value))
    same = [other for other in chain if _same(other, wanted)]
    if same:
        loop = " -> ".join([*(other.name for other in chain[chain.index(same[0]) :]), wanted.name])
        return None, [
            _at(
                asked,
                ("extends",),
                phrase("the files extend each other in a circle: {loop}", loop=loop),
                "remove one of these extends",
            )
        ]
    if len(chain) >= MOST_CHAINED:
        said = phrase(
            "more than {most_chained} files extend each other, one after another", most_chained=MOST_CHAINED
        )
        return None, [_at(asked, ("extends",), said, "put what several of them say into one file")]
    return _gather(wanted, chain, asked)


def _same(one: Path, other: Path) -> bool:
    try:
        return one == other or one.samefile(other)
    except (OSError, ValueError):
        return False


def _at(item: Located, path: tuple[str | int, ...], message: str, fix: str, key: bool = False) -> Problem:
    return (item.key if key and item.key else item.spot).problem(path, message, fix)


def _version(tree: Located, file: str) -> list[Problem]:
    if "simkansen" in _mapping(tree):
        return []
    fix = "add the line 'simkansen: 1' at the top"
    return [Problem(file, 1, 1, "simkansen", "the format version is missing", fix)]


def _mapping(item: Located | None) -> dict[str, Located]:
    return item.value if item is not None and isinstance(item.value, dict) else {}


def _interventions(tree: Located) -> list[Located]:
    listed = tree.get("interventions")
    return listed.value if listed is not None and isinstance(listed.value, list) else []


def _id_of(item: Located) -> str | None:
    named = item.get("id")
    return named.value if named is not None and isinstance(named.value, str) else None


def _with_id(items: list[Located]) -> Iterator[tuple[int, str, Located]]:
    for index, item in enumerate(items):
        name = _id_of(item)
        if name is not None:
            yield index, name, item


def _twice(tree: Located) -> list[Problem]:
    """Report ids that two interventions of one file share."""
    first: dict[str, int] = {}
    found: list[Problem] = []
    for _, name, item in _with_id(_interventions(tree)):
        spot = item.value["id"] if isinstance(item.value, dict) else item
        if name in first:
            said = phrase(
                "two interventions are called '{name}', the first in line {first}",
                name=name,
                first=first[name],
            )
            found.append(_at(spot, ("interventions", f"[{name}]", "id"), said, "give one of them another id"))
        else:
            first[name] = spot.spot.line
    return found


def _apply(tree: Located, base: Located | None) -> list[Problem]:
    """Check ``remove`` and new interventions against the file extended; take ``remove`` out."""
    known = [name for _, name, _ in _with_id(_interventions(base))] if base is not None else []
    found: list[Problem] = []
    for index, item in enumerate(_interventions(tree)):
        name = _id_of(item)
        path = ("interventions", f"[{name}]" if name else index)
        wrong = _not_removed if item.get("remove") is not None else _not_changed
        found += wrong(item, name, known, path)
    _drop_reported(tree, known)
    return found


def _not_removed(item: Located, name: str | None, known: list[str], path: Keys) -> Iterator[Problem]:
    """Say why an intervention cannot be removed."""
    removing = item.value["remove"] if isinstance(item.value, dict) else item
    if removing.value is not True:
        said = phrase("remove is true, not {plain}", plain=shown(removing.plain()))
        yield _at(removing, (*path, "remove"), said, "write remove: true, or leave the line out")
    elif name not in known:
        without = "nothing is extended that has one; remove the line"
        fix = did_you_mean(name, known) if name and known else without
        said = phrase("there is no intervention '{name}' to remove", name=name)
        yield _at(removing, (*path, "remove"), said, fix, key=True)


def _not_changed(item: Located, name: str | None, known: list[str], path: Keys) -> Iterator[Problem]:
    """Say that an intervention is neither a new one nor one of the file extended."""
    if name is not None and (near := _meant(item, name, known)):
        named = item.value["id"] if isinstance(item.value, dict) else item
        said = phrase("the file extended has no intervention '{name}', and a new one needs a type", name=name)
        yield _at(named, (*path, "id"), said, phrase("did you mean '{near}'?", near=near))


def _meant(item: Located, name: str | None, known: list[str]) -> str | None:
    """Give the intervention that is meant by one without a type that the file extended has not."""
    unknown = item.get("type") is None and name is not None and name not in known
    return nearest(name, known) if unknown and name is not None else None


def _drop_reported(tree: Located, known: list[str]) -> None:
    """Leave out interventions already reported, so that nothing is said twice."""
    listed = tree.get("interventions")
    if listed is not None and isinstance(listed.value, list):
        listed.value = [item for item in listed.value if not _is_reported(item, _id_of(item), known)]


def _is_reported(item: Located, name: str | None, known: list[str]) -> bool:
    removes_nothing = item.get("remove") is not None and name not in known
    return removes_nothing or _meant(item, name, known) is not None


def _over(base: Located, top: Located, path: tuple[str, ...]) -> Located:
    """Lay one value over another: mappings merge, interventions merge by id, all else is replaced."""
    if path == ("interventions",) and isinstance(base.value, list) and isinstance(top.value, list):
        return Located(_over_list(base.value, top.value), top.spot, top.key)
    name = path[-1] if path else ""
    below = _in_full(name, base)
    if not isinstance(top.value, dict) or not isinstance(below, dict):
        return top
    if name in _WHOLE or _other_source(name, below, top.value):
        return top
    kept = {key: item for key, item in below.items() if path or key not in NOT_INHERITED}
    return Located(_merged(kept, top.value, path), top.spot, top.key)


def _merged(base: dict[str, Located], top: dict[str, Located], path: tuple[str, ...]) -> dict[str, Located]:
    """Lay one mapping over another; a key without a value takes it out."""
    merged = dict(base)
    for key, item in top.items():
        under = merged.get(key)
        if item.value is None and under is not None:
            del merged[key]
        else:
            merged[key] = item if under is None else _over(under, item, (*path, key))
    return merged


def _in_full(name: str, item: Located) -> object:
    """Give what a value says without a short form."""
    short = name in SHORT_FORMS and not isinstance(item.value, dict | list) and item.value is not None
    return {SHORT_FORMS[name]: item} if short else item.value


def _other_source(name: str, base: dict[str, Located], top: dict[str, Located]) -> bool:
    """Tell whether a population names another source, which then replaces the first."""
    named = [source for source in _SOURCES if source in top]
    return name == "population" and bool(named) and not any(source in base for source in named)


def _over_list(base: list[Located], top: list[Located]) -> list[Located]:
    merged = list(base)
    place = {name: index for index, name, _ in _with_id(base)}
    removed = set()
    for item in top:
        index = place.get(_id_of(item) or "")
        removing = item.get("remove")
        if index is None:
            merged.append(item)
        elif removing is not None and removing.value is True:
            removed.add(index)
        else:
            merged[index] = _over_one(merged[index], item)
    return [item for index, item in enumerate(merged) if index not in removed]


def _over_one(base: Located, top: Located) -> Located:
    """Change one intervention; another type replaces it wholly."""
    was, becomes = base.get("type"), top.get("type")
    if isinstance(top.value, dict):
        top = Located({key: item for key, item in top.value.items() if key != "remove"}, top.spot, top.key)
    if was is not None and becomes is not None and was.value != becomes.value:
        return top
    return _over(base, top, ("interventions", "each"))
