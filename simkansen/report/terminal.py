"""The same results for a terminal, as wide as that is, and for machines."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from simkansen.report.aligned import columns, folded
from simkansen.report.cautions import beside_of_run, facts, of_run, with_caution
from simkansen.report.figures import main, through_time
from simkansen.report.figures.for_whom import ORDER, SHOWN
from simkansen.report.figures.parts import Context, TextTable, decimals, tabled
from simkansen.report.overview import orders
from simkansen.report.page import open_context
from simkansen.report.reading.causes import told_interval
from simkansen.report.reading.csv_text import csv_text
from simkansen.report.reading.findings import Effect
from simkansen.report.reading.grounds import ground
from simkansen.report.reading.money import CostEffect, Interval, middle_price, money, of_whom, part_text
from simkansen.report.reading.own_prices import has_low_price, signed
from simkansen.report.reading.participants import (
    Participants,
    participants,
    reached_of,
    some_nobody,
    told,
    weeks_text,
)
from simkansen.report.reading.records import FEWEST_PUPILS, Band
from simkansen.report.reading.results import Results
from simkansen.report.reading.staffing import short_of_staff, staff_table
from simkansen.report.reading.steady import moves
from simkansen.report.sections import asked, bands, few_counted, more_runs
from simkansen.report.words import NBSP


def text_summary(folder: Path, lang: str) -> str:
    """Return the summary as text; see `simkansen.report.terminal_summary`."""
    with Results(folder) as results:
        context = open_context(results, lang)
        words = context.words
        blocks = [[*folded(" ".join(t for t in asked(context)[:2] if t)), *folded(asked(context)[3])]]
        title = main.title(context) if context.effects else through_time.title(context)
        blocks.append([*folded(title), ""] + (_effects(context) if context.effects else _levels(context)))
        told = [*orders(context), *few_counted(context), *moves(context), *bands(context)]
        told += more_runs(context)
        blocks.append([line for text in told for line in folded(text)])
        blocks += [folded(one) for one in of_run(context)]
        if len(short_of_staff(context)) and (hours := staff_table(context)) and len(hours.rows) > 1:
            blocks.append([*folded(hours.caption), *listed(hours)])
        blocks.append([words("page.banner")])
    return "\n\n".join("\n".join(block) for block in blocks).replace(NBSP, " ")


def _effects(context: Context) -> list[str]:
    """Return one row per intervention: weeks, band, share that helps, EUR per pupil and per week."""
    words, places = context.words, decimals([e.weeks for e in context.effects])
    spent = {m.name: m for m in money(context)}

    def price(name: str) -> str:
        found = spent[name].price if name in spent else None
        part = part_text(words, found)
        middle = middle_price(words, found)
        return signed(context, name, words("money.of_part", price=middle, part=part) if part else middle)

    def each(name: str) -> str:
        found = spent[name].per_pupil if name in spent else None
        return signed(context, name, words.euro(found.median)) if found else "–"

    def alone(effect: Effect, text: str) -> str:
        return "–" if effect.name in context.results.unlike else text

    cells: dict[str, Callable[[Effect], str]] = {
        words("head.intervention"): lambda e: context.label(e.name),
        words("term.weeks"): lambda e: main.middle_and_ends(words, e.weeks, places)[0],
        words("term.evidence"): lambda e: alone(e, ground(e.scenario).letter),
        words("term.helps"): context.helps,
        words("term.pupil"): lambda e: each(e.name),
        words("term.week"): lambda e: price(e.name),
    }
    if not context.middles_alone:  # after the weeks, and before what simulations count
        band = {words("term.band"): lambda e: main.middle_and_ends(words, e.weeks, places)[1]}
        first, rest = dict(list(cells.items())[:2]), dict(list(cells.items())[2:])
        cells = {**first, **band, **rest}
    of_pupils = folded(of_whom(context)) if spent else []
    return [*listed(tabled("", context.effects, cells)), *of_pupils, "", *_per_reached(context)]


def _per_reached(context: Context) -> list[str]:
    """Return one row per intervention of what it does and costs per pupil whom it reaches."""
    words, found = context.words, participants(context)
    if not told(found.values()):
        return []

    cells: dict[str, Callable[[str], str]] = {
        words("head.intervention"): context.label,
        words("term.reached"): lambda n: reached_of(context, found[n]),
        words("term.per_reached"): lambda n: weeks_text(
            context, found[n].reached, nobody=found[n].nobody, brief=True
        ),
        words("term.reached_euro"): lambda n: (
            signed(context, n, words.euro(cost.median)) if (cost := found[n].cost) else "–"
        ),
        words("term.per_targeted"): lambda n: (
            weeks_text(context, band, brief=True) if (band := found[n].targeted) else "–"
        ),
    }
    given = [band for one in found.values() for band in (one.reached, one.targeted) if band is not None]
    few = any(band.n_pupils < FEWEST_PUPILS for band in given)
    notes = [words("term.few_pupils")] if few else []
    notes += [note] if (note := some_nobody(context)) else []
    return [*listed(tabled("", found, cells)), *(line for text in notes for line in folded(text))]


def _levels(context: Context) -> list[str]:
    """Return the delay per group of the one scenario."""
    words = context.words
    rows = [[words("head.group"), context.of_runs("term.delay")]]
    for by in ("all", *SHOWN):
        found = {g: b for (_, g), b in context.results.last("delay_weeks", by=by).items()}
        for group, band in ((g, found[g]) for g in ORDER.get(by, ("all",)) if g in found):
            what = words.capital(context.dimension(by)) + (
                "" if by == "all" else f": {context.group(by, group)}"
            )
            rows.append([what, words.with_band(band, 1)])
    return columns(rows) if len(rows) > 1 else folded(words("page.no_figures"))


def listed(table: TextTable) -> list[str]:
    """Return a table as aligned lines; see `columns`."""
    return columns([table.head, *table.rows])


def json_summary(folder: Path) -> dict[str, Any]:
    """Return the summary as plain values; see `simkansen.report.summary_json`."""
    with Results(folder) as results:
        context = open_context(results, "en")
        spent = {m.name: m for m in money(context)}
        rank, found = context.ranking, participants(context)
        return {
            "folder": folder.name,
            "seed": results.seed,
            "hash": results.hash,
            "n_runs": results.n_runs,
            "n_pairs": results.n_pairs,
            "n_pupils": round(results.n_pupils),
            "reference": results.reference.name,
            "scenarios": [s.name for s in results.scenarios],
            **facts(results.manifest),
            "delay_weeks": {s: _plain(b) for (s, _), b in results.last("delay_weeks").items()},
            "effects": [
                {
                    "scenario": e.name,
                    "weeks_recovered": _plain(e.weeks),
                    "median_error": e.weeks.median_error,
                    **_participants(found.get(e.name)),
                    **_sure(e, alone=e.name not in results.unlike),
                    "chance_share": e.weeks.chance_share,
                    "chance_interval": _interval(results, e.weeks),
                    **_spent(spent.get(e.name)),
                    "price_below_known": has_low_price(e.scenario),
                    "best": rank.best[rank.names.index(e.name)] if rank and e.name in rank.names else None,
                }
                for e in context.effects
            ],
            "ranking_holds": rank.holds if rank else None,
            "not_told_apart_from_first": list(rank.close()) if rank else None,
            "finding": main.title(context) if context.effects else through_time.title(context),
        }


def _interval(results: Results, band: Band) -> tuple[float, float] | None:
    """Return the 90% interval of the share that is chance, which pages tell; None where they tell none."""
    if results.source == "point" or not band.told:
        return None
    return told_interval(band.chance_share, results.n_pairs, results.n_runs)


def csv_summary(folder: Path) -> str:
    """Return the summary as CSV; see `simkansen.report.summary_csv`."""
    with Results(folder) as results:
        context = open_context(results, "en")
        delays = [] if context.effects else _delays(results)
        caution = " ".join(beside_of_run(context))
    rows = delays or map(_flat, json_summary(folder)["effects"])
    return csv_text(with_caution(rows, caution), ("scenario",))


_BANDS = ("weeks_recovered", "weeks_per_reached", "weeks_per_targeted", "eur_per_pupil", "eur_per_week")
_NAMES = {"median_error": "weeks_recovered_median_error"} | dict.fromkeys(
    ("tried", "beyond_tried", "chance_share", "chance_interval", "price_below_known"), ""
)
"""What the CSV calls some values; those without a name are left out."""


def _flat(told: Mapping[str, Any]) -> dict[str, object]:
    """Return an effect as cells, three of each band."""
    row: dict[str, object] = {}
    for key, value in told.items():
        name = _NAMES.get(key, key)
        row |= _columns(key, value) if key in _BANDS else {name: value} if name else {}
    return row


def _delays(results: Results) -> list[dict[str, object]]:
    """Return the delay of each group under the reference, in the order of the table."""
    name, rows = results.reference.name, []
    for by in ("all", *SHOWN):
        found = results.last("delay_weeks", by=by)
        for group in ORDER.get(by, ("all",)):
            if (name, group) in found:
                told = _columns("delay_weeks", _plain(found[name, group]))
                runs = {"n_runs": found[name, group].n_runs}
                rows.append({"scenario": name, "by": by, "group": group, **told, **runs})
    return rows


def _columns(name: str, values: Mapping[str, float | None] | None) -> dict[str, object]:
    """Return a band as three cells, empty when there is none."""
    return {f"{name}_{k}": values[k] if values else None for k in ("median", "p05", "p95")}


def _plain(band: Band) -> dict[str, float | None]:
    return _finite({k: getattr(band, k) for k in ("mean", "p05", "median", "p95")})


def _sure(effect: Effect, *, alone: bool) -> dict[str, Any]:
    """Give what an effect rests on and how often it helps; None of what is not of interventions alone."""
    rests = ground(effect.scenario)
    told = {
        "evidence": rests.letter,
        "tried": rests.tried,
        "beyond_tried": rests.beyond,
        "helps": effect.helps,
    }
    return told if alone else dict.fromkeys(told)


def _spent(one: CostEffect | None) -> dict[str, Any]:
    """Return what a pupil and a recovered week cost, and in what share of the runs a week has a price.

    A price without end, where nothing is recovered, is None.
    """
    return {
        "eur_per_pupil": _plain(one.per_pupil) if one and one.per_pupil else None,
        "eur_per_week": _finite(_ends(one.price)) if one and one.price else None,
        "recovers_nothing": one.none_recovered if one else None,
        "has_price": one.priced if one else None,
    }


def _participants(one: Participants | None) -> dict[str, Any]:
    """Return weeks per pupil reached and targeted, how many are reached and how often none, and the cost."""
    return {
        "weeks_per_reached": _plain(one.reached) if one and one.reached else None,
        "weeks_per_targeted": _plain(one.targeted) if one and one.targeted else None,
        "pupils_reached": one.pupils if one and (one.of or one.pupils) else None,
        "reaches_nobody": 1 - one.reaching / one.runs if one and one.runs else None,
        "eur_per_reached": one.cost.median if one and one.cost else None,
    }


def _ends(price: Interval) -> dict[str, float]:
    return {"p05": price.p05, "median": price.median, "p95": price.p95}


def _finite(ends: Mapping[str, float]) -> dict[str, float | None]:
    return {k: v if math.isfinite(v) else None for k, v in ends.items()}
