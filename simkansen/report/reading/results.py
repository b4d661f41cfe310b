"""A results folder as the report sees it: bands of the summary, draws of the runs, facts of the manifest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

from simkansen.report.reading.records import FEWEST_PUPILS, Band, ClosedPeriod, Draws, ScenarioInfo
from simkansen.runs.draws import FEWEST_DRAWS, echoes
from simkansen.work.errors import UnreadableResultsError
from simkansen.work.storage.again import how_again
from simkansen.work.storage.digests import check_readable, refuse_damaged
from simkansen.work.storage.manifest_file import MANIFEST, read_manifest
from simkansen.work.storage.tables import ROW, database, parquet_source
from simkansen.work.storage.texts import stored_documents

_OPTIONAL = ("chance_share", "median_error")
"""Columns of the summary that results of earlier versions do not have."""


PLACES = ("municipalities", "provinces", "regions")
"""Where the manifest says for which places a closure was."""

_ABOUT = 'kind = ? and measure = ? and "by" = ? and subject = ?'
_UNGROUPED = ("all", "intervention")


class Results:
    """Read access to one results folder.

    Parameters
    ----------
    folder
        A folder with ``summary.parquet``; the manifest, the scenarios and the runs are read if there.

    Raises
    ------
    FileNotFoundError
        There is no ``summary.parquet``.
    UnreadableResultsError
        A file cannot be read, or is not what was written there; it is named.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / "summary.parquet").is_file():
            raise FileNotFoundError(f"{folder}: no summary.parquet here; is this a results folder?")
        self.manifest: dict[str, Any] = read_manifest(folder) if (folder / MANIFEST).is_file() else {}
        runs = sorted((folder / "runs").glob("*.parquet"))
        echoed = sorted((folder / "echoes").glob("*.parquet"))
        refuse_damaged(folder, [folder / "summary.parquet", *runs, *echoed])
        self._db = database()
        self._asked: dict[tuple[object, ...], list[tuple[Any, ...]]] = {}
        self._bands: dict[tuple[object, ...], list[Band]] = {}
        self._last: dict[tuple[object, ...], dict[tuple[str, str], Band]] = {}
        self._view("summary", [folder / "summary.parquet"], kept=True)
        self._optional = set(_OPTIONAL) & self._columns("summary")
        self.has_runs = bool(runs)
        if self.has_runs:
            self._view("runs", runs)
        self.has_repeats = bool(echoed)
        if self.has_repeats:
            self._view("echoes", echoed)

    def _view(self, name: str, paths: Sequence[Path], *, kept: bool = False) -> None:
        """Name the rows of files; kept in memory if they are few and asked for often."""
        check_readable(self.folder, paths, self._db)
        what = "temp table" if kept else "temp view"
        self._db.execute(f"create {what} {name} as select * exclude ({ROW}) from {parquet_source(paths)}")

    @cached_property
    def _ends(self) -> str:
        """The name of the rows of the runs in the last week that each measure has, kept in memory."""
        return self._last_rows("ends", "runs")

    @cached_property
    def _repeated_ends(self) -> str:
        """The same of the repeats under other chance."""
        return self._last_rows("repeated_ends", "echoes")

    def _last_rows(self, name: str, of: str) -> str:
        about = 'kind, measure, "by", subject'
        self._db.execute(
            f"create temp table {name} as with latest as "
            f"(select {about}, max(week) as week from {of} group by all) "
            f"select {of}.* from {of} join latest using ({about}, week)"
        )
        return name

    def _columns(self, name: str) -> set[str]:
        return {str(row[0]) for row in self._db.execute(f"describe {name}").fetchall()}

    def _fetch(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Return the rows of a query; three readings ask much the same, so each is asked once."""
        asked = (query, *values)
        if asked not in self._asked:
            self._asked[asked] = self._db.execute(query, values).fetchall()
        return self._asked[asked]

    def __enter__(self) -> Self:
        """Open for a with statement."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the database."""
        self._db.close()

    @cached_property
    def documents(self) -> dict[str, Mapping[str, Any]]:
        """The resolved scenarios by name, in the order of the file."""
        path = self.folder / "resolved.yaml"
        if not path.is_file():
            return {}
        loaded: list[Any] = []
        for document in stored_documents(self.folder, path):
            inner = document.get("scenarios", document) if isinstance(document, dict) else document
            loaded += inner if isinstance(inner, list) else [inner]
        return {str(d["name"]): d for d in loaded if isinstance(d, dict) and "name" in d}

    @cached_property
    def scenarios(self) -> tuple[ScenarioInfo, ...]:
        """The scenarios, the reference first."""
        present = [str(r[0]) for r in self._db.execute("select distinct scenario from summary").fetchall()]
        reference = self._reference(present)
        listed = [n for n in (*self.documents, *sorted(present)) if n in present]
        order = sorted(dict.fromkeys(listed), key=lambda n: n != reference)
        return tuple(self._scenario(name) for name in order)

    def _reference(self, present: list[str]) -> str:
        named = self.manifest.get("reference")
        if named in present:
            return str(named)
        rows = self._db.execute("select distinct scenario from summary where kind = 'effect'").fetchall()
        compared = {str(r[0]) for r in rows}
        alone = [n for n in (*self.documents, *sorted(present)) if n in present and n not in compared]
        return alone[0] if alone else sorted(present)[0]

    def _scenario(self, name: str) -> ScenarioInfo:
        resolved = self.documents.get(name, {})
        title = resolved.get("title")
        titles = {k: str(v) for k, v in title.items() if v} if isinstance(title, dict) else {}
        if isinstance(title, str):
            titles = {"en": title}
        return ScenarioInfo(name, titles, resolved)

    @property
    def reference(self) -> ScenarioInfo:
        """The scenario the others are compared with."""
        return self.scenarios[0]

    @property
    def compared(self) -> tuple[ScenarioInfo, ...]:
        """The scenarios that are compared with the reference."""
        return self.scenarios[1:]

    @cached_property
    def weeks(self) -> list[date]:
        """Every Monday that has results."""
        rows = self._db.execute("select distinct week from summary order by week").fetchall()
        return [_day(r[0]) for r in rows]

    @cached_property
    def year_ends(self) -> list[date]:
        """The week in which growth of each school year is measured; of the last year the last week."""
        query = "select distinct week from summary where measure = 'growth_share' order by week"
        rows = self._db.execute(query).fetchall()
        return [*(_day(r[0]) for r in rows[:-1]), self.last_week]

    @property
    def last_week(self) -> date:
        """The last week of the calendar."""
        return self.weeks[-1]

    @cached_property
    def closures(self) -> list[ClosedPeriod]:
        """Closures in order of time, as the manifest lists them."""
        try:
            found = [_closure(told) for told in self.manifest.get("closures") or []]
        except (KeyError, TypeError, ValueError):
            said = f"{self.folder}: the manifest tells of a closure without a first and a last day"
            raise UnreadableResultsError(f"{said}; {how_again(self.folder)}") from None
        return sorted(found, key=lambda c: c.start)

    @cached_property
    def unlike(self) -> frozenset[str]:
        """Scenarios with other parameters, rules or closures than the reference."""
        told = (self.manifest.get(key) or () for key in ("unlike_parameters", "unlike_closures"))
        return frozenset(str(name) for one in told for name in one)

    @property
    def half_groups(self) -> list[tuple[date, date]]:
        """First and last days of the periods in which schools of the reference worked with half groups."""
        return [(one.start, one.end) for one in self.closures if one.kind != "closed"]

    @property
    def never_closed(self) -> bool:
        """Whether schools close in no scenario; not where results do not tell of closures."""
        own = "unlike_closures" in self.manifest and self.manifest["unlike_closures"]
        return "closures" in self.manifest and not self.closures and not own

    def bands(
        self,
        measure: str,
        *,
        kind: str = "level",
        by: str = "all",
        subject: str = "all",
        week: date | None = None,
        small: bool = False,
    ) -> list[Band]:
        """Return the summary rows of one measure, in order of scenario, group and week.

        Groups of fewer than `FEWEST_PUPILS` pupils are left out, unless ``small`` ones are asked for too:
        whoever shows these marks them (`Band.few`).
        """
        asked = (measure, kind, by, subject, week, small)
        if asked in self._bands:
            return list(self._bands[asked])
        where, values = _ABOUT, list[Any]((kind, measure, by, subject))
        if week is not None:
            where, values = where + " and week = ?", [*values, week]
        rows = self._fetch(
            'select scenario, "group", week, mean, p05, median, p95, n_runs, n_pupils, '
            f"{', '.join(c if c in self._optional else 'null' for c in _OPTIONAL)} from summary "
            f'where {where} order by scenario, "group", week',
            values,
        )
        of = 0 if by in _UNGROUPED else self.n_runs
        shown = (row for row in rows if small or by in _UNGROUPED or row[8] >= FEWEST_PUPILS)
        return list(self._bands.setdefault(asked, [_band(row, of) for row in shown]))

    def small_groups(self) -> int:
        """Count the groups of pupils that are too small to have a number at the end of the calendar."""
        rows = self._fetch(
            'select count(distinct ("by", "group")) from summary where kind = \'level\' and measure = '
            "'delay_weeks' and subject = 'all' and week = ? and \"by\" not in ('all', 'province') "
            "and n_pupils < ?",
            [self.last_week, FEWEST_PUPILS],
        )
        return int(rows[0][0])

    def last(
        self,
        measure: str,
        *,
        kind: str = "level",
        by: str = "all",
        subject: str = "all",
        small: bool = False,
    ) -> dict[tuple[str, str], Band]:
        """Return the band of each (scenario, group) in the last week that the measure has.

        A group that is no longer there has none: pupils who left are in no table of this year.
        """
        asked = (measure, kind, by, subject, small)
        if asked in self._last:
            return dict(self._last[asked])
        found = self.bands(measure, kind=kind, by=by, subject=subject, small=small)
        # The last week of the measure, also where its groups have become too small for a number by then.
        [[last]] = self._fetch(f"select max(week) from summary where {_ABOUT}", [kind, measure, by, subject])
        latest = None if last is None else _day(last)
        self._last[asked] = {(b.scenario, b.group): b for b in found if b.week == latest}
        return dict(self._last[asked])

    def one(self, measure: str, *, of: str, kind: str = "level", subject: str = "all") -> Band | None:
        """Return the band of all pupils of one scenario in the last week that the measure has."""
        return self.last(measure, kind=kind, subject=subject).get((of, "all"))

    def draws(
        self,
        measure: str,
        *,
        kind: str = "level",
        by: str = "all",
        subject: str = "all",
        week: date | None = None,
        column: Literal["value", "n_pupils"] = "value",
        repeats: bool = False,
    ) -> dict[tuple[str, str], Draws]:
        """Return per (scenario, group) the value of each replication, at a week or at the last there is.

        Or how many pupils that is of, where ``column`` says so. With ``repeats`` it is of the repeats under
        other chance, by the replication that they repeat; none where no parameters are drawn.
        """
        if not (self.has_repeats and self.source != "point" if repeats else self.has_runs):
            return {}
        finished, about = self.manifest.get("finished"), (kind, measure, by, subject)
        source, values = "echoes" if repeats else "runs", [*about, *([] if week is None else [week])]
        if week is None:
            source = self._repeated_ends if repeats else self._ends
        rows = self._fetch(
            f'select scenario, "group", replication, {column} from {source} where {_ABOUT} '
            f"{'' if week is None else 'and week = ?'} order by all",
            values,
        )
        found: dict[tuple[str, str], Draws] = {}
        for scenario, group, replication, value in rows:
            if finished is not None and replication not in finished:
                continue
            found.setdefault((str(scenario), str(group)), {})[int(replication)] = float(value)
        return found

    @cached_property
    def n_runs(self) -> int:
        """Number of replications behind the bands."""
        bands = self.bands("delay_weeks", week=self.last_week)
        return max((b.n_runs for b in bands), default=self._largest("n_runs"))

    @cached_property
    def n_pairs(self) -> int:
        """Number of replications with an echo, which has the same parameters; none when nothing is drawn."""
        planned = self.manifest.get("replications") or self.n_runs
        return len(echoes(self.manifest.get("finished") or range(self.n_runs), self.source, int(planned)))

    @property
    def redrawn(self) -> bool:
        """Whether each replication has its own schools and pupils; results that do not tell share them."""
        return self.fact("population") == "redrawn"

    @property
    def schools_redrawn(self) -> bool:
        """Whether each replication has its own schools too; all of a place or a file stay the same."""
        return self.redrawn and self.fact("schools_redrawn") is not False

    @property
    def people(self) -> str:
        """Say what is made anew in each replication: ``redrawn``, ``remade`` (pupils alone) or ``same``."""
        if not self.redrawn:
            return "same"
        return "redrawn" if self.schools_redrawn else "remade"

    @property
    def source(self) -> str:
        """Where the parameters of each run come from: ``posterior``, ``prior`` or ``point``."""
        run = self.reference.resolved.get("run")
        told = run.get("parameters") if isinstance(run, Mapping) else None
        return str(self.fact("parameters") or told or "posterior")

    @cached_property
    def n_pupils(self) -> float:
        """Number of pupils in the last week, which figures tell of; the largest without the delay."""
        bands = self.last("delay_weeks").values()
        return max((b.n_pupils for b in bands), default=float(self._largest("n_pupils")))

    @cached_property
    def n_learners(self) -> int:
        """Pupils who are in groep 3 to 8 in any of the school years; zero where the results do not tell."""
        bands = self.last("pupils_targeted", by="intervention").values()
        return round(max((b.n_pupils for b in bands), default=0.0))

    def _largest(self, column: str) -> int:
        """Return the largest count over all measures, for results without the delay."""
        row = self._db.execute(f"select max({column}) from summary where \"by\" = 'all'").fetchone()
        return int(row[0] or 0) if row else 0

    @property
    def seed(self) -> str:
        """The seed of the runs."""
        run = self.reference.resolved.get("run")
        told = run.get("seed") if isinstance(run, Mapping) else None
        return str(self.manifest.get("seed", "?" if told is None else told))

    @property
    def hash(self) -> str:
        """The hash of what was asked."""
        return str(self.fact("hash") or self.folder.resolve().name.rsplit("-", 1)[-1])

    def fact(self, name: str) -> object:
        """Return what the manifest says under this name, else None."""
        return self.manifest.get(name)


def _closure(told: Mapping[str, Any]) -> ClosedPeriod:
    return ClosedPeriod(
        _day(told["from"]),
        _day(told["to"]),
        str(told.get("kind", "closed")),
        tuple(told.get("levels", ())),
        tuple(name for where in PLACES for name in told.get(where, ())),
        told.get("rota") == "weeks",
    )


def _day(value: object) -> date:
    return date.fromisoformat(str(value)[:10])


def _band(row: Sequence[Any], of: int = 0) -> Band:
    """Return one row of the summary, of so many runs in all; its last two values may not be there."""
    scenario, group, week, mean, p05, median, p95, runs, pupils, *more = row
    enough = runs >= FEWEST_DRAWS and pupils >= FEWEST_PUPILS
    low, high = (p05, p95) if enough else (math.nan, math.nan)
    ends = (float(mean), float(low), float(median), float(high))
    share, error = (None if value is None else float(value) for value in more)
    return Band(str(scenario), str(group), _day(week), *ends, int(runs), float(pupils), share, error, of)
