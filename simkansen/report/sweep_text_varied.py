"""Which of what is varied matters, for a terminal: sensitivity, and where interventions fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from simkansen.report.sweep_words import fine, fold

if TYPE_CHECKING:
    from simkansen.report.sweeps import Found

LEADING = 3
"""Dimensions told of a number."""

WEIGHTY = 0.1
"""A share of the variance that is worth a warning when it is not known well."""

_Lines = list[str]


def sensitivity(found: Found) -> Iterator[_Lines]:
    """Name the dimensions that each number rests on most."""
    words, telling, method = found.words, found.telling, found.study.method
    if method not in ("sobol", "morris"):
        return
    if not found.indices:
        yield fold(words("sweep.indices.none"))
        return
    key = "st" if method == "sobol" else "mu_star"
    lines = fold(words(f"sweep.indices.note_{method}"))
    for scenario, measure in dict.fromkeys((row["scenario"], row["measure"]) for row in found.indices):
        own = [row for row in found.indices if (row["scenario"], row["measure"]) == (scenario, measure)]
        leading = sorted(own, key=lambda row: -row[key])[:LEADING]
        what = telling.gain(measure) if own[0]["kind"] == "effect" else telling.level(measure)
        named = [f"{telling.dimension(row['dimension'])} {_index(found, row, key)}" for row in leading]
        lines += fold(f"{telling.scenario(scenario)}, {what}: {' · '.join(named)}", "  ", "    ")
    if method == "sobol" and any(_is_rough(row) for row in found.indices):
        lines += fold(words("sweep.indices.wide"))
    yield [words("sweep.indices.topic"), *lines]


def _is_rough(row: dict[str, Any]) -> bool:
    return bool(row["st"] >= WEIGHTY and row["st_conf"] > row["st"] / 2)


def _index(found: Found, row: dict[str, Any], key: str) -> str:
    if key == "st":
        return f"{found.words.number(row['st'], 2)} ±{found.words.number(row['st_conf'], 2)}"
    return f"{fine(found.words, row[key])} ±{fine(found.words, row[f'{key}_conf'])}"


def discovered(found: Found) -> Iterator[_Lines]:
    """Say under which conditions interventions fail."""
    checks, rules = found.discovery
    words, telling = found.words, found.telling
    if not found.study.paths or len(found.study.options) < 2:
        return
    if not checks:
        from simkansen.sweep.analysis.discovery import FEWEST

        few = words("sweep.discovery.too_few", n=FEWEST)
        yield [words("sweep.discovery.topic"), *fold(few, "  ", "    ")]
        return
    lines = [words("sweep.discovery.topic")]
    for measure in dict.fromkeys(check["measure"] for check in checks):
        lines += fold(f"{telling.gain(measure)}:", "  ", "  ")
        for check in checks:
            if check["measure"] == measure:
                lines += [line for text in _where(found, check, rules) for line in fold(text, "  - ", "    ")]
    yield lines


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
    if not own:
        share, n = words.percent(check["share_failing"]), words.number(check["n_points"])
        yield words("sweep.discovery.no_rule", share=share, n=n, **about)
