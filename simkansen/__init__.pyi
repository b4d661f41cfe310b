from simkansen.country import use_country as use_country
from simkansen.evidence import Parameters as Parameters
from simkansen.evidence import load_parameters as load_parameters
from simkansen.evidence import load_register as load_register
from simkansen.interventions import registry as intervention_types
from simkansen.interventions.action import Action as Action
from simkansen.interventions.base import Intervention as Intervention
from simkansen.interventions.checks import BrokenContractError as BrokenContractError
from simkansen.interventions.checks import check_intervention as check_intervention
from simkansen.interventions.looks import Look as Look
from simkansen.learning.week import Step as Step
from simkansen.learning.week import with_step as with_step
from simkansen.report import write_report as write_report
from simkansen.runs import DifferentBasisError as DifferentBasisError
from simkansen.runs import RunResult as RunResult
from simkansen.runs import run_scenarios as run_scenarios
from simkansen.runs.draws.monte_carlo import median_error as median_error
from simkansen.runs.school_model import ScenarioModel as SchoolModel
from simkansen.scenario import Scenario as Scenario
from simkansen.scenario import ScenarioErrors as ScenarioErrors
from simkansen.scenario import check_files as check_files
from simkansen.scenario import load_scenario as load_scenario
from simkansen.scenario.reading.problems import Refusal as Refusal
from simkansen.sweep.ask.loading import load_experiment as load_experiment
from simkansen.sweep.running.sweep import run_sweep as run_sweep
from simkansen.sweep.store.reading import load_results as load_results
from simkansen.work.engines import local as local_engine

__version__: str

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
