"""A change of the code that is meant to move no number moves none: results beside those on record."""

import shutil

import duckdb
import pytest
from shipped_bits import differences, digests_of, read_record, results_in
from small_scenarios import SCENARIOS, small_copy

from simkansen.cli.entry import main

EVERY = "all-six"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The small copy of the scenario that has every intervention, run."""
    folder = tmp_path_factory.mktemp("bits")
    copy = small_copy(SCENARIOS / f"{EVERY}.yaml", folder)
    assert main(["run", "-q", str(copy), "--workers", "1", "--results", str(folder / "results")]) == 0
    return folder / "results"


@pytest.mark.slow
def test_the_small_copy_of_all_six_has_the_bits_that_are_on_record(results):
    found = dict(results_in(results))

    assert set(found) == {f"small-{EVERY} (1)"} <= set(read_record())
    assert list(differences(found.items(), read_record())) == []


@pytest.mark.slow
def test_one_bit_of_one_value_is_told_with_its_measure(results, tmp_path):
    [folder] = results.iterdir()
    copy = shutil.copytree(folder, tmp_path / folder.name)
    table = copy / "runs" / "00000.parquet"
    database = duckdb.connect()
    database.execute("CREATE TABLE rows AS SELECT * FROM read_parquet($1)", [str(table)])
    database.execute("""
        UPDATE rows SET value = nextafter(value, 'infinity') WHERE rowid =
        (SELECT min(rowid) FROM rows WHERE measure = 'delay_weeks' AND value > 0)
    """)
    database.table("rows").write_parquet(str(table))

    before = {"it": digests_of(folder)}
    assert list(differences([("it", digests_of(copy))], before)) == ["it: runs/delay_weeks differs"]


def test_every_shipped_scenario_and_experiment_is_on_record():
    names = {name.rsplit(" (", 1)[0] for name in read_record()}
    experiments = (SCENARIOS.parent / "experiments").glob("*.yaml")
    swept = {f"small-{path.stem}" for path in experiments if "\ndesign:" in path.read_text(encoding="utf-8")}

    assert names >= {f"small-{path.stem}" for path in SCENARIOS.glob("*.yaml")} | swept
