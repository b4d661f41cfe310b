"""Reading YAML quickly: parsed once, then kept as JSON in the user's cache.

A pure Python reader of YAML 1.2 takes a quarter of a second for the register, longer than a whole
`simkansen check` may take. What was parsed is therefore kept beside the digest of the text it came
from; a changed text is parsed again, and a cache that cannot be read or written is done without.
"""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simkansen.country import SHIPPED, check_folder, country
from simkansen.limits import MOST_BYTES, MOST_LETTERS, MOST_STORED_BYTES, RefusedFileError, text_of

# Imports within functions: the reader of YAML takes a tenth of a second to load, and most starts find in the
# cache what it would read.

OWN = Path(__file__).parent
"""Where the register is, and what holds for every country and sector."""

COUNTRY = country()
"""Folder of the country."""

if COUNTRY != SHIPPED:  # as the environment may name anything
    check_folder(COUNTRY)

SYSTEM_FILE = "system.yaml"
"""What a system of schools is, in the folder of a country."""


class EvidenceError(ValueError):
    """The register or the parameters say something that cannot be right.

    Parameters
    ----------
    problems
        One sentence for each problem found, all of them at once.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read a YAML file that is a list of mappings.

    Parameters
    ----------
    path
        The file; UTF-8.

    Returns
    -------
    list of dict
        The rows in the order of the file, as new objects that the caller may keep.

    Raises
    ------
    EvidenceError
        If the file cannot be read, is beyond a limit, no YAML (with line and column), repeats a key, or is no
        list of mappings.
    """
    return _through_cache(path, _parsed)


def _through_cache(path: Path, parse: Callable[[Path, str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    text = country_text(path)
    digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    cache = _cache_file(path)
    rows = _cached(cache, digest)
    if rows is None:
        rows = parse(path, text)
        _keep(cache, digest, rows)
    return rows


def read_kept_mapping(path: Path) -> dict[str, Any]:
    """Read a YAML file that is one mapping, once per content: every start of the program asks for it.

    Parameters and errors are those of `read_mapping`; dates become text.
    """
    return _through_cache(path, lambda path, text: [_plain(_mapping(path, text))])[0]


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a small YAML file that is one mapping; nothing is kept in the cache.

    Parameters
    ----------
    path
        The file; UTF-8.

    Raises
    ------
    EvidenceError
        If the file is no YAML (with line and column), repeats a key, or is not a mapping.
    """
    return _mapping(path, country_text(path))


def country_text(path: Path, most: int = MOST_BYTES) -> str:
    """Return the text of a file of a country, or of one that ships with the package.

    Parameters
    ----------
    path
        The file; regular, in UTF-8.
    most
        Bytes that it may have.

    Raises
    ------
    EvidenceError
        If it is not there or is not let in (`simkansen.limits.text_of`), with its name.
    """
    try:
        return text_of(path, most)
    except RefusedFileError as error:
        where = f"{path}:{error.line}:{error.column}" if error.line else str(path)
        raise EvidenceError([f"{where}: {error.message}; {error.fix}"]) from error


def country_table(path: Path) -> list[list[str]]:
    """Return the lines of a CSV file of a country, the one with the names of its columns first.

    Parameters
    ----------
    path
        The file; commas between values, UTF-8.

    Raises
    ------
    EvidenceError
        As `country_text`, and if a value is longer than any may be.
    """
    import csv

    text = country_text(path, MOST_STORED_BYTES)
    reader = csv.reader(text.splitlines(keepends=True))
    lines: list[list[str]] = []
    try:
        for line in reader:
            lines.append(line)
            if any(len(cell) > MOST_LETTERS for cell in line):
                raise csv.Error(f"a value has more than {MOST_LETTERS:,} characters")
    except csv.Error as error:
        raise EvidenceError([f"{path}:{reader.line_num}:1: {error}"]) from error
    return lines


def _mapping(path: Path, text: str) -> dict[str, Any]:
    content = _loaded(path, text)
    if not isinstance(content, dict):
        raise EvidenceError([f"{path.name}: must be a mapping, each line 'key: value'"])
    return content


def _loaded(path: Path, text: str) -> object:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError

    from simkansen.evidence.limited import BeyondLimitError, WholeComposer

    reader = YAML(typ="safe", pure=True)
    reader.Composer = WholeComposer
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            content: object = reader.load(text)
    except BeyondLimitError as error:
        raise EvidenceError([f"{path.name}:{error.line}:{error.column}: {error}"]) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{path.name}:{mark.line + 1}:{mark.column + 1}" if mark else path.name
        raise EvidenceError([f"{where}: {error.problem}"]) from error
    except ValueError as error:  # a date that does not exist, told without its place
        raise EvidenceError([f"{path.name}: a value cannot be read: {error}"]) from error
    except Exception as error:  # what a reader raises of text that it does not foresee is its own affair
        raise EvidenceError([f"{path.name}: this is no YAML ({type(error).__name__})"]) from error
    return content


def _parsed(path: Path, text: str) -> list[dict[str, Any]]:
    rows = _loaded(path, text)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise EvidenceError([f"{path.name}: must be a list of mappings, each beginning with '- '"])
    return [_plain(row) for row in rows]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Go through JSON also the first time, so that both ways give the same objects (dates become text)."""
    plain: dict[str, Any] = json.loads(json.dumps(_keyed(row), default=str))
    return plain


def _keyed(value: object) -> object:
    """Give a value in which every key is a text, as JSON has it and the reader of YAML has not."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): _keyed(one) for key, one in value.items()}
    return [_keyed(one) for one in value] if isinstance(value, list | tuple) else value


def _cache_file(path: Path) -> Path:
    """File that keeps what was parsed from this path; one per checkout."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    place = hashlib.blake2b(str(path.resolve()).encode(), digest_size=8).hexdigest()
    return Path(base) / "simkansen" / f"{path.stem}-{place}.json"


def _cached(cache: Path, digest: str) -> list[dict[str, Any]] | None:
    try:
        kept = json.loads(cache.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(kept, dict) or kept.get("digest") != digest:
        return None
    rows: list[dict[str, Any]] = kept["rows"]
    return rows


def _keep(cache: Path, digest: str, rows: list[dict[str, Any]]) -> None:
    """Write under another name and rename, so that a reader never meets half a file."""
    part = cache.with_name(f"{cache.name}.{os.getpid()}.part")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps({"digest": digest, "rows": rows}), encoding="utf-8")
        part.replace(cache)
    except OSError:
        return  # A cache that cannot be written costs time, nothing else.


def _sector_folder() -> Path:
    """Find where the sector stands whose pupils learn: its name in the system of schools is its folder."""
    name = read_kept_mapping(COUNTRY / SYSTEM_FILE).get("learning_sector")
    if not isinstance(name, str):
        raise EvidenceError([f"{COUNTRY / SYSTEM_FILE}:1:1: learning_sector: the key is missing"])
    return COUNTRY / name


FOLDER = _sector_folder()
"""Where the parameters of the sector are whose pupils learn, and what was fitted to it."""

_NAMED_FROM = OWN.parent.parent if COUNTRY == SHIPPED else COUNTRY.parent

PARAMETERS = f"{FOLDER.relative_to(_NAMED_FROM).as_posix()}/parameters*.yaml"
"""Where the parameters stand, for messages."""


def may_lack(path: Path) -> bool:
    """Tell whether a file that was made with the model is not there and need not be, as the country has none.

    The shipped country has all of them: without one it is broken.
    """
    return COUNTRY != SHIPPED and path.parent == FOLDER and not path.exists()
