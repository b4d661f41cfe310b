"""Lines about schools that leave none out."""

from __future__ import annotations

from simkansen.scenario.estimate import count
from simkansen.scenario.places import chosen, provinces
from simkansen.scenario.schema import PopulationSpec
from simkansen.scenario.wording import counted
from simkansen.scenario.words import Refusal


def population_notes(spec: PopulationSpec) -> list[Refusal]:
    """Say which lines about schools leave none out."""
    found: list[Refusal] = []
    named = spec.netherlands
    if named is not None and named.province and named.municipality:
        alone = chosen((), named.municipality)
        if all(place.province in named.province for place in alone):
            said = "the province leaves no school out: all these municipalities lie in it"
            found.append((("netherlands", "province"), said, "remove the line, or leave it"))
    if named is not None and set(named.province) == set(provinces()):
        said = "these are all provinces, so that no school is left out"
        found.append((("netherlands", "province"), said, "remove the line, or leave it"))
    source = "netherlands" if named is not None else "schools"
    there, _ = count(
        spec.model_copy(update={source: getattr(spec, source).model_copy(update={"sample": None})})
    )
    if spec.sample is not None and spec.sample == there:
        said = f"a sample of {counted(spec.sample, 'school')} is all of them"
        found.append(((source, "sample"), said, "remove the line, or ask for fewer"))
    return found
