"""What decides results uses no function whose last bits follow the processor."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "simkansen"

ROOMS = (
    "arithmetic", "evidence", "fitting", "interventions", "learning", "outcomes", "population", "runs",
    "sweep",
)  # fmt: skip
"""Not `scenario`: what it computes goes into messages and into calendars of whole numbers."""
FILES = ("chance.py", "compiled.py", "model.py", "school.py")

CURVED = {
    "exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "logaddexp", "pow", "power", "float_power",
    "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "atan2", "arcsin", "arccos",
    "arctan", "arctan2", "arcsinh", "arccosh", "arctanh", "asinh", "acosh", "atanh", "cbrt", "hypot",
    "dist", "erf", "erfc", "gamma", "lgamma", "sinc", "i0", "angle",
}  # fmt: skip
"""Functions of the C library and of numpy's own loops."""
BY_BLAS = {
    "linalg", "dot", "vdot", "inner", "matmul", "tensordot", "einsum", "convolve", "correlate", "cov",
    "corrcoef", "polyfit", "fft", "leggauss", "hermgauss", "matvec", "vecmat", "vecdot", "multi_dot",
}  # fmt: skip
"""What sums in an order that a library chooses."""
LIBRARIES = {"scipy", "cmath", "sklearn"}

EXCEPTIONS = {
    "fitting/sensitivity/ranking.py": {"scipy.stats"},  # says of orders that are made how far they agree
    "sweep/ask/design.py": {
        "scipy.stats"
    },  # Latin hypercubes: whole numbers of a generator, divided and shifted
    "sweep/analysis/interval.py": {
        "scipy.special",
        "**",
    },  # intervals of an analysis, which no result rests on
    "sweep/analysis/*": {"scipy.special", "sklearn.tree", "**"},  # the same
}
"""By file, what it may use all the same; the comment says why."""


def modules() -> list[Path]:
    """Every module that results rest on."""
    found = [PACKAGE / name for name in FILES]
    found += [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]
    return found


def unsafe_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Lines and names of what follows the processor."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if owner in ("np", "numpy", "math") and node.attr in CURVED | BY_BLAS:
                yield node.lineno, f"{owner}.{node.attr}"
            elif node.attr in BY_BLAS:
                yield node.lineno, f".{node.attr}"
        elif isinstance(node, ast.BinOp | ast.AugAssign):
            whole = isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant)
            whole = whole and isinstance(node.left.value, int) and not isinstance(node.right, ast.UnaryOp)
            if isinstance(node.op, ast.MatMult) or (isinstance(node.op, ast.Pow) and not whole):
                yield node.lineno, "@" if isinstance(node.op, ast.MatMult) else "**"
        elif isinstance(node, ast.Call):
            yield from _unsafe_call(node)
        else:
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else names
            yield from ((node.lineno, name) for name in names if name.split(".")[0] in LIBRARIES)
            if isinstance(node, ast.ImportFrom) and node.module in ("math", "numpy"):
                yield from ((node.lineno, one.name) for one in node.names if one.name in CURVED | BY_BLAS)


def _unsafe_call(node: ast.Call) -> Iterator[tuple[int, str]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    keywords = {one.arg: one.value for one in node.keywords}
    if name in ("argsort", "argpartition"):
        kind = keywords.get("kind")
        if not (isinstance(kind, ast.Constant) and kind.value == "stable"):
            yield node.lineno, f"{name} that is not stable"
    if name == "pow":
        yield node.lineno, "pow"
    for loose in {"fastmath", "parallel"} & keywords.keys():
        yield node.lineno, loose


def allowed(path: Path) -> set[str]:
    """What a module may use all the same."""
    inside = path.relative_to(PACKAGE)
    return set().union(*(names for pattern, names in EXCEPTIONS.items() if inside.match(pattern)))


def test_results_use_the_arithmetic_of_our_own_alone():
    found = [
        f"{path.relative_to(PACKAGE).as_posix()}:{line}: {name}"
        for path in modules()
        for line, name in unsafe_in(ast.parse(path.read_text(encoding="utf-8")))
        if name not in allowed(path)
    ]
    assert not found, "use simkansen.arithmetic instead:\n" + "\n".join(found)


def test_every_exception_is_still_needed():
    for pattern, names in EXCEPTIONS.items():
        paths = [path for path in modules() if path.relative_to(PACKAGE).match(pattern)]
        used = {name for path in paths for _, name in unsafe_in(ast.parse(path.read_text(encoding="utf-8")))}
        assert names <= used, pattern


@pytest.mark.parametrize(
    "text",
    [
        "np.exp(x)", "math.log(x)", "math.pow(x, y)", "x ** 0.5", "x ** 2", "10 ** -3", "a @ b", "a.dot(b)",
        "np.linalg.eigh(a)", "np.einsum('i,i', a, a)", "from scipy.special import ndtr", "import scipy.stats",
        "np.argsort(x)", "x.argsort()", "np.corrcoef(a, b)", "from math import exp", "pow(x, y)", "x **= 2",
        "njit(fastmath=True)", "np.polynomial.legendre.leggauss(4)",
    ],
)  # fmt: skip
def test_what_follows_the_processor_is_found(text):
    assert list(unsafe_in(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    ["np.sqrt(x)", "math.floor(x)", "2 ** 13", "x * x", "np.square(x)", "np.argsort(x, kind='stable')",
     "exp(x)", "from simkansen.arithmetic import exp", "f(**x)", "{**x}", "x.sum()", "np.cumsum(x)"],
)  # fmt: skip
def test_what_every_processor_does_alike_is_left_alone(text):
    assert not list(unsafe_in(ast.parse(text)))
