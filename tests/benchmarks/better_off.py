"""Who is better off after a long closure than without one, and which term makes it: each left out in turn.

python tests/benchmarks/better_off.py
python tests/benchmarks/better_off.py --update docs/better-off.md
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))

from simkansen.chance import run_key
from simkansen.evidence import Parameters, load_parameters
from simkansen.model import SchoolModel
from simkansen.population import Population, build_population
from simkansen.runs.draws import draw_parameters
from simkansen.scenario.calendar import Calendar, build_calendar
from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec

SEED = 2020
YEAR = {"from": "2019-09-02", "to": "2020-07-03"}
NOTHING = 1e-9
LEFT_OUT: dict[str, tuple[str, dict[str, float] | dict[str, str]]] = {
    "nothing": ("as the model is", {}),
    "live lessons": ("`live_share` 0", {"live_share": NOTHING}),
    "own work": ("`work_share` 0", {"work_share": NOTHING}),
    "help at home": ("`help_share` 0", {"help_share": NOTHING}),
    "parents who watch": ("`engagement_watched` 0", {"engagement_watched": 0.0}),
    "teachers who learn by doing": (
        "`learning_by_doing`, `copying` 0",
        {"learning_by_doing": 0.0, "copying": 0.0},
    ),
    "classes that differ": (
        "`class_quality`, `class_year`, `vacancy_loss`, `composition_loss` 0",
        {"class_quality": 0.0, "class_year": NOTHING, "vacancy_loss": 0.0, "composition_loss": 0.0},
    ),
    "that sources add up": ("the growth rule ces", {"growth": "ces"}),
    "recovery": ("`recovery_rate` 0", {"recovery_rate": 0.0}),
}  # fmt: skip
HEADER = (
    "| left out | how | better off | groep 8 | by parents' schooling: low, middle, high "
    "| lost by those better off | by the others |"
)
_BLOCK = re.compile(r"(<!-- better off -->\n).*?(<!-- end -->)", re.DOTALL)


def calendar() -> Calendar:
    """One school year that is closed whole, but for its holidays."""
    spec = {"closures": [{**YEAR, "kind": "closed", "sectors": ["po"]}], "school_years": ["2019/20"]}
    return build_calendar(CalendarSpec.model_validate(spec))


def at_the_end(people: Population, weeks: Calendar, given: Parameters) -> NDArray[np.float64]:
    """Mean skill over the subjects of every pupil after the last week, shape (pupils,)."""
    model = SchoolModel(people, weeks, (), given, run_key(SEED, 0), frozenset())
    while model.running:
        model.step()
    return (model.state.skill + model.state.added).mean(axis=1)


def table(schools: int) -> str:
    """Make the table, a row for each term that is left out."""
    weeks = calendar()
    spec = PopulationSpec.model_validate({"netherlands": {"sample": schools}})
    people = build_population(spec, weeks, SEED, load_parameters())
    point = draw_parameters(load_parameters(), SEED, 0, "point")
    learns = np.asarray(people.pupils.klass)[:, 0] >= 0
    level = np.asarray(people.pupils.level)[:, 0]
    schooling = np.asarray(people.pupils.parental_education)
    lines = [HEADER, "|" + " --- |" * 7]
    whole, better = np.zeros(0), np.zeros(0, dtype=np.bool_)
    for name, (how, changes) in LEFT_OUT.items():
        given = point.under(changes) if "growth" in changes else point.replace(changes)
        never = weeks.without_closures()
        gain = at_the_end(people, weeks, given) - at_the_end(people, never, given)
        ahead = (gain > 0.0) & learns
        if not changes:
            whole, better = gain, ahead
        by = ", ".join(f"{ahead[learns & (schooling == one)].mean():.1%}" for one in range(3))
        lost = whole - gain
        of = f"{lost[better].mean():.2f} SD | {lost[learns & ~better].mean():.2f} SD" if changes else " | "
        shares = f"{ahead[learns].mean():.1%} | {ahead[level == 8].mean():.1%} | {by}"
        lines.append(f"| {name} | {how} | {shares} | {of} |")
    pupils = f"{schools} schools, {int(learns.sum()):,} pupils of groep 3-8, mean of the posterior"
    ends = f"{whole[better].mean():.2f} SD ahead, the others {-whole[learns & ~better].mean():.2f} SD behind"
    said = f"{int(weeks.closed.sum())} weeks closed, {pupils}; those better off end {ends}."
    return "\n".join([*lines, "", said, ""])


def main() -> None:
    """Print the table, or write it into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=40)
    parser.add_argument("--update", type=Path)
    asked = parser.parse_args()
    made = table(asked.schools)
    if asked.update is None:
        print(made)
        return
    page = asked.update.read_text(encoding="utf-8")
    asked.update.write_text(_BLOCK.sub(lambda found: f"{found[1]}{made}{found[2]}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
