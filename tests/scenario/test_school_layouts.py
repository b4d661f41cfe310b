"""Made-up files about schools with the traps of published ones, each read as meant or told for what it is."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from simkansen.scenario.schools import plain_table, read_file
from simkansen.scenario.schools.layouts import sheets

COUNTS = """\
PEILDATUM;BRIN_NUMMER;VESTIGINGSNUMMER;NAAM;GEMEENTENUMMER;GEMEENTENAAM;PROVINCIE;SOORT_PO;AFSTAND;LEERLINGEN
20191001;91AA;00;De Brug;503;Delft;Zuid-Holland;Bo;12,5;200
20191001;91AA;01;"BS ""Zuid"" 2";503;Delft;Zuid-Holland;Bo;10,25;120
20191001;91AB;0;School É;1900;S·dwest-FryslÔn;Friesland;Bo;0;110
20191001;91AC;7;Sbo De Wijk;503;Delft;Zuid-Holland;Sbo;0;60
20191001;91AD;00;De Kring;503;Delft;Zuid-Holland;So;0;30
20191001;91AD;00;De Kring;503;Delft;Zuid-Holland;Vso;0;20
"""
DISTANCE = 6.4
"""Another than that of 2019, as in other years."""

SHARES = {"91AA00": (200, 0.5), "91AA01": (120, 0.05), "91AB00": (110, 0.2)}


def scores(shares=SHARES, distance=DISTANCE):
    """Rows of code, pupils, score above the threshold and score without, as CBS rounds them."""
    return [
        (code, n, round(max(0.0, n * distance * (share - 0.12)), 2), round(n * share * distance, 2))
        for code, (n, share) in shares.items()
    ]


def dutch(number):
    return f"{number:g}".replace(".", ",")


def table_above(rows, year=2021):
    head = f"Tabel 1;;;\r\nAchterstandsscore per basisschoolvestiging, 1 oktober {year};;;\r\n;;;\r\n"
    head += "School (BRIN vestiging);Aantal bekostigde leerlingen;Achterstandsscore;\r\n"
    body = "".join(f"{code};{n};{dutch(above)};\r\n" for code, n, above, _ in rows)
    return head + body + "Totaal;430;513,92;\r\nBron: CBS;;;\r\n"


def table_without(rows, year=2021):
    head = f"Tabel 2;;\r\nAchterstandsscore zonder drempel per vestiging, 1 oktober {year};;\r\n;;\r\n"
    head += 'School (BRIN vestiging);Achterstandsscore zonder drempel;"Achterstandsscore zonder drempel \n'
    head += '(onderbouw)"\r\n;;\r\n'
    return head + "".join(f"{code};{dutch(score)};0\r\n" for code, _, _, score in rows) + "Bron: CBS;;\r\n"


def workbook(tables, hidden=()):
    """Bytes of a workbook of sheets by name: rows of cells."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
            if name in hidden:
                sheet.hide()
    return content.getvalue()


def scores_workbook(rows=None, year=2021, with_threshold=True):
    rows = rows or scores()
    head = ["School (BRIN vestiging)"]
    tables = {"Voorblad": [["Achterstandsscores basisscholen"]]}
    if with_threshold:
        tables["Tabel 1"] = [
            ["Tabel 1"], [f"Achterstandsscore per basisschoolvestiging, 1 oktober {year}"], [],
            [*head, "Aantal bekostigde\n leerlingen", "Achterstandsscore"],
            *([code, n, above, "a"] if code == "91AB00" else [code, n, above] for code, n, above, _ in rows),
            ["Bron: CBS"],
        ]  # fmt: skip
    tables["Tabel 2"] = [
        ["Tabel 2"], ["Scores zonder drempel"], [], [*head, "Achterstandsscore zonder drempel"], [],
        *([code, score] for code, _, _, score in rows), ["Bron: CBS"],
    ]  # fmt: skip
    return workbook(tables)


@pytest.fixture
def files(tmp_path):
    def writer(**contents):
        paths = []
        for name, content in contents.items():
            kind = "xlsx" if isinstance(content, bytes) and content.startswith(b"PK") else "csv"
            paths.append(tmp_path / f"{name}.{kind}")
            paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode("cp1252"))
        return paths

    return writer


@pytest.fixture
def read(files):
    return lambda year="2021/22", **contents: read_file(files(**contents), year)


def shares_of(found):
    assert found.problems == ()
    return {one.code: one.share for one in found.schools}


def told(found):
    return "\n".join(found.understood)


def only(found):
    (problem,) = found.problems
    return problem


def test_counts_and_a_workbook_give_the_shares_of_any_year(read):
    found = read(counts=COUNTS, scores=scores_workbook())
    assert shares_of(found) == pytest.approx({"91AA00": 0.5, "91AA01": 0.05, "91AB00": 0.2}, abs=1e-4)
    assert [one.pupils for one in found.schools] == [200, 120, 110]
    assert [one.municipality for one in found.schools] == ["Delft", "Delft", "Súdwest-Fryslân"]
    assert "6.4" in told(found)
    assert "another kind, special primary (sbo) (91AC07)" in told(found)
    assert "1 school of 40 pupils or fewer, whose score CBS calls too uncertain: 91AB00" in told(found)


def test_both_tables_saved_as_text_give_the_same(read):
    rows = scores()
    found = read(counts=COUNTS, above=table_above(rows), without=table_without(rows))
    assert shares_of(found) == shares_of(read(counts=COUNTS, scores=scores_workbook()))
    assert "1 line with numbers and no code of a school: a total or a school (line 8)" in told(found)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "sep=;\n" + text,
        lambda text: text.replace("12,5", "12.5").replace("10,25", "10.25").replace(";", ","),
        lambda text: text.replace("12,5", "12.5").replace("10,25", "10.25").replace(";", "\t"),
        lambda text: text.replace("BRIN_NUMMER;VESTIGINGSNUMMER", "INSTELLINGSCODE;VESTIGINGSCODE"),
        lambda text: text.replace("SOORT_PO", " soort_po ").replace("GEMEENTENAAM", "GEMEENTENAAM VESTIGING"),
        lambda text: text.replace("91AA;00", "91AA;91AA00").replace("91AA;01", "91AA;91AA01"),
        lambda text: text.replace(";1900;", ";GM1900;").replace(";503;", "; 503;"),
        lambda text: text.replace(";503;", ";0503;").replace("Delft", "DELFT"),
        lambda text: text.replace(";Bo;", ";BO;").replace("91AB", "91ab"),
        lambda text: "Leerlingen van onze scholen\n\n" + text + "Totaal;;;;;;;;;430\n",
        lambda text: text + ";;;;;;;;;\n",
        lambda text: "\n".join(line + ";" for line in text.splitlines()),
    ],
)
def test_counts_are_read_however_they_are_written(read, change):
    found = read(counts=change(COUNTS), scores=scores_workbook())
    assert shares_of(found).keys() == SHARES.keys()
    assert [one.municipality for one in found.schools] == ["Delft", "Delft", "Súdwest-Fryslân"]


def test_a_bare_number_of_a_branch_is_filled_up_and_one_column_may_hold_both(read):
    plain = "school;gemeentenaam;leerlingen\n91AA 0;Delft;200\n91AA-01;Delft;120\n91AB|0;Delft;110\n"
    found = read(own=plain.replace("school", "vestnr"), scores=scores_workbook())
    assert shares_of(found).keys() == SHARES.keys()


def test_the_code_of_an_institution_alone_is_told_by_line(read):
    text = "BRIN;GEMEENTENAAM;LEERLINGEN\n91AA;Delft;200\n91AB;Delft;110\n"
    problems = read(counts=text, scores=scores_workbook()).problems
    assert [(one.line, one.column) for one in problems] == [(2, 1), (3, 1)]
    assert "00AP00" in problems[0].fix


def test_hidden_numbers_are_bounds_and_never_a_number(read):
    text = COUNTS.replace("Bo;0;110", "Bo;0;<5")
    found = read(counts=text, other=COUNTS, scores=scores_workbook())
    assert {one.code: one.pupils for one in found.schools}["91AB00"] == 110
    assert (
        "counts.csv gives no open number of pupils of 1 school (91AB00); that of other.csv is taken"
        in told(found)
    )
    alone = read(counts=text, scores=scores_workbook())
    assert "91AB00" not in shares_of(alone)
    assert "1 school with hidden numbers (1 to 4 pupils)" in told(alone)
    assert "left out: 1 school (91AB00) of 1 to 4 pupils" in told(alone)


def test_closed_schools_have_noughts_and_are_left_out(read):
    text = COUNTS.replace("Bo;0;110", "Bo;0;0")
    found = read(counts=text, scores=scores_workbook())
    assert shares_of(found).keys() == {"91AA00", "91AA01"}
    assert "1 school (91AB00) without pupils that year" in told(found)


HISTORY = """\
INSTELLINGSCODE;VESTIGINGSCODE;NAAM;SOORT_VESTIGING;GEMEENTECODE;GEMEENTENAAM;LEERLINGEN_2019;LEERLINGEN_2021
91AA;91AA00;"BS ""De"" Brug";BO;503;DELFT;<5;200
91AA;91AA01;Zuid;BO;1979;EEMSDELTA;0;120
91AB;91AB00;Oost;BO;9999;ONBEKEND;120;110
91AC;91AC07;De Wijk;SBO;503;DELFT;70;60
91AF;91AF00;De Wijk;SO/VSO;503;DELFT;70;60
"""


def test_a_history_gives_the_year_of_the_scenario_and_municipalities_of_now(read):
    addresses = (
        "BRIN NUMMER;VESTIGINGSNUMMER;VESTIGINGSNAAM ;GEMEENTENUMMER;GEMEENTENAAM\n91AB;91AB00;x;17;HAREN\n"
    )
    found = read(history=HISTORY, scores=scores_workbook(), addresses=addresses)
    assert [(one.pupils, one.municipality) for one in found.schools] == [
        (200, "Delft"), (120, "Eemsdelta"), (110, "Groningen"),
    ]  # fmt: skip
    before = read(year="2019/20", history=HISTORY, scores=scores_workbook())
    assert before.problems[0].message.startswith("no school is left once the files are joined")


def test_a_municipality_that_is_not_known_leaves_the_school_out_and_says_so(read):
    found = read(history=HISTORY, scores=scores_workbook())
    assert "91AB00" not in shares_of(found)
    assert "1 school (91AB00) whose municipality no file names" in told(found)


def test_the_number_is_read_before_the_name(read):
    found = read(counts=COUNTS.replace("503;Delft", "363;Delft"), scores=scores_workbook())
    assert found.schools[0].municipality == "Amsterdam"
    assert "number and name of the municipality differ in 2 schools" in told(found)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("S GRAVENHAGE", "'s-Gravenhage"), ("S HERTOGENBOSCH", "'s-Hertogenbosch"),
        ("BERGEN LB", "Bergen (L.)"),
        ("BERGEN NH", "Bergen (NH.)"), ("NUENEN CA", "Nuenen, Gerwen en Nederwetten"),
        ("NUENEN C.A.", "Nuenen, Gerwen en Nederwetten"), ("NOORD BEVELAND", "Noord-Beveland"),
        ("SUDWEST-FRYSLAN", "Súdwest-Fryslân"), ("Bergen (NH.)", "Bergen (NH.)"), ("Hengelo (O.)", "Hengelo"),
    ],
)  # fmt: skip
def test_names_without_a_number_are_read_as_publishers_spell_them(read, name, found):
    text = f"VESTIGINGSCODE;GEMEENTENAAM;LEERLINGEN\n91AA00;{name};200\n"
    assert read(counts=text, scores=scores_workbook()).schools[0].municipality == found


def test_a_municipality_that_there_is_not_is_told_where_it_stands(read):
    text = COUNTS.replace("503;Delft;Zuid-Holland", ";Atlantis;")
    problems = read(counts=text, scores=scores_workbook()).problems
    assert [(one.line, one.column, one.name) for one in problems] == [
        (2, 6, "GEMEENTENAAM"),
        (3, 6, "GEMEENTENAAM"),
    ]
    assert problems[0].file.name == "counts.csv"


def test_wrong_numbers_are_told_all_at_once_by_file_line_and_column(read):
    rows = scores()
    text = COUNTS.replace("12,5;200", "12,5;1.200").replace("Bo;0;110", "Bo;0;veel")
    above = table_above(rows).replace("91AA00;200;486,4", "91AA00;200;-3")
    found = read(counts=text, above=above, without=table_without(rows))
    assert {(one.file.name, one.line, one.column) for one in found.problems} >= {
        ("counts.csv", 2, 10), ("counts.csv", 4, 10), ("above.csv", 5, 3),
    }  # fmt: skip


def test_two_tables_that_contradict_each_other_are_told_by_school(read):
    rows = scores()
    rows[1] = (*rows[1][:2], 55.0, rows[1][3])
    problem = only(read(counts=COUNTS, scores=scores_workbook(rows)))
    assert (problem.line, problem.column, problem.name) == (6, 3, "Tabel 1, Achterstandsscore")


def test_scores_of_two_years_are_not_mixed(read):
    rows = scores()
    problem = only(read(counts=COUNTS, above=table_above(rows, 2019), without=table_without(rows, 2021)))
    assert "another year" in problem.message


def test_without_a_school_above_the_threshold_no_share_is_told(read):
    rows = scores({"91AA00": (200, 0.1), "91AA01": (120, 0.05)})
    assert (
        "no school here has a score above the threshold"
        in only(read(counts=COUNTS, scores=scores_workbook(rows))).message
    )


def test_the_threshold_alone_is_no_base(read):
    problem = only(read(counts=COUNTS, above=table_above(scores())))
    assert "1 of 3 schools has 0 here, which is anything up to 12%" in problem.message


def test_a_whole_country_is_no_part_and_a_board_is(read):
    board = read(counts=COUNTS, scores=scores_workbook())
    assert "part of the country" in told(board)
    country = {"91AA00": (200, 0.3), "91AA01": (200, 0.0), "91AB00": (200, 0.15)}
    whole = read(counts=COUNTS, scores=scores_workbook(scores(country)))
    assert "part of the country" not in told(whole)


def test_a_column_of_scores_is_never_a_share(read):
    text = COUNTS.replace("AFSTAND", "achterstandsscore").replace("12,5", "325,45")
    assert "no base for a share" in read(counts=text).problems[0].message


def test_schools_without_a_score_are_left_out_and_named(read):
    found = read(counts=COUNTS, scores=scores_workbook(scores()[:2]))
    assert shares_of(found).keys() == {"91AA00", "91AA01"}
    assert "left out: 1 school (91AB00) without a share or score" in told(found)


def test_a_school_that_is_given_twice_is_told(read):
    text = COUNTS + "20191001;91AA;00;De Brug;503;Delft;Zuid-Holland;Bo;12,5;200\n"
    problem = only(read(counts=text, scores=scores_workbook()))
    assert (problem.line, problem.message) == (8, "the school of line 2 is given once more")


def test_rows_that_say_what_divides_them_are_added(read):
    text = "BRINNUMMER;VESTIGINGSNUMMER;GEMEENTENAAM;SOORT_PO;GESLACHT;TOTAAL\n"
    text += "91AA;0;Delft;Bo;M;90\n91AA;0;Delft;Bo;V;110\n91AB;0;Delft;Bo;M;110\n"
    found = read(counts=text, scores=scores_workbook())
    assert {one.code: one.pupils for one in found.schools} == {"91AA00": 200, "91AB00": 110}


def test_ages_are_added_and_hidden_ones_leave_the_number_open(read):
    text = "BRIN;VESTIGINGSCODE;GEMEENTENAAM;SOORT_PO;LEEFTIJD_JONGER;LEEFTIJD_4;LEEFTIJD_5;LEEFTIJD_OUDER\n"
    text += "91AA;00;Delft;Bo;0;90;110;0\n91AB;00;Delft;Bo;0;50;<5;<5\n"
    found = read(counts=text, scores=scores_workbook())
    assert {one.code: one.pupils for one in found.schools} == {"91AA00": 200}
    assert "1 school with hidden numbers (52 to 58 pupils)" in told(found)


def test_a_list_of_codes_chooses_the_schools_of_a_board(read):
    found = read(ours="school\n91AA00\n91AB00\n", counts=COUNTS, scores=scores_workbook())
    assert shares_of(found).keys() == {"91AA00", "91AB00"}
    assert "not taken: 1 school (91AA01) of counts.csv that ours.csv does not have" in told(found)


def test_a_plain_table_is_joined_with_what_it_lacks(read):
    own = "school,municipality,pupils\n91AA00,Delft,201\n91AA01,Delft,119\n"
    found = read(own=own, scores=scores_workbook())
    assert [(one.pupils, round(one.share, 3)) for one in found.schools] == [(201, 0.5), (119, 0.05)]


def test_a_plain_table_in_a_workbook_is_read_by_row_and_column(read):
    head = ["school", "municipality", "pupils", "disadvantaged_share"]
    rows = [["Onze scholen"], [], head, ["A", "Delft", 200, 0.12], ["B", "Delft", 3.5, 0.2]]
    problem = only(read(own=workbook({"Blad1": rows})))
    assert (problem.line, problem.column, problem.name) == (5, 3, "pupils")
    rows[-1][2] = 35
    assert [one.pupils for one in read(own=workbook({"Blad1": rows})).schools] == [200, 35]


def test_hidden_sheets_are_not_read(read):
    rows = [["BRIN", "VESTIGING", "GEMEENTENAAM", "LEERLINGEN"], ["91AA", 0, "Delft", 200]]
    other = [rows[0], ["91AA", 0, "Delft", 999]]
    found = read(counts=workbook({"nu": rows, "oud": other}, hidden=["oud"]), scores=scores_workbook())
    assert [one.pupils for one in found.schools] == [200]


def test_two_sheets_that_count_otherwise_are_told(read):
    rows = [["BRIN", "VESTIGING", "GEMEENTENAAM", "LEERLINGEN"], ["91AA", 0, "Delft", 200]]
    other = [rows[0], ["91AA", 0, "Delft", 210]]
    problem = only(read(counts=workbook({"2020": other, "2021": rows}), scores=scores_workbook()))
    assert "another sheet gives another number" in problem.message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("BRIN;VESTIGINGSNUMMER;ONDERWIJSTYPE VO;EXAMENKANDIDATEN\n91VO;91VO00;HAVO;4\n", "exam results"),
        ("brin;vestnr;opbrengst_bb\n91VO;0;7\n", "judgements of secondary"),
        ("BRIN_NUMMER;VESTIGINGSNUMMER;GEWICHT_0.3;GEWICHT_1.2;TOTAAL\n91AA;0;3;4;100\n", "weight (gewicht)"),
        ("OVT;schoolweging;spreiding\n91AA|C1;28,3;5\n", "schoolweging"),
        ("BRIN NUMMER;KWALIFICATIE CODE;TYPE MBO;2012 MAN\n91MB;25132;ROC;8\n", "vocational"),
        ('"ID";"Perioden";"Totaal_1"\n"0";"1950JJ00";"       ."\n', "StatLine"),
        ('<?xml version="1.0"?>\n<!-- x -->\n<EDEX><school/></EDEX>', "one by one (EDEXML)"),
        ("<html><table><tr><td>1</td></tr></table></html>", "a web page"),
        ("Tabel 1;;\nAchterstandsscores vhv 2024;;\nSchool;Leerlingen;Achterstandsscore\n91VO00;9;3,2\n",
         "scores of secondary schools"),
    ],
)  # fmt: skip
def test_other_files_are_told_for_what_they_are(read, content, said):
    problem = only(read(file=content))
    assert said in problem.message + problem.fix
    assert "did you mean" not in problem.fix


def test_a_table_without_any_school_is_told_what_is_needed(read):
    problem = only(read(counts=COUNTS, other="kleur;aantal\nrood;3\n"))
    assert "names schools by the code of a branch" in problem.message


def test_old_and_locked_workbooks_are_told(read):
    assert "locked" in only(read(old=b"\xd0\xcf\x11\xe0 old")).message


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def test_a_workbook_that_would_unpack_too_large_is_refused_unread(read, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_BYTES", 1_000_000)
    bomb = zipped({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 2_000_000})
    assert "MB once it is unpacked" in only(read(bomb=bomb)).message


def test_a_part_that_lies_about_its_size_is_refused(read):
    bomb = bytearray(zipped({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 200_000}))
    true, lie = (200_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert "cannot be read" in only(read(bomb=bytes(bomb.replace(true, lie)))).message


def test_a_cell_far_away_takes_no_memory(read):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "school")
        sheet.write(1_048_575, 16_383, 1)
    assert "far from the others" in only(read(far=content.getvalue())).message


def test_an_archive_of_another_kind_is_told(read):
    assert "unpack it" in only(read(archive=zipped({"counts.csv": COUNTS}))).fix


def test_a_file_that_is_too_large_is_not_read(read, monkeypatch):
    monkeypatch.setattr("simkansen.scenario.schools.reading.MOST_BYTES", 100)
    problems = read(counts=COUNTS, scores=scores_workbook()).problems
    assert {one.message for one in problems} == {"this file is too large"}


def test_formulas_are_not_evaluated(read):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["BRIN", "VESTIGING", "GEMEENTENAAM", "LEERLINGEN"])
        sheet.write_row(1, 0, ["91AA", 0, "Delft"])
        sheet.write_formula(1, 3, "=100+100", None, 150)
    found = read(counts=content.getvalue(), scores=scores_workbook())
    assert [one.pupils for one in found.schools] == [150]  # what the program that saved it had found


def test_the_plain_table_is_read_as_the_same_schools(files, write, load, tmp_path):
    paths = files(counts=COUNTS, scores=scores_workbook())
    named = ", ".join(path.name for path in paths)
    scenario = load(write(f"simkansen: 1\npopulation: {{schools: {{file: [{named}]}}}}\n"))
    (tmp_path / "plain.csv").write_text(plain_table(scenario), encoding="utf-8")
    again, first = read_file(tmp_path / "plain.csv"), read_file(paths)
    assert [(o.code, o.municipality, o.province, o.pupils, o.share) for o in again.schools] == [
        (o.code, o.municipality, o.province, o.pupils, o.share) for o in first.schools
    ]
    assert again.problems == ()
    assert (
        again.understood[0].partition(": ")[2]
        == f"table of schools, {first.understood[2].partition(': ')[2]}"
    )


def test_a_plain_table_that_says_that_a_school_is_another_kind_is_asked_about(read):
    head = "school,municipality,pupils,disadvantaged_share,SOORT_PO\n"
    (note,) = read(own=head + "A,Delft,200,0.1,Bo\nB,Delft,60,0.4,Sbo\n").notes
    assert (note.line, note.message) == (3, "1 school here is special primary (sbo)")


def test_a_score_in_place_of_a_share_is_told_to_be_one(read):
    problem = only(read(own="school;municipality;pupils;disadvantaged_share\nA;Delft;200;325,45\n"))
    assert problem.fix.startswith("a score is no share")


# A code that is damaged, and rows without one.


def pupils_of(found):
    assert found.problems == ()
    return {one.code: one.pupils for one in found.schools}


OWN = "school,municipality,pupils,disadvantaged_share\n"
DAMAGED = "1AA00,Delft,129,0.5\n"
WHOLE = "91AA01,Delft,125,0.2\n"


@pytest.mark.parametrize(("rows", "line"), [(DAMAGED + WHOLE, 2), (WHOLE + DAMAGED, 3)])
def test_a_damaged_code_is_told_by_its_line_wherever_it_stands(read, rows, line):
    found = read(own=OWN + rows, counts=COUNTS, scores=scores_workbook())
    assert (pupils_of(found), shares_of(found)) == ({"91AA01": 125}, {"91AA01": 0.2})
    assert f"1 line with a damaged code of a school (line {line})" in told(found)


@pytest.mark.parametrize(
    "text",
    [
        "BRIN;NAAM\n1AA00;Zuid\n91AA01;Noord\n", "NAAM;CODE\nZuid;1AA00\nNoord;91AA01\n",
        "school\n1AA00\n91AA01\n", "code\n1AA00\n91AA01\n", "BRIN;VEST\n1AA;0\n91AA;1\n",
        "vestiging;x;y\nO1AA00;a;b\n91AA01;c;d\n", "code;x\n91AAOO;a\n91AA01;c\n",
    ],
)  # fmt: skip
def test_a_damaged_code_is_no_header(read, text):
    found = read(own=text, counts=COUNTS, scores=scores_workbook())
    assert pupils_of(found) == {"91AA01": 120}
    assert "list of branches, 1 school; left out: 1 line with a damaged code of a school (line 2)" in told(
        found
    )


@pytest.mark.parametrize("name", ["BRIN", "school", "code"])
def test_several_damaged_codes_of_a_list_are_told_by_their_lines(read, name):
    text = f"{name};naam\n91AA01;a\n1AA00;b\n91AB00;c\n91ABOO;d\n"
    found = read(own=text, counts=COUNTS, scores=scores_workbook())
    assert "2 lines with a damaged code of a school (lines 3 and 5)" in told(found)


def test_a_row_with_the_name_of_a_school_for_its_code_is_told_by_its_line(read):
    found = read(own="school,pupils\nDe Vlot,129\n91AA01,125\n", counts=COUNTS, scores=scores_workbook())
    assert pupils_of(found) == {"91AA01": 125}
    assert "1 line with numbers and no code of a school: a total or a school (line 2)" in told(found)
    for text in ("BRIN;naam\nDe Vlot;x\n91AA01;y\n", "BRIN\nDe Vlot\n91AA01\n"):
        found = read(own=text, counts=COUNTS, scores=scores_workbook())
        # Of two words above the first code only a name that is known tells which is the header.
        assert "1 line without the code of a school (line 2)" in told(found)


def test_notes_below_a_table_are_counted_alone(read):
    found = read(own="school,naam\n91AA01,x\nBron: het bestuur\n", counts=COUNTS, scores=scores_workbook())
    assert "list of branches, 1 school; left out: 1 line of notes or titles\n" in told(found)


def test_a_list_without_a_header_is_told_to_have_none(read):
    problem = only(read(own="1AA00\n91AA01\n", counts=COUNTS, scores=scores_workbook()))
    assert (problem.line, problem.message) == (2, "there is no header above this school")


# What is said of several files is true of what was taken.


@pytest.mark.parametrize("counts", [COUNTS, None])
def test_how_scores_are_made_shares_is_not_said_where_none_was(read, counts):
    own = OWN + "91AA00,Delft,200,0.5\n91AB00,Delft,125,0.2\n"
    others = {"scores": scores_workbook(year=2019)} | ({"counts": counts} if counts else {})
    said = told(read(own=own, **others))
    for part in ("score without threshold", "part of the country", "too uncertain", "shares those of"):
        assert part not in said
    assert "table of" not in said
    assert "own.csv: pupils per branch, 2 schools with 325 pupils, shares of 2 schools" in said


def test_scores_that_no_share_is_made_of_need_not_tell_one(read):
    own = OWN + "91AA00,Delft,200,0.5\n91AB00,Delft,125,0.2\n"
    assert shares_of(read(own=own, above=table_above(scores()))) == {"91AA00": 0.5, "91AB00": 0.2}
    problem = only(read(own=own.replace("125,0.2", "125,"), above=table_above(scores())))
    assert "no base for a share" in problem.message


def test_how_scores_are_made_shares_is_said_of_the_schools_that_have_theirs_from_them(read):
    own = "school,disadvantaged_share\n91AA00,0.4\n91AA01,\n91AB00,0.1\n"
    found = read(own=own, counts=COUNTS, scores=scores_workbook())
    assert shares_of(found) == pytest.approx({"91AA00": 0.4, "91AA01": 0.05, "91AB00": 0.1}, abs=1e-4)
    said = told(found)
    assert "/ (pupils x 6.4000) in 1 school (91AA01), in the others as written; 6.4000 is what" in said
    assert "too uncertain" not in said  # that is the score of 91AB00, whose share is its own


def test_the_year_of_the_pupils_is_that_of_the_file_they_are_from(read):
    own = "school,pupils\n91AA00,199\n91AA01,121\n"
    assert "pupils are those of" not in told(read(own=own, counts=COUNTS, scores=scores_workbook()))
    found = read(own=own.replace("121", ""), counts=COUNTS, scores=scores_workbook())
    assert "pupils are those of 2019, and shares those of 2021" in told(found)
    assert "pupils are those of 2019, and the scenario begins in 2021" in told(found)


def test_a_school_whose_pupils_another_file_gives_is_not_left_out(read):
    own = "BRIN;VESTIGING;pupils\n91AA;0;300\n91AA;1;\n"
    found = read(own=own, counts=COUNTS, scores=scores_workbook())
    assert pupils_of(found) == {"91AA00": 300, "91AA01": 120}
    said = told(found)
    assert "1 school with 300 pupils, 1 school (91AA01) whose number of pupils is not given\n" in said
    assert "schools: left out" not in said
    assert "own.csv gives no open number of pupils of 1 school (91AA01); that of counts.csv is taken" in said


@pytest.mark.parametrize(("number", "taken"), [("3", 3), ("4", 4), ("5", None), ("275", None)])
def test_a_hidden_number_gives_way_only_to_one_that_it_can_be(read, number, taken):
    own = "school,name,pupils\n91AA00,a,200\n91AA01,b,<5\n"
    counts = COUNTS.replace("Bo;10,25;120", f"Bo;10,25;{number}")
    found = read(own=own, counts=counts, scores=scores_workbook())
    assert pupils_of(found).get("91AA01") == taken
    if taken:
        assert "own.csv gives no open number of pupils of 1 school (91AA01); that of counts.csv" in told(
            found
        )
    else:
        assert (
            "left out: 1 school (91AA01) of 1 to 4 pupils in own.csv, and of another number in counts.csv"
            in told(found)
        )


def test_a_share_that_is_none_is_told_where_it_stands_and_no_mean_is_made_of_it(read):
    for text in ("12", "veel"):
        own = f"school,disadvantaged_share\n91AA00,{text}\n91AA01,0.2\n"
        found = read(own=own, counts=COUNTS, scores=scores_workbook())
        problem = only(found)
        assert (problem.file.name, problem.line, problem.column) == ("own.csv", 2, 2)
        assert "disadvantaged share" not in told(found)


def test_one_pupil_is_one(read):
    found = read(own=OWN + "91AA00,Delft,1,0.5\n", counts=COUNTS)
    assert "own.csv: pupils per branch, 1 school with 1 pupil, shares of 1 school\n" in told(found)
    assert "schools: 1 school, 1 pupil, disadvantaged share 50.0%" in told(found)
