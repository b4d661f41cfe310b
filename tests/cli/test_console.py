"""What is said while one waits."""

from simkansen.cli.console import Display
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
