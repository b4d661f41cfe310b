"""What was asked of a sweep, kept beside its results, so that anyone can do it again."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pydantic import ValidationError

from simkansen.interventions import registry
from simkansen.phrases import joined, phrase
from simkansen.scenario import check_files, resolved_yaml
from simkansen.sweep.ask.experiment import ExperimentSpec
from simkansen.sweep.ask.loading import Experiment, again
from simkansen.sweep.ask.varied import VariedFile
from simkansen.sweep.store.folder import manifest_of
from simkansen.work.errors import UnreadableResultsError
from simkansen.work.storage.again import how_again
from simkansen.work.storage.digests import refuse_damaged
from simkansen.work.storage.files import write_text
from simkansen.work.storage.texts import stored_text, write_stored_text

WRITTEN, RESOLVED, SCENARIOS = "experiment.yaml", "experiment.json", "scenarios"

FILES_VARIED = "files_varied"
"""Where a manifest tells of files that are varied."""


def keep_experiment(folder: Path, experiment: Experiment, written: str | None) -> None:
    """Write the experiment as a user wrote it and as it was understood, and its scenarios with every value.

    Parameters
    ----------
    folder
        The results folder.
    experiment
        The experiment.
    written
        The text of its file, if there is one.
    """
    if written is not None:
        write_text(folder / WRITTEN, written)
    spec = experiment.spec.model_dump(mode="json", by_alias=True, exclude_none=True)
    write_stored_text(folder, folder / RESOLVED, json.dumps(spec, indent=2, ensure_ascii=False) + "\n")
    for scenario in experiment.scenarios:
        place = folder / SCENARIOS / f"{scenario.name}.yaml"
        write_stored_text(folder, place, resolved_yaml(scenario, place.parent))


def files_varied(experiment: Experiment, folder: Path) -> dict[str, dict[str, str]]:
    """Tell of every file that is varied, by what is written, where it is and what is in it.

    Parameters
    ----------
    experiment
        The experiment.
    folder
        The results folder, from which places are told.
    """
    named = [
        one
        for varied in experiment.spec.vary.values()
        for one in varied.values or ()
        if isinstance(one, VariedFile)
    ]
    return {
        str(one): {"place": Path(os.path.relpath(one.place, folder)).as_posix(), "sha256": one.digest}
        for one in named
    }


def kept_experiment(folder: Path) -> Experiment:
    """Read back the experiment of a results folder.

    Raises
    ------
    FileNotFoundError
        If the folder does not hold one.
    ScenarioErrors
        If its scenarios do not fit this version any more.
    """
    text = stored_text(folder, folder / RESOLVED)
    try:
        spec = ExperimentSpec.model_validate_json(text, by_alias=True, by_name=False)
    except ValidationError as error:
        said = phrase(
            "{file}: this is no experiment of this version ({problems} problems)",
            file=folder / RESOLVED,
            problems=error.error_count(),
        )
        raise UnreadableResultsError(joined("; ", (said, how_again(folder)))) from None
    manifest = manifest_of(folder)
    files = [folder / SCENARIOS / f"{one['name']}.yaml" for one in manifest["scenarios"]]
    refuse_damaged(folder, files)
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        raise FileNotFoundError(
            phrase("{files}: a scenario of this sweep is not there", files=", ".join(missing))
        )
    scenarios = check_files(files, registry())
    kept = {text: folder / told["place"] for text, told in manifest.get(FILES_VARIED, {}).items()}
    spec = spec.model_copy(update={"reference": manifest["reference"]})
    return again(spec, scenarios, lambda text: kept.get(text, Path(text)))
