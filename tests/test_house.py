"""The house rules that a machine can check; each says which rule it keeps."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from simkansen.evidence import load_parameters, load_register

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "simkansen"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Hours, days, minutes and per cents are units, not facts about the world.
UNIT_CONVERSIONS = {7, 24, 60, 100}
STRUCTURAL = {0, 1, 2}

HIDDEN_CHANCE = {"random", "default_rng", "RandomState", "shuffle", "shuffle_do", "rng"}
STATEFUL_MODULES = {"random", "secrets", "numpy.random"}
MESA_ROOMS = {"model.py", "school.py"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 80


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 0)}"


def imports(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node, node.module
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_rule(function: ast.FunctionDef) -> bool:
    names = {node.id for decorator in function.decorator_list for node in ast.walk(decorator)
             if isinstance(node, ast.Name)}  # fmt: skip
    return bool(names & {"rule", "kernel"})


def numbers_of_the_world(function: ast.FunctionDef) -> Iterator[ast.Constant]:
    """Numbers in a function's body that are neither structure (also: which column) nor a unit."""
    body = [inner for statement in function.body for inner in ast.walk(statement)]
    places = {
        inner for node in body if isinstance(node, ast.Subscript) for inner in ast.walk(node.slice)
    }  # fmt: skip
    for node in body:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex):
            known = node.value in STRUCTURAL | UNIT_CONVERSIONS or node in places
            if not known and not isinstance(node.value, bool):
                yield node


def lines_of(function: ast.FunctionDef) -> int:
    first = function.body[1 if ast.get_docstring(function) and len(function.body) > 1 else 0]
    return (function.end_lineno or 0) - first.lineno + 1


def hidden_chance(tree: ast.AST) -> Iterator[ast.AST]:
    """Places that draw from, or hold, a generator with state."""
    yield from (node for node, name in imports(tree) if name in STATEFUL_MODULES)
    for node in ast.walk(tree):
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        if name in HIDDEN_CHANCE and (isinstance(node, ast.Attribute) or name == "default_rng"):
            yield node


def project_texts() -> Iterator[Path]:
    """Everything that is part of the project and read as text."""
    kept = {".py", ".md", ".yaml", ".toml", ".cff", ".txt", ".html", ".css", ".js", ".j2", ".json"}
    for folder, names, files in os.walk(ROOT):
        top = Path(folder) == ROOT
        names[:] = [name for name in names if name == ".ci" or not name.startswith((".", "__"))]
        if top:
            names[:] = [name for name in names if name not in {"results", "build", "dist"}]
        for name in files:
            path = Path(folder) / name
            if path.suffix in kept or path.parent.name == ".ci":
                yield path


def test_data_walks_one_way_through_the_house():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_chance_is_hidden_in_a_generator_with_state():
    found = [
        where(path, node)
        for path in MODULES
        for node in hidden_chance(tree_of(path))
        if path not in SEARCH
    ]
    assert found == []


SEARCH = [PACKAGE / "fitting" / name for name in ("smc.py", "proposals.py")]
"""Its library draws from a generator with state, which gets a seed of its own for every proposal."""


def test_the_search_only_gives_a_seed_and_draws_one_proposal_from_the_generator_of_its_library():
    found = []
    for path in SEARCH:
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [lines[node.lineno - 1].strip().split("  #")[0] for node in hidden_chance(tree_of(path))]
    assert list(dict.fromkeys(found)) == [
        "np.random.seed(seed)",
        "z = np.random.standard_normal(len(self.names))",
        "if np.random.random() >= FROM_PRIOR:",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "import random",
        "from numpy.random import default_rng",
        "from numpy import random",
        "import numpy as np\nnp.random.seed(1)",
        "def step(self):\n    return self.random.choice([1])",
        "def step(model):\n    model.agents.shuffle_do('step')",
    ],
)
def test_hidden_chance_would_be_found(text):
    assert list(hidden_chance(ast.parse(text)))


def test_the_rules_of_the_week_hold_no_number_of_the_world():
    found = [
        f"{where(path, number)}: {number.value} in {function.name}"
        for path in MODULES
        for function in functions(tree_of(path))
        if is_rule(function) and path.is_relative_to(PACKAGE / "learning")
        for number in numbers_of_the_world(function)
    ]
    assert found == []


def test_the_interventions_hold_no_number_of_the_world():
    found = [
        f"{where(path, number)}: {number.value} in {function.name}"
        for path in sorted((PACKAGE / "interventions").rglob("*.py"))
        for function in functions(tree_of(path))
        for number in numbers_of_the_world(function)
    ]
    assert found == []


def test_a_number_of_the_world_would_be_found():
    tree = ast.parse("@rule\ndef f(x: float) -> float:\n    return 0.35 * x + 1 - 2")
    (function,) = functions(tree)
    assert is_rule(function)
    assert [number.value for number in numbers_of_the_world(function)] == [0.35]


def test_mesa_is_touched_in_its_two_files_alone():
    found = [
        where(path, node)
        for path in MODULES
        for node, name in imports(tree_of(path))
        if name.split(".")[0] == "mesa" and path.relative_to(PACKAGE).as_posix() not in MESA_ROOMS
    ]
    assert found == []


def test_every_parameter_is_used():
    used: set[str] = set()
    patterns: set[str] = set()
    for node in (node for path in MODULES for node in ast.walk(tree_of(path))):
        if isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            used.add(node.value)
        elif isinstance(node, ast.JoinedStr):  # A name put together, as in f"{item}_by_education".
            patterns.add("".join(re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+"
                                 for part in node.values))  # fmt: skip
    made = [re.compile(pattern) for pattern in patterns if re.search("[a-z]{2}", pattern.replace(r"\w+", ""))]
    unused = [
        name
        for name in load_parameters()
        if name not in used and not any(pattern.fullmatch(name) for pattern in made)
    ]
    assert unused == []


def test_every_register_id_that_is_cited_exists():
    register = load_register()
    prefixes = "|".join(sorted({name.split("-")[0] for name in register}))
    cited = re.compile(rf"\b(?:{prefixes})-R?\d{{2}}\b")
    found = [
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path in project_texts()
        if path.is_relative_to(PACKAGE) or path.parent.name in {"docs", "scenarios"}
        for name in sorted(set(cited.findall(path.read_text(encoding="utf-8"))))
        if name not in register
    ]
    assert found == []


def test_no_text_names_a_path_of_one_machine():
    own = re.compile(r"(?<![\w.~])/(?:work|root|tmp|home|Users|mnt)/\w|[A-Z]:\\\\?Users")
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()[:80]}"
        for path in project_texts()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if own.search(line)
    ]
    assert found == []


def test_no_file_is_longer_than_one_room_needs():
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in MODULES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_a_page():
    long = [
        f"{where(path, function)} {function.name}: {lines} lines below its docstring"
        for path in MODULES
        for function in functions(tree_of(path))
        if (lines := lines_of(function)) > LONGEST_FUNCTION
    ]
    assert long == []


def test_every_test_can_fail():
    """Each test asserts something, expects an error, or calls what does."""
    checks = {"raises", "assert", "pytest", "check", "verify"}
    found = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for function in functions(tree_of(path)):
            if function.name.startswith("test_"):
                source = ast.dump(function)
                if "Assert(" not in source and not any(f"{word}" in source for word in checks):
                    found.append(where(path, function))
    assert found == []


def test_the_version_is_the_same_wherever_it_is_written():
    import simkansen

    written = {
        "simkansen": simkansen.__version__,
        "pyproject.toml": re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.M)[1],
        "CITATION.cff": re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(), re.M)[1],
    }
    assert len(set(written.values())) == 1, written


@pytest.mark.parametrize("python", ["py311", "py312", "py313"])
def test_the_constraints_pin_every_package_the_project_asks_for(python):
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = project["dependencies"] + extras["dev"] + extras["calibrate"]
    asked = [name for name in asked if not name.startswith("simkansen[")]
    pinned = {
        re.split("==", line)[0].lower().replace("_", "-").replace(".", "-")
        for line in (ROOT / "constraints" / f"{python}.txt").read_text().splitlines()
        if "==" in line and not line.startswith("#")
    }
    names = {re.split(r"[<>=\[]", name)[0].lower().replace("_", "-").replace(".", "-") for name in asked}
    assert names - pinned == set()
