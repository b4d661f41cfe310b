"""The norm: fixed, whole, made with the parameters that are shipped, and near what the model grows now."""

import shutil

import numpy as np
import pytest

from simkansen.evidence import EvidenceError
from simkansen.evidence.files import FOLDER
from simkansen.evidence.norm import COMMAND, load_norm, norm_file, point_values, stale, values_digest
from simkansen.fitting.norm import main, national_pace

NEAR = 0.04
"""A sample of 400 schools is within 2 % of the country; a rule that grows pupils otherwise is not."""


def test_the_norm_is_made_with_the_parameters_that_are_shipped():
    assert stale() == ""
    assert main(["--check"]) == 0


def test_the_norm_is_what_pupils_grow_now():
    pace, _ = national_pace(sample=400)
    assert load_norm().pace == pytest.approx(pace, rel=NEAR), f"run {COMMAND}"


def test_a_stale_norm_is_told_with_the_command_that_makes_it(tmp_path):
    for name in ("parameters.yaml", "posterior.csv", "posterior.yaml", "norm.yaml"):
        shutil.copy(FOLDER / name, tmp_path)
    assert stale(tmp_path) == ""
    draws = tmp_path / "posterior.csv"
    head, first, *rest = draws.read_text("utf-8").splitlines()
    values = first.split(",")
    values[1] = str(float(values[1]) * 2)
    draws.write_text("\n".join([head, ",".join(values), *rest]) + "\n", "utf-8")
    load_norm.cache_clear()
    from simkansen.evidence import posterior

    posterior._load.cache_clear()
    assert COMMAND in stale(tmp_path)


def test_costs_and_interventions_do_not_make_it_stale_but_growth_does():
    values = point_values()
    digest = values_digest(values)
    assert values_digest(values.replace({"growth_maths": values["growth_maths"] * 1.01})) != digest
    other = next(name for name, one in values.definitions.items() if one.used_by == "costs")
    assert values_digest(values.replace({other: values[other] * 1.01})) == digest


def test_the_pace_of_all_weighs_groepen_by_their_pupils():
    norm = load_norm()
    assert norm.pace.shape == (6, 3)
    assert norm.of_all == pytest.approx(np.average(norm.pace, axis=0, weights=norm.pupils))
    assert not norm.pace.flags.writeable


@pytest.mark.parametrize(
    "text", ["pace: [[0.02], [0.0]]\npupils: [1, 1]\n", "pace: [[0.02]]\n", "pace: many\n"]
)
def test_a_norm_that_is_none_is_refused_with_the_command(tmp_path, text):
    norm_file(tmp_path).write_text(text, "utf-8")
    with pytest.raises(EvidenceError, match=r"simkansen\.fitting\.norm"):
        load_norm(tmp_path)
