"""What is said while one waits."""

from simkansen.cli.console import Display, table
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
