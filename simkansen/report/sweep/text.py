"""A sweep for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from simkansen.outcomes.groups import FEWEST_PUPILS
from simkansen.report.aligned import folded
from simkansen.report.figures.parts import TextTable
from simkansen.report.sweep.caveats import caveats
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.text_effects import effects, explained, more_replications, replicated
from simkansen.report.sweep.text_varied import discovered, sensitivity
from simkansen.report.terminal import listed
from simkansen.runs.draws import FEWEST_COUNTED, FEWEST_DRAWS
from simkansen.sweep.analysis.failures import kinds_of_failure
from simkansen.sweep.store.queries import empty_measures
from simkansen.sweep.store.rows import FAILED, FINISHED

FAILURES = 8
"""How many kinds of failure are told."""

_Lines = list[str]


def blocks(found: Found) -> Iterator[_Lines]:
    """Give the text in blocks of lines."""
    yield asked(found)
    yield runs(found)
    yield from failures(found)
    if not found.counts.get(FINISHED):
        return
    if len(found.study.options) < 2:
        yield folded(found.words("sweep.no_effects"))
    else:
        yield from effects(found)
        yield folded(f"{explained(found)} {more_replications(found)}".strip())
        if (said := replicated(found)) not in explained(found):
            yield folded(said)
    yield from sensitivity(found)
    yield from discovered(found)
    for text in caveats(found):
        yield folded(text)
    yield [found.words("page.banner")]


def asked(found: Found) -> _Lines:
    """Say what was asked."""
    words, telling, about = found.words, found.telling, found.study.manifest
    said = [own_words(found, key) for key in ("title", "question")]
    head = ": ".join([f"{about['name']}-{about['hash']}", *([said[0]] if said[0] else [])])
    lines = (
        folded(head) + (folded(said[1]) if said[1] else []) + folded(compared(found)) + folded(design(found))
    )
    if found.study.paths:
        paths = words.listed(map(telling.path, found.study.paths))
        lines += folded(words("sweep.varied", paths=paths))
    return lines


def own_words(found: Found, key: str) -> str:
    """Return the title or the question of the experiment, in this language if it has it; else empty."""
    one = found.study.manifest.get(key) or {}
    return str(one.get(found.words.lang) or next(iter(one.values()), ""))


def compared(found: Found) -> str:
    """Say which scenarios are compared with which."""
    words, telling = found.words, found.telling
    others = [telling.introduced(name) for name in found.study.scenarios if name != found.study.reference]
    reference = telling.scenario(found.study.reference)
    if not others:
        return words("sweep.alone", reference=reference)
    return words("sweep.scenarios", reference=reference, others=words.listed(others))


def design(found: Found) -> str:
    """Say how many points and replications there are, of how many pupils, and the rule to stop."""
    words, about = found.words, found.study.manifest
    text = words(
        "sweep.design",
        method=words(f"sweep.method.{found.study.method}"),
        points=words.counted("sweep.points", about["points"]),
        replications=times(found),
    )
    until = about["replications"].get("until")
    if until:
        half = found.telling.asked(until["measure"], until["half_width"])
        text += " " + words("sweep.until", measure=found.telling.gain(until["measure"]), half=half)
    if "schools" in about:
        text += " " + words.capital(words("sweep.people", **found.facts))
    text += f" {about_people(found)}" if about_people(found) else ""
    return text


def about_people(found: Found) -> str:
    """Say whether who is simulated is in the intervals; nothing where populations are varied."""
    several = populations(found)
    if several > 1:
        return "" if found.study.sampled else found.words("sweep.own_people_at_each")
    if several:
        return found.words("sweep.same_people")
    if found.study.common == 1:
        return found.words("sweep.own_people_once", fewest=found.words.number(FEWEST_COUNTED))
    if found.study.independent < FEWEST_DRAWS:
        about = {"n": found.study.common, "least": FEWEST_DRAWS}
        return found.words("sweep.own_people_few", **{key: found.words.number(n) for key, n in about.items()})
    own_schools = found.study.manifest.get("schools_redrawn") is not False
    return found.words("sweep.own_people" if own_schools else "sweep.own_pupils")


def populations(found: Found) -> int:
    """Count the populations of a sweep: one, unless others are varied; 0 where every run makes its own."""
    if found.study.manifest.get("population") == "redrawn":
        return 0
    paths = [path for path in found.study.paths if path.startswith(("population.", "calendar."))]
    several = {tuple(str(found.study.value(path, place)) for path in paths) for place in found.study.places}
    return max(1, len(several))


def times(found: Found) -> str:
    """Say how many replications of each point were asked."""
    asked = found.study.manifest["replications"]
    least, most = asked["at_least"], asked["at_most"]
    if least == most:
        return found.words.counted("sweep.replications", least)
    numbers = {"least": found.words.number(least), "most": found.words.number(most)}
    return found.words("sweep.between", **numbers)


def runs(found: Found) -> _Lines:
    """Say how many runs there are, and what no run has a value of."""
    return folded(counted(found)) + folded(without_value(found)) + folded(hidden(found))


def counted(found: Found) -> str:
    """Say how many runs there are."""
    words, study = found.words, found.study
    finished, failed = (found.counts.get(name, 0) for name in (FINISHED, FAILED))
    key = "sweep.runs" if failed else "sweep.none_failed"
    text = words(key, finished=words.counted("sweep.run_count", finished), failed=words.number(failed))
    least = study.manifest["points"] * study.manifest["replications"]["at_least"] * len(study.scenarios)
    if finished + failed < least:
        text += " " + words("sweep.asked_for", runs=words.number(least))
    return text if finished else f"{text} {words('sweep.nothing')}"


def without_value(found: Found) -> str:
    """Name the measures that no finished run has a value of; an empty text when there are none."""
    empty = empty_measures(found.folder) if found.counts.get(FINISHED) else []
    if not empty:
        return ""
    names = found.words.listed(f"‘{found.telling.level(id)}’" for id in empty)
    return found.words("sweep.empty", measures=names)


def hidden(found: Found) -> str:
    """Name the groups of too few pupils to tell numbers of; an empty text when there are none."""
    words, measures = found.words, found.study.hidden
    names = words.listed(f"‘{found.telling.level(one.id)}’" for one in measures)
    few = words.number(FEWEST_PUPILS)
    return words("sweep.hidden", measures=names, few=few) if measures else ""


def failures(found: Found) -> Iterator[_Lines]:
    """List what failed, and how often."""
    if not found.counts.get(FAILED):
        return
    words, kinds = found.words, kinds_of_failure(found.study)
    yield [
        words("sweep.failed"),
        *listed(failure_table(found, kinds[:FAILURES], 24, ("seed", "replication"))),
    ]
    if len(kinds) > FAILURES:
        yield folded(words("sweep.more_failed", n=len(kinds) - FAILURES))


def failure_table(
    found: Found, kinds: Sequence[dict[str, Any]], letters: int | None, keys: Sequence[str]
) -> TextTable:
    """Return kinds of failure as a table.

    Parameters
    ----------
    found
        The sweep.
    kinds
        Of `simkansen.sweep.analysis.failures.kinds_of_failure`.
    letters
        Most letters of a phase; all of them by default.
    keys
        What is told of one run that failed so.
    """
    words = found.words
    head = [words(f"sweep.head.{key}") for key in ("error", "runs", "phase", *keys)]
    rows = [
        [f"{one['scenario']}: {one['error']}", words.number(one["runs"]), str(one["phase"])[:letters],
         *(str(one[key]) for key in keys)]
        for one in kinds
    ]  # fmt: skip
    return TextTable(words("sweep.failed"), head, rows, english=(0, 2))
