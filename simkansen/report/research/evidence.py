"""What the parameters rest on, and how the model does on figures that it was not fitted to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from simkansen.evidence import Compared, contraction, load_parameters, load_posterior, posterior_file
from simkansen.evidence.posterior import in_words
from simkansen.fitting.validation_verdict import VERDICTS
from simkansen.fitting.validation_words import SHARE_OF_DRAWS, number
from simkansen.report.figures.parts import Context, Table
from simkansen.runs.plan import file_digest


def posterior_table(context: Context) -> Table:
    """Return the parameters that the data inform, prior beside posterior, most informed first."""
    words, known, fitted = context.words, load_parameters().definitions, load_posterior()
    found = []
    for name in fitted.names:
        one = known[name]
        if one.prior.distribution == "fixed":
            continue
        draws = fitted.column(name)
        contracted = contraction(draws, one)
        if in_words(contracted, fitted.effective) == "informed":
            before = [one.quantile(q) for q in (0.5, 0.05, 0.95)]
            low, high = fitted.interval(name)
            after = [float(np.median(draws)), low, high]
            found.append((contracted, [name, one.unit, _three(context, *before), _three(context, *after)]))
    found.sort(key=lambda row: (-row[0], row[1][0]))
    rows = [[*cells, words.number(contracted, 2)] for contracted, cells in found]
    head = [words(f"research.head.{k}") for k in ("parameter", "unit", "prior", "posterior", "contraction")]
    return Table(words("research.posterior.table"), head, rows, english=(0, 1))


def posterior_sentences(context: Context) -> list[str]:
    """Return how many parameters the data inform, how it was fitted, and whether this run used it."""
    words, known, fitted = context.words, load_parameters().definitions, load_posterior()
    uncertain = [n for n in fitted.names if known[n].prior.distribution != "fixed"]
    said = Counter(in_words(contraction(fitted.column(n), known[n]), fitted.effective) for n in uncertain)
    told = [
        words(
            "research.posterior.how",
            fitted=words.number(len(uncertain)),
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


def compared_table(context: Context, compared: Compared, key: str) -> Table:
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
    rows = [
        [
            f"{row['id']}{_sign(row, compared)}",
            f"{row['quantity']} ({row['unit']})",
            _published(context, row),
            _figure(context, row["median"], row["p05"], row["p95"]),
            words(f"research.verdict.{row['verdict']}"),
        ]
        for row in compared.rows
    ]
    head = [words(f"research.head.{k}") for k in ("id", "what", "published", "model", "verdict")]
    return Table(words(f"research.{key}.table"), head, rows, english=(0, 1))


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
        return "†"
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
    words = context.words
    texts = [_number(context, v) for v in (value, low, high)]
    if texts[0] == texts[1] == texts[2]:
        return texts[0]
    return words("form.band", value=texts[0], band=words.between(texts[1], texts[2]))


def _number(context: Context, value: float) -> str:
    """Return a number with as many decimals as its size asks for."""
    return context.words.number(value, len(number(value).partition(".")[2]))
