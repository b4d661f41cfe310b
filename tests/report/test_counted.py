"""What is counted stands in the singular where it is one, on every page in both languages."""

import re
import shutil

import duckdb
import pytest
from made_places import add_rows, place_rows
from report.rendered import text_of

from simkansen.report import terminal_summary
from simkansen.report.names import READERS
from simkansen.report.words import LANGUAGES

MANY = {
    "en": "pupils|schools|simulations|replications|hours|scenarios|draws|groups|days|seconds|pairs|others",
    "nl": "leerlingen|scholen|simulaties|herhalingen|scenario['’]s|trekkingen|groepen|dagen|seconden|paren",
}


@pytest.fixture(scope="module")
def of_one(results, tmp_path_factory):
    """Results of one pupil at one school."""
    folder = shutil.copytree(results, tmp_path_factory.mktemp("one") / "r")
    add_rows(folder, place_rows())
    for path in [folder / "summary.parquet", *(folder / "runs").glob("*.parquet")]:
        with duckdb.connect() as db:
            db.execute(f"create table kept as select * replace (1 as n_pupils) from '{path}'")
            db.execute(f"copy kept to '{path}'")
    manifest = folder / "manifest.json"
    manifest.write_text(
        re.sub(r'"(schools|pupils|wall_seconds)": [\d.]+', r'"\1": 1', manifest.read_text("utf-8")), "utf-8"
    )
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reader", READERS)
def test_one_is_no_many(of_one, reader, lang):
    text = re.sub(r"<[^>]+>", " ", text_of(of_one, lang, reader))
    assert re.findall(rf"(?<![\d.,])1\s(?:{MANY[lang]})\b.{{0,40}}", text) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_is_no_many_in_a_terminal(of_one, lang):
    text = " ".join(terminal_summary(of_one, lang).split())
    assert re.findall(rf"(?<![\d.,])1\s(?:{MANY[lang]})\b.{{0,40}}", text) == []
