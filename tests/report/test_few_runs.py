"""Of too few simulations no page, table, figure or file tells how sure a figure is, and all say so."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from html import unescape

import numpy as np
import pytest

from simkansen.report import key_lines, summary_csv, summary_json, terminal_summary, write_report
from simkansen.report.figures.cost_per_week import COLUMN, in_column
from simkansen.report.reading.records import spread_of
from simkansen.report.reading.results import Results
from simkansen.runs.draws import FEWEST_DRAWS

FEW = (1, 2, FEWEST_DRAWS - 1)
SAYS = {"en": "no interval, no share of simulations and no order is given",
        "nl": "geen interval, geen deel van de simulaties en geen volgorde bij"}  # fmt: skip
CLAIMS = re.compile(
    r"helps in \d|best in \d|in \d+% of|best of all in|recovers most|comes first|costs least|narrows the gap|"
    r"helpt in \d|beste in \d|in \d+% van de sim|haalt het meeste in|als eerste uit|9 (out )?of (the )?10 sim"
)


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("runs", FEW)
def test_the_terminal_tells_middles_alone_and_says_what_to_do(runs, lang, compared):
    folder = compared(replications=runs)
    for text in (key_lines(folder, lang), terminal_summary(folder, lang)):
        told = " ".join(text.split())
        assert SAYS[lang] in told
        assert f"--replications {FEWEST_DRAWS}" in told
        assert not CLAIMS.search(told)
        assert not re.search(r"\d \([\d.,−-]+ (to|tot) [\d.,]+\)", told)


def test_with_enough_runs_the_same_texts_tell_their_interval(compared):
    told = " ".join(terminal_summary(compared(replications=FEWEST_DRAWS), "en").split())
    assert SAYS["en"] not in told
    assert re.search(r"\d to \d", told)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_page_tells_middles_alone_and_says_so(lang, compared):
    for page in write_report(compared(replications=2), langs=[lang]):
        text = re.sub(r"<(svg|style|script).*?</\1>", "", page.read_text("utf-8"), flags=re.DOTALL)
        told = " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
        assert SAYS[lang] in told
        assert not CLAIMS.search(told)
        assert not re.search(r"\bnan\b", unescape(page.read_text("utf-8")))


def test_the_files_have_no_interval_either(compared):
    folder = compared(replications=2)
    (first, *_) = summary_json(folder)["effects"]
    assert first["weeks_recovered"]["p05"] is first["weeks_recovered"]["p95"] is first["helps"] is None
    assert first["best"] is first["recovers_nothing"] is first["eur_per_week"]["p95"] is None
    assert first["weeks_recovered"]["median"] is not None
    json.dumps(summary_json(folder), allow_nan=False)
    row = next(csv.DictReader(io.StringIO(summary_csv(folder))))
    assert (row["weeks_recovered_p05"], row["weeks_recovered_p95"], row["helps"]) == ("", "", "")
    write_report(folder, ["policy"], ["en"])
    for file in (folder / "figures").glob("*.csv"):
        assert "nan" not in file.read_text("utf-8")


def test_a_summary_of_an_earlier_version_is_read_without_its_interval_of_two(compared):
    with Results(compared(replications=2)) as results:  # the file of the fixture holds one, as files did
        band = results.one("delay_weeks", of="geen-aanpak")
    assert not band.told
    assert band.ends == (band.median, band.median)


@pytest.mark.parametrize("count", range(1, 6))
def test_the_points_of_few_values_are_their_middle(count):
    values = np.arange(float(count))
    low, middle, high = spread_of(values)
    assert middle == (count - 1) / 2
    assert math.isnan(low) == math.isnan(high) == (count < FEWEST_DRAWS)


@pytest.mark.parametrize(
    ("price", "lines"),
    [
        ("€80 (€50 to €120)", ["€80 (€50 to €120)"]),
        ("€12,345 (€1,200 to nothing recovered)", ["€12,345", "(€1,200 to nothing recovered)"]),
        ("nothing recovered in half of the simulations or more",
         ["nothing recovered in half", "of the simulations or more"]),
    ],
)  # fmt: skip
def test_a_long_price_is_written_in_lines_that_fit_its_column(price, lines):
    assert in_column(price).split("\n") == lines
    assert max(map(len, lines)) <= COLUMN + 3
