"""What a user writes: scenario files, their words, their errors, and the calendar.

A scenario file is read by :func:`load_scenario`, which gives a :class:`Scenario` or raises
:class:`ScenarioErrors` with every problem at once.
:func:`build_calendar` turns the scenario's calendar into weeks.
"""

from simkansen.scenario.calendar import Calendar, build_calendar
from simkansen.scenario.checks.notes import notes_of
from simkansen.scenario.reading.loading import check_documents, check_files, load_scenario
from simkansen.scenario.reading.problems import Problem, ScenarioErrors
from simkansen.scenario.reference import with_reference
from simkansen.scenario.schema.closures import Closure
from simkansen.scenario.schema.programme import Cost, Hours, Programme, TakeUp, Weeks, What
from simkansen.scenario.schema.run_defaults import default_replications, with_run_defaults
from simkansen.scenario.schema.scenario import (
    CalendarSpec,
    CountrySchools,
    OutcomesSpec,
    PopulationSpec,
    RulesSpec,
    RunSpec,
    Scenario,
    SchoolFile,
)
from simkansen.scenario.schema.targeting import Capacity, Criterion, Target
from simkansen.scenario.schema.vocabulary import ATTRIBUTES, Attribute
from simkansen.scenario.schema.words import SECTORS, SUBJECTS, Share, Title
from simkansen.scenario.writing.estimate import Estimate, estimate
from simkansen.scenario.writing.json_schema import SCHEMA_FILE, json_schema
from simkansen.scenario.writing.resolved import effective_values, resolved_yaml, scenario_hash
from simkansen.scenario.writing.template import new_scenario_text

__all__ = [
    "ATTRIBUTES",
    "SCHEMA_FILE",
    "SECTORS",
    "SUBJECTS",
    "Attribute",
    "Calendar",
    "CalendarSpec",
    "Capacity",
    "Closure",
    "Cost",
    "CountrySchools",
    "Criterion",
    "Estimate",
    "Hours",
    "OutcomesSpec",
    "PopulationSpec",
    "Problem",
    "Programme",
    "RulesSpec",
    "RunSpec",
    "Scenario",
    "ScenarioErrors",
    "SchoolFile",
    "Share",
    "TakeUp",
    "Target",
    "Title",
    "Weeks",
    "What",
    "build_calendar",
    "check_documents",
    "check_files",
    "default_replications",
    "effective_values",
    "estimate",
    "json_schema",
    "load_scenario",
    "new_scenario_text",
    "notes_of",
    "resolved_yaml",
    "scenario_hash",
    "with_reference",
    "with_run_defaults",
]
