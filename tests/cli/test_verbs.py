import csv
import errno
import io
import json
from pathlib import Path

import click
import numpy as np
import pytest

from simkansen.cli import simkansen as program
from simkansen.cli.topics import TOPICS
from simkansen.cli.verbs import export
from simkansen.runs.replicate import simulate
from simkansen.scenario.schema.words import TAKEN
from simkansen.work.errors import EngineError

WRONG = """\
simkansen: 1
name: wrong
interventions: [{id: a, type: tutering}]
run: {replications: 0}
"""


def test_new_writes_a_file_that_check_finds_no_problem_in(simkansen, place):
    code, out, err = simkansen("new", "my-town.yaml")
    assert (code, out) == (0, "my-town.yaml\n")
    assert "simkansen check my-town.yaml" in err
    schema = (place / "my-town.yaml").read_text(encoding="utf-8").splitlines()[0].split("=")[1]
    assert json.loads((place / schema).read_text(encoding="utf-8"))["type"] == "object"
    assert simkansen("check", "my-town.yaml")[0] == 0


def test_no_results_bear_a_name_that_show_or_export_takes_for_something_else(simkansen, place):
    assert set(TAKEN) == {*TOPICS, *(name for name in export.command.commands if name.islower())}
    for name in TAKEN:
        assert simkansen("new", f"{name}.yaml")[0] == 0
        assert simkansen("check", f"{name}.yaml")[0] == 0  # where it is called my-week
        path = place / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(f"name: my-{name}", f"name: {name}"))
        code, out, _ = simkansen("check", f"{name}.yaml")
        line = next(n for n, one in enumerate(path.read_text().splitlines(), 1) if one.startswith("name:"))
        assert code == 3
        assert f"{name}.yaml:{line}:7: name: results named '{name}' could not be shown" in out
        assert f"write another name, such as my-{name}" in out


def test_new_never_writes_over_a_file_unasked(simkansen, place):
    before = (place / "baseline.yaml").read_text(encoding="utf-8")
    assert simkansen("new", "baseline.yaml")[0] == 2
    assert (place / "baseline.yaml").read_text(encoding="utf-8") == before
    assert simkansen("new", "baseline.yaml", "--force")[0] == 0


def test_check_prints_all_problems_as_data_and_ends_with_3(simkansen, place):
    (place / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    code, out, _ = simkansen("check", "wrong.yaml", "baseline.yaml")
    assert code == 3
    lines = out.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["wrong.yaml:3:31", "wrong.yaml:4:21"]
    assert "did you mean 'tutoring'?" in lines[0]
    code, out, _ = simkansen("check", "wrong.yaml", "--json")
    assert code == 3
    assert [problem["line"] for problem in json.loads(out)["problems"]] == [3, 4]


@pytest.mark.parametrize(
    ("written", "verb", "wrong", "said"),
    [
        ("scenarios: [baseline.yaml, laptops.yaml]\ndesign: replications\nreplications: 4\n", "sweep",
         "replications: 4.0", "replications: 4.0 is not a whole number; write 4\n"),
        ("scenarios: [baseline.yaml, laptops.yaml, other.yaml]\nsample: 2\nsobol: {n: 8}\n", "sensitivity",
         "sobol: {n: 9}", "sobol.n: 9 is no power of two"),
        ("seed: 1\ntargets: [{id: ENG-01, measure: loss, se: 0.3, because: made}]\n", "calibrate",
         "seed: -1", "seed: "),
    ],
)  # fmt: skip
def test_check_checks_experiments_too(simkansen, place, written, verb, wrong, said):
    other = (place / "laptops.yaml").read_text("utf-8").replace("laptops", "more")
    (place / "other.yaml").write_text(other, encoding="utf-8")
    (place / "plan.yaml").write_text(f"simkansen: 1\nname: plan\n{written}", encoding="utf-8")
    code, out, err = simkansen("check", "plan.yaml")
    assert (code, "plan.yaml: no problems" in out) == (0, True), out
    assert f"simkansen {verb} plan.yaml" in err
    key = wrong.split(":")[0]
    kept = "\n".join(line for line in written.splitlines() if not line.startswith(key))
    (place / "plan.yaml").write_text(f"simkansen: 1\nname: plan\n{kept}\n{wrong}\n", encoding="utf-8")
    code, out, _ = simkansen("check", "plan.yaml")
    assert (code, said in out) == (3, True), out


def test_check_reads_a_file_of_schools_and_tells_its_bad_rows(simkansen, place):
    rows = "school,municipality,pupils,disadvantaged_share\nA,Urk,120,0.1\nB,Urk,many,0.2\nC,Urk,80,140%\n"
    (place / "schools.csv").write_text(rows, encoding="utf-8")
    (place / "own.yaml").write_text(
        "simkansen: 1\nname: own\npopulation: {schools: {file: schools.csv}}\n", encoding="utf-8"
    )
    code, out, _ = simkansen("check", "own.yaml")
    assert code == 3
    assert [line.split(": ")[0].split("/")[-1] for line in out.splitlines()] == [
        "schools.csv:3:3",
        "schools.csv:4:4",
    ]
    assert "many" not in out


def test_check_prints_the_effective_values_and_an_estimate(simkansen):
    code, out, err = simkansen("check", "baseline.yaml", "laptops.yaml")
    assert code == 0
    assert "type: lend-devices" in out
    assert "2 schools" in out
    assert "GB of memory" in out
    assert "Next: simkansen run baseline.yaml laptops.yaml" in err
    found = json.loads(simkansen("check", "laptops.yaml", "--json")[1])
    assert found["scenarios"][0]["estimate"]["schools"] == 2


def test_check_gives_one_estimate_of_all_that_runs_together(simkansen, place):
    out = simkansen("check", "baseline.yaml", "laptops.yaml")[1]
    (line,) = [line for line in out.splitlines() if "of memory" in line]
    assert "3 simulations" in line  # the twin and both scenarios
    dry = simkansen("run", "baseline.yaml", "laptops.yaml", "--dry-run")[1]
    assert "1 replication, 3 simulations" in dry
    (place / "other.yaml").write_text("simkansen: 1\nname: other\n", encoding="utf-8")
    out = simkansen("check", "baseline.yaml", "other.yaml")[1]
    assert [line.split(":")[0] for line in out.splitlines() if "of memory" in line] == [
        "# baseline",
        "# other",
    ]
    assert json.loads(simkansen("check", "baseline.yaml", "other.yaml", "--json")[1])["estimate"] is None


def test_check_says_why_scenarios_cannot_be_run_together_as_run_does(simkansen, place):
    (place / "other.yaml").write_text("simkansen: 1\nname: other\n", encoding="utf-8")
    code, out, err = simkansen("check", "baseline.yaml", "other.yaml")
    assert code == 0
    why = "other.yaml:1:1: population: 'baseline' and 'other' differ in population"
    assert f"# these 2 cannot be run together: {why}" in out
    assert err.strip() == "Next: simkansen run baseline.yaml"
    assert json.loads(simkansen("check", "baseline.yaml", "other.yaml", "--json")[1])["apart"].startswith(why)
    code, _, err = simkansen("run", "baseline.yaml", "other.yaml")
    assert code == 3
    assert err.startswith(why)


def test_the_estimate_of_a_dry_run_counts_whole_rounds_of_work(simkansen):
    def seconds(*words):
        words = ("run", "baseline.yaml", "laptops.yaml", "--dry-run", "--json", *words)
        return json.loads(simkansen(*words)[1])["seconds"]

    one, two, three = (seconds("--replications", "400", "--workers", str(many)) for many in (1, 2, 3))
    assert one > two > three
    assert one < 2 * two  # what is done once is not shared


def test_next_commands_can_be_pasted_when_names_have_spaces(simkansen, place):
    err = simkansen("new", "mijn plan.yaml")[2]
    assert "simkansen check 'mijn plan.yaml'" in err
    assert "simkansen run 'mijn plan.yaml'" in simkansen("check", "mijn plan.yaml")[2]


def test_the_command_in_the_manifest_can_be_pasted_when_names_have_spaces(simkansen, place, monkeypatch):
    words = ("run", "baseline.yaml", "--results", "mijn map", "--workers", "1", "-q")
    monkeypatch.setattr("sys.argv", ["simkansen", *words])
    folder = (place / simkansen(*words)[1].strip()).parent
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert "--results 'mijn map'" in manifest["command"]


def test_workers_that_cannot_be_started_are_no_bug(simkansen, monkeypatch):
    def run_scenarios(*arguments, **words):
        raise EngineError("A worker process cannot be started: say why")

    monkeypatch.setattr("simkansen.runs.run_scenarios", run_scenarios)
    code, out, err = simkansen("run", "baseline.yaml", "-q")
    assert (code, out, err) == (1, "", "Error: A worker process cannot be started: say why\n")


def test_a_folder_that_may_not_be_written_is_no_bug(simkansen, monkeypatch):
    def refuse(self, *arguments, **words):
        raise PermissionError(errno.EPERM, "Operation not permitted", str(self))

    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    code, out, err = simkansen("run", "baseline.yaml", "--workers", "1", "-q")
    assert (code, out) == (2, "")
    assert "choose another place" in err
    assert "bug" not in err


def test_ctrl_c_while_the_page_is_made_says_how_to_go_on(simkansen, monkeypatch):
    def interrupted(*arguments, **words):
        raise KeyboardInterrupt

    monkeypatch.setattr("simkansen.report.write_report", interrupted)
    code, out, err = simkansen("run", "baseline.yaml", "--workers", "1")
    assert (code, out) == (130, "")
    assert "the same command continues" in err


def test_a_wrong_word_gets_a_near_one(simkansen):
    assert "did you mean 'week'?" in simkansen("show", "wek")[2]
    assert "did you mean 'tutoring'?" in simkansen("new", "a.yaml", "--intervention", "tutering")[2]
    code, out, err = simkansen("show", "parameters", "no-such-word")
    assert (code, out) == (0, "")
    assert "simkansen show parameters" in err


def test_a_wrong_file_never_starts_a_run(simkansen, place):
    (place / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    code, out, err = simkansen("run", "baseline.yaml", "wrong.yaml")
    assert (code, out) == (3, "")
    assert "wrong.yaml:3:" in err
    assert not (place / "results").exists()


def test_scenarios_on_different_pupils_are_an_invalid_combination(simkansen, place):
    (place / "other.yaml").write_text("simkansen: 1\nname: other\n", encoding="utf-8")
    code, out, err = simkansen("run", "baseline.yaml", "other.yaml")
    assert (code, out) == (3, "")
    assert "differ in population" in err


def test_a_dry_run_runs_nothing(simkansen, place):
    code, out, _ = simkansen("run", "baseline.yaml", "laptops.yaml", "--dry-run", "--replications", "10")
    assert code == 0
    assert "10 replications and 2 echoes, 36 simulations" in out
    assert not (place / "results").exists()
    out = simkansen("run", "baseline.yaml", "--dry-run")[1]
    assert "1 replication, 2 simulations" in out
    assert "about 3 MB" in out
    found = json.loads(simkansen("run", "baseline.yaml", "--dry-run", "--json")[1])
    assert (found["replications"], found["echoes"], found["simulations"]) == (1, 0, 2)


@pytest.mark.slow
def test_run_ends_with_the_path_of_the_page_and_keeps_messages_apart(simkansen, place):
    code, out, err = simkansen("run", "baseline.yaml", "laptops.yaml", "--workers", "1", "--lang", "en")
    assert code == 0
    page = place / out.splitlines()[-1]
    assert page.name == "report-policy-en.html"
    assert page.is_file()
    assert "Next: simkansen show" in err
    assert "Next:" not in out
    assert 3 <= len(out.splitlines()) <= 5

    name = page.parent.name
    for option, fewest, most in (("-q", 1, 1), ("-v", 10, 80)):
        lines = simkansen("run", "baseline.yaml", "laptops.yaml", "--lang", "en", option)[1].splitlines()
        assert fewest <= len(lines) <= most
        assert lines[-1] == f"results/{name}/report-policy-en.html"
    code, out, _ = simkansen("show", name[:6], "--json")
    assert code == 0
    assert json.loads(out)["n_pairs"] == 0  # fewer than ten replications have no echo
    code, out, _ = simkansen("show", name)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    code, out, _ = simkansen("show", name, "--csv")
    [row] = csv.DictReader(io.StringIO(out))
    assert code == 0
    assert row["scenario"] == "laptops"
    assert float(row["weeks_recovered_median"]) >= 0
    assert (row["weeks_recovered_p05"], row["weeks_recovered_p95"]) == ("", "")  # one draw has no interval
    code, out, _ = simkansen("export", "summary", name, "--csv-style", "nl")
    rows = list(csv.DictReader(io.StringIO(out), delimiter=";"))
    assert code == 0
    assert "," in rows[0]["mean"]
    assert float(rows[0]["mean"].replace(",", ".")) == pytest.approx(
        json.loads(simkansen("export", "summary", name, "--json")[1])[0]["mean"]
    )
    assert rows[0]["chance_share"] == ""
    assert json.loads(simkansen("export", "summary", name, "--json")[1])[0]["chance_share"] is None
    code, out, _ = simkansen("report", f"results/{name}", "--lang", "nl", "--for", "school")
    assert (code, out) == (0, f"results/{name}/report-school-nl.html\n")

    code, out, _ = simkansen("run", "baseline.yaml", "laptops.yaml", "-q", "--json", "--lang", "en")
    found = json.loads(out)
    assert (found["finished"], found["failed"]) == ([0], [])
    readers = ("school", "policy", "research")
    assert found["reports"] == [f"results/{name}/report-{reader}-en.html" for reader in readers]


@pytest.mark.slow
def test_a_page_in_another_language_tells_of_all_replications_too(simkansen, place, monkeypatch):
    words = ("run", "baseline.yaml", "laptops.yaml", "--replications", "2", "--workers", "1", "--lang", "en")
    done = []

    def once(*some, **more):
        done.append(some)
        if len(done) > 3:  # twin and scenarios of the first replication
            raise ArithmeticError("on purpose")
        return simulate(*some, **more)

    with monkeypatch.context() as patched:
        patched.setattr("simkansen.runs.replicate.simulate", once)
        code, out, _ = simkansen(*words, "-q")
    folder = place / Path(out.splitlines()[-1]).parent
    assert code == 4
    simkansen("report", str(folder), "--for", "school", "--lang", "nl")
    page = folder / "report-school-nl.html"
    before = page.read_text("utf-8")
    code, _, err = simkansen(*words)
    assert code == 0
    assert "Pages that were there are made again: report-school-nl.html." in err
    told = page.read_text("utf-8")
    simkansen("report", str(folder), "--for", "school", "--lang", "nl")
    assert before != told == page.read_text("utf-8")


def test_a_scenario_that_asks_for_less_still_gets_all_pupils_together(simkansen, place):
    less = (place / "baseline.yaml").read_text(
        encoding="utf-8"
    ) + "outcomes: {measures: [skill], by: [groep]}\n"
    (place / "less.yaml").write_text(less, encoding="utf-8")
    code, out, _ = simkansen("run", "less.yaml", "--workers", "1", "--lang", "en")
    assert code == 0
    assert "measures that this page has no figure of" in " ".join(out.split())
    with (place / out.splitlines()[-1]).with_name("summary.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {(row["measure"], row["by"]) for row in rows} == {("skill", "all"), ("skill", "groep")}


def test_the_options_go_over_the_file(simkansen, place):
    words = ("--seed", "7", "--replications", "2", "--point", "--workers", "1", "-q")
    code, out, err = simkansen("run", "baseline.yaml", *words)
    assert (code, err) == (0, "")
    manifest = json.loads((place / out.strip()).with_name("manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["replications"], manifest["parameters"]) == (7, 2, "point")


def test_a_failing_replication_ends_with_4_and_is_named(simkansen, monkeypatch):
    def wrong(*arguments):
        raise ArithmeticError("a pupil went negative")

    monkeypatch.setattr("simkansen.runs.replicate.simulate", wrong)
    code, out, err = simkansen("run", "baseline.yaml", "--workers", "1")
    assert (code, out) == (4, "")
    assert "Replication 0 failed (simulate twin): ArithmeticError: a pupil went negative" in err
    assert "log.jsonl" in err


def test_ctrl_c_ends_with_130_and_says_how_to_go_on(simkansen, monkeypatch):
    def interrupted(*arguments, **words):
        raise KeyboardInterrupt

    monkeypatch.setattr("simkansen.runs.replicate.simulate", interrupted)
    code, out, err = simkansen("run", "baseline.yaml", "--workers", "1")
    assert (code, out) == (130, "")
    assert "the same command continues" in err


@pytest.mark.parametrize(
    "words",
    [
        ("parameters",),
        ("parameters", "device"),
        ("sources", "DEV"),
        ("interventions",),
        ("week",),
        ("calendar", "baseline.yaml"),
    ],
)
def test_what_goes_in_can_be_shown_as_a_table_and_as_json(words, simkansen):
    code, out, err = simkansen("show", *words)
    assert (code, err) == (0, "")
    rows = json.loads(simkansen("show", *words, "--json")[1])
    assert len(out.splitlines()) == len(rows) + 2
    assert rows


def test_a_listing_can_be_had_as_csv_with_the_cells_of_the_json(simkansen):
    rows = list(csv.DictReader(io.StringIO(simkansen("show", "parameters", "device", "--csv")[1])))
    expected = json.loads(simkansen("show", "parameters", "device", "--json")[1])
    assert len(rows) == len(expected) > 1
    cells = [{k: "" if v is None else str(v) for k, v in row.items()} for row in expected]
    assert rows == cells


def test_results_are_asked_for_in_one_form_at_a_time(simkansen):
    code, out, err = simkansen("show", "week", "--json", "--csv")
    assert (code, out) == (2, "")
    assert "give one of them" in err


def test_the_posterior_is_shown_beside_the_prior_with_how_it_was_made(simkansen):
    from simkansen.evidence import load_parameters, load_posterior

    posterior = load_posterior()
    name = posterior.names[0]
    code, out, err = simkansen("show", "posterior")
    assert code == 0
    assert len(out.splitlines()) == len(posterior.names) + 2
    assert f"{len(posterior)} draws." in err
    (row,) = json.loads(simkansen("show", "posterior", name, "--json")[1])
    one = load_parameters().definitions[name]
    assert row["unit"] == one.unit
    assert row["prior p05"] == one.quantile(0.05)
    assert row["posterior mean"] == posterior.mean()[name]
    assert row["the data say"] in ("informed", "hardly", "not")


def test_parameters_have_the_interval_of_the_posterior_where_they_are_fitted(simkansen):
    from simkansen.evidence import load_posterior

    posterior = load_posterior()
    rows = {row["name"]: row for row in json.loads(simkansen("show", "parameters", "--json")[1])}
    for name, row in rows.items():
        expected = posterior.interval(name) if name in posterior.names else (None, None)
        assert (row["posterior p05"], row["posterior p95"]) == expected


def test_an_empty_cell_has_no_word_in_it(simkansen):
    rows = json.loads(simkansen("show", "parameters", "none", "--json")[1])
    assert rows
    assert all(any("none" in str(cell).lower() for cell in row.values() if cell is not None) for row in rows)


@pytest.mark.parametrize(("low", "high", "said"), [(0.4, 0.6, "informed"), (0.0, 1.0, "not")])
def test_show_says_whether_the_data_inform_a_parameter(simkansen, monkeypatch, low, high, said):
    from simkansen.evidence import Posterior, load_parameters

    one = load_parameters().definitions["growth_maths"]
    draws = [[one.quantile(low + (high - low) * (i + 0.5) / 200)] for i in range(200)]
    narrow = Posterior((one.name,), np.array(draws), {"experiment": "a test", "targets": ["long"]})
    monkeypatch.setattr("simkansen.evidence.load_posterior", lambda: narrow)
    _, out, err = simkansen("show", "posterior", "growth_maths")
    assert out.splitlines()[-1].endswith(f"  {said}")
    assert "experiment: a test" in err
    assert "long" not in err


def test_the_week_is_shown_in_the_order_in_which_it_is_simulated(simkansen):
    from simkansen.learning.week import ORDER

    rows = json.loads(simkansen("show", "week", "--json")[1])
    assert [row["name"] for row in rows] == [step.name for step in ORDER]


def test_show_says_what_there_is_when_it_finds_nothing(simkansen):
    code, out, err = simkansen("show", "nothing-like-it")
    assert (code, out) == (2, "")
    assert "'results' has none" in err
    assert simkansen("show", "population")[0] == 2


def test_the_schema_of_scenario_files_is_json(simkansen):
    code, out, err = simkansen("export", "schema")
    assert (code, err) == (0, "")
    assert "interventions" in json.loads(out)["properties"]


def test_the_example_of_a_dry_run_in_the_help_can_be_run(simkansen, monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[2])
    (example,) = [line for line in simkansen("run", "--help")[1].splitlines() if line.endswith("--dry-run")]
    code, out, _ = simkansen(*example.split()[1:])
    assert code == 0
    assert "scenarios    national, national-tutoring" in out


def test_topics_are_completed():
    from simkansen.cli.verbs.show import command

    (what, *_) = [one for one in command.params if one.name == "what"]
    completed = what.shell_complete(click.Context(command), "po")
    assert [item.value for item in completed] == ["population", "posterior"]


@pytest.mark.slow
@pytest.mark.parametrize("option", ["-q", "-v", "--json"])
@pytest.mark.parametrize(
    "words",
    [
        ("check", "baseline.yaml"),
        ("show", "week"),
        ("show", "population", "baseline.yaml"),
        ("export", "schema"),
        ("export", "odd"),
        ("completion", "bash"),
        ("run", "baseline.yaml", "--dry-run"),
    ],
)
def test_every_verb_that_prints_a_result_knows_the_shared_options(words, option, simkansen):
    code, out, err = simkansen(*words, option)
    assert code == 0
    if option == "--json":
        assert json.loads(out)
    if option == "-q":
        assert err == ""


@pytest.mark.slow
def test_json_before_what_is_exported_goes_for_it(simkansen):
    assert json.loads(simkansen("export", "--json", "odd")[1])


def test_saying_more_tells_the_version_and_the_time(simkansen):
    code, _, err = simkansen("show", "interventions", "--json")
    assert (code, err) == (0, "")
    code, _, err = simkansen("export", "schema", "-v")
    assert code == 0
    assert err.startswith("simkansen ")
    assert err.count("Python") == 1


def test_a_dry_run_of_report_names_the_pages_and_makes_none(simkansen, place):
    folder = place / "results" / "a-1"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    (folder / "summary.parquet").touch()
    code, out, _ = simkansen("report", "a-1", "--dry-run")
    pages = [f"report-{who}-{lang}.html" for lang in ("nl", "en") for who in ("school", "policy", "research")]
    assert (code, out.split()) == (0, [str(Path("results") / "a-1" / page) for page in pages])
    assert {path.name for path in folder.iterdir()} == {"manifest.json", "summary.parquet"}


@pytest.mark.parametrize("folder", ["baseline.yaml/results", "/proc/nope"])
def test_results_where_no_folder_can_be_made_are_a_wrong_command(simkansen, folder):
    code, out, err = simkansen("run", "baseline.yaml", "--results", folder, "-q")
    assert (code, out) == (2, "")
    assert "--results DIR" in err
    assert "bug" not in err


def test_the_help_says_that_a_full_disk_ends_as_a_bug_does(simkansen):
    assert "1 a bug, or a full disk" in simkansen("--help")[1]


def test_show_population_says_which_deviations_may_be_the_luck_of_the_sample(simkansen, place):
    rows = json.loads(simkansen("show", "population", "baseline.yaml", "--json")[1])
    assert {row["deviation is"] for row in rows} <= {"within luck", "larger", "unknown"}
    for row in rows:
        if row["sampling"] is not None:
            assert (row["deviation is"] == "within luck") == (abs(row["deviation"]) <= 2 * row["sampling"])
    (place / "whole.yaml").write_text(
        "simkansen: 1\npopulation: {netherlands: {municipality: Urk}}\n", encoding="utf-8"
    )
    assert "sampling" not in json.loads(simkansen("show", "population", "whole.yaml", "--json")[1])[0]


MISSING = {
    "run": "FILE... is missing: scenario files; 'simkansen new my-town.yaml' writes one",
    "check": "FILE... is missing: scenario files, or an experiment",
    "sweep": "EXPERIMENT is missing: a file that names scenarios",
    "calibrate": "FILE is missing: a file that names parameters",
    "new": "FILE is missing: the name of the file to write",
    "completion": "SHELL is missing; give one of:\n  bash  ",
    "export --latest": "--as is missing; give one of:\n  csv       a folder of tidy tables",
    "show": "what to show is not said; choose RESULTS, --latest, or population",
    "show calendar": "'show calendar' needs a scenario file",
}


@pytest.mark.parametrize("words", MISSING)
def test_what_is_missing_is_told_with_what_it_can_be_and_an_example(simkansen, words):
    code, out, err = simkansen(*words.split())
    assert (code, out) == (2, "")
    assert MISSING[words] in err
    example = err.splitlines()[-1]
    assert example.startswith(("For example: simkansen ", 'For example: eval "$(simkansen '))
    assert words.split()[0] in example


def test_every_argument_that_must_be_given_says_what_it_can_be():
    def required(command):
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                yield from required(command.get_command(context, name))
        else:
            yield from ((command, one) for one in command.params if one.required)

    untold = [(verb.name, one.name) for verb, one in required(program) if one.name not in verb.takes]
    assert untold == []


@pytest.mark.parametrize("verb", ["verify", "report", "export --as csv"])
def test_results_that_are_not_named_are_listed(simkansen, place, verb):
    for name in ("baseline-1a2b3c4d5e", "baseline-2a2b3c4d5e"):
        (place / "results" / name).mkdir(parents=True)
        (place / "results" / name / "manifest.json").write_text("{}", encoding="utf-8")
    code, _, err = simkansen(*verb.split())
    assert code == 2
    assert "which results is not said; name one, or add --latest" in err
    assert {line.split()[-1] for line in err.splitlines()[-2:]} == {
        "baseline-1a2b3c4d5e",
        "baseline-2a2b3c4d5e",
    }


def test_a_scenario_and_an_experiment_that_change_places_are_told_which_verb_is_theirs(simkansen, place):
    (place / "some.yaml").write_text(
        "simkansen: 1\nname: some\nscenarios: [baseline.yaml]\n", encoding="utf-8"
    )
    assert "some.yaml is an experiment; write: simkansen sweep some.yaml" in simkansen("run", "some.yaml")[2]
    said = simkansen("sweep", "baseline.yaml")[2]
    assert "baseline.yaml is a scenario, not an experiment; write: simkansen run baseline.yaml" in said
