"""A change of a constant or a comparison of the rules moves a figure, or is listed with the reason why not."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import mutate
import mutations

EVERY = 40
"""Of all places, one in so many is tried here; ``python tests/identity/mutations.py`` tries all."""


@pytest.fixture(scope="module")
def places():
    return mutations.all_sites()


def test_every_place_that_is_listed_is_there_and_has_a_reason(places):
    names = {site.place for site in places}
    listed = mutations.listed()
    assert [place for place in listed.unseen if place not in names] == []
    assert [part for part in listed.no_rules if not any(place.startswith(part) for place in names)] == []
    assert [one for one, why in {**listed.unseen, **listed.no_rules}.items() if len(why) < 10] == []


def test_a_place_has_a_name_of_its_own(places):
    assert len({site.place for site in places}) == len(places) > 450


@pytest.mark.slow
def test_places_over_all_rooms_are_seen(places):
    known = mutations.listed()
    mine = [site for site in places if not known.has(site.place)]
    assert len(mine) > len(places) / 2
    chosen = mine[EVERY // 2 :: EVERY]
    assert {site.file.split("/")[0] for site in chosen} == set(mutations.ROOMS)
    assert [place for place, said in mutations.look_at(chosen).items() if said != "seen"] == []


def test_what_is_changed_is_changed_in_the_function_that_runs():
    from simkansen.outcomes.table import Table, empty

    sites = mutate.sites(mutate.PACKAGE / "outcomes" / "table.py")
    assert [site for site in sites if site.function == "Table.where"]
    assert isinstance(empty(), Table)
