"""The figure of reach: each step as it was counted, and nothing for what was not."""

import itertools

import pytest
from made_places import REACH, place_rows

from simkansen.report.figures import reach
from simkansen.report.page import open_context
from simkansen.report.reading.results import Results
from simkansen.report.style import drawing, size_of


@pytest.fixture(scope="module")
def shown(placed):
    with Results(placed) as results:
        yield {lang: reach.picture(open_context(results, lang)) for lang in ("en", "nl")}


def table(picture):
    """The table as row name -> intervention -> cell."""
    head = picture.table.head[1:]
    return {row[0]: dict(zip(head, row[1:], strict=True)) for row in picture.table.rows}


def cell(picture, row, intervention):
    return next(cells for name, cells in table(picture).items() if name.startswith(row))[intervention]


def texts(figure):
    return [t.text for t in figure.texts]


def drawn(picture, narrow=False):
    with drawing():
        return picture.draw(narrow)


@pytest.mark.slow
def test_each_step_stands_in_the_table_with_its_interval_and_share_of_the_target_group(shown):
    name = "Small-group tutoring"
    assert cell(shown["en"], "Target group", name) == "3,000; 39% of all pupils"
    assert cell(shown["en"], "Asked", name) == "522 (502\u00a0to\u00a0542); 17%"
    assert cell(shown["en"], "Reached", name) == "416 (402\u00a0to\u00a0431); 14%"
    assert cell(shown["en"], "Missed", name) == "2,584 (2,569\u00a0to\u00a02,598); 86%"
    assert cell(shown["en"], "Schools", name) == "19 of 38"
    assert cell(shown["nl"], "Doelgroep", "Bijles in kleine groepen") == "3.000; 39% van alle leerlingen"


def test_a_step_that_is_not_counted_has_no_row_in_the_panel_and_the_table_says_so(shown):
    assert cell(shown["en"], "Hours", "Device loan") == "not counted"
    assert cell(shown["en"], "Asked", "Parents as partners") == "not counted"
    assert cell(shown["nl"], "Uren", "Laptop in bruikleen") == "niet geteld"
    names = texts(drawn(shown["en"]))
    assert names.count("Reached") == 3
    assert names.count("Hours") == names.count("Asked") == 2


@pytest.mark.slow
def test_a_step_that_no_intervention_counts_has_no_row_at_all(with_places):
    loan = {k: v for k, v in REACH.items() if k[0] == "laptops"}
    with Results(with_places(place_rows({}, loan))) as results:
        picture = reach.picture(open_context(results, "en"))
    assert not any(name.startswith("Hours") for name in table(picture))


def test_pupils_outside_the_target_group_give_reach_no_share_and_are_named_in_a_note(shown):
    picture = shown["en"]
    assert "%" not in cell(picture, "Reached", "Parents as partners")
    assert "also outside the target group" in cell(picture, "Reached", "Parents as partners")
    assert "64%" in cell(picture, "Missed", "Parents as partners")
    assert "With ‘Parents as partners’, pupils outside the target group take part too" in picture.note
    assert "‘Device loan’" not in picture.note


def test_the_limit_that_a_scenario_sets_is_told_beside_who_is_missed(shown):
    assert cell(shown["en"], "Places", "Small-group tutoring") == (
        "places for at most 10% of the pupils of a school"
    )
    assert cell(shown["en"], "Places", "Device loan") == "no limit set"
    assert "missed by design" in shown["en"].note
    assert "places for at most 10% of the pupils of a school" in texts(drawn(shown["en"]))


def test_the_text_for_who_cannot_see_it_tells_every_step(shown):
    assert (
        "‘Small-group tutoring’ is meant for 3,000 of the 7,686 pupils. There are places for at most 10% of "
        "the pupils of a school. 19 of the 38 schools with such pupils take part. 522 are asked (17% of the "
        "target group). 416 are reached (14%). 2,584 are missed (86%). A pupil reached receives 43 hours"
    ) in shown["en"].alt


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "taking_part", "targeted", "said"),
    [
        ("en", 0, 1, "The only school with such pupils does not take part, in most simulations."),
        ("en", 1, 1, "The only school with such pupils takes part."),
        ("en", 1, 2, "1 of the 2 schools with such pupils takes part."),
        ("nl", 0, 1, "De enige school met zulke leerlingen doet niet mee, in de meeste simulaties."),
        ("nl", 1, 1, "De enige school met zulke leerlingen doet mee."),
    ],
)
def test_of_one_school_it_is_told_whether_it_takes_part(with_places, lang, taking_part, targeted, said):
    few = {"schools_taking_part": (taking_part, 0), "schools_targeted": (targeted, 0)}
    rows = place_rows({}, {("tutoring", "bijles"): REACH["tutoring", "bijles"] | few})
    with Results(with_places(rows)) as results:
        assert said in reach.picture(open_context(results, lang)).alt


@pytest.mark.slow
def test_the_title_claims_the_largest_share_only_when_the_runs_show_it(shown, with_places):
    assert shown["en"].title == "‘Device loan’ reaches the largest share of its own target group"
    even = {key: {"pupils_targeted": (100, 0), "pupils_missed": (50, 0)} for key in REACH}
    with Results(with_places(place_rows({}, even))) as results:
        assert reach.picture(open_context(results, "en")).title.startswith("From target group")


@pytest.mark.parametrize(("lang", "words"), [("en", "in each simulation"), ("nl", "in elke simulatie")])
def test_that_a_share_is_no_quotient_of_its_numbers_is_said(shown, placed, lang, words, monkeypatch):
    """Middles of redrawn pupils: 400 of 471 reached is 85%, and the middle of the shares 79%."""
    assert words not in shown[lang].note
    monkeypatch.setattr(reach, "median_share", lambda part, whole: 0.79)
    with Results(placed) as results:
        assert words in reach.picture(open_context(results, lang)).note


@pytest.mark.slow
def test_two_interventions_of_one_scenario_have_a_panel_each_with_their_own_name(with_places):
    both = {("tutoring", i): REACH["tutoring", "bijles"] for i in ("bijles", "extra")}
    with Results(with_places(place_rows({}, both))) as results:
        picture = reach.picture(open_context(results, "nl"))
    assert picture.table.head[1:] == [
        "Bijles in kleine groepen: Bijles in kleine groepen",
        "Bijles in kleine groepen: extra",
    ]


def test_the_data_are_the_unrounded_summary(shown, placed):
    with Results(placed) as results:
        for row in shown["en"].data:
            band = results.last(row["measure"], by="intervention")[row["scenario"], row["intervention"]]
            assert (row["median"], row["p05"], row["p95"]) == (band.median, band.p05, band.p95)
    assert len(shown["en"].data) == sum(map(len, REACH.values()))


def test_bars_are_as_long_as_the_medians_and_share_an_axis(shown):
    figure = drawn(shown["en"])
    lengths = {area.bounds[1] - area.bounds[0] for axes in figure.axes for area in axes.areas}
    told = {r["median"] for r in shown["en"].data if str(r["measure"]).startswith("pupils_")}
    assert lengths == told | {7686}
    assert len({axes.get_xlim() for axes in figure.axes}) == 1


@pytest.mark.parametrize(("lang", "narrow"), [*itertools.product(("en", "nl"), (False, True))])
def test_no_text_is_cut_or_runs_into_another(shown, lang, narrow):
    figure = drawn(shown[lang], narrow)
    boxes = figure.extents()
    assert all(figure.box.holds(box) for box in boxes)
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


@pytest.mark.slow
def test_also_the_numbers_of_the_whole_country_fit_on_a_telephone(with_places):
    many = {("tutoring", "bijles"): {
        "pupils_targeted": (1_234_567, 0), "pupils_offered": (1_234_567, 0), "pupils_missed": (1_100_000, 0)
    }}  # fmt: skip
    with Results(with_places(place_rows({}, many))) as results:
        figure = drawn(reach.picture(open_context(results, "nl")), narrow=True)
    assert all(box.right <= figure.box.right for box in figure.extents())
    assert size_of(figure.axes[0])[0] > 0.5


def test_results_without_rows_of_reach_have_no_such_figure(results):
    with Results(results) as opened:
        assert reach.picture(open_context(opened, "en")) is None


def test_classes_that_learn_from_what_colleagues_copy_are_told_of(placed):
    with Results(placed) as results:
        context = open_context(results, "en")
        assert "colleagues copy it" not in reach.picture(context).note
        for info in results.scenarios:
            for one in info.interventions:
                one["type"] = "teacher-professionalisation"
        assert "With ‘Small-group tutoring’" in reach.picture(context).note
        assert "colleagues copy it, so that classes that are missed gain too" in reach.picture(context).note


@pytest.mark.slow
def test_shares_reached_and_missed_add_up_where_each_simulation_has_other_pupils(with_places):
    """Quotients of medians do not: the median of the targeted is of another simulation than of the missed."""
    rows = []
    for i, (targeted, reached) in enumerate(((100, 90), (200, 60), (300, 150), (400, 160), (1000, 200))):
        counts = {"targeted": targeted, "reached": reached, "missed": targeted - reached}
        rows += [
            ("tutoring", "level", f"pupils_{step}", "intervention", "bijles", n, i, 7686)
            for step, n in counts.items()
        ]
    with Results(with_places(rows)) as results:
        (one,) = reach.collect(open_context(results, "en"))
    assert one.share("pupils_reached") == pytest.approx(0.4)
    assert one.share("pupils_missed") == pytest.approx(0.6)
    assert one.share("pupils_targeted") == pytest.approx(1)
