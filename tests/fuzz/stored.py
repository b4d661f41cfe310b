"""Stored results that are not as they were written: of a run, and of a sweep."""

# ruff: noqa: E501 - tables of odd values
from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from random import Random

from fuzz.damage import Words, by_bytes, by_structure
from made_sweeps import make_sweep


@cache
def _stored() -> Path:
    """Results of a tiny run, made once."""
    place = Path(tempfile.mkdtemp(prefix="fuzz-results-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    said = {
        "simkansen": 1,
        "name": "tiny",
        "population": {"netherlands": {"municipality": "Urk", "sample": 1}},
    }
    (place / "tiny.yaml").write_text(json.dumps(said | {"run": {"replications": 1}}), encoding="utf-8")
    words = ["-m", "simkansen", "run", "tiny.yaml", "--quiet"]
    subprocess.run([sys.executable, *words], cwd=place, check=True, capture_output=True)
    (found,) = (place / "results").glob("tiny-*")
    return found


def results(rng: Random, folder: Path) -> Words:
    """Results of which a text is changed, or cut where they are of an earlier version, which kept no digests."""
    place = folder / "results" / "tiny"
    shutil.copytree(_stored(), place, ignore=shutil.ignore_patterns("*.html", "*.svg"))
    changed = place / rng.choice(
        ["manifest.json", "manifest.json", "resolved.yaml", "digests.txt", "log.jsonl"]
    )
    _damage(rng, changed)
    return rng.choice([
        ["show", "tiny"], ["show", "tiny", "--json"], ["report", "tiny", "--dry-run"], ["show", "results/tiny"],
        ["export", "tiny", "--as", "ro-crate"], ["export", "summary", "tiny"], *([["verify", "tiny", "--workers", "1"]] if rng.random() < 0.1 else []),
    ])  # fmt: skip


def _damage(rng: Random, changed: Path) -> None:
    content = changed.read_bytes()
    structured = changed.suffix == ".json" and rng.random() < 0.7
    changed.write_bytes(by_structure(rng, content) if structured else by_bytes(rng, content))
    if rng.random() < 0.3:
        changed.write_bytes(
            rng.choice([b"", b"null", b"[]", b"{}", b"{", b"0", content[: len(content) // 2]])
        )


@cache
def _swept() -> Path:
    """Results of a sweep that are made up, as of an earlier version, which kept no digests."""
    place = Path(tempfile.mkdtemp(prefix="fuzz-sweeps-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    points = {
        "parameters.help_share": [0.4, 0.5, 0.6],
        "interventions[tutoring].led_by": ["student", "teacher", "student"],
    }
    return make_sweep(
        place / "swept", lambda scenario, values, replication: [-1.0 - replication / 10, 5.0],
        measures=["delay_weeks", "cost"], points=points, types={"baseline": [], "tutoring": ["tutoring"]},
    )  # fmt: skip


def results_of_sweep(rng: Random, folder: Path) -> Words:
    """Results of a sweep of which a file is changed, or cut."""
    place = folder / "results" / "swept"
    shutil.copytree(_swept(), place)
    files = [path for path in sorted(place.rglob("*")) if path.is_file()]
    _damage(rng, rng.choice([place / "manifest.json", place / "manifest.json", *files]))
    return rng.choice([
        ["show", "swept"], ["show", "swept", "--json"], ["report", "swept", "--dry-run"], ["show", "results/swept"],
        ["export", "swept", "--as", "ro-crate"], ["export", "swept", "--as", "csv"], ["verify", "swept", "--workers", "1"],
    ])  # fmt: skip
