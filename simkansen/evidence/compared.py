"""What came of comparing the model with figures that it was not fitted to, as the package ships it.

`simkansen validate --update docs/validation.md` writes these files together with the tables of that page; no
simulation reads them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from simkansen.evidence.files import FOLDER, may_lack
from simkansen.evidence.parameters import load_parameters
from simkansen.evidence.register import register_file
from simkansen.identity import COMPARED, identity_of

Comparison = Literal["validation", "trials"]
"""Figures of the literature, or trials of interventions that are done again in the model."""

COMPARISONS: tuple[Comparison, ...] = ("validation", "trials")

# Imports within functions: what checks a file takes a tenth of a second to load, and only pages read it.


@dataclass(frozen=True, slots=True)
class Compared:
    """Published figures beside the model's own.

    Attributes
    ----------
    about
        How it was made: ``made_by`` (command), ``draws``, ``point`` (chance alone), ``experiment`` and
        ``posterior`` (which fit, and the SHA-256 of its draws), ``basis`` (digest of rules, parameters and
        register), ``provisional``, ``version``.
    rows
        One a figure: ``id``, ``quantity``, ``unit``, ``published`` with its interval, the model's ``median``
        with its own, ``verdict``, ``note``.
    leaning
        Ids of the rows that are no tests of their own, as they lean on the fit.
    uncounted
        Ids of the rows that stand there to contradict another.
    """

    about: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    leaning: frozenset[str] = frozenset()
    uncounted: frozenset[str] = frozenset()


def compared_basis(folder: Path = FOLDER, identity: str | None = None) -> str:
    """Digest what the shipped comparisons rest on beside the posterior: with another they are made again.

    It holds what the model, the validation and the trials do, the values and priors of all parameters, and
    the register as a whole. Files of trials are not in it.

    Parameters
    ----------
    folder
        Folder of the parameters and of the register.
    identity
        What the code does (`simkansen.identity`); as it is now by default.

    Returns
    -------
    str
        Hexadecimal digest.
    """
    known = load_parameters(folder).definitions
    digest = hashlib.blake2b(digest_size=16)
    digest.update((identity or identity_of(COMPARED)).encode())
    digest.update(repr([(name, one.value, one.prior) for name, one in sorted(known.items())]).encode())
    digest.update(register_file(folder).read_bytes())
    return digest.hexdigest()


def compared_file(name: Comparison, folder: Path = FOLDER) -> Path:
    """Return the file of a comparison."""
    return folder / f"{name}.json"


def load_compared(name: Comparison, folder: Path = FOLDER) -> Compared:
    """Load a comparison.

    Parameters
    ----------
    name
        Which.
    folder
        Where its file is; the package's own by default.

    Raises
    ------
    EvidenceError
        The file is missing or is no comparison.
    """
    path = compared_file(name, folder)
    if may_lack(path):
        return Compared({}, ())
    from simkansen.evidence.made_files import ComparedFile, read_made

    found = read_made(path, ComparedFile)
    return Compared(
        found["about"], tuple(found["rows"]), frozenset(found["leaning"]), frozenset(found["uncounted"])
    )


def write_compared(name: Comparison, compared: Compared, folder: Path = FOLDER) -> Path:
    """Write a comparison; parameters as in `load_compared`.

    Returns
    -------
    Path
        The file.
    """
    path = compared_file(name, folder)
    content = {
        "about": dict(compared.about),
        "leaning": sorted(compared.leaning),
        "uncounted": sorted(compared.uncounted),
        "rows": [dict(row) for row in compared.rows],
    }
    text = json.dumps(content, indent=1, ensure_ascii=False)
    path.write_text(f"{text}\n", "utf-8", newline="\n")
    return path
