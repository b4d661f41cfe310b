"""What the README shows is what the program does: its files exist, its examples run."""

import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_scenarios import small_copies

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.M | re.S)
COMMANDS = [line for kind, text in BLOCKS[2:] if kind == "sh" for line in text.splitlines()]
SNIPPETS = [text for kind, text in BLOCKS if kind == "yaml"]
DUTCH = re.findall(r"^```(\w*)\n(.*?)^```", (ROOT / "README.nl.md").read_text(encoding="utf-8"), re.M | re.S)
IN_DUTCH = [line for kind, text in DUTCH[1:] if kind == "sh" for line in text.splitlines()]


def simkansen(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "simkansen", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A folder like a checkout, in which every shipped scenario is small."""
    folder = tmp_path_factory.mktemp("clone")
    small_copies(folder / "scenarios")
    shutil.copytree(ROOT / "experiments", folder / "experiments")
    return folder


@pytest.mark.parametrize("number", [0, 1])
def test_the_first_two_blocks_are_one_command_line_each(number):
    kind, text = BLOCKS[number]
    assert kind == "sh"
    assert text.count("\n") == 1
    assert text.startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_the_first_block_runs_scenarios_that_are_there():
    words = shlex.split(BLOCKS[0][1].split("&&")[-1])
    assert words[:2] == [".venv/bin/simkansen", "run"]
    assert len(words[2:]) >= 4
    assert [name for name in words[2:] if not (ROOT / name).is_file()] == []


def test_the_second_block_installs_the_extra_dev_and_tests():
    *_, install, test = BLOCKS[1][1].split("&&")
    assert ".[dev]" in install
    assert test.strip() == '.venv/bin/python -m pytest -q -m "not slow"'


@pytest.mark.parametrize("number", [0, 1])
def test_both_blocks_use_the_constraints_of_the_python_that_runs_them(number):
    expression = re.search(r"-c '(import sys; .+?)'", BLOCKS[number][1])[1]
    version = subprocess.run([sys.executable, "-c", expression], capture_output=True, text=True, check=True)
    assert (ROOT / f"constraints/py{version.stdout.strip()}.txt").is_file()


@pytest.mark.slow
def test_the_scenario_shown_is_five_lines_and_valid(tmp_path):
    (snippet,) = SNIPPETS
    assert len(snippet.splitlines()) == 5
    (tmp_path / "shown.yaml").write_text(snippet, encoding="utf-8")
    done = simkansen("check", "shown.yaml", folder=tmp_path)
    assert done.returncode == 0, done.stderr + done.stdout


def test_the_dutch_readme_installs_and_runs_as_the_english_one():
    assert DUTCH[0] == ("sh", BLOCKS[0][1].replace("\n", " --lang nl\n"))


@pytest.mark.slow
def test_the_scenarios_of_the_dutch_readme_are_valid(tmp_path):
    """That of one's own schools stands beside the table that is shown, and is told in Dutch."""
    (table,) = [text for kind, text in DUTCH if kind == "csv"]
    (tmp_path / "onze-scholen.csv").write_text(table, encoding="utf-8")
    first, schools = [text for kind, text in DUTCH if kind == "yaml"]
    for name, text in (("bijles.yaml", first), ("onze-scholen.yaml", schools)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        done = simkansen("check", name, "--lang", "nl", folder=tmp_path)
        assert done.returncode == 0, done.stderr + done.stdout
        assert f"# {name}: geen problemen" in done.stdout


def test_both_readmes_name_every_type_of_intervention_there_is_and_each_other():
    from simkansen.interventions import registry

    dutch = (ROOT / "README.nl.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w-]+)` \|", dutch, re.M)) - {"type"} == set(registry())
    assert "](README.nl.md)" in README
    assert "](README.md)" in dutch


@pytest.mark.slow
@pytest.mark.parametrize("commands", [COMMANDS, IN_DUTCH], ids=["English", "Dutch"])
def test_the_commands_shown_do_what_they_say(workplace, commands):
    """All in their order, in one folder, as a reader would; small, with one worker."""
    assert len(commands) >= 6
    for command in commands:
        name, verb, *rest = shlex.split(command)
        assert name == "simkansen"
        arguments = [path for word in rest for path in sorted(glob.glob(word, root_dir=workplace)) or [word]]
        if verb == "run":
            arguments += ["--replications", "1", "--workers", "1"]
        done = simkansen(verb, *arguments, folder=workplace)
        assert done.returncode == 0, f"{command}\n{done.stderr}\n{done.stdout}"


def test_every_page_and_folder_linked_to_is_there():
    pages = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").glob("*.md"))]
    pages.append(ROOT / "results/README.md")
    missing = [
        f"{page.relative_to(ROOT).as_posix()}: {link}"
        for page in pages
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert missing == []


def test_every_room_named_is_there():
    rooms = re.findall(r"^\| `(simkansen/[\w/.]+)`", README, re.M)
    assert len(rooms) >= 9
    assert [room for room in rooms if not (ROOT / room).exists()] == []


def test_the_number_of_uncertain_parameters_behind_the_population_is_right():
    from simkansen.evidence import load_parameters

    unsure = [
        one.name for one in load_parameters().definitions.values()
        if one.used_by == "population" and one.quantile(0.05) != one.quantile(0.95)
    ]  # fmt: skip
    (said,) = re.findall(r"\((\d+) of which have a prior", README)
    assert int(said) == len(unsure)
