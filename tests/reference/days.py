"""The weeks of some pupils, day by day: which closures are theirs, and what these leave of each week."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from simkansen.schooling.calendar import find_year

FRIDAY, DECIDE_EVERY = 4, 4
PO = "po"


class Days:
    """The weeks of the pupils of one place, level and half.

    Parameters
    ----------
    calendar
        The weeks of all together: Mondays, lessons, and the closures behind them are read as data.
    place
        Municipality, province and holiday region.
    level
        Groep of the pupils; 9 for who left.
    half
        0 or 1: who is in school in the first or the second week, where halves take turns.
    """

    def __init__(self, calendar: Any, place: tuple[str, str, str], level: int, half: int) -> None:
        self.half = half
        self.mondays = [monday.item() for monday in calendar.monday.astype("datetime64[D]")]
        self.years = calendar.school_year.tolist()
        self.days = [[monday + timedelta(days=day) for day in range(FRIDAY + 1)] for monday in self.mondays]
        self.touched: dict[tuple[int, int], bool] = {}
        here = place[2] if place[2] in (calendar.region, *calendar.beside) else calendar.region
        self.school_years = [
            find_year(label, here, official=calendar.official) for label in calendar.year_labels
        ]
        self.taught = self.taught_weeks(calendar)
        self.phases = [phase for phase in calendar.phases if self.is_for(phase.scope, place, level)]
        self.own = [phase for phase in self.phases if PO in phase.sectors]
        weeks = range(len(self.mondays))
        self.open_share = [self.share("in_school", week, PO, mean=True) for week in weeks]
        self.closed = [self.taught[week] and self.open_share[week] < 1.0 for week in weeks]
        self.policy, self.tests = self.policy_weeks(), self.test_weeks()
        self.weeks_open = self.count_weeks_open()

    @staticmethod
    def in_lessons(monday: date, year: Any) -> bool:
        """Whether a week is one with lessons of a school year."""
        return year.first_monday <= monday <= year.last_monday and monday not in year.holidays

    def taught_weeks(self, calendar: Any) -> list[bool]:
        """In which weeks there are lessons."""
        return [any(self.in_lessons(day, year) for year in self.school_years) for day in self.mondays]

    @staticmethod
    def is_for(scope: Any, place: tuple[str, str, str], level: int) -> bool:
        """Whether a closure is for these pupils: every line that asks something holds."""
        municipality, province, region = place
        lines = ((scope.levels, level), (scope.municipalities, municipality),
                 (scope.provinces, province), (scope.regions, region))  # fmt: skip
        return all(own in asked for asked, own in lines if asked)

    def takes_turns(self) -> bool:
        """Whether halves take turns by weeks in some closure."""
        return any(phase.rota == "weeks" for phase in self.phases)

    def school_days(self, week: int) -> list[date]:
        """Monday to Friday."""
        return self.days[week]

    def touches(self, phase: Any, week: int) -> bool:
        """Whether a closure takes a day of a week with lessons; asked often, so that answers are kept."""
        asked = (id(phase), week)  # the closures live as long as this does
        if asked not in self.touched:
            days = self.school_days(week)
            self.touched[asked] = self.taught[week] and any(phase.start <= day <= phase.end for day in days)
        return self.touched[asked]

    def share(self, what: str, week: int, sector: str, mean: bool = False) -> float:
        """Share of a week in school, or at a distance."""
        if not self.taught[week]:
            return 0.0
        total = 0.0
        for day in self.school_days(week):
            held = [p for p in self.phases if sector in p.sectors and p.start <= day <= p.end]
            total += self.of_day(what, held[0], week, sector, mean) if held else float(what == "in_school")
        return total / (FRIDAY + 1)

    def of_day(self, what: str, phase: Any, week: int, sector: str, mean: bool) -> float:
        """What a closure leaves of a day; by weeks one half has all of it and the other nothing."""
        if phase.rota == "weeks" and sector == PO and not mean:
            turn = sum(self.touches(phase, before) for before in range(week + 1)) - 1
            in_school = turn % 2 == self.half
            return float(in_school == (what == "in_school"))
        return float(getattr(phase, what))

    def care(self, reason: str, week: int) -> float:
        """Share in emergency care: the largest of the closures that touch the week."""
        return max([getattr(p.care, reason) for p in self.own if self.touches(p, week)], default=0.0)

    def policy_weeks(self) -> set[int]:
        """Every fourth week of lessons of a year, and the first of each closure."""
        weeks = range(len(self.mondays))
        found: set[int] = set()
        for year in set(self.years):
            taught = [week for week in weeks if self.years[week] == year and self.taught[week]]
            found |= set(taught[::DECIDE_EVERY])
        for phase in self.own:
            found |= set([week for week in weeks if self.touches(phase, week)][:1])
        return found

    def test_weeks(self) -> set[int]:
        """The week of each test, or the first after it in which school is open as ever."""
        found: set[int] = set()
        for year, said in enumerate(self.school_years):
            for day in said.tests:
                later = [
                    w for w, monday in enumerate(self.mondays) if monday >= day and self.years[w] == year
                ]
                found |= set([week for week in later if self.taught[week] and not self.closed[week]][:1])
        return found

    def count_weeks_open(self) -> list[int]:
        """Weeks of lessons since school was wholly closed; -1 before it ever was."""
        found, since = [], -1
        for week, share in enumerate(self.open_share):
            if not self.taught[week]:
                found.append(-1)
                continue
            if share == 0.0:
                since = 0
            found.append(since)
            if since >= 0 and share > 0.0:
                since += 1
        return found

    def half_groups(self, week: int) -> bool:
        """Whether part of a class is in school and part at home."""
        return any(p.in_school > 0.0 and p.remote > 0.0 and self.touches(p, week) for p in self.own)

    def week(self, week: int) -> SimpleNamespace:
        """What these pupils know of a week."""
        return SimpleNamespace(
            week=week,
            year=self.years[week],
            teaching=self.taught[week],
            in_school=self.share("in_school", week, PO),
            remote=self.share("remote", week, PO),
            remote_older=[self.share("remote", week, sector) for sector in ("vo", "mbo")],
            remote_left=self.share("remote", week, "vo"),
            vital=self.care("vital", week),
            vulnerable=self.care("vulnerable", week),
            half_groups=self.half_groups(week),
            weeks_open=self.weeks_open[week],
            policy=week in self.policy,
            test=week in self.tests,
        )

    def runs(self, asked: Any, moment: str, whole: Days) -> set[int]:
        """Weeks in which a programme runs for them; who never closes begins when the others do."""
        weeks = {w for w in range(len(self.mondays)) if self.taught[w] != (moment == "holiday")}
        if asked.start is not None:
            weeks = {w for w in weeks if self.school_days(w)[-1] >= asked.start}
        if asked.end is not None:
            weeks = {w for w in weeks if self.mondays[w] <= asked.end}
        if asked.while_ in ("closed", "open"):
            return {w for w in weeks if self.closed[w] == (asked.while_ == "closed")}
        if asked.while_ == "any":
            return weeks
        first = (self if any(self.closed) else whole).begins(asked.while_)
        return {w for w in weeks if w >= first}

    def begins(self, after: str) -> int:
        """The first closed week, or the first as ever after it; 0 where school never closes."""
        shut = [week for week, closed in enumerate(self.closed) if closed]
        if not shut or after == "since-closure":
            return shut[0] if shut else 0
        again = [w for w in range(shut[0], len(self.mondays)) if self.taught[w] and not self.closed[w]]
        return again[0] if again else len(self.mondays)


class Whole(Days):
    """The weeks in which every closure is for everybody, and a region with lessons is enough for all."""

    def taught_weeks(self, calendar: Any) -> list[bool]:
        """In which weeks there are lessons in some region."""
        return calendar.teaching.tolist()

    @staticmethod
    def is_for(scope: Any, place: tuple[str, str, str], level: int) -> bool:
        return True

    def of_day(self, what: str, phase: Any, week: int, sector: str, mean: bool) -> float:
        """What a closure leaves of a day, the mean of both halves."""
        return super().of_day(what, phase, week, sector, mean=True)
