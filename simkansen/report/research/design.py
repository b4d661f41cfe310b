"""How the simulations were set up: scenarios, pupils, calendar, replications, parameters, chance."""

from __future__ import annotations

from collections.abc import Mapping

from simkansen.report import sections
from simkansen.report.figures.parts import Context, TextTable
from simkansen.report.sentences import population

_PEOPLE = {
    "same": "research.design.same_people",
    "remade": "research.design.other_pupils",
    "redrawn": "research.design.other_people",
}


def table(context: Context) -> TextTable:
    """Return the design as a table of items and what was chosen."""
    words = context.words
    rows = [
        ("scenarios", _scenarios(context)),
        ("population", _population(context)),
        ("calendar", _calendar(context)),
        ("closures", "" if context.results.never_closed else sections.closures(context)),
        ("replications", _replications(context)),
        ("parameters", _parameters(context)),
        ("growth", _growth(context)),
        ("chance", words("research.design.chance.is", seed=context.results.seed)),
        ("workers", words("research.design.workers.is")),
        ("effect", words("research.design.effect.is") if context.results.compared else ""),
        ("interval", words("research.design.interval.is")),
    ]
    head = [words("reproduce.item"), words("research.head.choice")]
    cells = [[words(f"research.design.{key}"), text] for key, text in rows if text]
    return TextTable(words("research.design.table"), head, cells)


def _scenarios(context: Context) -> str:
    words, results = context.words, context.results
    reference = words("research.design.reference", label=context.reference, name=results.reference.name)
    others = [f"‘{context.label(s.name)}’ ({s.name})" for s in results.compared]
    return (
        f"{reference} {words('research.design.others', list=words.listed(others))}" if others else reference
    )


def _population(context: Context) -> str:
    words, results = context.words, context.results
    schools = results.fact("schools")
    told = population(words, results.reference.resolved.get("population"))
    counted = words(
        "research.design.counted",
        pupils=words.number(results.n_pupils),
        schools=words.counted("research.design.schools", schools)
        if isinstance(schools, int)
        else words("form.unknown"),
    )
    if results.n_learners > results.n_pupils:
        counted += " " + words("research.design.counted_learners", n=words.number(results.n_learners))
    pupils = results.fact("pupils")
    if isinstance(pupils, int) and pupils > results.n_pupils:
        counted += " " + words("research.design.counted_all", n=words.number(pupils))
    people = words(_PEOPLE[results.people])
    return " ".join(t for t in (told, counted, people) if t)


def _calendar(context: Context) -> str:
    words, results = context.words, context.results
    calendar = results.reference.resolved.get("calendar")
    years = calendar.get("school_years") if isinstance(calendar, Mapping) else None
    told = words(
        "research.design.weeks",
        years=words.listed(str(y) for y in years) if years else words("form.unknown"),
        n=words.number(len(results.weeks)),
        start=words.date(results.weeks[0]),
        end=words.date(results.last_week),
    )
    # That no school closes is a fact of the calendar: there are no closures to stand under that head.
    return f"{told} {sections.closures(context)}" if results.never_closed else told


def _replications(context: Context) -> str:
    words, results = context.words, context.results
    n, pairs = results.n_runs, results.n_pairs
    asked = results.fact("replications")
    told = words.counted("research.design.finished", n)
    if isinstance(asked, int) and asked != n:
        told += " " + words("research.design.asked_for", n=words.number(asked))
    if pairs:
        told += " " + words.counted("research.design.pairs", pairs, draws=words.number(n))
    return told


def _parameters(context: Context) -> str:
    words, results = context.words, context.results
    known = results.source in ("posterior", "prior", "point")
    told = words(f"research.design.from.{results.source}") if known else results.source
    hashes = results.fact("hashes")
    digest = hashes.get("posterior") if isinstance(hashes, dict) else None
    return told + (" " + words("research.design.posterior", digest=str(digest)[:16]) if digest else "")


def _growth(context: Context) -> str:
    rules = context.results.reference.resolved.get("rules")
    rule = rules.get("growth") if isinstance(rules, Mapping) else None
    key = f"research.design.growth.{rule}"
    if rule is None:
        return ""
    return context.words(key) if context.words.has(key) else str(rule)
