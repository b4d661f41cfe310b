import re
import string
from datetime import date
from importlib.resources import files

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from simkansen.country import LOCALE as OF_COUNTRY
from simkansen.country import country
from simkansen.evidence import load_posterior
from simkansen.report.figures.tornado_panels import LETTERS
from simkansen.report.sentences import population, read_back
from simkansen.report.style import wrap
from simkansen.report.words import LANGUAGES, NBSP, Words
from simkansen.report.words.catalogue import LOCALE, of_the_country

OWN = country() / OF_COUNTRY


def _po(lang, folder=LOCALE):
    with (folder / lang / "LC_MESSAGES" / "simkansen.po").open("rb") as file:
        return read_po(file, locale=lang, abort_invalid=True)


def _listed(text):
    return [text] if isinstance(text, str) else list(text)


def _name(message):
    return _listed(message.id)[0]


CATALOGUES = {lang: _po(lang) for lang in LANGUAGES}
CORE = {
    lang: {_name(m): _listed(m.string) for m in catalogue if m.id} for lang, catalogue in CATALOGUES.items()
}
COUNTRY = {lang: {_name(m): _listed(m.string) for m in _po(lang, OWN) if m.id} for lang in LANGUAGES}
TEXTS = {lang: dict(sorted((CORE[lang] | COUNTRY[lang]).items())) for lang in LANGUAGES}
"""As pages have them: those of the country over those of the core."""


def _fields(*texts: str) -> set[str]:
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_text_is_there_in_both_languages():
    assert len(TEXTS["en"]) > 200
    assert list(TEXTS["en"]) == list(TEXTS["nl"])
    for lang, texts in TEXTS.items():
        assert [k for k, forms in texts.items() if not all(map(str.strip, forms))] == [], lang
        assert [_name(m) for m in CATALOGUES[lang] if m.id and m.fuzzy] == [], lang
    forms = {k: (len(TEXTS["en"][k]), len(TEXTS["nl"][k])) for k in TEXTS["en"]}
    assert {k: n for k, n in forms.items() if n not in ((1, 1), (2, 2))} == {}


@pytest.mark.parametrize("texts", [CORE, COUNTRY], ids=["core", "country"])
def test_entries_stand_in_order_so_that_they_are_found(texts):
    assert list(texts["en"]) == sorted(texts["en"])
    assert list(texts["en"]) == list(texts["nl"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_texts(lang):
    """`pybabel compile --domain simkansen --directory simkansen/report/locale` makes it again."""
    with (LOCALE / lang / "LC_MESSAGES" / "simkansen.mo").open("rb") as file:
        compiled = read_mo(file)
    assert {_name(m): _listed(m.string) for m in compiled if m.id} == CORE[lang]


def test_the_core_says_nothing_of_one_country():
    """Its texts ask for what is of a country by fields; Dutch has words that look like those."""
    foreign = r"\bgroep \d|\bDutch (?!$)|Netherlands|Nederland\b|\beuros?\b(?!})|€"
    foreign += r"|\bv?mbo\b|\bhbo\b|\bspelling\b|\bCBS\b"
    said = {k: f for texts in CORE.values() for k, forms in texts.items() for f in forms}
    assert {k: f for k, f in said.items() if re.search(foreign, f)} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_country_without_words_of_its_own_is_called_as_in_its_files(lang):
    """What the code fills in everywhere is there, and no text asks for more."""
    filled = {"land", "people", "money", "Money", "level", "levels", "entry", "lowest", "highest",
              "youngest", "oldest", "least", "most"}  # fmt: skip
    assert set(of_the_country(lang)) == filled


def test_a_text_has_the_same_fields_in_both_languages():
    # a groep is explained as a grade in English only
    found = {k: _fields(*forms) ^ _fields(*TEXTS["nl"][k]) for k, forms in TEXTS["en"].items()}
    ages = {"school.people": {"youngest", "oldest"}}
    assert {k: d for k, d in found.items() if d} == {"group.groep": {"grade"}} | ages


def test_dutch_follows_the_glossary():
    dutch = " ".join(text for forms in TEXTS["nl"].values() for text in forms).lower()
    for avoided in ("laagopgeleid", "laag opgeleid", "hoogopgeleid", "leerachterstand", "leerverlies",
                    "interventie", "betrouwbaarheidsinterval", "thuisonderwijs", "allochtoon",
                    "risicoleerling", "kwetsbare leerling", "ouderparticipatie", "cito-toets",
                    "dosis"):  # fmt: skip
        assert avoided not in dutch


def sources():
    """Every source of the package that may ask for a word."""
    rooms = [files("simkansen")]
    for room in rooms:
        for one in room.iterdir():
            if one.is_dir():
                rooms.append(one)
            elif one.name.endswith((".py", ".j2")):
                yield one.read_text("utf-8")


def test_every_word_the_code_asks_for_exists():
    asked = {
        k for s in sources() for k in re.findall(r'\b(?:words|w|context\.words)\(\s*"([a-z_.]+)"[,)]', s)
    }
    assert len(asked) > 400
    assert asked - set(TEXTS["en"]) == set()


BUILT = ("delay.", "form.", "group.", "main.helps.", "unit.", "whom.")
"""What the code makes the names of as it goes: the rest of these is in the data or in another text."""


def test_every_word_is_asked_for():
    text = "\n".join(sources())
    told = set(re.findall(r"""["']([\w.-]+)["']""", text))
    parts = {p for p in re.findall(r"""f["']([\w.-]+\{[^"']*)["']""", text) if "." in p.split("{")[0]}
    made = [re.compile(re.sub(r"\\\{.*?\\\}", r"[\\w.-]+", re.escape(part))) for part in parts]
    left = {k for k in set(TEXTS["en"]) - told if not k.startswith(BUILT)}
    assert {k for k in left if not any(one.fullmatch(k) for one in made)} == set()


@pytest.mark.parametrize(
    ("lang", "number", "negative", "percent", "euro", "day"),
    [("en", "1,234.5", "−0.3", "12.3%", "€1,250", f"1{NBSP}September 2020"),
     ("nl", "1.234,5", "−0,3", "12,3%", f"€{NBSP}1.250", f"1{NBSP}september 2020")])  # fmt: skip
def test_numbers_money_and_dates_are_written_as_the_language_does(lang, number, negative, percent, euro, day):
    words = Words(lang)
    assert words.number(1234.5, 1) == number
    assert words.number(-0.3, 1) == negative
    assert words.percent(0.123, 1) == percent
    assert words.euro(1250) == euro
    assert words.date(date(2020, 9, 1)) == day


def test_there_is_no_negative_zero():
    assert Words("en").number(-0.04, 1) == "0.0"
    assert Words("nl").euro(-0.2) == f"€{NBSP}0"


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="'de'"):
        Words("de")


@pytest.mark.parametrize(
    ("intervention", "told"),
    [({"for": {"own_device": False}}, "For pupils without an own laptop or tablet."),
     ({"for": {}}, "For all pupils of groep 3 to 8."),
     ({"for": {"home_language": ["other"], "ses": {"at_most": -1}}},
      "For pupils who mostly speak another language at home, with a socio-economic status of "
      "at most −1 (in standard deviations from the mean)."),
     ({"for": {"rank_by": "true-need", "capacity": {"per_class": 4}}}, "at most 4 pupils per class"),
     ({"hours": 1, "weeks": "open", "group_size": 1},
      "1 hour a week in school time, while schools are open, one"),
     ({"weeks": {"while": "any"}}, "All weeks."),
     ({"type": "teacher-professionalisation", "hours": 1, "weeks": "open"},
      "1 hour a week, while schools are open"),
     ({"type": "parent-guidance", "hours": {"per_week": 0.25, "moment": "after-school"}, "led_by": "teacher"},
      "0.25 hours a week, led by"),
     ({"take_up": {"share": 0.8}}, "80% of the pupils invited take part."),
     ({"cost": {"per_hour": 12.5, "fixed": 1000, "price_year": 2021}},
      "It costs €12.50 per hour and €1,000 once in prices of 2021."),
     ({"per_home": 2, "on_loan": True}, "At most 2 devices per home. Also set: on loan: yes."),
     ({"per_home": 1}, "At most 1 device per home."),
     ({"days": 2.5}, "2.5 school days a week."),
     ({"days": 1}, "1 school day a week."),
     ({"grounds": ["safety", "place"], "remote_share": 0.5},
      "For pupils of groep 3 to 8 with too little safety or room at home. 50% of the")])  # fmt: skip
def test_an_intervention_is_read_back_as_it_was_set(intervention, told):
    assert told in " ".join(read_back(Words("en"), {"id": "x", "type": "tutoring", **intervention}))


@pytest.mark.parametrize(
    ("spec", "told"),
    [("netherlands", "All primary schools of the Netherlands."),
     ({"netherlands": {"municipality": ["Almere", "Urk"], "sample": 20}}, "20 schools in Almere and Urk."),
     ({"netherlands": {"province": ["Utrecht"]}}, "All primary schools in Utrecht."),
     ({"schools": {"file": "../x.csv", "sample": 100}}, "Schools from the file x.csv, a sample of 100."),
     (None, "")])  # fmt: skip
def test_a_population_is_read_back(spec, told):
    assert told in population(Words("en"), spec)


@pytest.mark.parametrize(
    ("lang", "key", "field", "one", "many"),
    [
        ("en", "asked.at_schools", "n", "1 school", "2 schools"),
        ("nl", "asked.at_schools", "n", "1 school", "2 scholen"),
        ("en", "population.sample", "n", "1 school", "2 schools"),
        ("nl", "sure.failed", "n", "1 simulatie is", "2 simulaties zijn"),
        ("en", "ask.capacity.per_class", "n", "1 pupil per", "2 pupils per"),
        ("en", "asked.people", "pupils", "1 made-up pupil of", "2 made-up pupils of"),
        ("nl", "asked.runs_drawn", "draws", "1 set", "2 sets"),
    ],
)
def test_what_is_counted_is_told_as_one_or_as_many(lang, key, field, one, many):
    values = dict.fromkeys(_fields(*TEXTS[lang][key]), "")
    assert one in Words(lang)(key, **values | {field: "1"})
    assert many in Words(lang)(key, **values | {field: "2"})


def test_a_text_with_a_count_before_a_plural_noun_has_a_form_for_one():
    nouns = r"\{(n|pupils|schools|draws|pairs)\} (made-up )?(pupils|schools|hours|weeks|pairs|simulations)\b"
    # Always of several: weeks and shares that are no counts, replications of a sentence for more than one.
    several = re.compile(
        r"^(research\.|sweep\.|time\.|school\.weeks|asked\.runs|school\.share|tile\.|sure\.|lines\.\w+_few|ask\.hours\.many|tornado\."
        r"|school\.(few_order|moves_unknown|reached\.nobody_in_some))"
    )
    found = [
        key
        for key, forms in TEXTS["en"].items()
        if len(forms) == 1 and re.search(nouns, forms[0]) and not several.match(key)
    ]
    assert found == []


def test_an_amount_that_is_left_to_the_default_is_told():
    bring = " ".join(read_back(Words("en"), {"type": "bring-to-school", "weeks": {"while": "closed"}}))
    assert "By default 2 school days a week, while schools are closed." in bring
    calls = " ".join(read_back(Words("nl"), {"type": "parent-guidance", "led_by": "teacher"}))
    assert "Standaard 0,25 uur per week, door een leerkracht." in calls
    own = " ".join(read_back(Words("en"), {"type": "bring-to-school"}, {"bring_days": 1}))
    assert "By default 1 school day a week." in own
    assert "default" not in " ".join(read_back(Words("en"), {"type": "bring-to-school", "days": 3}))


@pytest.mark.parametrize("kind", ["bring-to-school", "lend-devices", "teacher-professionalisation"])
def test_who_leads_is_not_told_of_a_type_that_does_not_answer_it(kind):
    told = " ".join(read_back(Words("en"), {"type": kind, "led_by": "teaching-assistant"}))
    assert "led by" not in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_parameter_that_is_fitted_has_words_in_two_lines_of_a_figure(lang):
    words = Words(lang)
    for name in load_posterior().names:
        assert words.has(f"parameter.{name}"), name
        assert wrap(words(f"parameter.{name}"), LETTERS).count("\n") <= 1, name


def test_an_apostrophe_is_curved_in_every_text_as_quotation_marks_are():
    straight = re.compile(r"(?<=\w)'(?=\w)|s' ")
    for lang, texts in TEXTS.items():
        assert [key for key, forms in texts.items() if any(map(straight.search, forms))] == [], lang


def test_engagement_has_one_name_in_dutch():
    """Figures call it *betrokkenheid*; their parameters and what ``show`` tells of these did not."""
    places = (LOCALE, OWN, LOCALE.parents[1] / "locale")
    found = [path for folder in places for path in (folder / "nl" / "LC_MESSAGES").glob("*.po")]
    assert len(found) >= 4
    assert [path for path in found if re.search(r"\binzet\b", path.read_text("utf-8"), re.I)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_that_all_is_simulated_once_is_not_said_twice(lang):
    """The sentence of few simulations follows the one of how often."""
    words = Words(lang)
    few = words.counted("few.runs", 1, least="4", counted="10")
    assert words("asked.runs_one").rstrip(".") not in few


def test_an_amount_is_rounded_once():
    from types import SimpleNamespace

    from simkansen.report.readings.school_cards import _euro

    context = SimpleNamespace(words=Words("en"))
    amounts = (7.493, 7.51, 9.96, 0.7493, 74.93, 1234.0)
    assert [_euro(context, amount) for amount in amounts] == ["€7", "€8", "€10", "€0.75", "€75", "€1,200"]


def test_an_error_too_small_for_its_decimals_is_not_nothing():
    from simkansen.report.reading.steady import _told

    words = Words("nl")
    assert [_told(words, error, 3) for error in (0.0, 0.0002, 0.0049)] == [
        "0,000",
        "minder dan 0,001",
        "0,005",
    ]
