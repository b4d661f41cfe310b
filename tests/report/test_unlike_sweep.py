"""What is not of interventions alone has no price, no weeks per participant and no letter in a sweep."""

import csv

import numpy as np
import pytest
from made_sweeps import make_sweep
from report.test_sweep_pages import text_of

from simkansen.chance import normals
from simkansen.cli import main
from simkansen.report import LANGUAGES, READERS, write_report
from simkansen.report.reading.records import UNLIKE
from simkansen.report.sweep.findings import Found, sweep_json, sweep_text, write_analysis

SHIFT = normals(5, "unlike", np.arange(64))
MEASURES = ("delay_weeks", "cost", "cost_per_week", "weeks_per_reached")
VALUES = {"tutoring": [-1.0, 900.0, 4321.0, 2.5], "longer": [-3.0, 900.0, 1234.0, 8.75]}


@pytest.fixture
def folder(tmp_path):
    """A sweep of two scenarios of which one has other closures than the reference."""
    return make_sweep(
        tmp_path / "r", lambda s, v, r: [value * (1 + 0.01 * SHIFT[r]) for value in VALUES[s]],
        scenarios=["baseline", *VALUES], measures=MEASURES, replications=12,
        types={"tutoring": ["tutoring"], "longer": ["peer-tutoring"]},
        manifest={"unlike_closures": ["longer"]},
    )  # fmt: skip


def test_in_the_tables_its_price_is_empty_and_what_it_costs_is_not(folder, capsys):
    rows = {(row["scenario"], row["measure"]): row for row in sweep_json(folder)["tables"]["effects"]}
    for measure in MEASURES:
        like, unlike = rows["tutoring", measure], rows["longer", measure]
        assert like["median"] is not None
        assert (unlike["median"] is None) == (measure in ("cost_per_week", "weeks_per_reached"))
        assert (unlike["evidence"], like["evidence"]) == (None, "C")
    write_analysis(folder)
    assert main(["show", str(folder), "--csv"]) == 0
    shown = capsys.readouterr().out
    for text in (shown, (folder / "tables" / "effects.csv").read_text("utf-8")):
        told = {(row["scenario"], row["measure"]): row for row in csv.DictReader(text.splitlines())}
        assert told["tutoring", "cost_per_week"]["p95"]
        assert not any(told["longer", "cost_per_week"][name] for name in ("mean", "p05", "median", "p95"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_pages_and_in_the_terminal_a_dash_stands_in_its_place(folder, lang):
    write_report(folder, langs=[lang])
    label = Found(folder, lang).telling.scenario("longer")
    assert label.endswith(UNLIKE)
    shown = sweep_text(folder, lang)
    assert any(line.split() == [*label.split(), "–", "–"] for line in shown.splitlines())
    for reader in READERS:
        page = text_of(folder, reader, lang)
        assert f"{label} – – –" in page
        for text in (page, shown):
            assert "4.3" in text or "4,3" in text
            assert "1.23" not in text
            assert "1,23" not in text
            assert "8.7" not in text
            assert "8,7" not in text


def test_where_its_intervention_is_off_there_is_no_row_for_a_price(tmp_path):
    switch = "interventions[peer-tutoring]"
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: VALUES[s], scenarios=["baseline", *VALUES], measures=MEASURES,
        replications=12, points={switch: ["on", "off"]}, design={"method": "grid"},
        types={"tutoring": ["tutoring"], "longer": ["peer-tutoring"]},
        manifest={"unlike_closures": ["longer"]},
    )  # fmt: skip
    rows = [row for row in Found(folder).effects if row["scenario"] == "longer"]
    assert {row[switch] for row in rows if row["measure"] == "cost"} == {"on", "off"}
    assert [row[switch] for row in rows if row["measure"] == "cost_per_week"] == ["on"]


def test_where_every_option_is_unlike_there_is_no_table_of_prices(tmp_path):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: VALUES["longer"], scenarios=["baseline", "longer"], measures=MEASURES,
        replications=12, manifest={"unlike_closures": ["longer"]},
    )  # fmt: skip
    price = Found(folder, "en").telling.gain("cost_per_week")
    write_report(folder, langs=["en"])
    assert price not in text_of(folder, "school", "en")
    assert price not in sweep_text(folder, "en")
    assert "quotient" not in sweep_text(folder, "en")
