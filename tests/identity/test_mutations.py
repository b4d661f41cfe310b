"""A change of a constant or a comparison of the rules moves a figure, or is listed with the reason."""

import hashlib
import sys
from pathlib import Path

import numpy as np
import pytest

from simkansen.outcomes.pupils import fractional_rank

sys.path.insert(0, str(Path(__file__).parent))

import mutate
import mutations

EVERY = 40
"""Of all places, one in so many is tried here; ``python tests/identity/mutations.py`` tries all."""


@pytest.fixture(scope="module")
def places():
    return mutations.all_sites()


@pytest.mark.slow
def test_every_place_that_is_listed_is_there_and_has_a_reason(places):
    names = {site.place for site in places}
    listed = mutations.listed()
    assert [place for place in listed.unseen if place not in names] == []
    assert [part for part in listed.no_rules if not any(place.startswith(part) for place in names)] == []
    assert [one for one, why in {**listed.unseen, **listed.no_rules}.items() if len(why) < 10] == []


def test_a_place_has_a_name_of_its_own(places):
    assert len({site.place for site in places}) == len(places) > 450


def is_tried(place):
    """Tell whether a place is among those tried here: by itself, so that no place beside it changes that."""
    return int(hashlib.md5(place.encode(), usedforsecurity=False).hexdigest(), 16) % EVERY == 0


@pytest.mark.slow
def test_places_over_all_rooms_are_seen(places):
    known = mutations.listed()
    mine = [site for site in places if not known.has(site.place)]
    assert len(mine) > len(places) / 2
    chosen = [site for site in mine if is_tried(site.place)]
    assert {site.file.split("/")[0] for site in chosen} == set(mutations.ROOMS)
    assert [place for place, said in mutations.look_at(chosen).items() if said != "seen"] == []


class Ranking:
    """Looks at one function."""

    def change(self, site):
        mutate.apply(site)

    def look(self):
        if fractional_rank(VALUES).tolist() != RANKS:
            raise mutations.MovedError


VALUES, RANKS = np.array([3.0, 1.0, 2.0]), [5 / 6, 1 / 6, 1 / 2]


def test_a_change_is_in_the_function_that_runs_and_in_that_process_alone():
    found = {
        site.change: mutations.seen(Ranking(), site)
        for site in mutate.sites(mutate.PACKAGE / "outcomes" / "pupils.py")
        if site.function == "fractional_rank"
    }
    (half,) = (change for change in found if "size / 3" in change)
    assert found[half] == mutations._SEEN
    (least,) = (change for change in found if "max(values.size, 2)" in change)
    assert found[least] == mutations._UNSEEN
    assert fractional_rank(VALUES).tolist() == pytest.approx(RANKS)
