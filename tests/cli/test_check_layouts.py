"""What `check` says of files about schools, and the plain table that it writes."""

from __future__ import annotations

import json

import pytest

from simkansen.cli.language import speak

COUNTS = """\
BRIN_NUMMER;VESTIGINGSNUMMER;GEMEENTENUMMER;GEMEENTENAAM;SOORT_PO;LEERLINGEN
91AA;0;503;Delft;Bo;200
91AA;1;503;Delft;Bo;120
91AB;0;503;Delft;Sbo;60
"""
SCORES = """\
Achterstandsscores 1 oktober 2019;;;
Vestiging;Aantal leerlingen;Achterstandsscore;Achterstandsscore zonder drempel
91AA00;200;486,4;640
91AA01;120;0;38,4
"""


@pytest.fixture
def english_again():
    yield
    speak([])


@pytest.fixture
def town(place):
    (place / "counts.csv").write_text(COUNTS, encoding="cp1252")
    (place / "scores.csv").write_text(SCORES, encoding="cp1252")
    text = "simkansen: 1\npopulation: {schools: {file: [counts.csv, scores.csv]}}\n"
    (place / "town.yaml").write_text(text, encoding="utf-8")
    return place


def test_check_says_in_a_few_lines_what_it_understood(simkansen, town):
    code, out, _ = simkansen("check", "town.yaml")
    assert code == 0
    assert out.splitlines()[:3] == [
        "# counts.csv: pupils per branch, 2 schools with 320 pupils; left out: 1 school of another kind, "
        "special primary (sbo) (91AB00)",
        "# scores.csv: scores of primary schools with and without threshold (CBS) of 2019, 2 schools with "
        "320 pupils",
        "# schools: 2 schools, 320 pupils, disadvantaged share 33.1% (from 5.0% to 50.0%)",
    ]
    said = json.loads(simkansen("check", "town.yaml", "--json")[1])["understood"]
    assert said[0].startswith("counts.csv: ")


def test_check_says_what_it_understood_beside_what_is_wrong(simkansen, town):
    (town / "scores.csv").write_text("BRIN;VESTIGING;VSV_TOTAAL\n91VO;0;3\n", encoding="utf-8")
    code, out, _ = simkansen("check", "town.yaml")
    lines = out.splitlines()
    assert (code, len(lines)) == (3, 2)
    assert lines[0].startswith("# counts.csv: pupils per branch")
    assert lines[1].startswith(
        "scores.csv:1:1: this file holds early leavers of secondary schools (vsv): 1 school;"
    )
    found = json.loads(simkansen("check", "town.yaml", "--json")[1])
    assert (len(found["problems"]), len(found["understood"])) == (1, 1)


def test_check_writes_the_plain_table_once(simkansen, town):
    code, _, said = simkansen("check", "town.yaml", "--plain", "plain.csv")
    assert (code, "plain.csv" in said) == (0, True)
    assert (town / "plain.csv").read_text(encoding="utf-8").splitlines() == [
        "school,municipality,pupils,disadvantaged_share,province",
        "91AA00,Delft,200,0.5,Zuid-Holland",
        "91AA01,Delft,120,0.05,Zuid-Holland",
    ]
    assert simkansen("check", "town.yaml", "--plain", "plain.csv")[0] == 2
    assert simkansen("check", "town.yaml", "--plain", "plain.txt")[0] == 2
    assert simkansen("check", "baseline.yaml", "--plain", "none.csv")[0] == 2


def test_several_files_stay_in_the_effective_values_and_their_content_in_the_hash(town):
    from simkansen.interventions import registry
    from simkansen.scenario import load_scenario, resolved_yaml, scenario_hash

    scenario = load_scenario(town / "town.yaml", registry())
    (town / "again.yaml").write_text(resolved_yaml(scenario), encoding="utf-8")
    again = load_scenario(town / "again.yaml", registry())
    assert again.population == scenario.population
    before = scenario_hash(scenario)
    (town / "scores.csv").write_text(SCORES.replace("38,4", "38,3"), encoding="cp1252")
    assert scenario_hash(scenario) != before


def test_check_says_of_an_own_table_its_schools_pupils_and_share(simkansen, place, english_again):
    rows = "school,municipality,pupils,disadvantaged_share\nA,Almere,200,1\nB,Almere,100,4%\n"
    (place / "own.csv").write_text(rows, encoding="utf-8")
    (place / "own.yaml").write_text(
        "simkansen: 1\npopulation: {schools: {file: own.csv}}\n", encoding="utf-8"
    )
    said = "own.csv: table of schools, 2 schools, 300 pupils, disadvantaged share 68.0% (from 4.0% to 100.0%)"
    code, out, _ = simkansen("check", "own.yaml")
    assert (code, out.splitlines()[0]) == (0, f"# {said}")
    assert json.loads(simkansen("check", "own.yaml", "--json")[1])["understood"] == [said]
    assert simkansen("check", "own.yaml", "--lang", "nl")[1].splitlines()[0] == (
        "# own.csv: tabel van scholen, 2 scholen, 300 leerlingen, deel met een risico op "
        "onderwijsachterstand 68,0% (van 4,0% tot 100,0%)"
    )
