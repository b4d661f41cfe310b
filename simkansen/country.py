"""Which country: the folder that holds it as data, one for a whole process and for those it starts.

What a country's subjects, sectors and places are called becomes words of scenario files and columns of tables
while rooms are imported. So the country is named before that: by `use_country`, by the scenario files of a
command line, or by the environment. Later it cannot become another one.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import reduce
from hashlib import blake2b
from pathlib import Path

from simkansen.limits import MOST_STORED_BYTES, RefusedFileError, text_of
from simkansen.phrases import phrase

VARIABLE = "SIMKANSEN_COUNTRY"
"""Variable of the environment that names the folder; worker processes find it there."""

SHIPPED = Path(__file__).resolve().parent / "schooling" / "nl"
"""Folder of the country that is taken where none is named: the one place in the core that names one."""

FILES = {
    "system.yaml": "sectors, subjects, levels, weeks",
    "calendar.yaml": "school years, holidays, closures",
    "homes.yaml": "the tables of what homes are like",
    "regions.yaml": "places and the tables of their schools",
}
"""Files that every country has, and what they say; those of its sector stand in a folder of that name."""

_DECIDED = "simkansen.evidence.files"
"""The first room that asks which country it is; once imported, the answer stands."""

_KEY = re.compile(r"^(country|extends|scenarios)[ \t]*:(.*(?:\n(?:[ \t#-].*)?)*)", re.MULTILINE)
_COMMENT = re.compile(r"(?:^|[ \t])#.*")
_BETWEEN = re.compile(r"[\s,\[\]'\"]+")
_MOST_LOOKED_AT = 1_000
"""Files in which a country is looked for: an experiment may name hundreds."""

_named_by: list[Path] = []
"""What named the country of this process, if a file or results did."""


class CountryError(ValueError):
    """A folder that cannot be the country.

    Parameters
    ----------
    message
        What is wrong.
    fix
        What to do.
    """

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(phrase("{message}; {fix}", message=message, fix=fix))
        self.message, self.fix = message, fix


def country() -> Path:
    """Return the folder of the country of this process, without links and dots."""
    named = os.environ.get(VARIABLE)
    return _real(named) if named else SHIPPED


def _real(folder: str | os.PathLike[str]) -> Path:
    """Return a folder without links and dots; one that cannot be there stays as it is."""
    try:
        return Path(os.path.realpath(folder))
    except ValueError:  # a name with a zero byte
        return Path(folder)


def is_shipped() -> bool:
    """Tell whether it is the country that is taken where none is named."""
    return country() == SHIPPED


def named_by() -> Path | None:
    """Return the file that named the country of this process, or results; None where neither did."""
    return _named_by[0] if _named_by else None


def use_country(folder: str | os.PathLike[str], by: Path | None = None) -> None:
    """Let this process, and those it starts, be about a country of one's own.

    Parameters
    ----------
    folder
        Its folder, with the files that docs/country.md lists.
    by
        What names it: a file, or a folder of results. Where several name a country, it must be the same.

    Raises
    ------
    CountryError
        If it is no such folder, or rooms that are about another country have been imported.
    """
    place = _real(folder)
    if place != country():
        check_folder(place)
        if _named_by or _DECIDED in sys.modules:
            what = phrase("{named_by} is", named_by=_named_by[0]) if _named_by else "this process is"
            raise CountryError(
                phrase(
                    "{what} about the country in {country}, and cannot be about {place} too",
                    what=what,
                    country=shown(country()),
                    place=shown(place),
                ),
                "name one country in all, or call simkansen.use_country before anything else",
            )
        os.environ[VARIABLE] = str(place)
    if by is not None and not _named_by:
        _named_by.append(by)


def use_country_of(files: Iterable[Path]) -> None:
    """Let this process be about the country that the first of some files names, where it can be.

    What is wrong with the name is said where the file is read, with its line.

    Parameters
    ----------
    files
        Scenarios or experiments; what they extend, and the scenarios of an experiment, are looked at too.
    """
    for file in files:
        named = named_in(file)
        if named is None:
            continue
        with suppress(CountryError):
            use_country(named, by=file)
        return


def named_in(file: Path) -> Path | None:
    """Find the folder of the country that a file names, without reading it as a whole.

    Parameters
    ----------
    file
        A scenario or an experiment.

    Returns
    -------
    Path or None
        None where neither the file nor what it extends names one, or it cannot be read.
    """
    waiting, seen = [file], set[str]()
    while waiting and len(seen) < _MOST_LOOKED_AT:
        here = waiting.pop()
        try:
            text = text_of(here, MOST_STORED_BYTES)
        except RefusedFileError:
            continue
        if (place := os.path.realpath(here)) in seen:
            continue
        seen.add(place)
        said = {key: _COMMENT.sub("", value).strip() for key, value in _KEY.findall(text)}
        if named := said.get("country", "").strip("'\""):
            return here.parent / named
        words = _BETWEEN.split(f"{said.get('extends', '')} {said.get('scenarios', '')}")
        others = [here.parent / word for word in words if word.endswith((".yaml", ".yml"))]
        waiting += reversed(others)
    return None


def check_folder(place: Path) -> None:
    """Look whether a folder has the files of a country.

    Raises
    ------
    CountryError
        If it is not there, or files are missing; all of them are named.
    """
    if not os.path.isdir(place):
        said = "is a file, not a folder" if os.path.exists(place) else "does not exist"
        raise CountryError(
            phrase("the folder {place} {said}", place=shown(place), said=said), "name the folder of a country"
        )
    missing = [
        phrase("{name} ({about})", name=name, about=about)
        for name, about in FILES.items()
        if not (place / name).is_file()
    ]
    if missing:
        fix = "add them (docs/country.md lists all files), or name the folder of a country"
        raise CountryError(
            phrase(
                "{place} is no country, as it has no {missing}",
                place=shown(place),
                missing=reduce(lambda known, one: phrase("{known}, no {one}", known=known, one=one), missing),
            ),
            fix,
        )


def shown(place: Path) -> str:
    """Write a folder from where the program runs, if that is shorter."""
    return min(os.path.relpath(place), str(place), key=len)


def country_digest(folder: Path | None = None) -> str:
    """Digest all files of a country that results there rest on.

    Parameters
    ----------
    folder
        Its folder; that of this process by default.
    """
    place = folder or country()
    digest = blake2b(digest_size=16)
    for path in sorted(path for path in place.rglob("*") if path.is_file()):
        inside = path.relative_to(place)
        if not _is_by_the_way(inside):
            content = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{inside.as_posix()}\n{len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def _is_by_the_way(inside: Path) -> bool:
    """Tell what no result depends on: hidden files, explanations, words of the pages, what was found."""
    hidden = any(part.startswith(".") for part in inside.parts)
    return hidden or inside.parts[0] == LOCALE or inside.suffix in (".md", ".json")


LOCALE = "locale"
"""Folder of a country in which its words stand, a folder a language."""


def languages() -> tuple[str, ...]:
    """Give the languages of pages: English, and those in which the country has words of its own."""
    own = sorted(path.parent.name for path in (country() / LOCALE).glob("*/LC_MESSAGES"))
    return tuple(dict.fromkeys(("en", *own)))
