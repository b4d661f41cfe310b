"""Compiled code can never be older than the rule it stands for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import simkansen

ASK = "from simkansen.arithmetic import logistic; print(logistic(0.0))"


def copied_to(place: Path) -> Path:
    """The part of the package that a rule needs, in another folder."""
    package, copy = Path(simkansen.__file__).parent, place / "simkansen"
    for room in ("arithmetic", "identity"):
        # Without what Python compiled: it would stand for a source of its time and size, also a changed one.
        shutil.copytree(package / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__init__.py", "compiled.py", "country.py", "late.py", "limits.py", "phrases.py"):
        shutil.copy(package / name, copy / name)
    return copy


def test_a_changed_rule_is_compiled_anew_wherever_the_cache_is(tmp_path: Path) -> None:
    copy = copied_to(tmp_path)
    env = os.environ | {"PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    env["PYTHONDONTWRITEBYTECODE"] = "1"

    def ask() -> float:
        done = subprocess.run(
            [sys.executable, "-c", ASK], env=env, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return float(done.stdout)

    assert ask() == 0.5
    rules = copy / "arithmetic" / "elementary.py"
    stamp = rules.stat()
    rules.write_text(rules.read_text().replace("1.0 / (1.0 +", "1.0 / (3.0 +"))
    os.utime(rules, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert ask() == 0.25


def test_the_same_rules_elsewhere_are_not_compiled_again(tmp_path: Path) -> None:
    caches = []
    for place in ("one", "other"):
        copied_to(tmp_path / place)
        env = os.environ | {
            "PYTHONPATH": str(tmp_path / place),
            "NUMBA_CACHE_DIR": str(tmp_path / "cache"),
        }
        subprocess.run([sys.executable, "-c", ASK], env=env, cwd=tmp_path, capture_output=True, check=True)
        caches.append({path: path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("*.nb*")})
    assert caches[0]
    assert caches[0] == caches[1]
