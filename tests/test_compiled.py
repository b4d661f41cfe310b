"""Compiled code can never be older than the rule it stands for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.slow
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


@pytest.mark.slow
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


TINY = """\
from simkansen.compiled import rule


@rule
def double(x):
    return 2.0 * x


@rule
def wrong(x):
    return x.nothing
"""

SLOW = """\
import sys
from simkansen import compiled

save = compiled._SharedCache.save_overload


def save_when_told(self, sig, data):
    print("compiling", flush=True)
    sys.stdin.readline()
    save(self, sig, data)


compiled._SharedCache.save_overload = save_when_told
from tiny import double

print(double(1.5), flush=True)
"""

ASKING = """\
from simkansen.compiled import made_here
from tiny import double

print("asking", flush=True)
print(double(1.5), made_here(), flush=True)
"""


@pytest.fixture
def tiny(tmp_path: Path) -> dict[str, str]:
    """A module with tiny rules, and the environment of programs that share a cache of it."""
    (tmp_path / "tiny.py").write_text(TINY)
    path = os.pathsep.join([str(tmp_path), str(Path(simkansen.__file__).parent.parent)])
    return os.environ | {"PYTHONPATH": path, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}


def started(code: str, env: dict[str, str]) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", code], env=env, stdin=pipe, stdout=pipe, text=True)


def line_of(program: subprocess.Popen[str]) -> str:
    assert program.stdout
    return program.stdout.readline().strip()


@pytest.mark.slow
@pytest.mark.parametrize(("killed", "compiled"), [(False, 0), (True, 1)])
def test_of_two_programs_one_compiles_and_the_other_reads_it_or_follows_when_that_one_dies(
    tiny: dict[str, str], killed: bool, compiled: int
) -> None:
    with started(SLOW, tiny) as first:
        assert line_of(first) == "compiling"
        with started(ASKING, tiny) as second:
            assert line_of(second) == "asking"
            if killed:
                first.kill()
            first.communicate("" if killed else "\n")
            assert line_of(second) == f"3.0 {compiled}"


def test_a_rule_that_cannot_be_compiled_keeps_nobody_waiting(tiny: dict[str, str]) -> None:
    code = "from tiny import wrong\ntry:\n    wrong(1.0)\nexcept Exception:\n    print(wrong._cache._ours)"
    done = subprocess.run([sys.executable, "-c", code], env=tiny, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


READ_ONLY = """\
from simkansen import compiled
from simkansen.arithmetic import elementary

print(elementary.logistic(0.0), compiled.made_here(), elementary.exp._cache._impl.locator.__class__.__name__)
"""


def test_where_the_cache_cannot_be_written_rules_are_compiled_and_nothing_is_kept_elsewhere(
    tmp_path: Path,
) -> None:
    copy = copied_to(tmp_path)
    (tmp_path / "cache").touch()  # a file: nobody, not even an administrator, can make a folder in it
    env = os.environ | {"PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY], env=env, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    value, made, locator = done.stdout.split()
    assert (value, locator) == ("0.5", "PackageCacheLocator")
    assert int(made) > 0
    assert not list(copy.rglob("*.nb?"))


def test_a_system_without_locks_compiles_all_the_same(monkeypatch):
    from simkansen.compiled import _Turns

    monkeypatch.setitem(sys.modules, "fcntl", None)
    turns = _Turns()
    turns.take(1)
    turns.give(1)
    assert turns._file is None
