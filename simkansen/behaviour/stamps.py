"""The shipped results that carry the name of a behaviour, and giving them another name of the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from simkansen.evidence import compared_basis
from simkansen.identity import COMPARED, FIT, NORM, SENSITIVITY, Scope


def name_of(scope: Scope, parts: Mapping[str, str]) -> str:
    """Name the behaviour of some parts, as `simkansen.identity.identity_of` does."""
    lines = "".join(f"{part}={parts.get(part, 'unknown')}\n" for part in sorted(scope))
    return hashlib.blake2b(lines.encode(), digest_size=16).hexdigest()


class Stamped(NamedTuple):
    """One shipped result.

    Attributes
    ----------
    file
        Its name in the folder of the evidence.
    scope
        What it rests on.
    stamp
        Gives what stands in the file of the name of a behaviour.
    again
        The command that makes it again.
    """

    file: str
    scope: Scope
    stamp: Callable[[str], str]
    again: str


def _plain(name: str) -> str:
    return name


def _compared(name: str) -> str:
    return compared_basis(identity=name)


STAMPED = (
    Stamped("posterior.yaml", FIT, _plain, "simkansen calibrate experiments/calibrate-po.yaml"),
    Stamped("norm.yaml", NORM, _plain, "python -m simkansen.fitting.norm"),
    Stamped("validation.json", COMPARED, _compared, "simkansen validate --update docs/validation.md"),
    Stamped("trials.json", COMPARED, _compared, "simkansen validate --trials --update docs/validation.md"),
    Stamped(
        "sensitivity.json", SENSITIVITY, _plain,
        "simkansen sensitivity --swings simkansen/schooling/nl/po/sensitivity.json",
    ),
)  # fmt: skip


def restamp(folder: Path, before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Give what was made with one behaviour the name that the same behaviour has now.

    Only what carries the name of before is changed: what is stale stays stale.

    Parameters
    ----------
    folder
        Folder of the evidence.
    before, now
        Names of the parts then and now.

    Returns
    -------
    list of str
        Files that carry neither name.
    """
    stale = []
    for one in STAMPED:
        path = folder / one.file
        text = path.read_text(encoding="utf-8")
        then, new = (one.stamp(name_of(one.scope, parts)) for parts in (before, now))
        if then in text:
            path.write_text(text.replace(then, new), encoding="utf-8", newline="\n")
        elif new not in text:
            stale.append(one.file)
    return stale


def stale(folder: Path, parts: Mapping[str, str]) -> list[Stamped]:
    """List the shipped results that were made with another behaviour than the given one."""
    return [
        one
        for one in STAMPED
        if one.stamp(name_of(one.scope, parts)) not in (folder / one.file).read_text(encoding="utf-8")
    ]
