"""A country of one's own runs from scenario file to page, and the core knows none by name.

Testland is data alone (tests/testland): two subjects, four levels, one sector, 36 weeks, parents' education
in two classes, another language, another money. Each command is a process of its own, as a country is.
"""

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from country_words import PLACES

ROOT = Path(__file__).parent.parent
TESTLAND = Path(__file__).parent / "testland"
NETHERLANDS = ROOT / "simkansen" / "schooling" / "nl"

CLOSED = """\
simkansen: 1
country: {country}
name: closed
population: {{testland: {{sample: 3}}}}
run: {{replications: 2}}
"""
HELPED = """\
simkansen: 1
extends: closed.yaml
name: helped
interventions:
  - id: groups
    type: tutoring
    for: {form: [2, 3], parental_education: some, testish_at_home: {at_most: 99%}}
    hours: 2
    led_by: student
    what: {subjects: numbers}
"""


def run(*words, folder, country=None):
    """Run a command there, and give what it printed, what it said, and its exit code."""
    environment = {name: value for name, value in os.environ.items() if name != "SIMKANSEN_COUNTRY"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    if country is not None:
        environment["SIMKANSEN_COUNTRY"] = str(country)
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout, done.stderr, done.returncode


def simkansen(*words, folder, country=None):
    return run("-m", "simkansen", *words, folder=folder, country=country)


def write(folder, country=TESTLAND):
    """Write the two scenarios, which name the country from where they stand."""
    named = os.path.relpath(country, folder)
    (folder / "closed.yaml").write_text(CLOSED.format(country=named), encoding="utf-8")
    (folder / "helped.yaml").write_text(HELPED, encoding="utf-8")


def text_of(page):
    """The words of a page, without its style."""
    bare = re.sub(r"<(style|script)\b.*?</\1>", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare)))


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checked")
    write(folder)
    out, said, code = simkansen("check", "closed.yaml", "helped.yaml", "--json", folder=folder)
    assert code == 0, said
    return json.loads(out)


@pytest.mark.slow
def test_a_scenario_of_another_country_is_checked_in_its_own_words(checked):
    helped = checked["scenarios"][1]["scenario"]
    assert helped["population"] == {"testland": {"sample": 3}}
    assert helped["calendar"]["school_years"] == ["2022/23", "2023/24"]
    assert helped["interventions"][0]["for"]["form"] == [2, 3]
    assert helped["run"]["parameters"] == "prior"
    assert "TLD" in checked["scenarios"][1]["in_effect"]["groups"]["cost.per_hour"]


@pytest.mark.slow
def test_the_country_of_a_file_is_that_of_what_it_extends(checked):
    named = {one["scenario"]["name"]: Path(one["scenario"]["country"]) for one in checked["scenarios"]}
    assert named["closed"] == named["helped"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("country: nowhere", "closed.yaml:2:10: country: the folder nowhere does not exist"),
        ("country: .", "no system.yaml (sectors, subjects, levels, weeks), no calendar.yaml"),
        ("country: closed.yaml", "the folder closed.yaml is a file, not a folder"),
    ],
)
def test_a_folder_that_is_no_country_is_told_with_its_line_and_alone(line, told, tmp_path):
    write(tmp_path)
    text = (tmp_path / "closed.yaml").read_text(encoding="utf-8")
    (tmp_path / "closed.yaml").write_text(re.sub(r"country: .*", line, text), encoding="utf-8")
    out, _, code = simkansen("check", "closed.yaml", folder=tmp_path)
    assert (code, told in out, out.count("\n")) == (3, True, 1), out


def test_what_is_wrong_in_the_files_of_a_country_is_told_with_its_line(tmp_path):
    country = tmp_path / "land"
    country.mkdir()
    for file in TESTLAND.glob("*.yaml"):
        (country / file.name).write_bytes(file.read_bytes())
    system = country / "system.yaml"
    system.write_text(system.read_text("utf-8").replace("language: false", "language: perhaps"), "utf-8")
    write(tmp_path, country)
    _, said, code = simkansen("check", "closed.yaml", folder=tmp_path)
    line = next(n for n, one in enumerate(system.read_text("utf-8").splitlines(), 1) if "perhaps" in one)
    assert (code, f"system.yaml:{line}:" in said, "subjects.0.language" in said) == (3, True, True), said


def test_files_of_two_countries_are_refused_in_one_call_whichever_comes_first(tmp_path):
    write(tmp_path)
    dutch = "simkansen: 1\nname: dutch\npopulation: {netherlands: {sample: 2}}\n"
    (tmp_path / "dutch.yaml").write_text(dutch, encoding="utf-8")
    for files in (("closed.yaml", "dutch.yaml"), ("dutch.yaml", "closed.yaml")):
        out, _, code = simkansen("check", *files, folder=tmp_path)
        assert (code, out.count("\n")) == (3, 1), out
        assert out.startswith("dutch.yaml:")
        assert "no country is named, and closed.yaml names that" in out


def test_a_posterior_that_the_country_has_not_is_refused(tmp_path):
    write(tmp_path)
    text = (tmp_path / "closed.yaml").read_text("utf-8").replace("2}", "2, parameters: posterior}")
    (tmp_path / "closed.yaml").write_text(text, encoding="utf-8")
    out, _, code = simkansen("check", "closed.yaml", folder=tmp_path)
    assert code == 3
    assert "nothing was fitted in this country, so it has no posterior; write prior" in out


def test_its_years_have_the_weeks_that_its_file_says(tmp_path):
    write(tmp_path)
    out, said, _ = simkansen("show", "calendar", "closed.yaml", "--json", folder=tmp_path)
    weeks = json.loads(out)
    for year in ("2022/23", "2023/24"):
        assert sum(one["lessons"] == "yes" for one in weeks if one["school year"] == year) == 36, said


@pytest.mark.slow
def test_a_new_file_is_one_of_the_country_that_the_environment_names(tmp_path):
    words = ("new", "town.yaml", "--intervention", "tutoring")
    _, _, code = simkansen(*words, folder=tmp_path, country=TESTLAND)
    text = (tmp_path / "town.yaml").read_text(encoding="utf-8")
    assert code == 0
    assert f"country: {Path(os.path.relpath(TESTLAND, tmp_path)).as_posix()}\n" in text
    assert "form: [2, 3, 4]" in text
    assert simkansen("check", "-q", "town.yaml", folder=tmp_path)[2] == 0


PYTHON = """\
import simkansen
{first}
simkansen.use_country({country!r})
print(simkansen.load_register()["TL-01"].value)
"""


def test_python_names_the_country_first_and_is_refused_when_it_is_too_late(tmp_path):
    in_time = PYTHON.format(first="pass", country=str(TESTLAND))
    too_late = PYTHON.format(first="simkansen.load_parameters()", country=str(TESTLAND))
    assert run("-c", in_time, folder=tmp_path)[0].strip() == "8"
    _, said, code = run("-c", too_late, folder=tmp_path)
    assert code == 1
    assert "call simkansen.use_country before anything else" in said


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The folder of a run with its pages, made once."""
    folder = tmp_path_factory.mktemp("run")
    write(folder)
    out, said, code = simkansen(
        "run", "closed.yaml", "helped.yaml", "--workers", "1", "--lang", "qaa", folder=folder
    )
    assert code == 0, said
    _, said, code = simkansen("report", "closed", folder=folder)
    assert code == 0, said
    return (folder / out.strip().splitlines()[-1]).parent


@pytest.mark.slow
def test_a_run_ends_in_a_page_in_the_language_of_the_country(results):
    text = text_of(results / "report-policy-qaa.html")
    assert "Kio helpas ta kio?" in text  # said in Testish
    assert "Testlando" in text
    assert re.search(r"\d T\b", text)  # its money, as Testish writes it
    assert "How sure is this" in text  # not said in Testish


@pytest.mark.slow
def test_pages_say_that_the_numbers_come_from_priors(results):
    text = text_of(results / "report-research-en.html")
    assert "Nothing was fitted to what was measured in Testland" in text
    assert "No value in this run is fitted" in text
    assert "figures that it was not fitted to" not in text


@pytest.mark.slow
@pytest.mark.parametrize("reader", ["school", "policy", "research"])
@pytest.mark.parametrize("lang", ["en", "qaa"])
def test_no_page_names_anything_of_the_netherlands(results, reader, lang):
    text = text_of(results / f"report-{reader}-{lang}.html").replace("unequal chances in Dutch education", "")
    foreign = r"groep|\bDutch|Netherland|Nederland|\beuros?\b|€|\bEUR\b|spelling|CBS"
    foreign += r"|vmbo|\bmbo\b|\bhbo\b|\bvo\b|\bpo\b"
    assert re.findall(foreign, text) == []
    assert PLACES.findall(text) == []


@pytest.mark.slow
def test_results_are_told_by_the_levels_subjects_and_groups_of_the_country(results):
    rows = [line.split(",") for line in (results / "summary.csv").read_text("utf-8").splitlines()]
    head = rows[0]
    column = {name: {row[head.index(name)] for row in rows[1:]} for name in ("by", "group", "subject")}
    assert "form" in column["by"]
    assert {"1", "2", "3", "4", "some", "degree", "testish", "other"} <= column["group"]
    assert column["subject"] == {"all", "numbers", "letters"}


@pytest.mark.slow
def test_results_name_their_country_and_are_the_same_when_done_again(results):
    manifest = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["country"]["name"] == "testland"
    out, said, code = simkansen("verify", str(results), "--sample", "1", folder=results.parent)
    assert (code, "everything is the same" in out) == (0, True), out + said


@pytest.mark.slow
def test_results_whose_country_is_gone_say_where_it_was_and_how_to_name_it(results, tmp_path):
    moved = tmp_path / "far" / "off" / "elsewhere" / "results"
    moved.mkdir(parents=True)
    for name in ("manifest.json", "resolved.yaml", "summary.parquet"):
        (moved / name).write_bytes((results / name).read_bytes())
    _, said, code = simkansen("show", str(moved), folder=tmp_path)
    assert code == 2
    assert "does not exist" in said
    assert "SIMKANSEN_COUNTRY=FOLDER" in said
    out, said, code = simkansen("show", str(moved), "--json", folder=tmp_path, country=TESTLAND)
    assert (code, bool(json.loads(out))) == (0, True), said


def name(message):
    return message.id if isinstance(message.id, str) else message.id[0]


CATALOGUES = sorted([*TESTLAND.rglob("*.po"), *NETHERLANDS.rglob("*.po")])


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_compiled_words_of_a_country_are_those_of_its_texts_and_in_order(path):
    with path.open("rb") as text, path.with_suffix(".mo").open("rb") as compiled:
        written, made = read_po(text, abort_invalid=True), read_mo(compiled)
    words, packed = ({name(one): list(one.string) for one in each if one.id} for each in (written, made))
    assert words == packed
    assert list(words) == sorted(words)
