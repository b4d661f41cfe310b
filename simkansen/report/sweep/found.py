"""A sweep's folder with all that its runs say."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from simkansen.report.sweep.evidence import graded
from simkansen.report.sweep.words import Telling
from simkansen.report.words import Words
from simkansen.sweep.analysis import along, discovery, effects, failures, indices, regret, running_mean
from simkansen.sweep.analysis.study import Row, Study
from simkansen.sweep.store.folder import MANIFEST, manifest_of
from simkansen.sweep.store.rows import FINISHED


def is_sweep(folder: Path) -> bool:
    """Say whether a results folder is of a sweep."""
    return (folder / MANIFEST).is_file() and manifest_of(folder).get("kind") == "sweep"


class Found:
    """A sweep's folder with all that its runs say; each table is made when it is asked for.

    Parameters
    ----------
    folder
        The results folder.
    lang
        ``"en"`` or ``"nl"``.
    """

    def __init__(self, folder: Path, lang: str = "en") -> None:
        self.words = Words(lang)
        self.folder = folder
        self.study = Study(folder)
        self.telling = Telling(self.study, self.words)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Runs by status."""
        return failures.counts(self.study)

    @cached_property
    def facts(self) -> dict[str, str]:
        """What captions say of where the numbers come from; a dash for what the manifest does not tell."""
        words, about = self.words, self.study.manifest
        schools, pupils = about.get("schools"), about.get("pupils")
        return {
            "runs": words.counted("caption.runs", self.counts.get(FINISHED, 0)),
            "schools": "–" if schools is None else words.counted("sweep.page.schools", schools),
            "pupils": "–" if pupils is None else words.number(pupils),
            "version": about.get("simkansen", "–"),
            **{key: about.get(key, "–") for key in ("seed", "name", "hash")},
        }

    @cached_property
    def effects(self) -> list[Row]:
        """Effects per option, with the evidence that they rest on."""
        return graded(self.study, effects.effects(self.study))

    @cached_property
    def regret(self) -> list[Row]:
        """How often each option is best, and its regret, with the evidence that this rests on."""
        return graded(self.study, regret.regret(self.study))

    @cached_property
    def running_mean(self) -> list[Row]:
        """Mean effects after each replication."""
        return running_mean.running_mean(self.study)

    @cached_property
    def stopping(self) -> Row | None:
        """How far the rule for enough replications was met."""
        return running_mean.stopping(self.study)

    @cached_property
    def indices(self) -> list[Row]:
        """Sobol' indices or Morris' elementary effects."""
        return indices.indices(self.study)

    @cached_property
    def along(self) -> list[Row]:
        """Effects along each thing that is varied."""
        return along.along(self.study)

    @cached_property
    def discovery(self) -> tuple[list[Row], list[Row]]:
        """Where interventions fail: what was looked for, and the conditions."""
        return discovery.discovery(self.study)

    @cached_property
    def failed(self) -> list[Row]:
        """The failed runs."""
        return failures.failed(self.study)

    def tables(self) -> dict[str, list[Row]]:
        """Give all tables by name."""
        checks, rules = self.discovery
        return {
            "effects": self.effects,
            "regret": self.regret,
            "running-mean": self.running_mean,
            "stopping": [self.stopping] if self.stopping else [],
            "sensitivity": self.indices,
            "along": self.along,
            "discovery": rules,
            "discovery-checks": checks,
            "failed": self.failed,
        }
