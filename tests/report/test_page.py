import base64
import csv
import hashlib
import json
import re
import shutil
import warnings
from datetime import date
from html import escape
from html.parser import HTMLParser
from types import SimpleNamespace

import duckdb
import pytest
from report.rendered import drawn_page, text_of

from simkansen.report import summary_json, terminal_summary, write_report
from simkansen.report.blocks import Code, Reading, Section
from simkansen.report.drawing.canvas import Canvas
from simkansen.report.figures.files import numbers_text
from simkansen.report.figures.parts import Picture, TextTable
from simkansen.report.figures.time_axis import date_axis
from simkansen.report.page import level_words, open_context, render, unbroken
from simkansen.report.reading.results import Results
from simkansen.report.sections import band_holds, limits
from simkansen.report.words import Words


def made(folder, lang="en", reader="policy"):
    """The page for one reader, as text."""
    return drawn_page(folder, lang, reader).read_text("utf-8")


class Page(HTMLParser):
    """Collects what the tests ask about a page."""

    VOID = ("meta", "link", "br", "wbr", "hr", "img", "use", "path", "rect")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.figures: list[list[str]] = []
        self._open = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        if "id" in found:
            self.ids.append(str(found["id"]))
        if tag == "figure":
            self._open += 1
            self.figures.append([])
        elif self._open:
            self.figures[-1].append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        self._open -= tag == "figure"

    def count(self, tag: str) -> int:
        return sum(t == tag for t, _ in self.tags)


@pytest.fixture(scope="module")
def html(results):
    return made(results)


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


@pytest.fixture(scope="module")
def dutch(results, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nl") / "r"
    shutil.copytree(results, folder)
    return text_of(folder, "nl")


@pytest.mark.slow
def test_the_page_asks_nothing_of_the_network(html, page):
    names = re.sub(r'xmlns(:xlink)?="[^"]+"', "", html)
    assert not re.findall(r"(?:https?:)?//[a-z]", names)
    assert not re.search(r"@import|<script[^>]|url\((?!#)", names)
    assert html.count("<script>") == 1
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1].replace("&#39;", "'")
    allowed = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert allowed.pop("default-src") == "'none'"
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        [text] = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.S)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert allowed.pop(rule) == f"'sha256-{digest}'"
    assert allowed == {"img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}
    assert not re.search(r'\sstyle="', html)
    for _, attributes in page.tags:
        for name in ("href", "src", "xlink:href"):
            assert str(attributes.get(name) or "#").startswith(("#", "data:"))


def test_no_two_elements_share_an_id_and_every_reference_is_met(html, page):
    assert len(page.ids) == len(set(page.ids))
    used = re.findall(r'(?:href="|url\()#([^")]+)', html)
    used += [i for _, a in page.tags for i in str(a.get("aria-labelledby") or "").split()]
    assert set(used) <= set(page.ids)


def test_every_figure_has_a_picture_a_caption_and_a_table(page):
    assert len(page.figures) == 13
    for tags in page.figures:
        assert {"svg", "figcaption", "table", "caption", "th"} <= set(tags)


def test_every_picture_says_what_it_shows(page):
    pictures = [a for t, a in page.tags if t == "svg" and a.get("role")]
    assert len(pictures) == 25  # of the first figure, which is rows, the wide form alone, to take along
    assert all(a["role"] == "img" and len(str(a["aria-labelledby"]).split()) == 2 for a in pictures)
    hidden = [a for t, a in page.tags if t == "svg" and a.get("aria-hidden")]
    assert len(hidden) == 3  # beside the numbers that they show
    assert page.count("title") == 1 + len(pictures)
    assert page.count("desc") == len(pictures)


def test_every_table_header_has_a_scope(page):
    assert all(a.get("scope") in ("col", "row") for t, a in page.tags if t == "th")


def test_the_page_has_landmarks_and_a_skip_link_that_works(page):
    for tag in ("header", "nav", "main", "footer", "h1"):
        assert page.count(tag) == 1
    skip = next(a for t, a in page.tags if t == "a")
    assert str(skip["href"]).removeprefix("#") in page.ids


@pytest.mark.parametrize("words", ["prefers-reduced-motion", "prefers-color-scheme: dark", "@media print",
                                   ":focus-visible", "max-width: 40rem"])  # fmt: skip
def test_the_style_minds(html, words):
    assert words in html


def test_each_language_is_named_and_used(html, dutch):
    assert '<html lang="en">' in html
    assert '<html lang="nl">' in dutch
    assert re.search("‘Small-group tutoring’ (helps most|leads)", html)
    assert re.search("‘Bijles in kleine groepen’ (helpt het meest|staat bovenaan)", dutch)
    assert "Een simulatie, geen voorspelling voor uw school." in dutch
    assert "simulations" not in re.sub(r"<style.*?</style>", "", dutch, flags=re.DOTALL)


def test_interventions_are_read_back_as_sentences(html):
    text = html.replace("\xa0", " ")
    assert (
        "For pupils in groep 4, 5 or 6, whose parents have up to vmbo or mbo\u20111, at schools with" in text
    )
    assert "2 hours a week after school, while schools are closed or half open, in groups of 3 pupils" in text
    assert "from 7 September 2020 to 28 May 2021" in text


def test_the_page_tells_how_to_reproduce_it(html):
    for told in ("simkansen run scenarios/", "20200316", "3f9ac0de1b22", "numpy 2.4.0", "e3f843c"):
        assert told in html


def test_one_scenario_gets_a_page_of_its_own(single):
    html = text_of(single)
    page = Page(html)
    assert [i for i in page.ids if not i.startswith("fig-")] == [
        "asked", "whom", "reach", "sure", "limits", "reproduce"]  # fmt: skip
    assert "What did the school closure do to whom?" in html
    assert len(page.figures) == 3


def test_a_folder_without_runs_names_the_topic(results, tmp_path):
    for name in ("summary.parquet", "resolved.yaml", "manifest.json"):
        shutil.copy(results / name, tmp_path / name)
    assert "Weeks of learning recovered per intervention" in terminal_summary(tmp_path)


def test_markup_in_a_title_is_shown_not_run(single, tmp_path):
    folder = tmp_path / "r"
    shutil.copytree(single, folder)
    path = folder / "resolved.yaml"
    text = path.read_text("utf-8").replace("en: No intervention", "en: <script>alert(1)</script> $x^2$")
    path.write_text(text, "utf-8")
    html = made(folder)
    assert "<script>alert" not in html
    assert html.count("<script") == 1
    assert "$x^2$" in html.split("<figure>")[1].split("</figure>")[0].split("</desc>")[1]


def test_a_folder_that_holds_no_results_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"summary\.parquet"):
        write_report(tmp_path)


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("which", ["results", "single"])
def test_the_terminal_summary_fits_80_columns(which, lang, request):
    text = terminal_summary(request.getfixturevalue(which), lang)
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text


def test_the_summary_for_machines_has_the_same_numbers(results):
    found = json.loads(json.dumps(summary_json(results)))
    best = found["effects"][0]
    assert best["scenario"] == "tutoring"
    assert best["weeks_recovered"]["p05"] < best["weeks_recovered"]["median"] < best["weeks_recovered"]["p95"]
    assert best["helps"] == 1
    assert found["reference"] == "geen-aanpak"


def test_the_interventions_are_folded_away_so_that_the_main_figure_stands_high(html):
    before, after = html.split("<figure", 1)
    assert "<section" not in before
    assert 'class="cards"' not in before
    assert re.search(r'<details class="set">\s*<summary><h3>.+?</h3></summary>\s*<dl class="cards">', after)
    assert "details::details-content { content-visibility: visible" in html.split("@media print")[1]


def test_a_delay_that_drops_in_summer_is_explained_in_the_caption(html, dutch):
    def caption(text):
        return next(c for c in re.findall(r"<figcaption><p>(.*?)</p>", text, re.S) if "groep\u00a03" in c)

    assert "a new groep\u00a03 enters, which has no delay yet" in caption(html)
    assert "zonder dat iemand iets inhaalt" in caption(dutch)


def test_the_page_and_the_terminal_say_what_the_bands_leave_out(results, html, dutch):
    sure = html.split('<section id="sure"')[1]
    assert "learning, interventions and costs" in sure
    assert "the same in all simulations. Lines and bands are too narrow" in sure
    assert "in alle simulaties dezelfde" in dutch.split('<section id="sure"')[1]
    assert "too narrow" in " ".join(terminal_summary(results).split())


def told(folder, lang="en"):
    """What the page says on how sure it is, and the terminal as a whole, each as one line."""
    page = text_of(folder, lang).split('<section id="sure"')[1]
    return " ".join(page.split()), " ".join(terminal_summary(folder, lang).split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            "How much of the uncertainty about the effect of ‘Small-group tutoring’ is chance cannot be told "
            "from 2 pairs of simulations that differ in chance alone.",
        ),
        (
            "nl",
            "Hoeveel toeval ermee te maken heeft dat het effect van ‘Bijles in kleine groepen’ niet precies "
            "bekend is, is niet te zeggen: daarvoor zijn 2 paren simulaties",
        ),
    ],
)
def test_two_pairs_of_simulations_do_not_tell_how_much_is_chance(results, tmp_path, lang, words):
    folder = tmp_path / "r"
    shutil.copytree(results, folder)
    for text in told(folder, lang):
        assert text.count(words) == 1
        assert "12%" not in text
    assert summary_json(folder)["effects"][0]["chance_share"] == pytest.approx(0.12)
    assert summary_json(folder)["effects"][0]["chance_interval"] is None
    assert summary_json(folder)["n_pairs"] == 2


@pytest.mark.slow
def test_how_much_is_chance_is_told_as_an_interval(alone):
    """Of 16 pairs among 128: F(16, 127) has its quantiles .05 and .95 at .49 and 1.72."""
    folder = alone(share=0.02, replications=128)
    for share, words in (
        (0.02, "hardly any is chance (under 5%)"),
        (0.1, "between 6% and 21% is chance, the rest what is not known exactly. (That rests on 16 pairs"),
        (1.0, "between 58% and 100% is chance"),
    ):
        with duckdb.connect() as db:
            path = folder / "summary.parquet"
            db.execute(f"create table kept as select * replace ({share} as chance_share) from '{path}'")
            db.execute(f"copy kept to '{path}'")
        for text in told(folder):
            assert f"Of the uncertainty about this delay {words}" in text


@pytest.mark.parametrize("asked", [{"share": "null::double"}, {"share": 1.0, "parameters": "point"}])
def test_where_the_share_of_chance_cannot_be_told_or_is_all_there_is_no_sentence(alone, asked):
    folder = alone(**asked)
    for text in told(folder):
        assert "f the uncertainty" not in text


def test_results_made_before_the_share_was_reckoned_can_still_be_shown(single, tmp_path):
    folder = tmp_path / "r"
    shutil.copytree(single, folder)
    with duckdb.connect() as db:
        path = folder / "summary.parquet"
        db.execute(f"create table kept as select * exclude (chance_share) from '{path}'")
        db.execute(f"copy kept to '{path}'")
    for text in told(folder):
        assert "Of the uncertainty" not in text


@pytest.mark.parametrize(
    ("parameters", "said", "unsaid"),
    [
        ("posterior", "fitted to the losses that were measured after the closures", "not fitted to"),
        ("point", "They take chance alone into account", "not fitted to"),
        ("point", "Every simulation uses one set of values.", "from their priors"),
        ("point", "single values from published figures and assumptions", "not fitted to"),
        ("prior", "In this run they are not fitted to what was measured", "come from the posterior"),
    ],
)
def test_the_page_and_the_terminal_say_where_the_values_come_from(alone, parameters, said, unsaid):
    folder = alone(parameters=parameters)
    for text in told(folder):
        assert said in text
        assert unsaid not in text


@pytest.mark.parametrize(
    ("parameters", "words"),
    [("posterior", "events, with 12 sets of values for what we do not know"), ("point", "events.")],
)
def test_the_page_counts_the_sets_of_values_that_were_drawn(alone, parameters, words):
    folder = alone(parameters=parameters)
    html = text_of(folder)
    assert f"simulated 12 times, each time with other chance {words}" in html


@pytest.mark.slow
def test_an_intervention_that_asks_nothing_of_staff_is_named_beside_the_staff_figure(results, tmp_path):
    folder = shutil.copytree(results, tmp_path / "r")
    with duckdb.connect() as db:
        path = folder / "summary.parquet"
        none = ", ".join(f"if(asks_none, 0, {name}) as {name}" for name in ("mean", "p05", "median", "p95"))
        asks = "scenario = 'laptops' and measure = 'staff_hours_needed'"
        rows = f"select *, {asks} as asks_none from '{path}'"
        db.execute(f"create table kept as select * exclude asks_none replace ({none}) from ({rows})")
        db.execute(f"copy kept to '{path}'")
    html = text_of(folder)
    assert "asks nothing of the schools’ own staff: ‘Device loan’." in html
    assert "asks nothing of the schools" not in text_of(results)


@pytest.mark.parametrize(("replications", "pairs"), [(2, False), (12, True)])
def test_repeated_draws_are_told_only_where_there_are_any(alone, replications, pairs):
    for text in told(alone(replications=replications)):
        assert ("Some are done once more with other chance alone" in text) == pairs


def test_each_cell_knows_its_column_for_windows_too_narrow_for_columns(page):
    cells = [found for tag, found in page.tags if tag == "td" and found.get("class") is None and found]
    assert len(cells) > 50
    assert all(found["data-head"] and "role" not in found for found in cells)
    assert {"Weeks recovered", "Evidence"} <= {found["data-head"] for found in cells}


def test_what_interventions_recover_through_time_is_drawn_beside_the_delay(html):
    assert "‘Device loan’ has recovered" in html
    assert "Recovered with ‘Device loan’" in html
    svg = html.split('<svg id="fig-through-time"')[1].split("</svg>")[0]
    assert svg.count("axes_") >= 4  # the delay, and a panel for each of the three


@pytest.mark.parametrize("name", ["Migration background: a parent born abroad", "groep 3 (grade 1)"])
def test_every_split_of_the_data_is_in_the_figures_for_whom(html, name):
    rows = re.findall(r'<th [^>]*scope="row"[^>]*>(.*?)</th>', html.replace("\xa0", " "), re.S)
    assert sum(name.lower() in row.lower() for row in rows) >= 2


def test_no_line_of_a_page_breaks_before_the_number_of_a_level_and_a_command_stays_as_it_is():
    levels = level_words(Words("nl"))
    told = unbroken(levels, "Groep 3 tot en met groep 8, een groep van 3; mbo-1 of vmbo")
    assert told == "Groep\xa03 tot en met groep\xa08, een groep van 3; mbo\u20111 of vmbo"
    command = "simkansen run 'groep 8 mbo-1.yaml'"
    reading = Reading("policy", "", [Section("reproduce", "", [Code(command)])])
    assert escape(command).replace("x27", "39") in render(Words("nl"), reading, {})


def test_the_last_month_on_an_axis_of_time_has_its_year():
    axes = Canvas(8.0, 2.0).axes(0.0, 0.0, 8.0, 2.0)
    date_axis(SimpleNamespace(words=Words("en")), axes, date(2020, 2, 3), date(2021, 7, 5))
    assert [text for _, text in axes.xaxis.ticks(*axes.get_xlim())] == [
        "Apr\n2020",
        "Jul",
        "Oct",
        "Jan\n2021",
        "Apr",
        "Jul\n2021",
    ]


def test_no_pupil_is_called_a_disadvantaged_pupil(html, dutch):
    assert "achterstandsleerling" not in dutch.lower()
    assert "disadvantaged pupil" not in html.lower()
    assert "zoals het CBS dat berekent" in dutch


@pytest.mark.parametrize(("kept", "figures"), [("delay_weeks", 2), ("skill", 0)])
def test_a_page_of_few_measures_and_groups_is_whole(single, tmp_path, kept, figures):
    folder = tmp_path / "r"
    shutil.copytree(single, folder)
    for path in [folder / "summary.parquet", *(folder / "runs").glob("*.parquet")]:
        rows = f"""select * from '{path}' where measure = '{kept}' and "by" in ('all', 'groep')"""
        with duckdb.connect() as db:
            db.execute(f"create table kept as {rows}")
            db.execute(f"copy kept to '{path}'")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        html = text_of(folder)
    page = Page(html)
    assert len(page.figures) == figures
    assert ("no figure of" in html) == (figures == 0)
    assert "12 simulations" in html or "12 times" in html
    skip = next(a for tag, a in page.tags if tag == "a")
    assert str(skip["href"]).removeprefix("#") in page.ids


@pytest.mark.slow
def test_an_intervention_without_a_known_trial_is_marked_and_others_are_not(results, tmp_path, html):
    assert "No trial is known" not in html
    folder = tmp_path / "r"
    shutil.copytree(results, folder)
    resolved = folder / "resolved.yaml"
    text = resolved.read_text("utf-8")
    resolved.write_text(text.replace("type: parent-guidance", "type: bring-to-school"), "utf-8")
    marked = text_of(folder)
    assert marked.count("No trial is known of an intervention in") == 1


OTHERS = "Each simulation has other schools and other pupils"
OTHER_PUPILS = "Each simulation has the same schools with other pupils"
SAME = "chosen once and are the same in every simulation"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"population": "redrawn"}, OTHERS),
        ({"population": "redrawn", "schools_redrawn": True}, OTHERS),
        ({"population": "redrawn", "schools_redrawn": False}, OTHER_PUPILS),
        ({"population": "fixed", "schools_redrawn": False}, SAME),
    ],
)
def test_what_is_left_out_says_whether_simulations_share_their_schools_and_pupils(results, told, said):
    with Results(results) as opened:
        opened.manifest.update(told)
        context = open_context(opened, "en")
        left_out, held = " ".join(limits(context)), " ".join(band_holds(context))
    assert [text for text in (OTHERS, OTHER_PUPILS, SAME) if text in left_out] == [said]
    assert ("other schools" in held) == (said == OTHERS)
    assert ("the same schools with other pupils" in held) == (said == OTHER_PUPILS)


@pytest.mark.parametrize("data", [(), ({"scenario": "a", "mean": 0.5},)])
def test_numbers_of_a_figure_name_what_is_unlike_in_every_row_and_only_where_something_is(data):
    table = TextTable("Table", ["name", "value"], [["a", "1"], ["b", "2"]])
    picture = Picture("key", "Title", "unit", "alt", table, lambda narrow: None, "", list(data))
    plain = list(csv.DictReader(numbers_text(picture).splitlines()))
    warned = list(csv.DictReader(numbers_text(picture, "beyond, by far").splitlines()))
    assert warned == [{**row, "caution": "beyond, by far"} for row in plain]
    assert "caution" not in plain[0]


def test_weeks_without_lessons_at_the_end_make_no_school_year_of_their_own(single, tmp_path):
    """Regions have holidays of their own, so that the calendar may go on after the last week with lessons."""
    folder = tmp_path / "r"
    shutil.copytree(single, folder)
    with Results(folder) as found:
        ends, last = found.year_ends, found.last_week
    assert ends[-1] == last
    with duckdb.connect() as db:
        path = folder / "summary.parquet"
        db.execute(f"create table kept as select * from '{path}'")
        db.execute(
            "update kept set week = week - interval 7 day where measure = 'growth_share' and week = ?", [last]
        )
        db.execute(f"copy kept to '{path}'")
    with Results(folder) as found:
        assert found.year_ends == ends
