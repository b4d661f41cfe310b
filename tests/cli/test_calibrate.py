import json
from pathlib import Path

import pytest

from simkansen.cli.verbs.calibrate import in_counts
from simkansen.fitting.calibration.check import Checked

EXPERIMENTS = Path(__file__).parents[2] / "experiments"


@pytest.mark.slow
def test_a_small_calibration_writes_a_posterior_its_check_and_its_pictures(simkansen, place):
    file = EXPERIMENTS / "calibrate-po.yaml"
    code, out, err = simkansen("calibrate", str(file), "--scale", "small", "--workers", "1", "--json")
    assert code == 0, err
    told = json.loads(out)
    folder = place / told["results"]
    assert {target["name"] for target in told["targets"]} == set(told["about"]["targets"])
    assert len((folder / "posterior.csv").read_text(encoding="utf-8").splitlines()) == 13
    for picture in ("targets", "prior-posterior", "pairs"):
        assert (folder / f"{picture}.png").stat().st_size > 10_000
        assert "<svg" in (folder / f"{picture}.svg").read_text(encoding="utf-8")
    assert not list(folder.rglob("*.part"))


def test_a_dry_run_of_a_calibration_says_what_it_takes_and_does_nothing(simkansen, place):
    file = str(EXPERIMENTS / "calibrate-po.yaml")
    code, out, _ = simkansen("calibrate", file, "--dry-run")
    assert code == 0
    for word in ("parameters by 19 published figures", "40 schools", "evaluations", "min", "results"):
        assert word in out
    expected = json.loads(simkansen("calibrate", file, "--dry-run", "--json", "--workers", "1")[1])
    small = json.loads(simkansen("calibrate", file, "--dry-run", "--json", "--scale", "small")[1])
    assert expected["evaluations"] > 10 * small["evaluations"]
    assert expected["seconds"] > 60
    assert expected["workers"] == 1
    assert not (place / "results").exists()


def test_what_is_said_counts_what_the_model_holds_by_itself_and_what_its_errors_lend():
    def checked(name, own, inside, off):
        numbers = [0.0] * 11
        return Checked(name, name, "q", "u", *numbers, inside, True, own, False, off)

    some = [checked("A", True, True, 0.3), checked("B", False, True, -4.4), checked("C", False, False, 12.0)]
    said = in_counts(some)
    assert "holds 1 of 3 published figures, before the fit 0." in said
    assert "2 of 3, before the fit 3." in said
    assert said.endswith("B -4.4, C +12.0.")
    assert in_counts(some[:1]).endswith("standard errors off: none.")


def test_a_calibration_that_is_no_such_file_is_told_where_it_is_wrong(simkansen, place):
    (place / "wrong.yaml").write_text("simkansen: 1\nname: a\nsed: 1\n", encoding="utf-8")
    code, out, err = simkansen("calibrate", "wrong.yaml")
    assert (code, out) == (3, "")
    assert "wrong.yaml:3:1: " in err
    assert "seed" in err
    assert not (place / "results").exists()


def test_without_its_library_the_calibration_says_how_to_get_it(simkansen, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyabc", None)
    monkeypatch.delitem(__import__("sys").modules, "simkansen.fitting.calibration.smc", raising=False)
    code, out, err = simkansen("calibrate", str(EXPERIMENTS / "calibrate-po.yaml"), "--scale", "small")
    assert (code, out) == (2, "")
    assert "pip install 'simkansen[calibrate]'" in err
