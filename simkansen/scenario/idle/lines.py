"""What a scenario says that would change nothing, or is cut, and may yet be meant: said before anything runs.

What is certainly a mistake is refused instead (`checks`, `programme`). A note is a path, what would change
nothing, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simkansen.evidence import load_parameters
from simkansen.outcomes.measures import MEASURES
from simkansen.phrases import phrase, phrase_of
from simkansen.scenario.calendar import Calendar
from simkansen.scenario.checks.fixed_cost import notes_of_fixed_cost
from simkansen.scenario.idle.answers import notes_of_answers
from simkansen.scenario.idle.capacity import HARDLY_ANY, of_capacity, of_groups
from simkansen.scenario.idle.outcomes import asked_in_vain, untold
from simkansen.scenario.idle.parameters import idle_parameters
from simkansen.scenario.idle.rules import Planned, Rule, told
from simkansen.scenario.idle.unused_parameters import given_parameters, notes_of_lines, parameters_of_others
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import counted
from simkansen.scenario.schema.programme import STATES, Programme, Weeks
from simkansen.scenario.schema.scenario import PopulationSpec, Scenario
from simkansen.scenario.schema.targeting import Criterion, Target
from simkansen.scenario.schema.vocabulary import ATTRIBUTES, Attribute
from simkansen.scenario.schema.words import percent_text
from simkansen.scenario.writing.estimate import count

_OF_PROGRAMMES = ("programme_", "displaced_")
"""How parameters of learning begin that only hours of a programme ask for."""


_OFTEN_NONE = 0.05
"""Share of the simulations without a school from which on it is told."""


def scenario_notes(scenario: Scenario, calendar: Calendar | None) -> list[Refusal]:
    """Say which rules and which splits of the results nothing would come of."""
    found = untold(scenario.outcomes)
    if scenario.rules.growth == "ces" and calendar is not None and not calendar.closed.any():
        said = "the rule is about weeks at a distance, and schools never close in this calendar"
        found.insert(0, Refusal(("rules", "growth"), said, "remove the line, or leave it as it is"))
    return found


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
    list of Refusal
        The path is below the intervention.
    """
    at, year = Planned(programme, calendar, schools), calendar.year_labels[0]
    return [
        *_of_all(programme.target),
        *told(_OF_RANKING, at),
        *_of_few_schools(programme.target, schools),
        *told(_OF_WEEKS, at),
        *told(_OF_TAKE_UP, at),
        *(of_capacity(programme.target, schools, year) or of_groups(programme, schools, year)),
        *notes_of_answers(at),
        *notes_of_lines(at),
        *programme.notes(calendar),
        *notes_of_fixed_cost(programme, schools, year),
    ]


def _of_all(target: Target) -> Iterator[Refusal]:
    """Say of lines under ``for`` that they leave nobody out."""
    for name, asked in target.criteria.items():
        if _is_everybody(ATTRIBUTES[name], asked):
            yield Refusal(
                ("for", name),
                phrase("{name} leaves nobody out", name=name),
                "remove the line, or ask for fewer",
            )


def _is_everybody(attribute: Attribute, asked: Criterion) -> bool:
    if asked.values:
        return set(asked.values) == set(attribute.values)
    return asked.flag is None and _holds_all(attribute, asked)


def _holds_all(attribute: Attribute, asked: Criterion) -> bool:
    low = max(attribute.low, attribute.span[0])
    high = min(attribute.high, attribute.span[1])
    from_low = asked.at_least is None or asked.at_least <= low
    to_high = asked.at_most is None or asked.at_most >= high
    return from_low and to_high


def _gives_all(at: Planned) -> bool:
    """Tell whether the capacity leaves nobody out."""
    capacity = at.programme.target.capacity
    return capacity is not None and capacity.share == 1.0


def _is_scarce(at: Planned) -> bool:
    capped = at.programme.target.capacity is not None and not _gives_all(at)
    return capped or at.programme.places_are_scarce()


_OF_RANKING: tuple[Rule[Planned], ...] = (
    Rule(
        _gives_all, ("for", "capacity"), phrase("a capacity of {share} leaves nobody out", share="100%"),
        "remove the line, or give a smaller share",
    ),
    Rule(
        lambda at: at.programme.target.rank_by != "perceived-need" and not _is_scarce(at), ("for", "rank_by"),
        "rank_by changes nothing: without a capacity there is a place for everybody",
        "add capacity: 10%, or remove the line",
    ),
)  # fmt: skip
"""Where places are not scarce, nobody needs to come first."""


def _of_few_schools(target: Target, schools: PopulationSpec | None) -> Iterator[Refusal]:
    if schools is None or target.schools == 1.0:
        return
    there, _ = count(schools)
    expected, all_schools = target.schools * there, counted(there, "school")
    if there - expected < HARDLY_ANY:
        out = phrase("{there:,.2g} on average", there=there - expected)
        said = phrase(
            "in most simulations this leaves no school out: of {all_schools} only {out}",
            all_schools=all_schools,
            out=out,
        )
        yield Refusal(("for", "schools"), said, "give a smaller share, or remove the line")
    elif (none := (1.0 - target.schools) ** there) >= _OFTEN_NONE:
        said = phrase(
            "in about {none:.0%} of the simulations no school takes part, and there it does nothing: of "
            "{all_schools} each takes part by chance",
            none=none,
            all_schools=all_schools,
        )
        yield Refusal(("for", "schools"), said, "give a larger share, or simulate more schools")


def _is_cut(at: Planned) -> bool:
    """Tell whether weeks are left out because its type only runs while schools are closed."""
    return at.chooses and at.weeks.while_ != "closed" and at.running.sum() < at.asked.sum()


def _means_no_closure(at: Planned) -> bool:
    """Tell whether weeks are told by closures that there are none of."""
    return at.weeks.while_ not in ("any", "closed") and not at.calendar.closed.any()


def _is_idle_while(at: Planned) -> bool:
    """Tell whether ``while`` leaves no week out of the days that are asked for."""
    weeks = at.weeks
    if not at.chooses or weeks.while_ == "any" or _means_no_closure(at):
        return False
    some = at.has_dates or weeks.while_ == "open"
    return some and at.is_same_as(Weeks(start=weeks.start, end=weeks.end))


def _of_idle_while(at: Planned) -> str:
    word = at.weeks.while_
    kind = "holiday weeks" if at.moment == "holiday" else phrase("weeks")
    said = phrase("'while: {word}' changes nothing: it leaves out none of these {kind}", word=word, kind=kind)
    is_plain = word in ("open", "closed") and at.moment != "holiday"
    if not is_plain:
        return said
    half = word == "closed" and (at.asked & at.calendar.half_groups).any()
    state = phrase("closed or half open") if half else STATES[word]
    return phrase("{said}, as schools are {word} in all of them", said=said, word=state)


def _left_of(left: int, asked: int) -> str:
    if asked == 1:
        return "its one week is not left" if left == 0 else "its one week is left"
    return phrase_of(
        left,
        "{number} of these {asked} weeks is left",
        "{number} of these {asked} weeks are left",
        asked=asked,
    )


_OF_WEEKS: tuple[Rule[Planned], ...] = (
    Rule(
        lambda at: at.without_closure,
        ("weeks",),
        lambda at: phrase(
            "schools are closed in none of its weeks, and without that {type} changes nothing", type=at.type
        ),
        "choose other weeks, or remove the intervention",
    ),
    Rule(
        _is_cut,
        ("weeks",),
        lambda at: phrase(
            "{type} only runs while schools are closed, so that {left_of}",
            type=at.type,
            left_of=_left_of(int(at.running.sum()), int(at.asked.sum())),
        ),
        "write while: closed, or leave it as it is",
    ),
    Rule(
        lambda at: (
            at.chooses
            and _means_no_closure(at)
            and (at.has_dates or "weeks" in at.programme.model_fields_set)
        ),
        ("weeks",),
        lambda at: phrase(
            "schools never close in this calendar, so 'while: {while_}' leaves no week out",
            while_=at.weeks.while_,
        ),
        "remove while, or leave it as it is",
    ),
    Rule(
        lambda at: at.chooses and at.weeks.while_ == "any" and at.has_dates and at.is_same_as(Weeks()),
        ("weeks",),
        "these are all weeks of the calendar, so that no week is left out",
        "write weeks: all, or leave it as it is",
    ),
    Rule(_is_idle_while, ("weeks", "while"), _of_idle_while, "remove while, or leave it as it is"),
)


def _share(at: Planned) -> float | None:
    return at.programme.take_up.share if at.programme.take_up else None


def _share_text(at: Planned) -> str:
    return percent_text(_share(at) or 0.0)


def _has_idle_parents(at: Planned) -> bool:
    """Tell whether parents would only change who comes, which a share says already."""
    return at.programme.parents not in (None, "none") and not at.programme.parents_do_more


_OF_TAKE_UP: tuple[Rule[Planned], ...] = (
    Rule(
        lambda at: _share(at) is not None and at.programme.take_up and at.programme.take_up.incentive,
        ("take_up", "incentive"),
        lambda at: phrase("incentive changes nothing beside a share: {share} come", share=_share_text(at)),
        "remove incentive, or the share",
    ),
    Rule(
        lambda at: _share(at) is not None and _has_idle_parents(at),
        ("parents",),
        lambda at: phrase(
            "parents change who comes, and take_up says that already: {share}", share=_share_text(at)
        ),
        "remove take_up, or leave it as it is",
    ),
)
"""Answers that only move the model's own estimate of who comes, where a share is given instead."""


def plan_notes(scenarios: Sequence[Scenario]) -> list[tuple[Scenario, Refusal]]:
    """Say what changes nothing once scenarios are run together.

    Parameters
    ----------
    scenarios
        Those of one run, the reference first.

    Returns
    -------
    list of (Scenario, Refusal)
    """
    found = [*_of_replications(scenarios), *_of_unlike_parameters(scenarios), *asked_in_vain(scenarios)]
    if not any(scenario.interventions for scenario in scenarios):
        found += _about_no_intervention(scenarios)
    found += parameters_of_others(scenarios)
    if not any(scenario.rules.growth == "ces" for scenario in scenarios):
        found += [
            (
                one,
                Refusal(
                    (key, name),
                    phrase("{name} is of the rule ces, which no scenario here uses", name=name),
                    "add rules: {growth: ces}, or remove the line",
                ),
            )
            for one, key, name in given_parameters(scenarios)
            if name.startswith("ces_")
        ]
    said = {(one.name, note.path) for one, note in found}
    idle = idle_parameters(scenarios)
    return found + [(one, note) for one, note in idle if (one.name, note.path) not in said]


def _of_replications(scenarios: Sequence[Scenario]) -> Iterator[tuple[Scenario, Refusal]]:
    first = scenarios[0]
    ours = first.run.replications
    for other in scenarios[1:]:
        is_written = "run" in other.model_fields_set and "replications" in other.run.model_fields_set
        if is_written and other.run.replications != ours:
            said = phrase_of(
                other.run.replications or 0,
                "{number:,} replication changes nothing: those of '{name}' count, {ours}",
                "{number:,} replications change nothing: those of '{name}' count, {ours}",
                name=first.name,
                ours=ours,
            )
            yield (
                other,
                Refusal(("run", "replications"), said, phrase("write them in '{name}'", name=first.name)),
            )


def _of_unlike_parameters(scenarios: Sequence[Scenario]) -> Iterator[tuple[Scenario, Refusal]]:
    asking = [one for one in scenarios if one.run.unlike_parameters]
    alike = all(
        (one.rules, one.own_values) == (scenarios[0].rules, scenarios[0].own_values) for one in scenarios
    )
    if asking and alike:
        said = "unlike_parameters changes nothing: there is no other scenario with other parameters or rules"
        yield asking[-1], Refusal(("run", "unlike_parameters"), said, "remove it")


def _about_no_intervention(scenarios: Sequence[Scenario]) -> Iterator[tuple[Scenario, Refusal]]:
    """Say what is about interventions, where there is none."""
    known = load_parameters().definitions
    for one, key, name in given_parameters(scenarios):
        if known[name].used_by in ("interventions", "costs") or name.startswith(_OF_PROGRAMMES):
            said = phrase("{name} is about interventions, and there is none", name=name)
            yield one, Refusal((key, name), said, "add one, or remove the line")
    for one in scenarios:
        for place, measure in enumerate(one.outcomes.measures or ()):
            if MEASURES[measure].about_interventions:
                said = phrase("{measure} is about interventions, and there is none", measure=measure)
                yield one, Refusal(("outcomes", "measures", place), said, "add one, or remove it")
