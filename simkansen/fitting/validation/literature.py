"""The rows of the validation table that rest on the literature, and those that wait."""

from __future__ import annotations

from functools import partial

from simkansen.fitting.validation import signs
from simkansen.fitting.validation.comparison import AS_GIVEN, Comparison, PublishedFigure, Width
from simkansen.fitting.validation.measures import delay, effect, leaders_say
from simkansen.fitting.validation.sample import (
    ALL,
    MATHS,
    READING,
    Measure,
    everyone,
    of_level,
)
from simkansen.fitting.validation.verdict import SURVEY_POINTS
from simkansen.schooling import load_system

LATER = ("end-2020", "mid-2021", "end-2021")
RECALLED = Width(0.01, "from memory: a hundredth either way")
YEARS_OF_TWO_CLOSURES = 1.5
"""HAE-04 spreads the loss of two closures over a year and a half."""
WEEKS_PER_YEAR = load_system().year.teaching_weeks.value
"""Teaching weeks of a school year (STR-07)."""

_TRANSFER = "a transfer check: other schools, tests and closures than the model's"
_ELSEWHERE = "closures elsewhere were longer or had less teaching; the model has one maths, not its parts"
_LEADER = (
    "pupils' levels I-V of the mean of three tests with error, at the mid-year test of 2020 and at the start "
    "of 2020/21, against a normal year"
)
_SLOPE = "HAE-05, which the model is fitted to, measures the same slope"
_LEVELS = "how long a survey looks back and which levels leaders have in mind are not in the source"


def _sign(entry: str, part: str, measure: Measure, quantity: str, how: str, fix: str = "",
          leans_on: str = "") -> Comparison:  # fmt: skip
    return Comparison(
        entry=entry, part=part, measure=measure, quantity=quantity, how=how, sign=True, fix=fix,
        leans_on=leans_on,
    )  # fmt: skip


def _transfer(entry: str, part: str, measure: Measure, how: str, width: Width,
              given: PublishedFigure | None = None, unit: str = "", fix: str = _ELSEWHERE,
              leans_on: str = "") -> Comparison:  # fmt: skip
    return Comparison(
        entry=entry, part=part, measure=measure, how=f"{how}; {_TRANSFER}", width=width, given=given,
        unit=unit, fix=fix, leans_on=leans_on,
    )  # fmt: skip


def _waits(
    entry: str, why: str, parts: tuple[str, ...] = ("",), **given: PublishedFigure
) -> tuple[Comparison, ...]:
    return tuple(
        Comparison(entry=entry, part=part, measure=None, how=f"waits for {why}", given=given.get(part))
        for part in parts
    )


_DUTCH: tuple[Comparison, ...] = (
    _sign("HAE-02", "SES", partial(signs.lower_ses_loses_more, "end-2021"),
          "Loss is larger for low SES", "slope of the loss on SES at the end-of-year test of 2021",
          leans_on=_SLOPE),
    _sign("HAE-02", "one parent", partial(signs.one_parent_loses_more, "end-2021"),
          "Loss is larger in one-parent households", "difference at the end-of-year test of 2021"),
    _sign("HAE-02", "siblings", partial(signs.siblings_lose_more, "end-2021"),
          "Loss is larger with many siblings", "slope of the loss on children at home, end of 2021"),
    _sign("HAE-03", "education", partial(signs.low_education_loses_more, "end-2020"),
          "Loss is larger for low than for high parental education",
          "difference at the end-of-year test of 2020",
          leans_on="ENG-02, which the model is fitted to, measures the same difference"),
    _sign("HAE-03", "income", partial(signs.low_income_loses_more, "end-2020"),
          "Loss is larger with a low income, parental education alike",
          "coefficient beside parental education at the end-of-year test of 2020"),
    Comparison(
        entry="HAE-04",
        measure=partial(delay, everyone, "end-2021", ALL, YEARS_OF_TWO_CLOSURES),
        how="delay at the end-of-year test of 2021, in teaching weeks, over a year and a half",
        width=Width(0.25, "given to half a week"),
        fix="the register's conversions of SD into weeks differ by source (GRO-02, GRO-03)",
        leans_on="it is the loss of HAE-01 and HAE-11, which the model is fitted to, in weeks",
    ),
    *_waits("HAE-12", "school years after 2020/21: the calendar ends there"),
    *_waits("VO-01", "secondary education: this version simulates primary schools",
            ("reading_all", "maths_all", "reading_vmbo", "maths_vmbo", "reading_vwo", "maths_vwo"),
            reading_vmbo=PublishedFigure(40.0, 40.0, 40.0)),
)  # fmt: skip

_ABROAD: tuple[Comparison, ...] = (
    _transfer("GER-01", "", partial(delay, partial(of_level, 5), "end-2021", READING, WEEKS_PER_YEAR),
              "delay in reading of pupils in groep 6 at the end-of-year test of 2021, in years of their own "
              "normal growth; the source's 20 points are half a year, a third with composition alike",
              AS_GIVEN, PublishedFigure(1.0 / 3.0, 1.0 / 3.0, 0.5), "years of learning",
              "the source compares 2016 with 2021 and found the drop without a wider gap between groups"),
    _sign("GER-02", "length", signs.longer_closure_costs_more, "Longer closures cost more",
          "loss at the end-of-year test of 2020 against that of a full closure half as long",
          leans_on="a closed week gives less than a normal one, so that this can hardly fail"),
    _sign("GER-02", "achievement", partial(signs.low_achievers_lose_more, "end-2020"),
          "Low achievers lose more", "slope of the loss on skill before the closure, test at the end of 2020",
          "in the model home decides, not earlier skill; pupils of a higher pace have more growth to lose"),
    _sign("GER-02", "school", partial(signs.poor_schools_lose_more, "end-2020"),
          "Schools with a low socio-cultural standing lose more",
          "slope of the loss on the school's share of disadvantaged pupils, end-of-year test of 2020",
          leans_on="the composition of a class is put in (`offer_composition`, `remote_composition`)"),
    _sign("GER-02", "rebound", signs.loss_rebounds, "Part of the loss is made up for",
          "loss at the mid-year test of 2021 against that in the last week of the year",
          "weeks after a reopening are less than normal weeks in the model, and recovery runs against that"),
    *(
        _transfer("GER-03", part, partial(effect, partial(of_level, 6), ("start-2020",), subjects),
                  f"pupils in groep 7 at the start of 2020/21, {told}", RECALLED)
        for part, subjects, told in (
            ("reading", READING, "reading"), ("operations", MATHS, "maths"), ("numbers", MATHS, "maths"))
    ),
    _transfer("META-01", "", partial(effect, everyone, LATER, ALL),
              "mean of three subjects and of three tests: end 2020, mid 2021, end 2021", AS_GIVEN,
              PublishedFigure(-0.14, -0.17, -0.10),
              leans_on="its 42 studies are likely to hold ENG-01, which the model is fitted to"),
    _transfer("META-03", "", partial(effect, everyone, ("end-2020",), ALL),
              "mean of three subjects at the end-of-year test of 2020", RECALLED,
              leans_on="it pools first closures, in studies that are likely to hold ENG-01"),
    _sign("META-04", "younger", partial(signs.younger_lose_more, "end-2020"), "Younger pupils lose more (SD)",
          "slope of the loss on groep at the end-of-year test of 2020",
          leans_on="that younger pupils grow faster is put in (`growth_decline`)"),
    _sign("META-04", "SES", partial(signs.lower_ses_loses_more, "end-2020"), "Low SES loses more",
          "slope of the loss on SES at the end-of-year test of 2020", leans_on=_SLOPE),
    _transfer("META-05", "", partial(effect, everyone, LATER, ALL),
              "mean of three subjects and of three tests: end 2020, mid 2021, end 2021", RECALLED,
              leans_on="it asks the model what META-01 asks, of studies that are likely to hold ENG-01"),
)  # fmt: skip

_PERCEIVED: tuple[Comparison, ...] = (
    *(
        Comparison(entry="SL-01", part=answer, measure=partial(leaders_say, answer), how=_LEADER,
                   width=Width(0.03, "600 leaders"), tolerance=SURVEY_POINTS, fix=_LEVELS)
        for answer in ("same_level", "down", "up")
    ),
    _sign("SL-01", "order", signs.levels_in_order,
          "More pupils are seen at the same level than down, and down than up", _LEADER, _LEVELS),
    *_waits("MBO-02", "vocational education: this version simulates primary schools",
            ("spring_2020", "feb_2021", "jul_2021")),
)  # fmt: skip

LITERATURE: tuple[Comparison, ...] = (*_DUTCH, *_ABROAD, *_PERCEIVED)
