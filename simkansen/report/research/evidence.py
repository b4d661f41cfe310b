"""What the parameters rest on, and how the model does on figures that it was not fitted to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from simkansen.evidence import Compared, contraction, load_parameters, load_posterior, posterior_file
from simkansen.evidence.posterior import in_words
from simkansen.fitting.validation.verdict import HOLDS, OPEN, SURVEY_POINTS, VERDICTS
from simkansen.fitting.validation.words import SHARE_OF_DRAWS, number
from simkansen.report.figures.parts import Context, TextTable, tabled
from simkansen.report.words import Words
from simkansen.runs.plan import file_digest


def posterior_table(context: Context) -> TextTable:
    """Return the parameters of which the data say anything, prior beside posterior, most first."""
    words, known, fitted = context.words, load_parameters().definitions, load_posterior()
    told = {name: found for name, found in _contractions().items() if found[1] != "not"}
    before = {name: [known[name].quantile(q) for q in (0.5, 0.05, 0.95)] for name in told}
    after = {n: [float(np.median(fitted.column(n))), *fitted.interval(n)] for n in told}
    columns: dict[str, Callable[[str], str]] = {
        "parameter": str,
        "unit": lambda name: known[name].unit,
        "prior": lambda name: _three(context, *before[name]),
        "posterior": lambda name: _three(context, *after[name]),
        "contraction": lambda name: words.number(told[name][0], 2),
        "data": lambda name: words(f"research.posterior.{told[name][1]}"),
    }
    order = sorted(told, key=lambda name: (-told[name][0], name))
    headed = {words(f"research.head.{key}"): cell for key, cell in columns.items()}
    return tabled(words("research.posterior.table"), order, headed, english=(0, 1))


@cache
def _contractions() -> dict[str, tuple[float, str]]:
    """Return the contraction of each uncertain parameter that was fitted, and what the data say of it."""
    known, fitted = load_parameters().definitions, load_posterior()
    found = {}
    for name in fitted.names:
        if known[name].prior.distribution != "fixed":
            contracted = contraction(fitted.column(name), known[name])
            found[name] = contracted, in_words(contracted, fitted.effective)
    return found


def posterior_sentences(context: Context) -> list[str]:
    """Return how many parameters the data inform, how it was fitted, and whether this run used it."""
    words, fitted, found = context.words, load_posterior(), _contractions()
    said = Counter(word for _, word in found.values())
    told = [
        words(
            "research.posterior.how",
            fitted=words.number(len(found)),
            draws=words.number(len(fitted)),
            worth=words.number(fitted.effective),
            informed=words.number(said["informed"]),
            hardly=words.number(said["hardly"]),
            none=words.number(said["not"]),
        )
    ]
    hashes = context.results.fact("hashes")
    used = hashes.get("posterior") if isinstance(hashes, Mapping) else None
    if context.results.source == "prior":
        told.append(words("research.posterior.unused"))
    elif used and used != file_digest(posterior_file()):
        told.append(words("research.posterior.other", digest=str(used)[:16]))
    return told


def compared_table(context: Context, compared: Compared, key: str) -> TextTable:
    """Return published figures beside the model's.

    Parameters
    ----------
    context
        The results, in one language.
    compared
        The rows, as the package ships them.
    key
        ``"validation"`` or ``"trials"``.
    """
    words = context.words
    columns: dict[str, Callable[[Mapping[str, Any]], str]] = {
        "id": lambda row: f"{row['id']}{_sign(row, compared)}",
        "what": lambda row: f"{row['quantity']} ({row['unit']})",
        "published": lambda row: _published(context, row),
        "model": lambda row: _figure(context, row["median"], row["p05"], row["p95"]),
        "verdict": lambda row: words(f"research.verdict.{row['verdict']}"),
    }
    headed = {words(f"research.head.{head}"): cell for head, cell in columns.items()}
    return tabled(words(f"research.{key}.table"), compared.rows, headed, english=(0, 1))


def rule_of_verdicts(words: Words) -> str:
    """Return how the rows of the comparisons are judged, each kind of them by its own rule."""
    return words(
        "research.compared.how",
        points=words.number(100 * SURVEY_POINTS),
        holds=words.percent(HOLDS),
        open=words.percent(OPEN),
    )


def compared_sentences(context: Context, compared: Compared, key: str) -> list[str]:
    """Return how the table was made, and its verdicts counted with and without what leans on the fit.

    Parameters
    ----------
    context, compared, key
        As in `compared_table`.
    """
    words, about = context.words, compared.about
    tested = [row for row in compared.rows if row["id"] not in compared.uncounted]
    own = [row for row in tested if row["id"] not in compared.leaning]
    made = words(
        f"research.{key}.made", n=words.number(about["draws"]), version=about["version"],
        digest=str(about["posterior"])[:16],
    )  # fmt: skip
    told = [made, words("research.compared.all", counts=_counts(context, tested))]
    if len(own) < len(tested):
        n = words.number(len(tested) - len(own))
        told.append(words("research.compared.own", n=n, counts=_counts(context, own)))
    if len(tested) < len(compared.rows):
        told.append(words("research.compared.against", n=words.number(len(compared.rows) - len(tested))))
    if about["posterior"] != file_digest(posterior_file()):
        told.append(words("research.compared.older"))
    return told


def _counts(context: Context, rows: list[Mapping[str, Any]]) -> str:
    words, count = context.words, Counter(str(row["verdict"]) for row in rows)
    texts = [
        words("research.compared.count", n=words.number(count[v]), verdict=words(f"research.verdict.{v}"))
        for v in VERDICTS
        if count[v]
    ]
    return words.listed(texts)


def _sign(row: Mapping[str, Any], compared: Compared) -> str:
    if row["id"] in compared.uncounted:
        return "‡"
    return "*" if row["id"] in compared.leaning else ""


def _published(context: Context, row: Mapping[str, Any]) -> str:
    if row["unit"] == SHARE_OF_DRAWS:
        return context.words("research.compared.direction")
    return _figure(context, row["published"], row["published_low"], row["published_high"])


def _figure(context: Context, value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "–"
    if low is None or high is None:
        return _number(context, value)
    return _three(context, value, low, high)


def _three(context: Context, value: float, low: float, high: float) -> str:
    return context.words.banded(*(_number(context, v) for v in (value, low, high)))


def _number(context: Context, value: float) -> str:
    """Return a number with as many decimals as its size asks for."""
    return context.words.number(value, len(number(value).partition(".")[2]))
