"""What a scenario file may say, and what it means."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from simkansen.scenario import ATTRIBUTES, CountrySchools, Criterion, Hours, Programme, Target, Title, Weeks


def _programme(**lines):
    return Programme.model_validate({"id": "a", "type": "x", **lines})


SHARES = [("25%", 0.25), (0.25, 0.25), ("2.5 %", 0.025), (1, 1.0), ("100%", 1.0)]


@pytest.mark.parametrize(("written", "share"), SHARES)
def test_a_share_is_written_as_a_percentage_or_a_fraction(written, share):
    assert _programme(take_up=written).take_up.share == share


def test_short_forms_mean_the_long_ones():
    short = _programme(hours=2, weeks="closed", take_up="80%", **{"for": {"capacity": "10%"}})
    long = _programme(
        hours={"per_week": 2.0, "moment": "school"}, weeks={"while": "closed"}, take_up={"share": 0.8},
        **{"for": {"capacity": {"share": 0.1}}},
    )  # fmt: skip
    assert short == long


def test_all_weeks_is_no_limit():
    assert _programme(weeks="all").weeks == Weeks(start=None, end=None, while_="any")


def test_dates_become_dates():
    weeks = _programme(weeks={"from": "2020-09-07", "to": "2020-12-18"}).weeks
    assert (weeks.start, weeks.end) == (date(2020, 9, 7), date(2020, 12, 18))


@pytest.mark.parametrize(("written", "criterion"), [
    ({"groep": 4}, Criterion(values=(4,))),
    ({"groep": [4, 5]}, Criterion(values=(4, 5))),
    ({"groep": {"at_least": 6}}, Criterion(values=(6, 7, 8))),
    ({"parental_education": "low"}, Criterion(values=("low",))),
    ({"own_device": False}, Criterion(flag=False)),
    ({"disadvantaged_share": {"at_least": "30%"}}, Criterion(at_least=0.3)),
    ({"ses": {"at_least": -1, "at_most": 0.5}}, Criterion(at_least=-1.0, at_most=0.5)),
])  # fmt: skip
def test_a_line_under_for_asks_for_values_a_range_or_a_yes_or_no(written, criterion):
    assert list(Target.model_validate(written).criteria.values()) == [criterion]


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_every_attribute_can_be_asked_for_and_written_back(name):
    attribute = ATTRIBUTES[name]
    asked = {"flag": True, "category": attribute.values[0] if attribute.values else None,
             "number": {"at_least": max(attribute.low, 0.0)}}[attribute.kind]  # fmt: skip
    target = Target.model_validate({name: asked})
    assert Target.model_validate(target.as_written()) == target


def test_codes_are_those_of_the_population_tables():
    assert ATTRIBUTES["parental_education"].codes(("low", "middle", "high")) == (0, 1, 2)
    assert ATTRIBUTES["home_language"].codes(("dutch", "other")) == (0, 1)
    assert ATTRIBUTES["migration"].codes(("none", "any")) == (0, 1)
    assert ATTRIBUTES["groep"].codes((3, 8)) == (3, 8)
    assert ATTRIBUTES["parents"].codes((1, 2)) == (1, 2)


def test_everyday_names_of_municipalities_are_understood():
    places = CountrySchools(municipality=("Den Haag", "almere", "Den Bosch"), sample=None)
    assert places.municipality == ("'s-Gravenhage", "Almere", "'s-Hertogenbosch")


def test_a_title_speaks_the_language_asked_or_else_the_other():
    assert Title(nl="Bijles").text("en") == "Bijles"
    assert Title(nl="Bijles", en="Tutoring").text("en") == "Tutoring"


def test_a_class_may_have_its_own_default_for_whom():
    class Lend(Programme):
        target: Target = Target(criteria={"own_device": Criterion(flag=False)})

    assert Lend(id="a", type="x").target.criteria["own_device"].flag is False
    own = Lend.model_validate({"id": "a", "type": "x", "for": {"groep": 4}})
    assert list(own.target.criteria) == ["groep"]


def test_nothing_can_be_changed_afterwards():
    with pytest.raises(ValidationError):
        _programme().hours = Hours(per_week=1)
