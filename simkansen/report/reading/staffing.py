"""Hours of a school's own staff: how many an intervention asks for, and how many it gets.

Effect, reach and cost are always of the hours that were taken. What was asked beyond them served nobody, so
the two are never told side by side without saying so.
"""

from __future__ import annotations

from dataclasses import dataclass

from simkansen.report.figures.parts import Context
from simkansen.runs.shared_staff import TOLD_BELOW


@dataclass(frozen=True, slots=True)
class StaffHours:
    """Hours of own staff of one scenario beyond those of the reference, medians over the runs (h).

    Attributes
    ----------
    asked, taken
        What all for whom there is a place would ask, and what schools have of that.
    """

    asked: float
    taken: float

    @property
    def share(self) -> float:
        """Part of what is asked that schools have."""
        return self.taken / self.asked if self.asked > 0 else 1.0

    @property
    def missing(self) -> float:
        """Hours that would have to come from others."""
        return self.asked - self.taken

    @property
    def none(self) -> bool:
        """Whether hours are asked for and no school has any."""
        return self.asked > 0 and self.taken <= 0

    @property
    def short(self) -> bool:
        """Whether schools have some of the hours and not all, in whole percents."""
        return self.taken > 0 and round(self.share, 2) < 1


def staff_hours(context: Context) -> dict[str, StaffHours]:
    """Return the hours of own staff by scenario, for the interventions that are compared.

    Results that do not tell what was asked beyond what was taken have both the same.
    """
    taken = context.results.last("staff_hours_needed", kind="effect")
    asked = context.results.last("staff_hours_asked", kind="effect")
    found = {}
    for key in ((effect.name, "all") for effect in context.effects):
        if key not in taken and key not in asked:
            continue
        most = asked.get(key, taken.get(key))
        own = taken.get(key, most)
        if most is not None and own is not None:
            found[key[0]] = StaffHours(max(most.median, own.median), own.median)
    return found


def short_of_staff(context: Context) -> list[str]:
    """Return a sentence for each intervention that asks for clearly more hours of own staff than there are.

    That is where `check` says so too; what lacks a few per cent is told beside its numbers alone.
    """
    words, said = context.words, []
    for name, hours in staff_hours(context).items():
        label = context.label(name)
        if hours.none:
            said.append(words.counted("staff.unmet", round(hours.asked), label=label))
        elif hours.short and hours.share < TOLD_BELOW:
            n, taken = round(hours.asked), round(hours.taken)
            told = {"taken": words.number(taken), "missing": words.number(n - taken)}
            share = words.percent(hours.share)
            said.append(words.counted("staff.short", n, label=label, share=share, **told))
    return said


def served_only(context: Context) -> list[str]:
    """Return for a caption that figures count those alone for whom schools have staff, where that is so."""
    labels = [
        f"‘{context.label(name)}’"
        for name, hours in staff_hours(context).items()
        if hours.short or hours.none
    ]
    return [context.words("staff.served", labels=context.words.listed(labels))] if labels else []
