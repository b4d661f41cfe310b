"""Files that are no scenario: read into any model of words, with every problem where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from simkansen.phrases import phrase
from simkansen.scenario.reading.keys import keys_at, lacking_at, part_with
from simkansen.scenario.reading.merge import gather
from simkansen.scenario.reading.messages import refusals_of
from simkansen.scenario.reading.problems import Problem, Refusal, ScenarioErrors
from simkansen.scenario.reading.tree import Located, find, labelled
from simkansen.scenario.schema.words import StrictModel

W = TypeVar("W", bound=StrictModel)


def load_document(path: Path, kind: type[W]) -> W:
    """Read a file of words, such as an experiment.

    Parameters
    ----------
    path
        The file.
    kind
        The model that it must fit; `simkansen` (the format's version) is one of its keys.

    Returns
    -------
    W
        Complete and checked.

    Raises
    ------
    ScenarioErrors
        With every problem of the file, each with its line and column.
    """
    _, found, problems = read_document(path, kind)
    if problems or found is None:
        raise ScenarioErrors(problems)
    return found


def read_document(path: Path, kind: type[W]) -> tuple[Located | None, W | None, list[Problem]]:
    """Read a file of words as far as it goes, for who has more to say about it than what does not fit.

    Parameters
    ----------
    path, kind
        As in `load_document`.

    Returns
    -------
    (Located or None, W or None, list of Problem)
        The file as a tree, if it can be read; the words, if they fit; all problems so far.
    """
    tree, problems = gather(path)
    if tree is None:
        return None, None, problems
    try:
        return tree, kind.model_validate(tree.plain(), by_alias=True, by_name=False), problems
    except ValidationError as error:
        refusals = [_with_home(one, kind) for one in refusals_of(error, lambda below: keys_at(kind, below))]
        return tree, None, problems + [problem_at(tree, refusal) for refusal in refusals]


def _with_home(refused: Refusal, kind: type[StrictModel]) -> Refusal:
    """Say where an unknown key of the whole file belongs, and of a missing one what it may be."""
    path = refused.path
    if refused.kind == "missing" and (lacking := lacking_at(kind, path)):
        return replace(refused, fix=lacking)
    home = part_with(str(path[0]), kind) if refused.kind == "unknown key" and len(path) == 1 else None
    fix = phrase("it belongs under {home}: write {home}: {{..., {path}: ...}}", home=home, path=path[-1])
    return replace(refused, fix=fix) if home else refused


def problems_at(path: Path, refusals: Iterable[Refusal]) -> list[Problem]:
    """Place what is only seen after reading, such as values that do not fit together, in the file's lines."""
    tree, problems = gather(path)
    return problems if tree is None else [problem_at(tree, refusal) for refusal in refusals]


def problem_at(tree: Located, refusal: Refusal) -> Problem:
    """Place a refusal in a file's lines, as near as its path goes."""
    path, kind = refusal.path, refusal.kind
    here, met = find(tree, path)
    said_of_key = kind in ("unknown key", "unknown name") or here.value is None
    spot = here.key if said_of_key and here.key is not None else here.spot
    told = labelled(tree, path if kind == "missing" else met)
    return spot.problem(told, refusal.message, refusal.fix, kind)
