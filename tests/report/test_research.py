import hashlib
import re
import shutil
from html import unescape
from types import SimpleNamespace

import numpy as np
import pytest
from report.rendered import text_of

from simkansen.fitting.validation.targets import COMPARISONS
from simkansen.fitting.validation.verdict import SURVEY_POINTS
from simkansen.report.figures import concentration, gap_time, inequality, run_effects, stability
from simkansen.report.page import caption, open_context
from simkansen.report.reading.replications import (
    Runs,
    best_shares,
    contests,
    effects_by_run,
    headline_by_run,
    jeffreys,
    precision,
    running_means,
)
from simkansen.report.reading.results import Results
from simkansen.report.readings import research
from simkansen.report.research import citation, design, effects, evidence, failures, pairs, result_files
from simkansen.report.research import stability as monte_carlo

from .conftest import RUNS, make_results


@pytest.fixture
def context(results):
    with Results(results) as opened:
        yield open_context(opened, "en")


@pytest.fixture
def lonely(single):
    with Results(single) as opened:
        yield open_context(opened, "en")


def opened(folder, lang="en", **changes):
    """The context of a results folder, its manifest changed."""
    found = open_context(Results(folder), lang)
    found.results.manifest.update(changes)
    return found


def runs(*values, draws=None):
    shape = np.array(values, dtype=float)
    n = shape.shape[1]
    names = tuple("abcdef"[: len(values)])
    return Runs(names, tuple(range(n)), tuple(draws or range(n)), shape)


def cells(table):
    return [" | ".join(row).replace("\u00a0", " ") for row in table.rows]


# Replications.


def test_how_often_one_beats_the_other_is_counted_in_the_same_replications():
    found = {(c.first, c.second): c for c in contests(runs([1, 2, 3, 4] * 3, [0, 3, 2, 9] * 3))}
    assert found["a", "b"].share == 0.5
    assert found["b", "a"].share == 0.5
    # Differences 1, -1, 1 and -5: the median of them, not the difference of the medians (0).
    assert found["a", "b"].median == 0.0
    assert found["a", "b"].p05 == pytest.approx(-5.0)
    assert found["b", "a"].p95 == pytest.approx(5.0)


def test_equal_effects_beat_each_other_never():
    found = contests(runs([1] * 12, [1] * 12))
    assert [c.share for c in found] == [0.0, 0.0]


def test_the_best_is_the_one_with_most_in_each_replication():
    found = best_shares(runs([3, 0, 0, 5] * 3, [1, 1, 1, 1] * 3, [0, 2, 0, 0] * 3))
    assert found == {"a": 0.5, "b": 0.25, "c": 0.25}


def test_the_interval_of_a_share_is_that_of_jeffreys():
    # Brown, Cai and DasGupta (2001), 95%: 0 of 10 gives 0 to .217, 5 of 10 gives .224 to .776.
    assert jeffreys(0.0, 10, 0.95) == pytest.approx((0.0, 0.217), abs=5e-4)
    assert jeffreys(0.5, 10, 0.95) == pytest.approx((0.224, 0.776), abs=5e-4)
    assert jeffreys(1.0, 10, 0.95) == pytest.approx((0.783, 1.0), abs=5e-4)


def test_fewer_draws_make_the_interval_of_a_share_wider():
    few, many = jeffreys(0.75, 8), jeffreys(0.75, 80)
    assert few[0] < many[0] < 0.75 < many[1] < few[1]


def test_replications_with_the_same_parameters_count_as_one_in_the_interval():
    assert runs([1.0] * 8, draws=[0, 1, 2, 2, 4, 5, 6, 6]).independent == 6
    assert runs([1.0] * 8, draws=[None] * 8).independent == 8


def test_the_monte_carlo_error_is_the_standard_deviation_over_the_root_of_the_number():
    values = np.array([1.0, 2.0, 4.0, 5.0])
    found = precision(values, [0, 1, 2, 3])
    assert found.mean == 3.0
    assert found.error == pytest.approx(values.std(ddof=1) / 2)
    # 90% of a t distribution with three degrees of freedom lies within 2.3534.
    assert (found.low, found.high) == pytest.approx(
        (3 - 2.3534 * found.error, 3 + 2.3534 * found.error), abs=1e-4
    )


def test_the_monte_carlo_error_takes_a_pair_of_draws_as_one():
    values = np.array([1.0, 3.0, 4.0, 8.0])
    alone = precision(values, [0, 1, 2, 3])
    twice = precision(values.repeat(2), [0, 0, 2, 2, 4, 4, 6, 6])
    assert twice.error == pytest.approx(alone.error)
    assert precision(values, [0, 0, 1, 2]).error == float("inf")  # below four draws it is luck


def test_the_last_running_mean_is_the_mean_of_all_and_the_first_has_no_interval():
    values = np.array([1.0, 2.0, 4.0, 5.0])
    means, halves = running_means(values, [0, 1, 2, 3])
    assert means.tolist() == pytest.approx([1.0, 1.5, 7 / 3, 3.0])
    assert halves[0] == float("inf")
    assert means[-1] + halves[-1] == pytest.approx(precision(values, [0, 1, 2, 3]).high)


def test_four_times_the_replications_halve_the_error():
    assert monte_carlo.further(16) == 48


def test_the_draws_of_the_runs_are_those_of_the_engine(context):
    found = effects_by_run(context)
    assert len(found.replications) == RUNS
    assert found.draws[:5] == (0, 1, 2, 3, 4)
    assert found.independent == RUNS
    assert context.results.n_pairs == 2


def test_with_one_value_for_every_parameter_no_two_runs_are_a_pair(tmp_path):
    found = effects_by_run(opened(make_results(tmp_path / "r", parameters="point")))
    assert set(found.draws) == {None}
    assert found.independent == RUNS


# Tables.


def test_the_effects_stand_with_mean_deviations_chance_and_shares(context):
    table = effects.table(context)
    band = context.effects[0].weeks
    first, sure = cells(table)[0], cells(effects.sure(context))[0]
    assert first.startswith("Small-group tutoring | ")
    assert f"{band.median:.2f} ({band.p05:.2f} to {band.p95:.2f}) | not known | {band.mean:.2f} | " in first
    assert sure.endswith("| C | – | 100% | 100%")
    assert "0.0" in first.split(" | ")[4]


def test_the_table_of_wins_is_that_of_the_runs_and_says_its_opposite_below(context):
    table, found = pairs.matrix(context), effects_by_run(context)
    share = float((found.values[0] > found.values[1]).mean())
    assert table.rows[0][2] == f"{share:.0%}"
    assert table.rows[1][1] == f"{1 - share:.0%}"
    assert [table.rows[i][i + 1] for i in range(3)] == ["–"] * 3


def test_each_pair_stands_once_with_its_paired_difference(context):
    table, found = pairs.differences(context), effects_by_run(context)
    assert len(table.rows) == 3
    apart = np.median(found.values[0] - found.values[2])
    assert f"{apart:.2f} (" in table.rows[1][1]


def test_a_share_of_all_runs_is_no_certainty(context):
    assert "100% (85% to 100%)" in cells(pairs.best(context))[0]
    assert jeffreys(1.0, 12)[0] == pytest.approx(0.85, abs=5e-3)


def test_the_design_names_seed_pairs_and_how_chance_works(context):
    said = "\n".join(cells(design.table(context)))
    for words in ("Reference: ‘No intervention’ (geen-aanpak)", "Seed 20200316", "12 replications",
                  "2 of them were done once more with the same parameters under other chance",
                  "closed from", "A sample of 40 schools"):  # fmt: skip
        assert words in said


def test_the_design_says_when_fewer_finished_than_were_asked_for(results):
    assert "Asked for were 20." in "\n".join(cells(design.table(opened(results, replications=20))))


@pytest.mark.parametrize("source", ["posterior", "prior", "point"])
def test_the_design_says_where_parameters_come_from(results, source):
    found = opened(results, parameters=source)
    told = next(row for row in design.table(found).rows if row[0] == "Parameters")
    assert found.words(f"research.design.from.{source}") in told[1]


# Failures and files.


def test_no_failure_is_said_plainly(context):
    assert failures.sentence(context) == "None: all 12 replications have finished."
    assert failures.table(context) is None


def test_failures_are_counted_with_phase_and_error(results):
    failed = [{"replication": 7, "phase": "simulate tutoring", "error": "ValueError: no", "trace": ""}]
    found = opened(results, failed=failed)
    assert failures.sentence(found).startswith("1 replication failed")
    assert failures.table(found).rows == [["7", "simulate tutoring", "ValueError: no"]]


def test_a_manifest_that_tells_nothing_of_failures_claims_none(results):
    found = opened(results)
    del found.results.manifest["failed"]
    assert failures.sentence(found) == "The folder does not say whether runs failed."


def test_digests_are_those_of_the_files(results):
    found = {one.name: one for one in result_files.held(results)}
    content = (results / "resolved.yaml").read_bytes()
    assert found["resolved.yaml"].digest == hashlib.sha256(content).hexdigest()
    assert found["resolved.yaml"].size == len(content)
    together = b"".join(path.read_bytes() for path in sorted((results / "runs").iterdir()))
    assert found["runs/*.parquet"].digest == hashlib.sha256(together).hexdigest()
    assert found["runs/*.parquet"].count == RUNS
    assert {"summary.parquet", "manifest.json"} <= set(found)


def test_a_changed_file_has_another_digest(results, tmp_path):
    folder = shutil.copytree(results, tmp_path / "r")
    before = {one.name: one.digest for one in result_files.held(folder)}
    (folder / "runs" / "0003.parquet").write_bytes(b"other")
    after = {one.name: one.digest for one in result_files.held(folder)}
    assert [name for name in before if before[name] != after[name]] == ["runs/*.parquet"]


# Citation.


def test_the_entry_for_bibtex_has_its_fields(context):
    entry = citation.bibtex(context.results)
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", entry, re.M))
    about = citation.citation()
    assert entry.startswith("@software{simkansen_0_1_0_3f9ac0de1b22,\n")
    assert entry.endswith("\n}")
    assert fields["title"] == f"{{{about['title']}}}"
    assert fields["author"] == "{the simkansen authors}"
    assert fields["version"] == "0.1.0"
    assert fields["year"] == str(about["date-released"])[:4]
    names = ", ".join(one.name for one in context.results.scenarios)
    for words in (f"scenarios {names};", "hash 3f9ac0de1b22", "seed 20200316", "12 replications"):
        assert words in fields["note"]


def test_results_of_another_version_are_not_dated_by_this_release(results):
    found = opened(results, versions={"simkansen": "0.0.9"})
    entry = citation.bibtex(found.results)
    assert "version = {0.0.9}" in entry
    assert "year" not in entry


def test_a_name_that_means_something_to_tex_is_escaped(results):
    assert r"Results my\_town" in citation.bibtex(opened(results, name="my_town").results)


# Evidence.


def test_verdicts_are_counted_with_and_without_the_rows_that_lean_on_the_fit(context):
    rows = [{"id": name, "verdict": said} for name, said in
            (("a", "hit"), ("b", "near"), ("c", "miss"), ("d", "hit"), ("e", "hit"))]  # fmt: skip
    compared = SimpleNamespace(
        rows=rows, leaning={"d"}, uncounted={"e"}, about={"draws": 3, "version": "0.1.0", "posterior": "0"}
    )
    said = " ".join(evidence.compared_sentences(context, compared, "validation"))
    assert "In all: 2 hit, 1 near and 1 miss." in said
    assert (
        "Without the 1 that is no test of its own, as it leans on the fit: 1 hit, 1 near and 1 miss." in said
    )
    assert "1 row that contradicts another is not counted." in said
    assert "made with an earlier posterior" in said


@pytest.mark.parametrize(("lang", "untold"), [("en", "cannot be told"), ("nl", "niet te zeggen")])
def test_the_share_that_is_chance_is_an_interval_or_a_dash(results, lang, untold):
    """Two pairs tell nothing of a share of .12; sixteen of 128 that it is 7% to 25%."""
    found = opened(results, lang)
    column = effects.sure(found).head.index(found.words("research.head.chance"))
    assert {row[column] for row in effects.sure(found).rows} == {"–"}
    assert {row[-1] for row in effects.levels(found).rows} == {"–"}
    assert untold in effects.note(found)
    assert "90%" not in effects.note(found)

    found.results.__dict__.update(n_pairs=16, n_runs=128)
    band = {"en": "7%\u00a0to\u00a025%", "nl": "7%\u00a0tot\u00a025%"}[lang]
    assert {row[column] for row in effects.sure(found).rows} == {band}
    assert {row[-1] for row in effects.levels(found).rows} == {band}
    assert untold not in effects.note(found)
    assert "90%" in effects.note(found)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_what_near_means_names_each_row_that_has_a_rule_of_its_own(results, lang):
    """A share of a survey is judged by points, and a source that finds nothing by its other group."""
    said = evidence.rule_of_verdicts(opened(results, lang).words)
    own = {one.entry for one in COMPARISONS if one.tolerance is not None}
    assert set(re.findall(r"SEED-\d+|SL-\d+", said)) == own
    surveys = {one.entry for one in COMPARISONS if one.tolerance == SURVEY_POINTS}
    assert own - surveys == {"SEED-03"}
    points = {"en": "10 points", "nl": "10 procentpunten"}[lang]
    assert all(part in said for part in (points, "90%", "50%"))


def test_the_posterior_table_is_that_of_show_posterior(context):
    from simkansen.cli.topics import posterior

    listed = posterior(None)
    told = {row[0]: (row[8], row[9]) for row in listed.rows if row[9] != "not"}
    table = evidence.posterior_table(context)
    assert {row[0] for row in table.rows} == set(told)
    assert [row[4] for row in table.rows] == [f"{told[row[0]][0]:.2f}" for row in table.rows]
    values = [float(row[4]) for row in table.rows]
    assert values == sorted(values, reverse=True)


def test_a_run_with_another_posterior_says_so(results):
    other = opened(results, hashes={"posterior": "0" * 64})
    assert any("another posterior" in t for t in evidence.posterior_sentences(other))
    assert any("did not use" in t for t in evidence.posterior_sentences(opened(results, parameters="prior")))


# Figures.


def test_every_run_is_a_point_and_none_is_invented():
    values = np.array([3.0, 1.0, 2.0])
    assert run_effects.points(values).tolist() == [1.0, 2.0, 3.0]
    many = run_effects.points(np.linspace(0, 1, 1000))
    assert len(many) == run_effects.QUANTILES
    assert (many[0], many[-1]) == pytest.approx((0.01, 0.99), abs=2e-3)


def test_points_that_would_touch_are_moved_apart_and_others_are_not():
    assert run_effects.piled([0.0, 0.1, 5.0], 1.0) == [0, 1, 0]
    assert run_effects.piled([0.0, 0.0, 0.0], 1.0) == [0, 1, -1]


def test_the_csv_of_the_points_has_every_replication(context):
    data = run_effects.picture(context).data
    found = effects_by_run(context)
    assert len(data) == found.values.size
    assert [row["weeks_recovered"] for row in data[:RUNS]] == found.values[0].tolist()


def test_the_caption_of_the_running_mean_calls_its_line_a_mean(context):
    said = caption(context, stability.picture(context))
    assert "Line: mean; band: 90% t interval of that mean" in said
    assert "Mark: median" not in said


def test_the_gap_is_above_zero_for_those_behind_and_a_change_below_zero_narrows_it(context):
    level, change = gap_time.levels(context), gap_time.effects(context)
    assert all(row["median"] > 0 for row in level.data)
    tutoring = [row for row in change.data if row["scenario"] == "tutoring"]
    assert tutoring[0]["median"] == 0
    assert tutoring[-1]["median"] < -1
    assert "narrow" in change.title


def test_without_rows_of_inequality_there_is_no_figure_of_it(tmp_path):
    found = opened(make_results(tmp_path / "r", unequal=False))
    assert inequality.picture(found) is None
    assert inequality.effects(found) is None
    assert concentration.picture(found) is None


def test_the_concentration_curve_adds_up_the_shares_of_the_tenths(context):
    found = concentration.curves(context)["geen-aanpak"]
    assert found.shape == (RUNS, 11)
    assert found[:, 0] == pytest.approx(0)
    assert found[:, -1] == pytest.approx(1)
    first = context.results.draws("delay_share", by="ses_tenth")["geen-aanpak", "1"]
    assert found[:, 1].tolist() == pytest.approx([first[r] for r in sorted(first)])
    assert concentration.picture(context).title.startswith("Pupils of lower socio-economic standing")


def test_the_variances_stand_at_the_weeks_that_have_them(context):
    picture = inequality.picture(context)
    assert len(picture.table.rows) == 6
    assert {row["measure"] for row in picture.data} == set(inequality.MEASURES)
    assert len(inequality.effects(context).rows) == 3


# The page.


def sections_of(context):
    return {section.key: section for section in research.read(context).sections}


def test_every_part_stands_on_the_page(context):
    assert list(sections_of(context)) == [
        "asked", "design", "effects", "stability", "pairs", "inequality", "sensitivity", "posterior",
        "validation", "failed", "files", "cite", "reproduce", "limits",
    ]  # fmt: skip


def test_one_scenario_has_no_comparison_but_all_else(lonely, context):
    assert set(sections_of(context)) - set(sections_of(lonely)) == {"pairs"}
    keys = set(research.read(lonely).pictures())
    assert keys == {"through-time", "stability", "gap-through-time", "variance", "concentration"}
    assert headline_by_run(lonely).names == ("geen-aanpak",)
    assert effects.table(lonely) is None
    assert effects.levels(lonely).rows[0][0] == "No intervention"


def test_one_replication_makes_a_page_that_says_how_little_it_tells(tmp_path):
    folder = make_results(tmp_path / "r", replications=1)
    text = unescape(text_of(folder, "en", "research"))
    assert "One simulation does not tell how sure a figure is" in text
    assert not re.search(
        r"\b(?:nan|inf)\b", re.sub(r"<svg.*?</svg>|<(style|script).*?</\1>", "", text, flags=re.DOTALL)
    )


def test_results_without_their_runs_are_told_by_their_bands_alone(results, tmp_path):
    folder = shutil.copytree(results, tmp_path / "r")
    shutil.rmtree(folder / "runs")
    found = opened(folder)
    parts = sections_of(found)
    assert (
        parts["stability"].blocks[0].text
        == "The folder holds no single replications, so nothing can be said about them."
    )
    assert "pairs" not in parts
    assert effects.sure(found).rows[0][-1] == "not known"


@pytest.fixture(scope="module")
def both(results):
    return {lang: text_of(results, lang, "research") for lang in ("en", "nl")}


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_page_is_whole_in_both_languages(both, lang):
    html = both[lang]
    assert html.startswith(f'<!DOCTYPE html>\n<html lang="{lang}">')
    assert html.count("<figure") == 9
    assert not re.search(
        r"\b(?:nan|inf)\b|>None<", re.sub(r"<svg.*?</svg>|<(style|script).*?</\1>", "", html, flags=re.DOTALL)
    )
    assert "research." not in re.sub(r'href="#[^"]*"|<style.*?</style>', "", html, flags=re.DOTALL)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    names = re.sub(r'xmlns(:xlink)?="[^"]+"', "", html)
    assert not re.findall(r"(?:https?:)?//[a-z]", names)


def test_english_texts_of_a_dutch_page_are_marked_as_such(both):
    marked = re.findall(r'<t[hd][^>]* lang="en"[^>]*>([^<]*)<', both["nl"])
    assert any("Teacher coaching" in text for text in marked)


def test_the_page_is_not_among_its_own_files(results, tmp_path):
    folder = shutil.copytree(results, tmp_path / "r")
    (folder / "report-research-en.html").write_text("made before", "utf-8")
    assert result_files.held(folder) == result_files.held(results)
