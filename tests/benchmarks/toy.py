"""How long a toy rule takes in plain Mesa, mesa-frames, starsim and here, each in an environment of its own.

    python3.12 tests/benchmarks/toy.py
    python3.12 tests/benchmarks/toy.py --environments FOLDER --repeats 9

The rule: of each agent, every step, engagement moves towards a level of its own and by a normal draw within 0
and 1, and skill grows by what is engaged. 100,000 agents take 52 steps. It is written as each program wants,
with the chance that it offers: here a `rule`, called in a `kernel`, with a named stream. Making agents and
compiling are not timed, nor is a first step; programs take turns, and the median of the repeats counts. CPU
counts all threads.

The environments are made where there are none yet, from the versions that pip finds. Python 3.12 is what all
four take.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
AGENTS, STEPS, SEED = 100_000, 52, 7
NEEDS = {
    "plain Mesa": ("mesa", "mesa[network]==3.5.*"),
    "mesa-frames": ("mesa-frames", "mesa-frames==0.1.0a0"),
    "starsim": ("starsim", "starsim"),
    "simkansen": ("simkansen", str(ROOT)),
}
"""By program: the name of its distribution, and what pip is asked for."""
AT_FIRST, LEVEL, SPEED, NOISE, GROWTH = 0.8, 1.2, 0.2, 0.05, 0.02


def of_plain_mesa() -> Callable[[int], float]:
    """Agents are objects with a method."""
    import mesa

    class Pupil(mesa.Agent):
        def __init__(self, model: mesa.Model) -> None:
            super().__init__(model)
            self.own, self.engagement, self.skill = self.random.gauss(0.0, 1.0), AT_FIRST, 0.0

        def step(self) -> None:
            level = 1.0 / (1.0 + math.exp(-LEVEL - self.own))
            moved = self.engagement + SPEED * (level - self.engagement)
            self.engagement = min(1.0, max(0.0, moved + NOISE * self.random.gauss(0.0, 1.0)))
            self.skill += GROWTH * self.engagement

    class Town(mesa.Model):
        def __init__(self) -> None:
            super().__init__(rng=SEED)
            for _ in range(AGENTS):
                Pupil(self)

        def step(self) -> None:
            self.agents.do("step")

    town = Town()

    def turn(steps: int) -> float:
        for _ in range(steps):
            town.step()
        return statistics.fmean(town.agents.get("skill"))

    return turn


def of_mesa_frames() -> Callable[[int], float]:
    """Agents are a frame of Polars, whose columns are expressions of columns."""
    import polars as pl
    from mesa_frames import AgentSetPolars, ModelDF

    class Pupils(AgentSetPolars):
        def __init__(self, model: ModelDF) -> None:
            super().__init__(model)
            own = model.random.normal(size=AGENTS)
            numbers = {"unique_id": range(AGENTS), "own": own, "engagement": AT_FIRST, "skill": 0.0}
            self.add(pl.DataFrame(numbers))

        def step(self) -> None:
            draw = pl.Series("draw", self.model.random.normal(size=AGENTS))
            level = 1.0 / (1.0 + (-LEVEL - pl.col("own")).exp())
            now = pl.col("engagement")
            moved = (now + SPEED * (level - now) + NOISE * pl.lit(draw)).clip(0.0, 1.0)
            self.agents = self.agents.with_columns(engagement=moved)
            self.agents = self.agents.with_columns(skill=pl.col("skill") + GROWTH * now)

    model = ModelDF(SEED)
    model.agents += Pupils(model)

    def turn(steps: int) -> float:
        for _ in range(steps):
            model.agents.do("step")
        return float(model.agents["skill"].popitem()[1].mean())

    return turn


def of_starsim() -> Callable[[int], float]:
    """Agents are the people of a simulation, whose states are arrays; a distribution is a stream."""
    import numpy as np
    import starsim as ss

    class Learning(ss.Module):
        def __init__(self) -> None:
            super().__init__()
            self.define_states(
                ss.FloatArr("own", default=ss.normal(0.0, 1.0)),
                ss.FloatArr("engagement", default=AT_FIRST),
                ss.FloatArr("skill", default=0.0),
            )
            self.draw = ss.normal(0.0, 1.0, name="engagement")

        def step(self) -> None:
            draw = self.draw.rvs(self.sim.people.auids)
            level = 1.0 / (1.0 + np.exp(-LEVEL - self.own.values))
            moved = self.engagement.values + SPEED * (level - self.engagement.values) + NOISE * draw
            self.engagement[:] = np.clip(moved, 0.0, 1.0)
            self.skill[:] = self.skill.values + GROWTH * self.engagement.values

    sim = ss.Sim(n_agents=AGENTS, modules=Learning(), dur=STEPS, rand_seed=SEED, verbose=0)
    sim.init()

    def turn(steps: int) -> float:
        for _ in range(steps):
            sim.run_one_step()
        return float(sim.modules[0].skill.values.mean())

    return turn


def of_simkansen() -> Callable[[int], float]:
    """Agents are rows of columns; a rule is of one row, and a draw of its seed, stream, row and week."""
    import numpy as np

    from simkansen import chance
    from simkansen.arithmetic import logistic
    from simkansen.compiled import kernel, rule

    @rule
    def engagement_next(engagement: float, own: float, draw: float) -> float:
        moved = engagement + SPEED * (logistic(LEVEL + own) - engagement)
        return min(1.0, max(0.0, moved + NOISE * draw))

    @kernel
    def learn(key, stream, week, own, engagement, skill) -> None:
        for i in range(own.size):
            draw = chance.normal(key, stream, i, week)
            engagement[i] = engagement_next(engagement[i], own[i], draw)
            skill[i] += GROWTH * engagement[i]

    key, stream = chance.run_key(SEED, 0), chance.stream("engagement")
    own = chance.normals(key, "own", np.arange(AGENTS))
    engagement, skill = np.full(AGENTS, AT_FIRST), np.zeros(AGENTS)

    def turn(steps: int) -> float:
        for week in range(steps):
            learn(key, stream, week, own, engagement, skill)
        return float(skill.mean())

    return turn


PROGRAMS = {
    "plain Mesa": of_plain_mesa,
    "mesa-frames": of_mesa_frames,
    "starsim": of_starsim,
    "simkansen": of_simkansen,
}


def time_one(program: str) -> None:
    """Time a program in the environment that this is run in; prints seconds, versions and what came out."""
    turn = PROGRAMS[program]()
    turn(1)  # compiles, and loads what is loaded at the first use
    wall, cpu = time.perf_counter(), time.process_time()
    skill = turn(STEPS)
    spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    versions = {name: importlib.metadata.version(name) for name in ("numpy", NEEDS[program][0])}
    print(json.dumps({**spent, "skill": skill, "versions": versions}))


def environment(program: str, folder: Path) -> Path:
    """Return the Python of a program's environment, which is made where there is none."""
    place = folder / program.replace(" ", "-")
    python = place / "bin" / "python"
    if not (place / "made").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
        asked = [str(python), "-m", "pip", "install", "--quiet", NEEDS[program][1]]
        subprocess.run(asked, check=True)
        (place / "made").touch()
    return python


def measure(folder: Path, repeats: int) -> dict[str, list[dict]]:
    """Have each program timed, one after the other, some times."""
    pythons = {program: environment(program, folder) for program in PROGRAMS}
    found: dict[str, list[dict]] = {program: [] for program in PROGRAMS}
    for _ in range(repeats):
        for program, python in pythons.items():
            words = [str(python), __file__, "--of", program]
            done = subprocess.run(words, check=True, capture_output=True, text=True)
            found[program].append(json.loads(done.stdout.splitlines()[-1]))
    return found


def main() -> None:
    """Time all programs and print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--environments", type=Path, help="where they are kept; else they are thrown away")
    asked.add_argument("--repeats", type=int, default=5)
    asked.add_argument("--of", choices=list(PROGRAMS), help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.of:
        time_one(options.of)
        return
    with tempfile.TemporaryDirectory() as thrown_away:
        found = measure((options.environments or Path(thrown_away)).resolve(), options.repeats)
    each = 1e9 / (AGENTS * STEPS)
    ours = statistics.median(one["cpu"] for one in found["simkansen"])
    print(f"{AGENTS:,} agents, {STEPS} steps, Python {sys.version.split()[0]}, median of {options.repeats}")
    print(f"{'':<14}{'CPU ns an agent-step':>22}{'wall ns':>10}{'ratio':>8}{'mean skill':>12}  versions")
    for program, runs in found.items():
        cpu, wall, skill = (statistics.median(one[k] for one in runs) for k in ("cpu", "wall", "skill"))
        versions = ", ".join(f"{name} {version}" for name, version in runs[0]["versions"].items())
        spent = f"{cpu * each:>22,.1f}{wall * each:>10,.1f}{cpu / ours:>8.1f}"
        print(f"{program:<14}{spent}{skill:>12.3f}  {versions}")


if __name__ == "__main__":
    main()
