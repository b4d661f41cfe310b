"""What the fit found: targets beside the model, prior against posterior, and parameters in pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.evidence import contraction
from simkansen.report.drawing.plot_canvas import PlotCanvas
from simkansen.report.style import INK, SHADE, SOFT, drawing, ending, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simkansen.evidence import Definition

Floats = NDArray[np.float64]

FITTED, BEFORE = "#0072B2", "#8a8a8a"
_PAIRS = 8


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A published figure beside the model (in the target's own standard deviations from it).

    Attributes
    ----------
    label
        What it is.
    prior, posterior
        5 %, 50 % and 95 % points of the model's figure minus the published one.
    """

    label: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]


def draw_posterior(
    folder: Path,
    targets: Sequence[TargetRow],
    definitions: Mapping[str, Definition],
    draws: Mapping[str, Floats],
    about: str,
) -> tuple[Path, ...]:
    """Draw the three pictures of a fit.

    Parameters
    ----------
    folder
        Where ``targets``, ``prior-posterior`` and ``pairs`` are written as SVG and PNG.
    targets
        Published figures beside the model.
    definitions
        Of the parameters in `draws`, by name.
    draws : mapping of str to ndarray of float64, shape (draws,)
        Posterior draws of the parameters that were searched for.
    about
        What every caption ends with: how many draws, how they were made.

    Returns
    -------
    tuple of Path
        The PNG files.
    """
    with drawing():
        stems = [folder / name for name in ("targets", "prior-posterior", "pairs")]
        _targets(stems[0], targets, about)
        _prior_posterior(stems[1], definitions, draws, about)
        _pairs(stems[2], definitions, draws, about)
    return tuple(ending(stem, ".png") for stem in stems)


def _targets(stem: Path, rows: Sequence[TargetRow], about: str) -> None:
    row, left, width = 0.27, 3.15, 4.0
    canvas = PlotCanvas(7.4, 0.85 + row * len(rows))
    axes = canvas.axes(left, 0.3, width, row * len(rows))
    y = np.arange(len(rows))[::-1]
    axes.axvspan(-1.645, 1.645, color=SHADE, lw=0)
    axes.axvline(0.0, color=INK, lw=1)
    for at, one in zip(y, rows, strict=True):
        axes.plot([one.prior[0], one.prior[2]], [at + 0.17] * 2, color=BEFORE, lw=1.6, solid_capstyle="butt")
        axes.plot(one.prior[1], at + 0.17, "o", ms=4, mfc="white", mec=BEFORE)
        axes.plot(
            [one.posterior[0], one.posterior[2]], [at - 0.13] * 2, color=FITTED, lw=2.4, solid_capstyle="butt"
        )
        axes.plot(one.posterior[1], at - 0.13, "s", ms=4.5, color=FITTED)
    axes.set_yticks(y, [one.label for one in rows])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlabel("model minus published figure (standard deviations of the published figure)")
    canvas.text(left, 0.14, "○ before the fit", color=SOFT, ha="left", size=8.5)
    canvas.text(left + 1.3, 0.14, "■ after the fit", color=FITTED, ha="left", size=8.5)
    save(
        canvas.figure, stem, "Published figures beside the model",
        "Median and 5-95 % interval of the model. Grey: where the published figure lies with 90 % "
        f"probability by its standard error and discrepancy. {about}",
    )  # fmt: skip


def _prior_posterior(
    stem: Path, definitions: Mapping[str, Definition], draws: Mapping[str, Floats], about: str
) -> None:
    columns, wide, high = 4, 1.62, 0.95
    lines = -(-len(draws) // columns)
    canvas = PlotCanvas(7.4, 0.45 + lines * (high + 0.75))
    for number, (name, values) in enumerate(draws.items()):
        line, column = divmod(number, columns)
        left, top = 0.15 + column * (wide + 0.2), 0.65 + line * (high + 0.75)
        axes = canvas.axes(left, top, wide, high)
        _density(axes, definitions[name], values)
        told = contraction(values, definitions[name])
        canvas.text(left, top - 0.3, name, ha="left", size=8.5, weight="bold")
        canvas.text(left, top - 0.13, definitions[name].unit, ha="left", size=6.5, color=SOFT)
        axes.text(1, 1, f"{told:.2f}", ha="right", va="top", size=8, transform=axes.transAxes)
    canvas.text(0.15, 0.08, "line: prior", color=SOFT, ha="left", size=8.5)
    canvas.text(1.1, 0.08, "filled: posterior", color=FITTED, ha="left", size=8.5)
    save(
        canvas.figure, stem, "What the data say about which parameter",
        "Each parameter on its own scale; height is density. The number is the contraction: one minus the "
        "posterior over the prior variance, on the scale of prior quantiles: near 0 the data say nothing. "
        f"{about}",
    )  # fmt: skip


def _density(axes: Axes, definition: Definition, values: Floats) -> None:
    from scipy.stats import gaussian_kde

    u = np.linspace(0.002, 0.998, 400)
    x = np.array([definition.quantile(float(one)) for one in u])
    kept = np.concatenate([[True], np.diff(x) > 0])
    x, u = x[kept], u[kept]
    prior = np.gradient(u, x)
    span = np.linspace(x[0], x[-1], 200)
    if np.ptp(values) > 0.0:
        axes.fill_between(span, gaussian_kde(values)(span), color=FITTED, alpha=0.55, lw=0)
    else:  # a trial run can leave one draw, again and again: it has no density
        axes.axvline(float(values[0]), color=FITTED, alpha=0.55, lw=2)
    axes.plot(x, prior, color=SOFT, lw=1.2)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_ylim(bottom=0)
    axes.locator_params(axis="x", nbins=4)
    axes.tick_params(labelsize=7)


def _pairs(
    stem: Path, definitions: Mapping[str, Definition], draws: Mapping[str, Floats], about: str
) -> None:
    told = sorted(draws, key=lambda name: -contraction(draws[name], definitions[name]))[:_PAIRS]
    size, left, top = 0.72, 1.35, 0.15
    canvas = PlotCanvas(7.4, top + size * len(told) + 0.85)
    for i, below in enumerate(told):
        for j, beside in enumerate(told):
            axes = canvas.axes(left + j * size, top + i * size, size * 0.92, size * 0.92)
            axes.set_xticks([])
            axes.set_yticks([])
            if i > j:
                axes.plot(draws[beside], draws[below], ".", ms=1.2, color=FITTED, rasterized=True)
            elif i == j:
                axes.hist(draws[beside], bins=20, color=FITTED, alpha=0.55)
            else:
                varies = np.ptp(draws[beside]) > 0.0 and np.ptp(draws[below]) > 0.0
                _correlation(axes, float(np.corrcoef(draws[beside], draws[below])[0, 1]) if varies else 0.0)
        canvas.text(left - 0.08, top + (i + 0.46) * size, below, ha="right", size=7)
        canvas.text(left + (i + 0.5) * size, top + len(told) * size + 0.05, below,
            ha="right", va="top", size=7, rotation=35, rotation_mode="anchor",
        )  # fmt: skip
    save(
        canvas.figure, stem, "Parameters that the data know together",
        f"The {len(told)} parameters that were informed most. Below the diagonal each draw is a dot, above "
        f"it stands the correlation. {about}",
    )  # fmt: skip


def _correlation(axes: Axes, value: float) -> None:
    axes.set_facecolor("white")
    for spine in axes.spines.values():
        spine.set_visible(False)
    weight = "bold" if abs(value) >= 0.3 else "normal"
    said = f"{value:+.2f}".replace("-", "−")
    axes.text(0.5, 0.5, said, ha="center", va="center", size=8, weight=weight)
