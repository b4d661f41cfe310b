"""The core names no place, subject, sector or level of one country; what is left has a reason and shrinks."""

import ast
from fnmatch import fnmatch

import pytest
from country_words import count, differences, found_in, read_record

from simkansen.schooling import load_system


@pytest.mark.slow
def test_no_more_words_of_one_country_stand_in_the_core_than_are_on_record():
    again = "python tests/country_words.py --update puts on record what has become less"
    assert list(differences(count(), read_record()[0])) == [], again


def test_all_that_is_left_has_a_reason_and_every_reason_is_needed():
    files, reasons = read_record()
    used = set()
    for file, found in files.items():
        for about in found:
            pattern = next((one for one in reasons[about] if fnmatch(file, one)), None)
            assert pattern, f"{file}: say in country_words.json why there is a {about}"
            used.add((about, pattern))
    assert {(about, one) for about, patterns in reasons.items() for one in patterns} - used == set()


def test_compiled_rules_compare_no_subject_and_no_sector():
    """The kind that started it: `if subject == 0`, a count of subjects by a list of their names."""
    files, _ = read_record()
    found = {file for file, words in files.items() if "subject" in words or "place" in words}
    assert {file.split("/")[0] for file in found} == {"behaviour", "fitting"}


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ('SUBJECTS = ("maths", "x")', "subject"),
        ('y = "reading"', "subject"),
        ("rate = p.growth_maths", "subject"),
        ('if "po" in sectors:\n    pass', "sector"),
        ("def f(groep):\n    pass", "level"),
        ("from a import netherlands_frame", "country"),
        ('TILE = {"Noord-Holland": 1}', "place"),
        ('town = "Zwolle"', "place"),
    ],
)
def test_a_word_of_the_country_would_be_found(text, about):
    assert set(found_in(ast.parse(text))) == {about}


@pytest.mark.parametrize(
    "text",
    ['"""Of groep 3 in Utrecht."""', "reading = 1", 'said = "Best of all"', "x = system.subject_names"],
)
def test_words_of_every_day_and_docstrings_are_none(text):
    assert not found_in(ast.parse(text))


def test_the_words_are_those_of_the_system():
    system = load_system()
    for word in (*system.subject_names[:1], *system.sector_names, system.levels.word):
        assert found_in(ast.parse(f"{word}_count = 1"))
