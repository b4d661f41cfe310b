"""A user's file of schools: read as meant, refused by line and column, never repeated."""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose, assert_array_equal

from simkansen.population import SchoolsFileError
from simkansen.population.schools import frame
from simkansen.population.schools.from_file import read_schools
from simkansen.scenario.schools import read_file, values
from simkansen.scenario.schools.file import read_school_file

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
        + "A,Utrecht,100,0.1\nB,Delft,many,0.2\nC,,20,1.2\nD,Delft,0,x\n,Delft,5,0.1\nE,Delft,12.5,0.1\n"
    )
    assert places(write(text)) == [(3, 3), (4, 2), (4, 4), (5, 3), (5, 4), (6, 1), (7, 3)]


def test_blank_lines_and_line_ends_inside_quotes_do_not_shift_the_line(write):
    text = "name," + HEADER + '"a\nb",A,Utrecht,100,0.1\n\n\nx,B,Delft,-3,0.2\n'
    assert places(write(text)) == [(6, 4)]


def test_a_row_with_too_few_columns_is_told_and_does_not_shift_the_others(write):
    text = HEADER + "A,Utrecht,100,0.1\nB,Delft,20\n\nC,Delft,20,0.1,9\nD,Delft,0,0.2\n"
    assert places(write(text)) == [(3, 0), (5, 0), (6, 3)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_spreadsheets_write_is_read_in_any_of_their_encodings(write, encoding):
    frame = read_schools(write(HEADER + "A,Delft,9,0.1\nÉ,Súdwest-Fryslân,100,0.1\n", encoding))
    assert set(zip(frame.code, frame.municipality, strict=True)) == {
        ("A", "Delft"),
        ("É", "Súdwest-Fryslân"),
    }


@pytest.mark.parametrize("content", [b"PK\x03\x04 a workbook", b"\xd0\xcf\x11\xe0 an old one", b"a\0b"])
def test_what_is_no_text_is_told_once(tmp_path, content):
    path = tmp_path / "schools.xlsx"
    path.write_bytes(content)
    (problem,) = problems(path)
    assert "CSV in UTF-8" in problem.fix


def test_a_missing_column_is_told_with_its_likely_name(write):
    (problem,) = problems(write("school,municipality,pupil,disadvantaged_share\nA,Delft,9,0.1\n"))
    assert problem.name == "pupils"
    assert "'pupil'" in problem.fix


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
    assert "province" in problem.fix


def test_a_misspelt_municipality_is_told_with_the_likely_one(write):
    (problem,) = problems(write(HEADER + "A,Almeer,100,0.1\n"))
    assert problem.fix == "did you mean 'Aalsmeer' or 'Almere'?"


def test_everyday_names_and_capitals_of_places_do_not_matter(write):
    frame = read_schools(write(HEADER + "A,den haag,100,0.1\nB,ALMERE,100,0.1\n"))
    assert list(zip(frame.municipality, frame.province, strict=True)) == [
        ("Almere", "Flevoland"),
        ("'s-Gravenhage", "Zuid-Holland"),
    ]


@pytest.mark.parametrize(
    ("name", "likely"),
    [
        ("Nuenen", "'Nuenen, Gerwen en Nederwetten'"),
        ("Gerwen", "'Nuenen, Gerwen en Nederwetten'"),
        ("Alphen", "'Alphen-Chaam' or 'Alphen aan den Rijn'"),
        ("Capelle", "'Capelle aan den IJssel' or 'Kapelle'"),
        ("Utrech", "'Utrecht'"),
    ],
)
def test_of_a_part_of_a_name_the_whole_is_proposed_before_one_that_is_hardly_alike(write, name, likely):
    (problem,) = problems(write(HEADER + f"A,{name},100,0.1\n"))
    assert problem.fix == f"did you mean {likely}?"


def test_a_part_of_the_name_of_one_municipality_is_told_beside_its_province(write):
    (problem,) = problems(write(BY_PROVINCE + "A,Nuenen,100,0.1,Noord-Brabant\n"))
    assert (problem.line, problem.name) == (2, "municipality")
    assert problem.fix == "did you mean 'Nuenen, Gerwen en Nederwetten'?"


def test_a_municipality_that_no_list_knows_is_kept_with_its_province_and_said(write):
    rows = "A,Nergenshuizen,100,0.1,Drenthe\nB,Delft,90,0.1,\nC,Nergenshuizen,80,0.1,Drenthe\n"
    found = read_file(write(BY_PROVINCE + rows))
    assert sorted(one.municipality for one in found.schools) == ["Delft", "Nergenshuizen", "Nergenshuizen"]
    (note,) = found.notes
    assert (note.line, note.column, note.name) == (2, 2, "municipality")
    assert "no list of municipalities has this name; it counts as one of Drenthe (2 rows)" in note.message
    assert not read_file(write(BY_PROVINCE + "A,Maashorst,100,0.1,Noord-Brabant\n")).notes


def test_a_municipality_of_a_later_year_is_taken_with_its_province(write):
    text = HEADER.replace("\n", ",province\n") + "A,Maashorst,100,0.1,Noord-Brabant\n"
    assert read_schools(write(text)).province[0] == "Noord-Brabant"


def test_a_province_that_does_not_exist_is_told_with_the_likely_one(write):
    (problem,) = problems(write(HEADER.replace("\n", ",province\n") + "A,Delft,100,0.1,Zuid Hollant\n"))
    assert (problem.line, problem.column) == (2, 5)
    assert problem.fix == "did you mean 'Zuid-Holland'?"


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
    ("text", "place"),
    [
        ('"School" ; "Municipality" ; "Pupils";"Disadvantaged_share"\nA;Delft;100;0,1\n', (1, 1)),
        ('school;"municipality";"pupils"\t;disadvantaged_share \r\nA;Delft;100;0,1\r\n', (1, 3)),
        (HEADER + 'A,Delft,100,0.1\nB,"Delft" ,100,0.1\n', (3, 2)),
        (HEADER + 'A,Delft,100,0.1\nB,Delft,100,"0,1" \nC,Delft,100,0.1\n', (3, 4)),
    ],
)
def test_blanks_behind_a_closing_quote_are_told_as_what_they_are(write, text, place):
    (problem,) = problems(write(text))
    assert (problem.line, problem.column) == place
    assert problem.message == "there are blanks between a quote and the separator"


@pytest.mark.parametrize(
    ("pupils", "fix"),
    [
        ("twohundred", "in digits"),
        ("-5", "without any"),
        ("0", "without any"),
        ("12.5", "a whole number of pupils"),
        ("1.213", "write 1213, not 1.213"),
        ("1.210", "write 1210, not 1.210"),
        ('"1,200"', "write 1200, not 1,200"),
        ("12.500", "one row a school"),
        ("0.000", "without any"),
        ("99999999", "one row a school"),
        ("", "fill in"),
    ],
)
def test_the_fix_fits_how_a_number_of_pupils_is_written(write, pupils, fix):
    (problem,) = problems(write(HEADER + f"A,Delft,{pupils},0.1\n"))
    assert (problem.line, problem.column) == (2, 3)
    assert fix in problem.fix


BY_PROVINCE = HEADER.replace("\n", ",province\n")


def test_a_name_that_is_nearly_right_is_a_slip_also_beside_its_province(write):
    (problem,) = problems(write(BY_PROVINCE + "A,Almeer,100,0.1,Flevoland\n"))
    assert (problem.line, problem.name) == (2, "municipality")
    assert "'Almere'" in problem.fix


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


def test_a_quote_that_is_not_closed_below_a_comment_is_told_on_its_line(write):
    (problem,) = problems(write("# mine\n" + HEADER + 'A,Delft,10,0.1\nB,"Delft,10,0.1\n'))
    assert (problem.line, problem.column) == (4, 2)


# One reader: what is counted before a run is what is run.


@pytest.mark.parametrize(
    "text",
    [
        "# export of a list\n" + HEADER + "A,Delft,100,10%\nB,Delft,90,10%\n",
        "\n# one\n# two, with a comma\n" + HEADER + "A,Delft,100,10%\n\n# between\nB,Delft,90,10%\n",
        HEADER.replace(",", "\t") + "A\tDelft\t100\t10%\nB\tDelft\t90\t10%\n",
        HEADER.replace(",", "|") + "A|Delft|100|10%\nB|Delft|90|10%\n",
        "sep=;\n" + HEADER.replace(",", ";") + "A;Delft;100;0,1\nB;Delft;90;0,1\n;;;\n",
        HEADER.upper() + "A,Delft,100,10%\r\nB,Delft,90,10%\r\n",
        "note," + HEADER + '"two\nlines",A,Delft,100,10%\n,B,Delft,90,10%\n',
    ],
)
def test_as_many_schools_are_counted_as_are_run(write, text):
    path = write(text)
    frame, counted = read_schools(path), read_school_file(path)
    assert (len(frame), int(frame.pupils.sum())) == (2, 190)
    assert (counted.schools, counted.pupils, counted.highest_share) == (2, 190, 0.1)


def test_a_school_that_may_be_a_comment_is_told(write):
    (problem,) = problems(write(HEADER + "A,Delft,100,10%\n#B,Delft,90,10%\n"))
    assert (problem.line, "comment" in problem.message) == (3, True)
    assert len(read_schools(write(HEADER + 'A,Delft,100,10%\n"#B",Delft,90,10%\n'))) == 2


@pytest.mark.parametrize("twice", ["pupils", "Pupils", " province"])
def test_a_column_name_that_is_there_twice_is_told(write, twice):
    header = HEADER.replace("\n", f",province,{twice}\n")
    (problem,) = problems(write(header + "A,Delft,100,10%,Zuid-Holland,90\n"))
    assert (problem.line, problem.column, problem.name) == (1, 6, twice.strip().lower())
    assert "columns" in problem.message


def test_other_columns_may_have_one_name(write):
    assert len(read_schools(write(HEADER.replace("\n", ",x,x\n") + "A,Delft,100,10%,1,2\n"))) == 1


def test_a_header_that_stands_lower_is_told_where(write):
    (problem,) = problems(write("Scholen van ons bestuur\n\n" + HEADER + "A,Delft,100,10%\n"))
    assert "line 3" in problem.fix


# Decimal commas, and many rows with one fault.


@pytest.mark.parametrize("rows", [1, 2, 6199])
def test_decimal_commas_between_commas_are_told_by_their_cause(write, rows):
    text = HEADER + "A,Delft,100,0\n" + "".join(f"B{n},Delft,100,0,{n % 9}\n" for n in range(rows))
    (problem,) = problems(write(text))
    assert (problem.line, problem.column, problem.name) == (3, 4, "disadvantaged_share")
    assert "decimal comma" in problem.message
    assert "0.12 or 12%" in problem.fix
    assert (f"{rows:,} lines" in problem.message) == (rows > 1)


def test_what_many_rows_have_in_common_is_told_once_with_their_number_and_the_first(write):
    rows = [f"{n},Delft,{'x' if n > 4 else 10},{'2' if n == 3 else '1%'}" for n in range(20)]
    text = HEADER + "\n".join(rows)
    one, many = problems(write(text))
    assert (one.line, one.column) == (5, 4)
    assert (many.line, many.column) == (7, 3)
    assert "on 15 lines: also 8, 9, 10 and 11 more" in many.message


# Places.


def test_a_province_that_contradicts_its_municipality_is_told_with_both(write):
    text = BY_PROVINCE + "A,Almere,100,10%,Groningen\nB,Amsterdam,100,10%,Limburg\nC,Ede,9,1%,Gelderland\n"
    found = problems(write(text))
    assert [(p.line, p.column, p.name) for p in found] == [(2, 5, "province"), (3, 5, "province")]
    assert found[0].message == "Almere lies in Flevoland, not in Groningen"
    assert found[1].message == "Amsterdam lies in Noord-Holland, not in Limburg"


@pytest.mark.parametrize(
    ("written", "province", "now", "where"),
    [
        ("Bussum", "Noord-Holland", "Gooise Meren", "Noord-Holland"),
        ("Bussum", "", "Gooise Meren", "Noord-Holland"),
        ("Sneek", "Friesland", "Súdwest-Fryslân", "Friesland"),
        ("Skarsterlan", "Fryslân", "De Fryske Marren", "Friesland"),
        ("het Bildt", "", "Waadhoeke", "Friesland"),
        ("Leerdam", "Zuid-Holland", "Vijfheerenlanden", "Utrecht"),
        ("Leerdam", "Utrecht", "Vijfheerenlanden", "Utrecht"),
        ("Maashorst", "", "Maashorst", "Noord-Brabant"),
        ("SUDWEST FRYSLAN", "", "Súdwest-Fryslân", "Friesland"),
        ("Noardeast-Fryslan", "Friesland", "Noardeast-Fryslân", "Friesland"),
        ("Bergen", "Limburg", "Bergen (L.)", "Limburg"),
        ("Bergen (N.H.)", "", "Bergen (NH.)", "Noord-Holland"),
        ("Hengelo (O.)", "Overijssel", "Hengelo", "Overijssel"),
        ("Groningen (gemeente)", "Groningen (PV)", "Groningen", "Groningen"),
        ("\u2019s-Gravenhage", "ZH", "'s-Gravenhage", "Zuid-Holland"),
    ],
)
def test_other_spellings_and_earlier_names_are_understood(write, written, province, now, where):
    frame = read_schools(write(f"{BY_PROVINCE}A,{written},100,0.1,{province}\n"))
    assert (frame.municipality[0], frame.province[0]) == (now, where)


@pytest.mark.parametrize(
    ("written", "province", "column", "said"),
    [
        ("Bussum", "Limburg", "province", "Bussum lies in Noord-Holland"),
        ("Maashorst", "Utrecht", "province", "Maashorst lies in Noord-Brabant"),
        ("Littenseradiel", "", "municipality", "over Leeuwarden, Súdwest-Fryslân and Waadhoeke"),
        ("Bergen", "", "municipality", "two municipalities"),
        ("Bergen (NH.)", "Limburg", "province", "Bergen (NH.) lies in Noord-Holland"),
    ],
)
def test_a_place_that_cannot_be_told_says_why(write, written, province, column, said):
    (problem,) = problems(write(f"{BY_PROVINCE}A,{written},100,0.1,{province}\n"))
    assert (problem.name, said in problem.message) == (column, True)


def test_a_name_is_a_slip_only_of_its_own_province(write):
    frame = read_schools(write(BY_PROVINCE + "A,Maasbracht,100,0.1,Limburg\nB,Borculo,90,0.1,Gelderland\n"))
    assert sorted(frame.municipality) == ["Borculo", "Maasgouw"]


def test_what_is_understood_as_another_place_is_said(write):
    (note,) = read_file(write(HEADER + "A,Bussum,100,0.1\nB,bussum,90,0.1\n")).notes
    assert (note.line, note.column) == (2, 2)
    assert note.message == "Bussum is understood as Gooise Meren, of which it is part now (2 rows)"


# Branches and totals.


def test_branches_of_one_code_are_schools_of_their_own_whatever_their_order(write):
    rows = ["11AA,Delft,100,10%", "11AA,Almere,80,20%", "22BB,Ede,50,1%"]
    one = read_schools(write(HEADER + "\n".join(rows)))
    assert sorted(one.code) == ["11AA-1", "11AA-2", "22BB"]
    path = write(HEADER + "\n".join(reversed(rows)))
    other = read_schools(path)
    assert_array_equal(one.code, other.code)
    assert_array_equal(one.pupils, other.pupils)
    (note,) = read_file(path).notes
    assert (note.line, note.column) == (3, 1)
    assert note.message == "2 rows share a code with another: they count as branches"


def test_branches_may_be_numbered(write):
    header = "branch," + HEADER
    frame = read_schools(write(header + "00,11AA,Delft,100,10%\n01,11AA,Delft,100,10%\n,22BB,Ede,50,1%\n"))
    assert sorted(frame.code) == ["11AA-00", "11AA-01", "22BB"]
    found = problems(write(header + "00,11AA,Delft,100,10%\n00,11AA,Delft,90,10%\n"))
    assert [(p.line, p.name) for p in found] == [(2, "branch"), (3, "branch")]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ("0,00AH,Delft,200,10%\n00,00AH,Delft,100,10%\n", (1, 1)),
        ("0,00AH,Delft,200,10%\n,00AH00,Delft,100,10%\n", (1, 2)),
        (",00AH00,Delft,200,10%\n,00ah-0,Delft,100,10%\n", (2, 2)),
        (",00AH00,Delft,200,10%\n,00AH00,Delft,100,10%\n", (2, 2)),
        ("0,00AH00,Delft,200,10%\n00,00AH,Delft,100,10%\n", (1, 1)),
        ("1,A,Delft,200,10%\n01,A,Delft,100,10%\n", (1, 1)),
    ],
)
def test_a_branch_is_one_however_its_code_is_written(write, rows, columns):
    found = problems(write("branch," + HEADER + rows))
    assert [(p.line, p.column) for p in found] == list(zip((2, 3), columns, strict=True))
    assert {p.message for p in found} == {"this branch is given more than once"}


def test_other_branches_of_a_code_are_schools_of_their_own(write):
    rows = "0,00AH,Delft,200,10%\n1,00AH,Delft,100,10%\n,00AH02,Delft,90,1%\n10,A,Ede,9,1%\n1,A,Ede,8,1%\n"
    assert len(read_schools(write("branch," + HEADER + rows))) == 5


def test_a_row_that_is_there_twice_is_told(write):
    found = problems(write(HEADER + "A,Delft,100,10%\nB,Ede,9,1%\nA,Delft,100,10%\n"))
    assert [(p.line, p.column) for p in found] == [(2, 1), (4, 1)]


def _rows(*pupils):
    return [f"{name}{n},{name},{count},10%" for name, counts in pupils for n, count in enumerate(counts)]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        # Below every municipality's schools, also where it has one, and the total of all at the end.
        (_rows(("Delft", (100, 90, 190)), ("Ede", (50, 60, 70, 180)), ("Urk", (80, 80))), [4, 8, 10]),
        (_rows(("Delft", (190, 100, 90)), ("Ede", (180, 50, 60, 70))), [2, 5]),
        (_rows(("Delft", (100, 90, 190)), ("Ede", (50, 60, 70, 180)), ("Urk", (370,))), [4, 8, 9]),
        # Of four schools it is no coincidence.
        (_rows(("Delft", (10, 20, 30, 40, 100)), ("Ede", (50, 60, 70))), [6]),
    ],
)
def test_a_subtotal_under_an_ordinary_code_is_no_school(write, rows, lines):
    found = problems(write(HEADER + "\n".join(rows) + "\n"))
    assert [(problem.line, problem.name) for problem in found] == [(line, "pupils") for line in lines]
    assert all("sum of the" in problem.message for problem in found)


def test_a_school_as_large_as_the_two_others_of_its_municipality_may_be_one(write):
    found = read_file(write(HEADER + "\n".join(_rows(("Delft", (100, 90, 190)), ("Ede", (9, 8)))) + "\n"))
    assert len(found.schools) == 5
    (note,) = found.notes
    assert (note.line, note.name) == (4, "pupils")
    assert "of so few rows that may be chance, so it is counted as a school" in note.message
    assert note.fix == "remove the row if it is a subtotal"


@pytest.mark.parametrize("code", ["Totaal", "Totaal Delft", "TOTAL", "Subtotaal"])
def test_a_row_of_totals_is_no_school(write, code):
    (problem,) = problems(write(HEADER + f"A,Delft,100,10%\nB,Delft,90,10%\n{code},Delft,190,10%\n"))
    assert (problem.line, problem.column) == (4, 1)
    assert "totals" in problem.message


@pytest.mark.parametrize("code", ["x Delft", "DELFT", "Alle scholen Delft", "delft-alle"])
def test_a_row_called_after_its_municipality_that_is_the_sum_of_two_others_is_refused(write, code):
    rows = "A,Delft,100,10%\nB,Delft,120,10%\n"
    (problem,) = problems(write(HEADER + rows + f"{code},Delft,220,10%\n"))
    assert (problem.line, problem.column) == (4, 3)
    assert "the sum of the other rows of its municipality" in problem.message
    (problem,) = problems(write(HEADER + f"{code},Delft,220,10%\n" + rows))
    assert problem.line == 2
    assert len(read_schools(write(HEADER + rows + f"{code},Delft,221,10%\n"))) == 3  # a school of that name


def test_a_row_that_only_begins_like_its_municipality_and_is_the_sum_of_two_others_is_noted(write):
    path = write(HEADER + "A,Delft,100,10%\nB,Delft,120,10%\nDelftse,Delft,220,10%\n")
    assert len(read_schools(path)) == 3
    assert [note.line for note in read_file(path).notes] == [4]


def test_a_last_row_that_is_the_sum_of_many_is_told(write):
    rows = "".join(f"{code},Delft,{10 + n},10%\n" for n, code in enumerate("ABCDE"))
    (problem,) = problems(write(HEADER + rows + "X,Delft,60,10%\n"))
    assert (problem.line, problem.column) == (7, 3)
    assert len(read_schools(write(HEADER + "X,Delft,60,10%\n" + rows))) == 6


def test_a_sum_is_only_told_to_stand_higher_up_where_it_can(write):
    remove, higher = "remove the row, for it would count as a school", "or place it higher up if it is one"
    rows = "A,Almere,100,10%\nB,Almere,120,10%\n"
    (problem,) = problems(write(HEADER + "Gemeente Almere,Almere,220,10%\n" + rows + "C,Ede,9,1%\n"))
    assert (problem.line, problem.fix) == (2, remove)
    rows = "".join(f"{code},Delft,{10 + n},10%\n" for n, code in enumerate("ABCDE"))
    (problem,) = problems(write(HEADER + rows + "X,Delft,60,10%\n"))
    assert problem.fix == f"{remove}, {higher}"
    for code in ("Nederland", "Heel Nederland", "Netherlands"):
        (problem,) = problems(write(HEADER + rows + f"{code},Delft,60,10%\n"))
        assert (problem.line, problem.fix) == (7, remove)


def test_signs_between_thousands_are_told_once_of_many_numbers(write):
    rows = "".join(f"A{n},Delft,1.21{n},0.1\n" for n in range(5))
    (problem,) = problems(write(HEADER + rows))
    assert (problem.line, problem.fix) == (2, "write 1210, not 1.210")
    assert "so on 5 lines" in problem.message


def test_the_largest_school_has_numbers_for_all_its_pupils():
    assert values.LARGEST_SCHOOL == frame.LARGEST_SCHOOL


@pytest.mark.parametrize(("rows", "also"), [(2, "also 4)"), (3, "also 4 and 5)"), (4, "also 4, 5 and 6)")])
def test_few_lines_with_one_cause_are_all_named(write, rows, also):
    text = HEADER + "A,Delft,100,0\n" + "".join(f"B{n},Delft,100,0,{n}\n" for n in range(rows))
    (problem,) = problems(write(text))
    assert also in problem.message


@pytest.mark.parametrize(
    "row",
    [
        "A,Nuenen, Gerwen en Nederwetten,1,0", "A,Delft,2,0,x", "A,De Brug, locatie,12,3",
        "l,Delft,100,1%,9,9", "l,Delft,100,1,9,9", "l,Delft,100,200,5", "l,Delft,100,1,2,3,4,5,6,7,8,9",
    ],
)  # fmt: skip
def test_a_comma_in_a_text_is_no_decimal_comma(write, row):
    (problem,) = problems(write(HEADER + row + "\n"))
    assert (problem.line, problem.column, "quotes around texts" in problem.fix) == (2, 0, True)


@pytest.mark.parametrize(
    ("row", "column"),
    [("A,Delft,100,0,4", 4), ("A,Delft,100,0,0,4", 5), ("A,Delft,100,12,5%", 4), ("A,Delft,100,30,5", 4)],
)
def test_a_decimal_comma_is_told_where_the_pieces_join_to_numbers_of_their_columns(write, row, column):
    (problem,) = problems(write(HEADER + row + "\n"))
    assert (problem.line, problem.column, problem.name) == (2, column, "disadvantaged_share")
    assert "decimal comma" in problem.message


@pytest.mark.parametrize("code", ["Delft Totaal", "Delft (totaal)", "Grand Total"])
def test_the_sum_of_a_group_is_no_school_where_the_word_stands_last(write, code):
    (problem,) = problems(write(HEADER + f"A,Delft,100,10%\n{code},Delft,190,10%\nDe Som,Delft,9,1%\n"))
    assert (problem.line, problem.column) == (3, 1)


@pytest.mark.parametrize("name", ["Nederland", "Vleuten", "Holland"])
def test_no_municipality_is_proposed_for_a_name_that_is_hardly_alike(write, name):
    (problem,) = problems(write(HEADER + f"A,{name},100,0.1\n"))
    assert "did you mean" not in problem.fix
    assert "village" in problem.fix


def test_a_sign_that_cannot_be_seen_is_told_where_it_stands(write):
    told = read_file(write(HEADER + "A,Delft,100,0.1\nB\x01,Delft,90,0.1\n\ufffeC,Ede,80,0.2\n")).problems
    assert [(one.line, one.column, one.name) for one in told] == [(3, 1, "school"), (4, 1, "school")]
    assert [one.message for one in told] == [
        f"this holds a sign that cannot be seen (number {number})" for number in (1, 0xFFFE)
    ]
