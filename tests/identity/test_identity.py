"""What the model does is its identity: text may change and keep it, a changed rule may not."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

import simkansen.behaviour.__main__ as behaving
from simkansen.behaviour.__main__ import look, names
from simkansen.behaviour.stamps import STAMPED, name_of, restamp, stale
from simkansen.behaviour.weeks import STEPS
from simkansen.evidence.files import FOLDER as EVIDENCE
from simkansen.identity import (
    COMPARED,
    FIT,
    NORM,
    PACKAGE,
    PARTS,
    RUNS,
    SENSITIVITY,
    SWEEPS,
    answer,
    data_digest,
    identity_of,
    moved,
    sources_digest,
)
from simkansen.identity import kept as keeping
from simkansen.identity.compare import moved as moved_series
from simkansen.identity.compare import told
from simkansen.identity.figures import Figures, Key
from simkansen.identity.kept import shipped_parts, shipped_sources

pytest.importorskip("pyabc")

SKILL = Key("weeks", "a case", "pupils learn", "skill", "week")
MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A copy of the package, to be changed; always in one place, where its rules are compiled once."""
    package = tmp_path_factory.mktemp("copy") / "simkansen"

    def make(*changes):
        answer.cache_clear()
        shutil.rmtree(package, ignore_errors=True)
        shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
        for file, before, after in changes:
            path = package / file
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            assert before in text
            path.write_text(text.replace(before, after) if before else text + after, encoding="utf-8")
        return package

    return make


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    """A cache of the behaviour that holds nothing; compiled code stays where it is."""
    from numba import config

    monkeypatch.setenv("NUMBA_CACHE_DIR", str(Path(config.CACHE_DIR).parent))
    monkeypatch.setattr(keeping, "_cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.mark.slow
def test_the_model_does_what_is_written_down():
    looked = look()
    assert {part: told(series) for part, series in looked.moved.items()} == {}
    assert names(looked) == shipped_parts(PACKAGE / "identity")


@pytest.mark.slow
def test_nobody_who_installs_the_package_has_to_simulate_to_find_out():
    known = shipped_sources(PACKAGE / "identity")
    assert sources_digest() in known, "write it down: python -m simkansen.behaviour"


def test_what_is_shipped_was_made_with_the_behaviour_that_is_shipped():
    again = [f"{one.file}: {one.again}" for one in stale(EVIDENCE, shipped_parts(PACKAGE / "identity"))]
    assert again == []


def test_the_shipped_file_is_small():
    assert sum((PACKAGE / "identity" / name).stat().st_size for name in (
        keeping.FIGURES, keeping.SHIPPED, keeping.SOURCES,
    )) < MOST_BYTES  # fmt: skip


def test_other_words_of_a_language_are_the_same_sources_and_data(copied):
    package = copied(
        ("locale/nl/LC_MESSAGES/terminal.po", "geen problemen", "niets mis"),
        ("schooling/nl/locale/nl/LC_MESSAGES/terminal.po", "rekenen", "rekenen-wiskunde"),
    )
    assert data_digest(package) == data_digest()
    assert sources_digest(package) == sources_digest()
    assert data_digest(copied(("evidence/bounds.yaml", "3.75", "3.8"))) != data_digest()


def test_what_a_wheel_adds_to_the_package_is_neither_source_nor_data(copied, root):
    """A run from a wheel has the name that it has from a checkout, and nobody simulates to find out."""
    asked = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    added = asked["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert added
    package = copied(
        *(
            (place.removeprefix("simkansen/"), "", (root / file).read_text("utf-8"))
            for file, place in added.items()
        )
    )
    assert all((package.parent / place).is_file() for place in added.values())
    assert data_digest(package) == data_digest()
    assert sources_digest(package) == sources_digest()


@pytest.mark.slow
def test_another_text_of_the_same_model_keeps_the_identity_and_is_looked_at_once(
    copied, own_cache, monkeypatch
):
    package = copied(
        ("interventions/roster.py", "draw", "chance_of_this_pupil"),
        ("outcomes/measures/cost.py", "\nfrom __future__", "\n# Another comment.\nfrom __future__"),
        ("fitting/study.py", "calendar = study_calendar()\n", "calendar = (\n  study_calendar()\n    )\n"),
        ("runs/a_new_file.py", "", '"""Nobody reads this."""\nNUMBER = 3\n'),
    )  # fmt: skip
    assert sources_digest(package) != sources_digest()
    for scope in (FIT, NORM, COMPARED, RUNS, SWEEPS, SENSITIVITY):
        assert identity_of(scope, package) == name_of(scope, shipped_parts(PACKAGE / "identity"))
    assert moved(COMPARED, package) == []
    assert data_digest(package) == data_digest()
    assert len(list(own_cache.glob("behaviour-*.json"))) == 1
    monkeypatch.setattr(keeping, "_simulated", lambda *_: pytest.fail("simulated again"))
    answer.cache_clear()
    assert identity_of(RUNS, package) == name_of(RUNS, shipped_parts(PACKAGE / "identity"))


@pytest.mark.slow
def test_another_rule_is_another_identity_of_what_rests_on_it_and_the_message_says_where(copied, own_cache):
    package = copied(
        (
            "interventions/lend_devices.py",
            "+= self.intervention.per_home",
            "+= 1.001 * self.intervention.per_home",
        )
    )
    shipped = shipped_parts(PACKAGE / "identity")
    for scope in (FIT, NORM):
        assert identity_of(scope, package) == name_of(scope, shipped)
        assert moved(scope, package) == []
    for scope in (COMPARED, RUNS, SWEEPS, SENSITIVITY):
        assert identity_of(scope, package) != name_of(scope, shipped)
    first = moved(RUNS, package)[0]
    assert "step `schools decide`, figure `devices` week " in first
    assert " → " in first


@pytest.mark.slow
def test_a_model_that_cannot_run_has_an_identity_of_its_own_which_is_not_kept(copied, own_cache):
    package = copied(("model.py", "from __future__", "import no_such_module\nfrom __future__"))
    assert identity_of(FIT, package) != name_of(FIT, shipped_parts(PACKAGE / "identity"))
    assert any("no_such_module" in line or "SyntaxError" in line for line in moved(FIT, package))
    assert list(own_cache.glob("behaviour-*.json")) == []


def test_a_broken_cache_is_done_without(own_cache):
    own_cache.mkdir()
    broken = own_cache / "behaviour-x.json"
    for text in ("", "{", "[]", '{"parts": 1}'):
        broken.write_text(text)
        assert keeping._read(broken) is None


def test_two_that_ask_at_once_simulate_once(tmp_path):
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom simkansen.identity import kept, PARTS\n"
        "place = Path(sys.argv[1])\nkept._cache_folder = lambda: place\n"
        "kept.shipped_sources = lambda folder: []\n"
        "def simulated(package, digest):\n"
        "    with (place / 'log').open('a') as log:\n        log.write('x')\n"
        "    time.sleep(1)\n    return kept.Answer(dict.fromkeys(PARTS, 'a'))\n"
        "kept._simulated = simulated\nprint(kept.identity_of(('weeks',)))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    place = tmp_path / "cache"
    place.mkdir()
    both = [
        subprocess.Popen([sys.executable, "-c", script, str(place)], env=env, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    told_by = {one.communicate()[0] for one in both}
    assert len(told_by) == 1
    assert [one.returncode for one in both] == [0, 0]
    assert (place / "log").read_text() == "x"


def test_a_figure_that_moves_is_named_with_its_week_and_the_first_step_comes_first():
    taught = SKILL._replace(step="teachers teach", figure="offered")
    before = Figures([(taught, np.ones(40)), (SKILL, np.full(40, 1.2345))])
    late, early = np.ones(40), np.full(40, 1.2345)
    late[31:] = 1.1
    early[31:] = 1.2399
    found = moved_series(before, Figures([(taught, late), (SKILL, early)]), "weeks")
    assert told(found)[1] == (
        "weeks, a case: step `pupils learn`, figure `skill` week 31: 1.2345 → 1.2399"
    )  # fmt: skip
    assert "step `teachers teach`" in told(found)[0]


@pytest.mark.parametrize(("factor", "same"), [(1 + 5e-10, True), (1 + 5e-9, False)])
def test_figures_are_the_same_within_a_billionth(factor, same):
    before, now = (Figures([(SKILL, np.array([1.0, one]))]) for one in (3.7, 3.7 * factor))
    assert (moved_series(before, now, "weeks") == []) is same


def test_a_column_of_another_name_with_the_same_numbers_is_no_other_behaviour():
    before, now = Figures(), Figures()
    for figures, name, last in ((before, "groep", 3.0), (now, "level", 3.0), (now, "other", 4.0)):
        figures.add(Key("population", "town", "pupils", name, ""), [1.0, 2.0, last])
    assert [str(one) for one in moved_series(before, now, "population")] == [
        "population, town: step `pupils`, figure `other` is new"
    ]
    moved_too = Figures()
    moved_too.add(Key("population", "town", "pupils", "level", ""), [1.0, 2.0, 3.5])
    assert len(moved_series(before, moved_too, "population")) == 2


def test_figures_are_read_as_they_were_written(tmp_path):
    values = np.array([0.1 + 0.2, -0.0, np.nan, np.inf, 1e-300, 1e300, 5.0, 5.0])
    whole = Figures([(SKILL, values), (SKILL._replace(by=""), [2.0])])
    whole.write(tmp_path / "figures")
    back = Figures.read(tmp_path / "figures")
    assert [key for key, _ in back] == [key for key, _ in whole]
    for (_, mine), (_, theirs) in zip(whole, back, strict=True):
        assert mine.tobytes() == theirs.tobytes()
    (tmp_path / "figures").write_bytes(b"{}")
    with pytest.raises(ValueError, match="no behaviour"):
        Figures.read(tmp_path / "figures")


def test_every_column_of_the_week_is_looked_at_after_the_step_that_writes_it():
    import worlds

    from simkansen.learning.columns import State
    from simkansen.learning.inputs import WeekInputs
    from simkansen.learning.week import ORDER

    assert sorted(name for columns in STEPS.values() for name in columns) == sorted(
        {*State._fields, *WeekInputs._fields}
    )
    model = worlds.run(population=worlds.town(2))
    steps = [step.name for step in ORDER]
    assert [*STEPS, "observe"] == steps
    del model


def test_what_carries_the_name_of_a_behaviour_gets_its_new_name_and_what_is_stale_stays_so(tmp_path):
    shipped = shipped_parts(PACKAGE / "identity")
    for one in STAMPED:
        shutil.copy(EVIDENCE / one.file, tmp_path)
    norm = tmp_path / "norm.yaml"
    norm.write_text(norm.read_text().replace(name_of(NORM, shipped), "0" * 32))
    more = {**shipped, "weeks": "more is looked at"}
    assert restamp(tmp_path, shipped, more) == ["norm.yaml"]
    assert [one.file for one in stale(tmp_path, more)] == ["norm.yaml"]
    assert len(stale(tmp_path, shipped)) == len(STAMPED)


def test_every_part_is_shipped_and_every_scope_is_made_of_parts():
    about = json.loads((PACKAGE / "identity" / keeping.SHIPPED).read_text())
    assert set(about["parts"]) == set(PARTS)
    for scope in (FIT, NORM, COMPARED, RUNS, SWEEPS, SENSITIVITY):
        assert set(scope) <= set(PARTS)


def test_what_is_accepted_renames_no_part_of_which_last_digits_alone_differ(tmp_path, monkeypatch, capsys):
    """Figures of another processor lie within the tolerance, and may have other digits than the shipped."""
    calm = SKILL._replace(part="population")
    shipped = Figures([(calm, [1.00000000049]), (SKILL, [1.0])])
    now = Figures([(calm, [1.00000000051]), (SKILL, [2.0])])
    assert now.digest("population") != shipped.digest("population")
    found = {part: series for part in ("population", "weeks") if (series := moved_series(shipped, now, part))}
    assert list(found) == ["weeks"]
    monkeypatch.setattr(behaving, "FOLDER", tmp_path)
    behaving._write(behaving.Looked({}, shipped, now, found), keep=False)
    kept = Figures.read(tmp_path / behaving.FIGURES)
    assert kept.digest("population") == shipped.digest("population")
    assert kept.digest("weeks") == now.digest("weeks")
    parts = json.loads((tmp_path / behaving.SHIPPED).read_text(encoding="utf-8"))["parts"]
    assert parts == {part: kept.digest(part) for part in kept.parts}
    assert "stale: posterior.yaml" in capsys.readouterr().out
