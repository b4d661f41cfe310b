"""Validation: every figure that was kept out of the fit beside what the model says of it.

Nothing in this table may be fitted to: the calibration reads the register's calibration targets alone and
nothing of this file, and this file reads nothing of the calibration but its posterior.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from simkansen.chance import run_key
from simkansen.evidence import load_parameters, load_posterior, load_register, posterior_file
from simkansen.fitting.study import simulate_study, study_population
from simkansen.fitting.validation.closure import simulate_closure
from simkansen.fitting.validation.sample import DrawSample
from simkansen.fitting.validation.targets import COMPARISONS
from simkansen.fitting.validation.verdict import (
    ComparedFigure,
    Verdict,
    known,
    share_above_zero,
    spread,
    supporters,
    thin,
    verdict,
    verdict_on_sign,
)
from simkansen.identity import COMPARED
from simkansen.runs.draws import draw_from_prior, draw_parameters
from simkansen.runs.plan import code_digest, file_digest
from simkansen.work.evaluation import evaluate

if TYPE_CHECKING:
    from simkansen.evidence import Parameters, RegisterEntry
    from simkansen.fitting.validation.comparison import Comparison
    from simkansen.population import Population
    from simkansen.work.progress import OnProgress

DRAWS, SCHOOLS, SEED = 60, 200, 2020
"""Draws of the posterior, schools that stand for the country, and the seed of all chance."""


class DrawInputs(NamedTuple):
    """What all draws need."""

    population: Population
    parameters: Parameters
    point: bool


def validate(
    draws: int = DRAWS,
    *,
    point: bool = False,
    schools: int = SCHOOLS,
    seed: int = SEED,
    results: Path | None = None,
    fresh: bool = False,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
) -> list[ComparedFigure]:
    """Compare the model with every figure that was kept out of the fit.

    Parameters
    ----------
    draws
        Draws of the parameters from the posterior.
    point
        Use the mean of the posterior in every draw; then the intervals hold chance alone.
    schools
        Schools of the population, the same in all draws.
    seed
        Seed of all chance.
    results
        Folder in which finished draws are kept; what is there is not done again.
    fresh
        Do not use what is kept.
    workers
        Processes; all processors by default. The results do not depend on it.
    on_progress
        Called when something has changed.

    Returns
    -------
    list of ComparedFigure
        The founding documents' figures first.
    """
    basis = basis_of(point, schools, seed)
    journal = start_journal(results, "draws", point, fresh, schools, seed) if results else None
    parameters = load_parameters()
    shared = DrawInputs(study_population(schools, seed, parameters), parameters, point)
    items = {f"draw-{draw}": (seed, draw) for draw in range(draws)}
    found = evaluate(
        one_draw, shared, items, workers=workers, journal=journal, basis=basis, stage="draws",
        on_progress=on_progress,
    )  # fmt: skip
    return table(list(found.values()), load_register())


def start_journal(
    results: Path, name: str, point: bool, fresh: bool, schools: int = SCHOOLS, seed: int = SEED
) -> Path:
    """Give the file in which finished work is kept, ``validation-HASH/NAME.jsonl``.

    Parameters
    ----------
    results
        Where results are kept.
    name
        Name of the work.
    point, schools, seed
        As in `validate`.
    fresh
        Throw away what was kept.
    """
    journal = results / f"validation-{basis_of(point, schools, seed)[:8]}" / f"{name}.jsonl"
    if fresh:
        journal.unlink(missing_ok=True)
    return journal


def basis_of(point: bool, schools: int, seed: int) -> str:
    """Give the hash of what the draws rest on: code, parameters, posterior and population; not how many."""
    content = [code_digest(COMPARED), file_digest(posterior_file()), point, schools, seed]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def one_draw(shared: DrawInputs, item: tuple[int, int]) -> dict[str, float]:
    """Simulate one draw and measure all that the model can answer, by the id of the row."""
    key = run_key(*item)
    parameters = drawn(shared.parameters, *item, shared.point)
    study = simulate_study(shared.population, parameters, key)
    closure = simulate_closure(shared.population, parameters, key)
    sample = DrawSample(study, closure, parameters, key)
    return {one.id: float(one.measure(sample)) for one in COMPARISONS if one.measure}


def drawn(parameters: Parameters, seed: int, draw: int, point: bool) -> Parameters:
    """Draw the parameters: the posterior, and the priors of how staff and studies look at pupils."""
    if point:
        return draw_parameters(parameters, seed, draw, "point")
    fitted = load_posterior().names
    looks = {
        name: draw_from_prior(definition, seed, draw)
        for name, definition in parameters.definitions.items()
        if definition.used_by == "outcomes" and name not in fitted
    }
    return draw_parameters(parameters, seed, draw, "posterior").replace(looks)


def table(
    draws: Sequence[Mapping[str, float]], register: Mapping[str, RegisterEntry]
) -> list[ComparedFigure]:
    """Put the published figures beside the draws.

    Parameters
    ----------
    draws
        What each draw says, by the id of the row.
    register
        The evidence register.

    Returns
    -------
    list of ComparedFigure
    """
    return [row_of(one, [draw[one.id] for draw in draws if one.id in draw], register) for one in COMPARISONS]


def row_of(one: Comparison, values: Sequence[float], register: Mapping[str, RegisterEntry]) -> ComparedFigure:
    """Judge one figure by the draws."""
    published = one.published(register)
    model: tuple[float | None, float | None, float | None] = (None, None, None)
    found: Verdict = "waits"
    supporting = len(known(values))
    holds, middle = share_above_zero(values), spread(values)
    if one.sign and holds is not None:
        model, found = (holds, None, None), verdict_on_sign(holds)
        supporting = round(holds * len(known(values)))
    elif published is not None and middle is not None:
        allowed = one.allowed(published.value)
        model, found = middle, verdict(*published, middle[0], allowed)
        supporting = supporters(*published, values, allowed)
    value, low, high = published or (None, None, None)
    return ComparedFigure(
        one.id, one.in_words(register), one.unit_of(register), value, low, high, *model, found,
        _note(one, found, published is not None, values, supporting),
    )  # fmt: skip


def _note(one: Comparison, found: Verdict, numbered: bool, values: Sequence[float], supporting: int) -> str:
    answering = len(known(values))
    parts = [one.how]
    if one.against:
        parts.append(f"contradicts {one.against}; shown beside it and not counted")
    if one.leans_on:
        parts.append(f"no test of its own: {one.leans_on}")
    if numbered and one.width.why:
        parts.append(f"published width: {one.width.why}")
    if found != "waits" and answering < len(values):
        parts.append(f"no answer in {len(values) - answering} of {len(values)} draws")
    if thin(found, supporting, answering, one.sign):
        told = "it holds in" if one.sign else "by themselves a hit or near would be"
        parts.append(f"thin: {told} {supporting} of {answering} draws")
    if found in ("near", "miss") and one.fix:
        parts.append(f"to fix it: {one.fix}")
    return "; ".join(parts)
