"""What stands beside the figures of a sweep: options beyond what was tried, short of staff, too cheap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from simkansen.report.cautions import beside_figures, cautions
from simkansen.report.reading.beyond import beyond_prior, care_of, dear, farther, listed
from simkansen.report.reading.own_prices import SIGN, low_prices_of, told
from simkansen.report.reading.records import UNLIKE, ScenarioInfo
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.settings import scenarios_of
from simkansen.report.words import Words

NAMED = 4
"""Options that are named in a sentence; of more it is said how many they are."""


def caveats(found: Found) -> list[str]:
    """Say what a reader has to know before any figure, of what each option is and is not.

    Parameters
    ----------
    found
        The sweep.

    Returns
    -------
    list of str
        Sentences; those of `simkansen.report.cautions.cautions` first.
    """
    manifest = found.study.manifest
    said = cautions(found.words, manifest, found.telling.plain_scenario)
    sign = [found.words("caution.sign", sign=UNLIKE)] if found.study.unlike else []
    return [*said, *sign, *_of_options(found)]


def caveats_beside(found: Found) -> list[str]:
    """Say what belongs in the caption of every figure; `caveats` says it at length."""
    words = found.words
    said = beside_figures(words, found.study.manifest, found.telling.plain_scenario)
    places = range(1, len(found.study.options))
    beyond = [place for place in places if any(farther(one) for one in _scenarios(found, place))]
    short = [place for place in places if found.is_short(place)]
    low = [place for place in places if _low(found, place)]
    if beyond:
        said.append(words("beyond.beside", labels=_named(found, beyond)))
    if short:
        said.append(words("staff.served", labels=_named(found, short)))
    if low:
        said.append(words("price.low_beside", labels=_named(found, low), sign=SIGN))
    return said


def _of_options(found: Found) -> list[str]:
    words = found.words
    unlike = found.study.unlike  # what is not of interventions alone has no letter
    tried = _alike(found, lambda one: "" if one.name in unlike else _farther(words, one))
    ungraded = _alike(found, lambda one: _farther(words, one) if one.name in unlike else "")
    seen = _alike(found, lambda one: "" if one.interventions else listed(words, care_of(one)))
    counted = found.study.manifest.get("schools")
    schools = counted if isinstance(counted, int) else None
    costly = _alike(found, lambda one: listed(words, dear(one, schools)))
    prior = _alike(found, lambda one: "beyond" if one.interventions and beyond_prior(one) else "")
    low = _alike(found, lambda one: words.listed(told(words, low_prices_of(one))))
    return [
        *(words("beyond.tried", labels=labels, list=what) for what, labels in tried.items()),
        *(words("beyond.tried_ungraded", labels=labels, list=what) for what, labels in ungraded.items()),
        *(words("beyond.seen", labels=labels, list=what) for what, labels in seen.items()),
        *(words("sweep.caveat.beyond_prior", labels=labels) for labels in prior.values()),
        *_short(found),
        *(words("beyond.dear", labels=labels, list=what) for what, labels in costly.items()),
        *(words("sweep.caveat.price", labels=labels, prices=what, sign=SIGN) for what, labels in low.items()),
    ]


def _farther(words: Words, one: ScenarioInfo) -> str:
    """Say how far interventions go beyond what was tried; empty without."""
    return listed(words, farther(one)) if one.interventions else ""


def _short(found: Found) -> list[str]:
    """Say for which options school staff lack hours, with the part that they have."""
    words = found.words
    short = [place for place in range(1, len(found.study.options)) if found.is_short(place)]
    if not short:
        return []
    shares = [f"{_label(found, place)} ({found.staff_share(place)})" for place in short[:NAMED]]
    labels = words.listed(shares) if len(short) <= NAMED else _named(found, short)
    return [words("sweep.caveat.staff", labels=labels)]


def _alike(found: Found, say: Callable[[ScenarioInfo], str]) -> dict[str, str]:
    """Return by what is said of options which they are, in the order of the options."""
    places: dict[str, list[int]] = {}
    for place in range(len(found.study.options)):
        for text in dict.fromkeys(map(say, _scenarios(found, place))):
            if text:
                places.setdefault(text, []).append(place)
    return {text: _named(found, some) for text, some in places.items()}


def _scenarios(found: Found, place: int) -> list[ScenarioInfo]:
    return scenarios_of(found.study, found.study.about(place))


def _low(found: Found, place: int) -> bool:
    return any(low_prices_of(one) for one in _scenarios(found, place))


def _named(found: Found, places: Sequence[int]) -> str:
    """Name options, or say how many they are where they are many."""
    if len(places) <= NAMED:
        return found.words.listed(_each(found, places))
    n, of = len(places), len(found.study.options) - 1
    key = "sweep.caveat.all" if n == of else "sweep.caveat.some"
    return found.words(key, n=found.words.number(n), of=found.words.number(of))


def _each(found: Found, places: Iterable[int]) -> list[str]:
    return [_label(found, place) for place in places]


def _label(found: Found, place: int) -> str:
    return f"‘{found.telling.option(found.study.about(place))}’"
