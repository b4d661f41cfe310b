"""The posterior: parameters drawn together from what is left of their priors after fitting.

`posterior.csv` has the names of parameters as its header and one draw a row; `posterior.yaml`
says how it was made. A row is one whole: parameters that were fitted together are not independent.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen.evidence.files import FOLDER, EvidenceError, country_table, may_lack, read_mapping
from simkansen.evidence.parameters import Definition, load_parameters
from simkansen.evidence.priors import is_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_STEM = "posterior"

INFORMED = 0.3
"""From which contraction on the data are said to inform a parameter."""

BEYOND_CHANCE = 3.0
"""Standard deviations of what chance makes of a contraction; one parameter in a thousand is beyond."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """Joint draws of the parameters that were fitted.

    Parameters
    ----------
    names
        Names of the parameters.
    draws : ndarray of float64, shape (draws, parameters)
        One draw a row, each value in the unit of its definition.
    about
        How it was made.
    """

    names: tuple[str, ...]
    draws: NDArray[np.float64]
    about: Mapping[str, Any]

    def __len__(self) -> int:
        """Count the draws."""
        return int(self.draws.shape[0])

    def row(self, i: int) -> dict[str, float]:
        """Give one draw, by name of the parameter."""
        return dict(zip(self.names, self.draws[i].tolist(), strict=True))

    def mean(self) -> dict[str, float]:
        """Give the mean of all draws, by name of the parameter."""
        return dict(zip(self.names, self.draws.mean(axis=0).tolist(), strict=True))

    def column(self, name: str) -> NDArray[np.float64]:
        """Give all draws of one parameter, shape (draws,)."""
        return self.draws[:, self.names.index(name)]

    @property
    def effective(self) -> float:
        """How many independent draws it is worth; the number of different draws where nothing is said."""
        import numpy as np

        said = self.about.get("effective_particles")
        return float(said) if said else float(len(np.unique(self.draws, axis=0)))

    def interval(self, name: str) -> tuple[float, float]:
        """Give the 5 % and the 95 % point of one parameter's draws."""
        import numpy as np

        low, high = np.quantile(self.column(name), [0.05, 0.95])
        return float(low), float(high)


def posterior_file(folder: Path = FOLDER) -> Path:
    """Return the file with the draws; its content is what a run with the posterior depends on."""
    return folder / f"{_STEM}.csv"


def is_fitted(folder: Path = FOLDER) -> bool:
    """Tell whether there is a posterior: a country of one's own may have been fitted to nothing."""
    return not may_lack(posterior_file(folder))


def load_posterior(folder: Path = FOLDER) -> Posterior:
    """Load the posterior.

    Parameters
    ----------
    folder
        Folder that holds `posterior.csv`, `posterior.yaml` and the parameters; the package's own by
        default.

    Returns
    -------
    Posterior
        The same object at every call in one process; its draws cannot be written to. One without parameters
        where nothing was fitted (`is_fitted`).

    Raises
    ------
    EvidenceError
        If a file is missing, a name is unknown, given twice or that of a parameter of the population, a
        value is no finite number, or there is no draw; all problems at once.
    """
    return _load(folder)


@cache
def _load(folder: Path) -> Posterior:
    import numpy as np

    path = posterior_file(folder)
    about = path.with_suffix(".yaml")
    if may_lack(path):
        return Posterior((), np.empty((1, 0)), {})
    missing = [f"{file.name} is missing" for file in (path, about) if not file.is_file()]
    if missing:
        raise EvidenceError(missing)
    header, *rows = country_table(path) or [[]]
    problems = _header_problems(header, load_parameters(folder).definitions)
    if not rows:
        problems.append("there is no draw")
    for line, row in enumerate(rows, start=2):
        problems += [f"line {line}: {problem}" for problem in _row_problems(header, row)]
    if problems:
        raise EvidenceError([f"{path.name}: {problem}" for problem in problems])
    draws = np.array([[float(cell) for cell in row] for row in rows], dtype=np.float64)
    draws.setflags(write=False)
    return Posterior(tuple(header), draws, _how_made(about))


def _how_made(path: Path) -> dict[str, Any]:
    """Read what is said of a posterior; the one number of it that figures rest on is one."""
    said = read_mapping(path)
    worth = said.get("effective_particles")
    if worth is not None and not (is_number(worth) and worth > 0):
        raise EvidenceError([f"{path.name}: effective_particles: '{worth}' is no number above zero"])
    return said


def _header_problems(header: Sequence[str], known: Mapping[str, Definition]) -> list[str]:
    problems = [] if header else ["the first line must name the parameters"]
    for place, name in enumerate(header):
        if name in header[:place]:
            problems.append(f"{name}: the name is given twice")
        elif name not in known:
            problems.append(f"{name}: no parameter has this name")
        elif known[name].used_by == "population":
            # The pupils are made once, from point values; a draw here would contradict them.
            problems.append(f"{name}: a parameter of the population, which is the same in all replications")
    return problems


def _row_problems(header: Sequence[str], row: Sequence[str]) -> list[str]:
    if len(row) != len(header):
        return [f"has {len(row)} values for {len(header)} parameters"]
    return [
        f"{name}: '{cell}' is no finite number"
        for name, cell in zip(header, row, strict=True)
        if not _is_finite(cell)
    ]


def _is_finite(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def contraction(draws: NDArray[np.float64], definition: Definition) -> float:
    """Say how much narrower than its prior a parameter's posterior is.

    Parameters
    ----------
    draws : ndarray of float64, shape (draws,)
        Draws of the parameter from the posterior; two or more.
    definition
        The parameter, with its prior.

    Returns
    -------
    float
        1 less the variance of the posterior over that of the prior, both on the scale of the prior's
        quantiles, on which every prior is uniform: 1 when the value is known, 0 when nothing was learned,
        below 0 when the posterior lies in both tails of its prior. NaN for a fixed prior.
    """
    import numpy as np

    if definition.prior.distribution == "fixed":
        return math.nan
    at = np.array([definition.prior.cdf(definition.value, draw) for draw in draws.tolist()])
    return 1 - float(at.var(ddof=1)) * 12  # a uniform on 0 to 1 has variance 1/12


def contraction_by_chance(effective: float) -> float:
    """Say how far a contraction strays from 0 by chance, were nothing learned.

    Parameters
    ----------
    effective
        How many independent draws the posterior is worth.

    Returns
    -------
    float
        Standard deviation of the contraction. The variance of n draws from a uniform distribution has a
        relative variance of (9/5 - 1) / n, as its kurtosis is 9/5.
    """
    return math.sqrt((9 / 5 - 1) / effective)


def in_words(contracted: float, effective: float) -> str:
    """Say whether the data inform a parameter.

    Parameters
    ----------
    contracted
        Its contraction.
    effective
        How many independent draws the posterior is worth.

    Returns
    -------
    str
        ``"informed"``; ``"hardly"``: more than chance would make of this many draws; or ``"not"``.
    """
    if contracted < BEYOND_CHANCE * contraction_by_chance(effective):
        return "not"
    return "informed" if contracted >= INFORMED else "hardly"
