"""A cost paid once that is more, for each school that takes part, than is known of a school."""

from __future__ import annotations

from simkansen.evidence import load_parameters
from simkansen.evidence.bounds import bounds_of
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import counted
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.scenario import PopulationSpec
from simkansen.scenario.schema.words import MONEY
from simkansen.scenario.writing.estimate import count

_OF_A_SCHOOL, _ONCE = ("cost", "per_school"), ("cost", "fixed")


def notes_of_fixed_cost(
    programme: Programme, schools: PopulationSpec | None, school_year: str | None = None
) -> list[Refusal]:
    """Say that a cost paid once is too much for so few schools; nothing of it grows with them.

    Parameters
    ----------
    programme
        An intervention of any type without problems.
    schools
        Who is simulated, where that could be read.
    school_year
        The first one, whose schools are taken.

    Returns
    -------
    list of Refusal
        The path is below the intervention.
    """
    once = programme.cost.fixed
    if not once or schools is None:
        return []
    taking_part = max(1, round(programme.target.schools * count(schools, school_year)[0]))
    bounds = {one.answer: one for one in bounds_of(programme.type, programme.moment, load_parameters())}
    bound = bounds[_OF_A_SCHOOL]
    each = once / taking_part
    if each <= bound.tried or once > bounds[_ONCE].tried:  # the latter is told as it stands
        return []
    said = phrase(
        "{money} {once:,.0f} once for {schools} is {money} {each:,.0f} a school, "
        "more than is known of one: {by}",
        money=MONEY,
        once=once,
        each=each,
        schools=counted(taking_part, "school"),
        by=bound.by,
    )
    fix = phrase(
        "give {most:.0f} or less, or simulate as many schools as it is paid for",
        most=bound.tried * taking_part,
    )
    return [Refusal(_ONCE, said, fix)]
