"""Digests of bytes: of the package's sources, and of its data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent

SILENT_ROOMS = ("cli", "odd", "report")
"""Rooms that come after the results and cannot change them."""

_ACCOUNTS = ("schooling/*/*/*.json", "CITATION.cff")
"""What is shipped for readers, and no run reads: what was found with the model; in a wheel how to cite it."""

_WORDS = "LC_MESSAGES/*"
"""Texts of a language: what is said of results does not change them."""

_OWN = ("identity/behaviour.*", "identity/sources.txt")
"""What is written down of the behaviour itself."""


def bytes_digest(paths: Iterable[Path], root: Path) -> str:
    """Digest names and contents of files in a fixed order; ends of lines count alike on all systems.

    Parameters
    ----------
    paths
        The files.
    root
        Folder that their names are relative to.

    Returns
    -------
    str
        Hexadecimal digest.
    """
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(paths):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(root).as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _deciding(package: Path) -> Iterator[Path]:
    """List the files that results can depend on."""
    for path in package.rglob("*"):
        inside = path.relative_to(package)
        if inside.parts[0].removesuffix(".py") in SILENT_ROOMS or "__pycache__" in inside.parts:
            continue
        if any(inside.match(pattern) for pattern in (*_ACCOUNTS, _WORDS, *_OWN)):
            continue
        if path.is_file() and not path.name.startswith("."):
            yield path


def sources_digest(package: Path = PACKAGE) -> str:
    """Digest all that the behaviour can depend on: sources and data, less the rooms after the results.

    Parameters
    ----------
    package
        Folder of the package.
    """
    return bytes_digest(_deciding(package), package)


@cache
def own_sources() -> str:
    """Digest the sources of this package once: they do not change while it runs."""
    return sources_digest()


def data_digest(package: Path = PACKAGE) -> str:
    """Digest the data that results depend on: parameters, register, posterior, norm, figures, calendars.

    Parameters
    ----------
    package
        Folder of the package.
    """
    return _own_data() if package == PACKAGE else _data_digest(package)


def _data_digest(package: Path) -> str:
    return bytes_digest((path for path in _deciding(package) if path.suffix != ".py"), package)


@cache
def _own_data() -> str:
    """Digest the data of this package once, as its sources."""
    return _data_digest(PACKAGE)
