from dataclasses import replace
from types import SimpleNamespace

import pytest

from simkansen.evidence import GRADES, grade, load_parameters, load_register

REGISTER = {
    name: SimpleNamespace(provenance=provenance, confidence=confidence, source=source)
    for name, provenance, confidence, source in (
        ("READ", "retrieved", "high", "Author (2020)"),
        ("SEED", "seed", "high", "Author (2020)"),
        ("FAIR", "retrieved", "medium", "Author (2020)"),
        ("POOR", "retrieved", "low", "Author (2020)"),
        ("HEARD", "recalled", "high", "Author (2020)"),
        ("GAP", "retrieved", "low", "none: no usable estimate found"),
    )
}


@pytest.mark.parametrize(
    ("sources", "assumed", "letter"),
    [
        (("READ",), None, "A"),
        (("READ", "SEED"), None, "A"),
        (("READ", "FAIR"), None, "B"),
        (("READ",), "the size", "C"),
        (("READ", "HEARD"), None, "C"),
        (("FAIR", "POOR"), None, "C"),
        ((), "all of it", "D"),
        (("GAP",), "all of it", "D"),
        (("GAP", "READ"), None, "A"),
    ],
)
def test_a_parameter_is_graded_by_its_weakest_part(sources, assumed, letter):
    one = replace(load_parameters().definitions["live_share"], sources=sources, assumed=assumed)
    assert grade(one, REGISTER) == letter


def test_every_parameter_has_a_grade_and_every_grade_a_parameter():
    register = load_register()
    assert {grade(one, register) for one in load_parameters().definitions.values()} == set(GRADES)
