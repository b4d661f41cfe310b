"""The runs of a sweep, laid ready for analysis: which are options, and which are futures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from simkansen.sweep.analysis.kept_scenarios import kinds_of, scenarios_with
from simkansen.sweep.ask.dimensions import POSTERIOR
from simkansen.sweep.ask.experiment import SAMPLED
from simkansen.sweep.ask.paths import is_switch, parse, switched, switched_on
from simkansen.sweep.store.folder import POINTS, manifest_of, staffed_of
from simkansen.sweep.store.reading import relation
from simkansen.sweep.store.rows import EFFECT, FINISHED, OWN_STAFF, PUPILS
from simkansen.sweep.store.told import OF_INTERVENTIONS, measure_of
from simkansen.sweep.store.told import RATIO as RATIO
from simkansen.sweep.store.told import Row as Row
from simkansen.sweep.store.told import SweepMeasure as SweepMeasure
from simkansen.sweep.store.told import is_few as is_few
from simkansen.sweep.store.told import of_measures as of_measures
from simkansen.work.storage.tables import database, given, parquet_source, quoted_name, quoted_text

T = TypeVar("T")

Value = float | int | str | bool
CHOICE = "interventions["
"""How a path begins that makes an intervention another one. Other paths change the reference too."""


@dataclass(frozen=True, slots=True)
class Option:
    """What one can choose: a scenario and, in a grid, how it is set.

    Attributes
    ----------
    scenario
        Its name.
    values
        By path, of the paths that make options and that this scenario has.
    """

    scenario: str
    values: tuple[tuple[str, Value], ...] = ()


class Study:
    """The finished runs of a sweep, in a database in memory.

    Parameters
    ----------
    folder
        The results folder.

    Attributes
    ----------
    asked
        All that is measured.
    measures
        What numbers are told of: all of it but groups of fewer than
        `simkansen.outcomes.groups.FEWEST_PUPILS` pupils, which the folder alone keeps.
    options
        The reference first. What is chosen makes options in a grid and in a design of replications; in a
        sampled design the scenarios are the options, and in a Latin hypercube what a list sets too.
    connection
        Has the table ``cases`` of finished runs: ``option`` (its place in `options`), ``future`` (where
        options are compared, together with the replication), ``place`` (row of the design), ``block`` (of
        points that are not sampled apart from each other), ``replication``, ``draw``, and for every measure
        ``m0``, ``m1``, ...: the level of the reference, the effect of the others, but of `unlike` scenarios
        none that is of interventions alone; and ``p0``, ``p1``, ...: of how many pupils that is, where it is
        known. ``asked`` and ``taken``: hours of own staff beyond those of the reference, where they are kept.
        ``is_on``: whether an intervention of the scenario is there, or all are switched off. ``told`` has
        the same columns, of what an option's numbers are told of: where switches make no options
        (`averages_switches`) without the runs in which all of a scenario is switched off. A price of a week
        is infinite where money is spent in vain.

    Raises
    ------
    FileNotFoundError
        If the folder has no manifest or no points.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = manifest_of(folder)
        self.reference = str(self.manifest["reference"])
        self.scenarios = [str(one["name"]) for one in self.manifest["scenarios"]]
        self.asked = [measure_of(one) for one in self.manifest["measures"]]
        self.connection = database()
        self._lay_ready()

    @cached_property
    def hidden(self) -> list[SweepMeasure]:
        """The measures of groups of too few pupils to tell numbers of."""
        return [one for one in self.asked if one not in self.measures]

    @cached_property
    def few(self) -> frozenset[tuple[int, int]]:
        """Option and number of the measure, where too few pupils are behind it for an interval."""
        pupils = of_measures("median(p#)", self.measures)
        rows = self.rows(f"SELECT option, {pupils} FROM told WHERE option > 0 GROUP BY option")
        return frozenset(
            (option, number)
            for option, *counts in rows
            for number, count in enumerate(counts)
            if is_few(count)
        )

    @cached_property
    def unlike(self) -> frozenset[str]:
        """Scenarios with other parameters, rules or closures than the reference."""
        told = (self.manifest.get(key) or () for key in ("unlike_parameters", "unlike_closures"))
        return frozenset(str(name) for one in told for name in one)

    @property
    def method(self) -> str:
        """The method of the design."""
        return str(self.manifest["design"]["method"])

    @property
    def sampled(self) -> bool:
        """Whether points are a sample from what may be."""
        return self.method in SAMPLED

    @cached_property
    def independent(self) -> int:
        """Simulations that are independent: draws. Points all share them, so a sample of points adds none."""
        return int(self.rows("SELECT count(DISTINCT draw) FROM cases")[0][0])

    @cached_property
    def paths(self) -> list[str]:
        """What is varied; the number of a draw of the posterior says nothing and is left out."""
        return [str(one["path"]) for one in self.manifest["varied"] if one["path"] != POSTERIOR]

    @cached_property
    def levers(self) -> list[str]:
        """What is varied and is no parameter: what one can do, and with what weeks, pupils and rules."""
        kinds = {str(one["path"]): one["kind"] for one in self.manifest["varied"]}
        return [path for path in self.paths if kinds[path] == "lever"]

    @cached_property
    def dimensions(self) -> list[str]:
        """Names of the dimensions of the design, in their order."""
        return list(dict.fromkeys(str(one["dimension"]) for one in self.manifest["varied"]))

    @property
    def choices(self) -> list[str]:
        """The paths that make options: in a sample those with a list of values, which no mean stands for.

        What the reference has itself makes none: effects are held against it as it is set at each point.
        """
        chosen = [one for one in self.paths if one.startswith(CHOICE) and not self.has(self.reference, one)]
        if self.method == "latin-hypercube":
            listed = {str(one["path"]) for one in self.manifest["varied"] if one.get("listed")}
            return [path for path in chosen if path in listed]
        return [] if self.sampled else chosen

    @cached_property
    def _having(self) -> dict[str, frozenset[str]]:
        return {path: scenarios_with(self.folder, path, self.scenarios) for path in self.paths}

    def has(self, scenario: str, path: str) -> bool:
        """Say whether a path leads to something in a scenario."""
        return scenario in self._having[path]

    @cached_property
    def points(self) -> dict[str, NDArray[Any]]:
        """The columns of the table of points, each point of the design in its order, doubles and all."""
        found = self.connection.execute(
            f"""
            SELECT * EXCLUDE (file_row_number) FROM {parquet_source([self.folder / POINTS])}
            ORDER BY file_row_number
            """
        ).fetchnumpy()
        return {name: np.asarray(column) for name, column in found.items()}

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Of each point of the design the row where it stands first, shape (points,)."""
        _, first, which = np.unique(self.points["point"].astype(str), return_index=True, return_inverse=True)
        places: NDArray[np.int64] = first[which].astype(np.int64)
        return places

    @cached_property
    def common(self) -> int:
        """Replications that every point has: where a rule stops points apart, means over points need as many.

        A point that is run more often is one whose effects vary more, so it may not count for more.
        """
        found = self.rows("SELECT min(n) FROM (SELECT max(replication) + 1 AS n FROM cases GROUP BY place)")
        return int(found[0][0] or 0)

    @cached_property
    def uneven(self) -> bool:
        """Whether some points have more replications than others."""
        return bool(self.rows(f"SELECT count(*) FROM cases WHERE replication >= {self.common:d}")[0][0])

    @property
    def averages_switches(self) -> bool:
        """Whether options are averaged over points with and without their interventions."""
        switches = [path for path in self.paths if is_switch(parse(path))]
        return bool(switches) and not {*switches} <= {*self.choices}

    @cached_property
    def some_off(self) -> bool:
        """Whether all interventions of some scenario are switched off at some point."""
        return bool(self.rows("SELECT count(*) FROM cases WHERE option > 0 AND NOT is_on")[0][0])

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Give the rows of a query."""
        return self.connection.execute(query).fetchall()

    def arrays(self, query: str) -> dict[str, NDArray[Any]]:
        """Give the columns of a query; a number that is not there is not-a-number."""
        found = self.connection.execute(query).fetchnumpy()
        return {name: _filled(column) for name, column in found.items()}

    def about(self, option: int) -> Row:
        """Tell an option in a table: its scenario and, in a column a path, what was chosen."""
        one = self.options[option]
        chosen = dict(one.values)
        return {"scenario": one.scenario, **{path: chosen.get(path) for path in self.choices}}

    def _lay_ready(self) -> None:
        runs = relation(self.folder, self.connection)
        self.connection.execute(f"CREATE TEMP VIEW runs_of_sweep AS {runs.sql_query()}")
        self.measures = [one for one in self.asked if not self._is_hidden(one)]
        first = np.unique(self.places)
        blocks = first // self._block_size()
        names = self.points["point"][first]
        self._table("points_here", {"point": names, "place": first, "block": blocks})
        self.options, chosen = self._options(first)
        self._table("chosen", chosen)
        placed = "place" if self.choices else "scenario"
        join = "USING (scenario, place)" if placed == "place" else "USING (scenario)"
        future = "future" if self.choices and not self.sampled else "place"
        is_reference = f"scenario = {quoted_text(self.reference)}"
        numbers = ", ".join(
            f"CASE WHEN {is_reference} THEN {quoted_name(one.id)} {self._without(one)}"
            f"ELSE {self._effect(one)} END AS m{number}, {self._pupils(one)} AS p{number}"
            for number, one in enumerate(self.measures)
        )
        kept = staffed_of(self.manifest)
        hours = ", ".join(
            f"{quoted_name(column) if kept else 'CAST(NULL AS DOUBLE)'} AS {name}"
            for name, column in zip(("asked", "taken"), OWN_STAFF, strict=True)
        )
        self.connection.execute(
            f"""
            CREATE TEMP TABLE cases AS
            SELECT option, {future} AS future, place, block, replication, {self._is_on()} AS is_on,
                coalesce(draw, replication) AS draw, {numbers}, {hours}
            FROM runs_of_sweep JOIN points_here USING (point) JOIN chosen {join}
            WHERE status = '{FINISHED}'
            ORDER BY place, replication, option
            """
        )
        # Off beside the reference is no other option where points are averaged: it has done nothing there.
        there = ["(option = 0 OR is_on)"] if self.averages_switches else []
        there += self._evenly()
        where = f"WHERE {' AND '.join(there)}" if there else ""
        self.connection.execute(f"CREATE TEMP VIEW told AS SELECT * FROM cases {where}")

    def _evenly(self) -> list[str]:
        """Write in SQL that an option is told of as many replications of each of its points.

        A rule to stop runs a point more often where effects vary more, and that is often where they are
        largest: what an option does on average may not lean to these.
        """
        if not (self.manifest.get("replications") or {}).get("until"):
            return []
        self.connection.execute(
            """
            CREATE TEMP TABLE evenly AS SELECT option, min(n) AS most, max(n) > min(n) AS apart
            FROM (SELECT option, place, max(replication) + 1 AS n FROM cases GROUP BY option, place)
            GROUP BY option
            """
        )
        # Where nothing is left out nothing is asked either: another order of adding would move last bits.
        if self.connection.execute("SELECT bool_or(apart) FROM evenly").fetchone() != (True,):
            return []
        return ["replication < (SELECT most FROM evenly WHERE evenly.option = cases.option)"]

    def _is_hidden(self, one: SweepMeasure) -> bool:
        """Say whether a measure is of a group that has too few pupils, at any point."""
        if not one.group or not one.counted:
            return False
        counted = f"SELECT median({self._pupils(one)}) AS n FROM runs_of_sweep GROUP BY point"
        return is_few(self.rows(f"SELECT min(n) FROM ({counted})")[0][0])

    def _is_on(self) -> str:
        """Write in SQL whether a scenario has an intervention at a point, or all of them are switched off."""
        off = [f"({quoted_text(name)}, {place})" for name, place in self._switched_off()]
        return f"(scenario, place) NOT IN ({', '.join(off)})" if off else "true"

    def _switched_off(self) -> Iterator[tuple[str, int]]:
        """Give scenarios with the rows of the design at which all of their interventions are switched off."""
        switches = {path: switched(parse(path)) for path in self.paths}
        for scenario in self.scenarios:
            own = {path: id for path, id in switches.items() if id and self.has(scenario, path)}
            if not own or {*kinds_of(self.folder, [scenario])} - {*own.values()}:
                continue
            for place in np.unique(self.places).tolist():
                if not any(switched_on(self.value(path, place)) for path in own):
                    yield scenario, place

    def _without(self, one: SweepMeasure) -> str:
        """Write in SQL that a measure of interventions alone has no value where more differs."""
        if not self.unlike or one.name not in OF_INTERVENTIONS:
            return ""
        return f"WHEN scenario IN ({', '.join(map(quoted_text, sorted(self.unlike)))}) THEN NULL "

    def _effect(self, one: SweepMeasure) -> str:
        """Write in SQL the effect on a measure: a price is infinite where money is spent in vain.

        Folders of before kept no price there, but what was spent.
        """
        column = quoted_name(one.id + EFFECT)
        cost = next((each.id for each in self.asked if each.name == "cost"), None)
        if one.name != RATIO or cost is None:
            return column
        return f"coalesce({column}, CASE WHEN {quoted_name(cost + EFFECT)} > 0 THEN 'inf'::DOUBLE END)"

    def tells(self, option: int, measure: SweepMeasure) -> bool:
        """Say whether a measure may be told of an option: what is of interventions alone is not of all."""
        return self.options[option].scenario not in self.unlike or measure.name not in OF_INTERVENTIONS

    def _pupils(self, one: SweepMeasure) -> str:
        """Write in SQL of how many pupils a measure is: what a run keeps, or all of the population."""
        pupils = self.manifest.get("pupils")
        return quoted_name(one.id + PUPILS) if one.counted else f"CAST({pupils or 'NULL'} AS DOUBLE)"

    def _block_size(self) -> int:
        """Points that a sampled design lays together: Saltelli's rows, or a trajectory."""
        return {"sobol": len(self.dimensions) + 2, "morris": len(self.dimensions) + 1}.get(self.method, 1)

    def _table(self, name: str, columns: Mapping[str, NDArray[Any]]) -> None:
        with given(self.connection, f"{name}_made", columns):
            self.connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM {name}_made")

    def _options(self, first: NDArray[np.int64]) -> tuple[list[Option], dict[str, NDArray[Any]]]:
        """List the options, and say which option and which future each run belongs to.

        An intervention that a path does not touch has the same runs whatever the value there; of these one
        is kept.
        """
        order = [self.reference, *(name for name in self.scenarios if name != self.reference)]
        if not self.choices:
            columns = {"scenario": np.array(order, dtype=object), "option": np.arange(len(order))}
            return [Option(name) for name in order], columns
        found: dict[tuple[Option, tuple[Value, ...]], int] = {}
        for scenario in order:
            self._meet_options(scenario, first, found)
        chosen, futures = [option for option, _ in found], [future for _, future in found]
        options, number = _numbered(chosen)
        return options, {
            "scenario": np.array([option.scenario for option in chosen], dtype=object),
            "place": np.array(list(found.values())),
            "option": number,
            "future": _numbered(futures)[1],
        }

    def _meet_options(
        self,
        scenario: str,
        first: NDArray[np.int64],
        found: dict[tuple[Option, tuple[Value, ...]], int],
    ) -> None:
        """Add the options of a scenario, each in each future, with the place where it is met first."""
        own = [path for path in self.choices if self.has(scenario, path)]
        others = [path for path in self.paths if path not in self.choices]
        for place in first:
            option = Option(scenario, tuple(zip(own, self._values(own, place), strict=True)))
            found.setdefault((option, self._values(others, place)), int(place))

    def _values(self, paths: Sequence[str], place: int) -> tuple[Value, ...]:
        return tuple(self.value(path, place) for path in paths)

    def value(self, path: str, place: int) -> Value:
        """Give the value at a path in a row of the design."""
        value: Value = self.points[path][place]
        return value.item() if isinstance(value, np.generic) else value


def _numbered(items: Sequence[T]) -> tuple[list[T], NDArray[np.int64]]:
    """Give the different items, and which of them each is."""
    distinct = list(dict.fromkeys(items))
    number = {one: place for place, one in enumerate(distinct)}
    return distinct, np.array([number[one] for one in items], dtype=np.int64)


def _filled(column: NDArray[Any]) -> NDArray[Any]:
    if not isinstance(column, np.ma.MaskedArray):
        return column
    return np.asarray(column.filled(np.nan) if column.dtype.kind == "f" else column.data)
