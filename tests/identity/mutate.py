"""Changing one constant or comparison of a source, in place in the functions that are imported already."""

import ast
import copy
import functools
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import NamedTuple

PACKAGE = Path(__file__).parents[2] / "simkansen"

SWAPPED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
A_LITTLE, TINY = 1.01, 1e-3


class Site(NamedTuple):
    """One place to change: its file, the function it stands in, what is changed, and its number there."""

    file: str
    function: str
    change: str
    number: int

    @property
    def place(self) -> str:
        """Name of the place; it holds no number of a line, so that other lines may move."""
        return f"{self.file}: {self.function or '(constants)'}: {self.change}"


def _spots(tree: ast.Module) -> Iterator[tuple[tuple[str, ...], ast.stmt, ast.AST, int]]:
    """List constants and comparisons in order: where, in which statement, the node, which part of it."""

    def below(node: ast.AST, names: tuple[str, ...], statement: ast.stmt | None):
        for name, child in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list"):
                continue
            for one in child if isinstance(child, list) else [child]:
                if not isinstance(one, ast.AST):
                    continue
                inner = names
                if isinstance(one, ast.FunctionDef | ast.ClassDef):
                    inner = (*names, one.name)
                within = one if isinstance(one, ast.stmt) else statement
                if isinstance(one, ast.Constant) and type(one.value) in (int, float) and within:
                    yield names, within, one, 0
                if isinstance(one, ast.Compare) and within:
                    for part, op in enumerate(one.ops):
                        if type(op) in SWAPPED:
                            yield names, within, one, part
                yield from below(one, inner, within)

    yield from below(tree, (), None)


def _changed(node: ast.AST, part: int) -> None:
    if isinstance(node, ast.Compare):
        node.ops[part] = SWAPPED[type(node.ops[part])]()
    elif isinstance(node, ast.Constant):
        node.value = node.value + 1 if type(node.value) is int else node.value * A_LITTLE + TINY


def _told(statement: ast.stmt) -> str:
    """Say the head of a statement in one line."""
    return ast.unparse(statement).splitlines()[0]


def sites(path: Path) -> list[Site]:
    """List all places of a source that can be changed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found, seen = [], {}
    for number, (names, statement, node, part) in enumerate(_spots(tree)):
        before = _told(statement)
        old = copy.deepcopy(node.__dict__)
        _changed(node, part)
        change = f"{before} → {_told(statement)}"
        node.__dict__.update(old)
        if change == f"{before} → {before}":
            change = f"{before} … {ast.unparse(node)}"
        key = (names, change)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            change += f" ({seen[key]})"
        found.append(Site(path.relative_to(PACKAGE).as_posix(), ".".join(names), change, number))
    return found


def apply(site: Site) -> None:
    """Change a place in the modules of this process, for good.

    Raises
    ------
    LookupError
        If that cannot be done from outside.
    """
    path = PACKAGE / site.file
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names, _, node, part = list(_spots(tree))[site.number]
    _changed(node, part)
    module = importlib.import_module("simkansen." + site.file.removesuffix(".py").replace("/", "."))
    code = compile(tree, str(path), "exec", dont_inherit=True)
    if not _in_function(module, code, names):
        _among_constants(module, code, names)


def _in_function(module: ModuleType, code: CodeType, names: tuple[str, ...]) -> bool:
    holder: object = module
    for depth, name in enumerate(names):
        code = next((c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == name), code)
        holder = vars(holder)[name]
        function = _function_of(holder)
        if function is not None:
            function.__code__ = code
            for one in (holder, function):
                if hasattr(one, "cache_clear"):
                    one.cache_clear()
            return True
        del depth
    return False


def compile_anew(site: Site) -> None:
    """Let rules be compiled again that a change is in or that call such ones; in this process alone."""
    from numba.core.caching import NullCache
    from numba.core.dispatcher import Dispatcher

    modules = [one for name, one in sys.modules.items() if name.startswith("simkansen")]
    rules = {id(one): one for held in modules for one in vars(held).values() if isinstance(one, Dispatcher)}
    home = "simkansen." + site.file.removesuffix(".py").replace("/", ".")
    changed = {number for number, one in rules.items() if one.py_func.__module__ == home}
    callers = {-1}
    while callers:
        callers = {number for number, one in rules.items() if number not in changed and any(
            id(one.py_func.__globals__.get(name)) in changed for name in one.py_func.__code__.co_names
        )}  # fmt: skip
        changed |= callers
    for number in changed:
        rule = rules[number]
        rule._cache = NullCache()
        rule._reset_overloads()
        rule.overloads.clear()
        rule._can_compile = True


def _function_of(held: object) -> FunctionType | None:
    if isinstance(held, property):
        held = held.fget
    if isinstance(held, functools.cached_property):
        held = held.func
    while hasattr(held, "__wrapped__") or hasattr(held, "__func__"):
        held = getattr(held, "__wrapped__", None) or held.__func__
    return held if isinstance(held, FunctionType) else None


def _among_constants(module: ModuleType, code: CodeType, names: tuple[str, ...]) -> None:
    """Run the changed source aside, and take over the names that have another value."""
    fresh = {"__name__": f"{module.__name__}", "__file__": module.__file__}
    kept = dict(sys.modules)
    exec(code, fresh)
    sys.modules.update(kept)
    old, new = vars(module), fresh
    for name in names:
        old, new = vars(old[name]), vars(new[name])
    found = False
    for name, value in new.items():
        if name.startswith("__") or callable(value) or name not in old or repr(old[name]) == repr(value):
            continue
        found, before = True, old[name]
        if names:
            setattr(_reach(module, names), name, value)
            continue
        for other in [*sys.modules.values()]:
            if getattr(other, "__name__", "").startswith("simkansen") and vars(other).get(name) is before:
                setattr(other, name, value)
    if not found:
        raise LookupError("no name has another value")


def _reach(module: ModuleType, names: tuple[str, ...]) -> object:
    holder: object = module
    for name in names:
        holder = getattr(holder, name)
    return holder
