"""Numbers with their sources, read by every room and reading none.

The register (`register.yaml`) holds what was found in the literature and in public statistics; the
parameters (`parameters*.yaml`) are the model's inputs, each with a unit, a prior, and either the
register's ids it rests on or the reason why it had to be assumed; the posterior (`posterior.csv`)
is what is left of those priors after fitting to what was measured; the sensitivity study
(`sensitivity.json`) tells which of them move the results most.
"""

from __future__ import annotations

from simkansen.evidence.compared import (
    Compared,
    compared_basis,
    compared_file,
    load_compared,
    write_compared,
)
from simkansen.evidence.files import EvidenceError
from simkansen.evidence.grades import GRADES, grade
from simkansen.evidence.parameters import GROUPS, Definition, Parameters, load_parameters
from simkansen.evidence.posterior import Posterior, contraction, is_fitted, load_posterior, posterior_file
from simkansen.evidence.priors import Prior
from simkansen.evidence.register import RegisterEntry, load_register
from simkansen.evidence.sensitivity import SensitivityStudy, Swing, load_sensitivity_study

__all__ = [
    "GRADES",
    "GROUPS",
    "Compared",
    "Definition",
    "EvidenceError",
    "Parameters",
    "Posterior",
    "Prior",
    "RegisterEntry",
    "SensitivityStudy",
    "Swing",
    "compared_basis",
    "compared_file",
    "contraction",
    "grade",
    "is_fitted",
    "load_compared",
    "load_parameters",
    "load_posterior",
    "load_register",
    "load_sensitivity_study",
    "posterior_file",
    "write_compared",
]
