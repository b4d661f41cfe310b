"""A sensitivity analysis read back from its folder: its tables, and how far parameters move each result."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from simkansen.evidence import Swing
from simkansen.evidence.sensitivity import MEASURES
from simkansen.sweep.ask.design import BLOCKS_TO_SETTLE
from simkansen.work.storage.csv_tables import read_table
from simkansen.work.storage.digests import refuse_damaged
from simkansen.work.storage.files import write_text
from simkansen.work.storage.manifest_file import read_manifest

LEAST = 0.1
"""Indices are shown of measures of which the screening kept at least this share of the squares of μ*.

Below it they split up the little variance that is left when what decides stands still.
"""

WIDEST = 10
"""Swings of one result that are told."""

SHIPPED = 8
"""Swings of each result that the package ships."""

Rows = list[dict[str, Any]]


def share_text(value: float, half: float | None) -> str:
    """Return a share of the variance, with half of its interval where it has one."""
    return f"{value:.2f}" if half is None else f"{value:.2f} ± {half:.2f}"


@dataclass(frozen=True)
class AnalysisFolder:
    """A results folder of ``simkansen sensitivity``."""

    folder: Path
    _read: dict[str, Rows] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def about(self) -> dict[str, Any]:
        """The manifest."""
        return read_manifest(self.folder)

    def table(self, name: str) -> Rows:
        """Return the rows of one table; one that is not what was written is refused."""
        if name not in self._read:
            path = self.folder / f"{name}.csv"
            refuse_damaged(self.folder, [path])
            self._read[name] = read_table(path)
        return self._read[name]

    @property
    def targets(self) -> list[tuple[str, str]]:
        """Scenario and measure of each result that was screened."""
        return list(dict.fromkeys((row["scenario"], row["measure"]) for row in self.table("morris")))

    def of(self, table: str, scenario: str, measure: str) -> Rows:
        """Return the rows of a table about one result."""
        return [row for row in self.table(table) if (row["scenario"], row["measure"]) == (scenario, measure)]

    def as_dict(self) -> dict[str, Any]:
        """Return the manifest and all tables as plain values."""
        tables = {name: self.table(name) for name in ("morris", "ends", "sobol", "ranking", "agreement")}
        return {"results": str(self.folder), **self.about, "tables": tables}

    def covered(self, scenario: str, measure: str) -> float:
        """Return the share of the squares of μ* of one result that the kept parameters have."""
        return sum(float(row["share"]) for row in self.of("morris", scenario, measure) if row["survives"])

    def indices(self, scenario: str, measure: str) -> Rows:
        """Return the Sobol' indices of one result; none where the screening kept less than `LEAST` of it.

        Without their intervals where a bootstrap of so few blocks gives none that holds.
        """
        if self.covered(scenario, measure) < LEAST:
            return []
        found = self.of("sobol", scenario, measure)
        return found if self._settles else [{**row, "s1_conf": None, "st_conf": None} for row in found]

    @property
    def _settles(self) -> bool:
        """Whether there are blocks enough for an interval."""
        blocks = self.about["evaluations"]["Sobol indices"] / (len(self.about["survivors"]) + 2)
        return bool(blocks >= BLOCKS_TO_SETTLE["sobol"])

    def swings(self, scenario: str, measure: str) -> list[Swing]:
        """Return the `WIDEST` swings of one result, the widest first; what never moves it has none."""
        shares = {row["parameter"]: (row["st"], row["st_conf"]) for row in self.indices(scenario, measure)}
        found = [
            Swing(
                row["parameter"], row["parameter_unit"], (row["parameter_low"], row["parameter_high"]),
                row["low"], row["base"], row["high"], shares.get(row["parameter"]),
            )
            for row in self.of("ends", scenario, measure)
        ]  # fmt: skip
        return sorted((one for one in found if one.width > 0), key=lambda one: -one.width)[:WIDEST]


def write_swings(analysis: AnalysisFolder, file: Path) -> None:
    """Write the widest swings of every type of intervention, as `simkansen.evidence` reads them.

    Parameters
    ----------
    analysis
        A type that two scenarios have, or that one has beside another, is left out: what moves it alone
        cannot be told from them.
    file
        A JSON file; replaced.
    """
    about = analysis.about
    alone = [(one["types"][0], one["name"]) for one in about["scenarios"] if len(one["types"]) == 1]
    kinds = [kind for kind, _ in alone]
    content = {
        "name": about["name"],
        "hash": about["hash"],
        "version": about["simkansen"],
        "seed": about["seed"],
        "behaviour": about["hashes"]["behaviour"],
        "varied": about["varied"],
        "evaluations": about["evaluations"]["one at a time"],
        **{key: about[key] for key in ("simulations_each", "schools", "pupils")},
        "units": {measure: about["measures"][measure]["unit"] for measure in MEASURES},
        "swings": {
            kind: {measure: _shipped(analysis.swings(name, measure)) for measure in MEASURES}
            for kind, name in alone
            if kinds.count(kind) == 1
        },
    }
    write_text(file, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _shipped(swings: Sequence[Swing]) -> list[dict[str, Any]]:
    """Return the `SHIPPED` widest as plain values, with six digits that count."""

    def short(value: float) -> float:
        return float(f"{value:.6g}")

    return [
        {
            "parameter": one.parameter,
            "unit": one.unit,
            "ends": [short(value) for value in one.ends],
            **{end: short(getattr(one, end)) for end in ("low", "base", "high")},
        }
        for one in swings[:SHIPPED]
    ]
