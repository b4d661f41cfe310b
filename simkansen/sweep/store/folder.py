"""What the results folder of a sweep says of itself in its manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simkansen.phrases import phrase
from simkansen.work.storage.manifest_file import MANIFEST, read_manifest

POINTS = "points.parquet"


def manifest_of(folder: Path) -> dict[str, Any]:
    """Read the manifest of a results folder.

    Raises
    ------
    FileNotFoundError
        If there is none.
    UnreadableResultsError
        If it cannot be read, or is of a later version.
    """
    if not (folder / MANIFEST).is_file():
        raise FileNotFoundError(
            phrase("{folder}: no {file} here; is this the folder of a sweep?", folder=folder, file=MANIFEST)
        )
    return read_manifest(folder)


def measures_of(manifest: dict[str, Any]) -> list[str]:
    """List the ids of the measures."""
    return [str(measure["id"]) for measure in manifest["measures"]]


def counted_of(manifest: dict[str, Any]) -> list[str]:
    """List the ids of the measures of which the folder keeps how many pupils they are of."""
    return [str(measure["id"]) for measure in manifest["measures"] if measure.get("counted")]


def staffed_of(manifest: dict[str, Any]) -> bool:
    """Say whether the runs keep the hours of own staff that were asked and taken."""
    return bool(manifest.get("staffed"))


def basis_of(manifest: dict[str, Any]) -> str:
    """Return the hash of all that a run depends on beside its point and replication."""
    return str(manifest["hashes"]["basis"])
