"""The package's public face: what scripts may build on, and the page that tells of it."""

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import simkansen

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", simkansen.__all__)
def test_every_public_name_is_there_and_has_a_docstring(name):
    found = getattr(simkansen, name)
    assert isinstance(found, str) or inspect.getdoc(found)


def test_what_is_not_public_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'load_result'"):
        _ = simkansen.load_result
    assert dir(simkansen) == sorted(simkansen.__all__)


def test_type_checkers_are_told_of_the_same_names_in_the_same_places():
    stub = ast.parse((ROOT / "simkansen" / "__init__.pyi").read_text(encoding="utf-8"))
    told = {
        alias.asname: f"{node.module}:{alias.name}"
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert told == simkansen._HOMES
    assert told.keys() == set(simkansen.__all__) - {"__version__"}


def test_the_page_tells_of_every_public_name_and_of_no_other():
    rows = re.findall(r"^\| (`.+?) \|", PAGE, re.M)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == set(simkansen.__all__)


def test_the_reference_is_made_from_the_public_names():
    homes = {home.replace(":", ".") for home in simkansen._HOMES.values()}
    assert set(re.findall(r"^::: (.+)$", REFERENCE, re.M)) == homes


@pytest.mark.slow
def test_the_example_of_the_page_runs(tmp_path):
    example = re.findall(r"```python\n(.+?)```", PAGE, re.S)[0]
    (tmp_path / "scenarios").mkdir()
    for name in ("baseline", "tutoring"):
        (tmp_path / "scenarios" / f"{name}.yaml").write_text(
            f"simkansen: 1\nname: {name}\nextends: {(ROOT / 'scenarios' / f'{name}.yaml').as_posix()}\n"
            "population: {netherlands: {sample: 2}}\nrun: {replications: 2}\n",
            encoding="utf-8",
        )
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "example.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "tutoring" in done.stdout, done.stdout
    assert list(tmp_path.glob("results/*/report-policy-en.html"))
