"""Every figure of a run that README and docs quote is what its run has, and is no lucky draw.

Quoted figures come from one run (docs/gallery-figures.csv); a run of 256 replications under another seed
(docs/figures-256.csv) must be no further off than the Monte Carlo errors of both allow. A figure that nothing
here can read fails, so that none is added unseen.
"""

import math
import re
from pathlib import Path

import pytest
from quoted import (
    ALLOWED,
    DOCS,
    HEADLINE,
    PLAIN,
    ROOT,
    Gallery,
    Quote,
    about,
    numbers_of,
    pattern,
    problem,
    sentence,
    value_of,
)
from run_figures import GALLERY_FIGURES, read_figures

from simkansen.evidence.sensitivity import load_sensitivity_study
from simkansen.runs.plan import code_digest

LARGE_FIGURES = DOCS / "figures-256.csv"
README, GALLERY = ROOT / "README.md", DOCS / "gallery.md"
DIGITS = re.compile(r"\d")


def table(path: Path):
    if not path.is_file():
        by = "make_gallery.py" if path == GALLERY_FIGURES else "make_figures.py"
        pytest.fail(f"{path.relative_to(ROOT)} is not there; 'python docs/{by}' makes it", pytrace=False)
    return read_figures(path)


@pytest.fixture(scope="module")
def own():
    return table(GALLERY_FIGURES)


@pytest.fixture(scope="module")
def large():
    return table(LARGE_FIGURES)


def prose(path: Path):
    """The lines outside code blocks, numbered, with figures in code, links and marks taken out."""
    inside = False
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("```"):
            inside = not inside
        elif not inside:
            line = re.sub(r"\]\([^)]*\)|<!--.*?-->", " ", line)
            yield f"{path.relative_to(ROOT).as_posix()}:{number}", line


def held(quotes: list[Quote], own, large) -> str:
    """What is wrong with any of the figures, and which table is older than the code; empty when none is."""
    wrong = [text for quote in quotes if (text := problem(quote, own, large))]
    if wrong:
        now = code_digest()
        wrong += [
            f"'{one.about['made_by']}' was run with another state of the code; run it again"
            for one in (own, large) if one.about["code"] != now
        ]  # fmt: skip
    return "\n".join(wrong)


HEAD = pattern(
    "{replications} simulations of {schools} schools, seed {seed}, hash `{hash}`.",
    replications=PLAIN, schools=PLAIN, seed=r"\d+", hash=r"\w+",
)  # fmt: skip
CONSTANT = "lines and bands hold 90% of the simulations"


def of_gallery(figures):
    """All figures of the gallery, and the lines that hold a digit which nothing explains."""
    reader, quotes, unread = Gallery(figures), [], []
    for place, line in prose(GALLERY):
        if head := HEAD.search(line):
            quotes += [
                Quote(place, head[name], name, about(name), exact=True)
                for name in ("replications", "schools", "seed")
            ]
            line = HEAD.sub("", line).replace(CONSTANT, "")
        found, rest = reader.read(line, place)
        quotes += found
        if DIGITS.search(rest):
            unread.append(f"{place}: {rest.strip()}")
    return quotes, unread


def test_every_figure_of_the_gallery_is_read(own):
    quotes, unread = of_gallery(own)
    assert unread == []
    assert len(quotes) > 40


def test_the_gallery_is_what_a_large_run_finds(own, large):
    quotes, _ = of_gallery(own)
    assert held(quotes, own, large) == ""


def test_the_gallery_names_its_own_run(own):
    (head,) = (match for _, line in prose(GALLERY) if (match := HEAD.search(line)))
    assert head["hash"] == own.about["hash"]


def test_the_tornado_shows_the_shipped_study():
    """Its ends are of one parameter at a time under one chance, so have no Monte Carlo error."""
    fields = {"kind": "[^.:]+", "parameter": "[^’]+", "low": PLAIN, "high": PLAIN}
    tornado = sentence("tornado.alt", fields)
    ends = {
        (f"{one.low:.2f}", f"{one.high:.2f}")
        for kinds in load_sensitivity_study().swings.values()
        for swings in kinds.values()
        for one in swings
    }
    shown = {
        (match["low"], match["high"])
        for _, line in prose(GALLERY)
        for match in tornado.finditer(line.replace("\u00a0", " "))
    }
    assert shown
    assert shown <= ends


def headline(figures):
    """The figures of the README's paragraph."""
    (text,) = re.findall(r"(?s)<!-- headline -->\n(.*?)<!-- end headline -->", README.read_text("utf-8"))
    if not text.strip():
        pytest.fail("README.md has no headline; 'python docs/make_gallery.py' writes it", pytrace=False)
    titles = {title: name for name, title in figures.about["titles"].items()}
    fields = dict.fromkeys(("replications", "schools", "weeks", "reached", "low", "high", "error"), PLAIN)
    label = "|".join(map(re.escape, titles))
    match = pattern(HEADLINE, label=label, **fields).fullmatch(" ".join(text.split()))
    assert match, "the README's headline is not as docs/headline.py writes it"
    name, place = titles[match["label"]], "README.md, the headline"
    key = (name, "effect", "delay_weeks")
    error = value_of("median", *key)
    asks = {
        "weeks": value_of("median", *key, sign=-1.0),
        "low": value_of("p05", *key, sign=-1.0),
        "high": value_of("p95", *key, sign=-1.0),
        "reached": value_of("median", name, "effect", "weeks_per_reached"),
    }
    quotes = [Quote(place, match[field], f"{name}: {field}", ask) for field, ask in asks.items()]
    exact = {
        "replications": about("replications"),
        "schools": about("schools"),
        "error": lambda each: (error(each)[1], 0.0),
    }
    return quotes + [Quote(place, match[field], field, ask, exact=True) for field, ask in exact.items()]


def test_the_headline_of_the_readme_is_what_a_large_run_finds(own, large):
    assert held(headline(own), own, large) == ""


def test_who_is_better_off_is_what_both_runs_find(own, large):
    """By the medians of the run of the gallery, as docs/better-off.md says."""
    text = (DOCS / "better-off.md").read_text("utf-8")
    shares = re.search(r"([\d.]+%) are better\soff in July 2020 and ([\d.]+%) in July 2021", text)
    weeks = ("2020-07-06", "2021-07-05")
    quotes = [
        Quote("better-off.md", said, week, value_of("median", "baseline", "level", "better_off", week=week))
        for said, week in zip(shares.groups(), weeks, strict=True)
    ]
    assert held(quotes, own, large) == ""


def test_medians_over_seeds_are_what_the_large_run_finds(large):
    """The table of docs/results.md: medians of 20 seeds, with their own spread over the root of 20."""
    row = r"^\| ([a-z ]+) \| ([\d.]+) \| ([\d.]+)% \|"
    found = re.findall(row, (DOCS / "results.md").read_text("utf-8"), re.M)
    assert [name for name, *_ in found] == list(SEEDS)
    for name, median, spread in found:
        value, error = value_of("median", SEEDS[name], "effect", "delay_weeks", sign=-1.0)(large)
        of_seeds = float(median) * float(spread) / 100 / math.sqrt(20)
        assert abs(float(median) - value) <= ALLOWED * math.hypot(error, of_seeds) + 0.0005, name


SEEDS = {
    "bringing pupils to school": "bring-to-school", "tutoring": "tutoring", "peer tutoring": "peer-tutoring",
    "guiding parents": "parent-guidance", "lending devices": "lend-devices",
    "coaching teachers": "teacher-professionalisation",
}  # fmt: skip


def test_the_large_run_is_large_and_another(own, large):
    assert large.about["replications"] >= 256
    assert large.about["seed"] != own.about["seed"]
    assert len(large.about["titles"]) == 7
    assert set(own.about["titles"]) <= set(large.about["titles"])
    assert large.about["schools"] == own.about["schools"]


NO_RESULTS = (
    (r"Python 3\.11 to 3\.14|x86-64|`[^`]*`|[A-Z]+-\d\d", "names and versions"),
    (r"128 up to 20,000 pupils|a run of 256", "settings of runs, held by tests/runs"),
    (r"90 ?% interval", "the width of an interval"),
    (r"\(121 of which have a prior", "a count of parameters, held by tests/test_readme.py"),
    (r"\w+ of \d+ parameters", "the posterior, as docs/validation.md tells"),
    (r"closures of 2020 and 2021", "years"),
)
"""Digits in the README that are no figures of runs, with what they are."""

COUNTS = (
    r"90 ?% interval holds (\d+) of (\d+)",
    r"(\d+) of (\d+)(?=; without the rows)",
    r"without the rows that lean on the fit, (\d+) of (\d+)",
)
"""Counts of the fit and of the validation in the README; docs/validation.md has them too."""


def test_every_other_figure_of_the_readme_is_known():
    """A number outside code and the headline is of a kind that is listed here."""
    text = re.sub(r"(?s)<!-- headline -->.*?<!-- end headline -->", "", README.read_text("utf-8"))
    text = re.sub(r"(?ms)^```.*?^```$", lambda block: "\n" * block[0].count("\n"), text)
    text = re.sub(r"\]\([^)]*\)", " ", text)
    for known in [*COUNTS, *(one for one, _ in NO_RESULTS)]:
        text = re.sub(known.replace(" ", r"\s+"), lambda found: "\n" * found[0].count("\n"), text)
    assert [line.strip() for line in text.splitlines() if DIGITS.search(line)] == []


def counts_of_validation():
    """In the order of `COUNTS`: targets in the model's own interval; hit or near, all and without some."""
    text = (DOCS / "validation.md").read_text("utf-8")
    fit, (targets,) = (
        text.split("<!-- validation targets -->")[0],
        re.findall(r"(?s)<!-- validation targets -->(.*?)<!-- end", text),
    )
    own = [row.split("|")[6].strip() for row in re.findall(r"(?m)^\|.*\b(?:ENG|HAE)-\d\d\b.*$", fit)]
    hit = [tuple(map(int, pair)) for pair in re.findall(r"hit or near: (\d+) of the (\d+)", targets)]
    return [(own.count("yes"), len(own)), *hit]


def test_counts_of_the_fit_are_those_of_the_page_on_validation():
    readme = README.read_text("utf-8")
    found = [re.findall(said.replace(" ", r"\s+"), readme) for said in COUNTS]
    quoted = [[tuple(map(int, pair)) for pair in pairs] for pairs in found]
    assert quoted == [[pair] for pair in counts_of_validation()]


LOOKS_LIKE_A_RESULT = re.compile(
    rf"(?:{PLAIN}|\.\d+) \(?(?:{PLAIN}|\.\d+) to |{PLAIN} \([^()]*? to |"
    r"\d ?% of (?:the |all )?(?:simulations|runs|replications|draws|futures|pupils were)|"
    r"€ ?\d|\d (?:euro|EUR) (?:per|a)\b|"
    r"(?:recover\w*|better off|worse off|behind)[^.|]{0,20}? \.?\d|"
    r"\.?\d (?:weeks (?:of learning|recovered|behind)|SD (?:ahead|behind))"
)
"""How a figure of a run reads. Wide: what it finds and is none is listed below."""

LEFT_OUT = (
    ("docs/validation.md", "", "the fit, validation and virtual trials: runs of their own"),
    ("docs/sensitivity.md", "", "the study: one parameter at a time; the page names the command"),
    ("docs/better-off.md", "", "a year of closure at the mean of the posterior; the page names the command"),
    ("experiments/README.md", r"^\| \[", "sweeps over plans of their own, by the command in the row"),
    ("docs/words.md", r"`1\.234,5`", "how numbers are written"),
)
"""Figures of runs that cannot be compared with the large one: page, lines (all when empty), and why."""


def looking_like_results():
    others = [ROOT / "experiments/README.md", ROOT / "results/README.md"]
    for page in [*sorted(DOCS.glob("*.md")), *others]:
        if page != GALLERY:
            for place, line in prose(page):
                if LOOKS_LIKE_A_RESULT.search(line.replace("**", "")):
                    yield page.relative_to(ROOT).as_posix(), place, line


def left_out(page: str, line: str) -> list[int]:
    return [n for n, (path, lines, _) in enumerate(LEFT_OUT) if page == path and re.search(lines, line)]


def test_no_other_page_quotes_a_figure_of_a_run():
    """CHANGELOG is not among them: it tells what figures were at their time."""
    found = looking_like_results()
    assert [f"{place}: {line.strip()}" for page, place, line in found if not left_out(page, line)] == []


def test_nothing_is_left_out_that_is_not_there():
    used = {n for page, _, line in looking_like_results() for n in left_out(page, line)}
    assert used == set(range(len(LEFT_OUT)))


def test_a_sentence_with_a_result_would_be_seen():
    for added in (
        "Tutoring: 0.43 (0.09 to 0.62) weeks recovered.",
        "It helps in 97% of the simulations.",
        "Tutoring recovers .43 weeks, and costs €102.",
        "After a year 5.7% of pupils were better off.",
        "Pupils are 7.6 weeks behind.",
    ):
        assert LOOKS_LIKE_A_RESULT.search(added), added
    assert numbers_of("€1,250 and −0.5 to 12%, then 7,686.") == ["€1,250", "−0.5", "12%", "7,686"]
