"""Print digests of what one machine makes of the same questions, down to the last bit.

    python tests/same_bits.py FOLDER

The digests named ``of the libraries`` are those of the C library, numpy and BLAS, which may differ between
processors; all others may not.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

TESTS = Path(__file__).resolve().parent
POINTS = 20_000


def bits_of(*values: Any) -> str:
    """Digest of arrays, numbers and whatever holds them, bit by bit."""
    digest = hashlib.blake2b(digest_size=8)
    for value in values:
        for name, array in _arrays("", value):
            digest.update(f"{name} {array.dtype} {array.shape}\n".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _arrays(name: str, value: Any) -> Iterable[tuple[str, np.ndarray]]:
    if isinstance(value, dict):
        for key in sorted(value, key=str):
            yield from _arrays(f"{name}.{key}", value[key])
    elif is_dataclass(value):
        for field in fields(value):
            yield from _arrays(f"{name}.{field.name}", getattr(value, field.name))
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        for field in value._fields:
            yield from _arrays(f"{name}.{field}", getattr(value, field))
    elif isinstance(value, list | tuple):
        for place, one in enumerate(value):
            yield from _arrays(f"{name}.{place}", one)
    else:
        array = np.asarray(value)
        yield name, array.astype(np.str_) if array.dtype == object else array


def of_libraries() -> dict[str, str]:
    """What the C library, numpy's loops and BLAS give."""
    from numba.core.registry import cpu_target

    x = np.linspace(-20.0, 20.0, POINTS)
    square = np.sin(np.arange(2500.0)).reshape(50, 50)
    return {
        "numba's processor": str(cpu_target.target_context.codegen().magic_tuple()[1:]),
        "the C library": bits_of([math.exp(one) for one in x.tolist()]),
        "numpy": bits_of(np.exp(x)),
        "the order of ties": bits_of(np.argsort(x.astype(np.int64))),
        "BLAS": bits_of(square @ square),
    }


def of_functions() -> str:
    """What the functions of our own give, over columns and one by one."""
    from simkansen import arithmetic
    from simkansen.arithmetic import beta, matrices

    x = np.linspace(-20.0, 20.0, POINTS)
    u = (np.arange(POINTS) + 0.5) / POINTS
    square = np.sin(np.arange(2500.0)).round(3).reshape(50, 50)
    whole = matrices.product(square, square.T) + np.eye(50)
    return bits_of(
        arithmetic.exp_of(x),
        arithmetic.log_of(u),
        arithmetic.logistic_of(x),
        arithmetic.power_of(u, x),
        arithmetic.normal_cdf_of(x),
        arithmetic.normal_quantile_of(u),
        [arithmetic.cos_of_turns(one) for one in u.tolist()],
        [beta.beta_quantile(2.5, 7.5, one) for one in u[::20].tolist()],
        matrices.axes_of(whole),
        matrices.solve(whole, square),
        matrices.least_squares(square[:, :5], square[:, 6]),
    )


def of_draws() -> str:
    """Draws of parameters, and draws of chance."""
    from simkansen.chance import normals, run_key, uniforms
    from simkansen.evidence import load_parameters
    from simkansen.runs.draws import draw_parameters

    units, key = np.arange(POINTS), run_key(3, 4)
    drawn = [
        list(draw_parameters(load_parameters(), 3, number, source).values())
        for source in ("prior", "posterior", "point")
        for number in range(9)
    ]
    return bits_of(uniforms(key, "bits", units), normals(key, "bits", units), drawn)


def of_week_and_population() -> dict[str, str]:
    """A small population, and runs on it with all interventions and both growth rules."""
    from reference.trial import ALL_SIX, ALL_SIX_OTHERWISE, SEED, interventions, some_schools

    from simkansen.chance import run_key
    from simkansen.evidence import load_parameters
    from simkansen.model import SchoolModel
    from simkansen.scenario.calendar import build_calendar

    parameters, calendar = load_parameters(), build_calendar()
    population = some_schools(6, calendar, parameters)
    found = {"population": bits_of(population)}
    for number, rule in enumerate(("product", "ces")):
        for name, words in (("all six", ALL_SIX), ("all six, otherwise", ALL_SIX_OTHERWISE)):
            values = parameters.under({"growth": rule})
            model = SchoolModel(population, calendar, interventions(words), values, run_key(SEED, 0))
            while model.running:
                model.step()
            found[f"run of {name} with growth rule {number}"] = bits_of(model.state, model.week.sums)
    return found


def of_stored_run(folder: Path) -> str:
    """Results as a run stores them: every measure of every group."""
    import duckdb

    from simkansen.cli.loading import load_scenarios
    from simkansen.runs import run_scenarios

    texts = {
        "before": "population: {netherlands: {municipality: Urk, sample: 3}}\nrun: {replications: 2}",
        "with": "extends: before.yaml\n"
        "interventions: [{id: l, type: lend-devices}, {id: p, type: peer-tutoring, hours: 1}]",
    }
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(f"simkansen: 1\nname: {name}\n{text}\n", encoding="utf-8")
    scenarios = load_scenarios([folder / f"{name}.yaml" for name in texts])
    run_scenarios(scenarios, folder / "results", workers=1, command=["simkansen", "run"])
    tables = sorted((folder / "results").rglob("*.parquet"))
    assert tables
    with duckdb.connect() as connection:
        rows = [connection.execute("from read_parquet(?)", [str(one)]).fetchall() for one in tables]
    # Digits enough to tell any two numbers apart; rows of one table have no order of their own.
    return bits_of([sorted(repr(row) for row in table) for table in rows])


def of_fit(folder: Path) -> str:
    """A small fit: proposals, weights and draws."""
    from simkansen.fitting.calibration.calibration import calibrate
    from simkansen.fitting.calibration.specification import CalibrationSpec
    from simkansen.scenario.reading.document import load_document

    words = load_document(TESTS.parent / "experiments" / "calibrate-po.yaml", CalibrationSpec)
    steps = words.generations.model_copy(update={"explore": 4, "heats": (8.0, 4.0)})
    schools = words.schools.model_copy(update={"sample": 3, "samples": 1})
    few = {"particles": 4, "draws": 9, "name": "tiny", "schools": schools, "generations": steps}
    found = calibrate(words.model_copy(update=few), folder, workers=1)
    journals = sorted(found.folder.glob("*.jsonl"))
    assert len(journals) == 3
    lines = [one.read_text(encoding="utf-8").splitlines() for one in journals]
    results = [[json.dumps(json.loads(line)["result"], sort_keys=True) for line in one[1:]] for one in lines]
    assert all(len(one) >= 4 for one in results)
    return bits_of(results, found.draws, (found.folder / "posterior.yaml").read_text(encoding="utf-8"))


def main(folder: Path) -> None:
    """Print all digests as one object."""
    sys.path.insert(0, str(TESTS))
    found = {f"{name}, of the libraries": digest for name, digest in of_libraries().items()}
    found |= {"functions": of_functions(), "draws": of_draws()} | of_week_and_population()
    found |= {"stored run": of_stored_run(folder / "run"), "fit": of_fit(folder / "fit")}
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
