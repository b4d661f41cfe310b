"""What an experiment asks for that would change nothing, so that it is told before anything runs."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simkansen.outcomes.measures import MEASURES
from simkansen.phrases import joined, phrase, phrase_of
from simkansen.runs.draws import FEWEST_COUNTED
from simkansen.scenario import effective_values
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import shown
from simkansen.sweep.ask.design import BLOCKS_TO_SETTLE, count_points, make_points
from simkansen.sweep.ask.experiment import SAMPLED
from simkansen.sweep.ask.measurable import has_direction, has_effect, never_gains
from simkansen.sweep.ask.screening import unscreened
from simkansen.sweep.store.told import RATIO

if TYPE_CHECKING:
    from simkansen.scenario import Scenario
    from simkansen.scenario.reading.tree import Located
    from simkansen.sweep.ask.dimensions import Dimension
    from simkansen.sweep.ask.experiment import ExperimentSpec, MeasureSpec
    from simkansen.sweep.ask.repeating import Replications

FEWEST_FOR_CONDITIONS = 20
"""With fewer points no conditions of failing are looked for."""


def in_vain(
    tree: Located, spec: ExperimentSpec, scenarios: Sequence[Scenario], dimensions: Sequence[Dimension]
) -> list[Refusal]:
    """Say which keys of an experiment file would change nothing.

    What a results folder keeps is not looked at in this way: there every key has a value.

    Parameters
    ----------
    tree
        The file.
    spec
        What it says.
    scenarios
        The scenarios, the reference first.
    dimensions
        What is varied.
    """
    return [
        *_about_design(tree, spec),
        *_about_sample(spec, dimensions),
        *_about_replications(spec, scenarios),
        *_about_failing(spec, scenarios, dimensions),
        *_about_schools(spec),
        *unscreened(spec, scenarios),
    ]


def _about_design(tree: Located, spec: ExperimentSpec) -> list[Refusal]:
    method, design = spec.design.method, tree.get("design")
    if method not in SAMPLED:
        if design is None or not isinstance(design.value, dict) or design.get("seed") is None:
            return []
        said = phrase("a design of {method} draws no sample, so a seed changes nothing", method=method)
        fix = "remove it here; the seed of the chance in the runs is a key of the experiment itself"
        return [Refusal(("design", "seed"), said, fix)]
    fix = "add a value, or write it in the scenarios"
    return [
        Refusal(
            ("vary", path),
            phrase("{value} is one value, so nothing varies along it", value=shown(varied.values[0])),
            fix,
        )
        for path, varied in spec.vary.items()
        if varied.values is not None and len(varied.values) == 1
    ]


def _combinations(dimensions: Sequence[Dimension]) -> int | None:
    """Count the combinations of what takes a few values alone; None where something takes endlessly many."""
    levels = [one.levels for one in dimensions]
    return None if None in levels else math.prod(one for one in levels if one is not None)


def _about_sample(spec: ExperimentSpec, dimensions: Sequence[Dimension]) -> list[Refusal]:
    """Refuse to fill a space with more points than it has: most would be one run under several names."""
    n, there = spec.design.n, _combinations(dimensions)
    if spec.design.method != "latin-hypercube" or n is None or there is None or there >= n:
        return []
    said = phrase(
        "what is varied has {there} combinations, so {n} points cannot all differ", there=there, n=n
    )
    return [Refusal(("design", "n"), said, phrase("{fix}, or n: {there} or less", fix=_AS_GRID, there=there))]


def rule_in_vain(asked: Replications) -> list[Refusal]:
    """Say of a rule to stop that it changes nothing, or means nothing, whatever else the experiment says."""
    if asked.until is not None and asked.until.measure == RATIO:
        said = phrase("'{measure}' is a quotient, of which no mean says anything", measure=RATIO)
        return [Refusal(("replications", "until", "measure"), said, "choose cost or delay_weeks")]
    if asked.until is None or asked.at_least != asked.at_most:
        return []
    said = phrase(
        "at_least and at_most are both {at_most}, so the rule to stop changes nothing", at_most=asked.at_most
    )
    return [Refusal(("replications", "until"), said, "raise at_most, or remove until")]


def _about_replications(spec: ExperimentSpec, scenarios: Sequence[Scenario]) -> list[Refusal]:
    asked = spec.replications
    if asked.until is None or (found := rule_in_vain(asked)):
        return found if asked.until is not None else []
    measure = next((one for one in spec.measures if one.id == asked.until.measure), None)
    if measure is not None and not has_effect(measure, scenarios):
        said = phrase(
            "'{measure}' has no effect, as nobody counts it in '{scenario}'",
            measure=measure.id,
            scenario=scenarios[0].name,
        )
        return [
            Refusal(
                ("replications", "until", "measure"),
                phrase("{said}: the rule is never met", said=said),
                "choose another",
            )
        ]
    return []


def _about_failing(
    spec: ExperimentSpec, scenarios: Sequence[Scenario], dimensions: Sequence[Dimension]
) -> list[Refusal]:
    if spec.fails is None:
        return []
    if len(scenarios) == 1:
        return [
            Refusal(
                ("fails",), "one scenario alone gains nothing over another", "name a second, or remove it"
            )
        ]
    measure = next((one for one in spec.measures if one.id == spec.fails.measure), None)
    if measure is not None and not (has_direction(measure) and has_effect(measure, scenarios)):
        said = phrase("of '{measure}' neither way is better, so nothing fails by it", measure=measure.id)
        return [Refusal(("fails", "measure"), said, "choose another measure")]
    if measure is not None and spec.fails.gain_below >= 0 and never_gains(measure, scenarios):
        return [_the_other_way(measure, spec.fails.gain_below)]
    points = count_points(spec.design, dimensions)
    if points < FEWEST_FOR_CONDITIONS:
        said = phrase(
            "conditions of failing are looked for among {fewest} points or more", fewest=FEWEST_FOR_CONDITIONS
        )
        fix = "add values, or remove fails"
        return [
            Refusal(("fails",), phrase("{said}, and this design has {points}", said=said, points=points), fix)
        ]
    return []


def _the_other_way(measure: MeasureSpec, below: float) -> Refusal:
    """Refuse a threshold that fails always, as what is measured is only ever given up: money, or hours."""
    unit = MEASURES[measure.measure].unit
    said = phrase(
        "a gain is minus what '{measure}' comes to, which is never below 0, so this fails at every point",
        measure=measure.id,
    )
    number = f"{100 * below:g}%" if unit.startswith("share") else f"{below:g}"
    fix = phrase("write gain_below: -{number}, which fails above {number}", number=number)
    return Refusal(("fails", "gain_below"), said, fix if below else "write a number below 0")


def _about_schools(spec: ExperimentSpec) -> list[Refusal]:
    varied = [path for path in spec.vary if path.startswith("population.") and path.endswith(".sample")]
    if spec.sample is None or not varied:
        return []
    return [
        Refusal(
            ("sample",),
            phrase("{path} varies the sample, so this number changes nothing", path=varied[0]),
            "remove it",
        )
    ]


def _alike(scenarios: Sequence[Scenario]) -> list[tuple[str, str]]:
    """Pair scenarios that differ in name and title alone, each with the first that says the same."""
    seen: dict[str, str] = {}
    found = []
    for scenario in scenarios:
        said = effective_values(scenario)
        text = json.dumps({key: said[key] for key in said if key not in _NAMES}, sort_keys=True, default=str)
        if text in seen:
            found.append((seen[text], scenario.name))
        seen.setdefault(text, scenario.name)
    return found


_NAMES = ("name", "title", "extends")


_AS_GRID = "write design: grid (a range then takes steps), which runs every combination once"


def remarks_of(
    spec: ExperimentSpec, scenarios: Sequence[Scenario], dimensions: Sequence[Dimension]
) -> list[str]:
    """Tell what is allowed, and means less or other than one may think.

    Parameters
    ----------
    spec
        What the file says.
    scenarios
        As their own files say, the reference first.
    dimensions
        What is varied.
    """
    found = [
        phrase(
            "scenarios: '{one}' and '{other}' say the same, so there is no difference between them",
            one=one,
            other=other,
        )
        for one, other in _alike(scenarios)
    ]
    if "replications" not in spec.model_fields_set:
        several = {scenario.run.replications for scenario in scenarios}
        own = ", ".join(str(number) for number in sorted(filter(None, several)))
        asked = phrase("; the scenarios' own number ({own}) is for simkansen run", own=own) if own else ""
        found.append(
            phrase("replications: 1 of each point, as the experiment does not say{asked}", asked=asked)
        )
    found += [*_few_replications(spec, len(scenarios)), *_fewer_points(spec, dimensions)]
    n = spec.design.n or 0
    needed = BLOCKS_TO_SETTLE.get(spec.design.method, 0)
    if n < needed:
        said = phrase(
            "design: n = {n} is for trying out; what is found needs n of {needed} or more to settle",
            n=n,
            needed=needed,
        )
        found.append(phrase("{said}, and below that no interval is given", said=said))
    return found


def _few_replications(spec: ExperimentSpec, scenarios: int) -> list[str]:
    """Tell what replications, which are all the independent simulations there are, are too few for."""
    n, enough, found = (
        spec.replications.at_most,
        phrase("write replications: {fewest} or more", fewest=FEWEST_COUNTED),
        [],
    )
    if n < FEWEST_COUNTED and scenarios > 1:
        why = " (all points share their chance, so points count for none)" if spec.vary else ""
        said = phrase_of(
            n,
            "replications: {number} of each point is too few to tell an order of the scenarios{why}",
            "replications: {number} of each point are too few to tell an order of the scenarios{why}",
            why=why,
        )
        found.append(joined("; ", (said, enough)))
    if n == 1 and spec.population == "redrawn":
        said = "population: redrawn draws schools and pupils once in one replication"
        found.append(
            phrase("{said}, so that no interval holds who is simulated; {enough}", said=said, enough=enough)
        )
    return found


def _met_again(spec: ExperimentSpec, dimensions: Sequence[Dimension]) -> list[str]:
    """Tell how many points of a design that steps through few values are met again, and so run once."""
    if all(one.levels is None for one in dimensions):
        return []
    every, points = count_points(spec.design, dimensions), make_points(spec.design, dimensions)
    different = len({point.id for point in points})
    if different == every:
        return []
    said = phrase(
        "design: {points} of its {every} points differ, as steps between few values meet the same "
        "point again",
        points=different,
        every=every,
    )
    return [phrase("{said}: each is run once, and counts once in means", said=said)]


def _fewer_points(spec: ExperimentSpec, dimensions: Sequence[Dimension]) -> list[str]:
    """Tell how many different points a sample has of what takes few values, where these are fewer than n."""
    n = spec.design.n
    if n is None:
        return []
    steps = _met_again(spec, dimensions) if spec.design.method in BLOCKS_TO_SETTLE else []
    if _combinations(dimensions) is None:
        return steps
    points = len({point.id for point in make_points(spec.design, dimensions)})
    said = phrase(
        "design: n = {n}, and {points} different points, as what is varied takes few values",
        n=n,
        points=points,
    )
    return [phrase("{said}; {fix}", said=said, fix=_AS_GRID)] if points < n else steps
