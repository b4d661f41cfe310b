"""Words of one country in the core: its places, subjects, sectors and levels, by file.

    python tests/country_words.py             says where there are more, or fewer, than on record
    python tests/country_words.py --update    puts what there is on record

The core knows no country by name: what belongs to one stands in its folder of `simkansen/schooling/`. What is
left of earlier days is on record (`country_words.json`), with the reason why it is still there, and only
shrinks. Docstrings and comments may name what they like; words that readers see stand in the locale.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from simkansen.schooling import load_system
from simkansen.schooling.places import places, provinces

PACKAGE = Path(__file__).parent.parent / "simkansen"
RECORD = Path(__file__).with_suffix(".json")
COUNTRY = frozenset({"netherlands", "dutch", "nederland", "nederlands"})
COMMON = frozenset({"reading", "Best"})
"""A subject and a municipality that are words of every day: only a text that is nothing else counts."""

Counts = dict[str, dict[str, int]]


def words_of_the_country() -> dict[str, str]:
    """Give what each word is about, by the word in small letters; places as they are written."""
    system = load_system()
    level = system.levels.word
    found = dict.fromkeys(COUNTRY, "country") | {level: "level", f"{level}en": "level"}
    found |= dict.fromkeys(system.subject_names, "subject") | dict.fromkeys(system.sector_names, "sector")
    return {word: about for word, about in found.items() if word not in COMMON}


def names_of_places() -> re.Pattern[str]:
    """Match a place as a whole word."""
    names = {*provinces(), *(place.name for place in places())} - COMMON
    every = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(every)})(?!\w)")


WORDS, PLACES = words_of_the_country(), names_of_places()


def texts(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """Give every name and every text in a source, docstrings aside, and whether it is a text."""
    said = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value, True
        for field in ("id", "attr", "arg", "name", "module", "asname"):
            if isinstance(named := getattr(node, field, None), str):
                yield named, False


def found_in(tree: ast.AST) -> Counter[str]:
    """Count the words of the country in a source, by what they are about."""
    found: Counter[str] = Counter()
    for text, written in texts(tree):
        found.update(WORDS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in WORDS)
        found.update("place" for _ in PLACES.findall(text))
        if written and text in COMMON:
            found["subject" if text in load_system().subject_names else "place"] += 1
    return found


def core() -> Iterator[Path]:
    """Go through the sources that should know no country."""
    return (path for path in sorted(PACKAGE.rglob("*.py")) if "nl" not in path.relative_to(PACKAGE).parts)


def count() -> Counts:
    """Count in every file of the core; files without any are left out."""
    counted = {
        path.relative_to(PACKAGE).as_posix(): dict(sorted(found.items()))
        for path in core()
        if (found := found_in(ast.parse(path.read_text(encoding="utf-8"))))
    }
    return dict(sorted(counted.items()))


def read_record() -> tuple[Counts, dict[str, dict[str, str]]]:
    """Give what is on record: counts by file; reasons by what it is about and a pattern of files."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    return record["files"], record["reasons"]


def differences(now: Counts, before: Counts) -> Iterator[str]:
    """Say in lines where there is more than on record, or less."""
    for file in sorted(now.keys() | before.keys()):
        here, there = now.get(file, {}), before.get(file, {})
        for about in sorted(here.keys() | there.keys()):
            number, was = here.get(about, 0), there.get(about, 0)
            said = f"{file}: {number} words for a {about} of one country, {was} on record"
            if number > was:
                yield f"{said}: ask `simkansen.schooling` for it"
            elif number < was:
                yield f"{said}: put that on record, so that it stays so"


def main(asked: Iterable[str]) -> int:
    """Compare or put on record; 1 where something differs."""
    now, (before, reasons) = count(), read_record()
    if "--update" in asked:
        RECORD.write_text(json.dumps({"reasons": reasons, "files": now}, indent=1) + "\n", encoding="utf-8")
        print(f"{len(now)} files, {sum(sum(one.values()) for one in now.values())} words are on record now")
        return 0
    told = list(differences(now, before))
    print(*told, sep="\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
