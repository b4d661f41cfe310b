"""What a school closure does to which pupils, and which interventions help whom.

What stands in `__all__` is what scripts may build on (docs/python.md); it is found when it is asked for, so
that importing the package takes no time. All else may change from one version to the next.
"""

from __future__ import annotations

from simkansen.late import names_found_late

__all__ = [
    "Action",
    "BrokenContractError",
    "DifferentBasisError",
    "Intervention",
    "Look",
    "Parameters",
    "Refusal",
    "RunResult",
    "Scenario",
    "ScenarioErrors",
    "SchoolModel",
    "Step",
    "__version__",
    "check_files",
    "check_intervention",
    "intervention_types",
    "load_experiment",
    "load_parameters",
    "load_register",
    "load_results",
    "load_scenario",
    "local_engine",
    "median_error",
    "run_scenarios",
    "run_sweep",
    "use_country",
    "with_step",
    "write_report",
]

__version__ = "0.1.0"

_HOMES = {
    "Action": "simkansen.interventions.action:Action",
    "BrokenContractError": "simkansen.interventions.checks:BrokenContractError",
    "DifferentBasisError": "simkansen.runs:DifferentBasisError",
    "Intervention": "simkansen.interventions.base:Intervention",
    "Look": "simkansen.interventions.looks:Look",
    "Parameters": "simkansen.evidence:Parameters",
    "Refusal": "simkansen.scenario.reading.problems:Refusal",
    "RunResult": "simkansen.runs:RunResult",
    "Scenario": "simkansen.scenario:Scenario",
    "ScenarioErrors": "simkansen.scenario:ScenarioErrors",
    "SchoolModel": "simkansen.runs.school_model:ScenarioModel",
    "Step": "simkansen.learning.week:Step",
    "check_files": "simkansen.scenario:check_files",
    "check_intervention": "simkansen.interventions.checks:check_intervention",
    "intervention_types": "simkansen.interventions:registry",
    "load_experiment": "simkansen.sweep.ask.loading:load_experiment",
    "load_parameters": "simkansen.evidence:load_parameters",
    "load_register": "simkansen.evidence:load_register",
    "load_results": "simkansen.sweep.store.reading:load_results",
    "load_scenario": "simkansen.scenario:load_scenario",
    "local_engine": "simkansen.work.engines:local",
    "median_error": "simkansen.runs.draws.monte_carlo:median_error",
    "run_scenarios": "simkansen.runs:run_scenarios",
    "run_sweep": "simkansen.sweep.running.sweep:run_sweep",
    "with_step": "simkansen.learning.week:with_step",
    "use_country": "simkansen.country:use_country",
    "write_report": "simkansen.report:write_report",
}
"""Where each public name is found: module and name. The stub beside this file says the same to type checkers,
so that the package itself stands on none of its rooms."""


__getattr__ = names_found_late(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
