"""What the manifest of a results folder tells, beside what there is now."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib import metadata
from typing import Any

from simkansen.identity import RUNS, Scope, own_sources
from simkansen.phrases import phrase
from simkansen.runs import manifest
from simkansen.runs.plan import code_digest, posterior_digest
from simkansen.scenario import Scenario
from simkansen.work.verification import Difference, Then

_SHOWN = 12
"""Letters of a hash that are shown."""


def since(told: Mapping[str, Any], reference: Scenario, scope: Scope = RUNS) -> Then:
    """Find which versions, platform, code and posterior are not those that a manifest tells of.

    Parameters
    ----------
    told
        The manifest.
    reference
        The scenario that the others are compared with.
    scope
        What the results rest on (`simkansen.identity`).
    """
    now: dict[str, str] = manifest.versions()
    hashes = told.get("hashes", {})
    pairs = {name: (str(then), now.get(name) or _version(name)) for name, then in told["versions"].items()}
    here = {"system": platform.system(), "machine": platform.machine()}
    pairs |= {name: (str(then), here.get(name, "")) for name, then in told["platform"].items()}
    pairs["code"] = (str(hashes.get("code"))[:_SHOWN], code_digest(scope)[:_SHOWN])
    pairs["posterior"] = (str(hashes.get("posterior"))[:_SHOWN], str(posterior_digest(reference))[:_SHOWN])
    pairs["sources"] = _sources(told)
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _sources(told: Mapping[str, Any]) -> tuple[str, str]:
    """Give the sources then and now: other ones that do the same may differ in the last bits."""
    now = own_sources()
    then = [str(one) for one in told.get("sources", [now])]
    return ", ".join(one[:_SHOWN] for one in then), now[:_SHOWN]


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return phrase("not installed")


def changed_scenarios(
    told: Mapping[str, Any], hashes: Mapping[str, str], then: Then
) -> tuple[list[Difference], list[str]]:
    """Compare the scenarios of a folder with the hashes in its manifest.

    Parameters
    ----------
    told
        The manifest.
    hashes
        Hash by name of the scenarios as they are in the folder.
    then
        What is no longer as it was (`since`).

    Returns
    -------
    (list of Difference, list of str)
        Other code may know more keys, and so another hash of the same scenario: that is a note, and the
        numbers decide.
    """
    stored: dict[str, str] = told["hashes"]["scenarios"]
    names = [name for name in {**stored, **hashes} if stored.get(name) != hashes.get(name)]
    if not names or "code" not in then:
        return [
            Difference(phrase("scenario {name}", name=name), "hash", stored.get(name), hashes.get(name))
            for name in names
        ], []
    return [], [
        phrase(
            "the hash of {names} is another one; the code has changed too, so the numbers tell",
            names=", ".join(names),
        )
    ]
