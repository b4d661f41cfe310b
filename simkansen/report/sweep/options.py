"""How an option of a sweep is set, in no more words than tell it from the other options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from simkansen.report.sweep.labels import item_of, key_of, setting, value_of
from simkansen.report.words import Words
from simkansen.sweep.analysis.study import Study, Value
from simkansen.sweep.ask.paths import is_switch, parse, switched_on

_FEW = 2
"""So many interventions are always named one by one."""

Chosen = Mapping[str, Value]
"""The values of an option by path."""


def differing(study: Study, scenario: str, chosen: Chosen) -> dict[str, Value]:
    """Return of the values of an option those that other options of its scenario have otherwise.

    Parameters
    ----------
    study
        The sweep.
    scenario
        Name of its scenario.
    chosen
        All of its values; all come back where none differs.
    """
    several: dict[str, set[Value]] = {}
    for option in study.options:
        if option.scenario == scenario:
            for path, value in option.values:
                several.setdefault(path, set()).add(value)
    found = {path: value for path, value in chosen.items() if len(several.get(path, ())) > 1}
    return found or dict(chosen)


def settings_of(words: Words, chosen: Chosen, item: Callable[[str], str]) -> list[str]:
    """Return the values of an option as parts of a sentence.

    Parameters
    ----------
    words
        The language.
    chosen
        What is told of it, by path.
    item
        What the intervention of a path is called.

    Returns
    -------
    list of str
        Switches first, several of them in one part: those that are on, or all but those that are off. Of
        what is varied of several interventions each part says of which.
    """
    switches = {path: value for path, value in chosen.items() if is_switch(parse(path))}
    others = {path: value for path, value in chosen.items() if path not in switches}
    return [*_switched(words, switches, item), *_set(words, others, item)]


def _switched(words: Words, switches: Chosen, item: Callable[[str], str]) -> list[str]:
    """Return which interventions are there: one part, or none where nothing is switched."""
    if len(switches) <= 1:
        return [setting(words, path, value, item(path)) for path, value in switches.items()]
    on = [path for path, value in switches.items() if isinstance(value, bool | str) and switched_on(value)]
    off = [path for path in switches if path not in on]
    n = words.number(len(switches))
    if not on:
        return [words("sweep.set.with_none", n=n)]
    if len(on) <= max(_FEW, len(off)):
        return [words("sweep.set.with", label=_listed(words, on, item))]
    if not off:
        return [words("sweep.set.with_all", n=n)]
    return [words("sweep.set.with_all_but", n=n, labels=_listed(words, off, item))]


def _listed(words: Words, paths: Sequence[str], item: Callable[[str], str]) -> str:
    return words.listed(_within(item(path)) for path in paths)


def _within(label: str) -> str:
    """Return a name as it stands within a sentence."""
    return label[:1].lower() + label[1:]


def _set(words: Words, chosen: Chosen, item: Callable[[str], str]) -> list[str]:
    """Return how interventions are set; of several each part begins with which it is of."""
    by_item: dict[str, list[str]] = {}
    for path in chosen:
        by_item.setdefault(item_of(path), []).append(path)
    keys = {key_of(path) for path in chosen}
    if len(by_item) <= 1:
        return [setting(words, path, value, item(path)) for path, value in chosen.items()]
    if len(keys) == 1 and len(by_item) > _FEW:  # what is varied of all of them is said once, above
        return [f"{_within(item(path))} {value_of(words, path, value)}" for path, value in chosen.items()]
    told = (
        (_within(item(paths[0])), ", ".join(setting(words, path, chosen[path]) for path in paths))
        for paths in by_item.values()
    )
    return ["; ".join(f"{name}: {texts}" for name, texts in told)]
