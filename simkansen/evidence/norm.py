"""The norm: what a week of learning is, by groep and subject, in schools that never closed.

A delay is skill that is missing, told in weeks. How much skill a week is must not hang on which pupils are
in a file, or the same pupil would be 6 weeks behind in one file and 8 in another. So it is a norm, as a
standardised test has one: the growth per teaching week of all Dutch primary pupils in the model without
closures, at the point values of the parameters. `python -m simkansen.fitting.norm` makes it (half a minute).
One norm serves all school years and regions, or a delay of one could not be laid beside that of another;
their own weeks would move it by half a per cent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simkansen.evidence.files import FOLDER, EvidenceError, read_mapping
from simkansen.evidence.parameters import Parameters, load_parameters
from simkansen.evidence.posterior import load_posterior
from simkansen.identity import NORM, identity_of, moved

if TYPE_CHECKING:
    from numpy.typing import NDArray

COMMAND = "python -m simkansen.fitting.norm"
"""What makes the norm again."""

_SHAPES = ("pace", "pupils")
_RESTS_ON = ("learning", "population")


@dataclass(frozen=True, eq=False)
class Norm:
    """Growth per teaching week without a closure.

    Attributes
    ----------
    pace : ndarray of float64, shape (groepen, subjects)
        SD per teaching week, the lowest groep that learns first.
    pupils : ndarray of float64, shape (groepen,)
        Pupils of each groep (count), who weigh in the pace of all.
    about
        How it was made: ``made_by``, ``values`` (digest of the parameters, `values_digest`), ``behaviour``
        (what the model did, `simkansen.identity`), ``version``.
    """

    pace: NDArray[np.float64]
    pupils: NDArray[np.float64]
    about: Mapping[str, Any]

    @property
    def of_all(self) -> NDArray[np.float64]:
        """Pace of all pupils together, shape (subjects,): SD per teaching week."""
        total: NDArray[np.float64] = (self.pupils[:, np.newaxis] * self.pace).sum(axis=0)
        return np.asarray(total / self.pupils.sum())


def norm_file(folder: Path = FOLDER) -> Path:
    """Return the file with the norm; what a run tells in weeks depends on its content."""
    return folder / "norm.yaml"


@cache
def load_norm(folder: Path = FOLDER) -> Norm:
    """Load the norm.

    Parameters
    ----------
    folder
        Where its file is; the package's own by default.

    Returns
    -------
    Norm
        The same object at every call in one process; its arrays cannot be written to.

    Raises
    ------
    EvidenceError
        If the file is missing, or is no table of growth above zero.
    """
    path = norm_file(folder)
    try:
        found = read_mapping(path)
        pace, pupils = (np.array(found.pop(name), dtype=np.float64) for name in _SHAPES)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise EvidenceError([f"{path.name}: cannot be read ({error}); make it with {COMMAND}"]) from error
    fits = pace.ndim == 2 and pupils.shape == pace.shape[:1]
    if not fits or not np.all(pace > 0.0) or not np.all(pupils > 0.0):
        raise EvidenceError([f"{path.name}: needs growth and pupils above zero; make it with {COMMAND}"])
    pace.flags.writeable = pupils.flags.writeable = False
    return Norm(pace, pupils, found)


def point_values(folder: Path = FOLDER) -> Parameters:
    """Return the parameters that the norm is made with: the posterior's mean, and what is not in it as it is.

    Parameters
    ----------
    folder
        Folder of the parameters and of the posterior.
    """
    known = load_parameters(folder)
    fitted = load_posterior(folder).mean()
    return known.replace({name: value for name, value in fitted.items() if name in known})


def values_digest(parameters: Parameters) -> str:
    """Return a digest of the parameters that pupils and their growth are made with.

    Parameters
    ----------
    parameters
        The parameters; nine digits of each count, so that a mean is the same on every machine.
    """
    lines = (
        f"{name}={parameters[name]:.9g}\n"
        for name, definition in sorted(parameters.definitions.items())
        if definition.used_by in _RESTS_ON
    )
    return hashlib.blake2b("".join(lines).encode(), digest_size=16).hexdigest()


def stale(folder: Path = FOLDER) -> str:
    """Say that the norm was made with other parameters or another model than there are now.

    Parameters
    ----------
    folder
        Folder of the norm, the parameters and the posterior.

    Returns
    -------
    str
        What is wrong and what to do; empty when nothing is.
    """
    about, name = load_norm(folder).about, norm_file(folder).name
    if about.get("values") != values_digest(point_values(folder)):
        return f"{name} was made with other parameters: make it again with {COMMAND}"
    if about.get("behaviour") != identity_of(NORM):
        lines = "".join(f"\n  {line}" for line in moved(NORM))
        return f"{name} was made with a model that did otherwise: make it again with {COMMAND}{lines}"
    return ""
