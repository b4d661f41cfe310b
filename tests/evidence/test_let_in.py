"""What a country brings is let in within limits, and refused in words: no reader's error, no endless work."""

import json
import os

import pytest

from simkansen.evidence import EvidenceError, load_parameters, load_posterior, load_sensitivity_study
from simkansen.evidence.files import country_table, read_mapping, read_rows
from simkansen.limits import MOST_BYTES, MOST_LETTERS

PARAMETERS = """
- {name: speed, value: 0.4, unit: share, prior: {distribution: beta, sd: 0.1}, used_by: learning,
   assumed: for the test, does: Something.}
"""
SWING = {"parameter": "speed", "unit": "share", "ends": [0.2, 0.5], "low": 1, "base": 1.5, "high": 2.0}
STUDY = {
    "name": "s", "hash": "h", "version": "1", "seed": 1, "behaviour": "b", "varied": 2, "evaluations": 3,
    "simulations_each": 2, "schools": 1, "pupils": 20, "units": {"weeks_recovered": "weeks"},
    "swings": {"tutoring": {"weeks_recovered": [SWING]}},
}  # fmt: skip
ALIASES = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "register.yaml").write_text("[]")
    (tmp_path / "parameters.yaml").write_text(PARAMETERS)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: " + "[" * 900 + "]" * 900, r"a\.yaml:1:\d+: lists and mappings stand .* more than 40 deep"),
        (ALIASES, r"a\.yaml:\d+:\d+: the file has more than 20,000 values"),
        ("a: &a [*a]", "more than 40 deep"),
        ("a: " + "1" * 200_000, "this has 200,000 characters"),
        ("a: " + "1" * 50, "this number has 50 digits"),
        ('a: "\\ud800"', "half of a character"),
        ("%YAML 1.2\n%YAML 1.1\n---\na: 1", "a.yaml"),
        ("a: 2020-02-30", "a value cannot be read"),
        ("a: " + "x" * MOST_BYTES, "larger than 1 MB"),
    ],
)  # fmt: skip
def test_a_file_of_words_beyond_a_limit_is_refused(tmp_path, text, said):
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError, match=said):
        read_mapping(tmp_path / "a.yaml")


@pytest.mark.parametrize("read", [read_rows, read_mapping, country_table])
def test_only_a_regular_file_in_utf8_is_read(tmp_path, read):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "latin").write_bytes(b"a: \xe9")
    for name, said in (
        ("pipe", "pipe or a device"),
        (".", "a folder"),
        ("none", "no such"),
        ("latin", ":1:4: "),
    ):
        with pytest.raises(EvidenceError, match=said):
            read(tmp_path / name)


def test_a_value_of_a_table_has_an_end(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1," + "2" * (MOST_LETTERS + 1), encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"a\.csv:2:1: a value has more than 5,000 characters"):
        country_table(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"swings": {"tutoring": {"weeks_recovered": [SWING | {"low": "much"}]}}},
            r"swings\.tutoring.*\.low",
        ),
        ({"swings": {"tutoring": []}}, r"swings\.tutoring"),
        ({"pupils": "20"}, "pupils: input should be a valid integer"),
        ({"swings": {"a": {"b": [SWING | {"parameter": "speeed"}]}}}, "speeed: no parameter has this name"),
        ({"more": 1}, "more: extra inputs are not permitted"),
    ],
)
def test_a_sensitivity_study_is_what_the_program_writes_or_refused(folder, change, said):
    (folder / "sensitivity.json").write_text(json.dumps(STUDY | change))
    with pytest.raises(EvidenceError, match=rf"sensitivity\.json: .*{said}|{said}"):
        load_sensitivity_study(folder)


def test_numbers_of_a_sensitivity_study_are_finite_and_those_that_were_written(folder):
    (folder / "sensitivity.json").write_text(json.dumps(STUDY))
    (swing,) = load_sensitivity_study(folder).of("tutoring")
    assert (swing.low, swing.base, swing.ends) == (1, 1.5, (0.2, 0.5))
    other = folder / "other"
    other.mkdir()
    (other / "sensitivity.json").write_text(json.dumps(STUDY).replace("1.5", "NaN"))
    with pytest.raises(EvidenceError, match="finite"):
        load_sensitivity_study(other)


@pytest.mark.parametrize("prior", ["{distribution: [beta]}", "{distribution: {}}", "[]", "{distribution: 1}"])
def test_a_prior_that_is_no_word_is_refused(folder, prior):
    (folder / "parameters.yaml").write_text(PARAMETERS.replace("{distribution: beta, sd: 0.1}", prior))
    with pytest.raises(EvidenceError, match=r"parameters\.yaml: speed: prior"):
        load_parameters(folder)


@pytest.mark.parametrize("worth", ["many", "[1]", "-1", ".nan"])
def test_what_a_posterior_is_worth_is_a_number_above_zero(folder, worth):
    (folder / "posterior.csv").write_text("speed\n0.5\n")
    (folder / "posterior.yaml").write_text(f"effective_particles: {worth}\n")
    with pytest.raises(EvidenceError, match=r"posterior\.yaml: effective_particles"):
        load_posterior(folder)
