"""What is not let in is told with the limit and what to do, at its line, before anything is spent on it."""

# ruff: noqa: E501 - tables of odd values
import json
import os

import pytest

from simkansen import limits
from simkansen.limits import (
    MOST_CHAINED,
    MOST_DEPTH,
    MOST_DIGITS,
    MOST_LETTERS,
    MOST_NAME,
    MOST_TITLE,
    MOST_VALUES,
)
from simkansen.scenario.reading.merge import gather

HEAD = "simkansen: 1\n"
OF_ALIASES = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 6))
LONG = f"the text has 300 characters; write {MOST_TITLE} at most"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"a0: &a0 x\n{OF_ALIASES}", f"the file has more than {MOST_VALUES:,} values; "
         "leave out what is not needed; write no alias of aliases"),
        (f"a: {'[' * 900}{']' * 900}", f"2:{4 + MOST_DEPTH - 1}: lists and mappings stand inside each other more "
         f"than {MOST_DEPTH} deep; write it flatter"),
        ("\n".join(f"{' ' * n}a:" for n in range(900)), f"{MOST_DEPTH + 1}:{MOST_DEPTH}: lists and mappings"),
        (f"title: {'n' * 6000}", f"2:8: this has 6,000 characters, more than {MOST_LETTERS:,}; write less"),
        (f"run: {{seed: {'1' * 4900}}}", f"2:13: this number has 4,900 digits, more than {MOST_DIGITS}; write fewer"),
        (f"run: {{seed: 0x{'f' * 200}}}", f"2:13: this number has 202 digits, more than {MOST_DIGITS}; write fewer"),
        (f"run: {{seed: {'1' * 200_000}}}", "2:13: this has 200,000 characters"),
        (r'title: "\ud800"', r"2:8: this holds half of a character, as \ud800 is; write the whole character"),
        (r'"\ud800": 1', "2:1: this holds half of a character"),
        (r'title: "a\ufffe"', "2:8: this holds a sign that cannot be seen (number 65534); remove it"),
        (r'title: "a\e[2J"', "2:8: this holds a sign that cannot be seen (number 27); remove it"),
        ("run: {replications: .inf}", "2:21: run.replications: inf is not a whole number; write a whole number"),
        (f"name: {'n' * 300}", f"2:7: name: a name of 300 characters is too long for files; write {MOST_NAME} at most"),
        ('name: "baseline\\n"', "2:7: name: 'baseline\n' cannot be a name for files; write baseline"),
        (f"title: {'n' * 300}", f"2:8: title: {LONG}"),
        ("calendar: {school_years: nnnn}", "2:26: calendar.school_years: no calendar is known for 'nnnn'"),
        (f"extends: {'n' * 300}.yaml", "2:10: extends: the file 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...' cannot be "
         "extended: the file cannot be read (File name too long); check its name, and who may read it"),
        ('extends: "a\\0b"', "2:10: this holds a sign that cannot be seen (number 0)"),
        (f"population: {{schools: {{file: {'n' * 300}}}}}", "population.schools.file: the file 'nnn"),
        (f"country: {'n' * 300}", "country: the folder nnn"),
    ],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_what_is_beyond_a_limit_is_told_at_its_line(text, said, write, problems_of):
    assert said in "\n".join(problems_of(write(f"{HEAD}{text}\n")))


@pytest.mark.parametrize(
    "head", ["%YAML 1.2\n%YAML 1.2\n---\n", "%YAML 9.9\n---\n", "# x\n%YAML 1.2\n%YAML 1.1\n---\n"]
)
def test_heads_of_yaml_that_mean_nothing_are_told(head, write, problems_of):
    (said,) = problems_of(write(head + HEAD))
    assert "this is no YAML" in said


def test_a_chain_of_files_may_not_be_longer_than_anyone_follows(write, problems_of):
    for number in range(MOST_CHAINED + 5):
        write(f"{HEAD}extends: f{number + 1}.yaml\n", f"f{number}.yaml")
    at = f"f{MOST_CHAINED - 1}.yaml:2:10"
    assert problems_of("f0.yaml") == [
        f"{at}: extends: more than {MOST_CHAINED} files extend each other, one after another; "
        "put what several of them say into one file"
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "pipe",
            "this is no regular file but a pipe or a device; name a file that stays as it is while it is read",
        ),
        ("/dev/zero", "this is no regular file but a pipe or a device"),
        ("large", "the file is larger than 1,000 bytes; keep what is needed"),
        (".", "this is a folder, not a file; name a file in it"),
        ("link", "the file cannot be read (Too many levels of symbolic links)"),
    ],
)
def test_only_regular_files_of_some_size_are_read(name, said, write, problems_of, monkeypatch):
    monkeypatch.setattr("simkansen.scenario.reading.merge.MOST_BYTES", 1000)
    top = write(f"{HEAD}extends: {name}\n")
    os.mkfifo("pipe")
    os.symlink("link", "link")
    write("x" * 2000, "large")
    (told,) = problems_of(top)
    assert f"a.yaml:2:10: extends: the file '{name}' cannot be extended: {said}" in told
    assert said in problems_of(name)[0]


def test_a_pipe_is_no_file_of_schools(write, problems_of):
    top = write(f"{HEAD}population: {{schools: {{file: pipe}}}}\n")
    os.mkfifo("pipe")
    assert problems_of(top) == [
        "a.yaml:2:30: population.schools.file: 'pipe' is no regular file; "
        "name a file that stays as it is while it is read"
    ]


def test_no_text_of_a_text_file_is_taken_for_more_than_it_is(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\xff")
    with pytest.raises(limits.RefusedFileError) as refused:
        limits.text_of(path)
    assert (refused.value.line, refused.value.column) == (2, 2)
    path.write_bytes(b"\xef\xbb\xbfa\r\nb")
    assert limits.text_of(path) == "a\nb"


@pytest.mark.parametrize(
    "header",
    [
        "rowid,school,municipality,pupils,disadvantaged_share",
        'school,municipality,pu"pils,disadvantaged_share',
        'school,municipality,pupils,"disadvantaged_share',
    ],
)
def test_an_odd_header_of_schools_is_read_or_told(header, write, problems_of):
    write(f"{header}\n1,1,Delft,200,0.1\n", "schools.csv")
    text = json.dumps({"simkansen": 1, "population": {"schools": {"file": "schools.csv"}}})
    said = problems_of(write(text))
    assert said if '"' in header else not [one for one in said if "schools.csv" not in one]


def test_a_folded_text_holds_no_mark_of_where_it_was_folded(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text(f"{HEAD}said: >-\n  first line\n  and second\n", encoding="utf-8")
    tree, problems = gather(file)
    assert not problems
    assert tree.plain() == {"simkansen": 1, "said": "first line and second"}
