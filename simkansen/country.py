"""Which country: the folder that holds it as data, one for a whole process and for those it starts.

What a country's subjects, sectors and places are called becomes words of scenario files and columns of tables
while rooms are imported. So the country is named before that, by `use_country`, by a scenario file on the
command line, or by the environment; later it cannot become another one.
"""

from __future__ import annotations

import os
import sys
from hashlib import blake2b
from pathlib import Path

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
        super().__init__(f"{message}; {fix}")
        self.message, self.fix = message, fix


def country() -> Path:
    """Return the folder of the country of this process, without links and dots."""
    named = os.environ.get(VARIABLE)
    return Path(named).resolve() if named else SHIPPED


def is_shipped() -> bool:
    """Tell whether it is the country that is taken where none is named."""
    return country() == SHIPPED


def use_country(folder: str | os.PathLike[str]) -> None:
    """Let this process, and those it starts, be about a country of one's own.

    Parameters
    ----------
    folder
        Its folder, with the files that docs/country.md lists.

    Raises
    ------
    CountryError
        If it is no such folder, or rooms that are about another country have been imported.
    """
    place = Path(folder).resolve()
    if place == country():
        return
    if _DECIDED in sys.modules:
        raise CountryError(
            f"this process is about the country in {country()} already, so it cannot be about that in {place}",
            "name the country before anything else is imported or read, or start another process",
        )
    check_folder(place)
    os.environ[VARIABLE] = str(place)


def check_folder(place: Path) -> None:
    """Look whether a folder has the files of a country.

    Raises
    ------
    CountryError
        If it is not there, or files are missing; all of them are named.
    """
    if not place.is_dir():
        said = "is a file, not a folder" if place.exists() else "does not exist"
        raise CountryError(f"the folder {place} {said}", "name the folder of a country")
    missing = [f"{name} ({about})" for name, about in FILES.items() if not (place / name).is_file()]
    if missing:
        fix = "add them (docs/country.md lists all files), or name the folder of a country"
        raise CountryError(f"{place} is no country, as it has no {', no '.join(missing)}", fix)


def country_digest(folder: Path | None = None) -> str:
    """Digest all files of a country: what is simulated there rests on them.

    Parameters
    ----------
    folder
        Its folder; that of this process by default.
    """
    place = folder or country()
    digest = blake2b(digest_size=16)
    for path in sorted(path for path in place.rglob("*") if path.is_file() and not _is_by_the_way(path, place)):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(place).as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _is_by_the_way(path: Path, place: Path) -> bool:
    """Tell what no result depends on: hidden files, explanations, words of the pages, what was found."""
    inside = path.relative_to(place)
    return (
        any(part.startswith(".") for part in inside.parts)
        or inside.parts[0] == "locale"
        or path.suffix in (".md", ".json")
    )
