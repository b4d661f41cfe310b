"""The register against itself: what is derived follows from its origins, and parts make wholes."""

import math

import pytest

from simkansen.evidence import load_register

R = {name: entry.value for name, entry in load_register().items()}
PER_SD = 39.9
"""Percentile points of one SD at the median (ENG-01)."""

DERIVED = {
    "ENG-02 extra low": (R["ENG-02"]["extra_low"], R["ENG-02"]["low"] - R["ENG-02"]["high"], 0.001),
    "ENG-02 extra lowest": (R["ENG-02"]["extra_lowest"], R["ENG-02"]["lowest"] - R["ENG-02"]["high"], 0.001),
    "ENG-01 in SD": (0.08, -R["ENG-01"] / PER_SD, 0.005),
    "ENG-02 high in SD": (0.077, -R["ENG-02"]["high"] / PER_SD, 0.0005),
    "ENG-01 is the mean of ENG-06": (R["ENG-01"], sum(R["ENG-06"].values()) / 3, 0.1),
    "ENG-11 is the root of 8.29": (R["ENG-11"]["composite"], math.sqrt(8.29), 0.006),
    "GRO-03 maths": (R["GRO-03"]["maths"], R["HAE-01"]["maths"] / R["HAE-11"]["maths"], 0.006),
    "GRO-03 reading": (R["GRO-03"]["reading"], R["HAE-01"]["reading"] / R["HAE-11"]["reading"], 0.006),
    "GRO-03 spelling": (
        R["GRO-03"]["spelling"], R["HAE-01"]["spelling"] / R["HAE-11"]["spelling"], 0.006,
    ),
    "PEER-01 is the toolkit's": (R["PEER-01"]["months"], R["MENU-01"]["peer_tutoring"], 0),
    "RES-16 share": (R["RES-16"]["start_share"], R["RES-16"]["start"] / 2.43e6, 0.00005),
    "RES-17 on a day": (
        R["RES-17"]["jan_2021_avs"],
        R["RES-17"]["jan_2021_vital"] + R["RES-17"]["jan_2021_vulnerable"], 0.001,
    ),
    "RES-18 in school": (
        R["RES-18"]["in_school_total"],
        sum(R["RES-18"][each] for each in ("vital", "vulnerable", "other")), 0,
    ),
    "SEED-15 total": (R["SEED-15"]["total"], R["SEED-15"]["light"] + R["SEED-15"]["strong"], 0.001),
    "SEED-29 per child": (R["SEED-29"], R["SEED-28"]["budget_eur"] / R["SEED-28"]["children"], 1),
    "STR-02 schools": (
        R["STR-01"]["bo_2020_21"]["schools"], sum(each["schools"] for each in R["STR-02"].values()), 0,
    ),
    "STR-02 pupils": (
        R["STR-01"]["bo_2020_21"]["pupils"], sum(each["pupils"] for each in R["STR-02"].values()), 0,
    ),
    "STR-03 vo pupils": (
        R["STR-03"]["vo_pupils_derived"],
        R["STR-03"]["po_plus_vo_pupils"] - R["STR-01"]["po_2020_21"]["pupils"], 0,
    ),
    "STR-06 hours a year": (R["STR-06"]["po_per_year"], R["STR-06"]["po_8_years"] / 8, 0),
    "STR-10 part time": (R["STR-10"]["mean_part_time"], R["STR-10"]["fte"] / R["STR-10"]["persons"], 0.005),
    "DEV-02 a device": (
        R["DEV-02"]["unit_cost_round1"], R["DEV-02"]["round1_eur"] / R["DEV-02"]["round1_devices"], 1,
    ),
    "COST-02 lowest": (R["COST-02"]["eur_per_working_hour"][0], R["COST-01"]["vmbo_pro"] / 1659, 1),
    "CATCH-01 share": (R["CATCH-01"]["share_of_pupils"], R["CATCH-01"]["participants"] / 2.94e6, 0.001),
}  # fmt: skip


@pytest.mark.parametrize("name", DERIVED)
def test_a_derived_figure_follows_from_what_it_is_derived_from(name):
    stated, derived, apart = DERIVED[name]
    assert abs(stated - derived) <= apart + 1e-9


@pytest.mark.parametrize(
    ("entry", "parts"),
    [
        ("ENG-16", ("edu_high", "edu_low", "edu_lowest")),
        ("RES-14", ("one", "two", "three_plus")),
        ("SL-01", ("same_level", "down", "up")),
        ("STR-08", ("high", "middle", "low")),
        ("TIM-09", ("at_once", "after_christmas")),
        ("TRK-02", tuple(R["TRK-02"])),
    ],
)
def test_shares_of_a_whole_sum_to_one(entry, parts):
    assert sum(R[entry][part] for part in parts) == pytest.approx(1.0, abs=0.0011)


def test_two_figures_of_one_survey_do_not_contradict_each_other():
    """The share of all po staff (SEED-15) lies in the range over the four groups of staff (SEED-14)."""
    low, high = R["SEED-14"]
    assert low <= R["SEED-15"]["total"] <= high
