"""A sweep's pages, for three readers in two languages: what they say, and that they stand on their own."""

import re

import pytest
from made_sweep_pages import HOURS, MADE, SHIFT
from made_sweeps import make_sweep
from report.test_page import Page

from simkansen.cli import main
from simkansen.report import LANGUAGES, READERS, page_name, write_report
from simkansen.report.readings.sweep import READERS as READINGS
from simkansen.report.readings.sweep_blocks import ratios
from simkansen.report.sweep.findings import Found, sweep_text
from simkansen.report.words import NBSP

ALL = [(reader, lang) for reader in READERS for lang in LANGUAGES]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = MADE["grid"](tmp_path_factory.mktemp("sweep") / "grid")
    write_report(made)
    return made


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return MADE["sample"](tmp_path_factory.mktemp("sweep") / "sample")


def html_of(folder, reader, lang):
    return (folder / page_name(reader, lang)).read_text("utf-8")


def text_of(folder, reader, lang):
    """The page without its pictures and tags."""
    page = re.sub(r"<(svg|style|script).*?</\1>", " ", html_of(folder, reader, lang), flags=re.DOTALL)
    plain = re.sub(r"<[^>]+>", " ", page).replace("&#39;", "'").replace(NBSP, " ")
    return " ".join(plain.split())


@pytest.mark.slow
@pytest.mark.parametrize(("reader", "lang"), ALL)
def test_a_page_of_a_sweep_stands_on_its_own_and_says_what_its_pictures_show(folder, reader, lang):
    html = html_of(folder, reader, lang)
    page = Page(html)
    names = re.sub(r'xmlns(:xlink)?="[^"]+"', "", html)
    assert not re.search(r"@import|<script[^>]|url\((?!#)|(?:https?:)?//[a-z]", names)
    assert len(page.ids) == len(set(page.ids))
    used = re.findall(r'(?:href="|url\()#([^")]+)', html)
    used += [one for _, a in page.tags for one in str(a.get("aria-labelledby") or "").split()]
    assert set(used) <= set(page.ids)
    assert page.figures
    for tags in page.figures:
        assert {"svg", "figcaption", "table", "caption", "th"} <= set(tags)
    pictures = [a for tag, a in page.tags if tag == "svg" and a.get("role")]
    assert len(pictures) == 2 * (len(page.figures) - 1)  # both forms of each but the rows at a glance
    assert all(a["role"] == "img" for a in pictures)
    for tag in ("header", "nav", "main", "footer", "h1"):
        assert page.count(tag) == 1
    assert f'<html lang="{lang}">' in html


@pytest.mark.parametrize(("reader", "lang"), ALL)
def test_no_page_calls_a_group_by_a_title_that_is_not_its_own_or_by_a_path(folder, reader, lang):
    text = text_of(folder, reader, lang)
    assert {"en": "in groups of 25 pupils", "nl": "in groepjes van 25 leerlingen"}[lang] in text
    assert "groups of three" not in text
    assert "groepjes van drie" not in text
    assert "{" not in text
    if reader != "research":
        assert "interventions[" not in text


def test_a_page_for_a_school_has_no_words_of_statistics(folder):
    text = text_of(folder, "school", "en").lower()
    for word in ("regret", "sobol", "posterior", "variance", "replication", "percentile", "draws", "paired"):
        assert word not in text, word


def test_a_page_for_policy_leaves_seeds_and_deviations_to_research(folder):
    text = text_of(folder, "policy", "en")
    body, _ = text.split("Run this command with the same version")
    assert "Seed" not in body
    assert "(SD)" not in body
    assert "(SD)" in text_of(folder, "research", "en")


def test_the_answer_is_the_option_with_the_largest_mean_and_claims_no_more_than_it_knows(folder, tmp_path):
    # 0.1 x 4 hours x the mean of 1.0 and 1.4, a fiftieth less for one pupil, under the same chance as all
    text = text_of(folder, "policy", "en")
    assert "recovered: ‘Tutoring, 4 hours a week, one pupil at a time’ does most, 0.4" in text

    def noisy(scenario, values, replication):
        return [-1.01 - 0.3 * SHIFT[replication] if scenario == "b" else -1.0]

    near = make_sweep(tmp_path / "near", noisy, scenarios=["baseline", "a", "b"], replications=12)
    write_report(near, ["policy"], ["en"])
    text = text_of(near, "policy", "en")
    assert "which of them does more is not known" in text
    assert "about as much" not in text
    assert "does most" not in text


CLAIMS = ("does most", "doet het meest", "best in all", "beste in alle", "Best in", "Beste in")


@pytest.mark.parametrize(("lang", "why"), [("en", "too few to call one"), ("nl", "te weinig om één")])
def test_of_two_replications_no_page_says_how_sure_it_is_or_which_is_best(tmp_path, lang, why):
    few = make_sweep(
        tmp_path / "few",
        lambda scenario, values, replication: [-2.0 if scenario == "b" else -1.0],
        scenarios=["baseline", "a", "b"],
        replications=2,
    )
    told = sweep_text(few, lang)
    write_report(few, langs=[lang])
    for text in (
        " ".join(told.split()),
        *(text_of(few, reader, lang) for reader in ("school", "policy", "research")),
    ):
        assert "±" not in text.replace("no ± and", "").replace("er staat geen ± en", "")
        assert not [claim for claim in CLAIMS if claim in text]
    held = {"en": "no option is called the best", "nl": "geen optie heet de beste"}[lang]
    assert held in " ".join(told.split())
    assert why in text_of(few, "school", lang)
    assert why in text_of(few, "policy", lang)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("hick line", "hin line", "The band", "Band:")),
        ("nl", ("ikke lijn", "ikke streep", "De band", "Band:")),
    ],
)
def test_captions_explain_intervals_only_where_there_are_some(tmp_path, lang, words):
    def told(replications):
        made = make_sweep(
            tmp_path / str(replications), lambda s, v, r: [-v[HOURS] - 0.1 * SHIFT[r]],
            points={HOURS: [0.5, 1.0, 2.0]}, replications=replications,
        )  # fmt: skip
        write_report(made, langs=[lang])
        return [text_of(made, reader, lang) for reader in ("school", "policy", "research")]

    assert not [word for text in told(2) for word in words if word in text]
    assert all(any(word in text for word in words) for text in told(12))


@pytest.mark.slow
def test_the_research_page_has_the_indices_the_running_means_and_the_conditions(folder, sample):
    for lang in LANGUAGES:
        keys = READINGS["research"](Found(sample, lang)).pictures()
        assert {"tornado-tutoring-delay_weeks", "fails-tutoring-delay_weeks"} <= set(keys)
        assert "best-delay_weeks" not in keys, "points of one replication are no simulations"
    keys = READINGS["research"](Found(folder)).pictures()
    assert {"running-mean-delay_weeks", "best-delay_weeks", "effects-cost"} <= set(keys)


def test_figures_of_a_page_have_the_numbers_of_the_tables(folder):
    found = Found(folder)
    shown = READINGS["policy"](found).hero.shown
    best = max(found.effects, key=lambda row: -row["mean"] if row["measure"] == "delay_weeks" else -99)
    label, mean, *_ = shown.picture.table.rows[0]
    assert label == found.telling.option(best)
    assert mean == found.telling.known("delay_weeks", -best["mean"], best["half_width"])
    # A row for each option, with the numbers of the tables: that of effects, and that of prices.
    cells = [(row.label, row.number, row.band, row.letter) for row in shown.rows]
    assert cells == [
        (label, mean.split(NBSP)[0], band, letter.split()[0])
        for label, mean, band, letter, *_ in shown.picture.table.rows
    ]
    [prices] = ratios(found)
    told = {label: "–" if price == "–" else f"€{price}" for label, price, *_ in prices.rows}
    assert {row.label: row.beside[0][0] for row in shown.rows} == told


def test_a_sweep_that_has_only_begun_has_pages_that_say_so(tmp_path):
    folder = make_sweep(tmp_path / "r", lambda s, v, r: [-1.0], replications=0)
    assert len(write_report(folder)) == 6
    assert "No run has finished yet." in text_of(folder, "policy", "en")


def test_one_scenario_alone_has_pages(tmp_path):
    folder = make_sweep(tmp_path / "r", lambda s, v, r: [], scenarios=["baseline"])
    assert len(write_report(folder)) == 6
    assert "no effects" in text_of(folder, "policy", "en")


@pytest.mark.slow
def test_report_takes_runs_and_sweeps_mixed(folder, compared, capsys):
    run = compared()
    code = main(["report", str(run), str(folder), "--for", "policy", "--lang", "en"])
    out = capsys.readouterr().out.split()
    assert code == 0
    assert out == [str(one / page_name("policy", "en")) for one in (run, folder)]


def test_pages_made_again_have_the_same_bytes(folder):
    before = {path.name: path.read_bytes() for path in folder.glob("report-*-en.html")}
    write_report(folder, langs=["en"])
    assert {path.name: path.read_bytes() for path in folder.glob("report-*-en.html")} == before
