"""How far the median effect of every shipped intervention moves with the seed.

    python tests/benchmarks/seeds.py --journal seeds.jsonl

Runs the shipped baseline and the six interventions with many seeds, each with its own draws of the parameters
and its own schools and pupils in every replication, as `simkansen run` does them, and looks at the median of
the weeks recovered per pupil. Told are its standard deviation over seeds with the default number of
replications and with sixteen (which are the first sixteen of them), the error of the median that a summary
tells (`median_error`), and how far the mean of the seeds lies from the median of one long run. With sixteen
replications the same is done the way it was before draws were spread evenly: independent draws of which
every fourth repeats the one before it, and one population per seed.

What stands in the journal is not done again, so it can be stopped at any moment and called once more. The
whole of it is about 5,000 replications of 8 simulations: some 25 minutes on two quiet processors. What it
found is told in docs/results.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
INTERVENTIONS = (
    "bring-to-school",
    "tutoring",
    "peer-tutoring",
    "parent-guidance",
    "lend-devices",
    "teacher-professionalisation",
)
SMALL = 16
FIRST_SEED = 1
LONG_SEED = 987_654
MOST = 0.05
"""What a median may move by with another seed, as a share of it."""
LESS = 1 / 3
"""Of what it moved by before, with as many replications."""
APART = 0.02
"""How far the mean over seeds may lie from the long run."""


@dataclass(frozen=True)
class Item:
    """One replication of one seed, as it is now or as it was before."""

    seed: int
    replication: int
    before: bool = False


@lru_cache(maxsize=2)
def job_of(seed: int, schools: int | None):
    """Give the shipped scenarios under a seed, without a folder."""
    from simkansen.interventions import registry
    from simkansen.runs.plan import make_plan
    from simkansen.runs.replicate import RunJob
    from simkansen.scenario import load_scenario

    scenarios = []
    for name in ("baseline", *INTERVENTIONS):
        one = load_scenario(ROOT / "scenarios" / f"{name}.yaml", registry())
        run = one.run.model_copy(update={"seed": seed, "population": "redrawn"})
        people = one.population
        if schools is not None:
            some = people.country.model_copy(update={"sample": schools})
            people = people.model_copy(update={"netherlands": some})
        scenarios.append(one.model_copy(update={"run": run, "population": people}))
    plan = make_plan(scenarios)
    return RunJob(plan, Path(), Path(), plan.base_parameters(), 1)


@lru_cache(maxsize=2)
def first_population(seed: int, schools: int | None):
    """Give the pupils that all replications of a seed had before."""
    from simkansen.runs.populations import make_population

    return make_population(job_of(seed, schools).plan.reference)


def drawn_before(parameters, seed: int, replication: int):
    """Draw parameters as before: independent of each other, and every fourth time the last ones again."""
    from simkansen.chance import run_key, uniforms
    from simkansen.evidence import load_posterior
    from simkansen.runs.draws import DRAWN_GROUPS

    key, posterior = run_key(seed, replication - (replication % 4 == 3)), load_posterior()

    def place(name: str) -> float:
        return float(uniforms(key, name, np.zeros(1, dtype=np.int64))[0])

    values = posterior.row(int(place("posterior/row") * len(posterior)))
    for name, definition in parameters.definitions.items():
        if definition.used_by in DRAWN_GROUPS and name not in values:
            values[name] = definition.quantile(place(f"parameter/{name}"))
    return parameters.replace(values)


def recovered(schools: int | None, item: Item) -> dict[str, float]:
    """Give the weeks recovered per pupil by each intervention in one replication."""
    from simkansen.chance import run_key
    from simkansen.outcomes.groups import population_groups
    from simkansen.outcomes.numbers import Wanted, measure_runs
    from simkansen.runs.draws import draw_parameters
    from simkansen.runs.populations import make_population
    from simkansen.runs.replicate import simulate_plan
    from simkansen.sweep.ask.experiment import MeasureSpec

    job = job_of(item.seed, schools)
    if item.before:
        population = first_population(item.seed, schools)
        drawn = drawn_before(job.parameters, item.seed, item.replication)
    else:
        population = make_population(job.plan.reference, item.replication)
        drawn = draw_parameters(job.parameters, item.seed, item.replication, "posterior")
    runs = simulate_plan(job.plan, population, drawn, run_key(item.seed, item.replication))
    wanted = Wanted((MeasureSpec(measure="delay_weeks"),), population_groups())
    found = measure_runs(runs, "baseline", population.pupils, wanted)
    return {name: -found[name][1]["delay_weeks"] for name in INTERVENTIONS}


Effects = NDArray[np.float64]


def table(
    done: Mapping[str, Mapping[str, float]], items: Mapping[str, Item], seed: int, before: bool
) -> Effects:
    """Put the effects of one seed in order, shape (interventions, replications)."""
    mine = sorted(
        (item.replication, name) for name, item in items.items() if (item.seed, item.before) == (seed, before)
    )
    return np.array([[done[key][name] for _, key in mine] for name in INTERVENTIONS])


def spread(over_seeds: Effects) -> Effects:
    """Give the standard deviation of medians over seeds as a share of their mean; shape (interventions,)."""
    return np.asarray(over_seeds.std(axis=0, ddof=1) / over_seeds.mean(axis=0))


def report(
    done: Mapping[str, Mapping[str, float]], items: Mapping[str, Item], seeds: range, many: int
) -> bool:
    """Print the figures; whether the target is met."""
    from simkansen.runs.draws.monte_carlo import median_errors

    now = [table(done, items, seed, False) for seed in seeds]
    small = np.array([np.median(one[:, :SMALL], axis=1) for one in now])
    large = np.array([np.median(one, axis=1) for one in now])
    told = np.array([median_errors(one, range(many)) for one in now])
    told_small = np.array([median_errors(one[:, :SMALL], range(SMALL)) for one in now])
    before = np.array([np.median(table(done, items, seed, True), axis=1) for seed in seeds])
    long = np.median(table(done, items, LONG_SEED, False), axis=1)
    apart = large.mean(axis=0) / long - 1
    less = spread(small) / spread(before)
    columns = {
        "median, weeks": [f"{value:.3f}" for value in large.mean(axis=0)],
        f"moves, {many}": [f"{value:.1%}" for value in spread(large)],
        "told": [f"{value:.1%}" for value in told.mean(axis=0) / large.mean(axis=0)],
        f"moves, {SMALL}": [f"{value:.1%}" for value in spread(small)],
        "told ": [f"{value:.1%}" for value in told_small.mean(axis=0) / small.mean(axis=0)],
        "before": [f"{value:.1%}" for value in spread(before)],
        "of before": [f"{value:.2f}" for value in less],
        "from long": [f"{value:+.1%}" for value in apart],
    }
    print(f"{len(seeds)} seeds; standard deviation over seeds of the median, as a share of it")
    print("".ljust(29) + "".join(head.rjust(15) for head in columns))
    for row, name in enumerate(INTERVENTIONS):
        print(name.ljust(29) + "".join(column[row].rjust(15) for column in columns.values()))
    checks = (
        (f"moves by {MOST:.0%} at most with {many} replications", spread(large) - MOST),
        (f"moves with {SMALL} by a third at most of what it did before", less - LESS),
        (f"lies within {APART:.0%} of the long run", np.abs(apart) - APART),
    )
    for said, miss in checks:
        missing = [f"{n} by {m:.3f}" for n, m in zip(INTERVENTIONS, miss, strict=True) if m > 0]
        print(f"{said}: {'missed, ' + ', '.join(missing) if missing else 'met'}")
    return all(np.all(miss <= 0) for _, miss in checks)


def main() -> None:
    """Do what the journal does not hold yet, and print the table."""
    from simkansen.runs.plan import code_digest
    from simkansen.scenario import default_replications
    from simkansen.work.evaluation import evaluate

    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--seeds", type=int, default=20)
    asked.add_argument("--replications", type=int, default=default_replications(9_000))
    asked.add_argument("--long", type=int, default=2_048, help="replications of the long run")
    asked.add_argument("--schools", type=int, default=None, help="by default those of the baseline")
    asked.add_argument("--workers", type=int, default=None)
    asked.add_argument("--journal", type=Path, default=None)
    options = asked.parse_args()
    seeds = range(FIRST_SEED, FIRST_SEED + options.seeds)
    works = [Item(seed, n) for seed in seeds for n in range(options.replications)]
    works += [Item(seed, n, before=True) for seed in seeds for n in range(SMALL)]
    works += [Item(LONG_SEED, n) for n in range(options.long)]
    items = {f"{one.seed}/{one.replication}{'/before' if one.before else ''}": one for one in works}

    def tell(progress) -> None:
        print(f"\r{progress.share:.1%}", end="", file=sys.stderr, flush=True)

    done = evaluate(
        recovered, options.schools, items, workers=options.workers, journal=options.journal,
        basis=f"{code_digest()} {options.schools}", stage="replications", on_progress=tell,
    )  # fmt: skip
    print(file=sys.stderr)
    sys.exit(0 if report(done, items, seeds, options.replications) else 1)


if __name__ == "__main__":
    main()
