"""A user's own file of schools as a frame: what `simkansen.scenario.schools` reads, in columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simkansen.population.schools.frame import Frame
from simkansen.scenario.schools import OPTIONAL, REQUIRED, FileProblem, SchoolsFileError, read_file

__all__ = ["OPTIONAL", "REQUIRED", "FileProblem", "SchoolsFileError", "read_schools"]


def read_schools(path: Path) -> Frame:
    """Read a file of schools.

    Parameters
    ----------
    path
        A table of text with a header.

    Returns
    -------
    Frame
        One row a school, sorted by province, municipality and code.

    Raises
    ------
    SchoolsFileError
        With all problems at once.
    """
    if not path.is_file():
        problem = FileProblem(0, 0, "", "there is no such file", "correct the path")
        raise SchoolsFileError(path, [problem])
    found = read_file(path)
    if found.problems:
        raise SchoolsFileError(path, found.problems)
    schools = found.schools
    return Frame(
        code=np.asarray([one.code for one in schools], dtype=np.str_),
        municipality=np.asarray([one.municipality for one in schools], dtype=np.str_),
        province=np.asarray([one.province for one in schools], dtype=np.str_),
        pupils=np.asarray([one.pupils for one in schools], dtype=np.int64),
        disadvantaged_share=np.asarray([one.share for one in schools], dtype=np.float64),
        weight=np.ones(len(schools)),
    ).in_order()
