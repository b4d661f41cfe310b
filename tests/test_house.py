"""The house rules that a machine can check; each says which rule it keeps."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
import worlds
from benchmarks.code_size import complexity

from simkansen.evidence import load_parameters, load_register
from simkansen.learning.rates import BY_SUBJECT, named_after
from simkansen.population import build_population
from simkansen.scenario import PopulationSpec
from simkansen.schooling import load_system

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "simkansen"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Hours, days, minutes and per cents are units, not facts about the world.
UNIT_CONVERSIONS = {7, 24, 60, 100}
STRUCTURAL = {0, 1}

# Rooms in which no number of the world may stand, in rules, helpers, class fields and constants alike.
RULES = ("learning", "interventions")

# Arithmetic, not the world: the half of the variance in the mean of a log-normal; the last bits of hours.
ARITHMETIC = {
    ("simkansen/learning/functions.py", "around_one", 2.0),
    ("simkansen/interventions/action.py", "", 1e-9),
}

SEEDED = {
    "fitting/calibration/smc.py": ["np.random.seed(seed)"],
    "fitting/calibration/proposals.py": [
        "key = np.random.randint(2**63 - 1, dtype=np.int64)",
        "if np.random.random() >= FROM_PRIOR:",
    ],
    "sweep/ask/design.py": ["sample: Floats = qmc.LatinHypercube(len(names), rng=spec.seed).random(spec.n)"],
    "runs/school_model.py": [  # for what a user of Mesa does with its sets of agents
        "return AgentSet(self._views, random=self.random)",
        "return AgentSet([*super().agents, *self.pupils], random=self.random)",
    ],
}
"""Files that use the generator of a library, seeded anew each time; no run of the model draws from these."""
HIDDEN_CHANCE = {"random", "default_rng", "RandomState", "shuffle", "shuffle_do", "rng"}
STATEFUL_MODULES = {"random", "secrets", "numpy.random"}
MESA_ROOMS = {"model.py", "school.py", "runs/school_model.py"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 80


@cache
def tree_of(path: Path) -> ast.Module:
    """Give what a module says; many rules look at it, so it is read once."""
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


def numbers_of_the_world(tree: ast.AST) -> Iterator[ast.Constant]:
    """Numbers anywhere in a source that are neither structure (also: which column) nor a unit."""
    nodes = list(ast.walk(tree))
    places = {inner for node in nodes if isinstance(node, ast.Subscript) for inner in ast.walk(node.slice)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex):
            allowed = node.value in STRUCTURAL | UNIT_CONVERSIONS or node in places
            if not allowed and not isinstance(node.value, bool):
                yield node


def room_of(tree: ast.AST, node: ast.AST) -> str:
    """Name of the function that a node stands in; nothing for a class field or a constant."""
    inside = [function.name for function in functions(tree) if node in ast.walk(function)]
    return inside[-1] if inside else ""


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


@pytest.mark.slow
def test_no_chance_is_hidden_in_a_generator_with_state():
    found = [
        where(path, node)
        for path in MODULES
        for node in hidden_chance(tree_of(path))
        if path.relative_to(PACKAGE).as_posix() not in SEEDED
    ]
    assert found == []


@pytest.mark.parametrize("name", SEEDED)
def test_a_library_with_a_generator_of_its_own_is_given_a_seed_and_draws_in_known_places(name):
    path = PACKAGE / name
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [lines[node.lineno - 1].strip().split("  #")[0] for node in hidden_chance(tree_of(path))]
    assert list(dict.fromkeys(found)) == SEEDED[name]


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


def counted_names(tree: ast.AST) -> Iterator[ast.AST]:
    """Structure written as if it were none: a count of things that are listed by name, a place compared."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"len", "range", "enumerate"}:
            inside = [inner for one in node.args for inner in ast.walk(one)]
            listed = any(isinstance(inner, ast.Tuple | ast.List | ast.Set) for inner in inside)
            if listed or any(isinstance(getattr(inner, "value", None), str) for inner in inside):
                yield node
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            named = {getattr(side, "id", "") for side in sides} & {"subject", "s", "sector", "level", "groep"}
            if named and any(isinstance(side, ast.Constant) for side in sides):
                yield node


@pytest.mark.parametrize("room", RULES)
def test_the_structure_that_rules_need_comes_from_schooling(room):
    found = [where(path, node) for path in MODULES if path.relative_to(PACKAGE).parts[0] == room
             for node in counted_names(tree_of(path))]  # fmt: skip
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        'COUNT = len(("maths", "reading"))',
        'LEVELS = len("12345678")',
        "if subject == 0:\n    pass",
        "y = a if s != 1 else b",
        "for s in range(len([1, 2])):\n    pass",
        "young = groep < 3",
    ],
)
def test_structure_in_disguise_would_be_found(text):
    assert list(counted_names(ast.parse(text)))


def test_a_count_of_what_is_given_is_no_structure_in_disguise():
    assert not list(counted_names(ast.parse("for s in range(state.skill.shape[1]):\n    y = len(p.growth)")))


@pytest.mark.parametrize("room", RULES)
def test_rules_and_interventions_hold_no_number_of_the_world(room):
    found = set()
    for path in sorted((PACKAGE / room).rglob("*.py")):
        tree = tree_of(path)
        for number in numbers_of_the_world(tree):
            place = (path.relative_to(ROOT).as_posix(), room_of(tree, number), number.value)
            found |= {place} - ARITHMETIC
    assert sorted(found) == []


def test_what_counts_as_arithmetic_is_there_and_is_all_there_is():
    for file, function, number in ARITHMETIC:
        tree = tree_of(ROOT / file)
        (only,) = numbers_of_the_world(tree)
        assert (room_of(tree, only), only.value) == (function, number)


@pytest.mark.parametrize(
    "text",
    [
        "@rule\ndef f(x: float) -> float:\n    return 0.35 * x + 1 - 1",
        "def helper(x):\n    return 0.35 * x",
        "class A(StrictModel):\n    days: float = Field(default=0.35, gt=0)",
        "class A(StrictModel):\n    share: Share = 0.35",
        "LIMIT = 0.35",
        "def f(x: float = 0.35) -> float:\n    return x",
        "def f(x):\n    return table[0] + column[:, 4] + 0.35",
        "f = lambda x: -0.35 * x",
    ],
)
def test_a_number_of_the_world_would_be_found(text):
    assert [number.value for number in numbers_of_the_world(ast.parse(text))] == [0.35]


def test_a_two_is_a_number_like_any_other():
    assert [number.value for number in numbers_of_the_world(ast.parse("def f(x):\n    return x / 2"))] == [2]


COUNTED = {
    "interventions/delivery.py": 1,
    "population/homes/households.py": 4,
    "population/schools/classes.py": 1,
    "population/schools/country.py": 1,
    "population/show.py": 1,
    "population/tables.py": 1,
}
"""Uses of the built-in sum for whole numbers, which are the same on every Python."""


@pytest.mark.parametrize("room", ["learning", "interventions", "outcomes", "population"])
def test_numbers_are_added_by_total_for_the_sum_of_python_has_other_bits_from_3_12_on(room):
    found = Counter(
        path.relative_to(PACKAGE).as_posix()
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sum"
    )
    known = {path: count for path, count in COUNTED.items() if path.startswith(f"{room}/")}
    assert dict(found) == known, "use simkansen.arithmetic.total"


def test_mesa_is_touched_in_its_three_files_alone():
    found = [
        where(path, node)
        for path in MODULES
        for node, name in imports(tree_of(path))
        if name.split(".")[0] == "mesa" and path.relative_to(PACKAGE).as_posix() not in MESA_ROOMS
    ]
    assert found == []


def read_of(tree: ast.AST) -> Iterator[str]:
    """Names that a source reads from a set of parameters: `p.name`, `p["name"]`, `parameters["name"]`.

    A name put together, as in `p[f"skill_{subject}"]`, is no proof: such reads are watched instead.
    """
    for node in ast.walk(tree):
        held = getattr(node, "value", None)
        holder = getattr(held, "attr", getattr(held, "id", ""))
        if isinstance(node, ast.Attribute) and holder == "p":
            yield node.attr
        elif isinstance(node, ast.Subscript) and holder in {"p", "parameters"}:
            yield from (inner.value for inner in ast.walk(node.slice)
                        if isinstance(inner, ast.Constant) and isinstance(inner.value, str))  # fmt: skip


class Watched(Mapping[str, float]):
    """Parameters that remember which of them were read."""

    def __init__(self) -> None:
        self.values_of, self.read = load_parameters(), set[str]()

    def __getitem__(self, name: str) -> float:
        self.read.add(name)
        return self.values_of[name]

    def __contains__(self, name: object) -> bool:
        return name in self.values_of  # reading one that is not there takes long

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_of)

    def __len__(self) -> int:
        return len(self.values_of)


def test_every_parameter_is_used():
    watched, one_school = Watched(), PopulationSpec.model_validate({"netherlands": {"sample": 1}})
    build_population(one_school, worlds.calendar(), 1, watched)
    assert "live_share" not in watched.read  # It reads them one by one, not all at once.
    used = watched.read | {name for path in MODULES for name in read_of(tree_of(path))}
    used |= {said for name, said in named_after(load_system()).items() if name in used}
    used |= {f"{stem}_{one}" for stem in BY_SUBJECT if stem in used for one in load_system().subject_names}
    assert [name for name in load_parameters() if name not in used] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("y = p.live_share", {"live_share"}),
        ('y = parameters["live_share"] + setting.parameters["help_hours"]', {"live_share", "help_hours"}),
        ('y = p["a" if x else "b"]', {"a", "b"}),
        ('"live_share"', set()),
        ("y = homes.live_share", set()),
        ('y = f"{x}_by_{z}"', set()),
        ("live_share = 1", set()),
    ],
)
def test_only_reading_from_parameters_counts_as_use(text, found):
    assert set(read_of(ast.parse(text))) == found


CITING = {"docs", "scenarios", "experiments", "trials"}


def test_every_register_id_that_is_cited_exists():
    register = load_register()
    prefixes = "|".join(sorted({name.split("-")[0] for name in register}))
    cited = re.compile(rf"\b(?:{prefixes})-R?\d{{2}}\b")
    found = [
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path in project_texts()
        if path.is_relative_to(PACKAGE) or path.parent == ROOT or path.parent.name in CITING
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


def test_what_is_wrong_is_fixed_by_one_word():
    said = re.compile(r"\bmend(s|ed|ing)?\b", re.IGNORECASE)
    texts = [*project_texts(), *PACKAGE.rglob("*.po")]
    assert {".py", ".md", ".po"} <= {one.suffix for one in texts}
    texts = [one for one in texts if one != Path(__file__) and one.name != "CHANGELOG.md"]
    assert [one.name for one in texts if said.search(one.read_text(encoding="utf-8"))] == []


def test_no_class_shares_its_name_with_another():
    """A reader who has met a class knows what its name means everywhere."""
    named = Counter(
        node.name
        for path in MODULES
        for node in tree_of(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name for name, times in named.items() if times > 1} == set()


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


@pytest.mark.slow
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


@pytest.mark.parametrize("python", ["py311", "py312", "py313", "py314"])
def test_the_constraints_pin_every_package_the_project_asks_for(python):
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *(one for extra in extras.values() for one in extra)]
    asked = [name for name in asked if not name.startswith("simkansen[")]
    pinned = {
        re.split("==", line)[0].lower().replace("_", "-").replace(".", "-")
        for line in (ROOT / "constraints" / f"{python}.txt").read_text().splitlines()
        if "==" in line and not line.startswith("#")
    }
    names = {re.split(r"[<>=\[]", name)[0].lower().replace("_", "-").replace(".", "-") for name in asked}
    assert names - pinned == set()


def test_pages_and_figures_name_no_intervention():
    """What they need to know of a type stands on its class."""
    from simkansen.interventions import registry

    named = re.compile(rf"\b(?:{'|'.join(registry())}|{'|'.join(k.__name__ for k in registry().values())})\b")
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()}"
        for path in sorted((PACKAGE / "report").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if named.search(line)
    ]
    assert found == []


@pytest.mark.slow
def test_no_function_has_more_ways_through_it_than_a_reader_can_follow():
    """At most fifteen, as radon counts them."""
    _, above = complexity(PACKAGE)
    assert above == []
