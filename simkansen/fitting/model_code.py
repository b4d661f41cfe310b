"""The code that a calibration rests on: another rule is another fit, another comment is not."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent

ROOMS = ("arithmetic", "learning", "population")
FILES = (
    "chance.py",
    "model.py",
    "school.py",
    "scenario/calendar.py",
    "evidence/priors.py",
    "fitting/measurement.py",
    "fitting/measures.py",
    "fitting/problem.py",
    "fitting/proposals.py",
    "fitting/smc.py",
    "fitting/study.py",
)
"""What turns parameters into the studies' figures, and searches; interventions are not in any evaluation."""


@cache
def model_digest(package: Path = PACKAGE) -> str:
    """Give a digest of the code of `ROOMS` and `FILES`, without docstrings, comments and blank lines.

    Parameters
    ----------
    package
        Folder of the package.

    Returns
    -------
    str
        Hexadecimal digest.
    """
    return digest_of(package, ROOMS, FILES)


def digest_of(package: Path, rooms: Sequence[str], files: Sequence[str]) -> str:
    """Give a digest of code, without docstrings, comments and blank lines.

    Parameters
    ----------
    package
        Folder of the package.
    rooms
        Folders in it, taken whole.
    files
        Files in it, or patterns of their names.

    Returns
    -------
    str
        Hexadecimal digest.
    """
    paths = {path for room in rooms for path in (package / room).rglob("*.py")}
    paths |= {path for name in files for path in package.glob(name)}
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(paths):
        digest.update(f"{path.relative_to(package).as_posix()}\n".encode())
        digest.update(code_of(path.read_text(encoding="utf-8")).encode())
    return digest.hexdigest()


def code_of(text: str) -> str:
    """Leave of a module's text the lines that do something.

    Parameters
    ----------
    text
        Source of a module.

    Returns
    -------
    str
        The same without docstrings, lines of comment and blank lines.
    """
    said = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    lines = (line.rstrip() for number, line in enumerate(text.splitlines(), 1) if number not in said)
    return "".join(f"{line}\n" for line in lines if line and not line.lstrip().startswith("#"))
