import json
import re
from pathlib import Path

import pytest

from simkansen.evidence import EvidenceError, load_parameters, load_sensitivity_study
from simkansen.evidence.sensitivity import FILE, MEASURES
from simkansen.interventions import registry

PAGE = Path(__file__).parents[2] / "docs" / "sensitivity.md"


@pytest.fixture(scope="module")
def study():
    return load_sensitivity_study()


def test_the_shipped_study_is_the_one_on_the_page_of_the_docs(study):
    told = re.search(
        r"^(?P<name>[a-z-]+)-(?P<hash>[0-9a-f]{10}): (?P<varied>\d+) parameters varied, .*?; "
        r"(?P<schools>\d+) schools, (?P<pupils>[\d,]+) pupils; .*? (?P<each>\d+) one at a time",
        PAGE.read_text("utf-8"),
        re.M,
    )
    assert (study.name, study.hash) == (told["name"], told["hash"])
    assert (study.varied, study.schools, study.evaluations) == (
        int(told["varied"]),
        int(told["schools"]),
        int(told["each"]),
    )
    assert study.pupils == int(told["pupils"].replace(",", ""))


def test_every_type_of_intervention_has_its_widest_swings_in_order(study):
    assert set(study.swings) == set(registry())
    for measures in study.swings.values():
        assert set(measures) == set(MEASURES) == set(study.units)
        for found in measures.values():
            widths = [one.width for one in found]
            assert widths == sorted(widths, reverse=True)
            assert 5 <= len(found) <= 8
            assert len({one.base for one in found}) == 1


def test_the_ends_of_each_swing_are_those_of_the_prior(study):
    known = load_parameters().definitions
    for measures in study.swings.values():
        for one in (s for found in measures.values() for s in found):
            prior = known[one.parameter]
            assert one.ends == pytest.approx((prior.quantile(0.05), prior.quantile(0.95)), rel=1e-4)
            assert one.unit == prior.unit


def test_the_largest_index_of_the_page_is_the_widest_swing_of_that_type(study):
    rows = re.findall(r"^\| ([a-z-]+) \| weeks recovered \| (\w+) ", PAGE.read_text("utf-8"), re.M)
    assert len(rows) == len(study.swings)
    assert {kind: study.of(kind)[0].parameter for kind, _ in rows} == dict(rows)


def test_a_type_that_was_not_in_the_study_has_no_swings(study):
    assert study.of("teach-by-radio") == ()


@pytest.mark.parametrize("text", ["{", "[]", '{"name": "x"}', None])
def test_a_file_that_is_no_study_is_refused(tmp_path, text):
    if text is not None:
        (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(EvidenceError, match=r"sensitivity\.json"):
        load_sensitivity_study(tmp_path)


def test_a_parameter_that_there_is_not_is_refused(tmp_path, study):
    from simkansen.evidence.files import FOLDER

    for name in ("parameters.yaml",):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    content = json.loads((FOLDER / FILE).read_text("utf-8"))
    content["swings"]["tutoring"]["weeks_recovered"][0]["parameter"] = "worth_of_tea"
    (tmp_path / FILE).write_text(json.dumps(content), "utf-8")
    with pytest.raises(EvidenceError, match="worth_of_tea"):
        load_sensitivity_study(tmp_path)
