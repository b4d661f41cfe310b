"""A user's file of schools: read as meant, refused by line and column, never repeated."""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose, assert_array_equal

from simkansen.population import SchoolsFileError
from simkansen.population.schools_file import read_schools

HEADER = "school,municipality,pupils,disadvantaged_share\n"


@pytest.fixture
def write(tmp_path):
    def writer(text, encoding="utf-8"):
        path = tmp_path / "schools.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return writer


def problems(path):
    with pytest.raises(SchoolsFileError) as caught:
        read_schools(path)
    return caught.value.problems


def places(path):
    return [(p.line, p.column) for p in problems(path)]


def test_shares_may_be_fractions_or_percentages(write):
    frame = read_schools(write(HEADER + "A,Delft,100,0.1\nB,Delft,200,12%\nC,Delft,9,5e-05\n"))
    assert_array_equal(frame.pupils, [100, 200, 9])
    assert_allclose(frame.disadvantaged_share, [0.1, 0.12, 5e-05])


def test_a_dutch_spreadsheet_with_semicolons_and_decimal_commas_is_read(write):
    frame = read_schools(write(HEADER.replace(",", ";") + "A;Delft;100;0,1\nB;Delft;200;12,5%\n"))
    assert_allclose(frame.disadvantaged_share, [0.1, 0.125])


def test_columns_may_stand_in_any_order_and_others_are_left_alone(write):
    frame = read_schools(write("colour,pupils,school,disadvantaged_share,municipality\nred,30,A,0.2,Delft\n"))
    assert frame.code[0] == "A"
    assert frame.pupils[0] == 30


def test_the_province_is_looked_up_where_it_is_not_given(write):
    frame = read_schools(write(HEADER + "A,Delft,100,0.1\n"))
    assert frame.province[0] == "Zuid-Holland"


def test_all_problems_are_told_at_once_by_line_and_column(write):
    text = (
        HEADER
        + "A,Utrecht,100,0.1\nA,Delft,many,0.2\nC,,20,1.2\nD,Delft,0,x\n,Delft,5,0.1\nE,Delft,12.5,0.1\n"
    )
    assert places(write(text)) == [(2, 1), (3, 1), (3, 3), (4, 2), (4, 4), (5, 3), (5, 4), (6, 1), (7, 3)]


def test_blank_lines_and_line_ends_inside_quotes_do_not_shift_the_line(write):
    text = "name," + HEADER + '"a\nb",A,Utrecht,100,0.1\n\n\nx,B,Delft,-3,0.2\n'
    assert places(write(text)) == [(6, 4)]


def test_a_row_with_too_few_columns_is_told_and_does_not_shift_the_others(write):
    text = HEADER + "A,Utrecht,100,0.1\nB,Delft,20\n\nC,Delft,20,0.1,9\nD,Delft,0,0.2\n"
    assert places(write(text)) == [(3, 0), (5, 0), (6, 3)]


def test_a_row_in_another_encoding_is_told(write):
    found = problems(write(HEADER + "A,Delft,9,0.1\nB,Súdwest-Fryslân,100,0.1\n", "latin-1"))
    assert any("UTF-8" in p.message for p in found)


def test_a_missing_column_is_told_with_its_likely_name(write):
    (problem,) = problems(write("school,municipality,pupil,disadvantaged_share\nA,Delft,9,0.1\n"))
    assert problem.name == "pupils"
    assert "'pupil'" in problem.mend


def test_the_content_of_a_bad_row_is_never_repeated(write):
    text = HEADER + "s3cret,n0body,t0psecret,cl4ssified\ns3cret,n0body,1,0.1,h1dden\n"
    with pytest.raises(SchoolsFileError) as caught:
        read_schools(write(text))
    assert not any(
        word in str(caught.value) for word in ("s3cret", "n0body", "t0psecret", "cl4ssified", "h1dden")
    )


@pytest.mark.parametrize("text", ["", HEADER, "no table\n"])
def test_a_file_without_schools_is_refused(write, text):
    assert problems(write(text))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    (problem,) = problems(tmp_path / "nowhere.csv")
    assert problem.line == 0


def test_a_municipality_that_does_not_exist_is_told_by_line_and_column(write):
    (problem,) = problems(write(HEADER + "A,Delft,100,0.1\nB,Atlantis,200,0.1\n"))
    assert (problem.line, problem.column, problem.name) == (3, 2, "municipality")
    assert "province" in problem.mend


def test_a_misspelt_municipality_is_told_with_the_likely_one(write):
    (problem,) = problems(write(HEADER + "A,Almeer,100,0.1\n"))
    assert problem.mend == "did you mean 'Aalsmeer' or 'Almere'?"


def test_everyday_names_and_capitals_of_places_do_not_matter(write):
    frame = read_schools(write(HEADER + "A,den haag,100,0.1\nB,ALMERE,100,0.1\n"))
    assert list(zip(frame.municipality, frame.province, strict=True)) == [
        ("Almere", "Flevoland"),
        ("'s-Gravenhage", "Zuid-Holland"),
    ]


def test_a_municipality_of_a_later_year_is_taken_with_its_province(write):
    text = HEADER.replace("\n", ",province\n") + "A,Maashorst,100,0.1,Noord-Brabant\n"
    assert read_schools(write(text)).province[0] == "Noord-Brabant"


def test_a_province_that_does_not_exist_is_told_with_the_likely_one(write):
    (problem,) = problems(write(HEADER.replace("\n", ",province\n") + "A,Delft,100,0.1,Zuid Hollant\n"))
    assert (problem.line, problem.column) == (2, 5)
    assert problem.mend == "did you mean 'Zuid-Holland'?"


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ('A1,"Almere,200,0.1\n', (2, 2)),
        ('A1,Almere,200,0.1\nA2,"Almere,200,0.1\nA3,"Delft",200,0.1\n', (3, 2)),
        ('A1,Almere,200,0.1\n"A2,Almere,200,0.1\n', (3, 1)),
    ],
)
def test_a_quote_that_is_not_closed_is_told_where_it_opens(write, rows, place):
    found = problems(write(HEADER + rows))
    assert [(p.line, p.message) for p in found] == [(place[0], "a quote is not closed")]


@pytest.mark.parametrize(
    ("pupils", "mend"),
    [
        ("twohundred", "in digits"),
        ("-5", "without any"),
        ("0", "without any"),
        ("12.5", "a whole number of pupils"),
        ("1.213", "not 1.213"),
        ("99999999", "one row a school"),
        ("", "fill in"),
    ],
)
def test_the_mend_fits_how_a_number_of_pupils_is_written(write, pupils, mend):
    (problem,) = problems(write(HEADER + f"A,Delft,{pupils},0.1\n"))
    assert (problem.line, problem.column) == (2, 3)
    assert mend in problem.mend


BY_PROVINCE = HEADER.replace("\n", ",province\n")


def test_a_name_that_is_nearly_right_is_a_slip_also_beside_its_province(write):
    (problem,) = problems(write(BY_PROVINCE + "A,Almeer,100,0.1,Flevoland\n"))
    assert (problem.line, problem.name) == (2, "municipality")
    assert "'Almere'" in problem.mend


@pytest.mark.parametrize(
    ("name", "province"),
    [
        ("Dijk en Waard", "Noord-Holland"),
        ("Land van Cuijk", "Noord-Brabant"),
        ("Maashorst", "Noord-Brabant"),
        ("Voorne aan Zee", "Zuid-Holland"),
        ("Eemsdelta", "Groningen"),
    ],
)
def test_the_municipalities_that_came_later_are_no_slips(write, name, province):
    assert len(read_schools(write(f"{BY_PROVINCE}A,{name},100,0.1,{province}\n"))) == 1
