"""Make ``docs/figures-256.csv``: what README and docs quote, from a larger run under another seed.

    python docs/make_figures.py             run all six interventions, 256 replications
    python docs/make_figures.py RESULTS     or take them from a results folder that is there

That takes some ten minutes with two processors, and goes on where it was interrupted, by the same command.
tests/test_quoted.py holds every quoted figure against this table; the run that they are quoted from is that
of `make_gallery.py`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from run_figures import DOCS, run, write_figures

SCENARIOS = (
    *("baseline", "bring-to-school", "tutoring", "peer-tutoring", "parent-guidance", "lend-devices"),
    "teacher-professionalisation",
)
COMMAND = " ".join(["simkansen run", *(f"scenarios/{name}.yaml" for name in SCENARIOS)])

REPLICATIONS, SEED = 256, 2563
"""Of the run that quoted figures are held against; any seed but that of the scenarios."""


def main(words: Sequence[str] | None = None) -> None:
    """Run what is asked, or take what is there, and write the table."""
    parser = argparse.ArgumentParser(description="Make the table that quoted figures are held to.")
    parser.add_argument("results", nargs="?", type=Path, help="a results folder that is there")
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", help="as in 'simkansen run'; all processors when left out")
    parser.add_argument("--to", type=Path, help="the table; docs/figures-REPLICATIONS.csv when left out")
    asked = parser.parse_args(words)
    options = ["--replications", str(asked.replications), "--seed", str(asked.seed)]
    if asked.workers:
        options += ["--workers", asked.workers]
    folder = asked.results or run(COMMAND, options)
    path = asked.to or DOCS / f"figures-{asked.replications}.csv"
    write_figures(folder, path, made_by="python docs/make_figures.py")


if __name__ == "__main__":
    main()
