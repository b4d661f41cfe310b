"""A sweep's folder with all that its runs say."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from simkansen.report.reading.own_prices import SIGN
from simkansen.report.reading.staffing import StaffHours, is_part
from simkansen.report.sweep.evidence import graded
from simkansen.report.sweep.staffing import hours_of_options
from simkansen.report.sweep.words import COSTS, Telling
from simkansen.report.words import Words
from simkansen.sweep.analysis import along, discovery, effects, failures, indices, regret, running_mean
from simkansen.sweep.analysis.pairs import option_of
from simkansen.sweep.analysis.study import RATIO, Row, Study
from simkansen.sweep.store.folder import manifest_of
from simkansen.sweep.store.rows import FINISHED
from simkansen.work.storage.manifest_file import MANIFEST


def is_sweep(folder: Path) -> bool:
    """Say whether a results folder is of a sweep."""
    return (folder / MANIFEST).is_file() and manifest_of(folder).get("kind") == "sweep"


def has_intervals(rows: Iterable[Row]) -> bool:
    """Tell whether any mean has an interval: of few replications none has, and no caption speaks of one."""
    return any(row["half_width"] is not None for row in rows)


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
        return {
            "runs": words.counted("caption.runs", self.counts.get(FINISHED, 0)),
            "schools": self._several("schools", "schools"),
            "pupils": self._several("pupils", "pupils"),
            "made_up": self._several("pupils", "made_up"),
            "version": about.get("simkansen", "–"),
            **{key: about.get(key, "–") for key in ("seed", "name", "hash")},
        }

    def _several(self, what: str, key: str) -> str:
        """Write how many schools or pupils a run has, and between what that lies where runs differ."""
        words, about = self.words, self.study.manifest
        if about.get(what) is None:
            return "–"
        text, ends = words.counted(f"sweep.page.{key}", about[what]), about.get(f"{what}_range")
        if not ends:
            return text
        return words("sweep.page.about", n=text, ends=words.between(*map(words.number, ends)))

    @cached_property
    def hours(self) -> list[StaffHours | None]:
        """Hours of own staff by option; None where none are known."""
        return hours_of_options(self.study)

    def is_short(self, option: int) -> bool:
        """Say whether schools lack so many of the hours of own staff that an option asks that it is said."""
        hours = self.hours[option]
        return hours is not None and hours.clearly_short

    def staff_share(self, option: int) -> str:
        """Write the part that schools have of the hours of own staff that an option asks."""
        hours = self.hours[option]
        return "–" if hours is None else self.words.percent(hours.share)

    def marked(self, row: Row, *, priced: bool = True) -> str:
        """Return what the option of a row is called, with what its number lacks: staff, or a known price.

        And, unless it is said beside it, of how many runs a price of a week is.
        """
        label, share = self.telling.option(row), row.get("staff_share")
        if share is not None and is_part(share):
            label = self.words("sweep.mark.staff", label=label, share=self.words.percent(share))
        if row.get("price_below_known") and self.telling.measure(row["measure"]).name in COSTS:
            label += SIGN
        part = self.priced_in(row) if priced else ""
        return self.words("sweep.mark.priced", label=label, runs=part) if part else label

    @cached_property
    def _runs(self) -> dict[int, int]:
        """Finished runs of each option."""
        return dict(self.study.rows("SELECT option, count(*) FROM told GROUP BY option"))

    @cached_property
    def never_finished(self) -> list[int]:
        """Options of which no run has finished."""
        finished = dict(self.study.rows("SELECT option, count(*) FROM cases GROUP BY option"))
        return [place for place in range(len(self.study.options)) if place not in finished]

    def priced_in(self, row: Row) -> str:
        """Write of how many of its runs a price of a week is, where others recover nothing; else nothing."""
        n = row.get("n_runs")
        if n is None or self.telling.measure(row["measure"]).name != RATIO:
            return ""
        all_runs = self._runs[option_of(self.study, row)]
        if n >= all_runs:
            return ""
        return self.words("form.of", k=self.words.number(n), n=self.words.number(all_runs))

    @cached_property
    def effects(self) -> list[Row]:
        """Effects per option, with the evidence that they rest on."""
        return graded(self.study, effects.effects(self.study))

    @cached_property
    def unvarying(self) -> frozenset[tuple[int, int]]:
        """Option and number of the measure, where the value is the same in every run."""
        return effects.unvarying(self.study)

    @cached_property
    def regret(self) -> list[Row]:
        """How often each option is best, and its regret, with the evidence that this rests on.

        Of costs there is none where an option has a price below what is known: it would cost least by that.
        """
        rows = graded(self.study, regret.regret(self.study))
        low = any(row["price_below_known"] for row in rows)
        return [row for row in rows if not low or self.telling.measure(row["measure"]).name not in COSTS]

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
        """Give all tables by name.

        What is infinite is None there: it has no number that all programs read, and ``recovers_nothing``
        tells of how many runs it is so.
        """
        checks, rules = self.discovery
        tables = {
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
        return {name: [_as_numbers(row) for row in rows] for name, rows in tables.items()}


def _as_numbers(row: Row) -> Row:
    """Return a row with None for what is infinite."""
    return {key: None if value in (math.inf, -math.inf) else value for key, value in row.items()}
