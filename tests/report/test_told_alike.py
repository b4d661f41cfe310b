"""What pages, figures and refusals tell in the same words and figures."""

from typing import get_args

import pytest

from simkansen.report.cautions import cautions
from simkansen.report.figures import cost_per_week
from simkansen.report.page import open_context
from simkansen.report.reading.money import money
from simkansen.report.reading.results import Results
from simkansen.report.sweep.labels import setting, value_of
from simkansen.report.words import LANGUAGES, Words
from simkansen.scenario.checks.parameter_values import named_beyond, parameter_refusals
from simkansen.scenario.schema.targeting import Ranking


def test_what_a_prior_allows_is_the_same_on_a_page_and_in_a_refusal():
    [one] = named_beyond({"help_share": 2.0})
    manifest = {"beyond_prior": {"far": {"help_share": one.as_dict()}}}
    [said] = [text for text in cautions(Words("en"), manifest, str) if "help_share" in text]
    [refused] = parameter_refusals({"help_share": 2.0}, {})
    assert "0.407 to 1.095" in said
    assert "0.407 to 1.095" in refused.message


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("first", get_args(Ranking))
def test_who_comes_first_is_told_in_words_of_the_page(lang, first):
    path = "interventions[t].for.rank_by"
    for told in (value_of(Words(lang), path, first), setting(Words(lang), path, first)):
        assert told.startswith("first " if lang == "en" else "eerst ")


def test_a_price_says_nothing_of_runs_without_one_where_there_are_none(results, monkeypatch):
    wrapped = []
    monkeypatch.setattr(cost_per_week, "wrap", lambda text, _: wrapped.append(text) or text)
    with Results(results) as found:
        context = open_context(found, "en")
        none = [one.none_recovered for one in money(context)]
        cost_per_week.picture(context).draw(False)
    assert 0.0 in none
    assert sum("nothing recovered in" in text for text in wrapped) == sum(share >= 0.005 for share in none)


@pytest.mark.parametrize(("lang", "said"), [("en", "1 place per"), ("nl", "1 plaats per")])
@pytest.mark.parametrize("of", ["per_school", "per_class"])
def test_one_place_is_told_in_the_singular(lang, said, of):
    path = f"interventions[x].for.capacity.{of}"
    assert setting(Words(lang), path, 1).startswith(said)
    assert "2 pla" in setting(Words(lang), path, 2)
    assert not setting(Words(lang), path, 2).startswith(said.replace("1", "2") + " ")
