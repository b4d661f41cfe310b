"""Results for other programs: every number is there, every column described, and each time the same bytes."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
import shutil
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
from made_sweeps import make_sweep

from simkansen.cli import main
from simkansen.export import metadata, workbook
from simkansen.export.privacy import without_places
from simkansen.export.tables import tables_of
from simkansen.work.storage.manifest_file import write_manifest

BASELINE = """\
simkansen: 1
name: baseline
population: {netherlands: {municipality: Urk, sample: 1}}
run: {replications: 2}
outcomes: {measures: [delay_weeks, cost], by: [groep]}
"""
TUTORING = """\
simkansen: 1
name: tutoring
extends: baseline.yaml
interventions: [{id: bijles, type: tutoring, hours: 2, group_size: 3, led_by: student}]
"""
TINY = """\
simkansen: 1
name: tiny
title: {en: A tiny experiment}
scenarios: [baseline.yaml, tutoring.yaml]
design: {method: latin-hypercube, n: 2, seed: 11}
vary:
  interventions[bijles].hours: [1, 3]
  parameters.programme_hour: {range: [1.0, 1.4]}
measures: [delay_weeks, {measure: gap_weeks, by: parental_education, group: low}, cost_per_week]
replications: 2
"""
HOME = "/".join(("", "home", "anna"))


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Results of a run and of a sweep; to be left as they are."""
    from simkansen.cli.loading import load_scenarios
    from simkansen.runs import run_scenarios
    from simkansen.sweep.ask.loading import load_experiment
    from simkansen.sweep.running.sweep import run_sweep
    from simkansen.work.engines import local

    folder = tmp_path_factory.mktemp("stored")
    for name, text in {"baseline": BASELINE, "tutoring": TUTORING, "tiny": TINY}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    scenarios = load_scenarios([folder / "baseline.yaml", folder / "tutoring.yaml"])
    words = ["simkansen", "run", f"{HOME}/baseline.yaml", "--seed", "2020"]
    run = run_scenarios(scenarios, folder / "results", workers=1, command=words).folder
    text = (folder / "tiny.yaml").read_text(encoding="utf-8")
    tiny = load_experiment(folder / "tiny.yaml")
    return {"run": run, "sweep": run_sweep(tiny, folder / "results", local(1), written=text).folder}


@pytest.fixture
def export(stored, tmp_path, monkeypatch, capsys):
    """Export one kind of results; gives (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def call(kind, *words):
        code = main(["export", str(stored[kind]), *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def bytes_of(path):
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {str(file.relative_to(path)): file.read_bytes() for file in files if file.is_file()}


def rows_of(path, delimiter=","):
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream, delimiter=delimiter)
    return header, rows


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["run", "sweep"])
@pytest.mark.parametrize(
    ("form", "place"),
    [("csv", "tables"), ("xlsx", "book.xlsx"), ("ro-crate", "crate"), ("ro-crate", "crate.zip")],
)
def test_exported_again_every_file_has_the_same_bytes_and_the_results_stay_as_they_were(
    export, stored, kind, form, place, tmp_path
):
    before = bytes_of(stored[kind])
    first, second = tmp_path / "first" / place, tmp_path / "second" / place
    assert export(kind, "--as", form, "--to", str(first)) == (0, f"{first}\n", "")
    assert export(kind, "--as", form, "--to", str(second))[0] == 0
    assert bytes_of(first) == bytes_of(second) != {}
    assert export(kind, "--as", form, "--to", str(first))[0] == 0
    assert bytes_of(first) == bytes_of(second)
    assert bytes_of(stored[kind]) == before


def test_the_csv_of_a_run_holds_every_number_to_its_last_digit(export, stored, tmp_path):
    export("run", "--as", "csv", "--to", "tables")
    header, rows = rows_of(tmp_path / "tables" / "runs.csv")
    with duckdb.connect() as connection:
        names = ", ".join(f'"{name}"' for name in header)
        files = f"{stored['run']}/runs/*.parquet"
        asked = f"SELECT {names} FROM read_parquet('{files}', file_row_number = true)"
        expected = connection.execute(f"{asked} ORDER BY replication, file_row_number").fetchall()
    value = header.index("value")
    assert len(rows) == len(expected) > 100
    assert [float(row[value]) for row in rows] == [row[value] for row in expected]
    assert [row[0] for row in rows] == [row[0] for row in expected]
    assert {path.name for path in (tmp_path / "tables").iterdir()} == {
        "summary.csv",
        "summary-weekly.csv",
        "runs.csv",
        "columns.json",
    }


@pytest.mark.parametrize("style", ["en", "nl"])
def test_the_summary_is_that_of_the_results_and_every_week_stands_beside_it(
    export, stored, tmp_path, capsys, style
):
    assert export("run", "--as", "csv", "--to", "tables", "--csv-style", style)[0] == 0
    short, weekly = (
        (tmp_path / "tables" / f"{name}.csv").read_text(encoding="utf-8")
        for name in ("summary", "summary-weekly")
    )
    if style == "en":
        assert short == (stored["run"] / "summary.csv").read_text(encoding="utf-8")
    for text, more in ((short, ()), (weekly, ("--weekly",))):
        assert main(["export", "summary", str(stored["run"]), "--csv-style", style, *more]) == 0
        assert capsys.readouterr().out == text
    rows = dict.fromkeys(weekly.splitlines())
    assert set(short.splitlines()) < rows.keys()
    assert len(short.splitlines()) < len(rows) / 4


def test_the_csv_of_a_sweep_has_a_row_a_run_with_what_was_varied(export, stored, tmp_path):
    export("sweep", "--as", "csv", "--to", "tables")
    header, rows = rows_of(tmp_path / "tables" / "runs.csv")
    import simkansen

    relation = simkansen.load_results(stored["sweep"])
    assert header == relation.columns
    assert len(rows) == 8
    effect = header.index("delay_weeks.effect")
    stored_effects = [row[effect] for row in relation.fetchall()]
    assert [float(row[effect]) if row[effect] else None for row in rows] == stored_effects
    _, points = rows_of(tmp_path / "tables" / "points.csv")
    assert len(points) == 2
    header, summary = rows_of(tmp_path / "tables" / "summary.csv")
    found = [dict(zip(header, row, strict=True)) for row in summary]
    effects = [one for one in found if one["kind"] == "effect" and one["measure"] == "delay_weeks"]
    assert {one["scenario"] for one in effects} == {"tutoring"}
    numbers = [number for number in stored_effects if number is not None]
    assert float(effects[0]["mean"]) == pytest.approx(sum(numbers[:2]) / 2)
    assert all(one["mean"] == "" for one in found if one["measure"] == "cost_per_week")


def test_a_price_that_is_infinite_is_empty_for_other_programs(tmp_path):
    prices = [100.0, math.inf, 300.0, None]
    folder = make_sweep(tmp_path / "r", lambda s, v, r: [prices[r]], measures=["cost_per_week"])
    with tables_of(folder) as tables:
        rows = tables.connection.execute(
            "SELECT \"cost_per_week.effect\" FROM runs WHERE scenario = 'tutoring' ORDER BY replication"
        ).fetchall()
        ((n, median),) = tables.connection.execute(
            "SELECT n_runs, median FROM summary WHERE kind = 'effect'"
        ).fetchall()
    assert [price for (price,) in rows] == [100.0, None, 300.0, None]
    assert (n, median) == (2, 200.0)  # as the summary of a run: of those that recover something


def test_dutch_csv_has_semicolons_and_decimal_commas_and_says_so(export, tmp_path):
    export("sweep", "--as", "csv", "--to", "en")
    export("sweep", "--as", "csv", "--to", "nl", "--csv-style", "nl")
    header, english = rows_of(tmp_path / "en" / "runs.csv")
    same, dutch = rows_of(tmp_path / "nl" / "runs.csv", ";")
    assert header == same
    place = header.index("delay_weeks")
    assert all("," in row[place] and "." not in row[place] for row in dutch)
    assert [row[place].replace(",", ".") for row in dutch] == [row[place] for row in english]
    told = json.loads((tmp_path / "nl" / "columns.json").read_text(encoding="utf-8"))
    assert told["dialect"]["delimiter"] == ";"
    columns = {one["titles"]: one for table in told["tables"] for one in table["tableSchema"]["columns"]}
    assert columns["delay_weeks"]["datatype"] == {"base": "double", "format": {"decimalChar": ","}}


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_every_column_is_described_with_its_name_type_unit_and_meaning(export, kind, tmp_path):
    export(kind, "--as", "csv", "--to", "tables")
    told = json.loads((tmp_path / "tables" / "columns.json").read_text(encoding="utf-8"))
    for table in told["tables"]:
        header, _ = rows_of(tmp_path / "tables" / table["url"])
        columns = table["tableSchema"]["columns"]
        assert [column["titles"] for column in columns] == header
        assert all(column["dc:description"] and column["datatype"] for column in columns)
        # A variable name of a URI template: letters, digits, _ and . and signs by their number.
        assert all(set(column["name"].replace("%", "")) <= set(metadata_signs()) for column in columns)
    if kind == "sweep":
        units = {
            one["titles"]: one.get("schema:unitText") for one in told["tables"][2]["tableSchema"]["columns"]
        }
        assert units["delay_weeks"] == units["delay_weeks.effect"] == "weeks of learning"
        assert units["seconds"] == "s"
        assert units["parameters.programme_hour"]


def metadata_signs():
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_."


def sheets_of(path):
    """The sheets of a workbook by name: rows of cells as they are written."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as book:
        names = [
            one.get("name")
            for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind(".//m:sheet", space)
        ]
        found = {}
        for number, name in enumerate(names, start=1):
            sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            found[name] = [
                ["".join(cell.itertext()) for cell in row.iterfind("m:c", space)]
                for row in sheet.iterfind(".//m:row", space)
            ]
    return found


def test_the_workbook_has_every_table_the_columns_and_the_manifest_as_sheets(export, stored, tmp_path):
    export("sweep", "--as", "xlsx", "--to", "book.xlsx")
    sheets = sheets_of(tmp_path / "book.xlsx")
    assert list(sheets) == ["summary", "points", "runs", "columns", "manifest"]
    assert len(sheets["runs"]) == 1 + 8
    assert len(sheets["points"]) == 1 + 2
    assert ["runs", "delay_weeks", "double", "weeks of learning"] in [row[:4] for row in sheets["columns"]]
    manifest = dict(row[:2] for row in sheets["manifest"] if len(row) == 2)
    assert (
        manifest["hashes.basis"]
        == json.loads((stored["sweep"] / "manifest.json").read_text())["hashes"]["basis"]
    )
    export("run", "--as", "xlsx", "--to", "run.xlsx")
    assert list(sheets_of(tmp_path / "run.xlsx")) == ["summary", "columns", "manifest"]


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(export, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS", 6)
    export("sweep", "--as", "xlsx", "--to", "book.xlsx")
    sheets = sheets_of(tmp_path / "book.xlsx")
    assert [len(sheets[name]) for name in ("runs", "runs 2")] == [6, 4]
    assert sheets["runs"][0] == sheets["runs 2"][0]


def test_without_its_library_the_workbook_says_how_to_get_it(export, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    code, out, err = export("run", "--as", "xlsx")
    assert (code, out) == (2, "")
    assert "pip install 'simkansen[export]'" in err
    assert list(tmp_path.glob("*.xlsx*")) == []


def crate_of(folder):
    told = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    return told, {entity["@id"]: entity for entity in told["@graph"]}


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_the_crate_describes_every_file_with_its_hash_size_and_encoding(export, kind, tmp_path):
    export(kind, "--as", "ro-crate", "--to", "crate")
    folder = tmp_path / "crate"
    told, entities = crate_of(folder)
    assert told["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    assert entities["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    listed = {part["@id"] for part in entities["./"]["hasPart"]}
    assert listed == there - {"ro-crate-metadata.json"}
    for name in listed:
        content = (folder / name).read_bytes()
        assert entities[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert entities[name]["contentSize"] == str(len(content))
        assert entities[name]["encodingFormat"] != "application/octet-stream"
        assert entities[name]["description"]
    assert not {"log.jsonl", ".lock"} & there


@pytest.mark.slow
@pytest.mark.figure_files
def test_the_crate_of_a_run_has_its_pages_and_the_numbers_of_its_figures(stored, tmp_path):
    from simkansen.report import write_report

    folder = shutil.copytree(stored["run"], tmp_path / "r")
    pages = write_report(folder, ["policy", "research"], ["nl"])
    assert main(["export", str(folder), "--as", "ro-crate", "--to", str(tmp_path / "crate")]) == 0
    _, entities = crate_of(tmp_path / "crate")
    assert {page.name for page in pages} <= set(entities)
    assert "in Dutch" in entities["report-policy-nl.html"]["description"]
    listed = json.loads((folder / "figures" / "nl" / "figures.json").read_text(encoding="utf-8"))
    names = {f"figures/nl/{name}" for told in listed.values() for name in told["files"]}
    assert len(names) >= 4
    assert names | {"figures/nl/figures.json"} <= set(entities)


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_the_crate_says_which_software_seeds_licence_and_command(export, stored, kind, root, tmp_path):
    export(kind, "--as", "ro-crate", "--to", "crate")
    _, entities = crate_of(tmp_path / "crate")
    manifest = json.loads((stored[kind] / "manifest.json").read_text(encoding="utf-8"))
    run = entities["#run"]
    program = entities[run["instrument"]["@id"]]
    assert (program["name"], program["softwareVersion"]) == ("simkansen", manifest["simkansen"])
    numpy = entities[f"https://pypi.org/project/numpy/{manifest['versions']['numpy']}/"]
    assert {"@id": numpy["@id"]} in program["softwareRequirements"]
    assert numpy["url"] == "https://pypi.org/project/numpy/"
    assert run["actionStatus"] == "http://schema.org/CompletedActionStatus"  # as Process Run Crate writes it
    assert run["startTime"] <= run["endTime"]
    assert entities[entities["./"]["author"]["@id"]]["name"] == "No author is stated"
    seeds = {
        one["name"]: one["value"]
        for one in (entities[each["@id"]] for each in run["object"])
        if "value" in one
    }
    assert seeds["seed"] == 2020
    assert seeds.get("seed of the design") == (11 if kind == "sweep" else None)
    assert run["description"] == manifest["command"]
    root_entity = entities["./"]
    assert entities[root_entity["license"]["@id"]]["name"] == "No licence is stated"
    assert f'license = "{metadata.LICENCE}"' in (root / "pyproject.toml").read_text(encoding="utf-8")
    assert root_entity["datePublished"] == run["endTime"][:10]
    links = [one for entity in entities.values() for one in links_in(entity)]
    assert [
        link
        for link in links
        if link not in entities and not link.startswith(("https://w3id.org/ro/crate", "http://schema.org/"))
    ] == []


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_what_stands_beside_every_figure_goes_along(stored, kind, tmp_path):
    folder = shutil.copytree(stored[kind], tmp_path / stored[kind].name)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["beyond_prior"] = {
        "tutoring": {"help_share": {"value": 2.0, "usual": 0.7, "low": 0.4, "high": 1.1, "unit": "share"}}
    }
    write_manifest(folder, manifest)
    for form in ("csv", "ro-crate"):
        assert main(["export", str(folder), "--as", form, "--to", str(tmp_path / form)]) == 0
    _, entities = crate_of(tmp_path / "ro-crate")
    columns = json.loads((tmp_path / "csv" / "columns.json").read_text(encoding="utf-8"))
    for said in (entities["./"]["description"], columns["dc:description"]):
        assert "Beyond what the evidence allows, in ‘tutoring’" in said
        assert "(help_share) 2 (the evidence allows 0.4 to 1.1)" in said


def links_in(value):
    if isinstance(value, dict):
        yield from ([value["@id"]] if set(value) == {"@id"} else [])
        for item in value.values():
            yield from links_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from links_in(item)


def test_the_crate_of_a_sweep_is_itself_a_results_folder(export, stored, tmp_path, capsys):
    import simkansen

    (stored["sweep"] / "tables").mkdir(exist_ok=True)
    (stored["sweep"] / "tables" / "effects.csv").write_text("scenario\nlaptops\n", encoding="utf-8")
    export("sweep", "--as", "ro-crate", "--to", "crate")
    expected = simkansen.load_results(stored["sweep"])
    found = simkansen.load_results(tmp_path / "crate")
    assert found.columns == expected.columns
    assert found.fetchall() == expected.fetchall()
    tables = {path.name for path in (stored["sweep"] / "tables").iterdir()}
    assert {path.name for path in (tmp_path / "crate" / "tables").iterdir()} == tables != set()
    assert main(["verify", str(tmp_path / "crate"), "--sample", "1", "--workers", "1", "-q"]) == 0


def test_the_crate_tells_no_user_and_no_machine(stored, tmp_path, capsys):
    folder = shutil.copytree(stored["sweep"], tmp_path / "results" / "tiny")
    (folder / "experiment.yaml").write_text(f"scenarios: [{HOME}/s/baseline.yaml]\n", encoding="utf-8")
    path = folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["command"] = "simkansen sweep tiny.yaml --engine dask --scheduler tcp://node7.cluster:8786"
    told["shards"] = 20
    write_manifest(folder, told)
    (part,) = (folder / "parts").iterdir()
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE rows AS SELECT * FROM '{part}'")
        failed = f"status = 'failed', error = 'OSError: {HOME}/s/x.csv is gone'"
        connection.execute(f"UPDATE rows SET {failed} WHERE key = (SELECT max(key) FROM rows)")
        part.unlink()
        named = part.with_name(f"{part.name.partition('-')[0]}.parquet")  # without the digest of what it was
        connection.execute(f"COPY rows TO '{named}' (FORMAT parquet)")
    assert main(["export", str(folder), "--as", "ro-crate", "--to", str(tmp_path / "crate")]) == 0
    texts = [
        path.read_text("utf-8")
        for path in (tmp_path / "crate").rglob("*")
        if path.suffix in (".json", ".yaml")
    ]
    with duckdb.connect() as connection:
        errors = connection.execute(f"SELECT error FROM '{tmp_path}/crate/parts/*.parquet'").fetchall()
    assert ("OSError: x.csv is gone",) in errors
    assert "--scheduler ADDRESS (in 20 shards: --shard 1/20 to 20/20)" in "".join(texts)
    everything = "\n".join([*texts, repr(errors)])
    for word in ("anna", "node7", os.uname().nodename, str(tmp_path)):
        assert word not in everything
    assert "[baseline.yaml]" in everything


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"file: {HOME}/x.csv", "file: x.csv"),
        (f"file: ../..{HOME}/x.csv", "file: x.csv"),
        (f'"{HOME} visser/x.csv"', '"x.csv"'),
        (f"'{HOME}'", "''"),
        ("\\".join(("C:", "Users", "anna", "x.csv")), "x.csv"),
        ("--scheduler=node7:8786 -q", "--scheduler=ADDRESS -q"),
        ("../scenarios/x.yaml, a/b, 2020/21, https://example.org/a/b", None),
        ("a / b / c", None),
    ],
)
def test_only_places_are_taken_out_of_a_text(text, left):
    assert without_places(text) == (text if left is None else left)


def test_a_zip_holds_what_the_folder_holds(export, tmp_path):
    export("run", "--as", "ro-crate", "--to", "crate")
    export("run", "--as", "ro-crate", "--to", "crate.zip")
    with zipfile.ZipFile(tmp_path / "crate.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == bytes_of(tmp_path / "crate")


def test_the_default_place_is_here_under_the_name_of_the_results(export, stored, tmp_path):
    name = stored["run"].name
    assert export("run", "--as", "csv")[1] == f"{name}-csv\n"
    assert json.loads(export("run", "--as", "csv", "--json")[1]) == {
        "to": f"{name}-csv",
        "files": ["summary.csv", "summary-weekly.csv", "runs.csv", "columns.json"],
    }


def test_nothing_is_written_among_other_files_or_into_the_results(export, stored, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine", encoding="utf-8")
    code, _, err = export("run", "--as", "csv", "--to", "mine")
    assert code == 2
    assert "thesis.txt" in err
    assert export("run", "--as", "ro-crate", "--to", str(stored["run"] / "crate"))[0] == 2
    assert export("run", "--as", "xlsx", "--to", "book.csv")[0] == 2
    assert export("run", "--as", "xlsx", "--csv-style", "nl")[0] == 2
    assert {path.name for path in tmp_path.iterdir()} == {"mine"}


def test_what_is_no_results_folder_gets_the_near_word(export, stored, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["export", "shema", "--as", "csv"]) == 2
    assert "did you mean 'schema'?" in capsys.readouterr().err
    beginning = stored["run"].name[:-3]
    words = ["export", "--as", "csv", beginning, "--results", str(stored["run"].parent)]
    assert main(words) == 0
    assert Path(capsys.readouterr().out.strip(), "runs.csv").is_file()


def test_the_summary_of_a_sweep_is_told_to_be_in_its_tables(stored, tmp_path, monkeypatch, capsys):
    sweep = stored["sweep"]
    assert main(["export", "summary", str(sweep)]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "is a sweep, which has no summary of this kind" in said
    assert f"'simkansen export {sweep} --as csv' writes its tables" in said
    monkeypatch.chdir(tmp_path)
    assert main(["export", str(sweep), "--as", "csv"]) == 0


def test_the_schema_of_experiments_is_printed_beside_that_of_scenarios(simkansen, root):
    code, out, err = simkansen("export", "schema", "--of", "experiment")
    assert (code, err) == (0, "")
    assert out == (root / "experiments" / "experiment.schema.json").read_text(encoding="utf-8")
    assert json.loads(simkansen("export", "schema")[1])["title"] == "A simkansen scenario"


def test_the_summary_of_a_sweep_has_no_interval_of_fewer_than_ten_pupils(tmp_path):
    from made_sweeps import make_sweep

    from simkansen.export.tables import tables_of

    few, many = "delay_weeks.groep.5", "delay_weeks.groep.6"
    folder = make_sweep(
        tmp_path / "r",
        lambda scenario, values, replication: [0.1 * replication] * 2,
        measures=(few, many),
        replications=40,
        pupils={few: lambda scenario: 7.0 if scenario != "baseline" else None,
                many: lambda scenario: 12.0 if scenario != "baseline" else None},
        level=lambda values, replication: 10.0 + replication,
    )  # fmt: skip
    with tables_of(folder) as tables:
        query = "SELECT measure, scenario, kind, p05, median, p95 FROM summary"
        rows = tables.connection.execute(query).fetchall()
    assert {(measure, low is None, high is None) for measure, _, _, low, _, high in rows} == {
        (few, True, True),
        (many, False, False),
    }
    assert len(rows) == 6
    assert all(middle is not None for *_, middle, _ in rows)
