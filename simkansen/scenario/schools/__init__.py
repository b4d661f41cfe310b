"""A user's own file of schools: the one reader that check, run and sweep stand on."""

from simkansen.scenario.schools.header import OPTIONAL, REQUIRED
from simkansen.scenario.schools.problems import FileProblem, SchoolsFileError
from simkansen.scenario.schools.reading import SchoolRow, SchoolsFile, read_file
from simkansen.scenario.schools.told import in_schools_file, plain_table, understood_of

__all__ = [
    "OPTIONAL",
    "REQUIRED",
    "FileProblem",
    "SchoolRow",
    "SchoolsFile",
    "SchoolsFileError",
    "in_schools_file",
    "plain_table",
    "read_file",
    "understood_of",
]
