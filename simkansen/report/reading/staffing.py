"""Hours of a school's own staff: how many an intervention asks for, and how many it gets.

Effect, reach and cost are always of the hours that were taken. What was asked beyond them served nobody, so
the two are never told side by side without saying so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simkansen.report.figures.parts import Context, TextTable, tabled
from simkansen.runs.notes.shared_staff import TOLD_BELOW

ALL_BUT_A_ROUNDING = 0.99
"""From this part on, in whole percents, schools have the hours that are asked: nothing is told to lack."""


@dataclass(frozen=True, slots=True)
class StaffHours:
    """Hours of own staff of one scenario beyond those of the reference, means over the runs (h).

    Means and not medians: hours that are lacking in some of the runs are lacking, however many have them all.

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
        """Whether schools have some of the hours and clearly not all: told beside its numbers."""
        return self.taken > 0 and is_part(self.share)

    @property
    def clearly_short(self) -> bool:
        """Whether schools have so few of the hours (`TOLD_BELOW`) that sentences and captions say it."""
        return self.none or (self.asked > 0 and self.share < TOLD_BELOW)


def is_part(share: float) -> bool:
    """Say whether a part of the hours asked is clearly less than all of them: 99% is all but a rounding."""
    return round(share, 2) < ALL_BUT_A_ROUNDING


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
            found[key[0]] = StaffHours(max(most.mean, own.mean), own.mean)
    return found


def short_of_staff(context: Context) -> list[str]:
    """Return one sentence on interventions that ask for clearly more hours of own staff than there are.

    That is where `check` says so too; what lacks a few per cent is told beside its numbers alone. Of several
    interventions it names them, and the table tells the hours of each (`staff_table`).
    """
    words = context.words
    found = {name: hours for name, hours in staff_hours(context).items() if hours.clearly_short}
    if len(found) > 1:
        labels = words.listed(f"‘{context.label(name)}’" for name in found)
        return [words("staff.several", labels=labels)]
    said = []
    for name, hours in found.items():
        label = context.label(name)
        if hours.none:
            said.append(words.counted("staff.unmet", round(hours.asked), label=label))
        else:
            n, taken = round(hours.asked), round(hours.taken)
            told = {"taken": words.number(taken), "missing": words.number(n - taken)}
            share = words.percent(hours.share)
            said.append(words.counted("staff.short", n, label=label, share=share, **told))
    return said


def staff_table(context: Context) -> TextTable | None:
    """Return the hours that are asked, had and missing of what lacks staff; None where nothing does."""
    words = context.words
    found = {name: one for name, one in staff_hours(context).items() if one.none or one.short}
    columns: dict[str, Callable[[str], str]] = {
        words("head.intervention"): context.label,
        words("staff.asked"): lambda name: words.number(found[name].asked),
        words("staff.had"): lambda name: words.number(found[name].taken),
        words("staff.missing"): lambda name: words.number(
            round(found[name].asked) - round(found[name].taken)
        ),
        words("staff.had_share"): lambda name: words.percent(found[name].share),
    }
    return tabled(words("staff.short_table"), found, columns) if found else None


def served_only(context: Context) -> list[str]:
    """Return for a caption that figures count those alone for whom schools have staff, where that is so.

    It stands where `short_of_staff` says it, and nowhere else.
    """
    labels = [
        f"‘{context.label(name)}’" for name, hours in staff_hours(context).items() if hours.clearly_short
    ]
    return [context.words("staff.served", labels=context.words.listed(labels))] if labels else []
