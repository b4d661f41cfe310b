"""Groups that nobody is in: seen when the pupils are made, before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.phrases import phrase
from simkansen.runs.populations import keep_population, make_population, population_of
from simkansen.scenario import Problem, Scenario, build_calendar
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import listed
from simkansen.scenario.writing.estimate import estimate
from simkansen.sweep.ask.design import make_points
from simkansen.sweep.ask.measurable import groups_without_pupils
from simkansen.sweep.ask.placing import population_variants

if TYPE_CHECKING:
    from simkansen.sweep.ask.experiment import MeasureSpec
    from simkansen.sweep.ask.loading import Experiment

MOST_PUPILS = 100_000
"""Of more pupils than this in all its populations, an experiment is not looked at before it is run: making
them takes longer than one waits for a forecast. It is looked at when they are made, before the first run."""

Empty = Mapping[str, str]
"""By measure the group without pupils (`simkansen.sweep.ask.measurable.groups_without_pupils`)."""

Work = tuple[Path, Scenario, tuple["MeasureSpec", ...]]


def keep_and_look(work: Work) -> tuple[dict[str, int], dict[str, str]]:
    """Make the pupils of a scenario, keep them in a folder, and say which groups nobody is in.

    Parameters
    ----------
    work
        The folder, the scenario, and what is measured.

    Returns
    -------
    (dict of str to int, dict of str to str)
        How many ``schools`` and ``pupils``; and by measure the group without pupils.
    """
    folder, scenario, measures = work
    sizes = keep_population((folder, scenario))
    calendar = build_calendar(scenario.calendar, scenario.population)
    return sizes, groups_without_pupils(population_of(folder, scenario), calendar, measures)


def nobody_in(experiment: Experiment, found: Iterable[Empty]) -> list[Problem]:
    """Say which measures are of a group that nobody is in, in any of the populations.

    Parameters
    ----------
    experiment
        What is asked.
    found
        Of each population what `keep_and_look` says.
    """
    several = list(found)
    return experiment.problems(
        [
            Refusal(
                ("measures", place, "group"),
                _empty(one.id, list(dict.fromkeys(empty[one.id] for empty in several)), len(several)),
                "choose another group, or a larger sample of schools",
            )
            for place, one in enumerate(experiment.spec.measures)
            if several and all(one.id in empty for empty in several)
        ]
    )


def _empty(measure: str, groups: Sequence[str], populations: int) -> str:
    """Say which group of a measure is empty: of a gap it may be the one here and the other there."""
    if len(groups) > 1:
        return phrase(
            "'{measure}' has no value: each of the populations has nobody in one of {groups}, and both are "
            "compared",
            measure=measure,
            groups=listed(groups, "and"),
        )
    return phrase(
        "'{measure}' has no value: no pupil of the schools that are drawn is in {group}{many}",
        measure=measure,
        group=groups[0],
        many=" in any of the populations" if populations > 1 else "",
    )


def look_before(experiment: Experiment) -> list[Problem] | None:
    """Make the pupils of an experiment, if they are not too many, and say which groups nobody is in.

    Returns
    -------
    list of Problem or None
        None when there are more than `MOST_PUPILS`, or when each replication has pupils of its own. Of an
        experiment that is made small nothing is refused, as it is too small by itself.
    """
    asked = [one for one in experiment.spec.measures if one.by != "all"]
    if not asked or experiment.small:
        return []
    if experiment.spec.population == "redrawn":
        return None
    points = make_points(experiment.spec.design, experiment.dimensions)
    variants = population_variants(experiment.scenarios[0], points)
    if sum(estimate(one).pupils for one in variants) > MOST_PUPILS:
        return None
    return nobody_in(
        experiment,
        (
            groups_without_pupils(make_population(one), build_calendar(one.calendar, one.population), asked)
            for one in variants
        ),
    )
