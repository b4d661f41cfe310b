"""Virtual trials: what their files say, how chance parts their pupils, and what one run finds."""

import math
import re
from pathlib import Path

import numpy as np
import pytest

from simkansen.chance import normals, run_key, uniforms
from simkansen.evidence import load_parameters, load_register
from simkansen.fitting.trials.run import adjusted_difference, choose_sample, simulate_trial
from simkansen.fitting.trials.trials import load_trials, run_trials, trials_folder
from simkansen.interventions import registry
from simkansen.scenario import ScenarioErrors

ALL = load_trials()
READY = {trial.id: trial.words for trial in ALL if trial.words is not None}
TUTORING_LIKE = [name for name, words in READY.items() if words.intervention.type == "tutoring"]

GOOD = """\
simkansen: 1
name: mine
published: {id: TUT-01, figure: pooled, se: 0.029, because: "as published"}
intervention:
  id: tutoring
  type: tutoring
  for: {groep: [5, 6]}
  hours: {per_week: 2, moment: school}
  weeks: {from: 2019-09-16, to: 2019-12-01}
  group_size: 2
  led_by: teacher
  take_up: 100%
programme: 100
pupils: {lowest: 50%}
test: {subjects: maths, before: 2019-09-09, after: 2019-11-25}
assumed: nothing
"""


def small(words, schools=8, **changes):
    """The same trial in a few schools."""
    places = words.population.country.model_copy(update={"sample": schools})
    population = words.population.model_copy(update={"netherlands": places})
    return words.model_copy(update={"population": population, **changes})


def of_programme(words, **answers):
    return words.model_copy(update={"intervention": words.intervention.model_copy(update=answers)})


def effect(words, draw=0, **parameters):
    found = simulate_trial(words, load_parameters().replace(parameters), run_key(1, draw), 1)
    return found["effect"]


@pytest.fixture
def problems(tmp_path: Path):
    """Every problem of a trial file made of the good one, as the lines that are printed."""

    def finding(*changes):
        text = GOOD
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
        try:
            load_trials(tmp_path)
        except ScenarioErrors as errors:
            return [str(problem).partition("mine.yaml:")[2] for problem in errors.problems]
        return []

    return finding


def test_every_shipped_file_is_read():
    files = {path.name for path in trials_folder().glob("*.yaml")}
    assert {trial.file for trial in ALL} == files
    assert len(READY) >= 14


@pytest.mark.parametrize("name", READY)
def test_every_trial_runs_small_and_has_pupils_in_both_arms(name):
    found = simulate_trial(small(READY[name]), load_parameters(), run_key(1, 0), 1)
    assert found["treated"] > 0
    assert found["controls"] > 0
    assert math.isfinite(found["effect"])


@pytest.mark.parametrize("name", READY)
def test_an_effect_in_sd_is_that_of_the_register(name):
    published = READY[name].published
    entry = load_register()[published.id]
    if published.effect is None:
        assert entry.unit.split()[0].rstrip(";") in ("SD", "national")
    else:
        assert published.because
    low, high = published.interval
    assert low <= published.value <= high


def test_five_months_of_peer_tutoring_are_the_band_of_the_conversion_table():
    published, bands = READY["PEER-01"].published, load_register()["GRO-04"].value
    wanted = load_register()["PEER-01"].value["months"]
    band = next(span for span, months in bands.items() if months == wanted)
    assert band == f"{published.low:.2f}-{published.high:.2f}"


def test_a_good_file_has_no_problem(problems):
    assert problems() == []


def test_a_trial_cannot_set_parameters_of_the_model(problems):
    found = problems(("programme: 100", "programme: 100\nparameters: {programme_hour: 9}"))
    assert len(found) == 1
    assert found[0].startswith("14:1: parameters: unknown key 'parameters'")


def test_no_word_of_a_trial_is_a_parameter():
    words = set(type(READY["TUT-01"]).model_fields)
    for model in registry().values():
        words |= set(model.model_fields)
    assert words & set(load_parameters()) == set()


@pytest.mark.slow
def test_all_tutoring_like_trials_answer_to_the_same_dose_response():
    for name in TUTORING_LIKE:
        words = small(READY[name])
        assert effect(words, programme_hour=2.9) > effect(words, programme_hour=0.0)


def test_every_problem_is_named_at_once_where_it_stands(problems):
    found = problems(
        ("figure: pooled", "figure: poled"),
        ("group_size: 2", "group_sise: 2"),
        ("lowest: 50%", "lowest: 150%"),
        ("before: 2019-09-09", "before: 2018-09-09"),
    )
    assert [line.split(";")[0] for line in found] == [
        "3:33: published.figure: TUT-01 has no single figure 'poled'",
        "10:3: intervention.group_sise: unknown key 'group_sise'",
        "14:18: pupils.lowest: a share of 150% is over 100%",
        "15:33: test.before: 2018-09-09 is outside the calendar",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("groep: [5, 6]", "groep: 5, capacity: 10%", "in a trial chance gives the places, not a ranking"),
        ("groep: [5, 6]", "groep: 5, schools: 50%", "in a trial the arms say which schools take part"),
        ("before: 2019-09-09", "before: 2019-09-23", "the programme has begun by then"),
        ("after: 2019-11-25", "after: 2019-09-10", "the programme has not begun by then"),
        ("after: 2019-11-25", "after: 2019-09-02", "before 2019-09-09 is not before after 2019-09-02"),
        ("se: 0.029", "low: 0.3, high: 0.4", "0.288 lies outside its own interval"),
        ("se: 0.029, ", "", "the interval needs se, or low and high"),
        ("id: TUT-01", "id: TUT-99", "the register has no 'TUT-99'"),
        ("type: tutoring", "type: tutorin", "there is no intervention of type 'tutorin'"),
        ("  led_by: teacher\n", "", "tutoring has no staff: nobody leads it"),
        ("programme: 100", "programme: 1.5", "1.5 is not a whole number"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(problems, old, new, said):
    assert any(said in line for line in problems((old, new)))


def test_coaching_of_teachers_is_randomised_by_school_only(problems):
    body = GOOD[GOOD.index("  hours") : GOOD.index("programme:")]
    coaching = "  hours: {per_week: 1, moment: after-school}\n  weeks: {from: 2019-09-16}\n"
    found = problems((body, coaching), ("type: tutoring", "type: teacher-professionalisation"))
    assert any("works by school, not by pupil" in line for line in found)


def test_two_files_cannot_be_the_same_trial(tmp_path):
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(ScenarioErrors, match=r"two.yaml.*'TUT-01' is also the trial of one.yaml"):
        load_trials(tmp_path)


def test_the_sizes_of_one_study_differ_in_size_alone():
    sizes = [words for name, words in READY.items() if name.startswith("TUT-04")]
    assert len({words.programme for words in sizes}) == len(sizes) == 4
    apart = {"name", "label", "published", "programme", "assumed", "note", "leans_on"}
    assert len({words.model_dump_json(exclude=apart) for words in sizes}) == 1


def test_a_larger_programme_has_a_smaller_effect_on_the_same_pupils():
    words = small(READY["TUT-01"])
    by_size = [effect(words.model_copy(update={"programme": size})) for size in (50, 500, 5000)]
    assert by_size == sorted(by_size, reverse=True)
    assert by_size[0] > by_size[2] + 0.05


@pytest.mark.slow
def test_the_arms_differ_by_chance_alone_without_an_hour_of_the_programme():
    words = small(READY["TUT-03"], schools=60)
    words = of_programme(words, hours=words.intervention.hours.model_copy(update={"per_week": 1e-9}))
    draws = [effect(words, draw) for draw in range(20)]
    assert abs(np.mean(draws)) < 3 * np.std(draws, ddof=1) / math.sqrt(20)


def test_only_the_treated_are_in_the_programme(monkeypatch):
    from simkansen.interventions.delivery import Delivery

    seen, reached = [], Delivery.look_up

    def watched(self, facts):
        found = reached(self, facts)
        seen.append(self.roster.member.copy())
        return found

    monkeypatch.setattr(Delivery, "look_up", watched)
    words = small(READY["TUT-01"])
    found = simulate_trial(words, load_parameters(), run_key(1, 0), 1)
    assert int(np.any(seen, axis=0).sum()) == found["treated"]


def test_pupils_of_the_amsterdam_trial_begin_as_far_below_the_mean_as_published():
    found = simulate_trial(READY["TUT-03"], load_parameters(), run_key(2020, 0), 2020)
    assert found["start"] == pytest.approx(-1.2, abs=0.1)


def test_the_sample_holds_the_lowest_share_of_those_it_is_for():
    from simkansen.fitting.trials.run import _drawn

    words = small(READY["TUT-01"], schools=20)
    population = _drawn(words.population, words.calendar, 1)
    everyone = words.model_copy(update={"pupils": type(words.pupils)()})
    chosen, whole = (
        choose_sample(each, population, load_parameters(), run_key(1, 0)) for each in (words, everyone)
    )
    assert chosen.sum() == pytest.approx(0.5 * whole.sum(), rel=0.01)
    skill = np.asarray(population.pupils.skill)[:, 1]
    assert skill[chosen].mean() < skill[whole & ~chosen].mean() - 0.5


def test_the_adjusted_difference_takes_out_the_test_before_and_the_groep():
    units = np.arange(4000)
    before, noise = normals(1, "before", units), normals(1, "noise", units)
    level = (units % 4).astype(np.int64)
    treated = uniforms(1, "arm", units) < 0.3 + 0.1 * level
    after = 0.7 * before + 2.0 * level + 0.25 * treated + 0.1 * noise
    assert adjusted_difference(before, after, treated, level) == pytest.approx(0.25, abs=0.02)


def test_an_effect_by_all_pupils_is_smaller_than_by_a_narrow_sample():
    words = small(READY["TUT-03"], schools=60)
    narrow = words.model_copy(update={"test": words.test.model_copy(update={"standardised_by": "sample"})})
    assert effect(words) < effect(narrow)


def judged(monkeypatch, name, effects):
    """The result of a trial whose draws find these effects."""
    from simkansen.fitting.trials import trials

    found = iter(effects)
    monkeypatch.setattr(trials, "simulate_trial", lambda *given: {"effect": next(found)})
    (result,) = run_trials([trial for trial in ALL if trial.id == name], draws=len(effects), workers=1)
    return result


def test_a_median_in_the_published_interval_is_a_hit_and_all_else_a_miss(monkeypatch):
    assert judged(monkeypatch, "SUM-01", [0.1, 0.1, 0.1]).verdict == "hit"
    missed = judged(monkeypatch, "PAR-01 sms_plus_call", [0.0, 0.03, 0.2, 0.029, 0.029])
    assert missed.verdict == "miss"  # However far the draws reach into the interval.
    assert "The simulated effect is 0.24 times the published one." in missed.note
    assert missed.note.endswith(READY["PAR-01 sms_plus_call"].note)


def test_a_hit_that_few_draws_would_be_by_themselves_is_thin(monkeypatch):
    result = judged(monkeypatch, "SUM-01", [-0.2, -0.2, 0.1, 0.1, 0.3])
    assert result.verdict == "hit"
    assert "Thin: 2 of 5 draws lie in the published interval by themselves." in result.note


def test_every_trial_that_the_worth_of_an_hour_was_taken_from_says_that_it_is_no_test():
    known = load_parameters().definitions
    sources = {
        source
        for name in ("programme_hour", "programme_hours_half", "scale_decline")
        for source in known[name].sources
    }
    used = {name for name, words in READY.items() if words.published.id in sources}
    assert len(used) == 7
    assert [name for name in used if not re.search("(was|were) taken from", READY[name].leans_on or "")] == []


def test_an_interval_that_hardly_any_answer_can_miss_says_so():
    for name in ("DEV-01", "EXT-01", "PAR-01 sms_only", "PD-01 at scale", "SUM-01"):
        assert READY[name].leans_on


def test_words_that_no_run_depends_on_leave_what_was_kept_as_it_is():
    from simkansen.fitting.trials.trials import _basis

    words = READY["SUM-01"]
    told = {"SUM-01": words.model_copy(update={"note": "another", "leans_on": "another"})}
    other = {"SUM-01": words.model_copy(update={"programme": 1})}
    assert _basis(told, 1, "point") == _basis({"SUM-01": words}, 1, "point") != _basis(other, 1, "point")


def test_every_trial_of_a_draw_gets_the_same_parameters(monkeypatch):
    from simkansen.fitting.trials import trials

    seen = []

    def spy(words, parameters, key, population_seed):
        seen.append((int(key), dict(parameters)))
        return {"effect": 0.0}

    monkeypatch.setattr(trials, "simulate_trial", spy)
    run_trials(ALL, draws=2, workers=1)
    assert len(seen) == 2 * len(READY)
    assert len({key for key, _ in seen}) == 2
    for key in {key for key, _ in seen}:
        assert len({tuple(sorted(values.items())) for own, values in seen if own == key}) == 1


def test_results_do_not_depend_on_how_often_the_work_was_taken_up(tmp_path):
    trial = next(trial for trial in ALL if trial.id == "EXT-01")
    tried = [type(trial)(trial.id, trial.file, small(trial.words))]
    journal = tmp_path / "trials.jsonl"
    run_trials(tried, draws=1, workers=1, journal=journal)
    assert run_trials(tried, draws=3, workers=1, journal=journal) == run_trials(tried, draws=3, workers=1)


def test_what_waits_for_its_intervention_is_named_in_the_results(monkeypatch):
    waiting = [trial for trial in ALL if trial.words is None]
    results = run_trials(waiting, workers=1)
    assert [(result.id, result.verdict) for result in results] == [
        ("FA-01", "waits"), ("DIF-01", "waits"), ("CLS-02", "waits"),
    ]  # fmt: skip
    assert all(result.verdict == "waits" and "waits for its" in result.note for result in results)


def test_nothing_waits_for_an_intervention_that_is_there():
    assert {trial.waits_for for trial in ALL if trial.waits_for} & set(registry()) == set()
