"""Which of what is varied matters, for a terminal: sensitivity, and where interventions fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simkansen.report.aligned import folded
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.words import fine
from simkansen.report.words import Words
from simkansen.sweep.analysis.discovery import FEWEST
from simkansen.sweep.ask.design import BLOCKS_TO_SETTLE

LEADING = 3
"""Dimensions told of a number."""

_Lines = list[str]


def sensitivity(found: Found) -> Iterator[_Lines]:
    """Name the dimensions that each number rests on most."""
    words, telling, method = found.words, found.telling, found.study.method
    if method not in ("sobol", "morris"):
        return
    if not found.indices:
        yield folded(words("sweep.indices.none"))
        return
    key = index_of(found)
    few = "" if found.indices[0][f"{key}_conf"] is not None else "_few"
    lines = folded(words(f"sweep.indices.note_{method}{few}"))
    for scenario, measure in dict.fromkeys((row["scenario"], row["measure"]) for row in found.indices):
        own = [row for row in found.indices if (row["scenario"], row["measure"]) == (scenario, measure)]
        several = sorted(own, key=lambda row: -row[key])[:LEADING]
        what = telling.gain(measure) if own[0]["kind"] == "effect" else telling.level(measure)
        named = [f"{telling.dimension(row['dimension'])} {index(found, row, key)}" for row in several]
        lines += folded(f"{telling.scenario(scenario)}, {what}: {' · '.join(named)}", "  ", "    ")
    lines += folded(unsettled(found))
    yield [words("sweep.indices.topic"), *lines]


def leading(found: Found) -> dict[str, Any] | None:
    """Return the index of what the first number rests on most; None without indices."""
    if not found.indices:
        return None
    first, key = found.indices[0], index_of(found)
    own = [row for row in found.indices if all(row[name] == first[name] for name in ("scenario", "measure"))]
    return max(own, key=lambda row: float(row[key]))


def what_most(found: Found, most: dict[str, Any], key: str, **about: str) -> str:
    """Say what a number rests on most, or that this is not known where its index has not settled.

    Parameters
    ----------
    found
        The sweep.
    most
        Of `leading`.
    key, about
        The sentence and its fields, but for the measure.
    """
    words, telling = found.words, found.telling
    what = (telling.gain if most["kind"] == "effect" else telling.level)(most["measure"])
    if not most["settled"]:
        return words.capital(words("sweep.answer.unsettled", measure=what, n=words.number(most["n"])))
    return words(key, measure=what, index=index(found, most, index_of(found)), **about)


def index_of(found: Found) -> str:
    """Return the column of the index that says how much rests on a dimension in all."""
    return "st" if found.study.method == "sobol" else "mu_star"


def unsettled(found: Found) -> str:
    """Say what the mark of an index that has not settled means, and what would settle it."""
    words, n = found.words, found.indices[0]["n"] if found.indices else 0
    if all(row["settled"] for row in found.indices):
        return ""
    needed = BLOCKS_TO_SETTLE[found.study.method]
    key, more = ("few", needed) if n < needed else ("wide", 2 * n)
    return words(f"sweep.indices.unsettled_{key}", n=words.number(n), needed=words.number(more))


def index(found: Found, row: dict[str, Any], key: str) -> str:
    """Write an index, how well it is known, and whether it has settled."""
    words, half = found.words, row[f"{key}_conf"]
    write, by = (fine, found.telling.scale(row["measure"])) if key == "mu_star" else (_hundredths, 1.0)
    sign = "%" if by > 1 else ""
    text = write(words, by * row[key]) + ("" if half is None else f" ±{write(words, by * half)}") + sign
    return text if row["settled"] else f"{text} ({words('sweep.indices.unsettled')})"


def _hundredths(words: Words, value: float) -> str:
    return words.number(value, 2)


def where_it_fails(found: Found) -> dict[str, list[str]]:
    """Say by measure where interventions fail on it; nothing where there are too few points."""
    checks, rules = found.discovery
    told: dict[str, list[str]] = {}
    for check in checks:
        told.setdefault(check["measure"], []).extend(_where(found, check, rules))
    return told


def discovered(found: Found) -> Iterator[_Lines]:
    """Say under which conditions interventions fail."""
    words, telling, told = found.words, found.telling, where_it_fails(found)
    if not found.study.paths or len(found.study.options) < 2:
        return
    if not told and found.study.manifest["points"] >= FEWEST and (found.study.hidden or found.study.few):
        return  # what could fail is told to be of too few pupils
    if not told:
        few = words("sweep.discovery.too_few", n=FEWEST)
        yield [words("sweep.discovery.topic"), *folded(few, "  ", "    ")]
        return
    lines = [words("sweep.discovery.topic"), *folded(failing_is(found), "  ", "  ")]
    for measure, texts in told.items():
        lines += folded(f"{telling.gain(measure)}:", "  ", "  ")
        lines += [line for text in texts for line in folded(text, "  - ", "    ")]
    yield lines


def failing_is(found: Found) -> str:
    """Say what failing is here: what the experiment says, or what is taken when it says nothing."""
    words, asked = found.words, found.study.manifest.get("fails")
    if asked is None:
        return words("sweep.discovery.default")
    id = asked["measure"]
    check = {"measure": id, "fails_below": asked["gain_below"], "why": "asked"}
    over, below = found.telling.threshold(check)
    return words(f"sweep.discovery.asked{over}", measure=found.telling.gain(id), below=below)


def _where(found: Found, check: dict[str, Any], rules: list[dict[str, Any]]) -> Iterator[str]:
    """Say where one scenario fails on one measure."""
    words, telling = found.words, found.telling
    about = {"label": f"‘{telling.scenario(check['scenario'])}’", "why": telling.why(check)}
    own = [rule for rule in rules if all(rule[key] == check[key] for key in ("scenario", "measure"))]
    for rule in own:
        unseen = "–" if rule["density_unseen"] is None else words.percent(rule["density_unseen"])
        yield words(
            "sweep.discovery.rule",
            rule=telling.conditions(rule["conditions"]),
            n=words.number(rule["n_points"]),
            unseen=unseen,
            **{key: words.percent(rule[key]) for key in ("density", "coverage")},
            **about,
        )
    if own:
        return
    share, n = check["share_failing"], words.number(check["n_points"])
    # At all points or at none there is nothing that a condition could foretell.
    key = "all_same" if check["why"] == "same" else {0.0: "never", 1.0: "all_same"}.get(share, "no_rule")
    of = "" if check["n_points"] >= FEWEST else "_of_few"
    yield words(
        f"sweep.discovery.{key}{of}", share=words.percent(share), n=n, few=words.number(FEWEST), **about
    )
