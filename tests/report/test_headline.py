import csv
import io
import shutil
from dataclasses import replace
from datetime import date

import pytest

from simkansen.report import key_lines, summary_csv, summary_json
from simkansen.report.cautions import in_short
from simkansen.report.headline import _doubt
from simkansen.report.page import open_context
from simkansen.report.reading.findings import ranking
from simkansen.report.reading.money import money
from simkansen.report.reading.participants import Participants
from simkansen.report.reading.records import Band
from simkansen.report.reading.results import Results
from simkansen.report.words import Words


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def told(results):
    return next(one for one in summary_json(results)["effects"] if one["scenario"] == "tutoring")


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("which", ["results", "single"])
def test_the_lines_that_matter_fit_80_columns(which, lang, request):
    lines = key_lines(request.getfixturevalue(which), lang).splitlines()
    assert 2 <= len(lines) <= 3
    assert max(map(len, lines)) <= 80


def test_the_first_line_says_what_recovers_most_where_nine_in_ten_runs_show_it(results):
    weeks = told(results)["weeks_recovered"]
    first, second, *_ = key_lines(results, "en").split(".\n")
    assert first.startswith("‘Small-group tutoring’ recovers most: ")
    assert f"{weeks['median']:.1f} ({weeks['p05']:.1f} to {weeks['p95']:.1f}) weeks" in first
    assert key_lines(results, "nl").startswith("‘Bijles in kleine groepen’ haalt het meeste in: ")
    assert second == f"Evidence C; best in {told(results)['best']:.0%} of 12 simulations."


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"unlike_parameters": {"tutoring": {"help_share": [1, 2]}}}, "than the reference (‘Small-group tut"),
        (
            {"beyond_prior": {"tutoring": {}}},
            "beyond what the evidence allows (‘Small-group tutoring’)",
        ),
        ({"unlike_closures": ["a", "b", "c"]}, "than the reference (‘a’ and 2 more)"),
        ({"varied": [{"path": "beyond_prior.help_share"}]}, "the evidence allows (‘help_share’)"),
        ({"made_reference": True, "own_parameters": {"help_share": 0.3}}, ""),
    ],
)
def test_what_overturns_the_headline_is_one_sentence_and_the_rest_is_left_to_the_pages(about, said):
    text = in_short(Words("en"), about, lambda name: name.replace("tutoring", "Small-group tutoring"), [])
    assert said in text
    assert bool(text) == bool(said)
    assert text.count("Caution: ") == bool(said)


def test_an_intervention_that_reaches_nobody_is_a_caution_beside_the_headline(results, monkeypatch):
    nobody = Participants(None, None, 0.0, 500.0, 0.0, None)
    monkeypatch.setattr("simkansen.report.headline.participants", lambda context: {"tutoring": nobody})
    assert key_lines(results, "en").endswith(
        "Caution: nobody is reached (‘Small-group tutoring’); ‘show’ tells more."
    )


def test_of_many_interventions_in_few_simulations_it_is_told_from_where_to_where(compared, monkeypatch):
    monkeypatch.setattr("simkansen.report.headline._LISTED", 1)
    folder = compared(replications=2)
    weeks = [one["weeks_recovered"]["median"] for one in summary_json(folder)["effects"]]
    text = " ".join(key_lines(folder, "en").split())
    low, high = (round(end, 1) + 0.0 for end in (min(weeks), max(weeks)))
    assert f"{low:.1f} to {high:.1f} by {len(weeks)} interventions" in text


def test_the_first_line_claims_nothing_where_the_runs_do_not_show_it(results, monkeypatch):
    monkeypatch.setattr("simkansen.report.headline.surely_best", lambda rank: None)
    assert "comes first, but not surely" in key_lines(results, "en")
    assert "recovers most" not in key_lines(results, "en")


@pytest.mark.parametrize(
    ("runs", "name", "told"),
    [
        (12, "maatjes", "but it is not sure that it helps, as the interval holds zero"),
        (6, "tutoring", "6 simulations are too few to say how sure it is that it helps"),
        (12, "tutoring", "recovers 1.4 (0.8 to 1.6) weeks of learning. Evidence"),
    ],
)
def test_what_is_not_sure_is_said_where_the_interval_holds_zero_and_else_that_runs_are_too_few(
    runs, name, told, compared
):
    text = " ".join(key_lines(compared("geen-aanpak", name, replications=runs), "en").split())
    assert told in text
    assert ("not sure" in text) == (name == "maatjes")


@pytest.mark.parametrize(
    ("low", "high", "end"), [(-0.8, -0.1, "_harms"), (-0.8, 0.1, "_unsure"), (0.1, 0.8, "")]
)
def test_zero_is_only_said_to_lie_in_an_interval_that_holds_it(low, high, end):
    band = Band("a", "all", date(2021, 7, 5), 0.0, low, 0.0, high, 12, 500.0)
    assert _doubt(band, sure=False) == end


def test_pupils_whose_delay_lies_above_zero_are_not_said_to_be_perhaps_not_behind(alone):
    text = " ".join(key_lines(alone(replications=6), "en").split())
    assert "6 simulations are too few to say how sure that is" in text
    assert "not sure" not in text


def test_another_that_is_best_more_often_than_the_first_is_named(results, monkeypatch):
    assert "more often" not in key_lines(results, "en")

    def with_other_best(results, found):
        return replace(ranking(results, found), best=(0.25, 0.75, 0.0))

    monkeypatch.setattr("simkansen.report.page.ranking", with_other_best)
    text = " ".join(key_lines(results, "en").split())
    assert "best in 25% of 12 simulations; ‘" in text
    assert "’ is best more often, in 75%." in text


def test_without_the_runs_it_is_not_said_how_sure_it_is(results, tmp_path):
    for name in ("summary.parquet", "resolved.yaml", "manifest.json"):
        shutil.copy(results / name, tmp_path / name)
    text = " ".join(key_lines(tmp_path, "en").split())
    assert "comes first, but not surely" in text
    assert "best in" not in text
    assert "%" not in text


def test_a_scenario_alone_tells_the_delay_and_who_is_furthest_behind(single):
    first, second = key_lines(single, "en").split(".\n")
    assert first.startswith("Pupils are ")
    assert first.endswith("weeks behind in July 2021")
    assert "with up to vmbo or mbo-1" in " ".join(second.split())


def test_the_csv_of_the_summary_has_a_row_per_intervention_with_the_numbers_of_the_json(results):
    rows = rows_of(summary_csv(results))
    found = summary_json(results)["effects"]
    assert [row["scenario"] for row in rows] == [one["scenario"] for one in found]
    for row, one in zip(rows, found, strict=True):
        for name in ("weeks_recovered", "eur_per_pupil", "eur_per_week"):
            for part in ("median", "p05", "p95"):
                number = one[name] and one[name][part]
                assert row[f"{name}_{part}"] == ("" if number is None else str(number))
        assert float(row["recovers_nothing"]) == one["recovers_nothing"]
        assert (float(row["helps"]), float(row["best"])) == (one["helps"], one["best"])
    assert {row["eur_per_week_p95"] == "" for row in rows} == {True, False}  # one may recover nothing


def test_the_price_of_a_week_is_that_of_the_page(results):
    with Results(results) as found:
        priced = {m.name: m for m in money(open_context(found, "en"))}
    for one in summary_json(results)["effects"]:
        price, paid = one["eur_per_week"], priced[one["scenario"]]
        for part, value in price.items():
            assert value == getattr(paid.price, part) or (value is None and paid.price.p95 == float("inf"))
        assert one["recovers_nothing"] == paid.none_recovered


def test_the_csv_of_a_scenario_alone_has_a_row_per_group(single):
    rows = rows_of(summary_csv(single))
    assert rows[0]["by"] == rows[0]["group"] == "all"
    delay = summary_json(single)["delay_weeks"]["geen-aanpak"]
    assert float(rows[0]["delay_weeks_median"]) == delay["median"]
    assert {row["by"] for row in rows} > {"parental_education", "home_language", "groep"}
    assert all(float(r["delay_weeks_p05"]) < float(r["delay_weeks_p95"]) for r in rows)
