"""The code that fit and comparisons rest on: another rule is another fit, another comment is not."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent

ROOMS = ("learning", "population")
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

COMPARED_ROOMS = (*ROOMS, "interventions", "outcomes")
COMPARED_FILES = (
    "chance.py",
    "model.py",
    "school.py",
    "scenario/calendar.py",
    "evidence/priors.py",
    "fitting/measurement.py",
    "fitting/measures.py",
    "fitting/study.py",
    "fitting/staff_view.py",
    "fitting/trial*.py",
    "fitting/validation*.py",
    "runs/draws.py",
)
"""What turns parameters into the figures of validation and of the virtual trials, and judges them."""


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
    return _digest(package, ROOMS, FILES)


@cache
def comparison_digest(package: Path = PACKAGE) -> str:
    """Give a digest of what the shipped comparisons rest on beside the posterior.

    It holds the code of `COMPARED_ROOMS` and `COMPARED_FILES`, without docstrings, comments and blank lines,
    the values and priors of all parameters, and the register as a whole. Files of trials are not in it.

    Parameters
    ----------
    package
        Folder of the package.

    Returns
    -------
    str
        Hexadecimal digest.
    """
    from simkansen.evidence import load_parameters

    known = load_parameters(package / "evidence").definitions
    digest = hashlib.blake2b(digest_size=16)
    digest.update(_digest(package, COMPARED_ROOMS, COMPARED_FILES).encode())
    digest.update(repr([(name, one.value, one.prior) for name, one in sorted(known.items())]).encode())
    digest.update((package / "evidence" / "register.yaml").read_bytes())
    return digest.hexdigest()


def _digest(package: Path, rooms: Sequence[str], files: Sequence[str]) -> str:
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
