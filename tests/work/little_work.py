"""Little work for the tests of engines, in a module that workers import at no cost."""

import math
import multiprocessing
import os
import signal
import time

from simkansen.work.worker import step


def third_root(item):
    return math.cbrt(item) + math.sin(item)


def nap(item):
    time.sleep(0.05)
    return os.getpid()


def sleep_long(folder, item):
    (folder / str(os.getpid())).touch()
    time.sleep(300)


def wait_for(path):
    """Wait until a file is there; tells whether it came."""
    deadline = time.monotonic() + 60
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return path.exists()


def die_at(deadly, item):
    if item in deadly:
        time.sleep(0.3)  # a worker of Dask that dies in its first moment is replaced only after a while
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.02)
    return item


def other_numpy_here():
    """What decides the bits: in a worker, another numpy than in the program."""
    return {"numpy": "1.0" if multiprocessing.parent_process() is None else "2.0", "python": "3"}


class Read:
    """Counts in each process how often one of it came in."""

    count = 0

    def __setstate__(self, state):
        Read.count += 1


def count_reads(shared, item):
    return item, Read.count


def do_steps(item):
    for _ in range(item):
        time.sleep(0.01)
        step()


def count_beside(folder, item):
    """Count the items that are worked on, this one with them."""
    here = folder / f"running-{item}"
    here.touch()
    time.sleep(0.1)
    count = len(list(folder.glob("running-*")))
    here.unlink()
    return count


def refuse(item):
    raise ValueError(f"not {item}")


def surroundings(item):
    return [os.environ.get(f"{name}_NUM_THREADS") for name in ("OPENBLAS", "OMP", "MKL")]


def count_deaths(folder, item):
    (folder / f"{item}-{time.monotonic_ns()}").touch()
    die_at({1}, item)


def give_what_cannot_be_sent(item):
    return lambda: item


def die_and_look_around(folder, item):
    """Item 2 kills its worker, and notes first what is beside it; the first time it waits for that."""
    here = folder / f"running-{item}"
    if item == 2:
        patience = 0.5 if list(folder.glob("try-*")) else 60.0
        (folder / f"try-{time.monotonic_ns()}").write_text(seen_beside(folder, patience), encoding="utf-8")
        die_at({2}, item)
    here.touch()
    time.sleep(0.3)
    here.unlink()


def seen_beside(folder, patience):
    deadline = time.monotonic() + patience
    while not (beside := sorted(path.name for path in folder.glob("running-*"))):
        if time.monotonic() > deadline:
            break
        time.sleep(0.01)
    return " ".join(beside)
