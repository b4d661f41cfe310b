"""Calls of the program in processes of their own, as a country is of a whole process.

Run as a program it reads a line of JSON for each call, with the words and the folder, and writes one with how
it ended. It has loaded what others made, which takes most of the time of a start, and nothing of simkansen:
each call is done in a copy of it that knows no country yet.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import IO, cast

HEAVY = ("numpy", "scipy.special", "numba", "pydantic", "ruamel.yaml", "click", "duckdb", "networkx")


def end_apart(words: list[str], folder: Path) -> dict[str, object]:
    """Call the program in a folder, in a process of its own; returns the values of an `Ending`."""
    asked, told = _helper()
    asked.write(json.dumps([words, str(folder)]) + "\n")
    asked.flush()
    found: dict[str, object] = json.loads(told.readline())
    return found


@cache
def _helper() -> tuple[IO[str], IO[str]]:
    here = Path(__file__).parent
    paths = [str(here.parent), str(here.parent.parent), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("SIMKANSEN_COUNTRY", None)
    process = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    asked, told = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)

    def end() -> None:
        asked.close()
        process.wait()

    atexit.register(end)
    return asked, told


def _answer(line: str) -> None:
    words, folder = json.loads(line)
    if os.fork():
        os.wait()
        return
    from dataclasses import asdict

    from fuzz.reading import end_here

    ending = asdict(end_here(words, Path(folder)))
    os.write(1, (json.dumps(ending) + "\n").encode())
    os._exit(0)


if __name__ == "__main__":
    for name in HEAVY:
        importlib.import_module(name)
    for line in sys.stdin:
        _answer(line)
