"""A short turn of what `reading.py` does for hours: no damaged file ends in a message about a bug."""

import pytest
from fuzz.inputs import MAKERS
from fuzz.reading import end_of, made, smaller

FEWEST = {"experiment": 3, "sensitivity": 3, "country": 4, "results_of_sweep": 10}
"""Of kinds of which each takes long."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", MAKERS)
def test_no_damaged_file_ends_as_a_bug(kind):
    for number in range(FEWEST.get(kind, 12 + MAKERS[kind][1])):
        with made(number, kind) as (_, words, folder):
            ending = end_of(words, folder)
            assert not ending.raised, f"input {number} of {kind}: {ending.raised}"


def test_an_input_is_made_again_from_its_number():
    with made(7, "scenario") as (_, words, one), made(7, "scenario") as (_, again, other):
        assert words == again
        assert (one / "a.yaml").read_bytes() == (other / "a.yaml").read_bytes()


def test_an_end_that_nobody_expects_is_found_and_its_file_made_smaller(monkeypatch, tmp_path):
    def read(path):
        if b"replications" in path.read_bytes():
            raise KeyError("x")
        return []

    monkeypatch.setattr("simkansen.cli.verbs.check.load_scenarios", lambda files, *_: read(files[0]))
    (tmp_path / "a.yaml").write_text("simkansen: 1\nname: a\nrun: {replications: 2}\n" * 9, encoding="utf-8")
    ending = end_of(["check", "a.yaml"], tmp_path)
    assert (ending.code, ending.where) == (1, ending.where)
    assert "KeyError: 'x'" in ending.raised
    smaller(["check", "a.yaml"], tmp_path, ending.where)
    assert (tmp_path / "a.yaml").read_bytes() == b"replications"
