"""A user's own file of schools as a frame: what `simkansen.scenario.schools` reads, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from simkansen.population.schools.frame import Frame
from simkansen.scenario.schools import OPTIONAL, REQUIRED, FileProblem, SchoolsFileError, read_file

__all__ = ["OPTIONAL", "REQUIRED", "FileProblem", "SchoolsFileError", "read_schools"]


def read_schools(path: Path | Sequence[Path], school_year: str | None = None) -> Frame:
    """Read a file of schools, or several that are joined.

    Parameters
    ----------
    path
        A table of text with a header, or files of publishers.
    school_year
        The first one, for files that have pupils of many years.

    Returns
    -------
    Frame
        One row a school, sorted by province, municipality and code.

    Raises
    ------
    SchoolsFileError
        With all problems at once.
    """
    paths = (path,) if isinstance(path, Path) else tuple(path)
    gone = [FileProblem(0, 0, "", "there is no such file", "correct the path", file=one)
            for one in paths if not one.is_file()]  # fmt: skip
    if gone:
        raise SchoolsFileError(paths[0], gone)
    found = read_file(paths, school_year)
    if found.problems:
        raise SchoolsFileError(paths[0], found.problems)
    schools = found.schools
    return Frame(
        code=np.asarray([one.code for one in schools], dtype=np.str_),
        municipality=np.asarray([one.municipality for one in schools], dtype=np.str_),
        province=np.asarray([one.province for one in schools], dtype=np.str_),
        pupils=np.asarray([one.pupils for one in schools], dtype=np.int64),
        disadvantaged_share=np.asarray([one.share for one in schools], dtype=np.float64),
        weight=np.ones(len(schools)),
    ).in_order()
