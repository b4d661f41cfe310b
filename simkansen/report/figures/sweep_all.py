"""All figures of a sweep, and what their captions share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from simkansen.report.figures import (
    sweep_along,
    sweep_best,
    sweep_discovery,
    sweep_effects,
    sweep_indices,
    sweep_running_mean,
)
from simkansen.report.figures.parts import Picture
from simkansen.report.style import ending, save
from simkansen.report.sweep.caveats import caveats_beside
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.text import times
from simkansen.sweep.store.rows import FINISHED


def draw_all(found: Found, folder: Path, forms: Sequence[str]) -> list[Path]:
    """Draw every figure that a sweep can fill.

    Parameters
    ----------
    found
        The sweep.
    folder
        Where they go.
    forms
        As what each is written, of `FORMS`.

    Returns
    -------
    list of Path
        Every file.
    """
    if not found.counts.get(FINISHED):
        return []
    written, names = [], list[str]()
    for picture in pictures(found):
        name = name_of_file(picture.key)
        names.append(name)
        stem = folder / (name if names.count(name) == 1 else f"{name}-{names.count(name)}")
        save(picture.draw(False), stem, picture.title, caption(found, picture), forms)
        written += [ending(stem, f".{form}") for form in forms]
    return written


def pictures(found: Found) -> Iterator[Picture]:
    """Give every figure that a sweep can fill."""
    for one in (sweep_effects, sweep_running_mean, sweep_best, sweep_along, sweep_indices, sweep_discovery):
        yield from one.draw(found)


def name_of_file(key: str) -> str:
    """Return a key as the name of a file, or of an element of a page."""
    return re.sub(r"[^\w@]+", "-", key.replace("_", "-")).strip("-")


def caption(found: Found, picture: Picture) -> str:
    """Return what stands below a figure: how to read it, and what it was made from."""
    return " ".join([picture.note, picture.origin or source(found), *caveats_beside(found)])


def source(found: Found) -> str:
    """Say what a figure was made from."""
    words = found.words
    runs = words.counted("sweep.run_count", found.counts.get(FINISHED, 0))
    points = words.counted("sweep.points", found.study.manifest["points"])
    facts = {**found.facts, "runs": runs}
    return words("sweep.caption.line", points=points, replications=times(found), **facts)
