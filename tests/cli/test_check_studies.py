"""`check` reads files of calibrations and sensitivity analyses as their verbs do: all problems at once."""

import json
from pathlib import Path

import pytest

EXPERIMENTS = Path(__file__).parent.parent.parent / "experiments"


def written(place, name, *changes):
    """A shipped file of a study with other words in it, which finds its scenarios from where it stands."""
    text = (
        (EXPERIMENTS / name)
        .read_text(encoding="utf-8")
        .replace("../scenarios", str(EXPERIMENTS.parent / "scenarios"))
    )
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (place / name).write_text(text, encoding="utf-8")
    return name


def line_of(place, name, words):
    lines = (place / name).read_text(encoding="utf-8").splitlines()
    return 1 + next(place for place, line in enumerate(lines) if words in line)


@pytest.mark.parametrize("name", ["calibrate-po.yaml", "sensitivity-po.yaml"])
def test_a_file_of_a_study_in_which_nothing_is_wrong_ends_with_zero(place, simkansen, name):
    code, _, err = simkansen("check", written(place, name))
    assert code == 0, err


def test_all_problems_of_a_calibration_are_told_with_their_line(place, simkansen):
    name = written(place, "calibrate-po.yaml", ("particles:", "partikels:"), ("measure: ", "measure: x"))
    code, out, err = simkansen("check", name)
    said = out + err
    assert code == 3
    assert f"{name}:{line_of(place, name, 'partikels')}:1: partikels: " in said
    assert "did you mean 'particles'?" in said
    assert f"{name}:{line_of(place, name, 'measure: x')}:" in said
    assert "there is no measure 'x" in said


def test_all_problems_of_a_sensitivity_analysis_are_told_with_their_line(place, simkansen):
    name = written(place, "sensitivity-po.yaml", ("sobol:", "sobol: {n: 100}\nsobl:"), ("morris:", "moris:"))
    code, out, err = simkansen("check", name, "--json")
    told = json.loads(out)["problems"]
    assert code == 3, err
    assert {one["path"] for one in told} >= {"sobol.n", "sobl", "moris"}
    (power,) = (one for one in told if one["path"] == "sobol.n")
    assert (power["line"], "no power of two" in power["message"]) == (line_of(place, name, "n: 100"), True)
