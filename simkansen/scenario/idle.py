"""What a scenario says that would change nothing, or is cut, and may yet be meant: said before anything runs.

What is certainly a mistake is refused instead (`checks`, `programme`). A note is a path, what would change
nothing, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from simkansen.scenario.calendar import Calendar
from simkansen.scenario.estimate import count
from simkansen.scenario.idle_answers import notes_of_answers
from simkansen.scenario.idle_capacity import HARDLY_ANY, of_capacity
from simkansen.scenario.idle_parameters import idle_parameters
from simkansen.scenario.idle_words import notes_of_lines, parameters_of_others
from simkansen.scenario.programme import Programme, Weeks
from simkansen.scenario.schema import PopulationSpec, Scenario
from simkansen.scenario.targeting import Criterion, Target
from simkansen.scenario.vocabulary import ATTRIBUTES, Attribute
from simkansen.scenario.wording import counted, listed
from simkansen.scenario.words import Refusal

_OF_INTERVENTIONS = (
    "pupils_targeted", "pupils_offered", "pupils_reached", "pupils_missed", "schools_targeted",
    "schools_taking_part", "hours_received", "cost_per_week",
)  # fmt: skip
_ALL_TOGETHER = (
    "cost", "cost_per_week", "staff_hours_needed", "staff_hours_available", "variance_between_schools",
    "variance_within_schools", "concentration_index",
)  # fmt: skip
_BY_INTERVENTION = _OF_INTERVENTIONS[:-1]
_ONLY_BY = {"delay_share": "ses_tenth"} | dict.fromkeys(_BY_INTERVENTION, "intervention")
_ONLY_OF_INTERVENTIONS = (
    *_OF_INTERVENTIONS, "weeks_per_reached", "weeks_per_targeted", "cost", "staff_hours_asked",
    "staff_hours_needed", "staff_hours_available",
)  # fmt: skip
_OF_PROGRAMMES = ("programme_", "displaced_")
"""How parameters of learning begin that only hours of a programme ask for."""

_ONLY_FOR = {"province": "delay_weeks", "ses_tenth": "delay_share"}


def scenario_notes(scenario: Scenario, calendar: Calendar | None) -> list[Refusal]:
    """Say which rules and which splits of the results nothing would come of."""
    found: list[Refusal] = []
    if scenario.rules.growth == "ces" and calendar is not None and not calendar.closed.any():
        said = "the rule is about weeks at a distance, and schools never close in this calendar"
        found.append((("rules", "growth"), said, "remove the line, or leave it"))
    measures, by = scenario.outcomes.measures, scenario.outcomes.by
    told = [one for one in measures or () if _is_told(one, by)]
    for place, one in enumerate(measures or ()):
        if one not in told:
            said = f"{one} is not told by {listed(by or ())}, so nothing is told of it"
            fix = f"add {_ONLY_BY.get(one, 'all')} to by, or remove {one}"
            found.append((("outcomes", "measures", place), said, fix))
    for place, split in enumerate(by or ()):
        if split != "all" and measures and not any(_splits(one, split) for one in measures):
            said = f"none of these measures is told by {split}"
            found.append((("outcomes", "by", place), said, f"remove {split}, or name a measure that is"))
    return found


def _splits(measure: str, split: str) -> bool:
    """Tell whether a measure is told by a split of the pupils."""
    if measure in _ONLY_BY:
        return _ONLY_BY[measure] == split
    if split == "groep" and measure == "gap_weeks":
        return False
    return (
        measure not in _ALL_TOGETHER and split != "intervention" and _ONLY_FOR.get(split, measure) == measure
    )


def _is_told(measure: str, by: Sequence[str] | None) -> bool:
    """Tell whether a measure has any value in these splits and in all pupils together."""
    has_all = measure not in _ONLY_BY and measure != "gap_weeks"
    return by is None or has_all or any(_splits(measure, split) for split in by)


def programme_notes(
    programme: Programme, calendar: Calendar, schools: PopulationSpec | None
) -> list[Refusal]:
    """Say which answers of an intervention change nothing, and which are cut.

    Parameters
    ----------
    programme
        The intervention, without problems.
    calendar
        The weeks of the scenario.
    schools
        Who is simulated, where that could be read.

    Returns
    -------
    list of (path, what is said, what to do)
        The path is below the intervention.
    """
    return [
        *chain(*(_of_all(name, item) for name, item in programme.target.criteria.items())),
        *_of_ranking(programme),
        *_of_few_schools(programme.target, schools),
        *_of_weeks(programme, calendar),
        *_of_take_up(programme),
        *of_capacity(programme.target, schools),
        *notes_of_answers(programme, calendar),
        *notes_of_lines(programme, calendar),
        *programme.notes(calendar),
    ]


def _of_all(name: str, asked: Criterion) -> list[Refusal]:
    """Say of a line under ``for`` that it leaves nobody out."""
    attribute = ATTRIBUTES[name]
    everybody = bool(asked.values) and set(asked.values) == set(attribute.values)
    if not asked.values and asked.flag is None:
        everybody = _holds_all(attribute, asked)
    if not everybody:
        return []
    return [(("for", name), f"{name} leaves nobody out", "remove the line, or ask for fewer")]


def _holds_all(attribute: Attribute, asked: Criterion) -> bool:
    low = max(attribute.low, attribute.span[0])
    high = min(attribute.high, attribute.span[1])
    from_low = asked.at_least is None or asked.at_least <= low
    to_high = asked.at_most is None or asked.at_most >= high
    return from_low and to_high


def _of_ranking(programme: Programme) -> list[Refusal]:
    """Say that places are not scarce, so that nobody needs to come first."""
    capacity = programme.target.capacity
    is_all = capacity is not None and capacity.share == 1.0
    found: list[Refusal] = []
    if is_all:
        said = "a capacity of 100% leaves nobody out"
        found.append((("for", "capacity"), said, "remove the line, or give a smaller share"))
    scarce = (capacity is not None and not is_all) or programme.places_are_scarce()
    if programme.target.rank_by != "perceived-need" and not scarce:
        said = "rank_by changes nothing: without a capacity there is a place for everybody"
        found.append((("for", "rank_by"), said, "add capacity: 10%, or remove the line"))
    return found


def _of_few_schools(target: Target, schools: PopulationSpec | None) -> list[Refusal]:
    if schools is None or target.schools == 1.0:
        return []
    there, _ = count(schools)
    expected, all_schools = target.schools * there, counted(there, "school")
    if there - expected < HARDLY_ANY:
        out = f"{there - expected:.1f} is left out on average"
        said = f"of {all_schools} {out}, so in most simulations none is"
        return [(("for", "schools"), said, "give a smaller share, or remove the line")]
    if expected >= 1.0:
        return []
    said = f"of {all_schools} {expected:.1f} takes part on average, so in many simulations none does"
    return [(("for", "schools"), said, "give a larger share, or simulate more schools")]


def _of_weeks(programme: Programme, calendar: Calendar) -> list[Refusal]:
    weeks = programme.weeks
    found = _of_no_closure(programme, calendar)
    if weeks is None or found:
        return found
    moment = programme.hours.moment if programme.hours else "school"
    if programme.only_while_closed and weeks.while_ != "closed":
        asked = calendar.weeks_of(weeks, moment)
        left = asked & calendar.closed
        if left.sum() < asked.sum():
            said = (
                f"{programme.type} only runs while schools are closed, so that {left.sum()} of these "
                f"{asked.sum()} weeks are left"
            )
            found.append((("weeks",), said, "write while: closed, or leave it"))
    chosen_weeks = "weeks" in programme.model_fields_set or weeks.start or weeks.end
    if weeks.while_ not in ("any", "closed") and not calendar.closed.any():
        said = f"schools never close in this calendar, so 'while: {weeks.while_}' leaves no week out"
        found += [(("weeks",), said, "remove it, or leave it")] if chosen_weeks else []
    elif weeks.while_ == "any" and (weeks.start or weeks.end):
        if (calendar.weeks_of(weeks, moment) == calendar.weeks_of(Weeks(), moment)).all():
            said = "these are all weeks of the calendar, so that no week is left out"
            found.append((("weeks",), said, "write weeks: all, or leave it"))
    elif weeks.while_ != "any" and (weeks.start or weeks.end or weeks.while_ == "open"):
        with_any = calendar.weeks_of(Weeks(start=weeks.start, end=weeks.end), moment)
        if (with_any == calendar.weeks_of(weeks, moment)).all():
            said = f"'while: {weeks.while_}' leaves no {'holiday ' * (moment == 'holiday')}week out"
            if weeks.while_ in ("open", "closed") and moment != "holiday":
                said += f": in all of these schools are {weeks.while_}"
            found.append((("weeks",), said, "remove it, or leave it"))
    return found


def _of_no_closure(programme: Programme, calendar: Calendar) -> list[Refusal]:
    """Say that nothing comes of what works at a distance alone, where schools are open all its weeks."""
    moment = programme.hours.moment if programme.hours else "school"
    running = calendar.weeks_of(programme.weeks or Weeks(), moment)
    if not programme.needs_closure or (running & calendar.closed).any():
        return []
    said = f"schools are closed in none of its weeks, and without that {programme.type} changes nothing"
    return [(("weeks",), said, "choose other weeks, or remove the intervention")]


def _of_take_up(programme: Programme) -> list[Refusal]:
    """Say which answers only move the model's own estimate of who comes, where a share is given instead."""
    take_up = programme.take_up
    if take_up is None or take_up.share is None:
        return []
    found: list[Refusal] = []
    if take_up.incentive:
        said = f"incentive changes nothing beside a share: {take_up.share:.0%} come"
        found.append((("take_up", "incentive"), said, "remove incentive, or the share"))
    if programme.parents not in (None, "none") and not programme.parents_do_more:
        said = f"parents change who comes, and take_up says that already: {take_up.share:.0%}"
        found.append((("parents",), said, "remove take_up, or leave it"))
    return found


def plan_notes(scenarios: Sequence[Scenario]) -> list[tuple[Scenario, Refusal]]:
    """Say what changes nothing once scenarios are run together.

    Parameters
    ----------
    scenarios
        Those of one run, the reference first.

    Returns
    -------
    list of (Scenario, (path, what is said, what to do))
    """
    first = scenarios[0]
    found: list[tuple[Scenario, Refusal]] = []
    for other in scenarios[1:]:
        asked = other.run.replications
        is_written = "run" in other.model_fields_set and "replications" in other.run.model_fields_set
        if is_written and asked != first.run.replications:
            ours = first.run.replications
            said = f"{asked} replications change nothing: those of '{first.name}' count, {ours}"
            found.append((other, (("run", "replications"), said, f"write them in '{first.name}'")))
    alike = first.rules, first.own_values
    asking = [one for one in scenarios if one.run.unlike_parameters]
    if asking and all((one.rules, one.own_values) == alike for one in scenarios):
        said = "unlike_parameters changes nothing: there is no other scenario with other parameters or rules"
        found.append((asking[-1], (("run", "unlike_parameters"), said, "remove it")))
    if not any(scenario.interventions for scenario in scenarios):
        found += [(one, refusal) for one in scenarios for refusal in _about_no_intervention(one)]
    found += parameters_of_others(scenarios)
    if not any(scenario.rules.growth == "ces" for scenario in scenarios):
        found += [
            (one, ((key, name), f"{name} is of the rule ces, which no scenario here uses",
                   "add rules: {growth: ces}, or remove the line"))
            for one in scenarios for key, name in _own(one) if name.startswith("ces_")
        ]  # fmt: skip
    told = {(one.name, refusal[0]) for one, refusal in found}
    return found + [note for note in idle_parameters(scenarios) if (note[0].name, note[1][0]) not in told]


def _own(scenario: Scenario) -> list[tuple[str, str]]:
    return [("parameters", name) for name in scenario.parameters] + [
        ("beyond_prior", name) for name in scenario.beyond_prior
    ]


def _about_no_intervention(scenario: Scenario) -> list[Refusal]:
    from simkansen.evidence import load_parameters

    known = load_parameters().definitions
    found: list[Refusal] = [
        ((key, name), f"{name} is about interventions, and there is none", "add one, or remove the line")
        for key, name in _own(scenario)
        if known[name].used_by in ("interventions", "costs") or name.startswith(_OF_PROGRAMMES)
    ]  # fmt: skip
    found += [
        (("outcomes", "measures", place), f"{one} is about interventions, and there is none",
         "add one, or remove it")
        for place, one in enumerate(scenario.outcomes.measures or ()) if one in _ONLY_OF_INTERVENTIONS
    ]  # fmt: skip
    return found
