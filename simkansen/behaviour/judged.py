"""Writing down what is compared with published figures: validation and virtual trials, and the verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from simkansen.behaviour.town import CENTRE, EDGES, LOW, SEED, Town
from simkansen.evidence import load_register
from simkansen.fitting.trials.run import simulate_trial
from simkansen.fitting.trials.specification import TrialSpec
from simkansen.fitting.validation import verdict as judge
from simkansen.fitting.validation.closure import simulate_closure
from simkansen.fitting.validation.sample import DrawSample
from simkansen.fitting.validation.targets import COMPARISONS
from simkansen.identity.figures import Figures, Key

if TYPE_CHECKING:
    from simkansen.fitting.study import ClosureStudy

_HOURS = {"per_week": 2, "moment": "school"}
_TRIALS: tuple[dict[str, Any], ...] = (
    {
        "name": "pupils",
        "intervention": {
            "id": "tutoring", "type": "tutoring", "hours": _HOURS, "group_size": 2, "take_up": "90%",
            "led_by": "teaching-assistant", "weeks": {"from": "2019-09-16", "to": "2020-02-19"},
        },
        "pupils": {"lowest": "50%"}, "arms": {"by": "pupil", "treated": "50%"}, "programme": 150,
        "test": {"subjects": "reading", "before": "2019-09-09", "after": "2020-02-24"},
    },
    {
        "name": "classes",
        "intervention": {
            "id": "pairs", "type": "peer-tutoring", "hours": _HOURS, "for": {"groep": [4, 5, 6]},
            "weeks": {"from": "2019-09-16", "to": "2019-12-19"},
        },
        "arms": {"by": "class", "treated": "60%"}, "programme": 2000,
        "test": {
            "subjects": ["maths", "spelling"], "before": "2019-09-09", "after": "2020-01-06",
            "standardised_by": "all",
        },
    },
    {
        "name": "schools",
        "intervention": {
            "id": "coaching", "type": "teacher-professionalisation",
            "hours": {"per_week": 1, "moment": "after-school"}, "remote_share": "0%",
            "weeks": {"from": "2019-09-02", "to": "2020-03-01"},
        },
        "arms": {"by": "school", "treated": "50%"}, "programme": 500,
        "test": {"subjects": ["maths", "reading"], "before": "2019-08-26", "after": "2020-03-02"},
    },
)  # fmt: skip
"""A trial of each way to part the arms."""


def record_validation(figures: Figures, town: Town, studies: Mapping[str, ClosureStudy]) -> None:
    """Write down what validation measures in two draws, and how it judges."""
    for number, draw in enumerate((CENTRE, LOW, EDGES)):
        parameters, key = town.parameters(draw), town.key(number)
        closure = simulate_closure(town.people, parameters, key)
        sample = DrawSample(studies[draw], closure, parameters, key)
        for one in COMPARISONS:
            if one.measure:
                value = float(one.measure(sample))
                figures.add(Key("validation", draw, "validation", one.id, ""), [value])
    for one in COMPARISONS:
        allowed = [*(one.given or ()), one.width.half, one.null, float(one.sign)]
        allowed += [one.allowed(published) for published in (-2.0, 0.0, 0.3)]
        figures.add(Key("validation", "verdicts", "what counts as near", one.id, "number"), allowed)
    _record_verdicts(figures)


def _record_verdicts(figures: Figures) -> None:
    def code(said: judge.Verdict) -> float:
        return float(judge.VERDICTS.index(said))

    medians = (0.5, 0.7, 0.75, 0.8, 0.9, 1.2, 1.25, 1.3, 1.6)
    shares = (0.0, 0.49, 0.5, 0.74, 0.75, 0.89, 0.9, 0.95, 1.0)
    draws = [float(10 * i - i * i) for i in range(12)] + [float("nan")]
    counts = [0, 5, 9, 14, 15, 18, 19, 20]
    told: dict[str, list[float]] = {
        "of a number": [code(judge.verdict(1.0, 0.8, 1.2, one, tolerance)) for one in medians
                        for tolerance in (0.0, 0.25, 0.3)],
        "of a sign": [code(judge.verdict_on_sign(one)) for one in shares],
        "thin": [float(judge.thin(found, count, 20, sign)) for found in judge.VERDICTS for count in counts
                 for sign in (False, True)],
        "spread": [*(judge.spread(draws) or ()), float(judge.spread([]) is None)],
        "share above zero": [judge.share_above_zero(draws) or 0.0],
        "supporters": [float(judge.supporters(9.0, 8.0, 16.0, draws, one)) for one in (0.0, 2.0, 20.0)],
        "half of an effect": [judge.half_effect(3.0, 1.0), judge.HALF, judge.SURVEY_POINTS],
    }  # fmt: skip
    for name, values in told.items():
        figures.add(Key("validation", "verdicts", "verdict", name, "place"), values)


def record_trials(figures: Figures, town: Town) -> None:
    """Write down what virtual trials find."""
    # No run reads what was published; any entry will do that is one number.
    entry = next(one.id for one in load_register().values() if isinstance(one.value, float))
    published = {"id": entry, "effect": 0.1, "se": 0.05, "because": "made up"}
    population = {"netherlands": {"sample": town.schools}}
    for said in _TRIALS:
        rest = {"simkansen": 1, "published": published, "population": population, "assumed": "all"}
        words = TrialSpec.model_validate({**rest, **said})
        for number, draw in enumerate((CENTRE, EDGES)):
            found = simulate_trial(words, town.parameters(draw), town.key(number), SEED)
            for name, value in found.items():
                number_or_none = value if np.isfinite(value) else np.nan
                figures.add(Key("trials", f"{words.name}, {draw}", "trial", name, ""), [number_or_none])
