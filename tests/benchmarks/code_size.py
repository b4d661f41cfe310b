"""Measure the size and the shape of the package: `python tests/benchmarks/code_size.py`.

Told are the lines of code of each room (without docstrings, comments and blank lines), the mean cyclomatic
complexity and the functions above 15 (with radon, where it is installed: `pip install radon`), folders with
more than 15 files, circles of imports (those for types included), and imports of the package in functions.
"""

from __future__ import annotations

import argparse
import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "simkansen"
MOST_COMPLEX = 15
MOST_FILES = 15


def code_lines(text: str) -> int:
    """Count the lines of a module that hold code."""
    words = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    nothing = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    held: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in nothing and token.type != tokenize.ENDMARKER:
            held.update(range(token.start[0], token.end[0] + 1))
    return len(held - words)


def modules(package: Path) -> dict[str, Path]:
    """Give the modules of a package by their dotted names."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(name: str, path: Path, known: set[str]) -> Iterator[tuple[str, bool]]:
    """Give what a module imports of the package, and whether it does so inside a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                target = full if full in known else node.module
                if target in known and target != name:
                    yield target, id(node) in inside
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in known and alias.name != name:
                    yield alias.name, id(node) in inside


def circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """Give the sets of modules that import one another in a circle (Tarjan's strong components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(arrows.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            component = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(component) > 1:
                found.append(sorted(component))

    for node in sorted(arrows):
        if node not in index:
            visit(node)
    return found


def complexity(package: Path) -> tuple[float, list[str]] | None:
    """Give the mean cyclomatic complexity as `radon cc -a` does, and what lies above `MOST_COMPLEX`."""
    try:
        from radon.complexity import cc_visit
    except ImportError:
        return None
    blocks = [
        (block, path)
        for path in sorted(package.rglob("*.py"))
        for block in cc_visit(path.read_text(encoding="utf-8"))
    ]
    above = [
        f"{path.relative_to(package.parent)}:{block.lineno} {block.name} {block.complexity}"
        for block, path in blocks
        if block.complexity > MOST_COMPLEX
    ]
    return sum(block.complexity for block, _ in blocks) / len(blocks), above


def main() -> None:
    """Print all figures of a package."""
    parser = argparse.ArgumentParser(description="Measure the size and the shape of the package.")
    parser.add_argument("package", type=Path, nargs="?", default=PACKAGE)
    package = parser.parse_args().package.resolve()
    found = modules(package)
    lines: Counter[str] = Counter()
    for path in found.values():
        room = path.relative_to(package).parts[0] if path.parent != package else "."
        lines[room] += code_lines(path.read_text(encoding="utf-8"))
    total = sum(lines.values())
    for room, count in sorted(lines.items()):
        print(f"{room:16}{count:8,}{count / total:8.1%}")
    print(f"{'all':16}{total:8,}   lines of code in {len(found)} files")
    if measured := complexity(package):
        print(f"mean complexity {measured[0]:.2f}; above {MOST_COMPLEX}: {', '.join(measured[1]) or 'none'}")
    files = Counter(path.parent for path in package.rglob("*.py") if path.name != "__init__.py")
    wide = [
        f"{folder.relative_to(package.parent)} {n}" for folder, n in sorted(files.items()) if n > MOST_FILES
    ]
    print(f"folders with more than {MOST_FILES} files: {', '.join(wide) or 'none'}")
    known = set(found)
    arrows = {name: list(imports(name, path, known)) for name, path in found.items()}
    told = circles({name: {target for target, _ in out} for name, out in arrows.items()})
    print(f"circles: {len(told)}")
    for circle in told:
        print("  " + ", ".join(circle))
    inside = Counter(name.split(".")[1] for name, out in arrows.items() for _, within in out if within)
    print(f"imports of the package inside functions: {sum(inside.values())} ({dict(sorted(inside.items()))})")


if __name__ == "__main__":
    main()
