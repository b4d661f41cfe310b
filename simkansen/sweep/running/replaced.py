"""What a sweep tells no more once another design of the same scenarios is run into its folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.phrases import phrase, phrase_of
from simkansen.scenario.reading.wording import counted, listed
from simkansen.sweep.ask.design import make_points
from simkansen.sweep.running.request import FILES_VARIED, files_varied
from simkansen.sweep.store.folder import POINTS
from simkansen.sweep.store.reading import NEEDED
from simkansen.work.storage.manifest_file import manifest_of_before
from simkansen.work.storage.tables import database, parquet_source

if TYPE_CHECKING:
    from simkansen.sweep.ask.loading import Experiment

_TOLD = (
    "{said}. Their runs are kept, and the earlier experiment continues with them, but tables, figures, pages "
    "and 'simkansen show' tell only what is asked now. To keep both apart, give this experiment another "
    "name, or write to another folder with --results."
)


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
    said = _asked_no_more(experiment, folder, before, gone)
    if fewer:
        points = counted(len(fewer), "point")
        said.append(
            phrase("of {points} fewer replications are asked now ({most:,})", points=points, most=most)
        )
    return [
        phrase(
            _TOLD,
            said=said[0] if len(said) == 1 else phrase("{one}, and {other}", one=said[0], other=said[1]),
        )
    ]


def _asked_no_more(
    experiment: Experiment, folder: Path, before: Mapping[str, int], gone: Sequence[str]
) -> list[str]:
    """Say why points of a folder are asked no more: a file holds something else, or the design does."""
    kept, now = manifest_of_before(folder).get(FILES_VARIED, {}), files_varied(experiment, folder)
    if other := [one for one, told in now.items() if kept.get(one, told)["sha256"] != told["sha256"]]:
        return [
            phrase("what is in {files} has changed, so its runs are done anew", files=listed(other, "and"))
        ]
    if not gone:
        return []
    return [
        phrase_of(
            len(gone),
            "{number:,} of the {points} of the sweep that is here is not asked now",
            "{number:,} of the {points} of the sweep that is here are not asked now",
            points=counted(len(before), "point"),
        )
    ]
