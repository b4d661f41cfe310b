"""What a scenario asks to be told in vain: measures and splits that tell nothing, or leave nothing out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simkansen.outcomes.measures import MEASURES
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import listed
from simkansen.scenario.schema.scenario import OutcomesSpec, Scenario
from simkansen.scenario.schema.words import LEVEL

_ONLY_FOR = {"province": "delay_weeks", "ses_tenth": "delay_share"}


def untold(outcomes: OutcomesSpec) -> list[Refusal]:
    """Say which measures are told by none of the splits, and which splits tell none of the measures.

    Parameters
    ----------
    outcomes
        What a file asks.
    """
    return [*_untold_measures(outcomes), *_untold_splits(outcomes)]


def asked_in_vain(scenarios: Sequence[Scenario]) -> Iterator[tuple[Scenario, Refusal]]:
    """Say which scenarios ask for a part of what another one asks for whole: that is told of all.

    Parameters
    ----------
    scenarios
        Those of one run.

    Yields
    ------
    (Scenario, Refusal)
    """
    for key in ("measures", "by"):
        asked = [(one, getattr(one.outcomes, key)) for one in scenarios]
        whole = next((one for one, some in asked if some is None), None)
        if whole is None:
            continue
        for one, some in asked:
            if some is not None:
                said = phrase(
                    "this leaves nothing out: '{name}' asks for everything, and what one asks is told of all",
                    name=whole.name,
                )
                yield (
                    one,
                    Refusal(("outcomes", key), said, phrase("write it in '{name}' too", name=whole.name)),
                )


def _untold_measures(outcomes: OutcomesSpec) -> Iterator[Refusal]:
    by = outcomes.by
    for place, one in enumerate(outcomes.measures or ()):
        if not _is_told(one, by):
            said = phrase(
                "{one} is not told by {listed}, so nothing is told of it", one=one, listed=listed(by or ())
            )
            yield Refusal(
                ("outcomes", "measures", place),
                said,
                phrase("add {what} to by, or remove {one}", what=_only_by(one) or "all", one=one),
            )


def _untold_splits(outcomes: OutcomesSpec) -> Iterator[Refusal]:
    for place, split in enumerate(outcomes.by or ()):
        untold = outcomes.measures and not any(_splits(one, split) for one in outcomes.measures)
        if split != "all" and untold:
            said = phrase("none of these measures is told by {split}", split=split)
            yield Refusal(
                ("outcomes", "by", place),
                said,
                phrase("remove {split}, or name a measure that is", split=split),
            )


def _only_by(measure: str) -> str | None:
    """Name the one split that a measure is told by; None where any will do, or none."""
    of = MEASURES[measure].of
    return of if of in ("ses_tenth", "intervention") else None


def _splits(measure: str, split: str) -> bool:
    """Tell whether a measure is told by a split of the pupils."""
    if only := _only_by(measure):
        return only == split
    if split == LEVEL and measure == "gap_weeks":
        return False
    return (
        MEASURES[measure].of != "all" and split != "intervention" and _ONLY_FOR.get(split, measure) == measure
    )


def _is_told(measure: str, by: Sequence[str] | None) -> bool:
    """Tell whether a measure has any value in these splits and in all pupils together."""
    has_all = _only_by(measure) is None and measure != "gap_weeks"
    return by is None or has_all or any(_splits(measure, split) for split in by)
