"""What a page of a sweep begins with: one sentence with number, unit and how sure, and a row per option."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from simkansen.outcomes.groups import FEWEST_PUPILS
from simkansen.report.blocks import Glance, GlanceRow, Hero
from simkansen.report.figures import sweep_indices
from simkansen.report.figures.parts import Picture
from simkansen.report.figures.sweep_effects import ranked, tidy
from simkansen.report.plain import with_unit
from simkansen.report.reading.own_prices import SIGN
from simkansen.report.readings.glance import Scale, brief, how_known, tip_of
from simkansen.report.style import REFERENCE, Figure, wrap
from simkansen.report.sweep.evidence import ground_of
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.standing import alike, standing
from simkansen.report.sweep.text_varied import leading, what_most
from simkansen.report.sweep.words import EXPENSES
from simkansen.report.words import whole
from simkansen.runs.draws import FEWEST_COUNTED
from simkansen.sweep.analysis.study import RATIO, Row, is_few

SEEN = 6
"""Options that are seen at once, at most."""

_ROOM, _ROW, _LINE, _LETTERS = 560, 58, 18, 28
"""Of a telephone: pixels for all rows, of a row without its name, of a line of that; and its letters."""

MOST = 60
"""Options in the closed box, at most; `show` and the tables have all."""

_OF_ALL = ("few", "few_pupils", "range")
"""Sentences that tell from where to where all options lie."""

_SPENT = (RATIO, "cost")
"""What an option costs: the price of a week, and where that is not asked what all of it costs."""


def hero(found: Found, measure: str, dress: Callable[[Picture], Picture]) -> Hero | None:
    """Return what a page begins with; None where the sweep found neither effects nor what they rest on.

    Parameters
    ----------
    found
        The sweep.
    measure
        What rows tell: the id of a measure, or an empty text where none has effects.
    dress
        Gives the figure the caption of this page.
    """
    rows = ranked(found, measure) if measure else []
    if rows:
        return Hero(answer(found, measure, rows), glance(found, measure, rows, dress))
    picture = next(sweep_indices.draw(found), None)
    most = leading(found)
    return None if picture is None or most is None else Hero(_rests(found, most), dress(picture))


def _rests(found: Found, most: Row) -> str:
    """Return on what the first number rests most, or that it is not known, in one sentence."""
    dimensions = [found.telling.dimension(most["dimension"]), found.words("answer.first")]
    return brief(lambda one: what_most(found, most, "sweep.answer.rests", dimension=one), dimensions)


def answer(found: Found, measure: str, rows: Sequence[Row]) -> str:
    """Return what the options do, in one sentence of at most twenty words that claims no more than is known.

    Parameters
    ----------
    found
        The sweep.
    measure
        Id of the measure.
    rows
        Its effects, the best first; one or more.
    """
    words, telling = found.words, found.telling
    like = [row for row in rows if row["scenario"] not in found.study.unlike]
    top, key = (like or rows)[0], _claim(found, measure, like)
    gain = "" if _is_weeks(found, measure) else f"{telling.gain(measure)}: "
    about = {
        "amount": _range(found, like) if key in _OF_ALL else _amount(found, top),
        "band": telling.band(top, top["half_width"]),
        "n": words.number(len(alike(found, measure, like)) if key == "same" else 1),
        "few": words.number(FEWEST_PUPILS),
        "options": words.counted("sweep.answer.options", len(like)),
        "runs": _runs(found),
    }
    if key in ("close", "unknown"):
        about |= {"first": _number(found, top), "second": _amount(found, like[1])}
    labels, rivals = [f"‘{found.marked(top)}’", words("answer.first")], [""]
    if key == "unknown_beside" and (rival := standing(found, measure, like).rival) is not None:
        about |= {"first": _number(found, top), "second": _amount(found, rival)}
        rivals = [f"‘{found.marked(rival)}’", f"‘{telling.option(rival)}’", words("answer.other")]

    def say(label: str, other: str, before: str) -> str:
        text = words(f"sweep.answer.{key}", label=label, other=other, **about)
        return f"{before}{text}" if before else words.capital(text)

    return brief(say, labels, rivals, [gain, ""])


def _claim(found: Found, measure: str, rows: Sequence[Row]) -> str:
    """Return which of the sentences the runs allow, about options that differ in interventions alone."""
    if not rows:
        return "unlike"
    top, one = rows[0], found.telling.measure(measure)
    if any(is_few(row["n_pupils"]) for row in rows[:2]):
        return "few_pupils"
    counted = min([found.study.independent, *(row["n_runs"] for row in rows)])
    if counted < FEWEST_COUNTED or any(row["half_width"] is None for row in rows[:2]):
        return "few" if len(rows) > 1 else "few_one"
    if not one.ranks:
        return "range" if len(rows) > 1 else "helps"
    ends = sorted(one.sign * top[end] for end in ("p05", "p95"))
    if one.name not in EXPENSES and ends[0] <= 0:
        return "harms" if ends[1] < 0 else "unsure"
    return _order(found, measure, rows)


def _order(found: Found, measure: str, rows: Sequence[Row]) -> str:
    """Return which of the sentences what is known of the order of options allows."""
    if len(rows) == 1:
        return "helps"
    known, rival = standing(found, measure, rows)
    if known in ("close", "unknown") and rival is not rows[1]:
        first_two = standing(found, measure, rows[:2]).known
        if known == "unknown" or first_two == "told":
            return "unknown_beside"  # the order of the first two is known
    if known != "told":
        return known
    rests = ground_of(found.study, rows[0])
    return "assumed" if rests is not None and rests.all_assumed else "best"


def _is_weeks(found: Found, measure: str) -> bool:
    """Tell whether a measure is the weeks that all pupils recover in all subjects."""
    return found.telling.gain(measure) == found.words("sweep.gain.delay_weeks")


def _told(found: Found, row: Row) -> float:
    return float(found.telling.flip(row["measure"]) * row["mean"])


def _number(found: Found, row: Row) -> str:
    """Write a mean as the table does, without how well it is known."""
    return found.telling.number(row["measure"], _told(found, row), row["half_width"])


def _amount(found: Found, row: Row) -> str:
    return _with_unit(found, row["measure"], _number(found, row), _told(found, row))


def _with_unit(found: Found, measure: str, text: str, value: float) -> str:
    if _is_weeks(found, measure):
        return found.words("sweep.answer.weeks", weeks=with_unit(found.words, text, value))
    return f"{text} {found.telling.unit(measure)}".strip()


def _ends(found: Found, row: Row) -> list[float]:
    """Return where nine in ten simulations lie, as it is told; nothing where there are too few of them.

    Points of a sample are no simulations of their own: what they vary by says not how sure an option is.
    """
    few = found.study.sampled and found.study.independent < FEWEST_COUNTED
    return [] if few else found.telling.ends(row)


def _range(found: Found, rows: Sequence[Row]) -> str:
    """Write from where to where the means of options lie."""
    low, high = (min(rows, key=partial(_told, found)), max(rows, key=partial(_told, found)))
    text = found.words.between(_number(found, low), _number(found, high))
    return _with_unit(found, low["measure"], text, _told(found, high))


def _runs(found: Found) -> str:
    """Return after how many simulations: points of a sample share their chance, and so count for none."""
    key = "sweep.answer.independent" if found.study.sampled else "caption.runs"
    return found.words.counted(key, found.study.independent)


def glance(found: Found, measure: str, rows: Sequence[Row], dress: Callable[[Picture], Picture]) -> Glance:
    """Return a row for each option: what it gives, its price, how well known.

    Parameters
    ----------
    found
        The sweep.
    measure
        Id of the measure that rows tell.
    rows
        Its effects, the best first.
    dress
        Gives the figure the caption of this page.
    """
    words, telling, all_rows = found.words, found.telling, rows[:MOST]
    scale = Scale.around(x for row in all_rows for x in (*_ends(found, row), _told(found, row)))
    columns = _beside(found, measure)
    made = [_row(found, row, scale, [cells for _, cells in columns]) for row in all_rows]
    by = telling.scale(measure)
    sign = "%" if by > 1 else ""
    shown = _fitting([row.label for row in made])
    n = words.number(len(made))
    more = words("sweep.glance.more", n=n)
    if len(rows) > len(made):
        more = words("sweep.glance.most", n=n, all=words.number(len(rows)))
    return Glance(
        dress(_picture(found, measure, rows, any("price" in head for head, _ in columns))),
        made,
        scale.at(0.0),
        [(scale.at(one), words.short_number(by * one) + sign) for one in scale.ticks()],
        words("sweep.glance.table"),
        (words("sweep.head.option"), telling.gain(measure)),
        [_heads(found, head) for head, _ in columns],
        shown,
        more if len(made) > shown else "",
    )


def _fitting(labels: Sequence[str]) -> int:
    """Return how many rows are seen at once on a telephone, which depends on how long their names are."""
    heights = [_ROW + _LINE * len(wrap(label, _LETTERS).splitlines()) for label in labels[:SEEN]]
    return max(1, sum(sum(heights[: n + 1]) <= _ROOM for n in range(len(heights))))


def _picture(found: Found, measure: str, rows: Sequence[Row], priced: bool) -> Picture:
    """Return what the rows show as a figure that no page draws: its table, its numbers and its caption."""
    words, telling = found.words, found.telling
    known = "" if any(_ends(found, row) for row in rows) else "_few"
    note = [words(f"sweep.glance.note{known}", direction=telling.direction(measure))]
    part = "_part" if any(map(found.priced_in, found.effects)) else ""
    note += [words(f"sweep.glance.price{part}")] if priced else []
    made = tidy(found, measure, rows).picture(
        f"effects-{measure}",
        words("sweep.effects.title", measure=telling.gain(measure)),
        telling.axis_unit(measure),
        words.of("sweep.effects.alt"),
        _not_drawn,
        " ".join(note),
    )
    return replace(made, key=f"glance-{made.key}")


def _not_drawn(narrow: bool) -> Figure:
    """Refuse to draw what a page shows as rows."""
    raise NotImplementedError(f"a table at a glance has no {'narrow' if narrow else 'wide'} form")


Cells = Callable[[Row], tuple[str, str]]


def _beside(found: Found, shown: str) -> list[tuple[str, Cells]]:
    """Return the columns that the sweep measured: weeks of who takes part, and what it costs."""
    there = {one.name: one.id for one in reversed(found.study.measures) if not one.group}
    found_columns: list[tuple[str, Cells]] = []
    each = there.get("weeks_per_reached")
    if each is not None and each != shown:
        found_columns.append(("each", partial(_each, found, _by_option(found, each))))
    spent = next((there[name] for name in _SPENT if name in there and there[name] != shown), None)
    if spent is not None:
        head = "price" if found.telling.measure(spent).name == RATIO else spent
        found_columns.append((head, partial(_spent, found, _by_option(found, spent))))
    return found_columns


def _heads(found: Found, head: str) -> tuple[str, str]:
    words = found.words
    if head in ("each", "price"):
        return words(f"glance.{head}"), words(f"glance.{head}_short")
    return (found.telling.gain(head),) * 2


def _by_option(found: Found, measure: str) -> dict[str, Row]:
    return {found.telling.option(row): row for row in found.effects if row["measure"] == measure}


def _each(found: Found, rows: dict[str, Row], row: Row) -> tuple[str, str]:
    own = rows.get(found.telling.option(row))
    if own is None or own["mean"] is None:
        return "–", ""
    return _number(found, own), found.telling.band(own, own["half_width"]) if _ends(found, own) else ""


def _spent(found: Found, rows: dict[str, Row], row: Row) -> tuple[str, str]:
    """Write what an option costs; of a price the middle one, for the mean of a ratio says nothing."""
    own = rows.get(found.telling.option(row))
    ratio = own is not None and found.telling.measure(own["measure"]).name == RATIO
    value = None if own is None else own["median" if ratio else "mean"]
    if own is None or value is None or (ratio and value <= 0):
        return "–", ""
    part = found.priced_in(own)
    beside = found.words("sweep.glance.priced_in", runs=part) if part else ""
    told = found.words("money.none") if math.isinf(value) else found.words.euro(value)
    return told + (SIGN if own["price_below_known"] else ""), beside


def _row(found: Found, row: Row, scale: Scale, columns: Sequence[Cells]) -> GlanceRow:
    words, telling = found.words, found.telling
    few = is_few(row["n_pupils"])
    ends, told = _ends(found, row), _told(found, row)
    mark = telling.marks[row["scenario"]]
    band = telling.band(row, row["half_width"]) if ends else ""
    return GlanceRow(
        found.marked(row),
        replace(REFERENCE, marker=mark.marker) if few else mark,
        [scale.at(x) for x in (*(ends or (told, told)), told)],
        _number(found, row),
        band,
        [cells(row) for cells in columns],
        *how_known(words, ground_of(found.study, row)),
        tip_of(words, _amount(found, row), band),
        words.counted("count.pupils", whole(row["n_pupils"])) if few else "",
    )
