"""Staff hours that the interventions take against those that schools have left."""

from __future__ import annotations

from functools import partial

from simkansen.interventions import registry
from simkansen.report.figures.numbers import SHARE, mark_rows
from simkansen.report.figures.parts import Column, Context, Picture, Tidy, dot, limits, number_axis
from simkansen.report.figures.rows import row_axes
from simkansen.report.reading.records import Band, aligned, spread_of
from simkansen.report.reading.staffing import staff_hours
from simkansen.report.style import INK, Figure


def picture(context: Context) -> Picture | None:
    """Return taken hours as a share of those available, or None when no intervention needs staff.

    Interventions that need none have no row; a sentence of the caption names them.
    """
    words, without = context.words, []
    last = context.results.last
    taken, have = last("staff_hours_needed"), last("staff_hours_available")
    asked, hours = taken | last("staff_hours_asked"), staff_hours(context)
    ratios = {}
    for key in ((e.name, "all") for e in context.effects):
        ratio = staff_share(context, key[0])
        if key in asked and asked[key].ends[1] <= 0:
            without.append(words("staff.quoted", label=context.label(key[0])))
        elif key in taken and key in have and ratio is not None:
            ratios[key[0]] = ratio
    if not ratios:
        return None
    columns: tuple[Column[Band], ...] = (
        ("label", words("head.intervention"), lambda ratio: context.label(ratio.scenario)),
        ("", words("staff.asked"), lambda ratio: words.number(hours[ratio.scenario].asked)),
        ("", words("staff.needed"), lambda ratio: words.number(hours[ratio.scenario].taken)),
        ("", words("staff.available"), lambda ratio: words.number(have[ratio.scenario, "all"].mean)),
        ("share", words("staff.share"), lambda ratio: words.share_band(ratio)),
    )
    # Who has too few hours stands above the page, and in every caption that only hours of staff are counted.
    notes = [words("staff.means"), *_may_hire(context, ratios)]
    notes += [words("staff.none", list=words.listed(without))] if without else []
    numbers = partial(mark_rows, measure="staff_hours_share", unit=SHARE)
    return Tidy(words("staff.table"), list(ratios.values()), columns, lambda ratio: numbers([ratio])).picture(
        "staff",
        words("staff.topic"),
        words("staff.unit"),
        words.of("staff.alt"),
        lambda narrow: _draw(context, ratios, narrow=narrow),
        " ".join(notes),
    )


def _may_hire(context: Context, ratios: dict[str, Band]) -> list[str]:
    """Return that what takes more hours than there are has others hired for them, where its type may."""
    words, kinds = context.words, registry()
    labels = [
        f"‘{context.label(effect.name)}’"
        for effect in context.effects
        if effect.name in ratios
        and ratios[effect.name].ends[1] > 1
        and any(
            (kind := kinds.get(str(one.get("type")))) is not None and not kind.uses_school_staff
            for one in effect.scenario.interventions
        )
    ]
    return [words("staff.may_hire", labels=words.listed(labels))] if labels else []


def staff_share(context: Context, name: str) -> Band | None:
    """Return the hours of staff that a scenario takes as a share of those available.

    Parameters
    ----------
    context
        The results.
    name
        A scenario.

    Returns
    -------
    Band or None
        Over the runs in which any hours are available; None where no run tells.
    """
    draws, key = context.results.draws, (name, "all")
    need, have = draws("staff_hours_needed").get(key), draws("staff_hours_available").get(key)
    if not need or not have:
        return None
    top, bottom = aligned([need, have])
    share = top[bottom > 0] / bottom[bottom > 0]
    if share.size == 0:
        return None
    low, middle, high = spread_of(share)
    return Band(
        name, "all", context.results.last_week, float(share.mean()), low, middle, high, share.size, 0.0
    )


def _draw(context: Context, ratios: dict[str, Band], *, narrow: bool) -> Figure:
    rows = row_axes([context.label(n) for n in ratios], narrow=narrow, top=0.3, right=0.3, row=0.45)
    axes = rows.axes
    for y, (name, band) in zip(rows.at, ratios.items(), strict=True):
        dot(axes, y, band, context.marks[name], context.label(name))
    low, high = limits(list(ratios.values()), pad=0.04)
    axes.set_xlim(min(low, 0), max(high, 1.08))
    axes.axvline(1, color=INK, lw=1.2, ls=(0, (4, 2)))
    text = context.words("staff.all")
    axes.annotate(text, (1, -0.5), (0, 5), textcoords="offset points", ha="right", size=8.5,
                  annotation_clip=False)  # fmt: skip
    number_axis(axes.xaxis, context.words, 5, kind="percent")
    axes.set_xlabel(context.words("staff.axis"))
    return rows.canvas.figure
