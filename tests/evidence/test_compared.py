"""What is shipped of a comparison is written and read whole, and no run depends on it."""

import pytest

from simkansen.evidence import Compared, EvidenceError, load_compared, write_compared

ROW = {
    "id": "A", "quantity": "loss", "unit": "SD", "published": None, "published_low": None,
    "published_high": 2, "median": 0.1 + 0.2, "p05": 1 / 3, "p95": None, "verdict": "miss", "note": "é",
}  # fmt: skip
ABOUT = {
    "made_by": "simkansen validate", "draws": 3, "point": False, "experiment": "a.yaml", "provisional": False,
    "posterior": "0a", "basis": "0b", "version": "1",
}  # fmt: skip


def test_what_is_written_is_read_to_the_last_digit(tmp_path):
    found = Compared(ABOUT, (ROW,), frozenset({"A"}), frozenset())
    assert write_compared("trials", found, tmp_path) == tmp_path / "trials.json"
    assert load_compared("trials", tmp_path) == found


@pytest.mark.parametrize("text", [None, "{", "[]", '{"rows": []}'])
def test_a_file_that_is_no_comparison_is_refused(tmp_path, text):
    if text is not None:
        (tmp_path / "validation.json").write_text(text)
    with pytest.raises(EvidenceError, match=r"validation\.json"):
        load_compared("validation", tmp_path)


def test_what_was_found_with_the_model_does_not_change_what_runs_rest_on(tmp_path):
    from simkansen.identity import data_digest, sources_digest

    def digests():
        return data_digest(tmp_path), sources_digest(tmp_path)

    sector = tmp_path / "schooling" / "nl" / "po"
    sector.mkdir(parents=True)
    (sector / "parameters.yaml").write_text("a")
    before = digests()
    (sector / "validation.json").write_text("{}")
    assert digests() == before
    (sector / "parameters.yaml").write_text("b")
    data, sources = digests()
    assert data != before[0]
    assert sources != before[1]
