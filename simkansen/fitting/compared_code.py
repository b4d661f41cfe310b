"""What the shipped comparisons rest on: with another rule, prior or figure they have to be made again."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from simkansen.evidence.files import FOLDER
from simkansen.fitting.model_code import PACKAGE, digest_of

SECTOR = FOLDER.relative_to(PACKAGE)
ROOMS = ("arithmetic", "learning", "population", "interventions", "outcomes")
FILES = (
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
def comparison_digest(package: Path = PACKAGE) -> str:
    """Give a digest of what the shipped comparisons rest on beside the posterior.

    It holds the code of `ROOMS` and `FILES`, without docstrings, comments and blank lines, the values and
    priors of all parameters, and the register as a whole. Files of trials are not in it.

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

    known = load_parameters(package / SECTOR).definitions
    digest = hashlib.blake2b(digest_size=16)
    digest.update(digest_of(package, ROOMS, FILES).encode())
    digest.update(repr([(name, one.value, one.prior) for name, one in sorted(known.items())]).encode())
    digest.update((package / "evidence" / "register.yaml").read_bytes())
    return digest.hexdigest()
