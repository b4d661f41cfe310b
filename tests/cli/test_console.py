"""What is said while one waits."""

import json
import os
import subprocess
import sys

import pytest

from simkansen.cli.console import Display, data, data_json, say, table
from simkansen.runs import Progress


def test_off_a_terminal_each_stage_is_told_once_when_it_begins(capsys):
    with Display(quiet=False) as display:
        for stage in ("population", "compiling", "compiling", "replications", "replications"):
            display(Progress(stage, 0, 0, 16, 0.0, None))
    assert capsys.readouterr().err.splitlines() == [
        "0/16 making the population",
        "0/16 compiling the rules of the model, once after installing",
        "0/16 replications",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("é, groep 4\n\ttab", "é, groep 4\n\ttab"),
        ("a\x1b[2J", "a\\u001b[2J"),
        ("\u202eabc\u2066\u200f", "\\u202eabc\\u2066\\u200f"),
        ("\udcff\x85\r", "\\udcff\\u0085\\u000d"),
    ],
)
def test_a_terminal_shows_every_sign(text, shown, capsys):
    data(text)
    say(text)
    assert capsys.readouterr() == (f"{shown}\n", f"{shown}\n")


def test_json_on_a_terminal_stays_the_same_value(capsys):
    data_json({"title": "a\u202eb\x9b"})
    said = capsys.readouterr().out
    assert "\u202e" not in said
    assert json.loads(said) == {"title": "a\u202eb\x9b"}


def test_a_wrong_word_is_told_without_what_controls_a_terminal(simkansen):
    code, _, err = simkansen("\x1b[2J")
    assert (code, "there is no verb '\\u001b[2J'" in err) == (2, True)


@pytest.mark.parametrize("folder", ["n" * 300, ".", "/dev/null"])
def test_an_environment_that_names_no_country_is_told(folder, place):
    """In a process of its own, for the country stands once rooms are imported."""
    words = [sys.executable, "-m", "simkansen", "check", "baseline.yaml"]
    done = subprocess.run(
        words, env=os.environ | {"SIMKANSEN_COUNTRY": folder}, capture_output=True, text=True, check=False
    )
    assert done.returncode in (2, 3)
    assert any(said in done.stderr for said in ("the folder", "is no country", "cannot be a file or folder"))


def test_a_name_that_no_file_can_have_is_told(simkansen):
    code, _, err = simkansen("show", "n" * 300)
    assert (code, "cannot be a file or folder here (File name too long); choose another name" in err) == (
        2,
        True,
    )


ROWS = [
    ("attention-gain-of-all", 0.25, "what an hour a week gives, as a share of a week per hour"),
    ("b", 1234.5, ""),
]


def test_a_table_on_a_terminal_folds_texts_and_keeps_numbers_and_elsewhere_has_a_line_a_row(monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    lines = table(("name", "posterior p05", "what"), ROWS).splitlines()
    assert max(map(len, lines)) <= 50
    assert any("attention-gain-of-all" in line and " 0.25  " in line for line in lines)
    assert " ".join(part[36:] for part in lines[3:-1]).split() == ROWS[0][2].split()
    monkeypatch.setattr("sys.stdout.isatty", lambda: False)
    assert len(table(("name", "posterior p05", "what"), ROWS).splitlines()) == 4
