"""What a sweep tells no more once another design of the same scenarios is run into its folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.scenario.reading.wording import counted
from simkansen.sweep.ask.design import make_points
from simkansen.sweep.store.folder import POINTS
from simkansen.sweep.store.reading import NEEDED
from simkansen.work.storage.tables import database, parquet_source

if TYPE_CHECKING:
    from simkansen.sweep.ask.loading import Experiment


def replaced(experiment: Experiment, folder: Path) -> list[str]:
    """Say what of the sweep that a folder holds its tables, figures and pages tell no more.

    Runs of points asked no more stay in the folder: whoever asks for them again has them at once. But
    what is told of a sweep is told of the points and replications that were asked last.

    Parameters
    ----------
    experiment
        What is asked now.
    folder
        Its results folder, which may not be there.

    Returns
    -------
    list of str
        One line, or none where nothing is left out.
    """
    if not (folder / POINTS).is_file():
        return []
    import duckdb

    try:
        with database() as connection:
            source = parquet_source([folder / POINTS])
            rows = connection.execute(f"SELECT point, max({NEEDED}) FROM {source} GROUP BY point").fetchall()
    except duckdb.Error:  # damaged, or of another version: the run says so itself
        return []
    before = {str(point): int(needed) for point, needed in rows}
    now = {point.id for point in make_points(experiment.spec.design, experiment.dimensions)}
    most = experiment.spec.replications.at_most
    gone = [point for point in before if point not in now]
    fewer = [point for point, needed in before.items() if point in now and needed > most]
    if not gone and not fewer:
        return []
    said = []
    if gone:
        many = "is" if len(gone) == 1 else "are"
        of_all = f"{len(gone):,} of the {counted(len(before), 'point')} of the sweep that is here"
        said.append(f"{of_all} {many} not asked now")
    if fewer:
        said.append(f"of {counted(len(fewer), 'point')} fewer replications are asked now ({most:,})")
    return [
        f"{', and '.join(said)}. Their runs are kept, and the earlier experiment continues with them, but "
        "tables, figures, pages and 'simkansen show' tell only what is asked now. To keep both apart, give "
        "this experiment another name, or write to another folder with --results."
    ]
