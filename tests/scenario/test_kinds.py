"""What a problem is, is told by its kind: no step reads the words in which it is said."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import simkansen
from simkansen.scenario import ScenarioErrors, check_files
from simkansen.scenario.reading.problems import Refusal

ROOT = Path(simkansen.__file__).parent
OF_OTHERS = {"scenario/reading/syntax.py"}
"""Where the words of another program are translated, which has no kinds."""
PROSE = ("did you mean", "see the list", "the key '", "unknown ", "whole number", "choose from", "write ")

BEFORE_THE_FIX = "; "
READERS = ("startswith", "endswith", "split", "rsplit", "partition", "rpartition")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("naam: x", "unknown key"),
        ("interventions: [{id: a}]", "missing"),
        ("interventions: [{id: a, type: tutoring, for: {grope: 4}}]", "unknown name"),
        ("parameters: {growt: 1.0}", "unknown name"),
        ("run: {replications: 2.5}", "no whole number"),
        ("name: My Town", "wrong"),
    ],
)
def test_a_problem_has_a_kind(line, kind, write, types):
    with pytest.raises(ScenarioErrors) as caught:
        check_files([write(f"simkansen: 1\n{line}\n")], types)
    assert [problem.kind for problem in caught.value.problems] == [kind]
    assert caught.value.problems[0].as_dict()["kind"] == kind


def test_a_refusal_keeps_its_kind_when_the_whole_is_told():
    refused = Refusal(("b",), "said", "fix", "missing").below(("a", 0))
    assert refused == Refusal(("a", 0, "b"), "said", "fix", "missing")
    assert (refused.kind, Refusal((), "said", "fix").below(("a",)).kind) == ("missing", "wrong")


def _reads_prose(node: ast.AST) -> bool:
    """Tell whether a condition looks for words of our own messages in a text."""
    if isinstance(node, ast.Compare):
        texts = [node.left] if isinstance(node.ops[0], ast.In) else []
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        texts = node.args if node.func.attr in READERS else []
    else:
        return False
    words = [part.value for text in texts for part in ast.walk(text) if isinstance(part, ast.Constant)]
    return any(isinstance(word, str) and word.startswith((*PROSE, BEFORE_THE_FIX)) for word in words)


@pytest.mark.slow
def test_no_condition_reads_the_words_of_a_message():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted(ROOT.rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in OF_OTHERS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _reads_prose(node)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "fix.startswith('did you mean')",
        "any('whole number' in one.message for one in found)",
        "said, _, fix = str(error).partition('; ')",
    ],
)
def test_conditions_that_read_words_are_found(line):
    assert any(_reads_prose(node) for node in ast.walk(ast.parse(line)))
