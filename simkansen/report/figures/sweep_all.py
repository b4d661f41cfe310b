"""All figures of a sweep, and what their captions share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.report.style import drawing, ending, save
from simkansen.sweep.rows import FINISHED

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simkansen.report.sweeps import Found


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure, ready to be written.

    Attributes
    ----------
    name
        Of its files.
    figure, title, caption
        What is written; the caption without what all figures of a sweep say.
    """

    name: str
    figure: Figure
    title: str
    caption: str


def draw_all(found: Found, folder: Path) -> list[Path]:
    """Draw every figure that a sweep can fill.

    Parameters
    ----------
    found
        The sweep.
    folder
        Where SVG and PNG go.

    Returns
    -------
    list of Path
        The PNG files.
    """
    if not found.counts.get(FINISHED):
        return []
    written, names = [], list[str]()
    with drawing():
        for drawn in _drawn(found):
            name = re.sub(r"[^\w@]+", "-", drawn.name.replace("_", "-")).strip("-")
            names.append(name)
            stem = folder / (name if names.count(name) == 1 else f"{name}-{names.count(name)}")
            save(drawn.figure, stem, drawn.title, f"{drawn.caption} {source(found)}")
            written.append(ending(stem, ".png"))
    return written


def _drawn(found: Found) -> Iterator[Drawn]:
    from simkansen.report.figures import (
        sweep_along,
        sweep_best,
        sweep_discovery,
        sweep_indices,
        sweep_running_mean,
    )

    for one in (sweep_running_mean, sweep_best, sweep_along, sweep_indices, sweep_discovery):
        yield from one.draw(found)


def source(found: Found) -> str:
    """Say what a figure was made from."""
    from simkansen.report.sweep_text import times

    words, about = found.words, found.study.manifest
    return words(
        "sweep.caption.line",
        runs=words.number(found.counts[FINISHED]),
        points=words.counted("sweep.points", about["points"]),
        replications=times(found),
        schools=words.number(about["schools"]) if "schools" in about else "–",
        pupils=words.number(about["pupils"]) if "pupils" in about else "–",
        version=about.get("simkansen", "–"),
        seed=about.get("seed", "–"),
        name=about["name"],
        hash=about["hash"],
    )
