"""What a sweep found: as text, for machines, and as tables and figures in its folder."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import Any

from simkansen.report.cautions import beside_figures, with_caution
from simkansen.report.sweep_words import Telling
from simkansen.report.words import Words
from simkansen.sweep.analysis.study import Row, Study
from simkansen.sweep.folder import MANIFEST, manifest_of

TABLES, FIGURES = "tables", "figures"
"""Where in a results folder tables (CSV) and figures (SVG, PNG) go."""


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
        from simkansen.sweep.analysis.failures import counts

        return counts(self.study)

    @cached_property
    def effects(self) -> list[Row]:
        """Effects per option."""
        from simkansen.sweep.analysis.effects import effects

        return effects(self.study)

    @cached_property
    def regret(self) -> list[Row]:
        """How often each option is best, and its regret."""
        from simkansen.sweep.analysis.regret import regret

        return regret(self.study)

    @cached_property
    def running_mean(self) -> list[Row]:
        """Mean effects after each replication."""
        from simkansen.sweep.analysis.running_mean import running_mean

        return running_mean(self.study)

    @cached_property
    def stopping(self) -> Row | None:
        """How far the rule for enough replications was met."""
        from simkansen.sweep.analysis.running_mean import stopping

        return stopping(self.study)

    @cached_property
    def indices(self) -> list[Row]:
        """Sobol' indices or Morris' elementary effects."""
        from simkansen.sweep.analysis.indices import indices

        return indices(self.study)

    @cached_property
    def along(self) -> list[Row]:
        """Effects along each thing that is varied."""
        from simkansen.sweep.analysis.along import along

        return along(self.study)

    @cached_property
    def discovery(self) -> tuple[list[Row], list[Row]]:
        """Where interventions fail: what was looked for, and the conditions."""
        from simkansen.sweep.analysis.discovery import discovery

        return discovery(self.study)

    @cached_property
    def failed(self) -> list[Row]:
        """The failed runs."""
        from simkansen.sweep.analysis.failures import failed

        return failed(self.study)

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


def sweep_text(folder: Path, lang: str = "en") -> str:
    """Return what a sweep found as text of at most 80 columns.

    Parameters
    ----------
    folder
        The results folder, of a sweep that ended or that still runs.
    lang
        ``"en"`` or ``"nl"``.

    Raises
    ------
    FileNotFoundError
        If the folder is not that of a sweep.
    ValueError
        If the language is neither.
    """
    from simkansen.report.sweep_text import blocks

    return "\n\n".join("\n".join(block) for block in blocks(Found(folder, lang)) if block)


def sweep_json(folder: Path) -> dict[str, Any]:
    """Return the manifest, the counts of runs and all tables as plain values; see `sweep_text`."""
    found = Found(folder)
    return {
        "results": str(folder),
        **found.study.manifest,
        "runs": found.counts,
        "tables": found.tables(),
    }


def effects_of(folder: Path) -> list[Row]:
    """Return the table of effects of a sweep, with what stands beside every figure; see `sweep_text`."""
    found = Found(folder)
    return with_caution(found.effects, _caution(found))


def _caution(found: Found) -> str:
    return " ".join(beside_figures(Words("en"), found.study.manifest, str))


def write_analysis(folder: Path, lang: str = "en") -> list[Path]:
    """Write all tables and figures of a sweep into its folder.

    Parameters
    ----------
    folder
        The results folder.
    lang
        Language of the figures.

    Returns
    -------
    list of Path
        The CSV files in ``tables/`` and the PNG files in ``figures/``; each figure has an SVG beside it.
        What an earlier time left there, and is not made now, is removed.
    """
    from simkansen.report.figures.sweep_all import draw_all
    from simkansen.runs.files import write_text

    found = Found(folder, lang)
    for name in (TABLES, FIGURES):
        (folder / name).mkdir(exist_ok=True)
    written, caution = [], _caution(found)
    for name, rows in found.tables().items():
        if rows:
            path = folder / TABLES / f"{name}.csv"
            write_text(path, csv_text(with_caution(rows, caution)))
            written.append(path)
    written += draw_all(found, folder / FIGURES)
    kept = {path.with_suffix(end) for path in written for end in (path.suffix, ".svg")}
    for path in [*(folder / TABLES).glob("*.csv"), *(folder / FIGURES).glob("*.[ps][nv]g")]:
        if path not in kept:
            path.unlink()
    return written


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows as CSV; numbers in full, what does not exist empty, lists as JSON."""
    several = list(rows)
    out = StringIO()
    names = dict.fromkeys(key for row in several for key in row)
    writer = csv.DictWriter(out, list(names), lineterminator="\n")
    writer.writeheader()
    for row in several:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return out.getvalue()


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
