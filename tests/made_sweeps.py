"""Results folders of sweeps whose answers are known, made up by plain functions."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np

from simkansen.sweep.store.store import RunStore

BETTER = {
    "delay_weeks": "lower",
    "skill": "higher",
    "cost": "lower",
    "cost_per_week": "lower",
    "weeks_per_reached": "higher",
    "better_off": "higher",
    "worse_off": "lower",
}
UNITS = {
    "delay_weeks": "weeks of learning",
    "skill": "SD",
    "cost": "EUR",
    "cost_per_week": "EUR per pupil-week",
    "weeks_per_reached": "weeks of learning",
    "better_off": "share of pupils",
    "worse_off": "share of pupils",
}

Values = Mapping[str, object]
Effect = Callable[[str, Values, int], Sequence[float | None] | None]
"""Of a scenario at a point under a replication, the effect on each measure; None for a run that failed."""


def draw_of(replication: int) -> int:
    """Every eighth replication has the draw of the one before it: analysis meets draws of two sizes."""
    return replication - (replication % 8 == 7)


def kind_of(path):
    return "parameter" if path.startswith("parameters.") else "lever"


def make_sweep(
    folder: Path,
    effect: Effect,
    *,
    design: Mapping[str, object] | None = None,
    scenarios: Sequence[str] = ("baseline", "tutoring"),
    measures: Sequence[str] = ("delay_weeks",),
    points: Mapping[str, Sequence[object]] | None = None,
    cube: Mapping[str, Sequence[float]] | None = None,
    replications: int = 4,
    until: Mapping[str, object] | None = None,
    level: Callable[[Values, int], float | None] = lambda values, replication: 10.0,
    drawn: bool = True,
    fails: Mapping[str, object] | None = None,
    types: Mapping[str, Sequence[str]] | None = None,
    titles: Mapping[str, Mapping[str, str]] | None = None,
    pupils: Mapping[str, Callable[[str], float]] | None = None,
    kept: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
    beside: Mapping[str, object] | None = None,
    staff: Callable[[str, Values], tuple[float, float]] | None = None,
    manifest: Mapping[str, object] | None = None,
) -> Path:
    """Make a folder; the points are columns by path, in the order of the design.

    ``pupils`` gives by measure of how many pupils an effect of a scenario is; ``kept`` the interventions of a
    scenario as its file has them, where its types do not say all, ``beside`` what else these files have.
    ``staff`` gives the hours of own staff that a scenario asks for, and those that schools have; ``manifest``
    what else the manifest tells.
    """
    pupils = pupils or {}
    points = points or {}
    count = max((len(column) for column in points.values()), default=1)
    rows = [{path: column[place] for path, column in points.items()} for place in range(count)]
    ids = [hashlib.blake2b(repr(sorted(row.items())).encode(), digest_size=8).hexdigest() for row in rows]
    folder.mkdir(parents=True)
    design = dict(design or {"method": "replications"}) | {"seed": 7}
    about = {
        "kind": "sweep", "name": "made", "hash": "0123456789", "simkansen": "0.1.0", "title": None,
        "question": None, "reference": scenarios[0], "seed": 1, "schools": 2, "pupils": 100,
        "scenarios": [
            {
                "name": name,
                "title": (titles or {}).get(name, {"en": name.capitalize(), "nl": f"{name} (nl)"}),
                "types": list((types or {}).get(name, [])),
            }
            for name in scenarios
        ],
        "measures": [
            {"id": one, "measure": one.split(".")[0], "unit": UNITS[one.split(".")[0]],
             "better": BETTER[one.split(".")[0]], "subject": "all", **group_of(one), "week": None}
            | ({"counted": True} if one in pupils else {})
            for one in measures
        ],
        "design": design, "staffed": staff is not None,
        "varied": [
            {"path": path, "kind": kind_of(path), "dimension": path}
            | ({"listed": True} if isinstance(column[0], str) else {})
            for path, column in points.items()
        ],
        "points": len(set(ids)), "fails": fails, "hashes": {"basis": "0" * 64},
        "replications": {"at_least": replications, "at_most": replications}
        | ({"until": until} if until else {}),
    }  # fmt: skip
    about |= manifest or {}
    (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    said = {name: [{"id": kind, "type": kind} for kind in kinds] for name, kinds in (types or {}).items()}
    for name, interventions in (said | dict(kept or {})).items():
        (folder / "scenarios").mkdir(exist_ok=True)
        text = json.dumps({"interventions": interventions, **(beside or {})})
        (folder / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
    table = {"point": np.array(ids, dtype=object)}
    table |= {path: column_of(column) for path, column in points.items()}
    table |= {f"u.{name}": np.asarray(column, dtype=np.float64) for name, column in (cube or {}).items()}
    with duckdb.connect() as connection:
        connection.register("made", table)
        connection.execute(f"COPY (SELECT * FROM made) TO '{folder / 'points.parquet'}' (FORMAT parquet)")
    with RunStore(folder, measures, list(pupils), staff is not None) as store:
        for name, values in dict(zip(ids, rows, strict=True)).items():
            for replication in range(replications):
                made = runs(name, values, replication, scenarios, measures, effect, level, drawn)
                for one in made:
                    one |= {f"{id}.pupils": count(one["scenario"]) for id, count in pupils.items()}
                    if staff is not None and one["scenario"] != scenarios[0]:
                        hours = staff(one["scenario"], values)
                        one |= dict(zip(("own_staff.asked", "own_staff.taken"), hours, strict=True))
                store.add(made)
    return folder


def group_of(id):
    """What a measure of a group is split by, from its id: ``delay_weeks.groep.5``."""
    _, by, group = id.split(".") if "." in id else (id, "all", "all")
    return {"by": by, "group": group}


def column_of(values):
    plain = all(isinstance(value, int | float) for value in values)
    return np.array(values, dtype=None if plain else object)


def runs(point, values, replication, scenarios, measures, effect, level, drawn):
    found = []
    for scenario in scenarios:
        nothing = [None] * len(measures)
        effects = nothing if scenario == scenarios[0] else effect(scenario, values, replication)
        row = {
            "key": hashlib.blake2b(f"{point} {scenario} {replication}".encode(), digest_size=16).hexdigest(),
            "point": point, "scenario": scenario, "replication": replication,
            "draw": draw_of(replication) if drawn else None, "seed": 1, "seconds": 0.1,
            "status": "failed" if effects is None else "finished",
            "phase": "simulate tutoring" if effects is None else None,
            "error": "ValueError: no pupils" if effects is None else None,
        }  # fmt: skip
        if effects is not None:
            for measure, value in zip(measures, effects, strict=True):
                here = level(values, replication)
                row[measure] = value if here is None else here + (value or 0.0)
                row[f"{measure}.effect"] = value
        found.append(row)
    return found
