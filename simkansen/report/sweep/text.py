"""A sweep for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from simkansen.report.cautions import cautions
from simkansen.report.figures.parts import TextTable
from simkansen.report.figures.sweep_effects import over
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.text_varied import discovered, sensitivity
from simkansen.report.sweep.words import EXPENSES, fine, fold
from simkansen.report.terminal import columns, listed
from simkansen.report.words import NBSP
from simkansen.runs.draws import FEWEST_DRAWS
from simkansen.sweep.analysis.failures import kinds_of_failure
from simkansen.sweep.analysis.study import RATIO
from simkansen.sweep.store.queries import empty_measures
from simkansen.sweep.store.rows import FAILED, FINISHED

OPTIONS, FAILURES = 12, 8
"""How many options and kinds of failure are told."""

_Lines = list[str]


def blocks(found: Found) -> Iterator[_Lines]:
    """Give the text in blocks of lines."""
    yield asked(found)
    yield runs(found)
    yield from failures(found)
    if not found.counts.get(FINISHED):
        return
    if len(found.study.options) < 2:
        yield fold(found.words("sweep.no_effects"))
    else:
        yield from effects(found)
        yield fold(explained(found))
        if replicated(found) not in explained(found):
            yield fold(replicated(found))
    yield from sensitivity(found)
    yield from discovered(found)
    for text in cautions(found.words, found.study.manifest, found.telling.scenario):
        yield fold(text)
    yield [found.words("page.banner")]


def asked(found: Found) -> _Lines:
    """Say what was asked."""
    words, telling, about = found.words, found.telling, found.study.manifest
    said = [own_words(found, key) for key in ("title", "question")]
    head = ": ".join([f"{about['name']}-{about['hash']}", *([said[0]] if said[0] else [])])
    lines = fold(head) + (fold(said[1]) if said[1] else []) + fold(compared(found)) + fold(design(found))
    if found.study.paths:
        paths = words.listed(map(telling.path, found.study.paths))
        lines += fold(words("sweep.varied", paths=paths))
    return lines


def own_words(found: Found, key: str) -> str:
    """Return the title or the question of the experiment, in this language if it has it; else empty."""
    one = found.study.manifest.get(key) or {}
    return str(one.get(found.words.lang) or next(iter(one.values()), ""))


def compared(found: Found) -> str:
    """Say which scenarios are compared with which."""
    words, telling = found.words, found.telling
    others = [telling.scenario(name) for name in found.study.scenarios if name != found.study.reference]
    reference = telling.scenario(found.study.reference)
    if not others:
        return words("sweep.alone", reference=reference)
    return words("sweep.scenarios", reference=reference, others=words.listed(f"‘{one}’" for one in others))


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
        half = f"{words.short_number(until['half_width'])} {found.telling.unit(until['measure'])}"
        text += " " + words("sweep.until", measure=found.telling.gain(until["measure"]), half=half)
    if "schools" in about:
        text += " " + words("sweep.people", **found.facts)
    text += f" {about_people(found)}" if about_people(found) else ""
    return text


def about_people(found: Found) -> str:
    """Say whether who is simulated is in the intervals; nothing where populations are varied."""
    several = populations(found)
    if several > 1:
        return ""
    if several:
        return found.words("sweep.same_people")
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
    return fold(counted(found)) + fold(without_value(found))


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
        yield fold(words("sweep.more_failed", n=len(kinds) - FAILURES))


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


def effects(found: Found) -> Iterator[_Lines]:
    """Give a table for each measure: effects, how often best, regret."""
    order = _order(found)
    for measure in found.study.measures:
        of = _by_option(found, found.effects, measure.id)
        best = {} if measure.name in EXPENSES else _by_option(found, told(found), measure.id)
        listed = [name for name in order if name in of or name in best] if of else []
        if not listed:
            continue
        middle = "median" if measure.name == RATIO else "mean"
        keys = ("option", middle, "band") + (("better", "best", "regret") if best else ())
        rows = [[found.words(f"sweep.head.{key}") for key in keys]]
        for name in listed[:OPTIONS]:
            cells = [name, *_effect(found, of.get(name))]
            rows.append([*cells, *_best(found, of.get(name), best.get(name))] if best else cells)
        heading = f"{found.telling.gain(measure.id)} – {found.telling.direction(measure.id)}"
        lines = [*fold(heading), *columns(rows)]
        if len(listed) > OPTIONS:
            lines += fold(found.words("sweep.more_options", n=len(listed) - OPTIONS))
        yield [line.replace(NBSP, " ") for line in lines]


def told(found: Found) -> list[dict[str, Any]]:
    """Return the rows that say how often an option is best; none where that is held back."""
    return [row for row in found.regret if row["p_best"] is not None]


def _by_option(found: Found, rows: Sequence[dict[str, Any]], measure: str) -> dict[str, dict[str, Any]]:
    return {found.telling.option(row): row for row in rows if row["measure"] == measure}


def _order(found: Found) -> list[str]:
    """Name the options, those with the least regret on the first measure that has regret first."""
    names = [found.telling.option(found.study.about(place)) for place in range(len(found.study.options))]
    best = told(found)
    if not best:
        return names
    first = [row for row in best if row["measure"] == best[0]["measure"]]
    mean = {found.telling.option(row): row["regret_mean"] for row in first}
    return sorted(names, key=lambda name: mean.get(name, float("inf")))


def _effect(found: Found, row: dict[str, Any] | None) -> list[str]:
    if row is None:
        return ["", ""]
    telling, id = found.telling, row["measure"]
    if telling.measure(id).name == RATIO:  # its mean says nothing, as what it is divided by may pass 0
        mean = telling.number(id, row["median"])
    else:
        mean = "–" if row["mean"] is None else telling.mean(row)
    return [mean, telling.band(row)]


def _best(found: Found, row: dict[str, Any] | None, best: dict[str, Any] | None) -> list[str]:
    words = found.words
    better = "" if row is None or row["p_better"] is None else words.percent(row["p_better"])
    if best is None:
        return [better, "", ""]
    mean, tail = (found.telling.number(best["measure"], best[key]) for key in ("regret_mean", "regret_p95"))
    return [better, words.percent(best["p_best"]), f"{mean} ({tail})"]


def explained(found: Found) -> str:
    """Say what the columns of the tables are."""
    words, study = found.words, found.study
    reference = found.telling.scenario(study.reference)
    held_back = any(row["half_width"] is None and row["mean"] is not None for row in found.effects)
    key = "sweep.explain_few" if held_back else "sweep.explain"
    texts = [words(key, over=over(found), reference=reference)]
    if any(found.telling.measure(row["measure"]).name == RATIO for row in found.effects):
        texts.append(words("sweep.explain_ratio"))
    if held_back:
        texts.append(few(found))
    if told(found):
        kind = "sampled" if study.sampled else study.method
        texts.append(words("sweep.explain_best", future=words(f"sweep.future.{kind}")))
        left = max(row["n_left_out"] for row in told(found))
        texts += [words("sweep.left_out", n=words.number(left))] if left else []
    return " ".join(texts)


def few(found: Found) -> str:
    """Say that there are too few replications for a margin or a best option."""
    return found.words("sweep.no_interval", least=found.words.number(FEWEST_DRAWS))


def replicated(found: Found) -> str:
    """Say whether there are enough replications."""
    words, telling, stop = found.words, found.telling, found.stopping
    if stop is not None:
        unit, id = telling.unit(stop["measure"]), stop["measure"]
        least, most = (words.number(stop[f"replications_{end}"]) for end in ("fewest", "most"))
        values = {
            "n": words.between(least, most),
            "measure": telling.gain(id),
            "half": f"{words.short_number(stop['half_width'])} {unit}",
            "widest": f"{fine(found.words, stop['widest'])} {unit}",
        }
        if stop["points"] > 1:
            reached, points = (words.number(stop[key]) for key in ("points_reached", "points"))
            return words("sweep.replicated.points", reached=reached, points=points, **values)
        met = stop["points_reached"] == stop["points"]
        return words("sweep.replicated.reached" if met else "sweep.replicated.not_reached", **values)
    last = {row["scenario"]: row for row in _first_measure(found)}
    widths = {name: row["half_width"] for name, row in last.items() if row["half_width"] is not None}
    if not widths:
        return few(found) if last else ""
    widest = max(widths, key=lambda name: widths[name])
    id, n = last[widest]["measure"], last[widest]["replications"]
    if fine(words, widths[widest]) == "0":
        return words("sweep.replicated.certain", n=words.number(n), measure=telling.gain(id))
    return words(
        "sweep.replicated.no_rule",
        n=words.number(n),
        measure=telling.gain(id),
        widest=f"{fine(found.words, widths[widest])} {telling.unit(id)}",
        label=telling.scenario(widest),
        more=words.number(4 * n),
    )


def _first_measure(found: Found) -> list[dict[str, Any]]:
    rows = found.running_mean
    return [row for row in rows if row["measure"] == rows[0]["measure"]]
