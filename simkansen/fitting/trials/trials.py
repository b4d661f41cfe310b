"""Virtual trials: published trials done again in the model, each with the pupils and the dose of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simkansen.chance import run_key
from simkansen.evidence import load_parameters, load_posterior, load_register
from simkansen.fitting.trials.files import Trial, load_trials, trials_folder
from simkansen.fitting.trials.run import simulate_trial
from simkansen.fitting.trials.specification import TrialSpec
from simkansen.fitting.validation.verdict import (
    ComparedFigure,
    Verdict,
    known,
    spread,
    supporters,
    thin,
    verdict,
)
from simkansen.runs.draws import draw_parameters
from simkansen.work.evaluation import evaluate

if TYPE_CHECKING:
    from simkansen.runs.draws import Source
    from simkansen.work.progress import Progress

__all__ = ["Trial", "load_trials", "run_trials", "trials_folder"]

SEED = 2020
DRAWS = 40

NO_NEAR = 0.0
"""A trial has an interval of its own: a median outside it is a miss, however near."""


def run_trials(
    trials: Sequence[Trial],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    source: Source = "posterior",
    workers: int | None = None,
    journal: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> list[ComparedFigure]:
    """Run trials over draws of the parameters and of chance.

    Parameters
    ----------
    trials
        From `load_trials`; those that wait are passed through.
    draws
        Draws of the parameters. Draw k is the same for every trial, so that one set of values has to
        carry them all.
    seed
        Seed of all chance.
    source
        Where the parameters come from (`simkansen.runs.draws.draw_parameters`).
    workers
        Processes; all processors by default.
    journal
        File in which finished runs are kept, so that the same call can be continued.
    on_progress
        Called when something has changed.

    Returns
    -------
    list of ComparedFigure
        In the order of `trials`.
    """
    ready = {trial.id: trial.words for trial in trials if trial.words is not None}
    items = {f"{name}/{draw}": (name, draw) for name in ready for draw in range(draws)}
    done = evaluate(
        _effect, (ready, seed, source), items, workers=workers, journal=journal,
        basis=_basis(ready, seed, source), stage="trials", on_progress=on_progress,
    )  # fmt: skip
    effects = {name: [done[f"{name}/{draw}"]["effect"] for draw in range(draws)] for name in ready}
    return [_result(trial, effects.get(trial.id, [])) for trial in trials]


_PROSE = {"assumed", "leans_on", "note"}
"""Words of a trial file that no run depends on."""

_Shared = tuple[dict[str, TrialSpec], int, "Source"]


def _effect(shared: _Shared, item: tuple[str, int]) -> dict[str, float]:
    trials, seed, source = shared
    name, draw = item
    key = run_key(seed, draw)
    return simulate_trial(trials[name], draw_parameters(load_parameters(), seed, draw, source), key, seed)


def _basis(trials: dict[str, TrialSpec], seed: int, source: str) -> str:
    """Say what runs rest on; other evidence or other words of a trial start a journal anew."""
    digest = hashlib.blake2b(digest_size=8)
    for name, words in sorted(trials.items()):
        digest.update(f"{name}\n{words.model_dump_json(exclude=_PROSE)}\n".encode())
    digest.update(repr(sorted(load_parameters().items())).encode())
    digest.update(repr(sorted(load_parameters().definitions.items())).encode())
    digest.update(np.ascontiguousarray(load_posterior().draws).tobytes())
    return f"trials {digest.hexdigest()}, seed {seed}, {source}"


def _result(trial: Trial, effects: Sequence[float]) -> ComparedFigure:
    words = trial.words
    entry = load_register()[trial.id.split()[0]]
    if words is None:
        nothing = (None, None, None)
        return ComparedFigure(
            trial.id, entry.quantity, "SD", *nothing, *nothing, "waits",
            f"waits for its intervention ({trial.waits_for}): {trial.note}",
        )  # fmt: skip
    published = words.published
    low, high = published.interval
    middle = spread(effects)
    if middle is None:
        message = f"{trial.file}: no draw has pupils in both arms; give it more schools"
        raise ValueError(message)
    found = verdict(published.value, low, high, middle[0], NO_NEAR)
    return ComparedFigure(
        trial.id, entry.quantity, "SD", published.value, low, high, *middle, found,
        _note(words, found, middle[0], effects),
    )  # fmt: skip


def _note(words: TrialSpec, found: Verdict, median: float, effects: Sequence[float]) -> str | None:
    published = words.published
    answering = len(known(effects))
    inside = supporters(published.value, *published.interval, effects, NO_NEAR)
    parts = []
    if words.leans_on:
        parts.append(f"No test of its own: {words.leans_on}")
    if answering < len(effects):
        parts.append(f"No answer in {len(effects) - answering} of {len(effects)} draws.")
    if thin(found, inside, answering, sign=False):
        parts.append(f"Thin: {inside} of {answering} draws lie in the published interval by themselves.")
    if found == "miss" and published.value:
        parts.append(f"The simulated effect is {median / published.value:.2f} times the published one.")
    if words.note:
        parts.append(words.note)
    return " ".join(parts) or None
