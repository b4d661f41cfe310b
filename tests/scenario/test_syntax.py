"""A file that is no YAML is told in plain words what is wrong."""

from __future__ import annotations

import pytest

CASES = [
    ("a: 1\n\tb: 2\n  \tc: 3\n", ["2:1: a tab stands here; use spaces, two for each step",
                                  "3:3: a tab stands here; use spaces, two for each step"]),
    ("a:\t1\n", ["1:3: a tab stands here; use spaces, two for each step"]),
    ("a: b: c\n", ["1:5: a colon stands where none can; "
                   "put quotes around a text with a colon, or line this key up with those above"]),
    ("a: 1\nb\nc: 2\n", ["2:1: this line is no 'key: value'; "
                         "add a colon and a space, or line the text up with the one above"]),
    ("a:\n  b: 1\n c: 2\n", ["3:2: this line does not line up with the lines around it; "
                             "give keys of one group the same number of spaces"]),
    ("a: {b: 1\nc: 2\n", ["1:4: a { is not closed; add a } at the end"]),
    ("v: {i[tut].hours.per_week: [1, 2]}\n", [
        "1:5: a text or path with [ ] has to be quoted inside { }; "
        "write 'i[tut].hours.per_week' with its quotes, or write it on a line of its own"]),
    ("a: 1\nv: {b: 1,\n    c: d[1]}\n", [
        "3:8: a text or path with [ ] has to be quoted inside { }; "
        "write 'd[1]' with its quotes, or write it on a line of its own"]),
    ("a: [b, c{d}e]\n", ["1:8: a text or path with { } has to be quoted inside [ ]; "
                         "write 'c{d}e' with its quotes, or write it on a line of its own"]),
    ("a: {b: 'x'[1]}\n", ["1:4: a { is not closed; add a } at the end"]),
    ("a: [1, 2\nb: 3\n", ["1:4: a [ is not closed; add a ] at the end"]),
    ("a: {b: 1}}\n", ["1:10: a bracket is closed that was never opened; remove it"]),
    ("a: 'x\nb: 2\n", ["1:4: a quote is not closed; add the closing quote"]),
    ("a: - b\n", ["1:4: a list item cannot start here; put '- ' on a line of its own"]),
    ("a: [1, , 2]\n", ["1:8: a value is missing here; write it, or remove the sign"]),
    ("  a: 1\nb: 2\n", ["2:1: this line does not line up with the lines around it; "
                        "start every key of the file in the first column"]),
    ("a: | text\n", ["1:6: a text after | or > starts on the next line; "
                     "move it there, or put quotes around it"]),
    ("a: @x\n", ["1:4: a text cannot start with this character; put quotes around it"]),
    ("a: *x\n", ["1:4: a text cannot start with *; put quotes around it"]),
    ("a: &x [*x]\n", ["1:4: a[1]: this refers to itself; write the values out"]),
    ("a: 1\n---\nb: 2\n", ["2:1: a second document starts here after ---; keep one scenario in one file"]),
    ('a: "\\q"\n', ["1:6: a backslash in double quotes is special; use single quotes"]),
    ("a: \x01\n", ["1:4: this character cannot be read; remove it and type it again"]),
    ("", ["1:1: the file is empty; write at least 'simkansen: 1'"]),
    ("# only a comment\n", ["1:1: the file is empty; write at least 'simkansen: 1'"]),
    ("- a\n", ["1:1: the file is no list of 'key: value' lines; start with 'simkansen: 1'"]),
    ("a:1\nb:2\n", ["1:1: the file is no list of 'key: value' lines; a space after each colon?"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[repr(text) for text, _ in CASES])
def test_text_that_is_no_yaml_is_told_in_plain_words(text, expected, write, problems_of):
    path = write("x")
    path.write_text(text, encoding="utf-8")
    said = [line for line in problems_of(path) if "unknown key" not in line and "simkansen: the" not in line]
    assert said == [f"a.yaml:{line}" for line in expected]


def test_a_file_that_is_not_there_is_told_the_nearest_name(write, problems_of):
    write("simkansen: 1\n", "baseline.yaml")
    assert problems_of("basline.yaml") == [
        "basline.yaml:1:1: there is no such file; did you mean 'baseline.yaml'?"
    ]


def test_a_folder_is_told_to_be_no_file(write, problems_of):
    write("simkansen: 1\n", "folder/a.yaml")
    assert problems_of("folder") == ["folder:1:1: this is a folder, not a file; name a file in it"]


def test_text_in_another_encoding_is_told_where(write, problems_of):
    path = write("x")
    path.write_bytes(b"simkansen: 1\nname: caf\xe9\n")
    assert problems_of(path) == ["a.yaml:2:10: this is no UTF-8 text; save the file as UTF-8"]


def test_a_file_saved_by_a_windows_editor_is_read(write, load):
    path = write("x")
    path.write_bytes(b"\xef\xbb\xbfsimkansen: 1\r\nname: town\r\n")
    assert load(path).name == "town"


def test_a_colon_in_quotes_and_a_comma_in_quotes_are_read(write, load):
    scenario = load(write('simkansen: 1\ntitle: {nl: "Bijles, groep 6", en: "Tutoring: small"}\n'))
    assert (scenario.title.nl, scenario.title.en) == ("Bijles, groep 6", "Tutoring: small")
