"""The register is whole: every figure has a source, a provenance and, as a target, one use."""

import pytest

from simkansen.evidence import EvidenceError, load_register

ENTRY = """
- id: AAA-01
  kind: target
  quantity: q
  population: p
  value: {a: 1}
  unit: u
  uncertainty: n
  dose_conditions: d
  source: s
  provenance: seed
  address_or_file: a
  confidence: high
  maps_to: m
  use: validation
"""


def test_an_entry_is_read_whole(tmp_path):
    (tmp_path / "register.yaml").write_text(ENTRY)
    entry = load_register(tmp_path)["AAA-01"]
    assert (entry.value, entry.use, entry.note) == ({"a": 1}, "validation", None)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: target", "kind: guess", "kind 'guess' is none of"),
        ("use: validation", "use: both", "a target needs use"),
        ("kind: target", "kind: context", "only a target has a use"),
        ("  source: s\n", "", "'source' is missing"),
        ("unit: u", "unit: u\n  units: u", "unknown key 'units'"),
        ("provenance: seed", "provenance: hearsay", "provenance 'hearsay'"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_reason(tmp_path, old, new, words):
    (tmp_path / "register.yaml").write_text(ENTRY.replace(old, new))
    with pytest.raises(EvidenceError, match=words):
        load_register(tmp_path)


def test_an_id_given_twice_is_refused(tmp_path):
    (tmp_path / "register.yaml").write_text(ENTRY + ENTRY)
    with pytest.raises(EvidenceError, match="given twice"):
        load_register(tmp_path)


def test_the_founding_documents_own_figures_are_there_and_never_fitted_to():
    register = load_register()
    for number in range(1, 17):
        entry = register[f"SEED-{number:02d}"]
        assert entry.provenance == "seed"
        assert entry.use != "calibration"


def test_the_register_cannot_be_written_to():
    with pytest.raises(TypeError):
        load_register()["AAA-01"] = None
