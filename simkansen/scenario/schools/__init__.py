"""A user's own file of schools: the one reader that check, run and sweep stand on."""

from simkansen.scenario.schools.problems import FileProblem, SchoolsFileError
from simkansen.scenario.schools.reading import OPTIONAL, REQUIRED, SchoolRow, SchoolsFile, read_file

__all__ = ["OPTIONAL", "REQUIRED", "FileProblem", "SchoolRow", "SchoolsFile", "SchoolsFileError", "read_file"]
