"""What the terminal says, and in which language it cannot say it yet, by file.

    python tests/terminal_words.py             says where there is more without Dutch, or less, than on record
    python tests/terminal_words.py --missing   prints every text without Dutch, behind its file
    python tests/terminal_words.py --update    puts what there is on record

A text with values is made by `phrase` or `phrase_of`, else no other language can have it: a text in an
f-string counts as one without Dutch. A text without values counts by itself. What is not said yet is on
record (`terminal_words.json`) and only shrinks. Texts that no reader of a terminal meets (descriptions for
the schema, queries, words of pages) are not looked at.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator
from gettext import GNUTranslations
from pathlib import Path

from ruamel.yaml import YAML

PACKAGE = Path(__file__).parent.parent / "simkansen"
RECORD = Path(__file__).with_suffix(".json")
ROOMS = (
    "cli", "scenario", "interventions", "population/schools", "runs", "sweep/ask", "sweep/running",
    "sweep/store", "sweep/verification", "work",
)  # fmt: skip
FILES = (
    "limits.py", "country.py", "evidence/limited.py", "learning/week.py", "population/show.py",
    "fitting/calibration/specification.py", "fitting/calibration/smc.py", "fitting/sensitivity/file.py",
    "fitting/sensitivity/forecast.py", "fitting/sensitivity/rounds.py",
    "fitting/validation/words.py",
)  # fmt: skip
BOUNDS = "evidence/bounds.yaml"
APART = (
    "scenario/schema/vocabulary.py",  # names of what is measured: words of pages
    "scenario/writing/json_schema.py", "scenario/schema/described.py",  # descriptions that editors show
    "work/storage/environment.py", "work/storage/tables.py",
)  # fmt: skip
"""Files of the rooms whose texts are not for a terminal."""

NOT_SAID = frozenset(
    {"execute", "sql", "compile", "getLogger", "Field", "Literal", "search", "match", "sub", "fullmatch"}
)
NOT_KEYS = frozenset({"description", "leans_on", "effect", "says", "hint"})
COMMAND = re.compile(r"simkansen( [^ ]+)+")
"""A command line to be copied: it is said as it stands, unless a language has other names of files for it."""

PROSE = re.compile(r"[a-z}'\"][,;:]? [a-z{'\"(]")


def template(node: ast.Constant | ast.JoinedStr) -> str:
    """Give a text of a source, with braces where a value stands."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def makes_command(decorator: ast.expr) -> bool:
    """Say whether a function is a command of the terminal, whose docstring is its help."""
    return isinstance(decorator, ast.Call) and name_of(decorator) in ("command", "group")


def name_of(call: ast.Call) -> str:
    """Give the name of what is called."""
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def texts(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """Give every text for people in a source, and whether another language can have it.

    A text of `phrase` always counts; others where two words stand in them.
    """
    docstrings = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            name = name_of(node)
            if name in NOT_SAID:
                continue
            if name in ("phrase", "phrase_of", "counted"):
                yield from said_by(node, name)
                waiting += [word.value for word in node.keywords]
                waiting += node.args[1:] if name == "phrase" else node.args[:1]
                continue
            waiting += node.args + [word.value for word in node.keywords if word.arg not in NOT_KEYS]
            waiting.append(node.func)
            continue
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str)
        ):
            if id(node) not in docstrings and PROSE.search(template(node)):
                yield template(node), not isinstance(node, ast.JoinedStr)
            if isinstance(node, ast.JoinedStr):
                waiting += [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
            continue
        if isinstance(node, ast.AnnAssign):
            waiting += [node.value] if node.value else []
            continue
        waiting += ast.iter_child_nodes(node)


def said_by(call: ast.Call, name: str) -> Iterator[tuple[str, bool]]:
    """Give the templates of a call that makes a phrase."""
    if name == "counted":
        what = call.args[1] if len(call.args) > 1 else None
        if isinstance(what, ast.Constant):
            yield f"{{number:,}} {what.value}", True
        return
    for one in call.args[:1] if name == "phrase" else call.args[1:2]:
        if isinstance(one, ast.Constant) and re.search("[A-Za-z]", re.sub(r"\{[^}]*\}", "", str(one.value))):
            yield str(one.value), True


def sources() -> Iterator[Path]:
    """Go through the sources whose texts a terminal shows."""
    for path in sorted(PACKAGE.rglob("*.py")):
        here = path.relative_to(PACKAGE).as_posix()
        if (here.startswith(tuple(f"{room}/" for room in ROOMS)) or here in FILES) and not here.startswith(
            APART
        ):
            yield path
    yield PACKAGE / BOUNDS


def texts_of(path: Path) -> Iterator[tuple[str, bool]]:
    """Give every text for people of a file.

    Of help, whose lines are folded anew, each paragraph; of types of interventions what lists say of them.
    """
    if path.suffix == ".yaml":
        yield from texts_of_bounds(path)
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from texts(tree)
    if "interventions" in path.parts:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and "Intervention" in map(ast.unparse, node.bases):
                yield (ast.get_docstring(node) or "").partition("\n")[0], True
    if "verbs" in path.parts:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(map(makes_command, node.decorator_list)):
                told = ast.get_docstring(node) or ""
                yield from ((" ".join(one.split()), True) for one in told.split("\n\n"))


def texts_of_bounds(path: Path) -> Iterator[tuple[str, bool]]:
    """Give what is said of answers of interventions that go far, and their amounts, which are told as one."""
    for bound in YAML(typ="safe", pure=True).load(path):
        first, *others = bound["unit"].split(" ")
        yield " ".join(["{number:,.15g}", first.removesuffix("s"), *others]), True
        yield from ((bound[key], True) for key in ("by", "because"))


def catalogue(folder: Path, lang: str) -> dict[str, str]:
    """Give the texts of a language, as they are compiled."""
    with (folder / lang / "LC_MESSAGES" / "terminal.mo").open("rb") as file:
        found = vars(GNUTranslations(file))["_catalog"]
    return {key[0] if isinstance(key, tuple) else key: text for key, text in found.items()}


def missing(lang: str = "nl") -> dict[str, list[str]]:
    """Give the texts that a language has not, by file; each once in a file."""
    known = catalogue(PACKAGE / "locale", lang)

    def lacks(text: str, able: bool) -> bool:
        return not able or (text not in known and COMMAND.fullmatch(text) is None)

    found = {}
    for path in sources():
        without = dict.fromkeys(text for text, able in texts_of(path) if lacks(text, able))
        if without:
            found[path.relative_to(PACKAGE).as_posix()] = list(without)
    return found


def count() -> dict[str, int]:
    """Count the texts without Dutch in every file that has some."""
    return {file: len(some) for file, some in missing().items()}


def all_texts() -> set[str]:
    """Give every text that can be said in another language."""
    return {text for path in sources() for text, able in texts_of(path) if able}


def read_record() -> dict[str, int]:
    """Give what is on record."""
    record: dict[str, int] = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def differences(now: dict[str, int], before: dict[str, int]) -> Iterator[str]:
    """Say in lines where there is more without Dutch than on record, or less."""
    for file in sorted(now.keys() | before.keys()):
        here, there = now.get(file, 0), before.get(file, 0)
        said = f"{file}: {here} texts without Dutch, {there} on record"
        if here > there:
            yield f"{said}: add them to simkansen/locale (python tests/terminal_words.py --missing)"
        elif here < there:
            yield f"{said}: put that on record, so that it stays so"


def main(asked: Iterable[str]) -> int:
    """Compare, print or put on record; 1 where something differs."""
    if "--missing" in asked:
        for file, some in missing().items():
            print(*(f"{file}\t{text!r}" for text in some), sep="\n")
        return 0
    now, every = count(), sum(len(dict.fromkeys(text for text, _ in texts_of(path))) for path in sources())
    if "--update" in asked:
        RECORD.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    print(f"{sum(now.values())} of {every} texts have no Dutch")
    told = [] if "--update" in asked else list(differences(now, read_record()))
    print(*told, sep="\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
