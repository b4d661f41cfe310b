"""The streams of chance that the code draws from, beside what is said of each."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from simkansen.odd.markdown import code, codes, described, table
from simkansen.odd.source import called, modules

_NAME_AT = {"stream": 0, "uniforms": 1, "normals": 1, "evenly": 1}
"""Where functions of `simkansen.chance` and `simkansen.runs.draws.stratified` take the name of a stream."""

_Scope = tuple[ast.AST, ...]
"""A node of the tree and all that it stands in, outermost first."""


KINDS = ("streams", "fitting_streams")
"""Streams of the model, and those of the fit and of what studies see."""


def tables() -> dict[str, str]:
    """Write the streams in the order in which they are described.

    Returns
    -------
    dict of str to str
        Markdown by the name of its marker.
    """
    used = used_streams()
    head = ["stream", "distribution", "keyed on", "why it is random", "drawn in"]
    found = {}
    for kind in KINDS:
        rows = (
            [code(name), said["draw"], said["keyed"], said["why"], codes(used.get(name, ()))]
            for name, said in described()[kind].items()
        )
        found[kind.replace("_", "-")] = table(head, rows)
    return found


def used_streams() -> dict[str, tuple[str, ...]]:
    """Find every stream in the code.

    Returns
    -------
    dict of str to tuple of str
        Files by name of the stream. What is only known in a run stands in the name in braces, as in
        ``take-up/{stream}``.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for file, tree in modules().items():
        for name in _names_in(tree):
            if name != "{name}":  # the functions of chance themselves
                found[name][file] = None
    return {name: tuple(files) for name, files in sorted(found.items())}


def _names_in(tree: ast.Module) -> Iterator[str]:
    calls = [scope for scope in _walk((tree,)) if isinstance(scope[-1], ast.Call)]
    for scope in calls:
        call = scope[-1]
        if isinstance(call, ast.Call) and _is_draw(call):
            yield from _resolved(_argument(call, _NAME_AT[called(call)], "name"), scope, calls)


def _argument(call: ast.Call, place: int, name: str) -> ast.expr:
    """Find what a call gives a parameter, by its name or by its place."""
    by_name = {keyword.arg: keyword.value for keyword in call.keywords}
    return by_name.get(name) or call.args[place]


def _walk(scope: _Scope) -> Iterator[_Scope]:
    yield scope
    for child in ast.iter_child_nodes(scope[-1]):
        yield from _walk((*scope, child))


def _is_draw(call: ast.Call) -> bool:
    """Whether this calls chance itself, not a method of the same name."""
    of = call.func.value if isinstance(call.func, ast.Attribute) else None
    return called(call) in _NAME_AT and (of is None or getattr(of, "id", "") == "chance")


def _resolved(name: ast.expr, scope: _Scope, calls: list[_Scope]) -> list[str]:
    """Names that an expression stands for; a parameter is looked up where its function is called."""
    if isinstance(name, ast.Constant):
        return [str(name.value)]
    parts = name.values if isinstance(name, ast.JoinedStr) else [name]
    names = [""]
    for part in parts:
        names = [before + after for before in names for after in _part(part, scope, calls)]
    return names


def _part(part: ast.expr, scope: _Scope, calls: list[_Scope]) -> list[str]:
    if isinstance(part, ast.Constant):
        return [str(part.value)]
    value = part.value if isinstance(part, ast.FormattedValue) else part
    if isinstance(value, ast.Call) and called(value) == "str":
        (value,) = value.args
    if not isinstance(value, ast.Name):
        return [f"{{{ast.unparse(value)}}}"]
    function = next((node for node in reversed(scope) if isinstance(node, ast.FunctionDef)), None)
    given = _given(value.id, function, scope, calls) if function else []
    return given or [f"{{{value.id}}}"]


def _given(name: str, function: ast.FunctionDef, scope: _Scope, calls: list[_Scope]) -> list[str]:
    """Names that the callers of a function give one of its parameters; none where it is no parameter."""
    parameters = [argument.arg for argument in function.args.args]
    if name not in parameters:
        return []
    around = scope[: scope.index(function)]
    is_method = isinstance(around[-1], ast.ClassDef)
    names = []
    for other in calls:
        call = other[-1]
        inside = is_method or other[: len(around)] == around
        if isinstance(call, ast.Call) and inside and _calls(call, function, is_method):
            argument = _argument(call, parameters.index(name) - is_method, name)
            names += _resolved(argument, other, calls)
    return list(dict.fromkeys(names))


def _calls(call: ast.Call, function: ast.FunctionDef, is_method: bool) -> bool:
    return called(call) == function.name and isinstance(call.func, ast.Attribute) == is_method
