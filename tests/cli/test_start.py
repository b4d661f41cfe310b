import os
import subprocess
import sys

import pytest

from simkansen.cli.entry import VERBS

HEAVY = ("numpy", "mesa", "numba", "matplotlib", "duckdb", "pydantic", "ruamel", "rich", "scipy")


def loaded_after(*words, folder):
    """The heavy modules in memory after a command in a process of its own, and its exit code."""
    code = (
        "import sys; from simkansen.cli import main; code = main(sys.argv[1:]);"
        f"print([m for m in {HEAVY} if m in sys.modules], code, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    modules, exit_code = done.stderr.splitlines()[-1].split("] ")
    return modules, int(exit_code)


def test_help_imports_nothing_heavy(place):
    modules, code = loaded_after("--help", folder=place)
    assert (modules, code) == ("[", 0)


def test_check_loads_nothing_of_a_simulation(place):
    modules, code = loaded_after("check", "baseline.yaml", folder=place)
    assert code == 0
    assert not [heavy for heavy in ("mesa", "numba", "matplotlib", "duckdb", "scipy") if heavy in modules]


EXPORTED = [("export", what) for what in ("RESULTS", "schema", "summary", "odd")]


@pytest.mark.parametrize("words", [(), *((verb,) for verb in VERBS), *EXPORTED])
def test_help_opens_with_two_or_three_examples_on_lines_of_their_own(words, simkansen):
    code, out, _ = simkansen(*words, "-h")
    assert code == 0
    usage, examples, *_ = out.split("\n\n")
    assert usage.startswith("Usage: ")
    heading, *lines = examples.splitlines()
    assert heading == "Examples:"
    assert 2 <= len(lines) <= 3
    assert all("simkansen " in line for line in lines)


def test_the_version_is_data(simkansen):
    code, out, err = simkansen("--version")
    assert (code, out.split()[0], err) == (0, "simkansen", "")


def test_an_unknown_verb_is_a_wrong_command_with_a_fix(simkansen):
    code, out, err = simkansen("chek")
    assert (code, out) == (2, "")
    assert "Did you mean 'check'?" in err


def test_an_unknown_option_is_a_wrong_command(simkansen):
    assert simkansen("run", "baseline.yaml", "--wrokers", "2")[0] == 2


def test_a_bug_is_written_down_and_its_place_is_said(simkansen, monkeypatch, place):
    def broken(files, most_pupils):
        raise ZeroDivisionError("no pupils")

    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("simkansen.cli.verbs.check.load_scenarios", broken)
    code, out, err = simkansen("check", "baseline.yaml")
    (log,) = place.glob("simkansen-bug-*.log")
    assert (code, out) == (1, "")
    assert str(log) in err
    assert "no pupils" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell, simkansen):
    code, out, _ = simkansen("completion", shell)
    assert code == 0
    assert "_SIMKANSEN_COMPLETE" in out
