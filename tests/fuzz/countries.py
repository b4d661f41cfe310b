"""Files of a country as nobody should write them: its YAML files and tables, and what the program puts beside them."""

# ruff: noqa: E501 - tables of odd values
from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random

from fuzz.damage import TOKENS, VALUES, Words, by_bytes, by_structure

TESTLAND = Path(__file__).parent.parent / "testland"
LAND = "land"
"""Folder of a country; where there is one, the program is called in a process of its own."""

LOAD = "load"
"""In place of a verb: a function that reads what stands beside the parameters of a folder is called."""

CLOSED = {
    "simkansen": 1, "country": LAND, "name": "closed",
    "population": {"testland": {"sample": 3}}, "run": {"replications": 2},
}  # fmt: skip

PARAMETERS = """\
- {name: speed, value: 0.4, unit: share, prior: {distribution: beta, sd: 0.1}, used_by: learning,
   assumed: for the test, does: Something.}
- {name: reach, value: 2, unit: SD, prior: {distribution: normal, sd: 1}, used_by: outcomes, sources: [a],
   does: Something.}
"""
_SWING = {"parameter": "speed", "unit": "share", "ends": [0.2, 0.5], "low": 1, "base": 1.5, "high": 2.0}
_FIGURE = {
    "id": "a", "quantity": "loss", "unit": "SD", "published": 0.1, "published_low": None, "published_high": None,
    "median": 0.2, "p05": 0.1, "p95": 0.3, "verdict": "agrees", "note": "",
}  # fmt: skip
_ABOUT = {
    "made_by": "x", "draws": 2, "point": False, "experiment": "a.yaml", "provisional": False, "posterior": "a",
    "basis": "b", "version": "1",
}  # fmt: skip
BESIDE = {
    "register.yaml": "[]",
    "parameters.yaml": PARAMETERS.replace("sources: [a]", "assumed: too"),
    "norm.yaml": "pace: [[0.01, 0.02], [0.02, 0.03]]\npupils: [10, 20.5]\nmade_by: x\n",
    "posterior.csv": "speed,reach\n0.25,1.0\n0.75,3.5\n",
    "posterior.yaml": "experiment: none\nseed: 3\neffective_particles: 2.5\n",
    "sensitivity.json": json.dumps({
        "name": "s", "hash": "h", "version": "1", "seed": 1, "behaviour": "b", "varied": 2, "evaluations": 3,
        "simulations_each": 2, "schools": 1, "pupils": 20, "units": {"weeks_recovered": "weeks"},
        "swings": {"tutoring": {"weeks_recovered": [_SWING]}},
    }),
    "validation.json": json.dumps({"about": _ABOUT, "leaning": ["a"], "uncounted": [], "rows": [_FIGURE]}),
}  # fmt: skip
LOADED = {
    "register.yaml": "register", "parameters.yaml": "parameters", "norm.yaml": "norm",
    "posterior.csv": "posterior", "posterior.yaml": "posterior", "sensitivity.json": "sensitivity",
    "validation.json": "validation",
}  # fmt: skip


def beside_parameters(rng: Random, folder: Path) -> Words:
    """What the program and a country put beside parameters, one file of it changed."""
    changed = rng.choice(list(BESIDE))
    for name, text in BESIDE.items():
        content = text.encode()
        if name == changed:
            content = _changed(rng, name, content)
        (folder / name).write_bytes(content)
    return [LOAD, LOADED[changed]]


def _changed(rng: Random, name: str, content: bytes) -> bytes:
    odd = rng.random()
    if odd < 0.05:
        return rng.choice(
            [b"", b"null", b"[]", b"{}", b"{", b"0", b"[" * 5000, b'"' * 9, b"\x00", b"a: &a [*a]\n"]
        )
    structured = not name.endswith(".csv") and rng.random() < 0.6
    if not structured:
        return by_bytes(rng, content)
    changed = by_structure(rng, content)
    return changed if name.endswith(".json") or odd < 0.9 else changed.replace(b"{", b"&a {", 1)


def country(rng: Random, folder: Path) -> Words:
    """Testland, one file of it changed."""
    place = folder / LAND
    shutil.copytree(TESTLAND, place)
    (folder / "closed.yaml").write_text(json.dumps(CLOSED), encoding="utf-8")
    files = [path for path in sorted(place.rglob("*")) if path.suffix in (".yaml", ".csv")]
    changed = rng.choice(files)
    content = changed.read_bytes()
    if changed.suffix == ".csv" and rng.random() < 0.6:
        changed.write_bytes(_other_cell(rng, content))
    else:
        changed.write_bytes(_changed(rng, changed.name, content))
    if rng.random() < 0.05:
        changed.unlink()
    return rng.choice([["check", "closed.yaml"]] * 6 + [
        ["run", "closed.yaml", "--dry-run"], ["show", "calendar", "closed.yaml"], ["show", "parameters"],
        ["show", "population", "closed.yaml"], ["new", "a.yaml"], ["export", "schema"],
    ])  # fmt: skip


def _other_cell(rng: Random, content: bytes) -> bytes:
    """Give a table in which one value is another."""
    lines = [line.split(",") for line in content.decode().splitlines()]
    line = rng.choice(lines if rng.random() < 0.3 else lines[1:])
    odd = [str(rng.choice(VALUES)), rng.choice(TOKENS), "-1", "0", "1e9", "nan", "1e400", "", "99999999999"]
    line[rng.randrange(len(line))] = rng.choice(odd)
    return "\n".join(",".join(line) for line in lines).encode("utf-8", "surrogatepass")
