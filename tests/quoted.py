"""Figures that docs quote: found in the text, and asked of a table of figures (docs/run_figures.py)."""

import datetime as dt
import math
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from simkansen.report.words import Words

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))

import headline  # noqa: E402
from run_figures import HELPS, Figures  # noqa: E402

WORDS = Words("en")
PLAIN = r"−?€?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?"
BAND = rf"{PLAIN}(?: \({PLAIN}(?: to {PLAIN})?\))?"
DATE = r"\d{1,2} [A-Z][a-z]+ \d{4}"
HEADLINE = headline.TEXT
ALLOWED = 3.0
"""How many of the combined Monte Carlo errors a quoted figure may be off."""

OF_QUOTIENTS = ("share of those targeted", "euro per pupil")

Ask = Callable[[Figures], tuple[float, float]]
"""Gives a value and its error."""


@dataclass(frozen=True)
class Quote:
    """One number in a text, and what it says."""

    place: str
    said: str
    what: str
    ask: Ask | None
    exact: bool = False
    """Whether it tells of the quoted run itself (replications, seed), so that the large run has another."""

    @property
    def value(self) -> float:
        bare = self.said.replace("−", "-").replace("€", "").replace(",", "")
        return float(bare.rstrip("%")) / (100 if bare.endswith("%") else 1)

    @property
    def half(self) -> float:
        """Half a unit of the last digit shown."""
        digits = re.search(r"\.(\d+)", self.said)
        return 0.5 * 10.0 ** -((len(digits[1]) if digits else 0) + 2 * self.said.endswith("%"))


def problem(quote: Quote, own: Figures, large: Figures) -> str | None:
    """What is wrong with a quoted figure, given those of its own run and those of a large one."""
    value, error = quote.ask(own)
    told = f"{quote.place}: {quote.said} ({quote.what})"
    rounding = quote.half * (1 + 1e-9) + 1e-5 * abs(value)  # tables have six digits
    # A page tells the median of quotients within each simulation; the table has the quotient of two medians.
    of_quotients = error if any(part in quote.what for part in OF_QUOTIENTS) else 0.0
    if not abs(quote.value - value) <= rounding + of_quotients:
        return f"{told} is {value:.6g} in the run that it is quoted from"
    if quote.exact:
        return None
    other, other_error = quote.ask(large)
    allowed = ALLOWED * math.hypot(error, other_error) + rounding
    if not math.isfinite(allowed):
        return f"{told}: how far it would move with another seed is not known"
    if abs(quote.value - other) <= allowed:
        return None
    return f"{told} is {other:.6g} in the large run, further off than {allowed:.3g}"


def row_of(figures, scenario, kind, measure, by="all", group=None, week=None):
    """The one row, of the last week that has it unless a week is given; any group where it is None."""
    found = {
        key: row for key, row in figures.rows.items()
        if key[:4] == (scenario, kind, measure, by) and group in (None, key[4]) and week in (None, key[5])
    }  # fmt: skip
    if not found:
        raise LookupError(f"no row {scenario}, {kind}, {measure}, {by}, {group}, {week} in the table")
    assert len({key[4] for key in found}) == 1
    return found[max(found, key=lambda key: key[5])]


def value_of(part, *key, sign=1.0, **where) -> Ask:
    """A part of a row; with a minus sign the ends change places."""
    own = {"p05": "p95", "p95": "p05"}.get(part, part) if sign < 0 else part

    def ask(figures):
        row = row_of(figures, *key, **where)
        return sign * row[own], row[f"{own}_error"]

    return ask


def quotient_of(part: Ask, whole: Ask) -> Ask:
    """A quotient of two medians; its error as if they were independent, which is on the safe side here."""

    def ask(figures):
        (a, ea), (b, eb) = part(figures), whole(figures)
        return a / b, math.hypot(ea / b, a * eb / b**2)

    return ask


def about(name) -> Ask:
    return lambda figures: (float(figures.about[name]), 0.0)


def pattern(template: str, **fields: str) -> re.Pattern[str]:
    """A text with fields, as an expression with a group for each."""
    parts, seen = [], set()
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(re.escape(literal.replace("\u00a0", " ")))
        if name is not None:
            parts.append(f"(?P<{name}>{fields[name]})" if name not in seen else f"(?P={name})")
            seen.add(name)
    return re.compile("".join(parts))


def sentence(key: str, fields: dict[str, str]) -> re.Pattern[str]:
    """A text of the catalogue as an expression."""
    return pattern(WORDS(key, **{name: f"{{{name}}}" for name in fields}), **fields)


def numbers_of(text: str) -> list[str]:
    return re.findall(PLAIN, text)


def banded(said: str, ask_of: Callable[[str], Ask], what: str) -> Iterator[tuple[str, str, Ask]]:
    """The numbers of ``1.2 (0.8 to 1.6)``; one number in brackets is both ends."""
    middle, *ends = numbers_of(said)
    yield middle, f"{what}, median", ask_of("median")
    for part, end in zip(("p05", "p95"), (ends * 2)[:2], strict=False):
        yield end, f"{what}, {part}", ask_of(part)


def iso(said: str) -> str:
    return dt.datetime.strptime(said, "%d %B %Y").date().isoformat()


class Gallery:
    """Reads the gallery: each sentence is a text of the catalogue, so its fields say what a number is."""

    def __init__(self, figures: Figures) -> None:
        self.names = {title: name for name, title in figures.about["titles"].items()}
        self.reference = figures.about["reference"]
        titles = sorted(self.names, key=len, reverse=True)
        label = "|".join(map(re.escape, titles))
        groups = [WORDS(f"group.parental_education.{g}") for g in ("low", "middle", "high")]
        groups += [WORDS("worse.key_better"), WORDS("worse.key_worse")]
        of_groups = "|".join(map(re.escape, groups))
        between = rf"(?:{PLAIN}(?: to {PLAIN})? weeks )?"
        fields = {
            "label": label, "weeks": BAND, "cost": BAND, "helps": PLAIN, "n": PLAIN, "of": PLAIN,
            "share": PLAIN, "date": DATE, "evidence": r"[\w ()?]+", "low": PLAIN, "high": PLAIN,
            "kind": r"[^.:]+", "parameter": "[^’]+", "places": r"[^.]*?\d[^.]*",
            "groups": rf"(?:(?:{of_groups}) {PLAIN}(?:; )?)+",
        }  # fmt: skip
        behind = fields | {"weeks": between, "when": r"[A-Z][a-z]+ \d{4}"}
        self.patterns = {key: sentence(key, behind if key in BEHIND else fields) for key in READ}
        self.group = re.compile(rf"({of_groups}) ({PLAIN})")

    def read(self, line: str, place: str) -> tuple[list[Quote], str]:
        """The figures of a line, and what of the line is explained by no text."""
        line = line.replace("\u00a0", " ")
        found = sorted(
            ((m.start(), -m.end(), key, m) for key, one in self.patterns.items() for m in one.finditer(line)),
            key=lambda each: each[:2],
        )
        quotes, left, end, label = [], "", 0, None
        for start, minus_end, key, match in found:
            if start < end:
                continue
            values = match.groupdict()
            label = values.get("label", label)
            told = READ[key](self, values, self.names.get(label)) if READ[key] else ()
            quotes += [Quote(place, *one) for one in told]
            left += line[end:start] + " "
            end = -minus_end
        return quotes, left + line[end:]

    def recovered(self, said, name):
        key = (name, "effect", "delay_weeks")
        what = f"{name}: weeks recovered"
        return banded(said, lambda part: value_of(part, *key, group="all", sign=-1.0), what)

    def main(self, values, name):
        yield from self.recovered(values["weeks"], name)
        yield values["helps"], f"{name}: share it helps in", value_of("median", name, "effect", HELPS)

    def alt_recovered(self, values, name):
        return self.recovered(values["weeks"], name)

    def delay(self, values, name):
        week = iso(values["date"])
        return banded(
            values["weeks"], lambda part: value_of(part, name, "level", "delay_weeks", week=week),
            f"{name}: delay on {week}",
        )  # fmt: skip

    def behind(self, values, name):
        ends = numbers_of(values["weeks"])
        for part, end in zip(("p05", "p95"), (ends * 2)[:2], strict=False):
            ask = value_of(part, name or self.reference, "level", "delay_weeks")
            yield end, f"delay at the end, {part}", ask

    def cost(self, values, name):
        yield from banded(
            values["cost"],
            lambda part: quotient_of(
                value_of(part, name, "effect", "cost"), value_of("n_pupils", name, "effect", "cost")
            ),
            f"{name}: euro per pupil",
        )
        yield from self.recovered(values["weeks"], name)

    def gains(self, values, name):
        shares = {WORDS("worse.key_better"): "better_off", WORDS("worse.key_worse"): "worse_off"}
        levels = {WORDS(f"group.parental_education.{g}"): g for g in ("low", "middle", "high")}
        for group, said in self.group.findall(values["groups"]):
            if group in shares:
                ask = value_of("median", name, "effect", shares[group])
            else:
                by = ("delay_weeks", "parental_education", levels[group])
                ask = value_of("median", name, "effect", *by, sign=-1.0)
            yield said, f"{name}: {group}", ask

    def targeted(self, values, name):
        yield values["n"], f"{name}: pupils targeted", of_intervention(name, "pupils_targeted")
        everybody = of_intervention(name, "pupils_targeted", "n_pupils")
        yield values["of"], "all pupils who learn in one of the years", everybody

    def schools(self, values, name):
        yield values["n"], f"{name}: schools that take part", of_intervention(name, "schools_taking_part")
        yield values["of"], f"{name}: schools targeted", of_intervention(name, "schools_targeted")

    def hours(self, values, name):
        yield values["n"], f"{name}: hours per pupil reached", of_intervention(name, "hours_received")


def of_intervention(name, measure, part="median") -> Ask:
    return value_of(part, name, "level", measure, by="intervention")


def step(measure):
    """Read ``1,108 are reached (46%)``."""

    def read(_, values, name):
        part = of_intervention(name, measure)
        yield values["n"], f"{name}: {measure}", part
        if "share" in values:
            whole = of_intervention(name, "pupils_targeted")
            yield values["share"], f"{name}: {measure}, share of those targeted", quotient_of(part, whole)

    return read


BEHIND = ("time.behind", "time.behind_with")
READ = {
    "main.alt": Gallery.main,
    "time.alt": Gallery.delay,
    "time.alt_recovered": Gallery.alt_recovered,
    **dict.fromkeys(BEHIND, Gallery.behind),
    "whom.alt": Gallery.gains,
    "cost.alt": Gallery.cost,
    "reach.alt.targeted": Gallery.targeted,
    "reach.alt.schools": Gallery.schools,
    **{
        f"reach.alt.{measure}{rest}": step(measure)
        for measure in ("pupils_offered", "pupils_reached", "pupils_missed")
        for rest in ("", ".others")
    },
    "reach.alt.hours": Gallery.hours,
    # What has digits and is no result: places are set by the scenario, counts in a title are claims (told
    # only where nine in ten simulations show it), and the tornado's ends are those of the shipped study
    # (`test_the_tornado_shows_the_shipped_study`).
    "reach.alt.places": None,
    **{f"{one}.{many}": None for one in ("main.helps", "whom.narrows") for many in ("all", "count")},
    "tornado.alt": None,
}
"""By text of the catalogue: how its figures are read; None where they are no results of the run."""
