import csv
import json
import re

import numpy as np
import pytest
from made_sweeps import make_sweep

from simkansen.chance import normals, uniforms
from simkansen.cli import main
from simkansen.fitting.sensitivity_file import SobolSpec
from simkansen.fitting.sensitivity_indices import sobol_sample
from simkansen.report.sweep_words import significant
from simkansen.report.sweeps import csv_text, is_sweep, sweep_json, sweep_text, write_analysis
from simkansen.report.words import Words

HOURS, HELP = "interventions[tutoring].hours", "parameters.help_share"
SHIFT = normals(5, "report", np.arange(16))


def replicated(folder, **asked):
    """Two interventions, one of which gains a week."""
    gain = {"tutoring": 1.0, "lend-devices": 0.2}
    settings = {"scenarios": ["baseline", *gain], "measures": ["delay_weeks", "cost"], "replications": 16}
    return make_sweep(
        folder, lambda s, v, r: [-gain[s] - 0.1 * SHIFT[r], 1000.0 * gain[s]], **(settings | asked)
    )


def fails_without_help(folder):
    cube = {path: uniforms(3, path, np.arange(40)) for path in (HOURS, HELP)}
    return make_sweep(
        folder, lambda s, v, r: [0.1 if v[HELP] < 0.3 else -v[HOURS]], replications=2, cube=cube,
        points={path: column.tolist() for path, column in cube.items()},
        design={"method": "latin-hypercube", "n": 40},
    )  # fmt: skip


def saltelli(folder):
    sample = sobol_sample([HOURS, HELP], SobolSpec(n=16), 7)
    cube = {name: sample[:, place] for place, name in enumerate((HOURS, HELP))}
    return make_sweep(
        folder, lambda s, v, r: [-v[HOURS]], replications=1, cube=cube,
        points={path: column.tolist() for path, column in cube.items()}, design={"method": "sobol", "n": 16},
    )  # fmt: skip


def grid(folder):
    return make_sweep(
        folder, lambda s, v, r: [-v[HOURS] - 0.1 * SHIFT[r]], points={HOURS: [1, 2, 4]}, replications=8,
        design={"method": "grid"},
    )  # fmt: skip


MADE = {"replications": replicated, "latin-hypercube": fails_without_help, "sobol": saltelli, "grid": grid}


@pytest.fixture(scope="module", params=MADE)
def folder(request, tmp_path_factory):
    return MADE[request.param](tmp_path_factory.mktemp("made") / request.param)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_text_fits_a_terminal_of_80_columns(folder, lang):
    text = sweep_text(folder, lang)
    assert [line for line in text.splitlines() if len(line) > 80] == []
    assert "{" not in text
    assert Words(lang)("page.banner") in text


def test_effects_are_told_so_that_more_is_better(tmp_path):
    text = sweep_text(replicated(tmp_path / "r"))
    assert "Weeks of learning recovered – higher is better" in text
    row = next(line for line in text.splitlines() if line.startswith("Tutoring"))
    mean, half = 1.0 + 0.1 * SHIFT.mean(), re.search(r"±(0\.\d\d)", row)[1]
    assert f"{mean:.2f} ±{half}" in row
    assert row.split()[-4:] == ["100%", "100%", "0.00", "(0.00)"]
    assert "Extra cost (euro) – lower is better" in text


def test_options_stand_in_the_order_of_their_regret(tmp_path):
    lines = sweep_text(grid(tmp_path / "r")).splitlines()
    options = [line for line in lines if line.startswith("Hours")]
    assert [line.split()[1] for line in options] == ["4", "2", "1"]


def test_the_verdict_on_replications_says_whether_the_rule_was_met(tmp_path):
    asked = {"measure": "delay_weeks", "half_width": 0.2}
    text = " ".join(sweep_text(replicated(tmp_path / "r", until=asked)).split())
    assert "Enough: after 16 replications every mean effect on ‘Weeks of learning recovered’ is known" in text
    strict = {"measure": "delay_weeks", "half_width": 0.001}
    text = " ".join(sweep_text(replicated(tmp_path / "s", until=strict)).split())
    assert "Not enough: after 16 replications" in text
    assert "±0.001 weeks was asked" in text
    text = " ".join(sweep_text(replicated(tmp_path / "t")).split())
    assert "for half of that, about 64 are needed" in text


def test_where_an_intervention_fails_is_told_in_words(tmp_path):
    text = " ".join(sweep_text(fails_without_help(tmp_path / "r")).split())
    told = r"‘Tutoring’ gains nothing at 100% of the \d+ points where help_share is at most 0\.\d+"
    assert re.search(told, text)


def test_what_failed_is_listed_with_phase_error_and_seed(tmp_path):
    made = make_sweep(tmp_path / "r", lambda s, v, r: None if r == 2 else [-1.0])
    text = sweep_text(made)
    assert "7 runs finished, 1 failed." in text
    row = next(line for line in text.splitlines() if line.startswith("tutoring: ValueError: no pupils"))
    assert row.split()[-5:] == ["1", "simulate", "tutoring", "1", "2"]
    (told,) = sweep_json(made)["tables"]["failed"]
    assert (told["phase"], told["error"], told["seed"]) == ("simulate tutoring", "ValueError: no pupils", 1)


def test_a_sweep_that_has_only_begun_can_be_shown(tmp_path):
    made = make_sweep(tmp_path / "r", lambda s, v, r: [-1.0], replications=0)
    assert "No run has finished yet." in sweep_text(made)
    assert sweep_json(made)["tables"]["effects"] == []
    assert write_analysis(made) == []


def test_one_scenario_alone_can_be_shown(tmp_path):
    made = make_sweep(tmp_path / "r", lambda s, v, r: [], scenarios=["baseline"])
    assert "so there are no effects" in sweep_text(made)
    assert sweep_json(made)["tables"]["regret"] == []
    assert write_analysis(made) == []


@pytest.mark.slow
def test_tables_and_figures_are_written_and_are_the_same_bytes_when_made_again(folder):
    written = write_analysis(folder)
    pictures = [path for path in written if path.suffix == ".png"]
    assert {path.parent.name for path in written} == {"tables", "figures"}
    assert any(path.name.startswith("best-") for path in pictures)
    assert all(path.with_suffix(".svg").is_file() for path in pictures)
    before = {path: path.read_bytes() for path in (folder / "figures").iterdir()}
    (folder / "figures" / "along-before.png").touch()
    write_analysis(folder)
    assert {path: path.read_bytes() for path in (folder / "figures").iterdir()} == before


FIGURES = {
    "replications": {"running-mean-delay-weeks", "running-mean-cost", "best-delay-weeks"},
    "latin-hypercube": {"along-interventions-tutoring-hours", "along-parameters-help-share",
                        "best-delay-weeks", "fails-tutoring-delay-weeks"},
    "sobol": {"tornado-tutoring-delay-weeks", "along-interventions-tutoring-hours"},
    "grid": {"along-interventions-tutoring-hours", "running-mean-delay-weeks", "best-delay-weeks"},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_design_has_its_figures(folder, lang):
    names = {path.stem for path in write_analysis(folder, lang) if path.suffix == ".png"}
    assert names >= FIGURES[folder.name]
    svg = (folder / "figures" / f"{sorted(names)[0]}.svg").read_text("utf-8")
    assert {"en": "not a forecast", "nl": "geen voorspelling"}[lang] in re.sub(r"\s+", " ", svg)


def test_tables_hold_the_same_numbers_as_json(tmp_path):
    made = replicated(tmp_path / "r")
    write_analysis(made)
    with (made / "tables" / "effects.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    told = sweep_json(made)["tables"]["effects"]
    assert [float(row["mean"]) for row in rows] == [row["mean"] for row in told]
    assert float(rows[0]["mean"]) == pytest.approx(np.mean(-1.0 - 0.1 * SHIFT), rel=1e-12)


def test_csv_leaves_empty_what_does_not_exist():
    assert csv_text([{"a": None, "b": [1]}, {"a": 0.1, "c": "x,y"}]) == 'a,b,c\n,[1],\n0.1,,"x,y"\n'


def test_show_tells_a_sweep_in_both_ways(tmp_path, capsys):
    made = replicated(tmp_path / "r")
    assert is_sweep(made)
    assert main(["show", str(made), "--lang", "nl"]) == 0
    assert "Ingehaalde weken – hoger is beter" in capsys.readouterr().out
    assert main(["show", str(made), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["runs"] == {"finished": 48}
    assert {"effects", "regret", "running-mean", "sensitivity", "discovery", "failed"} <= set(found["tables"])


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.0123456, 3, "0.0123"), (1234.5, 2, "1,234"), (-2.5, 3, "−2.5"), (0.0, 3, "0"), (100.0, 3, "100")],
)
def test_a_number_is_written_with_the_digits_that_count(value, digits, text):
    assert significant(Words("en"), value, digits) == text


def test_show_gives_the_effects_of_a_sweep_as_csv(tmp_path, capsys):
    made = replicated(tmp_path / "sweep")
    assert main(["show", str(made), "--csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    told = sweep_json(made)["tables"]["effects"]
    assert len(rows) == len(told) > 0
    assert list(rows[0]) == list(told[0])
    assert [row["mean"] for row in rows] == [str(one["mean"]) for one in told]
