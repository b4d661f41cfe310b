"""Files about schools as DUO, CBS and others publish them: the excerpts that stand beside a checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from simkansen.population.schools.from_file import read_schools
from simkansen.scenario.schools import read_file

EXCERPTS = Path(__file__).parents[3] / "shared" / "data" / "open" / "layouts"
COUNTS = "duo_po_afstand_leerlingen_2019-2020.csv"
HISTORY = "duo_po_historie_leerlingen_1996-2025.csv"
SCORES = "cbs_achterstandsscores_scholen_2019.xlsx"
TABLES = tuple(f"cbs_achterstandsscores_scholen_2019_tabel{n}_saved_as_csv.csv" for n in (1, 2))
ADDRESSES = {year: f"duo_po_alle_vestigingen_{year}.csv" for year in (2013, 2020, 2026)}


@pytest.fixture
def real():
    if not EXCERPTS.is_dir():
        pytest.skip("the excerpts of published files are not shipped; they are not on this machine")

    def reader(*names, year="2019/20"):
        return read_file([EXCERPTS / name for name in names], year)

    return reader


def mean_share(found):
    return sum(one.pupils * one.share for one in found.schools) / sum(one.pupils for one in found.schools)


@pytest.mark.parametrize("scores", [(SCORES,), TABLES, TABLES[::-1]])
def test_counts_and_scores_make_the_schools_of_2019(real, scores):
    found = real(COUNTS, *scores)
    assert found.problems == ()
    assert (len(found.schools), found.pupils) == (19, 2549)
    assert mean_share(found) == pytest.approx(0.1436, abs=5e-5)
    share = {one.code: one.share for one in found.schools}
    for code, right in {"04XA00": 0.2586, "12PM00": 0.4645, "01VG01": 0, "31MX00": 0.7517}.items():
        assert share[code] == pytest.approx(right, abs=5e-5)


def test_other_kinds_of_schools_are_left_out_and_named(real):
    (line, *_) = real(COUNTS, SCORES).understood
    assert "2 schools of another kind, special (so) (00KK00 and 00KM32)" in line
    assert "1 school of another kind, special primary (sbo) (00BZ00)" in line


def test_a_damaged_name_and_one_that_went_are_told_by_the_number(real):
    place = {one.code: one.municipality for one in real(COUNTS, SCORES).schools}
    assert place["04IR00"] == "Noardeast-Fryslân"
    assert place["03GT00"] == "Súdwest-Fryslân"
    assert (place["01VG00"], place["01VG01"]) == ("Midden-Groningen", "Groningen")


@pytest.mark.parametrize(
    ("year", "known", "pupils", "hidden"), [("2019/20", 21, 2726, "06VS00"), ("2025/26", 18, 2541, "32FC00")]
)
def test_the_history_gives_the_pupils_of_the_first_school_year(real, year, known, pupils, hidden):
    line = real(HISTORY, year=year).understood[0]
    assert (
        f"of {year[:4]}, {known} schools with {pupils:,} pupils, 1 school with hidden numbers (1 to 4" in line
    )
    told = "\n".join(real(HISTORY, SCORES, year="2025/26").understood)
    assert "1 school (32FC00) of 1 to 4 pupils" in told
    assert hidden in {"06VS00", "32FC00"}


def test_a_hidden_number_is_taken_from_the_scores_of_the_same_year_alone(real):
    then, now = real(HISTORY, SCORES), real(HISTORY, SCORES, year="2025/26")
    assert {one.code: one.pupils for one in then.schools}["06VS00"] == 4
    assert "32FC00" not in {one.code for one in now.schools}
    assert any("pupils are those of 2025, and shares those of 2019" in line for line in now.understood)


def test_a_year_after_the_last_takes_the_last_and_one_before_the_first_is_refused(real):
    later = real(HISTORY, SCORES, year="2028/29")
    assert any(
        "pupils are those of 2025, and the scenario begins in 2028" in line for line in later.understood
    )
    (problem,) = real(HISTORY, SCORES, year="1990/91").problems
    assert (problem.line, problem.column, problem.name) == (1, 9, "LEERLINGEN_1996")


def test_municipalities_of_later_years_are_kept(real):
    place = {one.code: one.municipality for one in real(HISTORY, SCORES).schools}
    assert (place["04HO00"], place["00EB00"]) == ("Eemsdelta", "Land van Cuijk")
    first = {one.code: one.municipality for one in real(COUNTS, HISTORY, SCORES).schools}
    assert (first["04HO00"], first["00EB00"]) == ("Loppersum", "Boxmeer")


def test_scores_find_their_municipality_in_addresses(real):
    found = real(SCORES, *ADDRESSES.values())
    assert (len(found.schools), found.pupils, found.problems) == (19, 2549, ())
    assert {one.code: one.municipality for one in found.schools}["01VG00"] == "Midden-Groningen"


def test_the_first_file_says_which_schools(real):
    found = real(ADDRESSES[2020], COUNTS, SCORES)
    assert len(found.schools) == 18
    assert any("not taken: 1 school (06VS00)" in line for line in found.understood)


def test_the_table_with_the_threshold_alone_is_told_to_be_no_base(real):
    (problem,) = real(COUNTS, TABLES[0]).problems
    assert "9 of 19 schools have 0 here, which is anything up to 12%" in problem.message
    assert problem.file.name == TABLES[0]


def test_a_score_without_pupils_and_threshold_is_no_base_either(real):
    (problem,) = real(COUNTS, TABLES[1]).problems
    assert "Tabel 1" in problem.fix


@pytest.mark.parametrize(("year", "schools"), [(2013, 15), (2020, 18), (2026, 16)])
def test_addresses_alone_lack_pupils_and_share_and_say_how_many_they_are(real, year, schools):
    found = real(ADDRESSES[year])
    assert f"addresses of branches, {schools} schools" in found.understood[0]
    assert len(found.problems) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "duo_vo_leerlingen_onderwijstype_2019.csv",
            "secondary schools (vo) by type and year: 3 schools, 2,204",
        ),
        ("duo_vo_alle_vestigingen_2020.csv", "addresses of secondary schools"),
        ("duo_vo_examenkandidaten_2014-2019.csv", "exam results of secondary schools"),
        ("duo_vo_geslaagden_cijfers_2018-2019.csv", "exam results of secondary schools"),
        ("duo_vo_vsv_samenwerkingsverband_2015.csv", "early leavers of secondary schools"),
        ("inspectie_vo_opbrengstoordelen_2012.csv", "judgements of secondary schools"),
        ("inspectie_vo_toezichtkaart_2012.csv", "judgements of secondary schools"),
        ("edustandaard_edexml_2.1_voorbeeld.xml", "one by one (EDEXML)"),
        (
            "duo_po_postcode_leeftijd_almere_2024.csv",
            "postal code of their home (DUO): 2 schools, 166 pupils in the open and 81 hidden numbers",
        ),
        ("duo_po_eindscores_2018-2019.csv", "test at the end of primary school"),
        ("duo_po_schooladviezen_2024-2025.csv", "school advice"),
        ("duo_po_referentieniveaus_2023-2024.csv", "reference levels"),
        ("cbs_statline_37296ned_untyped_2024.csv", "StatLine"),
    ],
)
def test_what_is_something_else_is_told_for_what_it_is_in_one_line(real, name, said):
    for among in ((name,), (COUNTS, SCORES, name)):
        (problem,) = real(*among).problems
        assert said in problem.message
        assert problem.file.name == name
        assert "did you mean" not in problem.fix


def test_the_order_of_the_schools_of_files_does_not_matter_for_the_population(real):
    one, other = (
        read_schools([EXCERPTS / name for name in names]) for names in ((COUNTS, SCORES), (SCORES, COUNTS))
    )
    assert one.code.tolist() == other.code.tolist()
    assert one.disadvantaged_share.tolist() == other.disadvantaged_share.tolist()
