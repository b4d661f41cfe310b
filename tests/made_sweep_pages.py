"""All pages of made-up sweeps, made once for all test processes of a session."""

import fcntl
from pathlib import Path

import numpy as np
from made_sweeps import make_sweep

from simkansen.chance import normals
from simkansen.report import write_report
from simkansen.sweep.ask.design import sobol_sample

HOURS, SIZE = "interventions[tutoring].hours.per_week", "interventions[tutoring].group_size"
HELP, HOUR = "parameters.help_share", "parameters.programme_hour"
SHIFT = normals(5, "pages", np.arange(64))
TITLES = {
    "baseline": {"en": "No intervention", "nl": "Zonder aanpak"},
    "tutoring": {"en": "Tutoring in groups of three", "nl": "Bijles in groepjes van drie"},
    "lend-devices": {"en": "Device loan", "nl": "Laptop te leen"},
}
TYPES = {"baseline": [], "tutoring": ["tutoring"], "lend-devices": ["lend-devices"]}
MEASURES = ["delay_weeks", "skill", "cost", "cost_per_week"]


def make_grid(folder: Path) -> Path:
    """Doses of tutoring in groups of several sizes, beside devices, under two beliefs."""
    crossed = [(h, s, p) for h in (0.5, 1, 2, 4) for s in (1, 3, 25) for p in (1.0, 1.4)]

    def effect(scenario, values, replication):
        weeks, euro = 0.05, 900.0
        if scenario == "tutoring":
            weeks = 0.1 * values[HOURS] * values[HOUR] * (1 - 0.02 * values[SIZE])
            euro = 4000.0 * values[HOURS] / values[SIZE]
        weeks += 0.02 * SHIFT[replication]
        return [-weeks, 0.03 * weeks, euro, euro / weeks / 100 if weeks > 0 else None]

    return make_sweep(
        folder, effect, design={"method": "grid"}, scenarios=list(TITLES), measures=MEASURES, replications=12,
        points={path: [one[n] for one in crossed] for n, path in enumerate((HOURS, SIZE, HOUR))},
        titles=TITLES, types=TYPES,
        until={"measure": "delay_weeks", "half_width": 0.02},
    )  # fmt: skip


def make_sample(folder: Path) -> Path:
    """Saltelli's sample of two beliefs, under one of which tutoring fails."""
    sample = sobol_sample([HELP, HOUR], 64, 7)
    cube = {name: sample[:, place] for place, name in enumerate((HELP, HOUR))}
    points = {HELP: sample[:, 0].tolist(), HOUR: (0.5 + sample[:, 1]).tolist()}

    def effect(scenario, values, replication):
        weeks = values[HOUR] * (values[HELP] - 0.3) + 0.01 * SHIFT[replication]
        return [-weeks, 0.03 * weeks, 4000.0, 4000.0 / weeks / 100 if weeks > 0 else None]

    return make_sweep(
        folder, effect, design={"method": "sobol", "n": 64}, measures=MEASURES, replications=2,
        points=points, cube=cube, titles={k: TITLES[k] for k in ("baseline", "tutoring")},
        types={"tutoring": ["tutoring"]},
    )  # fmt: skip


MADE = {"grid": make_grid, "sample": make_sample}


def all_sweep_pages(tmp_path_factory) -> Path:
    """The folder with both sweeps and their pages; whoever comes first makes it, others wait."""
    place = tmp_path_factory.getbasetemp()
    if place.name.startswith("popen-"):  # A process among several has a folder of its own inside theirs.
        place = place.parent
    folder = place / "all-sweep-pages"
    with (place / "all-sweep-pages.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            for name, make in MADE.items():
                write_report(make(folder / name))
    return folder
