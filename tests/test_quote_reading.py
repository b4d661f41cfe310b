"""How quoted figures are read and held, on a made table: what is wrong is found, what is right passes."""

import math

import pytest
from quoted import Gallery, Quote, problem, quotient_of, row_of, value_of
from run_figures import COLUMNS, Figures

NUMBERS = COLUMNS[COLUMNS.index("median") :]
WEEK, T = "2021-07-05", "Tutoring in groups of 3"


def made(median=-0.5, error=0.02, **changed):
    """A table with one intervention; of its effect the median and the error are given."""

    def row(median, error, low, high, pupils=1000.0):
        cells = {"median": median, "p05": low, "p95": high, "n_runs": 128.0, "n_pupils": pupils}
        errors = dict.fromkeys(("median_error", "p05_error", "p95_error"), error)
        return dict.fromkeys(NUMBERS, math.nan) | cells | errors | {"n_pupils_error": 5.0} | changed

    effect = ("tutoring", "effect")
    rows = {
        (*effect, "delay_weeks", "all", "all", "2020-07-06"): row(-9.0, error, -9.0, -9.0),
        (*effect, "delay_weeks", "all", "all", WEEK): row(median, error, -0.8, -0.2),
        (*effect, "helps", "all", "all", WEEK): row(0.97, 0.01, math.nan, math.nan),
        (*effect, "cost", "all", "all", WEEK): row(50_000.0, 100.0, 40_000.0, 60_000.0),
        (*effect, "better_off", "all", "all", WEEK): row(0.10, 0.01, 0.1, 0.1),
        (*effect, "delay_weeks", "parental_education", "low", WEEK): row(-0.9, 0.02, -1.0, -0.1),
        ("tutoring", "level", "delay_weeks", "all", "all", WEEK): row(7.1, 0.1, 4.5, 8.1),
        ("baseline", "level", "delay_weeks", "all", "all", WEEK): row(7.6, 0.1, 4.8, 8.6),
        ("tutoring", "level", "pupils_targeted", "intervention", "t", WEEK): row(800.0, 4.0, 700.0, 900.0),
        ("tutoring", "level", "pupils_reached", "intervention", "t", WEEK): row(200.0, 2.0, 190.0, 210.0),
    }
    titles = {"baseline": "No intervention", "tutoring": T}
    return Figures({"titles": titles, "reference": "baseline"}, rows)


WEEKS = value_of("median", "tutoring", "effect", "delay_weeks", sign=-1.0)


def quote(said, ask=WEEKS):
    return Quote("page.md:1", said, "tutoring: weeks recovered", ask)


@pytest.mark.parametrize(("large", "fine"), [(-0.55, True), (-0.588, True), (-0.6, False), (-0.4, False)])
def test_a_figure_may_be_three_combined_errors_and_half_a_digit_off(large, fine):
    # 3 * hypot(.02, .02) + .005 = .0899
    assert (problem(quote("0.50"), made(), made(large)) is None) == fine


def test_a_figure_has_to_be_that_of_its_own_run():
    assert problem(quote("0.50"), made(-0.5049), made()) is None
    assert "in the run that it is quoted from" in problem(quote("0.52"), made(), made())


@pytest.mark.parametrize("unknown", [0, 1])
def test_a_figure_whose_error_is_not_known_is_not_let_through(unknown):
    tables = [made(), made()]
    tables[unknown] = made(error=math.nan)
    assert "is not known" in problem(quote("0.50"), *tables)


def test_values_and_their_last_digit():
    assert (quote("€1,250").value, quote("€1,250").half) == (1250.0, 0.5)
    assert (quote("−0.25").value, quote("−0.25").half) == (-0.25, pytest.approx(0.005))
    assert (quote("12%").value, quote("12%").half) == (0.12, pytest.approx(0.005))


def test_a_quotient_has_the_errors_of_both():
    cost = ("tutoring", "effect", "cost")
    value, error = quotient_of(value_of("median", *cost), value_of("n_pupils", *cost))(made())
    assert value == 50.0
    assert error == pytest.approx(50.0 * math.hypot(100 / 50_000, 5 / 1000))


def test_a_row_that_is_not_there_is_no_row_of_another():
    with pytest.raises(LookupError, match="no row peer-tutoring"):
        row_of(made(), "peer-tutoring", "effect", "delay_weeks")


SENTENCES = {
    f"{T}: 0.50 (0.20 to 0.80) weeks recovered; evidence C; simulations in which it helps: 97%.": 4,
    f"{T}: 0.50 (0.20 to 0.80) weeks recovered; evidence D (no trial known); simulations in which "
    "it helps: 97%.": 4,
    "### Without an intervention, pupils are 4.8 to 8.6 weeks behind in July 2021": 2,
    f"No intervention: 7.6 (4.8 to 8.6) weeks behind on 5 July 2021. {T}: 7.1 (4.5 to 8.1) weeks "
    f"behind on 5 July 2021. ‘{T}’ has recovered 0.50 (0.20 to 0.80) weeks by then.": 9,
    f"{T}: up to vmbo or mbo-1 0.90; better off 10%.": 2,
    f"{T}: €50 (€40 to €60) per pupil, 0.50 (0.20 to 0.80) weeks recovered.": 6,
    f"‘{T}’ is meant for 800 of the 1,000 pupils. There are places for at most 15% of the pupils "
    "of a school. 200 are reached (25%).": 4,
    "All 3 interventions recover learning": 0,
}  # fmt: skip


@pytest.mark.parametrize(("text", "count"), SENTENCES.items())
def test_each_sentence_of_the_pages_is_read_whole_and_holds(text, count):
    quotes, rest = Gallery(made()).read(text, "page.md:1")
    assert not any(letter.isdigit() for letter in rest), rest
    assert len(quotes) == count
    assert [problem(one, made(), made()) for one in quotes] == [None] * count


@pytest.mark.parametrize("text", [text for text, count in SENTENCES.items() if count])
def test_each_number_of_a_sentence_is_held(text):
    """Another table: every number that is read is wrong by it."""
    other = made(median=-3.0, p05=-3.5, p95=30.0, n_pupils=50.0)
    rows = {key: row | {"median": row["median"] * n} for n, (key, row) in enumerate(other.rows.items(), 7)}
    other = Figures(other.about, rows)
    quotes, _ = Gallery(made()).read(text, "page.md:1")
    assert [one.what for one in quotes if not problem(one, made(), other)] == []


def test_a_sentence_that_no_page_writes_is_left_over():
    _, rest = Gallery(made()).read(f"{T} recovers half of 7.6 weeks.", "page.md:1")
    assert "7.6" in rest
