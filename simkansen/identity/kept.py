"""Asking for the identity: from what is shipped, else from the user's cache, else by simulating once."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from simkansen import country
from simkansen.identity.scopes import PARTS, Scope
from simkansen.identity.sources import PACKAGE, own_sources, sources_digest

FIGURES, SHIPPED, SOURCES = "behaviour.figures", "behaviour.json", "sources.txt"
"""Shipped beside this file: the figures, the digest of each part, and which sources have that behaviour."""


@dataclass(frozen=True)
class Answer:
    """What the model of some sources does.

    Attributes
    ----------
    parts
        By part, the name of its behaviour.
    moved
        By part, which figures are not those of the shipped behaviour, in words; parts that are the same are
        not in it.
    """

    parts: Mapping[str, str]
    moved: Mapping[str, list[str]] = field(default_factory=dict)


def identity_of(scope: Scope, package: Path = PACKAGE) -> str:
    """Name the behaviour of some parts.

    Parameters
    ----------
    scope
        The parts that something rests on.
    package
        Folder of the package.

    Returns
    -------
    str
        Hexadecimal digest: the same for all sources whose figures are the same within 1e-9.
    """
    parts = answer(package).parts
    lines = "".join(f"{part}={parts[part]}\n" for part in sorted(scope))
    return hashlib.blake2b(lines.encode(), digest_size=16).hexdigest()


def moved(scope: Scope, package: Path = PACKAGE) -> list[str]:
    """Say which step and figure of some parts are not as in the shipped behaviour.

    Parameters
    ----------
    scope
        The parts.
    package
        Folder of the package.

    Returns
    -------
    list of str
        Lines; none when nothing moved.
    """
    found = answer(package).moved
    return [line for part in scope for line in found.get(part, [])]


@cache
def answer(package: Path = PACKAGE) -> Answer:
    """Tell what the model of some sources does.

    Parameters
    ----------
    package
        Folder of the package; beside it, in ``identity/``, what was written down of its behaviour.

    Returns
    -------
    Answer
        Where the model cannot be run, each part is named after the sources, so that nothing rests on a guess.
    """
    digest = own_sources() if package == PACKAGE else sources_digest(package)
    folder = package / "identity"
    if digest in shipped_sources(folder):
        return Answer(shipped_parts(folder))
    name = hashlib.blake2b(digest.encode() + _bytes(folder / SHIPPED), digest_size=12).hexdigest()
    kept = _cache_folder() / f"behaviour-{name}.json"
    if (found := _read(kept)) is not None:
        return found
    with _alone(kept.with_suffix(".lock")):
        if (found := _read(kept)) is not None:
            return found
        result = _simulated(package, digest)
        if result.parts and not _failed(result):
            _keep(kept, result)
        return result


def shipped_sources(folder: Path) -> list[str]:
    """List the digests of the sources that are known to have the shipped behaviour."""
    return _bytes(folder / SOURCES).decode().split()


def shipped_parts(folder: Path) -> dict[str, str]:
    """Give the shipped behaviour by part."""
    found: dict[str, str] = json.loads(_bytes(folder / SHIPPED) or b'{"parts": {}}')["parts"]
    return {part: found.get(part, "unknown") for part in PARTS}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


_NOT_RUN = "not run"


def _failed(result: Answer) -> bool:
    return any(lines[:1] == [_NOT_RUN] for lines in result.moved.values())


def _simulated(package: Path, digest: str) -> Answer:
    """Let another process simulate: a changed source is not the one that is imported here."""
    import subprocess  # seldom needed, and the program has to start quickly

    if sys.stderr.isatty():
        print("These sources have no known behaviour; looking at what they do …", file=sys.stderr)
    path = os.pathsep.join(filter(None, [str(package.parent), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONPATH": path}
    environment.pop(country.VARIABLE, None)  # what is written down is what happens in the shipped country
    done = subprocess.run(
        [sys.executable, "-P", "-m", f"{package.name}.behaviour", "answer"],
        env=environment, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    try:
        found = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None
    except (ValueError, IndexError):
        found = None
    if found is None:
        last = (done.stderr.strip().splitlines() or ["no reason told"])[-1]
        return Answer(dict.fromkeys(PARTS, f"sources {digest}"), {part: [_NOT_RUN, last] for part in PARTS})
    parts = {part: found["parts"].get(part, f"sources {digest}") for part in PARTS}
    return Answer(parts, found["moved"])


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "simkansen"


def _read(path: Path) -> Answer | None:
    try:
        found = json.loads(path.read_bytes())
        return Answer(found["parts"], found["moved"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(path: Path, found: Answer) -> None:
    """Write under another name and rename, so that a reader never meets half a file."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with suppress(OSError):  # A cache that cannot be written costs time, nothing else.
        content = {"parts": dict(found.parts), "moved": dict(found.moved)}
        part.write_text(json.dumps(content), encoding="utf-8")
        part.replace(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process simulate while others wait; where there are no locks, each does it."""
    try:
        import fcntl

        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except (ImportError, OSError):
        yield
        return
    try:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
