"""What stands beside every figure: that more differs than interventions, or that the evidence is left behind.

Read from the manifest, which every run and every sweep keeps: ``made_reference``, ``unlike_closures``,
``unlike_parameters``, ``own_parameters`` and ``beyond_prior``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from simkansen.report.figures.parts import Context
from simkansen.report.reading.beyond import beyond_beside, beyond_texts
from simkansen.report.reading.own_prices import low_price_texts, low_prices_beside
from simkansen.report.reading.records import UNLIKE
from simkansen.report.reading.staffing import served_only, short_of_staff
from simkansen.report.words import Words
from simkansen.scenario.checks.parameter_values import rounded_inwards

Label = Callable[[str], str]
"""What a scenario is called on screen, by its name."""

_BEYOND = "beyond_prior."
"""How the path to a parameter begins that an experiment varies beyond its prior."""

_NAMED = 2
"""Scenarios that a short caution names."""

COLUMN = "caution"
"""Column of a CSV that tells what stands beside every figure."""

FACTS = (
    "made_reference",
    "unlike_closures",
    "unlike_parameters",
    "own_parameters",
    "beyond_prior",
    "left_by_the_end",
)


def cautions(words: Words, manifest: Mapping[str, Any], label: Label) -> list[str]:
    """Say what a reader has to know before any figure.

    Parameters
    ----------
    words
        The language.
    manifest
        Of a results folder; one from before these were kept has nothing to say.
    label
        What a scenario is called.

    Returns
    -------
    list of str
        Sentences; none where scenarios differ in interventions alone and stay within the evidence.
    """
    found = beside_figures(words, manifest, label)
    if own := manifest.get("own_parameters"):
        said = [f"{name_of(words, name)} {words.significant(value)}" for name, value in own.items()]
        found.append(words("caution.given", values=words.listed(said)))
    if manifest.get("made_reference"):
        found.insert(0, words("caution.made" if manifest.get("closures", True) else "open.caution.made"))
    return found


def in_short(words: Words, manifest: Mapping[str, Any], label: Label, nobody: Sequence[str]) -> str:
    """Say in one sentence what would overturn a headline; `cautions` says it at length.

    Parameters
    ----------
    words
        The language.
    manifest
        Of a results folder.
    label
        What a scenario is called.
    nobody
        What those are called that reach nobody.

    Returns
    -------
    str
        Empty where scenarios differ in interventions alone, stay within the evidence and reach somebody.
    """
    far = [str(one["path"]).removeprefix(_BEYOND) for one in manifest.get("varied", ())
           if str(one["path"]).startswith(_BEYOND)]  # fmt: skip
    unlike = [*(manifest.get("unlike_parameters") or ()), *(manifest.get("unlike_closures") or ())]
    of = {
        "unlike": [label(name) for name in dict.fromkeys(unlike)],
        "left": [label(name) for name in manifest.get("left_by_the_end") or ()],
        "beyond": [*(label(name) for name in manifest.get("beyond_prior") or ()), *far],
        "nobody": nobody,
    }
    found = [words(f"lines.caution.{key}", labels=_few_of(words, some)) for key, some in of.items() if some]
    return words("lines.caution", list=words.listed(found)) if found else ""


def _few_of(words: Words, labels: Sequence[str]) -> str:
    """Name a few; of more the first, and how many others there are."""
    quoted = [f"‘{one}’" for one in labels]
    if len(quoted) <= _NAMED:
        return words.listed(quoted)
    return f"{quoted[0]} {words('lines.more', n=words.number(len(quoted) - 1))}"


def of_run(context: Context) -> list[str]:
    """Say what a reader has to know before any figure of a run: the same, and what its results leave out.

    Parameters
    ----------
    context
        The results, in one language.

    Returns
    -------
    list of str
        Sentences.
    """
    return [
        *cautions(context.words, context.results.manifest, context.plain_label),
        *sign_text(context),
        *beyond_texts(context),
        *short_of_staff(context),
        *low_price_texts(context),
    ]


def sign_text(context: Context) -> list[str]:
    """Return what the sign behind a name means, where a name has it."""
    return [context.words("caution.sign", sign=UNLIKE)] if context.results.unlike else []


def beside_of_run(context: Context) -> list[str]:
    """Say what belongs in the caption of every figure of a run."""
    return [
        *beside_figures(context.words, context.results.manifest, context.plain_label),
        *beyond_beside(context),
        *served_only(context),
        *low_prices_beside(context),
    ]


def beside_figures(words: Words, manifest: Mapping[str, Any], label: Label) -> list[str]:
    """Say what belongs in the caption of every figure: values that are unlike, or not of the evidence."""
    reference = label(_reference(manifest))
    found = [
        words("caution.unlike", label=label(name), reference=reference, values=_unlike(words, differ))
        for name, differ in (manifest.get("unlike_parameters") or {}).items()
    ]
    found += [
        words("caution.closures", label=label(name), reference=reference)
        for name in manifest.get("unlike_closures") or ()
    ]
    found += [words("caution.left", label=label(name)) for name in manifest.get("left_by_the_end") or ()]
    alike: dict[str, list[str]] = {}
    for name, values in (manifest.get("beyond_prior") or {}).items():
        alike.setdefault(_beyond(words, values), []).append(f"‘{label(name)}’")
    found += [
        words("caution.beyond", labels=words.listed(labels), values=said) for said, labels in alike.items()
    ]
    far = [one for one in manifest.get("varied", ()) if str(one["path"]).startswith(_BEYOND)]
    if far:
        found.append(words("caution.varied", names=words.listed(_varied(words, one) for one in far)))
    return found


def _varied(words: Words, one: Mapping[str, Any]) -> str:
    """Return a parameter that is varied beyond its prior: its values, and what the evidence allows."""
    name, told = str(one["path"]).removeprefix(_BEYOND), one.get("beyond_prior")
    if told is None:  # a folder from before these were kept
        return name_of(words, name)
    if "values" in told:
        values = words.listed(words.significant(value) for value in told["values"])
    else:
        values = words.between(*(words.significant(end) for end in told["range"]))
    return _outside(words, name, values, *told["allowed"])


def with_caution(rows: Iterable[Mapping[str, Any]], caution: str) -> list[dict[str, Any]]:
    """Add to rows for a CSV what stands beside every figure, so that it goes where the file goes.

    The last column is `COLUMN` then, the same in every row; without anything to say rows stay as they are.
    """
    return [{**row, COLUMN: caution} if caution else dict(row) for row in rows]


def name_of(words: Words, parameter: str) -> str:
    """Return what a parameter is called, with the name that a scenario file uses for it."""
    key = f"parameter.{parameter}"
    return f"{words(key)} ({parameter})" if words.has(key) else parameter


def facts(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Give the same as data, for machines."""
    return {name: manifest[name] for name in FACTS if name in manifest}


def _reference(manifest: Mapping[str, Any]) -> str:
    return str(manifest.get("reference", ""))


def _unlike(words: Words, differ: Mapping[str, Any]) -> str:
    said = []
    for name, (theirs, mine) in differ.items():
        one, other = (_value(words, value) for value in (mine, theirs))
        called = name_of(words, name)
        said.append(words("caution.instead", name=called, one=one, other=other))
    return words.listed(said)


def _value(words: Words, value: object) -> str:
    if value is None:
        return words("caution.own")
    return words.significant(float(value)) if isinstance(value, int | float) else str(value)


def _beyond(words: Words, values: Mapping[str, Any]) -> str:
    said = []
    for name, one in values.items():
        said.append(_outside(words, name, words.significant(one["value"]), one["low"], one["high"]))
    return words.listed(said)


def _outside(words: Words, name: str, value: str, low: float, high: float) -> str:
    """Return a parameter with the value it has, and what the evidence allows."""
    called = name_of(words, name)
    if low == high:
        return words("caution.fixed", name=called, value=value, low=words.significant(low))
    # As a refusal tells them: both ends, typed over, are allowed.
    ends = [words.significant(float(end), 4) for end in rounded_inwards(low, high)]
    return words("caution.outside", name=called, value=value, low=ends[0], high=ends[1])
