"""How modules stand on one another: without circles, and late only where that spares something."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "simkansen"
REASON = "# Imports within functions: "
"""With which a module begins the line that says why it imports within functions."""

Node = ast.Import | ast.ImportFrom


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


PATHS = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def nodes(tree: ast.AST, within: bool = False, typing: bool = False) -> Iterator[tuple[Node, bool, bool]]:
    """Every import, whether it is within a function, and whether it is for type checkers alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Node):
            yield node, within, typing
        elif isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            for part in node.body:
                yield from nodes(ast.Module([part], []), within, True)
            for part in node.orelse:
                yield from nodes(ast.Module([part], []), within, typing)
        else:
            inside = within or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from nodes(node, inside, typing)


def imported(node: Node) -> list[str]:
    """Names of the modules that an import names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    inside = [f"{node.module}.{alias.name}" for alias in node.names]
    return [name if name in PATHS else str(node.module) for name in inside]


@cache
def imports_of(module: str) -> list[tuple[str, bool, bool]]:
    tree = ast.parse(PATHS[module].read_text(encoding="utf-8"))
    return [(name, within, typing) for node, within, typing in nodes(tree) for name in imported(node)]


def circles(edges: dict[str, set[str]]) -> list[str]:
    """A module of every circle: what is left when modules that stand on nothing are taken away one by one."""
    left = dict(edges)
    while free := [one for one, on in left.items() if not on & left.keys()]:
        for one in free:
            del left[one]
    return sorted(left)


@cache
def loads(module: str) -> frozenset[str]:
    """Libraries that are loaded with a module, by its own imports at the top and those of what it imports."""
    found, seen, waiting = set(), set(), [module]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if one not in PATHS:
            found |= {one.partition(".")[0]} - sys.stdlib_module_names
            continue
        waiting.append(one.rpartition(".")[0] or one)
        waiting += [name for name, within, typing in imports_of(one) if not within and not typing]
    return frozenset(found)


def test_no_modules_import_each_other_in_a_circle_those_for_types_included():
    edges = {one: {name for name, _, _ in imports_of(one)} & PATHS.keys() - {one} for one in PATHS}
    assert circles(edges) == []


def test_a_circle_would_be_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["a", "b", "c"]
    assert circles({"a": {"b"}, "b": {"c"}, "c": set()}) == []


@cache
def late() -> set[tuple[str, str]]:
    """Modules with the rooms that they import within functions, but those of the verbs, which always do."""
    return {
        (one, name)
        for one in PATHS
        for name, within, _ in imports_of(one)
        if within and name in PATHS and not one.startswith("simkansen.cli")
    }


def test_a_module_that_imports_rooms_within_functions_says_why_once():
    for one in sorted(PATHS.keys() - {name for name in PATHS if name.startswith("simkansen.cli")}):
        lines = PATHS[one].read_text(encoding="utf-8").splitlines()
        said = [line for line in lines if line.startswith(REASON)]
        assert len(said) == (one in {module for module, _ in late()}), one


def test_an_import_within_a_function_spares_a_library_that_takes_long_to_load():
    idle = [(module, name) for module, name in sorted(late()) if not loads(name) - loads(module)]
    assert idle == [], "import these at the top of the module"
    assert late()
