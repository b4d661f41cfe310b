"""Compiling ahead: in worker processes, of what is missing, and told by a verb."""

from __future__ import annotations

import os
from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from numba import config

from simkansen.cli import main
from simkansen.compiled import is_all_compiled
from simkansen.learning.nobody import PARTS, missing_parts
from simkansen.runs.warm_up import compile_ahead, warm_up
from simkansen.work.engines import local
from simkansen.work.errors import WorkerDiedError
from simkansen.work.progress import Interrupted


def engine_of(out):
    """An engine of worker processes that begin with nothing."""

    def submit(function, parameters, parts):
        out.append(parts)
        return Future()

    executor = SimpleNamespace(submit=submit)
    return SimpleNamespace(executor=lambda: executor)


@pytest.mark.parametrize(
    ("beside", "shares"), [(0, []), (1, ["abc"]), (2, ["ac", "b"]), (9, ["a", "b", "c"])]
)
def test_processes_share_what_is_missing(monkeypatch, beside, shares):
    monkeypatch.setattr("simkansen.runs.warm_up.missing_parts", lambda: ["a", "b", "c"])
    out = []
    assert len(compile_ahead(engine_of(out), None, beside)) == len(shares)
    assert out == [list(share) for share in shares]


def test_nothing_is_compiled_ahead_where_nothing_is_missing(monkeypatch):
    out = []
    monkeypatch.setattr("simkansen.runs.warm_up.missing_parts", list)
    assert not compile_ahead(engine_of(out), None, beside=2)
    assert not out


def compile_badly(*words):
    """Die as a process that the system ends."""
    os._exit(9)


@pytest.mark.slow
def test_a_process_that_dies_while_it_compiles_takes_nothing_along(monkeypatch):
    monkeypatch.setattr("simkansen.runs.warm_up.missing_parts", lambda: list(PARTS))
    monkeypatch.setattr("simkansen.runs.warm_up.compile_parts", compile_badly)
    with local(2) as engine:
        ahead = compile_ahead(engine, None, beside=1)
        assert isinstance(ahead[0].exception(), WorkerDiedError)
        assert engine.executor().submit(abs, -3).result() == 3


@pytest.fixture
def fake(monkeypatch, tmp_path):
    """Warming up of a cache of its own, without compiling; the stages that were told."""
    (tmp_path / "rule.nbi").touch()
    monkeypatch.setitem(vars(config), "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("simkansen.runs.warm_up.missing_parts", list)
    monkeypatch.setattr("simkansen.runs.warm_up.make_population", lambda scenario: None)
    monkeypatch.setattr("simkansen.runs.warm_up.simulate", lambda *words: None)
    monkeypatch.setattr("simkansen.runs.warm_up.made_here", iter([10, 14, 20, 27]).__next__)
    return tmp_path


def test_warming_up_tells_how_far_it_is_and_is_done_once(fake):
    told = []
    assert warm_up(1, told.append) == 4
    assert [one.stage for one in told] == ["compiling"] * len(told)
    assert [told[0].share, told[-1].share] == [0.0, 1.0]
    assert warm_up(1, told.clear) == 0
    (fake / "rule.nbi").unlink()
    assert warm_up(1) == 7, "what somebody took away is compiled again"


def test_what_could_not_be_kept_is_not_taken_for_kept(fake, monkeypatch):
    monkeypatch.setattr("simkansen.runs.warm_up.missing_parts", lambda: ["growth.learn"])
    warm_up(1)
    assert not is_all_compiled()


def test_every_rule_is_compiled_without_asking_what_the_code_does(monkeypatch):
    def ask(*words):
        raise AssertionError("it asks for the identity of the code")

    for name in ("answer", "identity_of"):
        monkeypatch.setattr(f"simkansen.identity.kept.{name}", ask)
    monkeypatch.setattr("simkansen.runs.warm_up.is_all_compiled", lambda: False)
    warm_up(1)
    assert not missing_parts()
    assert is_all_compiled()


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
    monkeypatch.setattr("simkansen.compiled.is_all_compiled", lambda: True)
    monkeypatch.setattr("simkansen.cli.verbs.warm_up.time.perf_counter", lambda: 0.0)
    assert main(["warm-up", "--lang", lang]) == 0
    assert capsys.readouterr().out == f"{said}\n"


def test_the_verb_says_where_nothing_could_be_kept(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("simkansen.runs.warm_up.warm_up", lambda workers, show: 3)
    monkeypatch.setattr("simkansen.compiled.is_all_compiled", lambda: False)
    monkeypatch.setitem(vars(config), "CACHE_DIR", str(tmp_path))
    assert main(["warm-up"]) == 4
    said = capsys.readouterr()
    assert not said.out
    assert said.err == (
        f"What was compiled could not be kept in {tmp_path}. "
        "Name a folder that can be written in NUMBA_CACHE_DIR.\n"
    )


def test_ctrl_c_says_that_what_is_compiled_is_kept(monkeypatch, capsys):
    def stop(workers, show):
        raise Interrupted(2)

    monkeypatch.setattr("simkansen.runs.warm_up.warm_up", stop)
    assert main(["warm-up", "-q"]) == 130
    assert "What is compiled is kept" in capsys.readouterr().err
