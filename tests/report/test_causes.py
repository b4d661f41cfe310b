"""Nothing is put down to chance, or to what is not known, but where repeats under other chance show it."""

import json
import shutil

import duckdb
import numpy as np
import pytest
from report.conftest import make_results
from report.rendered import text_of

from simkansen.report import write_report
from simkansen.report.overview import orders
from simkansen.report.page import open_context
from simkansen.report.reading.causes import FEWEST_REPEATS, MOSTLY, cause, chance_interval
from simkansen.report.reading.findings import order_doubt
from simkansen.report.reading.flips import sentences as flip_sentences
from simkansen.report.reading.price_order import repeated_per_euro
from simkansen.report.reading.results import Results
from simkansen.report.terminal import text_summary
from simkansen.report.words import LANGUAGES
from simkansen.runs.draws import echoes

RUNS = 64
WITH_REPEAT = echoes(range(RUNS), "posterior")
APART = np.tile(np.linspace(-0.1, 0.5, 8), RUNS // 8)
"""Ahead in three of four simulations, so that no order is claimed, and no other seed turns the middle."""

SAID = {
    "chance": {
        "en": "comes more from chance than from what is not known",
        "nl": "komt meer door toeval dan door wat we niet precies weten",
    },
    "unknown": {
        "en": "comes more from what is not known exactly than from chance",
        "nl": "komt meer door wat we niet precies weten dan door toeval",
    },
}


def repeated(how):
    """Return the difference in each repeat: hardly moved, moved by as much as all varies, or in between."""
    moved = {"unknown": 0.02, "chance": 1.6, "": 0.9}[how] * APART.std(ddof=1)
    return {run: APART[run] + moved * (-1) ** place for place, run in enumerate(WITH_REPEAT)}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_interval_of_a_share_of_chance_holds_it_in_nine_of_ten_samples(share):
    rng, held = np.random.default_rng(5), []
    for _ in range(2000):
        known = rng.normal(0, (1 - share) ** 0.5, 64)
        apart, again = (known + rng.normal(0, share**0.5, 64) for _ in range(2))
        low, high = chance_interval(apart, (again - apart)[:8])
        held.append(low <= share <= high)
    assert 0.86 < np.mean(held) < 0.96


@pytest.mark.parametrize("how", ["unknown", "chance", ""])
def test_a_cause_is_named_where_the_interval_lies_on_one_side_of_half(how):
    assert cause(dict(enumerate(APART)), repeated(how)) == how
    moved = np.array([value - APART[run] for run, value in repeated(how).items()])
    low, high = chance_interval(APART, moved)
    assert (high < MOSTLY, low > MOSTLY) == (how == "unknown", how == "chance")


def test_nine_tenths_of_two_repeats_name_no_cause():
    """With two repeats 91% may as well be a quarter: nothing is said."""
    apart = APART[:16]
    by = np.sqrt(2 * 0.91 * apart.var(ddof=1))
    low, high = chance_interval(apart, np.array([by, -by]))
    assert low < 0.25
    assert high == 1.0
    assert cause(dict(enumerate(apart)), {0: apart[0] + by, 9: apart[9] - by}) == ""


def test_without_repeats_or_variance_no_cause_is_named():
    few = dict(list(repeated("unknown").items())[: FEWEST_REPEATS - 1])
    assert cause(dict(enumerate(APART)), few) == ""
    assert cause(dict(enumerate(APART)), {}) == ""
    assert cause(dict.fromkeys(range(RUNS), 0.3), dict.fromkeys(WITH_REPEAT, 0.3)) == ""


def test_an_order_in_doubt_bears_the_cause_of_that_very_difference():
    first, runs = np.linspace(0, 5, RUNS), range(RUNS)
    for how in ("unknown", "chance", ""):
        doubt = order_doubt(first, first - APART, runs, repeated(how))
        assert doubt is not None
        assert (doubt.why, doubt.cause) == ("share", how)


@pytest.fixture(scope="module")
def ahead(tmp_path_factory):
    """Results with one intervention ahead in three of four simulations, and no repeats yet."""
    names = ("geen-aanpak", "tutoring", "ouders")
    folder = make_results(
        tmp_path_factory.mktemp("ahead") / "r", names=names, replications=RUNS, unequal=False
    )
    with duckdb.connect() as db:
        for path in sorted((folder / "runs").glob("*.parquet")):
            _write(db, path, path, APART[int(path.stem)])
    return folder


@pytest.fixture
def close(ahead, tmp_path):
    """Give those results repeats of a kind."""

    def made(how, parameters="posterior"):
        folder, again = shutil.copytree(ahead, tmp_path / "r"), repeated(how)
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        (folder / "manifest.json").write_text(json.dumps(manifest | {"parameters": parameters}), "utf-8")
        (folder / "echoes").mkdir()
        with duckdb.connect() as db:
            for run, apart in again.items():
                name = f"{run:04d}.parquet"
                _write(db, folder / "runs" / name, folder / "echoes" / name, apart)
        return folder

    return made


def _write(db, path, to, apart):
    """Write a replication in which tutoring recovers so much more than guidance of parents does."""
    changed = f"""case when measure <> 'delay_weeks' or kind <> 'effect' or "by" <> 'all' or subject <> 'all'
        then value when scenario = 'tutoring' then -1 - {float(apart)} when scenario = 'ouders' then -1
        else value end as value"""
    db.execute(f"create or replace table kept as select * replace ({changed}) from '{path}'")
    db.execute(f"copy kept to '{to}'")


@pytest.mark.slow
@pytest.mark.parametrize("how", ["unknown", "chance", ""])
def test_what_turns_an_order_is_said_as_the_repeats_show_it(close, how):
    folder = close(how)
    for lang in LANGUAGES:
        with Results(folder) as found:
            said, _needs = orders(open_context(found, lang))
        assert "75%" in said
        for kind, text in SAID.items():
            assert (text[lang] in said) is (kind == how)
        assert said.replace("\xa0", " ") in " ".join(text_summary(folder, lang).split())


@pytest.mark.slow
def test_where_nothing_is_drawn_nothing_is_put_down_to_what_is_not_known(close, undrawn):
    folder = close("unknown", parameters="point")  # repeats of before would not count either
    write_report(folder, ["policy", "research"], LANGUAGES)
    for lang in LANGUAGES:
        with Results(folder) as found:
            context = open_context(found, lang)
            said, _needs = orders(context)
            how = " ".join(flip_sentences(context))
        assert "75%" in said
        pages = [path.read_text("utf-8") for path in folder.glob(f"report-*-{lang}.html")]
        assert len(pages) == 2
        for text in (said, text_summary(folder, lang), *pages):
            assert not [kind for kind in SAID if SAID[kind][lang] in " ".join(text.split())]
        assert {"en": "has the same values in all", "nl": "dezelfde waarden"}[lang] in how


DRAWS = {
    "en": ("draws of the parameters", "independent draws", "pairs of replications with the same parameters"),
    "nl": ("trekkingen van de parameters", "onafhankelijke trekkingen", "paren van simulaties met dezelfde"),
}


@pytest.mark.parametrize(("parameters", "told"), [("point", False), ("posterior", True)])
def test_a_page_for_research_tells_of_draws_only_where_there_are_such(compared, parameters, told):
    folder = compared("geen-aanpak", "tutoring", parameters=parameters, unequal=False)
    for lang in LANGUAGES:
        text = text_of(folder, lang, "research")
        assert [said in text for said in DRAWS[lang]] == [told] * len(DRAWS[lang])


@pytest.mark.slow
def test_what_a_euro_recovers_in_a_repeat_is_reckoned_as_in_a_replication(close):
    """Repeats that are the replications once more give the very same values."""
    folder = close("unknown")
    for path in (folder / "echoes").iterdir():
        shutil.copy(folder / "runs" / path.name, path)
    with Results(folder) as found:
        context = open_context(found, "en")
        names = [effect.name for effect in context.effects]
        told = repeated_per_euro(context, names)
        prices = found.draws("cost_per_week", kind="effect")
    for name, own in zip(names, told, strict=True):
        assert sorted(own) == WITH_REPEAT
        above = {run: 1 / p for run, p in prices[name, "all"].items() if run in own and p > 0}
        assert above
        assert {run: own[run] for run in above} == pytest.approx(above)
