"""What a sweep asks of its own store while it runs: how many runs there are, and their effects."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from simkansen.sweep.store.folder import manifest_of, measures_of
from simkansen.sweep.store.reading import relation
from simkansen.sweep.store.rows import EFFECT, FINISHED
from simkansen.work.storage.tables import quoted_name


def counts_of(folder: Path) -> dict[str, int]:
    """Count the runs of the present design by status."""
    rows = relation(folder).aggregate("status, count(*) AS runs").fetchall()
    return {str(status): int(runs) for status, runs in rows}


def empty_measures(folder: Path) -> list[str]:
    """Name the measures that no finished run of the present design has a value of."""
    measures = measures_of(manifest_of(folder))
    numbers = ", ".join(f"count({quoted_name(one)}) + count({quoted_name(one + EFFECT)})" for one in measures)
    finished = relation(folder).filter(f"status = '{FINISHED}'")
    ((runs, *counts),) = finished.aggregate(f"count(*), {numbers}").fetchall()
    return [one for one, count in zip(measures, counts, strict=True) if runs and not count]


def effects_of(
    folder: Path, measure: str, reference: str, before: int
) -> dict[str, dict[str, list[tuple[int, int | None, float]]]]:
    """Gather the effects of the first replications.

    Parameters
    ----------
    folder
        The results folder.
    measure
        Id of the measure.
    reference
        Name of the reference, which has no effect.
    before
        Replications below this number are gathered.

    Returns
    -------
    dict of str to dict of str to list of tuple
        By point and scenario: (replication, draw, effect), in the order of replications.
    """
    column = quoted_name(f"{measure}{EFFECT}")
    runs = relation(folder).filter(f"status = '{FINISHED}' AND replication < {before:d}")
    rows = runs.project(f"point, scenario, replication, draw, {column} AS effect").fetchall()
    found: dict[str, dict[str, list[tuple[int, int | None, float]]]] = defaultdict(lambda: defaultdict(list))
    for point, scenario, replication, draw, effect in rows:
        if scenario != reference and effect is not None:
            found[point][scenario].append((replication, draw, effect))
    return {
        point: {name: sorted(several) for name, several in scenarios.items()}
        for point, scenarios in found.items()
    }
