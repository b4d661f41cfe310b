"""What ``show`` can list besides results; each topic is a function that makes a listing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from simkansen.phrases import joined, phrase

if TYPE_CHECKING:
    from simkansen.evidence import Definition, RegisterEntry
    from simkansen.scenario import Calendar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows under a header.

    Attributes
    ----------
    header
        Names of the columns.
    rows
        Cells.
    short
        How many columns are shown unless more is asked for.
    note
        What one must know to read it.
    """

    header: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    short: int
    note: str = ""

    def as_dicts(self) -> list[dict[str, object]]:
        """Give every row with the names of its columns."""
        return [dict(zip(self.header, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that can be shown.

    Attributes
    ----------
    make
        Makes the listing from the word after the topic, if any.
    needs_file
        Whether that word must be there, and is a scenario file.
    """

    make: Callable[[str | None], Listing]
    needs_file: bool = False


def population(file: str | None) -> Listing:
    """Compare every margin of a scenario's population with its source."""
    from simkansen.cli.loading import load_scenarios
    from simkansen.evidence import load_parameters
    from simkansen.population import build_population
    from simkansen.population.schools.sampling import sampling_errors
    from simkansen.population.show import show_population
    from simkansen.scenario import build_calendar

    (scenario,) = load_scenarios([Path(file or "")])
    parameters = load_parameters().replace(scenario.own_values)
    calendar = build_calendar(scenario.calendar, scenario.population)
    made = build_population(scenario.population, calendar, scenario.run.seed, parameters)
    lines = show_population(made, parameters, scenario.population)
    head = (phrase("margin"), phrase("value"), "source figure", phrase("deviation"))
    tail = (phrase("unit"), phrase("source"))
    rows = [(line.margin, line.value, line.source, line.deviation) for line in lines]
    ends = [(_word(line.unit), line.register_id) for line in lines]
    if scenario.population.sample is None:
        whole = [(*row, *end) for row, end in zip(rows, ends, strict=True)]
        return Listing((*head, *tail), whole, len(head) + len(tail))
    errors = sampling_errors(made, parameters, scenario.population)
    lucks = [_luck(line.deviation, error) for line, error in zip(lines, errors, strict=True)]
    sampled = [(*row, *luck, *end) for row, luck, end in zip(rows, lucks, ends, strict=True)]
    note = (
        "Schools of a sample count for the schools that they stand for. Another sample would give other "
        "values: 'sampling' is the standard error of that, and a deviation up to twice as large may well be "
        "luck; only one marked 'larger' asks for another reason."
    )
    header = (*head, phrase("sampling"), "deviation is", *tail)
    return Listing(header, sampled, len(header), note)


def _luck(deviation: float, error: float) -> tuple[float | None, str]:
    """Say whether the luck of which schools are in a sample may explain a deviation."""
    from simkansen.population.schools.sampling import WITHIN

    if not math.isfinite(error) or not math.isfinite(deviation):
        return None, phrase("unknown")
    return error, "within luck" if abs(deviation) <= WITHIN * error else phrase("larger")


def calendar(file: str | None) -> Listing:
    """List the weeks of a scenario, for each of the groups of pupils that have weeks of their own."""
    from simkansen.cli.loading import load_scenarios
    from simkansen.scenario.timetable_words import EVERYBODY, timetables_in_words
    from simkansen.scenario.writing.calendar_words import calendar_words
    from simkansen.schooling import load_system

    (scenario,) = load_scenarios([Path(file or "")])
    timetables, own = timetables_in_words(scenario), load_system().learning_column
    columns: dict[str, Callable[[tuple[int, str, Calendar]], object]] = {
        phrase("monday"): lambda at: str(at[2].monday[at[0]]),
        "school year": lambda at: at[2].year_labels[at[2].school_year[at[0]]],
        phrase("lessons"): lambda at: phrase("yes") if at[2].teaching[at[0]] else phrase("holiday"),
        "in school": lambda at: float(at[2].in_school[at[0], own]),
        phrase("remote"): lambda at: float(at[2].remote[at[0], own]),
        "schools are": lambda at: _state(at[2], at[0]),
        "schools decide": lambda at: phrase("yes") if at[2].policy[at[0]] else "",
        phrase("test"): lambda at: phrase("yes") if at[2].tests[at[0]] else "",
        phrase("vital"): lambda at: float(at[2].vital[at[0]]),
        phrase("vulnerable"): lambda at: float(at[2].vulnerable[at[0]]),
    }
    weeks = range(len(timetables[0][1]))
    said = [phrase("{word}: {what}", word=word, what=what) for word, what in calendar_words(scenario).items()]
    taken = joined("; ", said)
    if len(timetables) == 1:
        return _listing(columns, [(week, *timetables[0]) for week in weeks], 8, note=taken)
    rows: list[tuple[int, str, Calendar]] = []
    for week in weeks:
        each = [(week, *one) for one in timetables]
        alike = len({tuple(cell(at) for cell in columns.values()) for at in each}) == 1
        rows += [(week, EVERYBODY, timetables[0][1])] if alike else each
    return _listing({phrase("for"): lambda at: at[1], **columns}, rows, 9, note=taken)


def _state(weeks: Calendar, week: int) -> str:
    """Say what schools are in a week, as ``weeks`` of an intervention asks for it."""
    if not weeks.teaching[week]:
        return ""
    if weeks.half_groups[week]:
        return phrase("closed (half)")
    return phrase("closed") if weeks.closed[week] else phrase("open")


def parameters(word: str | None) -> Listing:
    """List the model's inputs."""
    from simkansen.evidence import load_parameters, load_posterior

    loaded, posterior = load_parameters(), load_posterior()
    after = {name: posterior.interval(name) for name in posterior.names}
    columns: dict[str, Callable[[Definition], object]] = {
        phrase("name"): lambda one: one.name,
        phrase("value"): lambda one: loaded[one.name],
        phrase("unit"): lambda one: phrase(one.unit),
        "prior": lambda one: one.prior.distribution,
        "p05": lambda one: one.quantile(0.05),
        "p95": lambda one: one.quantile(0.95),
        "posterior p05": lambda one: after.get(one.name, (None, None))[0],
        "posterior p95": lambda one: after.get(one.name, (None, None))[1],
        "used by": lambda one: _word(one.used_by),
        phrase("sources"): lambda one: ", ".join(one.sources) or phrase("assumed"),
        phrase("mechanism"): lambda one: one.mechanism or "",
        phrase("does"): lambda one: one.does,
        phrase("assumed"): lambda one: one.assumed or "",
    }
    return _listing(columns, [one for _, one in sorted(loaded.definitions.items())], 10, word)


def posterior(word: str | None) -> Listing:
    """Compare every fitted parameter with its prior."""
    from simkansen.evidence import contraction, load_parameters, load_posterior
    from simkansen.evidence.posterior import in_words

    known, fitted = load_parameters().definitions, load_posterior()
    means = fitted.mean()
    uncertain = [known[name] for name in sorted(fitted.names) if known[name].prior.distribution != "fixed"]
    informed = {one.name: contraction(fitted.column(one.name), one) for one in uncertain}
    columns: dict[str, Callable[[Definition], object]] = {
        phrase("name"): lambda one: one.name,
        phrase("unit"): lambda one: phrase(one.unit),
        "prior mean": lambda one: one.prior.mean(one.value),
        "prior p05": lambda one: one.quantile(0.05),
        "prior p95": lambda one: one.quantile(0.95),
        "posterior mean": lambda one: means[one.name],
        "posterior p05": lambda one: fitted.interval(one.name)[0],
        "posterior p95": lambda one: fitted.interval(one.name)[1],
        phrase("contraction"): lambda one: informed[one.name],
        "the data say": lambda one: _word(in_words(informed[one.name], fitted.effective)),
    }
    short = {key: value for key, value in fitted.about.items() if not isinstance(value, dict | list)}
    made = "; ".join(f"{key}: {value}" for key, value in short.items())
    return _listing(
        columns,
        uncertain,
        len(columns),
        word,
        phrase("{fitted} draws. {made}", fitted=len(fitted), made=made),
    )


def sources(word: str | None) -> Listing:
    """List the register."""
    from simkansen.evidence import load_register

    columns: dict[str, Callable[[RegisterEntry], object]] = {
        "id": lambda entry: entry.id,
        phrase("kind"): lambda entry: _word(entry.kind),
        phrase("quantity"): lambda entry: phrase(entry.quantity),
        phrase("value"): lambda entry: str(entry.value),
        phrase("unit"): lambda entry: phrase(entry.unit),
        phrase("confidence"): lambda entry: _word(entry.confidence),
        phrase("source"): lambda entry: entry.source,
    }
    return _listing(columns, load_register().values(), 3, word)


def interventions(word: str | None) -> Listing:
    """List the types of interventions."""
    from simkansen.cli.loading import intervention_types
    from simkansen.scenario import Programme

    types = intervention_types()
    columns: dict[str, Callable[[str], object]] = {
        "type": str,
        "what it does": lambda name: (types[name].__doc__ or "").strip().split("\n")[0],
        "answers, beside for, weeks and cost": lambda name: ", ".join(
            sorted(getattr(types[name], "answers", ()))
        ),
        "its own words": lambda name: ", ".join(
            key for key in types[name].model_fields if key not in Programme.model_fields
        ),
    }
    return _listing(columns, types, 2, word)


def week(word: str | None) -> Listing:
    """List the steps of one week in their order."""
    from simkansen.learning.week import ORDER

    rows = [
        (number, _word(step.name), _word(step.actor), step.sentence)
        for number, step in enumerate(ORDER, start=1)
    ]
    return Listing((phrase("step"), phrase("name"), phrase("who"), "what happens"), rows, 4)


_WORDS = {
    one: one
    for one in (
        phrase("population"), phrase("learning"), phrase("interventions"), phrase("costs"),
        phrase("outcomes"),
        phrase("parameter"), phrase("target"), phrase("context"), phrase("high"), phrase("medium"),
        phrase("low"), phrase("informed"), phrase("hardly"), phrase("not"), phrase("share"), phrase("count"),
        phrase("pupils"), phrase("schools"), phrase("households"), phrase("teachers"), phrase("observe"),
    )
}  # fmt: skip
"""Cells of one word, which are no names: a word that is no phrase is never said in another language."""


def _word(text: str) -> str:
    """Give a cell as a phrase where it is one of the words that are said."""
    return _WORDS.get(text, text)


def _listing(
    columns: Mapping[str, Callable[[T], object]],
    items: Iterable[T],
    short: int,
    word: str | None = None,
    note: str = "",
) -> Listing:
    """Make a row of every item, of which columns say what; with a word, only of those that hold it."""
    rows = [tuple(cell(item) for cell in columns.values()) for item in items]
    kept = [row for row in rows if word is None or _holds(row, word.lower())]
    return Listing(tuple(columns), kept, short, note)


def _holds(row: Sequence[object], word: str) -> bool:
    return any(word in str(cell).lower() for cell in row if cell is not None)


TOPICS = {
    "population": Topic(population, needs_file=True),
    "calendar": Topic(calendar, needs_file=True),
    "parameters": Topic(parameters),
    "posterior": Topic(posterior),
    "sources": Topic(sources),
    "interventions": Topic(interventions),
    "week": Topic(week),
}
