"""The words of the report in the languages of a country, and how numbers, dates and money are written.

The words are gettext catalogues (`simkansen.report.words.catalogue`), a msgid is the name that code asks for.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from functools import partial

from simkansen.evidence.files import PARAMETERS
from simkansen.report.names import LANGUAGES as LANGUAGES
from simkansen.report.reading.records import Band
from simkansen.report.words.catalogue import catalogue, of_the_country
from simkansen.runs.draws import FEWEST_COUNTED
from simkansen.scenario.schema.words import LEVEL, in_percent
from simkansen.schooling import load_system

MINUS, NBSP, NO_BREAK_HYPHEN = "\u2212", "\u00a0", "\u2011"
COUNTED = ("n", "draws", "pairs", "pupils")
"""Fields that say of how many a text is."""


def digits(band: Band, places: int, most: int = 3) -> int:
    """Return how many decimals show that a value is not nothing: at least so many, at most ``most``.

    Parameters
    ----------
    band
        The value; one that is nothing, or too little for ``most``, needs no more decimals.
    places
        Decimals that others beside it have.
    most
        Beyond this it is nothing. Where the interval holds zero, its ends are shown to be more than nothing:
        a middle of nothing says enough then, and more decimals would seem to be known.
    """
    ends = [round(end, most) for end in (band.p05, band.p95)] if band.told else []
    if ends and min(ends) <= 0 <= max(ends):
        reach = max(abs(band.p05), abs(band.p95))
        return next((n for n in range(places, most + 1) if reach * 10**n >= 1), places)
    return next((n for n in range(places, most + 1) if round(band.median, n) != 0), places)


def whole(n: float) -> int:
    """Return a number of pupils rounded to whole ones; of few a half is one more."""
    return math.floor(n + 0.5) if n < _FEW_HEADS else round(n)


_FEW_HEADS = 10
"""Of fewer than this it is told that a number of pupils was rounded."""

_CLOSE = 0.1
"""A share below this is close to nothing, one above the rest of it close to all: a choice of telling."""

_ROUNDING = 1e-9
"""What lies nearer to all than this is all: a sum of weights may miss one by its last bits."""

_BEFORE_GRADES = 5  # the age before that at which grade 1 is entered


def _grade_of(level: int) -> int:
    """Give the grade of a level as English-speaking readers count: the first is entered at the age of six."""
    system = load_system()
    return level - system.first_level + int(system.first_age) - _BEFORE_GRADES


class Words:
    """Words and formats of one language.

    Parameters
    ----------
    lang
        One of `LANGUAGES`.

    Raises
    ------
    ValueError
        Another language.
    """

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"language '{lang}' is not known; choose from {', '.join(LANGUAGES)}")
        self.lang = lang
        self._texts, self._country = catalogue(lang), of_the_country(lang)
        self._marks = str.maketrans({",": self("form.thousands"), ".": self("form.decimal")})
        self._country = self._country | {
            "subjects": self.listed(self.subject(name) for name in load_system().subject_names),
            "target": self.percent(load_system().schools.target_share.value),
            "parameters": PARAMETERS,
        }

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key, with its fields filled in; an unknown key raises KeyError.

        Where the text has a form for one and for many, the first of `COUNTED` among the fields decides.
        """
        text = self._texts.gettext(key)
        if self.has_plural(key):
            number = next((values[name] for name in COUNTED if name in values), "")
            text = self._texts.ngettext(key, key, 1 if str(number) == "1" else 2)
        if text == key:
            raise KeyError(key)
        return text.format(**{**self._country, **values})

    def of(self, key: str) -> Callable[..., str]:
        """Return what fills the fields of one text; see `__call__`."""
        return partial(self, key)

    @property
    def level(self) -> str:
        """What a level of a primary school is called: ``groep``."""
        return self._country["level"]

    def subject(self, name: str) -> str:
        """Return what a subject is called; its name where the country has no word for it."""
        return self(f"subject.{name}") if self.has(f"subject.{name}") else name

    def sector(self, name: str) -> str:
        """Return what schools of a sector are called; its name where the country has no word for it."""
        return self(f"sector.{name}") if self.has(f"sector.{name}") else name

    def group(self, by: str, group: str) -> str:
        """Return what a group of a grouping is called."""
        if by == LEVEL:
            key = f"group.{LEVEL}" if self.has(f"group.{LEVEL}") else "group.level"
            return self(key, n=group, grade=_grade_of(int(group)))
        key = f"group.{by}.{group}"
        return self(key) if self.has(key) else group

    def has(self, key: str) -> bool:
        """Return whether this key has a text."""
        return self._texts.gettext(key) != key

    def has_plural(self, key: str) -> bool:
        """Return whether this key has a text for one and one for many."""
        return self._texts.ngettext(key, "", 1) != key

    def counted(self, key: str, n: float, **values: object) -> str:
        """Return the text of a key for one or for many, with ``{n}`` filled in; see `__call__`."""
        text = self._texts.ngettext(key, key, 1 if n == 1 else 2)
        if text == key:
            raise KeyError(key)
        return text.format(**{**self._country, **values, "n": self.short_number(n)})

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with its separators and a true minus sign; unknown when it is not a number."""
        if math.isnan(value):
            return self("form.unknown")
        text = f"{abs(value):,.{decimals}f}"
        negative = value < 0 and float(text.replace(",", "")) != 0
        return (MINUS if negative else "") + text.translate(self._marks)

    def short_number(self, value: float) -> str:
        """Return a number of a scenario file: as many decimals as it needs, three at most."""
        decimals = next((d for d in range(3) if round(value, d) == round(value, 3)), 3)
        return self.number(value, decimals)

    def significant(self, value: float, digits: int = 3, most: int = 10) -> str:
        """Return a number with so many digits that count, whole ones all; no zeros at the end.

        Parameters
        ----------
        value
            The number.
        digits
            How many count.
        most
            Decimals at most; what is smaller is nothing.
        """
        places = min(most, max(0, digits - 1 - int(f"{value:e}".partition("e")[2])))
        shorter = (d for d in range(places) if abs(round(value, d) - round(value, places)) < 1e-12)
        return self.number(value, next(shorter, places))

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """Return a share (0-1) as a percentage: little is not nothing (``under 1%``), most not all.

        It is unknown without a share.
        """
        if share is None or math.isnan(share):
            return self("form.unknown")
        told, least = round(100 * share, decimals), 10.0 ** -(decimals + 2)
        if told == 0 and share > 0.0:
            return self("form.under", share=self.percent(least, decimals))
        if told == 100 and share < 1.0 - _ROUNDING:
            return self("form.over", share=self.percent(1.0 - least, decimals))
        return self.number(100 * share, decimals) + "%"

    def heads(self, n: float) -> str:
        """Return a number of pupils, or of schools, that is a middle or a mean: always whole ones.

        Of few it is ``about 4`` where it is not whole, or ``fewer than 1``.
        """
        if 0.0 < n < 1.0:
            return self("form.fewer", n=self.number(1))
        told = self.number(n if math.isnan(n) else whole(n))
        return self("form.about", n=told) if n < _FEW_HEADS and n != whole(n) else told

    def heads_band(self, band: Band) -> str:
        """Return the same with its interval: ``about 4 (0 to 12)``; see `with_band`."""
        middle = self.heads(band.median)
        if band.few:
            return self.of_part(self.counted("few.cell", whole(band.n_pupils), value=middle), band)
        if not band.told:
            return self.of_part(middle, band)
        low, high = (self.number(whole(end)) for end in (band.p05, band.p95))
        return self.of_part(middle if low == high else self.band(middle, low, high), band)

    def as_written(self, share: float) -> str:
        """Return a share that a file says as a percentage, with the decimals that it was written with."""
        return self.percent(share, len(in_percent(share).partition(".")[2]))

    def of_pupils(self, share: float) -> str:
        """Return a share of pupils as a percentage, of few of them with the decimals that it needs."""
        return self.percent(share, 0 if share >= 0.01 or share <= 0.0 else 2)

    def counted_share(self, share: float | None, runs: float) -> str:
        """Return in what part of the simulations something is so: in per cent, of few of them counted.

        Parameters
        ----------
        share
            Part of the simulations, in [0, 1]; None where it is not known.
        runs
            Simulations that are independent; fewer than `FEWEST_COUNTED` are counted: ``3 of 4``.
        """
        if share is None or math.isnan(share) or runs >= FEWEST_COUNTED:
            return self.percent(share)
        n = self.number(runs)
        return self("form.of", k=self.number(round(share * runs)), n=n).replace(" ", NBSP)

    def euro(self, value: float, decimals: int = 0) -> str:
        """Return an amount in the country's money: ``€1,250`` in English, ``€ 1.250`` in Dutch."""
        text = self.number(value, decimals)
        if math.isnan(value):
            return text
        minus, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
        return minus + self("form.money", sign=load_system().money.sign, amount=digits)

    def between(self, low: str, high: str) -> str:
        """Return ``low to high``, which a line never breaks."""
        return low if low == high else self("form.to", low=low, high=high).replace(" ", NBSP)

    def band(self, value: str, low: str, high: str) -> str:
        """Return ``value (low to high)``; the value alone where the runs are too few for an interval."""
        if low == high == self("form.unknown"):
            return value
        return self("form.band", value=value, band=self.between(low, high))

    def banded(self, value: str, low: str, high: str) -> str:
        """Return ``value (low to high)``; the value alone where all three are the same."""
        return value if value == low == high else self.band(value, low, high)

    def with_band(self, band: Band | None, places: int) -> str:
        """Return ``1.2 (0.8 to 1.6)``; the value alone when the band is no wider than the rounding.

        One too small for so many decimals gets as many as show it (`digits`). Without a band it is unknown;
        of a part of the simulations it says so (`of_part`).
        """
        if band is None:
            return self("form.unknown")
        places = digits(band, places)
        if band.few:
            few = self.counted("few.cell", whole(band.n_pupils), value=self.number(band.median, places))
            return self.of_part(few, band)
        told = self.banded(*(self.number(v, places) for v in (band.median, band.p05, band.p95)))
        return self.of_part(told, band)

    def of_part(self, text: str, band: Band, key: str = "part.cell") -> str:
        """Return a text on a band; of a group that is in a part of the simulations with in how many."""
        if not band.partly:
            return text
        return self.counted(key, band.n_runs, value=text, all=self.number(band.of_runs))

    def share_band(self, band: Band | None, places: int = 0) -> str:
        """Return ``12% (8% to 16%)`` for a share; unknown without one."""
        if band is None:
            return self("form.unknown")
        low, high = self.ends_of_share(band.p05, band.p95, places)
        return self.banded(self.percent(band.median, places), low, high)

    def ends_of_share(self, low: float, high: float, places: int = 0) -> tuple[str, str]:
        """Return two shares as the ends of an interval.

        Close to nothing or to all both have one decimal more: ``0.4%`` and ``1.4%``, not under 1% and 1%.
        """
        told = [round(100 * share, places) for share in (low, high)]
        nothing = low > 0.0 and told[0] == 0 < told[1] and high < _CLOSE
        whole = high < 1.0 - _ROUNDING and told[0] < 100 == told[1] and low > 1.0 - _CLOSE
        places += nothing or whole
        return self.percent(low, places), self.percent(high, places)

    def euro_band(self, band: Band | None) -> str:
        """Return ``€120 (€80 to €160)``; unknown without a band."""
        if band is None:
            return self("form.unknown")
        return self.banded(*(self.euro(v) for v in (band.median, band.p05, band.p95)))

    def date(self, day: dt.date) -> str:
        """Return a date in full: ``1 September 2020``."""
        return f"{day.day}{NBSP}{self('form.months').split()[day.month - 1]} {day.year}"

    def month_year(self, day: dt.date) -> str:
        """Return ``July 2021``."""
        return f"{self('form.months').split()[day.month - 1]} {day.year}"

    def month(self, day: dt.date) -> str:
        """Return the short name of the month."""
        return self("form.months_short").split()[day.month - 1]

    def listed(self, items: Iterable[str], word: str = "and") -> str:
        """Return ``a, b and c`` (or with ``or``)."""
        texts = list(items)
        if len(texts) < 2:
            return "".join(texts)
        return f"{', '.join(texts[:-1])} {self('form.' + word)} {texts[-1]}"

    def capital(self, text: str) -> str:
        """Return the text with a capital first letter."""
        return text[:1].upper() + text[1:]
