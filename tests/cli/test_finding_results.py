"""Results are named by a path, the beginning of a folder's name, or a scenario; the newest comes first."""

import json
import os
from pathlib import Path

import pytest
from tiny_experiment import TINY, write_scenarios


@pytest.fixture
def several(place):
    """Three results folders, and one of a verb that makes no pages."""
    kinds = {"baseline-aa11": ["baseline", "tutoring"], "baseline-bb22": ["baseline", "laptops"],
             "dose-cc33": ["baseline", "tutoring"]}  # fmt: skip
    for age, (name, scenarios) in enumerate(kinds.items()):
        folder = place / "results" / name
        folder.mkdir(parents=True)
        content = {"scenarios": [{"name": one} for one in scenarios]}
        (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
        (folder / "summary.parquet").touch()
        moment = 1_700_000_000 + 3600 * age
        os.utime(folder / "manifest.json", (moment, moment))
    other = place / "results" / "sensitivity-dd44"
    other.mkdir()
    (other / "manifest.json").write_text("{}", encoding="utf-8")
    os.utime(other / "manifest.json", (1_600_000_000, 1_600_000_000))
    (place / "results" / "README.md").touch()
    return place / "results"


def found(simkansen, *words):
    code, out, err = simkansen("report", *words, "--dry-run", "--for", "policy", "--lang", "en")
    return code, [Path(line).parent.name for line in out.split()], err


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["baseline-a"], ["baseline-aa11"]),
        (["results/baseline-bb22"], ["baseline-bb22"]),
        (["dose"], ["dose-cc33"]),
        (["laptops"], ["baseline-bb22"]),
        (["baseline", "--latest"], ["baseline-bb22"]),
        (["tutoring", "--latest"], ["dose-cc33"]),
        (["--latest"], ["dose-cc33"]),
    ],
)
def test_a_name_that_a_user_can_say_finds_the_results(several, simkansen, words, names):
    assert found(simkansen, *words)[:2] == (0, names)


@pytest.mark.parametrize("words", [["dose"], ["dose", "--latest"]])
def test_a_whole_name_goes_before_the_first_letters_of_another(several, simkansen, words):
    newer = several / "dose2-ee55"
    newer.mkdir()
    for name in ("manifest.json", "summary.parquet"):
        (newer / name).write_bytes((several / "dose-cc33" / name).read_bytes())
    assert found(simkansen, *words)[:2] == (0, ["dose-cc33"])
    assert found(simkansen, "dose2")[:2] == (0, ["dose2-ee55"])


@pytest.mark.parametrize("verb", ["report", "show", "verify", "export"])
def test_a_name_that_fits_several_lists_them_the_newest_first_with_their_times(several, simkansen, verb):
    code, _, err = simkansen(verb, "baseline", *(["--as", "csv"] if verb == "export" else []))
    assert code == 2
    lines = [line.split() for line in err.splitlines() if "baseline-" in line]
    assert [line[-1] for line in lines] == ["baseline-bb22", "baseline-aa11"]
    assert all(len(day) == 10 and len(hour) == 5 for day, hour, _ in lines)
    assert "--latest" in err


@pytest.mark.parametrize("verb", ["report", "show", "verify", "export"])
def test_without_a_name_it_is_said_what_may_be_named(several, simkansen, verb):
    code, _, err = simkansen(verb, *(["--as", "csv"] if verb == "export" else []))
    assert code == 2
    assert "--latest" in err or verb == "export"


@pytest.mark.parametrize("name", ["", " "])
@pytest.mark.parametrize(
    ("verb", "told"), [("show", "what to show is not said"), ("report", "the name of the results is empty")]
)
def test_an_empty_name_is_no_beginning_of_all_names(several, simkansen, verb, told, name):
    code, _, err = simkansen(verb, name)
    assert code == 2
    assert told in err


def test_of_many_names_what_has_no_pages_is_passed_over(several, simkansen):
    names = sorted(map(str, several.iterdir()))
    code, folders, err = found(simkansen, *names)
    assert (code, folders) == (0, ["baseline-aa11", "baseline-bb22", "dose-cc33"])
    assert "sensitivity-dd44: no pages" in err
    code, _, err = found(simkansen, "sensitivity")
    assert code == 2
    assert "nothing to make pages of" in err


def test_a_measure_of_a_group_that_nobody_is_in_is_refused_by_the_dry_run_and_by_the_sweep(simkansen, place):
    write_scenarios(place)
    of = "{measure: delay_weeks, by: school_disadvantage, group: over-30%}"
    under = of.replace("over-30%", "under-10%")
    text = TINY.replace("[delay_weeks, cost]", f"[{of}, {under}]")
    (place / "tiny.yaml").write_text(text, encoding="utf-8")
    for words in (["--dry-run"], []):
        code, _, err = simkansen("sweep", "tiny.yaml", *words)
        assert code == 3
        assert "tiny.yaml:8:" in err
        assert "no pupil of the schools that are drawn is in school_disadvantage" in err
    assert not (place / "results").exists()


def test_a_dry_run_of_sensitivity_counts_and_makes_nothing(simkansen, place):
    write_scenarios(place)
    text = (
        "simkansen: 1\nname: little\nscenarios: [baseline.yaml, tutoring.yaml, laptops.yaml]\nsample: 1\n"
        "parameters: [programme_hour, help_share]\nmorris: {trajectories: 3}\n"
        "sobol: {n: 4, survivors: 1}\nranking: {draws: 5}\n"
    )
    (place / "little.yaml").write_text(text, encoding="utf-8")
    code, out, _ = simkansen("sensitivity", "little.yaml", "--dry-run", "--json")
    said = json.loads(out)
    assert code == 0
    # 3 trajectories of 3 points; the middle and both ends of two; 4 blocks of 3; two rules of growth
    assert said["evaluations"] == {"screening": 9, "one at a time": 5, "Sobol indices": 12, "ranking": 10}
    assert said["runs"] == 36 * 4
    assert said["seconds"] > 0
    assert said["memory_bytes"] > 0
    assert said["disk_bytes"] > 0
    assert simkansen("sensitivity", "little.yaml", "--dry-run")[1].startswith("scenarios ")
    assert not (place / "results").exists()
