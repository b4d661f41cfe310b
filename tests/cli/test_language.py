"""The terminal speaks the language that is asked for, and nothing but what is printed depends on it."""

import json
import pickle
import re
import subprocess
import sys
from copy import deepcopy
from importlib.util import find_spec
from pathlib import Path

import pytest
import terminal_words
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from ruamel.yaml import YAML
from terminal_words import PACKAGE, all_texts, count, differences, read_record

from simkansen.cli import main
from simkansen.cli.language import LOCALE, in_words, speak
from simkansen.country import country
from simkansen.evidence import load_parameters, load_register
from simkansen.phrases import MARKS, joined, phrase, phrase_of
from simkansen.population.skill import SUBJECTS

ENTRIES = LOCALE / "nl" / "LC_MESSAGES" / "terminal.po"
OF_COUNTRY = country() / "locale" / "nl" / "LC_MESSAGES" / "terminal.po"
WRONG = """\
simkansen: 1
name: small
popultion: {netherlands: {municipality: Almere, sample: 2}}
run: {replications: 2.5}
"""
RIGHT = WRONG.replace("popultion", "population").replace("2.5", "2")


@pytest.fixture(autouse=True)
def _english_again(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.delenv("SIMKANSEN_LANG", raising=False)
    yield
    speak([])


def texts_in(content):
    """Give every text in a file of the country."""
    below = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    yield from [content] if isinstance(content, str) else (text for one in below for text in texts_in(one))


def told(capsys, *words):
    """Do a command, and give its exit code and all that it prints."""
    code = main(list(words))
    said = capsys.readouterr()
    return code, said.out + said.err


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(WRONG, encoding="utf-8")
    return path


def test_problems_are_told_in_dutch_with_their_place_and_their_fix(capsys, file):
    code, said = told(capsys, "check", str(file), "--lang", "nl")
    assert code == 3
    assert f"{file}:3:1: popultion: onbekende sleutel 'popultion'; bedoel je 'population'?" in said
    assert f"{file}:4:21: run.replications: 2,5 is geen heel getal; schrijf bijvoorbeeld 2" in said


def test_the_environment_chooses_and_the_option_goes_before_it(capsys, file, monkeypatch):
    assert "unknown key" in told(capsys, "check", str(file))[1]
    monkeypatch.setenv("SIMKANSEN_LANG", "nl_NL.UTF-8")
    assert "onbekende sleutel" in told(capsys, "check", str(file))[1]
    assert "unknown key" in told(capsys, "check", str(file), "--lang", "en")[1]
    assert "onbekende sleutel" in told(capsys, "--lang", "nl", "check", str(file))[1]


def test_json_and_exit_codes_are_the_same_in_every_language(capsys, file):
    assert told(capsys, "check", str(file), "--json") == told(
        capsys, "check", str(file), "--json", "--lang=nl"
    )
    file.write_text(RIGHT, encoding="utf-8")
    english = told(capsys, "check", str(file), "--json")
    assert english[0] == 0
    assert english == told(capsys, "check", str(file), "--json", "--lang", "nl")


@pytest.mark.parametrize("words", [["--lang", "xx"], []])
def test_an_unknown_language_is_refused_with_those_that_there_are(capsys, file, monkeypatch, words):
    monkeypatch.setenv("SIMKANSEN_LANG", "en" if words else "xx")
    code, said = told(capsys, "check", str(file), *words)
    assert code == 2
    assert f"there is no language 'xx', which {words[0] if words else 'SIMKANSEN_LANG'} asks for" in said
    assert "choose from en, nl" in said


def test_a_new_file_has_dutch_comments_and_check_says_what_is_taken(capsys, tmp_path):
    path = tmp_path / "mijn-stad.yaml"
    assert told(capsys, "new", str(path), "--intervention", "tutoring", "--lang", "nl")[0] == 0
    text = path.read_text(encoding="utf-8")
    assert "# Welke scholen." in text
    assert "# Which schools." not in text
    code, said = told(capsys, "check", str(path), "--lang", "nl")
    assert code == 0
    assert "growth: product\n" in said
    assert "group_size: 1  # standaard\n" in said
    assert re.search(r"40 scholen, \d\.\d{3} leerlingen", said)
    assert json.loads(told(capsys, "check", str(path), "--json")[1])["scenarios"]


def test_help_and_wrong_words_are_told_in_dutch(capsys):
    said = told(capsys, "check", "--help", "--lang", "nl")[1]
    assert said.startswith("Gebruik: simkansen check")
    assert "Toon deze tekst en stop." in said
    assert "Geef het resultaat als JSON." in said
    assert "Controleer bestanden" in said
    code, said = told(capsys, "check", "--lng", "--lang", "nl")
    assert code == 2
    assert "Fout: Er is geen optie '--lng'" in said
    assert "er is geen opdracht 'rnu'. Bedoel je 'run'?" in told(capsys, "rnu", "--lang", "nl")[1]
    assert told(capsys, "check", "--help")[1].startswith("Usage: simkansen check")


def test_what_a_run_would_take_is_told_in_dutch_and_as_json_in_no_language(capsys, file):
    file.write_text(RIGHT, encoding="utf-8")
    asked = "run", str(file), "--dry-run"
    said = told(capsys, *asked, "--lang", "nl")[1]
    assert re.search(r"^scenario's   small\npopulatie    2 scholen, ongeveer \d+ leerlingen", said)
    assert re.search(r"^simulaties   2 herhalingen, \d simulaties$", said, re.MULTILINE)
    assert told(capsys, *asked, "--json", "--lang", "nl") == told(capsys, *asked, "--json")


def test_an_experiment_with_faults_is_told_in_dutch(capsys, file):
    file.write_text(RIGHT, encoding="utf-8")
    experiment = file.with_name("trial.yaml")
    lines = [
        "simkansen: 1",
        "name: trial",
        "scenarios: small.yaml",
        "design: {method: sobol}",
        "vary: {parameters.help_shar: {low: 1, high: 2}}",
    ]
    experiment.write_text("\n".join(lines), encoding="utf-8")
    code, said = told(capsys, "check", str(experiment), "--lang", "nl")
    assert code == 3
    assert "design: bij de opzet sobol is n nodig; schrijf design: {method: sobol, n: 64}" in said
    assert "er is geen parameter 'help_shar'; bedoel je 'help_share'?" in said
    assert "onbekende sleutels 'low' en 'high'; schrijf {range: [1, 2]}" in said


def test_tables_have_dutch_heads_and_cells_and_are_found_by_their_english(capsys):
    said = told(capsys, "show", "week", "--lang", "nl")[1]
    assert said.split()[:3] == ["stap", "naam", "wie"]
    assert re.search(r"1  scholen beslissen +scholen +Scholen geven plekken", said)
    assert told(capsys, "show", "week", "--json", "--lang", "nl") == told(capsys, "show", "week", "--json")
    hours = told(capsys, "show", "parameters", "per hour", "--lang", "nl")[1]
    assert "deel van een week per uur" in hours
    assert "per hour" not in hours


def test_help_with_a_value_in_it_is_told_in_dutch(capsys):
    said = " ".join(told(capsys, "verify", "--help", "--lang", "nl")[1].split())
    assert "standaard 5, verdeeld volgens een vaste regel" in said
    assert said.startswith("Gebruik: simkansen verify [OPTIES]")


def test_a_phrase_is_its_english_text_and_says_its_parts_in_dutch():
    key = phrase("unknown key '{key}'", key="a")
    both = joined("; ", [key, phrase("{value} is not {what}", value="b", what="a whole number")])
    assert (key, both) == ("unknown key 'a'", "unknown key 'a'; b is not a whole number")
    assert {key: 1}["unknown key 'a'"] == 1
    speak(["--lang", "nl"])
    assert in_words(both) == "onbekende sleutel 'a'; b moet een heel getal zijn"
    assert in_words(str(ValueError(key))) == in_words(key + "") == "onbekende sleutel 'a'"
    assert in_words(pickle.loads(pickle.dumps(both))) == in_words(deepcopy(both)) == in_words(both)
    pupils = "{number:,} pupil", "{number:,} pupils"
    assert [in_words(phrase_of(n, *pupils)) for n in (1, 1234)] == ["1 leerling", "1.234 leerlingen"]
    assert in_words(phrase("no such {text}", text="{key}")) == "no such {key}"


FRACTIONS = """\
simkansen: 1
name: a
population: {netherlands: {sample: 2}}
parameters: {help_share: 9.5, cost_teacher_hour: 12.25}
calendar:
  closures: [{from: 2020-03-16, to: 2020-05-08, emergency_care: {vital: 9%, vulnerable: 12.34%}}]
interventions:
  - {id: t, type: tutoring, hours: 5, led_by: student, for: {ses: {at_least: 1.5, at_most: 1.25}}}
"""
TRIED = """\
simkansen: 1
name: a
population: {netherlands: {sample: 2}}
interventions:
  - {id: t, type: tutoring, hours: 4.5, led_by: volunteer, group_size: 20, cost: {per_hour: 0.5}}
"""


@pytest.mark.parametrize("text", [FRACTIONS, TRIED])
def test_numbers_have_a_decimal_comma_in_dutch_but_for_what_is_to_be_typed(capsys, file, text):
    file.write_text(text, encoding="utf-8")
    english, dutch = (told(capsys, "check", str(file), "--lang", lang)[1] for lang in ("en", "nl"))
    said = [line for line in dutch.splitlines() if line.startswith(str(file))]
    assert len(said) >= 3
    prose = re.sub(r"`[^`]*`|\{[^}]*\}", "", "\n".join(said))
    assert re.findall(r"[^ ]*\d\.\d[^ ]*", prose) == []
    assert re.search(r"\d,\d", prose)
    assert not re.search(r"\d,\d\d?\b", english)
    kept = {"`11.3%`", "{per_hour: 12.25}"} if text is FRACTIONS else {"`3.75`"}
    assert all(one in dutch for one in kept)
    assert " is beyond " in english or " is outside " in english


def test_what_is_told_of_answers_that_go_far_is_in_one_language(capsys, file):
    file.write_text(TRIED, encoding="utf-8")
    said = told(capsys, "check", str(file), "--lang", "nl")[1]
    assert "20 leerlingen per groep is meer dan ooit is geprobeerd: groepen van hoogstens vijf" in said


def test_figures_of_tables_have_the_mark_of_the_language(capsys):
    said = [
        told(capsys, "show", "parameters", "attendance_after_school", "--lang", lang)[1]
        for lang in ("en", "nl")
    ]
    assert "0.75" in said[0]
    assert "0,75" in said[1]
    assert "0.75" not in said[1]


def test_nothing_more_is_without_dutch_than_on_record():
    assert list(differences(count(), read_record())) == []


def test_the_record_tells_more_and_less():
    assert len(list(differences({"a": 2, "b": 1}, {"a": 1, "b": 2}))) == 2


def test_every_entry_is_said_somewhere_has_the_same_fields_and_is_compiled():
    with ENTRIES.open("rb") as text, ENTRIES.with_suffix(".mo").open("rb") as compiled:
        written, made = read_po(text), read_mo(compiled)
    library = "".join(one.read_text("utf-8") for one in Path(find_spec("click").origin).parent.glob("*.py"))
    others = {MARKS, "note: ", "default", "{names} or {last}", "{names} and {last}"}
    others |= {"Find out which intervention helps whom when schools close."}
    known = all_texts()
    ids = []
    for entry in written:
        if not entry.id:
            continue
        forms = (
            list(zip(entry.id, entry.string, strict=True))
            if entry.pluralizable
            else [(entry.id, entry.string)]
        )
        first = forms[0][0]
        ids.append(first)
        assert first in known | others or first in library, f"nobody says {first!r}"
        for english, dutch in forms:
            fields = [sorted(re.findall(r"\{\w+(?:[:!][^{} ]*)?\}", one)) for one in (english, dutch)]
            assert fields[0] == fields[1], english
        assert list(made[entry.id].string) == list(entry.string)
    assert ids == sorted(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.slow
def test_every_entry_of_the_country_is_of_its_files_or_comes_over_the_core():
    with OF_COUNTRY.open("rb") as text, OF_COUNTRY.with_suffix(".mo").open("rb") as compiled:
        written, made = read_po(text), read_mo(compiled)
    layouts = YAML(typ="safe").load(country() / "layouts.yaml")
    known = all_texts() | set(texts_in(layouts)) | {*SUBJECTS, "municipality", "province"}
    known |= {text for one in load_parameters().definitions.values() for text in (one.unit, one.does)}
    known |= {one.quantity for one in load_register().values()}
    ids = [entry.id for entry in written if entry.id]
    assert [one for one in ids if one not in known] == []
    assert ids == sorted(set(ids))
    for entry in filter(lambda one: one.id, written):
        assert made[entry.id].string == entry.string
        english, dutch = (sorted(re.findall(r"\{.*?\}", one)) for one in (entry.id, entry.string))
        assert english == dutch


def test_what_files_of_schools_are_called_is_known_in_dutch():
    with OF_COUNTRY.open("rb") as text:
        ids = {entry.id for entry in read_po(text)}
    layouts = YAML(typ="safe").load(country() / "layouts.yaml")
    told = [*layouts["give"].values(), *layouts["other_kinds"].values(), layouts["code"]["called"]]
    told += [one["called"] for one in (*layouts["tables"], *layouts["others"])]
    told += [one["fix"] for one in layouts["others"]]
    assert [one for one in told if one not in ids] == []


def test_help_reads_no_babel():
    code = "import sys; from simkansen.cli import main; main(['--help', '--lang', 'nl'])"
    code += "; print('babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("False\n")


def test_the_texts_counted_are_those_of_the_program(tmp_path):
    source = tmp_path / "one.py"
    lines = [
        "def a(x):",
        '    """Not this one."""',
        '    say(phrase("one {x} here", x=x))',
        '    say(f"two {x} words")',
    ]
    source.write_text("\n".join(lines), encoding="utf-8")
    assert sorted(terminal_words.texts_of(source)) == [("one {x} here", True), ("two {} words", False)]
    assert PACKAGE.is_dir()
