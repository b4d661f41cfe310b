import csv
import json
import re

import numpy as np
import pytest
from made_sweeps import make_sweep

from simkansen.chance import normals, uniforms
from simkansen.cli import main
from simkansen.report import write_report
from simkansen.report.sweep.findings import (
    Found,
    csv_text,
    is_sweep,
    sweep_json,
    sweep_lines,
    sweep_text,
    write_analysis,
)
from simkansen.report.sweep.text_varied import leading, what_most
from simkansen.report.sweep.words import significant
from simkansen.report.words import NBSP, Words
from simkansen.sweep.analysis.indices import is_settled
from simkansen.sweep.ask.design import sobol_sample

HOURS, HELP = "interventions[tutoring].hours", "parameters.help_share"
SHIFT = normals(5, "report", np.arange(16))


def replicated(folder, **asked):
    """Two interventions, one of which gains a week."""
    gain = {"tutoring": 1.0, "lend-devices": 0.2}
    settings = {"scenarios": ["baseline", *gain], "measures": ["delay_weeks", "cost"], "replications": 16}
    return make_sweep(
        folder, lambda s, v, r: [-gain[s] - 0.1 * SHIFT[r], 1000.0 * gain[s]], **(settings | asked)
    )


def fails_without_help(folder, **asked):
    cube = {path: uniforms(3, path, np.arange(40)) for path in (HOURS, HELP)}
    return make_sweep(
        folder, lambda s, v, r: [0.1 if v[HELP] < 0.3 else -v[HOURS]], replications=12, cube=cube,
        points={path: column.tolist() for path, column in cube.items()},
        design={"method": "latin-hypercube", "n": 40}, **asked,
    )  # fmt: skip


def saltelli(folder, n=16):
    sample = sobol_sample([HOURS, HELP], n, 7)
    cube = {name: sample[:, place] for place, name in enumerate((HOURS, HELP))}
    return make_sweep(
        folder, lambda s, v, r: [-v[HOURS]], replications=1, cube=cube,
        points={path: column.tolist() for path, column in cube.items()}, design={"method": "sobol", "n": n},
    )  # fmt: skip


def grid(folder):
    return make_sweep(
        folder, lambda s, v, r: [-v[HOURS] - 0.1 * SHIFT[r]], points={HOURS: [1, 2, 4]}, replications=12,
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


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_what_matters_most_is_told_in_five_short_lines_at_most(folder, lang):
    lines = sweep_lines(folder, lang).splitlines()
    assert 1 <= len(lines) <= 5
    assert max(map(len, lines)) <= 80


def test_the_first_lines_tell_what_does_most_with_its_number_and_how_sure_that_is(tmp_path):
    text = " ".join(sweep_lines(grid(tmp_path / "r")).split())
    assert text.startswith("‘4 hours a week’ comes first of 3 options on ‘Weeks of learning recovered’: 4.0")
    assert "better than without in 100% of runs; best in 100% of futures." in text.lower()
    few = make_sweep(
        tmp_path / "s", lambda s, v, r: [-v[HOURS] - 0.1 * SHIFT[r]], points={HOURS: [1, 2, 4]},
        replications=4, design={"method": "grid"}, beside={"beyond_prior": {}},
    )  # fmt: skip
    text = " ".join(sweep_lines(few).split())
    assert "comes first" not in text
    assert "with 3 options. 4 independent simulations are fewer than the 10" in text
    assert "Not enough: after 16 replications" in sweep_lines(
        replicated(tmp_path / "u", until={"measure": "delay_weeks", "half_width": 0.001})
    )


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
    options = [line for line in lines if " a week  " in line]
    assert [line.split("  ")[0] for line in options] == ["4 hours a week", "2 hours a week", "1 hour a week"]


@pytest.mark.slow
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
    told = r"‘Tutoring’ gains nothing at 100% of the \d+ points where what help at home is worth is at most 0"
    assert re.search(told, text)
    assert "Failing here is to gain nothing over the reference." in text
    said = {"measure": "delay_weeks", "gain_below": 0.5}
    folder = fails_without_help(tmp_path / "s", fails=said)
    assert "Failing, as the experiment says: ‘Weeks of learning recovered’ below 0.50 weeks." in " ".join(
        sweep_text(folder).split()
    )


@pytest.mark.parametrize(
    ("below", "lang", "said"),
    [
        (-9.0, "en", "‘Tutoring’ gains less than −9.00 weeks at none of the 40 points."),
        (-9.0, "nl", "Bij geen van de 40 punten geldt: ‘tutoring (nl)’ levert minder op dan −9,00 weken"),
        (9.0, "en", "‘Tutoring’ gains less than 9.00 weeks at each of the 40 points."),
    ],
)
def test_where_all_points_fail_or_none_does_no_condition_is_missed(tmp_path, below, lang, said):
    asked = {"measure": "delay_weeks", "gain_below": below}
    folder = fails_without_help(tmp_path / "r", fails=asked)
    text = " ".join(sweep_text(folder, lang).replace(NBSP, " ").split())
    assert said in text
    assert Words(lang)("sweep.discovery.no_rule", label="", why="", share="", n="@").split("@")[1] not in text


SIZE, THERE = "interventions[tutoring].group_size", "interventions[tutoring]"


@pytest.mark.parametrize(
    ("lang", "path", "values", "labels"),
    [
        ("en", SIZE, [1, 25], ["One pupil at a time", "In groups of 25 pupils"]),
        ("nl", SIZE, [1, 25], ["Één leerling tegelijk", "In groepjes van 25 leerlingen"]),
        ("en", f"{THERE}.for.capacity", ["10%", 0.2], [f"Places for {n}% of the pupils" for n in (10, 20)]),
        ("nl", f"{THERE}.for.capacity", ["10%"], ["Plaats voor 10% van de leerlingen"]),
        ("en", THERE, ["on", "off"], ["With tutoring", "Without tutoring"]),
        ("nl", THERE, ["on", "off"], ["Met bijles", "Zonder bijles"]),
        ("en", f"{THERE}.led_by", ["student"], ["Led by a university or college student"]),
        ("en", f"{THERE}.weeks.to", ["2020-07-03"], ["Until 3 July 2020"]),
        ("en", f"{THERE}.cost.per_hour", [20], ["€20 per hour"]),
        ("nl", "interventions[tutoring].for.schools", [0.5], ["Op 50% van de scholen"]),
    ],
)
def test_options_are_called_in_words_by_the_values_that_they_have(tmp_path, lang, path, values, labels):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0 - 0.1 * SHIFT[r]], points={path: values}, replications=2,
        design={"method": "grid"}, types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    found = Found(folder, lang)
    said = [found.telling.option(found.study.about(place)) for place in range(1, len(found.study.options))]
    assert [text.replace(NBSP, " ") for text in said] == labels


@pytest.mark.slow
def test_the_title_of_a_scenario_stands_for_no_other_setting_than_its_own(tmp_path):
    titles = {"tutoring": {"en": "Tutoring in groups of three", "nl": "Bijles in groepjes van drie"}}
    of = {"points": {SIZE: [3, 25]}, "replications": 2, "titles": titles, "types": {"tutoring": ["tutoring"]}}
    for number, design in enumerate(({"method": "grid"}, {"method": "latin-hypercube", "n": 2})):
        folder = make_sweep(
            tmp_path / str(number), lambda s, v, r: [-0.1 * v.get(SIZE, 1)], design=design,
            scenarios=["baseline", "tutoring", "laptops"], **of,
        )  # fmt: skip
        for lang in ("en", "nl"):
            text = sweep_text(folder, lang)
            assert "three" not in text
            assert "drie" not in text
    plain = make_sweep(tmp_path / "plain", lambda s, v, r: [-0.1], replications=2, titles=titles)
    assert "Tutoring in groups of three" in sweep_text(plain)


@pytest.mark.parametrize(
    ("measure", "mean", "half", "text"),
    [
        ("cost", 5497.212, 0.0003, "5,497"),
        ("cost", 5497.212, 12.4, "5,497 ±12"),
        ("cost", 12.345, 0.5, "12.3 ±0.5"),
        ("delay_weeks", 0.4312, 0.052, "0.43 ±0.05"),
        ("delay_weeks", 0.4312, 0.0013, "0.43"),
        ("delay_weeks", 12.3456, 0.0012, "12.35"),
        ("delay_weeks", 0.0, 0.0, "0.00"),
    ],
)
def test_a_number_has_as_many_digits_as_its_error_and_its_size_allow(tmp_path, measure, mean, half, text):
    folder = make_sweep(tmp_path / "r", lambda s, v, r: [mean], measures=[measure], replications=1)
    assert Found(folder).telling.known(measure, mean, half).replace(NBSP, " ") == text


@pytest.mark.slow
def test_indices_that_have_not_settled_are_marked_as_such(tmp_path):
    found = Found(saltelli(tmp_path / "r"))
    assert not any(row["settled"] for row in found.indices)  # 16 blocks are too few, however they come out
    text = " ".join(sweep_text(found.folder).split())
    assert "(not settled)" in text
    assert "n = 16 is too few to tell what matters" in text
    assert "no interval is given: take n = 64 or more." in text
    assert {row["st_conf"] for row in found.indices} == {row["s1_conf"] for row in found.indices} == {None}
    assert "±" not in text[text.index("What the results rest on") :]
    many = Found(saltelli(tmp_path / "s", n=512))
    assert {row["dimension"]: row["settled"] for row in many.indices} == {HOURS: True, HELP: True}
    assert "not settled" not in sweep_text(many.folder)
    # What means nothing yet is no finding: neither of the last lines nor of a page.
    assert "rests most on hours a week" in sweep_lines(many.folder).replace("\n", " ")
    assert "rests most" not in sweep_lines(found.folder).replace("\n", " ")
    for one, said in ((found, "With n = 16 it is not known yet what"), (many, "rests most on hours a week")):
        assert said in what_most(one, leading(one), "sweep.answer.rests", dimension="hours a week")


@pytest.mark.parametrize(
    ("row", "settled"),
    [
        ({"s1": 0.5, "s1_conf": 0.1, "st": 0.6, "st_conf": 0.1, "settled": True}, True),
        ({"s1": 0.5, "s1_conf": 0.1, "st": 0.6, "st_conf": 0.1, "settled": False}, False),
        ({"s1": 0.5, "s1_conf": 0.1, "st": 2.0, "st_conf": 0.01, "settled": True}, False),
        ({"s1": -0.3, "s1_conf": 0.1, "st": 0.6, "st_conf": 0.1, "settled": True}, False),
        ({"s1": -0.02, "s1_conf": 0.05, "st": 0.0, "st_conf": 0.01, "settled": True}, True),
        ({"mu_star": 1.0, "mu_star_conf": 0.4}, True),
        ({"mu_star": 1.0, "mu_star_conf": 0.6}, False),
        ({"mu_star": 0.02, "mu_star_conf": 0.05}, True),
    ],
)
def test_an_index_has_settled_when_it_can_be_true_and_says_something(row, settled):
    assert is_settled(row, largest=2.0) is settled


def test_a_measure_that_no_run_has_a_value_of_is_named(tmp_path):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0, None], measures=["delay_weeks", "skill"], replications=2,
        level=lambda values, replication: None,
    )  # fmt: skip
    text = " ".join(sweep_text(folder).split())
    assert "No run has a value of ‘Skill (SD)’" in text
    assert "Learning delay (weeks)" not in text


def test_it_is_said_that_all_runs_have_the_same_pupils_unless_they_have_not(tmp_path):
    assert "the intervals leave out who is simulated" in " ".join(sweep_text(grid(tmp_path / "r")).split())
    folder = make_sweep(
        tmp_path / "s", lambda s, v, r: [-1.0], points={"population.netherlands.sample": [2, 3]},
        replications=2, design={"method": "grid"},
    )  # fmt: skip
    said = (
        "At each value all runs have the same schools and pupils: the intervals leave out who is simulated."
    )
    assert said in " ".join(sweep_text(folder).split())


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


@pytest.mark.parametrize(
    ("lang", "head", "why"),
    [
        ("en", " middle ", "a quotient has no mean"),
        ("nl", " middelste ", "het gemiddelde van een quotiënt"),
    ],
)
def test_euro_per_week_is_told_by_its_median_with_the_reason(tmp_path, lang, head, why):
    made = make_sweep(tmp_path / "r", lambda s, v, r: [100.0 * (1 + r % 8)], measures=["cost_per_week"],
                      replications=9)  # fmt: skip
    text = sweep_text(made, lang)
    (row,) = [line for line in text.splitlines() if line.startswith(("Tutoring", "tutoring"))]
    assert "–" not in row
    assert " 400 " in row
    assert head in text
    assert why in " ".join(text.split())


@pytest.mark.parametrize(
    ("lang", "called"), [("en", "with or without tutoring"), ("nl", "met of zonder bijles")]
)
def test_what_is_switched_on_and_off_is_called_so(tmp_path, lang, called):
    made = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0], points={"interventions[tutoring]": ["on", "off"]},
        design={"method": "grid"}, types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    assert called in " ".join(sweep_text(made, lang).split()).lower()


def test_one_scenario_alone_can_be_shown(tmp_path):
    made = make_sweep(tmp_path / "r", lambda s, v, r: [], scenarios=["baseline"])
    assert "so there are no effects" in sweep_text(made)
    assert sweep_json(made)["tables"]["regret"] == []
    assert write_analysis(made) == []


@pytest.mark.slow
def test_tables_and_figures_are_written_and_are_the_same_bytes_when_made_again(folder):
    written = write_analysis(folder)
    pictures = [path for path in written if path.suffix == ".svg"]
    assert {path.parent.name for path in written} == {"tables", "figures"}
    # one replication, at however many points, says nothing of which is best
    assert any(path.name.startswith("best-") for path in pictures) == (folder.name != "sobol")
    before = {path: path.read_bytes() for path in (folder / "figures").iterdir()}
    assert set(before) == set(pictures)
    (folder / "figures" / "along-before.svg").touch()
    write_analysis(folder)
    assert {path: path.read_bytes() for path in (folder / "figures").iterdir()} == before


@pytest.mark.slow
def test_other_forms_of_figures_are_written_when_asked_for_and_made_again_where_they_are(tmp_path):
    made = replicated(tmp_path / "r")
    names = {path.stem for path in write_analysis(made) if path.suffix == ".svg"}
    write_report(made, ["school"], ["nl"], forms=["svg", "pdf"])
    assert {path.name for path in (made / "figures").iterdir()} == {
        f"{name}.{form}" for name in names for form in ("svg", "pdf")
    }
    (made / "figures" / "along-before.png").touch()
    old = made / "figures" / f"{min(names)}.pdf"
    old.write_bytes(b"made by results of before")
    write_analysis(made, "nl")
    assert old.read_bytes().startswith(b"%PDF")
    assert {path.stem for path in (made / "figures").glob("*.png")} == names


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
    names = {path.stem for path in write_analysis(folder, lang) if path.suffix == ".svg"}
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


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"population": "fixed", "schools_redrawn": False}, "All runs have the same schools and pupils"),
        ({"population": "redrawn", "schools_redrawn": True}, "has schools and pupils of its own"),
        ({"population": "redrawn", "schools_redrawn": False}, "has pupils of its own in the same schools"),
    ],
)
def test_what_replications_make_anew_is_told_as_it_is(tmp_path, told, said):
    folder = replicated(tmp_path / "r")
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | told), encoding="utf-8")
    assert said in " ".join(sweep_text(folder).split())


def test_one_run_is_told_as_one(tmp_path):
    asked = {"scenarios": ["baseline"], "measures": ["delay_weeks"], "replications": 1}
    folder = make_sweep(tmp_path / "r", lambda s, v, r: [-1.0], **asked)
    text = " ".join(sweep_text(folder).split())
    assert "1 run finished, none failed." in text
    assert "100 pupils of groep 1 to 8 in every run" in text
