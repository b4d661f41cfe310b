"""What the program says before anything runs: notes, unlike parameters, the reference of a scenario alone."""

from __future__ import annotations

import csv
import json
import re

import pytest

from simkansen import DifferentBasisError, check_files, intervention_types, run_scenarios
from simkansen.report.reading.records import UNLIKE
from simkansen.report.words import NBSP, Words

NOTED = """\
simkansen: 1
name: noted
extends: baseline.yaml
calendar: {closures: [{from: 2020-09-07, to: 2020-09-11}]}
"""
NOTE = "noted.yaml:4:23: note: calendar.closures[1]: these 5 school days hold a calendar week"


def flat(text):
    return " ".join(text.replace(NBSP, " ").split())


EFFECT = "so the effect of '{name}' is not of interventions alone: it"

DOSE = """\
simkansen: 1
name: dose
scenarios: [baseline.yaml, laptops.yaml, longer.yaml, asked.yaml]
unlike_parameters: true
design: grid
vary: {"interventions[laptops].per_home": [1, 2]}
measures: [delay_weeks]
"""

FAR = """\
simkansen: 1
name: far
extends: laptops.yaml
beyond_prior: {young_device_use: 0.99}
"""


@pytest.fixture
def files(place):
    (place / "noted.yaml").write_text(NOTED, encoding="utf-8")
    (place / "far.yaml").write_text(FAR, encoding="utf-8")
    return place


def test_notes_are_said_by_check_and_run_and_are_data_under_json(simkansen, files):
    assert simkansen("check", "noted.yaml")[1].startswith(NOTE)
    found = json.loads(simkansen("check", "noted.yaml", "--json")[1])
    assert [(one["line"], one["column"], one["path"]) for one in found["notes"]] == [
        (4, 23, "calendar.closures[1]")
    ]
    code, _, err = simkansen("run", "noted.yaml", "--dry-run")
    assert code == 0
    assert err.startswith(NOTE)


def test_run_says_what_check_says_of_the_pupils(simkansen, files):
    text = "simkansen: 1\nname: idle\nextends: baseline.yaml\ninterventions:\n  - {id: t, type: tutoring, "
    everyone = text + "hours: 2, led_by: student, for: {parental_education: [low, middle, high]}}\n"
    (files / "idle.yaml").write_text(everyone, encoding="utf-8")
    notes = [line for line in simkansen("check", "idle.yaml")[1].splitlines() if " note: " in line]
    assert "leaves nobody out" in notes[0]
    code, _, err = simkansen("run", "idle.yaml", "--dry-run")
    assert (code, err.splitlines()) == (0, notes)
    (files / "nobody.yaml").write_text(text + "hours: 23, led_by: teacher}\n", encoding="utf-8")
    told = simkansen("check", "nobody.yaml")
    assert "no school has the hours" in told[1]
    assert simkansen("run", "nobody.yaml", "--dry-run")[0] == told[0]


def test_a_file_without_a_note_has_none(simkansen, files):
    assert json.loads(simkansen("check", "baseline.yaml", "--json")[1])["notes"] == []
    assert simkansen("run", "baseline.yaml", "--dry-run")[2] == ""


def test_check_marks_every_default_and_nothing_that_the_file_says(simkansen, files):
    out = simkansen("check", "laptops.yaml")[1]
    lines = [line.strip() for line in out.splitlines()]
    for default in (
        "weeks:  # default",
        "per_home: 1  # default",
        "parents: none  # default",
        "seed: 2020  # default",
    ):
        assert default in lines
    for said in ("- id: laptops", "type: lend-devices", "replications: 1", "sample: 2"):
        assert said in lines
    assert any(line.startswith("# default: cost.per_pupil: EUR cost_device (") for line in lines)
    found = json.loads(simkansen("check", "laptops.yaml", "--json")[1])["scenarios"][0]
    assert {"interventions[1].weeks", "run.seed", "calendar"} <= set(found["defaults"])
    assert not {"interventions[1].type", "run.replications", "population"} & set(found["defaults"])
    assert found["scenario"]["interventions"][0]["weeks"] == {"while": "closed"}


def test_what_check_prints_is_a_file_that_means_the_same(simkansen, files):
    first = json.loads(simkansen("check", "laptops.yaml", "--json")[1])["scenarios"][0]
    text = (
        simkansen("check", "laptops.yaml")[1]
        .rpartition("# laptops, ")[0]
        .replace("name: laptops", "name: again")
    )
    (files / "again.yaml").write_text(text, encoding="utf-8")
    code, out, _ = simkansen("check", "again.yaml", "--json")
    assert code == 0
    again = json.loads(out)["scenarios"][0]
    assert again["scenario"] | {"name": "laptops"} == first["scenario"]
    assert not [path for path in again["defaults"] if path.startswith("interventions")]


def test_unlike_parameters_are_refused_where_they_stand_and_compared_when_asked_for(simkansen, files):
    why = "far.yaml:4:16: beyond_prior.young_device_use: 'far' and 'baseline' differ in young_device_use"
    for words in (["run", "--dry-run"], ["run"]):
        code, _, err = simkansen(words[0], "baseline.yaml", "far.yaml", *words[1:])
        assert code == 3
        assert err.startswith(why)
    assert json.loads(simkansen("check", "baseline.yaml", "far.yaml", "--json")[1])["apart"].startswith(why)
    code, _, _ = simkansen("run", "baseline.yaml", "far.yaml", "--unlike-parameters", "--dry-run")
    assert code == 0


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "unlike", "beyond"), [
    ("en", "Not the effect of interventions alone: ‘far’", "Beyond what the evidence allows, in ‘far’"),
    ("nl", "Niet het effect van een aanpak alleen: ‘far’", "Buiten wat de onderbouwing toelaat, in ‘far’"),
])  # fmt: skip
def test_what_is_unlike_and_beyond_is_named_on_every_page_beside_every_figure_and_in_show(
    simkansen, files, lang, unlike, beyond
):
    words = ("baseline.yaml", "far.yaml", "--unlike-parameters", "--lang", lang)
    code, out, _ = simkansen("run", *words)
    assert code == 0
    (caution,) = [line for line in out.splitlines() if line.startswith(("Caution: ", "Let op: "))]
    assert "(‘far’)" in caution
    (folder,) = (files / "results").glob("baseline-*")
    simkansen("report", str(folder), "--lang", lang)
    pages = [page.read_text(encoding="utf-8") for page in folder.glob(f"report-*-{lang}.html")]
    assert len(pages) == 3
    marks = [flat(Words(lang)("caution.mark", text=""))[-12:] in flat(text) for text in pages]
    assert sum(marks) == 1, "the table of the summary stands on the policy page"
    for text in pages:
        figures = text.count("<figcaption>")
        for said in (unlike, beyond):
            assert text.count(said) >= 1 + figures
    shown = " ".join(simkansen("show", str(folder), "--lang", lang)[1].split())
    for said in (unlike, beyond):
        assert said in shown
    assert re.search(r"\w†", shown)
    assert Words(lang)("caution.sign", sign=UNLIKE) in shown
    found = json.loads(simkansen("show", str(folder), "--json")[1])
    assert found["unlike_parameters"] == {"far": {"young_device_use": [None, 0.99]}}
    assert found["beyond_prior"]["far"]["young_device_use"]["high"] < 0.99
    assert found["made_reference"] is False
    rows = list(csv.DictReader(simkansen("show", str(folder), "--csv")[1].splitlines()))
    assert {row["scenario"] for row in rows} == {"far"}
    assert all(row["weeks_recovered_median"] and "young_device_use" in row["caution"] for row in rows)


@pytest.mark.slow
def test_from_python_unlike_parameters_are_compared_when_an_argument_asks_for_it(simkansen, files):
    types = intervention_types()
    scenarios = check_files([files / "baseline.yaml", files / "far.yaml"], types)
    with pytest.raises(
        DifferentBasisError, match=r"in Python with run_scenarios\(\.\.\., unlike_parameters=True\)"
    ):
        run_scenarios(scenarios, files / "results", workers=1)
    simkansen("run", "baseline.yaml", "far.yaml", "--unlike-parameters")
    done = run_scenarios(scenarios, files / "results", workers=1, unlike_parameters=True)
    assert done.reused == len(done.finished) > 0


@pytest.mark.slow
def test_a_scenario_alone_is_compared_with_itself_and_all_say_so(simkansen, files):
    out = simkansen("check", "laptops.yaml")[1]
    (line,) = [line for line in out.splitlines() if "of memory" in line]
    assert line.startswith("# laptops, compared with itself without interventions: ")
    assert "3 simulations" in line
    dry = json.loads(simkansen("run", "laptops.yaml", "--dry-run", "--json")[1])
    assert dry["scenarios"] == ["laptops-without", "laptops"]
    code, _, _ = simkansen("run", "laptops.yaml", "--lang", "nl")
    assert code == 0
    (folder,) = (files / "results").glob("laptops-*")
    shown = simkansen("show", str(folder), "--lang", "nl")[1]
    assert "vergeleken met zichzelf zonder de aanpak" in " ".join(shown.split())
    text = (folder / "report-policy-nl.html").read_text(encoding="utf-8")
    assert "Zonder aanpak" in text
    assert "Er is maar één scenario doorgerekend" in text
    assert (
        (folder / "scenario.yaml")
        .read_text(encoding="utf-8")
        .startswith("simkansen: 1\nname: laptops-without\n")
    )


@pytest.mark.slow
def test_a_new_file_of_every_type_has_nothing_to_be_told(simkansen, files):
    from simkansen.interventions import registry

    baseline = files / "baseline.yaml"  # of two schools often none takes part in what is for half of them
    text = baseline.read_text(encoding="utf-8").replace("{municipality: Urk, sample: 2}", "{sample: 6}")
    baseline.write_text(text, encoding="utf-8")
    for name in registry():
        assert (
            simkansen("new", f"my-{name}.yaml", "--extends", "baseline.yaml", "--intervention", name)[0] == 0
        )
        code, out, _ = simkansen("check", f"my-{name}.yaml", "--json")
        assert (code, json.loads(out)["notes"]) == (0, []), name
    assert simkansen("new", "my-town.yaml")[0] == 0
    assert json.loads(simkansen("check", "my-town.yaml", "--json")[1])["notes"] == []


NOBODY = """
simkansen: 1
population: {netherlands: {municipality: Delft, sample: 3}}
interventions:
  - {id: nobody, type: tutoring, led_by: teacher, hours: 2, cost: {per_hour: 0},
     for: {groep: [4], disadvantaged_share: {at_least: 80%}}}
  - {id: others, type: tutoring, led_by: student, hours: 1, for: {groep: {at_least: 3}}}
run: {replications: 1}
"""


def test_check_tells_notes_beside_a_target_that_nobody_meets_but_none_of_its_own_lines(simkansen, place):
    (place / "nobody.yaml").write_text(NOBODY, encoding="utf-8")
    said = json.loads(simkansen("check", "nobody.yaml", "--json")[1])
    assert ["nobody is in this group" in one["message"] for one in said["problems"]] == [True]
    paths = {note["path"] for note in said["notes"]}
    assert paths == {"interventions[nobody].cost.per_hour", "interventions[others].for.groep"}


TOGETHER = """\
simkansen: 1
name: together
scenarios: [baseline.yaml, helped.yaml]
design: grid
vary:
  interventions[t].hours.per_week: [2, 30]
  interventions[t].hours.moment: [holiday, school]
  interventions[t].group_size: [1, 2, 3]
measures: [delay_weeks]
replications: 2
"""


def helped(place, what, **vary):
    """An experiment with one helped scenario beside the reference."""
    text = "simkansen: 1\nname: helped\nextends: baseline.yaml\ninterventions:\n  - {id: t, type: tutoring, "
    (place / "helped.yaml").write_text(f"{text}{what}}}\n", encoding="utf-8")
    (place / "together.yaml").write_text(TOGETHER, encoding="utf-8")


def notes_in(text):
    return [line for line in text.splitlines() if " note: " in line or line.startswith("Note: ")]


def test_values_that_are_only_refused_together_are_said_before_with_how_many_points(simkansen, place):
    helped(place, "hours: {per_week: 2, moment: holiday}, group_size: 3, led_by: student")
    code, out, err = simkansen("check", "together.yaml")
    assert code == 0
    [told] = [line for line in out.splitlines() if "do not go together" in line]
    assert told.startswith("together.yaml:7:")
    assert "at 3 of 12 points, as with per_week 30 and moment 'school'" in told
    assert "such a run fails: hours of 30 is more than 23.5" in told
    assert "# together.yaml: no problems" in out
    assert "Next: simkansen sweep together.yaml" in err


def test_values_that_only_together_lack_staff_are_said_before_with_how_many_points(simkansen, place):
    what = "hours: 0.5, group_size: 5, led_by: teaching-assistant, for: {capacity: {per_school: 5}}"
    helped(place, what)
    text = TOGETHER.replace(".per_week: [2, 30]", ": [0.5, 8]").replace("[1, 2, 3]", "[1, 5]")
    text = "".join(line for line in text.splitlines(keepends=True) if "moment" not in line)
    (place / "together.yaml").write_text(text, encoding="utf-8")
    [told] = [line for line in notes_in(simkansen("check", "together.yaml")[1]) if "of the groups" in line]
    assert "at 1 of 4 points, as with hours 8 and group_size 1" in told


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ("hours: {range: [0.5, 8]}", r"as with hours \d\.\d{1,2} and group_size 1,"),
        ("for.capacity: {range: [2%, 90%]}", r"as with capacity \d\d(\.\d)?% and group_size 1,"),
        ("for.capacity: {range: [0.02, 0.9]}", r"as with capacity 0\.\d{1,3} and group_size 1,"),
    ],
)
def test_a_value_that_was_drawn_is_told_with_the_digits_that_say_something(simkansen, place, vary, said):
    what = "hours: 0.5, group_size: 5, led_by: teaching-assistant, for: {capacity: 2%}"
    helped(place, what)
    text = TOGETHER.replace("hours.per_week: [2, 30]", vary).replace("[1, 2, 3]", "[1, 5]")
    text = text.replace("design: grid", "design: {method: latin-hypercube, n: 16}")
    text = "".join(line for line in text.splitlines(keepends=True) if "moment" not in line)
    (place / "together.yaml").write_text(text, encoding="utf-8")
    told = [line for line in notes_in(simkansen("check", "together.yaml")[1]) if "as with" in line]
    assert told
    assert all(re.search(said, line) for line in told)


def test_check_says_of_an_experiment_what_a_sweep_says_before_it_runs(simkansen, place):
    helped(place, "hours: {per_week: 2, moment: holiday}, group_size: 3, led_by: student")
    code, out, _ = simkansen("check", "together.yaml")
    dry = simkansen("sweep", "together.yaml", "--dry-run")
    assert (code, notes_in(out)) == (0, notes_in(dry[2]))
    assert set(dry[1].splitlines()) <= set(out.splitlines())
    found = json.loads(simkansen("check", "together.yaml", "--json")[1])
    assert (found["problems"], found["points"]) == ([], 12)
    assert len(found["notes"]) == len([line for line in notes_in(out) if " note: " in line])
    code, out, _ = simkansen("check", "together.yaml", "-q")
    assert (code, out.splitlines()) == (0, notes_in(out))
    assert out


def test_a_wrong_experiment_is_told_by_check_with_its_line(simkansen, place):
    helped(place, "hours: 2, led_by: student")
    wrong = TOGETHER.replace("design: grid", "desing: grid")
    (place / "together.yaml").write_text(wrong, encoding="utf-8")
    code, out, _ = simkansen("check", "together.yaml")
    assert code == 3
    assert any(line.startswith("together.yaml:4:1: desing: unknown key") for line in out.splitlines())
    assert simkansen("check", "together.yaml", "baseline.yaml")[0] == 2


TAKEN = """\
simkansen: 1
name: taken
extends: baseline.yaml
interventions:
  - {id: a, type: tutoring, hours: 4, group_size: 3, led_by: teaching-assistant}
  - {id: b, type: tutoring, hours: 4, group_size: 3, led_by: teaching-assistant, for: {ses: {at_most: -0.5}}}
"""


def test_hours_that_another_takes_are_told_beside_all_else_that_is_said_of_that_line(files, simkansen):
    (files / "taken.yaml").write_text(TAKEN, encoding="utf-8")
    code, out, err = simkansen("check", "taken.yaml")
    assert code == 0
    mine = [flat(line) for line in (out + err).splitlines() if "interventions[b]" in line]
    (beyond,) = (line for line in mine if "is beyond what was tried" in line)
    (taken,) = (line for line in mine if "other interventions take hours" in line)
    (alone,) = (line for line in mine if "has hours for" in line)
    assert "interventions[b].hours" in beyond
    assert "enough for none of the groups" in taken
    assert "alone, a school's own staff has hours for" in alone


def test_hours_that_pairs_of_pupils_ask_of_teachers_are_told_where_another_takes_them(files, simkansen):
    pairs = "- {id: b, type: peer-tutoring, hours: 2}"
    led = TAKEN.splitlines()[4].strip()
    text = TAKEN.replace(TAKEN.splitlines()[5].strip(), pairs)
    (files / "taken.yaml").write_text(text, encoding="utf-8")
    code, out, err = simkansen("check", "taken.yaml")
    assert code == 0
    assert led in text
    told = [flat(line) for line in (out + err).splitlines() if "other interventions take hours" in line]
    assert [("interventions[a]" in line or "interventions[b]" in line) for line in told] == [True]
    (files / "taken.yaml").write_text(text.replace(f"  {led}\n", ""), encoding="utf-8")
    assert "other interventions take hours" not in "".join(simkansen("check", "taken.yaml")[1:])


LONGER = """\
simkansen: 1
name: longer
extends: laptops.yaml
calendar: {closures: [{from: 2020-03-16, to: 2020-05-08}]}
"""


def test_what_differs_in_more_than_interventions_is_said_before_it_runs(simkansen, files):
    (files / "longer.yaml").write_text(LONGER, encoding="utf-8")
    (files / "asked.yaml").write_text(FAR + "run: {unlike_parameters: true}\n", encoding="utf-8")
    (files / "dose.yaml").write_text(DOSE, encoding="utf-8")
    closures = (
        f"longer.yaml:4:12: note: calendar.closures: 'longer' and 'baseline' differ in closures, {EFFECT}"
    )
    value = "'far' and 'baseline' differ in young_device_use (0.99 and the evidence's own), " + EFFECT
    together = ("baseline.yaml", "laptops.yaml", "longer.yaml", "asked.yaml")
    for words in (("check", *together), ("run", *together, "--dry-run"), ("sweep", "dose.yaml", "--dry-run")):
        code, out, err = simkansen(*words)
        assert code == 0
        said = [line for line in (out + err).splitlines() if UNLIKE in line]
        assert {line.split(" bears")[0] for line in said} == {
            closures.format(name="longer"),
            f"asked.yaml:4:16: note: beyond_prior.young_device_use: {value.format(name='far')}",
        }
    notes = json.loads(simkansen("check", *together, "--json")[1])["notes"]
    assert [note["path"] for note in notes if UNLIKE in note["message"]] == [
        "calendar.closures", "beyond_prior.young_device_use",
    ]  # fmt: skip


def test_of_files_that_differ_in_interventions_alone_or_cannot_be_compared_no_sign_is_said(simkansen, files):
    assert UNLIKE not in simkansen("check", "baseline.yaml", "laptops.yaml")[1]
    refused = simkansen("check", "baseline.yaml", "far.yaml")[1]
    assert "cannot be run together" in refused
    assert UNLIKE not in refused


def test_an_error_in_one_file_hides_nothing_that_is_wrong_with_the_others(simkansen, place):
    """What only the pupils tell, too, in the order in which files are named."""
    town = "simkansen: 1\nname: {}\npopulation: {{netherlands: {{municipality: Urk, sample: 2}}}}\n"
    lends = "interventions: [{{id: laptops, type: lend-devices, for: {}}}]\n"
    nobody = lends.format("{parental_education: high, ses: {at_most: -4}}")
    (place / "nobody.yaml").write_text(town.format("nobody") + nobody, encoding="utf-8")
    hours = "hours: {per_week: 20, moment: holiday}, group_size: 5, led_by: teacher, weeks: all"
    camp = f"interventions: [{{id: camp, type: tutoring, {hours}}}]\n"
    (place / "noted.yaml").write_text(town.format("noted") + camp, encoding="utf-8")
    (place / "wrong.yaml").write_text(town.format("wrong") + "runn: {}\n", encoding="utf-8")
    alone = {name: simkansen("check", f"{name}.yaml")[1] for name in ("nobody", "wrong")}
    noted = [one for one in simkansen("check", "noted.yaml")[1].splitlines() if ": note: " in one]
    for names in (("nobody", "wrong", "noted"), ("noted", "wrong", "nobody")):
        code, said, _ = simkansen("check", *(f"{name}.yaml" for name in names))
        assert code == 3
        wrong = [one for one in said.splitlines() if ": note: " not in one]
        assert wrong == [line for name in names if name in alone for line in alone[name].splitlines()]
        assert [one for one in noted if one not in said.splitlines()] == []
    assert noted
    code, _, told = simkansen("run", "nobody.yaml", "wrong.yaml")
    assert code == 3
    assert all(one.strip() in told for one in alone.values())
