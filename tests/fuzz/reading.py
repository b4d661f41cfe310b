"""Read thousands of damaged files as users would let them be read; none may end in an unexpected exception.

Run ``python tests/fuzz/reading.py --seconds 600 --keep FOLDER`` from the repository. Each input has a number,
from which it is made again; one that ends badly is printed, and kept, made smaller, in the folder.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

from fuzz.apart import end_apart
from fuzz.countries import LAND, LOAD
from fuzz.inputs import MAKERS, Words

from simkansen.cli import entry
from simkansen.cli.console import visible

LONGEST = 20
"""Seconds of a processor after which reading a file counts as hanging."""

LONGEST_WAIT = 600
"""Seconds after which it does so in any case: a busy machine is no fault of a file."""

EXPECTED = {0, 2, 3, 4}
"""Exit codes of a program that knows what it says."""


UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What may control a terminal."""


class HangsError(BaseException):
    """An input took too long."""


@dataclass(frozen=True)
class Ending:
    """How the program ended: its exit code, and what was raised where, if that was not expected."""

    code: int
    raised: str = ""
    seconds: float = 0.0

    @property
    def where(self) -> str:
        """The last line of the trace that is the project's own, and the kind of error."""
        lines = [line.strip() for line in self.raised.splitlines()]
        own = [line for line in lines if line.startswith("File") and "/simkansen/" in line]
        return f"{own[-1].rpartition('/simkansen/')[2] if own else '?'} {lines[-1][:60] if lines else ''}"


def end_of(words: Words, folder: Path) -> Ending:
    """Call the program in a folder and say how it ended; in a process of its own where that has a country."""
    if (folder / LAND).is_dir():
        return Ending(**end_apart(words, folder))
    return end_here(words, folder)


def load(about: str, folder: Path) -> int:
    """Read what stands beside the parameters of a folder, and return the exit code."""
    from simkansen import evidence
    from simkansen.evidence.norm import load_norm

    loaders = {
        "register": evidence.load_register, "parameters": evidence.load_parameters, "norm": load_norm,
        "posterior": evidence.load_posterior, "sensitivity": evidence.load_sensitivity_study,
        "validation": partial(evidence.load_compared, "validation"),
    }  # fmt: skip
    try:
        loaders[about](folder=folder)
    except evidence.EvidenceError as error:
        print(visible(str(error)))
        return 3
    return 0


def end_here(words: Words, folder: Path) -> Ending:
    """Call the program in a folder, in this process, and say how it ended."""
    raised: list[BaseException] = []

    def note(error: BaseException) -> Path:
        raised.append(error)
        return Path("log")

    def stop(*_: object) -> None:
        raise HangsError

    kept, here, began = entry._write_bug, Path.cwd(), time.monotonic()
    entry._write_bug = note
    for number in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(number, stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    signal.alarm(LONGEST_WAIT)
    code = -1
    try:
        os.chdir(folder)
        # As strict as a terminal is: what cannot be written there may not be shown.
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        errors = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            code = load(words[1], folder) if words[0] == LOAD else entry.main(words)
        out.seek(0)
        if found := UNSEEN.search(out.read()):
            raise AssertionError(f"a terminal is sent {found[0]!r}")
    except BaseException as error:
        raised.append(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        os.chdir(here)
        entry._write_bug = kept
    told = "".join(traceback.format_exception(raised[0])) if raised else ""
    return Ending(code, told or ("" if code in EXPECTED else f"exit code {code}"), time.monotonic() - began)


@contextlib.contextmanager
def made(number: int, kind: str | None = None) -> Iterator[tuple[str, Words, Path]]:
    """Make the input of a number: its kind, the words to call the program with, and its folder."""
    rng = Random(number)
    names, often = [*MAKERS], [often for _, often in MAKERS.values()]
    chosen = kind or rng.choices(names, often)[0]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as place:
        yield chosen, MAKERS[chosen][0](rng, Path(place)), Path(place)


def smaller(words: Words, folder: Path, where: str) -> None:
    """Leave out of the changed file what is not needed to end in the same way."""
    path = next((folder / word for word in words if (folder / word).is_file()), None)
    if path is None or path.stat().st_size > 1_000_000:
        return
    content, step, tries = path.read_bytes(), path.stat().st_size // 2, 0
    while step and tries < 300:
        at = 0
        while at < len(content) and tries < 300:
            less, tries = content[:at] + content[at + step :], tries + 1
            path.write_bytes(less)
            if end_of(words, folder).where == where:
                content = less
            else:
                at += step
        step //= 2
    path.write_bytes(content)


def main() -> int:
    """Try inputs until the time is over; the number of different ends that nobody expects."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0, help="Number of the first input.")
    parser.add_argument("--number", type=int, default=10**9, help="How many inputs.")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kind", choices=[*MAKERS])
    parser.add_argument("--keep", type=Path, help="Folder for inputs that end badly, made smaller.")
    asked = parser.parse_args()
    ends, codes, slow, began = Counter[str](), Counter[tuple[str, int]](), Counter[str](), time.monotonic()
    number = asked.first
    while number < asked.first + asked.number and time.monotonic() - began < asked.seconds:
        with made(number, asked.kind) as (kind, words, folder):
            ending = end_of(words, folder)
            codes[kind, ending.code] += 1
            slow[kind] += int(1000 * ending.seconds)
            if ending.seconds > 5:
                print(f"{number} {kind}: {ending.seconds:.0f} s {[one[:80] for one in words]}", flush=True)
            if ending.raised:
                ends[ending.where] += 1
                if ends[ending.where] == 1:
                    print(
                        f"{number} {kind} {[one[:80] for one in words]}\n{ending.raised[-1500:]}", flush=True
                    )
                    if asked.keep is not None:
                        smaller(words, folder, ending.where)
                        shutil.copytree(folder, asked.keep / f"{number}-{kind}", dirs_exist_ok=True)
        number += 1
    for (kind, code), times in sorted(codes.items()):
        print(f"{kind}: exit {code}: {times}")
    for kind, spent in sorted(slow.items()):
        print(f"{kind}: {spent / sum(times for (one, _), times in codes.items() if one == kind):.0f} ms each")
    print(f"{number - asked.first} inputs, {sum(ends.values())} unexpected ends of {len(ends)} kinds")
    for where, times in ends.most_common():
        print(f"{times:6d} {where}")
    return len(ends)


if __name__ == "__main__":
    sys.exit(min(1, main()))
