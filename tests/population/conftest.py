"""Populations that many tests look at; made once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simkansen.chance import run_key
from simkansen.evidence import Parameters, load_parameters
from simkansen.population import Population
from simkansen.population.build import populate
from simkansen.population.schools.country import country_frame
from simkansen.population.schools.frame import Frame

YEARS = ("2019/20", "2020/21")
SHARED = Path(__file__).parents[3] / "shared" / "data" / "open" / "po_schools_2019.csv"


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return load_parameters()


@pytest.fixture(scope="session")
def key() -> np.uint64:
    return run_key(7, 0)


@pytest.fixture(scope="session")
def country(parameters: Parameters, key: np.uint64) -> Population:
    """The whole country from the shipped figures."""
    return populate(country_frame(key, parameters), key, parameters, YEARS)


@pytest.fixture(scope="session")
def town_frame() -> Frame:
    """A handful of schools: small and large, with few and with many disadvantaged pupils."""
    return Frame(
        code=np.array(["a", "b", "c", "d", "e"]),
        municipality=np.array(["Delft", "Delft", "Utrecht", "Utrecht", "Utrecht"]),
        province=np.array(["Zuid-Holland", "Zuid-Holland", "Utrecht", "Utrecht", "Utrecht"]),
        pupils=np.array([9, 131, 240, 480, 702]),
        disadvantaged_share=np.array([0.0, 0.08, 0.55, 0.2, 0.13]),
        weight=np.ones(5),
    ).in_order()


@pytest.fixture(scope="session")
def town(town_frame: Frame, parameters: Parameters, key: np.uint64) -> Population:
    return populate(town_frame, key, parameters, YEARS)


@pytest.fixture(scope="session")
def real_schools() -> Path:
    """Every Dutch primary school of 2019, as a user downloads it; not shipped."""
    if not SHARED.is_file():
        pytest.skip("the file of schools is not shipped; it is not on this machine")
    return SHARED
