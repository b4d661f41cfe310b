"""What ``show`` can list besides results; each topic is a function that makes a listing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


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
    from simkansen.population.sampling import sampling_errors
    from simkansen.population.show import show_population
    from simkansen.scenario import build_calendar

    (scenario,) = load_scenarios([Path(file or "")])
    parameters = load_parameters().replace(scenario.own_values)
    calendar = build_calendar(scenario.calendar)
    made = build_population(scenario.population, calendar, scenario.run.seed, parameters)
    lines = show_population(made, parameters, scenario.population)
    head, tail = ("margin", "value", "source figure", "deviation"), ("unit", "source")
    rows = [(line.margin, line.value, line.source, line.deviation) for line in lines]
    ends = [(line.unit, line.register_id) for line in lines]
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
    header = (*head, "sampling", "deviation is", *tail)
    return Listing(header, sampled, len(header), note)


def _luck(deviation: float, error: float) -> tuple[float | None, str]:
    """Say whether the luck of which schools are in a sample may explain a deviation."""
    from simkansen.population.sampling import WITHIN

    if not math.isfinite(error) or not math.isfinite(deviation):
        return None, "unknown"
    return error, "within luck" if abs(deviation) <= WITHIN * error else "larger"


def calendar(file: str | None) -> Listing:
    """List the weeks of a scenario."""
    from simkansen.cli.loading import load_scenarios
    from simkansen.scenario import build_calendar
    from simkansen.schooling import load_system

    (scenario,) = load_scenarios([Path(file or "")])
    weeks, own = build_calendar(scenario.calendar), load_system().learning_column
    header = (
        "monday",
        "school year",
        "lessons",
        "in school",
        "remote",
        "schools decide",
        "test",
        "vital",
        "vulnerable",
    )
    rows = [
        (
            str(weeks.monday[week]),
            weeks.year_labels[weeks.school_year[week]],
            "yes" if weeks.teaching[week] else "holiday",
            float(weeks.in_school[week, own]),
            float(weeks.remote[week, own]),
            "yes" if weeks.policy[week] else "",
            "yes" if weeks.tests[week] else "",
            float(weeks.vital[week]),
            float(weeks.vulnerable[week]),
        )
        for week in range(len(weeks.monday))
    ]
    return Listing(header, rows, 7)


def parameters(word: str | None) -> Listing:
    """List the model's inputs."""
    from simkansen.evidence import load_parameters, load_posterior

    loaded, posterior = load_parameters(), load_posterior()
    rows = [
        (
            name,
            loaded[name],
            definition.unit,
            definition.prior.distribution,
            definition.quantile(0.05),
            definition.quantile(0.95),
            *(posterior.interval(name) if name in posterior.names else (None, None)),
            definition.used_by,
            ", ".join(definition.sources) or "assumed",
            definition.mechanism or "",
            definition.does,
            definition.assumed or "",
        )
        for name, definition in sorted(loaded.definitions.items())
    ]
    header = (
        "name",
        "value",
        "unit",
        "prior",
        "p05",
        "p95",
        "posterior p05",
        "posterior p95",
        "used by",
        "sources",
        "mechanism",
        "does",
        "assumed",
    )
    return Listing(header, _with_word(rows, word), 10)


def posterior(word: str | None) -> Listing:
    """Compare every fitted parameter with its prior."""
    from simkansen.evidence import contraction, load_parameters, load_posterior
    from simkansen.evidence.posterior import in_words

    known, fitted = load_parameters().definitions, load_posterior()
    means = fitted.mean()
    rows = []
    uncertain = [name for name in sorted(fitted.names) if known[name].prior.distribution != "fixed"]
    for name in uncertain:
        one = known[name]
        contracted = contraction(fitted.column(name), one)
        before = (one.prior.mean(one.value), one.quantile(0.05), one.quantile(0.95))
        after = (means[name], *fitted.interval(name))
        rows.append((name, one.unit, *before, *after, contracted, in_words(contracted, fitted.effective)))
    header = (
        "name",
        "unit",
        "prior mean",
        "prior p05",
        "prior p95",
        "posterior mean",
        "posterior p05",
        "posterior p95",
        "contraction",
        "the data say",
    )
    short = {key: value for key, value in fitted.about.items() if not isinstance(value, dict | list)}
    made = "; ".join(f"{key}: {value}" for key, value in short.items())
    return Listing(header, _with_word(rows, word), len(header), f"{len(fitted)} draws. {made}")


def sources(word: str | None) -> Listing:
    """List the register."""
    from simkansen.evidence import load_register

    rows = [
        (entry.id, entry.kind, entry.quantity, str(entry.value), entry.unit, entry.confidence, entry.source)
        for entry in load_register().values()
    ]
    header = ("id", "kind", "quantity", "value", "unit", "confidence", "source")
    return Listing(header, _with_word(rows, word), 3)


def interventions(word: str | None) -> Listing:
    """List the types of interventions."""
    from simkansen.cli.loading import intervention_types
    from simkansen.scenario import Programme

    rows = [
        (
            name,
            _first_line(kind.__doc__),
            ", ".join(sorted(getattr(kind, "answers", ()))),
            ", ".join(key for key in kind.model_fields if key not in Programme.model_fields),
        )
        for name, kind in intervention_types().items()
    ]
    header = ("type", "what it does", "answers, beside for, weeks and cost", "its own words")
    return Listing(header, _with_word(rows, word), 2)


def week(word: str | None) -> Listing:
    """List the steps of one week in their order."""
    from simkansen.learning.week import ORDER

    rows = [(number, step.name, step.actor, step.sentence) for number, step in enumerate(ORDER, start=1)]
    return Listing(("step", "name", "who", "what happens"), rows, 4)


def _with_word(rows: Sequence[Sequence[object]], word: str | None) -> list[Sequence[object]]:
    if word is None:
        return list(rows)
    return [row for row in rows if any(word.lower() in str(cell).lower() for cell in row if cell is not None)]


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]


TOPICS = {
    "population": Topic(population, needs_file=True),
    "calendar": Topic(calendar, needs_file=True),
    "parameters": Topic(parameters),
    "posterior": Topic(posterior),
    "sources": Topic(sources),
    "interventions": Topic(interventions),
    "week": Topic(week),
}
