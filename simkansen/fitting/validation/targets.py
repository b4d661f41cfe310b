"""What is compared with what: a `Comparison` for every figure of the register's validation targets.

The published numbers are read from the register. Here stands how the model answers, how wide a figure is
where its source does not say, and what it would take to fix a miss. The founding documents come first.
"""

from __future__ import annotations

from functools import partial

from simkansen.fitting.validation import signs
from simkansen.fitting.validation.closure import PARENTS
from simkansen.fitting.validation.comparison import Comparison, Width
from simkansen.fitting.validation.literature import LITERATURE
from simkansen.fitting.validation.measures import (
    change_in_1f,
    classes_with_cause,
    delay,
    growth_share,
    teachers_say,
)
from simkansen.fitting.validation.rivals import RIVALS
from simkansen.fitting.validation.sample import (
    ALL,
    HIGH,
    LANGUAGE,
    LOW,
    MATHS,
    READING,
    SPELLING,
    Rows,
    at_lower_ses_schools,
    disadvantaged,
    everyone,
    migrants_with_other_language,
    with_education,
    without_migration,
)
from simkansen.fitting.validation.verdict import SURVEY_POINTS
from simkansen.schooling import load_system

ABOUT = Width(0.025, "'about' 85 %: two and a half points either way")
WHOLE = Width(0.005, "given in whole per cents")
TENTH = Width(0.05, "given to a tenth")
NINETY = 1.645
"""Standard errors to either side that hold nine in ten samples."""
SURVEY = Width(NINETY * 0.02, "standard error 2 points")
SMALL_SURVEY = Width(NINETY * 0.03, "standard error 3 points")
MONTHS_PER_YEAR = 10.0
"""Months of a school year, the summer left out."""
WEEKS_PER_MONTH = load_system().year.teaching_weeks.value / MONTHS_PER_YEAR

_GROWTH = "growth from the first to the last week of 2019/20 as a share of the same pupils' with no closure"
_LOW = f"{_GROWTH}; 'low' is a tenth of the model's pupils"
_BAR = (
    "groep-8 leavers of 2020 above the bar that 85 % clear with no closure (SEED-10): true skill in the last "
    "week, {}; po schools stand for vo schools"
)
_LOWER = "schools where over half of the pupils are in the lowest third by SES (drawn: a fifth to two fifths)"
_TEACHER = (
    "teachers who see a loss of {} among their disadvantaged pupils in the last week of full closure, with "
    "the model's error of sight"
)
_CAUSE = "what disadvantaged pupils would be spared had their homes the {} of others, one thing at a time"
_SIGHT = (
    "a measurement of how well teachers see a change: the thresholds are assumed, by people who had read "
    "this survey"
)
_ASKED = "the source asked teachers and leaders{}; the model has teachers of primary schools alone"


def _growth(
    entry: str, rows: Rows, subjects: tuple[int, ...], how: str, width: Width, fix: str
) -> Comparison:
    return Comparison(
        entry=entry, measure=partial(growth_share, rows, subjects), how=how, width=width, null=1.0, fix=fix
    )


def _unharmed(part: str, subjects: tuple[int, ...]) -> Comparison:
    return Comparison(
        entry="SEED-03",
        part=part,
        measure=partial(growth_share, partial(with_education, HIGH, 4), subjects),
        how=f"{_GROWTH}; a null result without an interval: near within half of the loss of SEED-01",
        null=1.0,
        tolerance=0.075,
        fix="ENG-02, to which the model is fitted, finds .08 SD lost by these pupils: both cannot be met",
    )


def _reaching(entry: str, rows: Rows | None, subject: int, fix: str) -> Comparison:
    how = _BAR.format("maths" if subject == MATHS[0] else "reading for Dutch")
    return Comparison(
        entry=entry,
        measure=partial(change_in_1f, rows, subject),
        how=how if rows is None else f"{how}; {_LOWER}",
        width=TENTH,
        fix=fix,
    )


_COHORT = (
    "secondary education: the source compares two cohorts in vo year 1, the model the same pupils before the "
    "summer"
)
_MIXED = f"{_COHORT}; vo schools sort pupils by track, so that low-SES schools hold more pupils near the bar"

_SURVEY: tuple[Comparison, ...] = (
    Comparison(
        entry="SEED-14",
        measure=partial(teachers_say, "total"),
        how=f"{_TEACHER.format('about a fortnight or more (`survey_light`)')}; "
        f"{_ASKED.format(' of primary and secondary schools')}",
        tolerance=SURVEY_POINTS,
        fix=_SIGHT,
    ),
    *(
        Comparison(
            entry="SEED-15",
            part=answer,
            measure=partial(teachers_say, answer),
            how=f"{_TEACHER.format('`survey_light` weeks or more (light) and `survey_strong` (strong)')}; "
            f"{_ASKED.format('')}",
            width=SURVEY,
            tolerance=SURVEY_POINTS,
            fix=_SIGHT,
            leans_on="it asks the model what SEED-14 asks" if answer == "total" else "",
        )
        for answer in ("total", "light", "strong")
    ),
    Comparison(
        entry="SEED-15",
        part="order",
        quantity="More staff see light than strong adverse effects for disadvantaged pupils",
        measure=signs.light_is_said_more,
        how=f"{_TEACHER.format('either size')}; {_ASKED.format('')}",
        sign=True,
        fix=_SIGHT,
    ),
    Comparison(
        entry="SEED-16",
        measure=partial(classes_with_cause, PARENTS),
        how=f"share of classes in which it is most; {_CAUSE.format('parental support')}",
        width=SMALL_SURVEY,
        tolerance=SURVEY_POINTS,
        fix="teachers name one cause of a mixture; Dutch no longer heard (`dutch_input`) is another; "
        "counted without the Dutch that parents help in, as before, the row was a miss",
    ),
    Comparison(
        entry="SEED-16",
        part="order",
        quantity="Parental support is the largest single cause of what disadvantaged pupils lose more",
        measure=signs.parents_come_first,
        how=_CAUSE.format("support, devices, quiet places, language, digital skill or self-regulation"),
        sign=True,
        fix="in the model the Dutch that is no longer heard (`dutch_input`) counts nearly as much; "
        "counted without the Dutch that parents help in, as before, the row was a miss",
    ),
)

FOUNDING: tuple[Comparison, ...] = (
    _growth(
        "SEED-01", partial(with_education, LOW, 4), MATHS, _LOW, ABOUT,
        "sources disagree on the size: the loss is fitted to ENG-01 to ENG-06, not to this source",
    ),
    _growth(
        "SEED-02", partial(with_education, LOW, 4), SPELLING, _LOW, ABOUT,
        "sources disagree on the size: the loss is fitted to ENG-01 to ENG-06, not to this source",
    ),
    _unharmed("maths", MATHS),
    _unharmed("spelling", SPELLING),
    _growth(
        "SEED-04", partial(migrants_with_other_language, 3), SPELLING,
        f"{_GROWTH}; the model has no country of birth: pupils with a migration background and another home "
        "language stand for the first generation", WHOLE,
        "a stronger loss of Dutch heard (`dutch_input`), or the first generation apart from the second",
    ),
    _growth(
        "SEED-05", partial(without_migration, 3), SPELLING, _GROWTH, WHOLE,
        "the loss is fitted to ENG-01 to ENG-06, which leave groep 3 out",
    ),
    _reaching("SEED-06", None, *MATHS, _COHORT),
    _reaching("SEED-07", None, *READING, _COHORT),
    _reaching("SEED-08", at_lower_ses_schools, *MATHS, _MIXED),
    _reaching("SEED-09", at_lower_ses_schools, *READING, _MIXED),
    Comparison(
        entry="SEED-11",
        measure=partial(delay, everyone, "end-2020", ALL, 1.0),
        how="delay at the end-of-year test of 2020, in teaching weeks of the pupils' own normal growth",
        fix="an early estimate; HAE-04 measured more, and ENG-01, to which the model is fitted, eight weeks",
    ),
    Comparison(
        entry="SEED-12",
        measure=partial(delay, disadvantaged, "end-2020", LANGUAGE, WEEKS_PER_MONTH),
        how="delay of target pupils in reading and spelling at the end-of-year test of 2020; a month is four "
        "teaching weeks (the table of GRO-04 would make it .09 SD)",
        width=Width(0.25, "'about', given to half a month"),
        fix="an early estimate; see SEED-11",
    ),
    *_SURVEY,
)  # fmt: skip

COMPARISONS: tuple[Comparison, ...] = (*FOUNDING, *LITERATURE, *RIVALS)
"""All rows, in the order of the table."""

LEANING: frozenset[str] = frozenset(one.id for one in COMPARISONS if one.leans_on)
"""Rows that are no tests of their own: counted, and named so that they can be left out."""

UNCOUNTED: frozenset[str] = frozenset(one.id for one in RIVALS)
"""Rows that stand in the table for their contradiction alone."""
