"""The page for a school: plain, short, honest about what is not sure, and usable without a script."""

import re
import shutil
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from made_places import add_rows
from report.rendered import drawn_page

from simkansen.report import plain
from simkansen.report.page import open_context
from simkansen.report.plain import delay, gain, recovered, share_of_ten, sure
from simkansen.report.reading.findings import Effect
from simkansen.report.reading.records import Band, ClosedPeriod, ScenarioInfo
from simkansen.report.reading.results import Results
from simkansen.report.readings import school
from simkansen.report.readings.school_texts import people, whom
from simkansen.report.sections import asked
from simkansen.report.words import NBSP, Words

LANGUAGES = ("nl", "en")
NOT_PLAIN = (
    r"\b(SD|SES|po|vo|sbo|bao|OAB|NPO|CBS|DUO|NCO|OCW|LVS|BRIN|CI|KI|vs|bijv|d\.w\.z|t/m|o\.a|"
    r"mediaan|median|interval|posterior|prior|parameters?|interventies?|percentiel|standaardafwijking|"
    r"scenario['’]s|leerachterstand|laagopgeleid\w*|hoogopgeleid\w*|achterstandsleerling\w*)\b"
)
TOLD = ("p", "li", "dd", "desc", "h1", "h2", "legend")


class Seen(HTMLParser):
    """What a reader gets of a page: its texts by element, its tags, and where labels and pictures are."""

    def __init__(self, html):
        super().__init__()
        self.open = []
        self.tags = []
        self.texts = {}
        self.words = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("meta", "link", "input", "br"):
            return
        self.open.append(tag)
        self.texts.setdefault(tag, []).append("") if tag in (*TOLD, "article", "label") else None

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if {"style", "head"} & set(self.open):
            return
        self.words.append(data)
        for tag in {*self.open} & self.texts.keys():
            self.texts[tag][-1] += data

    def ids(self, part=""):
        return [str(a["id"]) for _, a in self.tags if "id" in a and part in str(a["id"])]


def made(folder, lang="nl"):
    return drawn_page(folder, lang, "school").read_text("utf-8")


@pytest.fixture(scope="module")
def pages(many):
    return {lang: made(many, lang) for lang in LANGUAGES}


@pytest.fixture(scope="module")
def three(results):
    return made(results)


@pytest.fixture(scope="module")
def lone(single):
    return {lang: made(single, lang) for lang in LANGUAGES}


def flat(text):
    return " ".join(text.replace(NBSP, " ").split())


def band(low, middle, high, runs=100):
    return Band("x", "all", date(2021, 7, 5), middle, low, middle, high, runs, 1000)


def found(low, middle, high, helps=1.0, runs=100):
    return Effect(ScenarioInfo("x"), band(low, middle, high, runs), None, helps)


def sentences(html):
    seen = Seen(html)
    for tag in TOLD:
        for text in seen.texts.get(tag, []):
            for part in re.split(r"(?<=[.?!:;])\s+(?=[A-Z‘0-9])", flat(text)):
                if part:
                    yield part


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_more_than_four_interventions_are_shown_and_the_others_are_counted(pages, lang):
    seen = Seen(pages[lang])
    assert [tag for tag, _ in seen.tags].count("article") == 4
    assert [a["type"] for tag, a in seen.tags if tag == "input"] == ["checkbox"] * 4
    note = " ".join(flat(text) for text in seen.texts["p"])
    assert {"nl": "In de tabel staan nog 2 andere", "en": "The table has 2 more"}[lang] in note
    named = [
        "Bijles in kleine groepen",
        "Ouders als partner",
        "Leerlingen helpen elkaar",
        "Laptop in bruikleen",
    ]
    if lang == "nl":
        assert [flat(text) for text in seen.texts["label"]] == named


@pytest.mark.slow
def test_four_or_fewer_are_all_shown_and_none_is_counted(three):
    html = flat(three)
    assert html.count("<article>") == 3
    assert "In de tabel bovenaan" not in html


@pytest.mark.parametrize("which", ["pages", "lone"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_of_the_trade_and_no_abbreviation_is_on_the_page(request, which, lang):
    text = " ".join(Seen(request.getfixturevalue(which)[lang]).words)
    assert len(text) > 1500
    assert re.findall(NOT_PLAIN, text) == []


@pytest.mark.parametrize("which", ["pages", "lone"])
def test_dutch_sentences_are_short(request, which):
    lengths = {s: len(s.split()) for s in sentences(request.getfixturevalue(which)["nl"])}
    assert len(lengths) > 20
    assert sum(lengths.values()) / len(lengths) < 15
    assert {s: n for s, n in lengths.items() if n > 28} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_check_box_has_a_label_and_hides_the_lines_of_its_intervention(pages, lang):
    html, seen = pages[lang], Seen(pages[lang])
    rules = dict(re.findall(r'\.school:has\(#(show-\d):not\(:checked\)\) \[id\*="(-show-\d-)"\]', html))
    labels = {a["for"] for tag, a in seen.tags if tag == "label"}
    boxes = [a for tag, a in seen.tags if tag == "input"]
    assert len(boxes) == 4
    for box in boxes:
        assert box["id"] in labels
        assert "checked" in box
        for figure in ("fig-school-time-show", "fig-school-time-narrow-show"):
            hidden = {i.rsplit("-", 1)[1] for i in seen.ids(rules[box["id"]]) if i.startswith(figure)}
            assert hidden == {"band", "low", "high", "line", "end", "spot", "number"}
    without = seen.ids("-show-0-")
    assert len(without) == 12
    assert not any(rule in one for rule in rules.values() for one in without)


def test_each_label_shows_the_colour_and_the_line_of_its_intervention(pages):
    labels = re.findall(r"<label.*?</label>", pages["nl"], re.S)
    looks = [
        re.findall(r'stroke="var\(--(\w+)\)" stroke-width="2"( stroke-dasharray)?', text) for text in labels
    ]
    assert [look[0][0] for look in looks] == ["blue", "green", "black", "pink"]
    assert [bool(look[0][1]) for look in looks] == [False, True, True, True]


@pytest.mark.parametrize(
    ("share", "nl", "en"),
    [
        (0.0, "geen enkele simulatie", "none of the simulations"),
        (0.04, "bijna geen enkele simulatie", "hardly any of the simulations"),
        (0.06, "1 van de 10 simulaties", "1 out of 10 simulations"),
        (0.5, "5 van de 10 simulaties", "5 out of 10 simulations"),
        (0.875, "8 van de 10 simulaties", "8 out of 10 simulations"),  # nine in ten would be a claim
        (0.94, "9 van de 10 simulaties", "9 out of 10 simulations"),
        (0.96, "bijna alle simulaties", "nearly all simulations"),
        (1.0, "alle 100 simulaties", "all 100 simulations"),
    ],
)
def test_a_share_is_told_as_so_many_of_ten_and_never_rounds_to_all_or_none(share, nl, en):
    assert share_of_ten(Words("nl"), share, 100) == nl
    assert share_of_ten(Words("en"), share, 100) == en
    assert nl in sure(Words("nl"), found(-0.5, 0.1, 0.5, share), assumed=False)
    assert en in sure(Words("en"), found(-0.5, 0.1, 0.5, share), assumed=False)
    assert en in sure(Words("en"), found(-0.5, 0.1, 0.5, share), assumed=True)


def test_few_simulations_are_counted_and_nothing_is_called_likely():
    assert share_of_ten(Words("nl"), 0.75, 4) == "3 van de 4 simulaties"
    said = sure(Words("nl"), found(0.2, 0.4, 0.6, 1.0, runs=4), assumed=False)
    assert said == "Het helpt in alle 4 simulaties. Dat zijn er te weinig om te zeggen hoe zeker dat is."


@pytest.mark.parametrize(
    ("given", "card"),
    [
        (band(0.4, 0.5, 0.7), "0,5 week; meestal 0,4 tot 0,7 week"),
        (band(0.19, 0.2, 0.21), "Ongeveer 0,2 week"),
        (band(-0.1, 0.0, 0.1), "Bijna niets; meestal tussen 0,1 week verlies en 0,1 week winst"),
        (band(-0.5, -0.3, -0.1), "Niets. Leerlingen leren minder: meestal 0,1 tot 0,5 week."),
        (band(0.0, 0.01, 0.04), "Bijna niets: minder dan 0,1 week."),
    ],
)
def test_no_minus_sign_stands_on_a_card(given, card):
    assert flat(recovered(Words("nl"), given)) == card


def test_a_delay_that_may_be_none_is_told_by_its_upper_end():
    words = Words("nl")
    assert flat(delay(words, band(-0.3, 0.4, 1.2))) == "meestal hoogstens 1,2 weken"
    assert delay(words, band(-0.3, 0.0, 0.02)) == "bijna geen"
    assert flat(delay(words, band(2.0, 2.0, 2.0))) == "ongeveer 2,0 weken"
    assert flat(gain(words, -0.3)) == "0,3 week verlies"


def test_the_card_gives_weeks_euro_hours_and_how_sure(pages):
    card = flat(Seen(pages["nl"]).texts["article"][0])
    for told in (
        "gemiddeld in1,4 weken",
        "Ongeveer € 170 per leerling, over alle",
        "uur per school",
        "2 uur per week",
        "een deel van wat die hier doet, is een aanname. Als dat klopt, helpt het in alle 12 simulaties",
        "van de 100 leerlingen leren juist minder",
        "De school kiest wie meedoet",
        "in groepjes van 3 leerlingen",
    ):
        assert told in card


def with_rows(folder, rows):
    """Add rows (scenario, measure, intervention, value) to the runs and the summary of a results folder."""
    return add_rows(
        folder,
        [
            (scenario, "level", measure, "intervention", group, value, i, 8123)
            for scenario, measure, group, value in rows
            for i in range(12)
        ],
    )


def cards(folder, lang="nl"):
    """The cards by their names, each as one text, without drawing any figure."""
    with Results(folder) as results:
        made_of = school.read(open_context(results, lang)).extra["cards"]
    return {c.label: flat(" ".join([*(f"{k}: {v}" for k, v in c.facts), *c.asks])) for c in made_of}


@pytest.mark.slow
def test_hours_and_euro_per_pupil_reached_are_on_the_card_where_they_are_known(results, tmp_path):
    folder = shutil.copytree(results, tmp_path / "r")
    rows = [("tutoring", "hours_received", "bijles", 63.4), ("tutoring", "pupils_reached", "bijles", 812.3)]
    rows += [("tutoring", "schools_taking_part", "bijles", 20)]
    before = cards(folder)["Bijles in kleine groepen"]
    card = cards(with_rows(folder, rows))["Bijles in kleine groepen"]
    assert "2 uur per week." in before
    assert "leerling die meedoet" not in before
    assert "Ongeveer 150 uur per school, alles samen. Daarbij tellen ook scholen mee die niet" in before
    assert "Ongeveer 63 uur voor elke leerling die meedoet, alles samen." in card
    assert "Dat is ongeveer € 1.700 per leerling die meedoet." in card
    assert "Ongeveer 310 uur per school, alles samen." in card
    assert "Daarbij tellen ook scholen" not in card


@pytest.mark.slow
def test_whom_an_intervention_helps_more_is_claimed_only_where_it_is_sure(compared):
    with Results(compared("geen-aanpak", "tutoring", "maatjes", "scholing", "school")) as results:
        context = open_context(results, "nl")
        told = [flat(text) for text in whom(context, context.effects)]
    assert told[0].startswith("Zonder aanpak hebben leerlingen van ouders met ten hoogste vmbo of mbo-1 meer")
    assert told[1].startswith("‘Bijles in kleine groepen’ helpt leerlingen van ouders met ten hoogste vmbo")
    assert told[2].startswith(
        "Bij ‘Leerlingen helpen elkaar’ is niet zeker welke leerlingen er het meeste aan hebben."
    )
    assert told[3].startswith("‘Naar school halen’ haalt bijna niets in bij leerlingen van ouders met")
    assert told[4].startswith("Met ‘Leerkrachten professionaliseren’ leren leerlingen minder. Leerlingen van")


def test_interventions_together_are_named_and_their_parts_without_a_trial_are_told(results, tmp_path):
    folder = shutil.copytree(results, tmp_path / "r")
    text = (folder / "resolved.yaml").read_text("utf-8")
    more = "- {id: a, type: bring-to-school}\n- {id: b, type: lend-devices}\n- id: bijles"
    (folder / "resolved.yaml").write_text(text.replace("- id: bijles", more), "utf-8")
    card = cards(folder)["Bijles in kleine groepen"]
    names = "‘Naar school halen’, ‘Apparaten uitlenen’ en ‘Bijles in kleine groepen’"
    assert f"Een aantal aanpakken samen: {names}." in card
    assert "Van een deel hiervan is geen proef bekend." in card
    assert "Tijd van leerlingen" not in card


def test_an_intervention_without_a_known_trial_says_so_on_its_card(compared):
    found = cards(compared("geen-aanpak", "tutoring", "school"))
    assert "Van deze aanpak is geen proef bekend." in found["Naar school halen"]
    assert "Bijna niets: minder dan 0,1 week." in found["Naar school halen"]
    assert "geen proef" not in found["Bijles in kleine groepen"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_scenario_gives_a_page_without_check_boxes_and_cards(lone, lang):
    seen = Seen(lone[lang])
    assert [i for i in seen.ids() if not i.startswith("fig-")] == ["whom", "limits", "questions"]
    assert {"article", "input", "fieldset"} & {tag for tag, _ in seen.tags} == set()
    assert {
        "nl": "Wat doet een schoolsluiting met leerlingen?",
        "en": "What does a school closure do to pupils?",
    }[lang] == flat(seen.texts["h1"][0])


@pytest.mark.parametrize("which", ["pages", "lone"])
def test_there_are_three_questions_and_they_end_as_questions(request, which):
    part = request.getfixturevalue(which)["nl"].split('<section id="questions">')[1]
    asked = [flat(text) for text in Seen(part).texts["li"]]
    assert len(asked) == 3
    assert all(text.endswith("?") for text in asked)


def test_the_questions_follow_what_came_out(pages, three):
    def asked(html):
        return flat(html.split('<section id="questions">')[1])

    assert "Met ‘Bijles in kleine groepen’ halen leerlingen het meeste in." in asked(pages["nl"])
    assert "‘Leerlingen helpen elkaar’ kan ook schaden." in asked(pages["nl"])
    assert "kan ook schaden" in asked(three)
    assert "Leerlingen helpen elkaar" not in asked(three)


def test_few_simulations_make_no_claim_in_any_title(compared):
    html = made(compared(replications=4))
    assert flat(Seen(html).texts["p"][1]).startswith("Nog niet zeker: met ‘")
    assert "Geen van deze aanpakken is duidelijk de beste" not in flat(html)
    assert "is nog niet te zeggen: er zijn te weinig simulaties" in flat(html)
    assert "Met 4 simulaties is niet te zeggen welke aanpak de beste is. Daarvoor zijn er 10 nodig." in flat(
        html
    )
    assert "verschuift, is met 4 simulaties niet te zeggen. Daarvoor zijn er 8 nodig." in flat(html)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_one_file_with_ids_that_are_met(pages, lang):
    html, seen = pages[lang], Seen(pages[lang])
    assert html.count("<script>") == 1
    assert not re.search(r"<script[^>]|@import|url\((?!#)", html)
    assert not re.findall(r"(?:https?:)?//[a-z]", re.sub(r'xmlns(:xlink)?="[^"]+"', "", html))
    assert len(seen.ids()) == len(set(seen.ids()))
    used = re.findall(r'(?:href="|url\()#([^")]+)', html)
    assert set(used) <= set(seen.ids())


def test_the_banner_comes_before_the_answer_and_the_run_can_be_traced(pages):
    html = flat(pages["nl"])
    order = ["<h1>", "Een simulatie, geen voorspelling voor uw school", 'class="answer"', 'id="time"',
             'id="whom"', 'id="cards"', 'id="limits"', 'id="questions"', "<footer>"]  # fmt: skip
    places = [html.index(part) for part in order]
    assert places == sorted(places)
    footer = html.split("<footer>")[1]
    for told in ("simkansen 0.1.0", "12 simulaties", "20200316", "3f9ac0de1b22"):
        assert told in footer


def test_the_numbers_of_both_figures_are_unrounded(many):
    with Results(many) as results:
        pictures = school.read(open_context(results, "nl")).pictures()
    for key, measures in (
        ("main", {"weeks_recovered"}),
        ("school-time", {"delay_weeks", "weeks_recovered"}),
    ):
        rows = pictures[key].data
        assert {row["measure"] for row in rows} == measures
        shown = {row["scenario"] for row in rows} - {"geen-aanpak"}
        assert shown >= {"tutoring", "ouders", "maatjes", "laptops"}
        assert any(round(row["median"], 6) != round(row["median"], 2) for row in rows)


def opened(browser, folder, lang, width=1280, height=800):
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto((folder / f"report-school-{lang}.html").as_uri())
    return page


@pytest.mark.slow
@pytest.mark.parametrize("how", ["mouse", "keyboard"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_check_box_shows_and_hides_its_lines(browser, many, pages, width, how):
    assert pages
    page = opened(browser, many, "nl", width)
    narrow = "-narrow" if width < 640 else ""

    def shown(number):
        return page.locator(f"#fig-school-time{narrow}-show-{number}-line").is_visible()

    def switch():
        if how == "mouse":
            page.locator("label[for=show-2]").click()
        else:
            page.locator("#show-2").focus()
            page.keyboard.press("Space")

    assert [shown(n) for n in range(5)] == [True] * 5
    switch()
    assert [shown(n) for n in range(5)] == [True, True, False, True, True]
    switch()
    assert [shown(n) for n in range(5)] == [True] * 5
    box = page.locator("#show-2").bounding_box()
    assert min(box["width"], box["height"]) >= 24
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_is_on_one_screen_and_the_page_reflows(browser, many, pages, lang):
    assert pages
    page = opened(browser, many, lang)
    box = page.locator("header .glance > table").bounding_box()
    assert box["y"] + box["height"] <= 800
    page.close()
    page = opened(browser, many, lang, 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("n", [0, 1, 4])
def test_the_page_prints_on_two_sheets_at_most(browser, compared, n):
    folder = compared(*("geen-aanpak", "tutoring", "maatjes", "scholing", "school")[: n + 1])
    for lang in LANGUAGES:
        made(folder, lang)
        page = opened(browser, folder, lang)
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
        page.close()


@pytest.mark.slow
def test_hours_per_school_are_those_asked_over_the_schools_that_are_asked(results, tmp_path):
    """The total is that of the policy page: 18,800 hours of half of 80 schools, 39 of which take part."""
    folder = shutil.copytree(results, tmp_path / "r")
    taking_part = {"schools_targeted": 80, "schools_taking_part": 39}
    with_rows(folder, [("tutoring", measure, "bijles", n) for measure, n in taking_part.items()])
    asked = [
        ("tutoring", kind, "staff_hours_asked", "all", "all", 18_800.0, i, 8123)
        for i in range(12)
        for kind in ("level", "effect")
    ]
    add_rows(folder, asked)
    assert "470 uur per school" in cards(folder)["Bijles in kleine groepen"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_card_tells_what_each_pupil_it_is_for_recovers(results, tmp_path, lang):
    folder = shutil.copytree(results, tmp_path / "r")
    rows = [
        ("tutoring", "effect", "weeks_per_targeted", "all", "all", 0.5 + 0.05 * run, run, 300)
        for run in range(12)
    ]
    with Results(add_rows(folder, rows)) as found:
        context = open_context(found, lang)
        words = context.words
        told = {card.label: dict(card.facts) for card in school.read(context).extra["cards"]}
        head, label = words("school.card.targeted"), context.label("tutoring")
        band = found.one("weeks_per_targeted", kind="effect", of="tutoring")
        usual = plain.between(words, band.p05, band.p95)
        assert plain.gain(words, band.median) in told[label][head]
        assert usual in told[label][head]
        assert not any(head in facts for name, facts in told.items() if name != label)


@pytest.mark.parametrize(
    ("lang", "shut", "halved", "often"),
    [
        ("en", "Their schools were closed from 16 March 2020 to 10 May 2020 and from 16 December 2020",
         "They worked with half groups from 11 May 2020 to 7 June 2020.", "worked with half groups 4"),
        ("nl", "Hun scholen waren dicht van 16 maart 2020 tot en met 10 mei 2020 en van 16 december 2020",
         "Ze werkten met halve groepen van 11 mei 2020 tot en met 7 juni 2020.", "werkten 4 keer met halve"),
    ],
)  # fmt: skip
def test_half_groups_are_told_beside_closures_and_many_of_them_as_such(results, lang, shut, halved, often):
    with Results(results) as found:
        context = open_context(found, lang)
        told = people(context).replace(NBSP, " ")
        assert shut in told
        assert halved in told
        days = [date(2020, 9, day) for day in (7, 14, 21, 28)]
        found.__dict__["closures"] = tuple(ClosedPeriod(day, day, "half-groups") for day in days)
        assert often in people(context).replace(NBSP, " ")


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "Other schools too were closed, or had half groups: secondary schools and"),
     ("nl", "Ook andere scholen waren dicht of hadden halve groepen: middelbare scholen")],
)  # fmt: skip
def test_closures_of_other_schools_alone_are_on_the_pages(results, lang, told):
    found = Results(results)
    days = {"from": "2020-03-16", "to": "2020-06-10", "kind": "closed"}
    given = found.reference.resolved | {"calendar": {"closures": [days | {"sectors": ["vo", "mbo"]}]}}
    found.__dict__["scenarios"] = (replace(found.reference, resolved=given), *found.compared)
    context = open_context(found, lang)
    assert told in people(context)
    assert told in " ".join(asked(context))
    both = given | {"calendar": {"closures": [days | {"sectors": ["po", "vo"]}]}}
    found.__dict__["scenarios"] = (replace(found.reference, resolved=both), *found.compared)
    assert told[:20] not in " ".join(asked(open_context(found, lang)))
