"""Compiling ahead: in worker processes, of what is missing, and told by a verb."""

from __future__ import annotations

from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from simkansen.cli import main
from simkansen.evidence import load_parameters
from simkansen.learning.nobody import PARTS, missing_parts
from simkansen.runs.warm_up import compile_ahead, warm_up
from simkansen.work.engines import local
from simkansen.work.progress import Interrupted


def engine_of(name, out):
    """An engine of worker processes that begin with nothing."""

    def submit(function, parameters, part):
        out.append((part, Future()))
        return out[-1][1]

    return SimpleNamespace(name=name, in_process=False, executor=lambda: SimpleNamespace(submit=submit))


def test_workers_compile_what_is_missing_while_others_wait(monkeypatch):
    monkeypatch.setattr("simkansen.runs.warm_up.missing_parts", lambda: ["growth.learn", "teaching.teach"])
    out = []
    ahead = compile_ahead(engine_of("local", out), load_parameters())
    assert [part for part, _ in out] == ["growth.learn", "teaching.teach"]
    assert ahead.going_on
    out[0][1].set_result(3)
    assert ahead.going_on
    assert ahead.finish(lambda: out[1][1].set_exception(RuntimeError())) == 3
    assert not ahead.going_on


def test_nothing_is_compiled_ahead_in_this_process_or_on_other_machines(monkeypatch):
    monkeypatch.setattr("simkansen.runs.warm_up.missing_parts", lambda: list(PARTS))
    out = []
    assert not compile_ahead(engine_of("slurm", out), load_parameters()).going_on
    with local(1) as engine:
        assert not compile_ahead(engine, load_parameters()).going_on
    assert not out


def test_all_is_compiled_once_without_asking_what_the_code_does(monkeypatch):
    def ask(*words):
        raise AssertionError("it asks for the identity of the code")

    for name in ("answer", "identity_of"):
        monkeypatch.setattr(f"simkansen.identity.kept.{name}", ask)
    warm_up(1)
    assert not missing_parts()
    assert warm_up(1) == 0


@pytest.mark.parametrize(
    ("lang", "compiled", "said"),
    [
        ("en", 3, "The rules of the model are compiled; it took 0 s."),
        ("en", 0, "The rules of the model were compiled already."),
        ("nl", 0, "De regels van het model waren al vertaald voor de computer."),
    ],
)
def test_the_verb_says_in_one_line_how_it_went(monkeypatch, capsys, lang, compiled, said):
    monkeypatch.setattr("simkansen.runs.warm_up.warm_up", lambda workers, show: compiled)
    monkeypatch.setattr("simkansen.cli.verbs.warm_up.time.perf_counter", lambda: 0.0)
    assert main(["warm-up", "--lang", lang]) == 0
    assert capsys.readouterr().out == f"{said}\n"


def test_ctrl_c_says_that_what_is_compiled_is_kept(monkeypatch, capsys):
    def stop(workers, show):
        raise Interrupted(2)

    monkeypatch.setattr("simkansen.runs.warm_up.warm_up", stop)
    assert main(["warm-up", "-q"]) == 130
    assert "What is compiled is kept" in capsys.readouterr().err
