"""Find what the behaviour cannot see: each constant and each comparison of the rules is changed in turn.

    python tests/identity/mutations.py [FILE ...]

changes them in the files named (by default all of learning, interventions and outcomes), and prints the
places at which no figure moves. `unseen.json` lists those that are known, each with the reason; others end
it with exit status 1. A change is made in a process of its own. Rules of learning are not compiled for it:
the pupils of one small school are simulated until the first column differs. Where none does, they are
compiled, and the town is looked at as a whole. It takes half an hour.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import NamedTuple

import mutate
from mutate import PACKAGE, Site

ROOMS = ("learning", "interventions", "outcomes")
UNSEEN = Path(__file__).with_name("unseen.json")
LONGEST = 120
"""Seconds after which a change is seen: it does not end."""
_UNSEEN, _SEEN, _NOT_DONE = 0, 1, 2


class MovedError(Exception):
    """A figure is another one."""


def values():
    return json.loads((PACKAGE / "identity" / "behaviour.json").read_text("utf-8"))["values"]


class Plain:
    """Rules of learning, uncompiled, on the pupils of one small school, with interventions."""

    def __init__(self):
        import numpy as np

        from simkansen import compiled

        # A row of it answers by name, as in compiled code.
        compiled.rate_table = lambda row: np.array([row], dtype=row.dtype.descr).view(np.recarray)
        from simkansen.learning import week

        table = week.week_table
        week.week_table = lambda calendars: table(calendars).view(np.recarray)
        from simkansen.behaviour import town
        from simkansen.behaviour.programmes import OTHERWISE, SCARCE, read

        town._OWN_SCHOOLS = "school,municipality,pupils,disadvantaged_share\none,Almere,90,0.2\n"
        world = self.world = town.Town(values())
        people = world.own_schools
        self.cases = [
            (people, world.other_calendar, read(SCARCE), world.parameters(town.EDGES), world.key()),
            (people, world.calendar, read(OTHERWISE), world.parameters(town.HIGH, "ces"), world.key()),
            (people, world.other_calendar, (), world.parameters(town.LOW), world.key()),
        ]
        self.known = [list(self._figures(*case)) for case in self.cases]

    def change(self, site):
        mutate.apply(site)

    def _figures(self, *case):
        import numpy as np

        from simkansen.behaviour.sums import weighed
        from simkansen.behaviour.weeks import _columns
        from simkansen.model import SchoolModel

        model = SchoolModel(*case)
        columns = _columns(model)
        while model.running:
            model.step()
            yield np.array([weighed(column) for _, _, column in columns] + [weighed(model.week.sums)])
        trace = model.trace()
        yield np.array([one.total_cost for one in trace.ledgers.values()])

    def look(self):
        import numpy as np

        for known, case in zip(self.known, self.cases, strict=True):
            for before, now in zip(known, self._figures(*case), strict=True):
                if not np.allclose(before, now, rtol=1e-9, atol=1e-12):
                    raise MovedError


class Compiled:
    """The cases of the shipped behaviour, with compiled rules."""

    learning = False

    def change(self, site):
        mutate.apply(site)
        self.learning = site.file.startswith("learning/")
        if self.learning:
            mutate.compile_anew(site)

    def __init__(self):
        from simkansen.behaviour import outcomes, weeks
        from simkansen.behaviour.town import Town
        from simkansen.identity.figures import Figures

        self.outcomes, self.weeks, self.new = outcomes, weeks, Figures
        self.world, self.known = Town(values()), Figures()
        weeks.record_chances(self.known, self.world)
        self.traces = weeks.record_weeks(self.known, self.world)
        self.traces |= weeks.record_interventions(self.known, self.world)
        outcomes.record_outcomes(self.known, self.world, self.traces)

    def look(self):
        from simkansen.identity.compare import moved

        now = self.new()
        traces = self.traces | self.weeks.record_interventions(now, self.world)
        if moved(self.known, now, "interventions"):
            raise MovedError
        if self.learning:
            self.weeks.record_chances(now, self.world)
            traces |= self.weeks.record_weeks(now, self.world)
            if moved(self.known, now, "weeks"):
                raise MovedError
        self.outcomes.record_outcomes(now, self.world, traces)
        if any(moved(self.known, now, part) for part in ("measures", "sensitivity", "sweeps")):
            raise MovedError


def seen(world, site: Site) -> int:
    """Change a place in a process of its own and look."""
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST)
        status = _SEEN
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            try:
                world.change(site)
            except LookupError:
                os._exit(_NOT_DONE)
            world.look()
            status = _UNSEEN
        finally:  # whatever happened, the change is seen
            os._exit(status)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else _SEEN


def all_sites(files=()) -> list[Site]:
    paths = [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]
    named = [PACKAGE / name for name in files] or paths
    return [site for path in named for site in mutate.sites(path)]


def look_at(chosen: list[Site]) -> dict[str, str]:
    """Say of each place: seen, unseen, or not done."""
    found = _elsewhere([site for site in chosen if site.file.startswith("learning/")], plain=True)
    rest = [site for site in chosen if found.get(site.place) != "seen"]
    return found | _elsewhere(rest, plain=False)


def _is_plain() -> bool:
    return os.environ.get("NUMBA_DISABLE_JIT") == "1"


def _here(chosen: list[Site]) -> dict[str, str]:
    world = Plain() if _is_plain() else Compiled()
    words = {_UNSEEN: "unseen", _SEEN: "seen", _NOT_DONE: "not done"}
    found = {}
    for site in chosen:
        started = time.perf_counter()
        found[site.place] = words[seen(world, site)]
        if found[site.place] != "seen":
            took = time.perf_counter() - started
            print(f"{found[site.place]} ({took:.1f} s): {site.place}", flush=True, file=sys.stderr)
    return found


def _elsewhere(chosen: list[Site], plain: bool) -> dict[str, str]:
    import subprocess

    if not chosen:
        return {}
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1" if plain else "0", "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(
        [sys.executable, __file__, "--places"], env=env, text=True, stdout=subprocess.PIPE, check=True,
        input=json.dumps([list(site) for site in chosen]),
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


class Listed(NamedTuple):
    """What is known not to be seen, with the reasons: places, and beginnings of places that are no rules."""

    no_rules: dict[str, str]
    unseen: dict[str, str]

    def has(self, place: str) -> bool:
        return place in self.unseen or place.startswith(tuple(self.no_rules))


def listed() -> Listed:
    """Read the list."""
    return Listed(**json.loads(UNSEEN.read_text("utf-8"))) if UNSEEN.is_file() else Listed({}, {})


def main(arguments: list[str]) -> int:
    if arguments == ["--places"]:
        print(json.dumps(_here([Site(*one) for one in json.load(sys.stdin)])))
        return 0
    known = listed()
    rules = [site for site in all_sites(arguments) if not site.place.startswith(tuple(known.no_rules))]
    found = look_at(rules)
    news = [place for place, said in found.items() if said != "seen" and place not in known.unseen]
    old = [place for place in known.unseen if found.get(place) == "seen"]
    print(f"{len(found)} places, {len(found) - len(news)} seen or known not to be")
    for place in news:
        print(f"{found[place]}: {place}")
    for place in old:
        print(f"seen after all: {place}")
    return 1 if news or old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
