"""The effects of a sweep for a terminal: tables, what their columns are, and whether runs are enough."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from simkansen.outcomes.groups import FEWEST_PUPILS
from simkansen.report.aligned import columns, folded
from simkansen.report.figures.sweep_effects import over
from simkansen.report.sweep.evidence import letter
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.labels import number_of
from simkansen.report.sweep.words import EXPENSES, fine
from simkansen.report.words import NBSP
from simkansen.runs.draws import FEWEST_COUNTED, FEWEST_DRAWS
from simkansen.sweep.analysis.pairs import option_of
from simkansen.sweep.analysis.regret import without_effect
from simkansen.sweep.analysis.study import CHOICE, RATIO, is_few
from simkansen.sweep.store.told import SweepMeasure

OPTIONS = 12
"""How many options are told."""

_Row = dict[str, Any]


def effects(found: Found) -> Iterator[list[str]]:
    """Give a table for each measure: effects, how often best, regret."""
    order = _order(found)
    for measure in found.study.measures:
        of = _by_option(found, found.effects, measure.id)
        best = {} if measure.name in EXPENSES else _by_option(found, told(found), measure.id)
        listed = [name for name in order if name in of or name in best]
        if all(row["median"] is None for row in of.values()) or not listed:
            continue
        counts = {} if measure.name in EXPENSES else _counts(found, of, best)
        heading = f"{found.telling.gain(measure.id)} – {found.telling.direction(measure.id)}"
        lines = [*folded(heading), *columns(_rows(found, measure, listed[:OPTIONS], of, counts))]
        if len(listed) > OPTIONS:
            lines += folded(found.words.counted("sweep.more_options", len(listed) - OPTIONS))
        yield [line.replace(NBSP, " ") for line in lines]


def _rows(
    found: Found,
    measure: SweepMeasure,
    names: Sequence[str],
    of: Mapping[str, _Row],
    counts: Mapping[str, Mapping[str, str]],
) -> list[list[str]]:
    """Return the rows of the table of a measure, its head first."""
    middle = "median" if measure.name == RATIO else "mean"
    rows = [[*(found.words(f"sweep.head.{key}") for key in ("option", middle, "band")), *counts]]
    for name in names:
        label = name if name not in of else found.marked(of[name])
        rows.append([label, *_effect(found, of.get(name)), *(cells[name] for cells in counts.values())])
    return rows


def told(found: Found) -> list[dict[str, Any]]:
    """Return the rows that say how often an option is best; none where that is held back."""
    return [row for row in found.regret if row["p_best"] is not None]


def _by_option(found: Found, rows: Sequence[dict[str, Any]], measure: str) -> dict[str, dict[str, Any]]:
    return {found.telling.option(row): row for row in rows if row["measure"] == measure}


def _order(found: Found) -> list[str]:
    """Name the options, those with the least regret on the first measure that has regret first."""
    places = sorted(range(len(found.study.options)), key=partial(_by_value, found))
    names = [found.telling.option(found.study.about(place)) for place in places]
    best = told(found)
    if not best:
        return names
    first = [row for row in best if row["measure"] == best[0]["measure"]]
    mean = {found.telling.option(row): row["regret_mean"] for row in first}
    return sorted(names, key=lambda name: mean.get(name, float("inf")))


def _by_value(found: Found, option: int) -> tuple[object, ...]:
    """Return where an option stands: by its scenario, then by its values, numbers by their size."""
    study = found.study
    about = study.about(option)
    values = [about[path] for path in study.choices]
    sizes = [number_of(value) if isinstance(value, int | float | str) else None for value in values]
    scenario = next(n for n, one in enumerate(study.options) if one.scenario == about["scenario"])
    return (scenario, *(_unsized(found, path, value) if size is None else size
                        for path, value, size in zip(study.choices, values, sizes, strict=True)))  # fmt: skip


def _unsized(found: Found, path: str, value: object) -> float:
    """Return where a value that is no number stands: in the order of the file, after all numbers."""
    several = [found.study.about(n)[path] for n in range(len(found.study.options))]
    return 1e12 + several.index(value)


def _effect(found: Found, row: dict[str, Any] | None) -> list[str]:
    if row is None:
        return ["", ""]
    telling, id = found.telling, row["measure"]
    if telling.measure(id).name == RATIO:  # its mean says nothing, as what it is divided by may pass 0
        mean = telling.number(id, row["median"])
    else:
        mean = "–" if row["mean"] is None else telling.mean(row)
    return [mean, telling.band(row)]


def _counts(found: Found, of: Mapping[str, _Row], best: Mapping[str, _Row]) -> dict[str, dict[str, str]]:
    """Give by head of a column the cells of options: their evidence first, then what simulations count."""
    words, none = found.words, dict.fromkeys([*of, *best], "")
    found_cells: dict[str, dict[str, str]] = {}
    if any(row["evidence"] for row in of.values()):
        # What goes beyond what was tried has a sentence below; here it would leave options no room.
        letters = {name: letter(words, {**row, "beyond": False}) for name, row in of.items()}
        found_cells[words("term.evidence")] = none | letters
    better = {
        name: found.telling.share(row["p_better"], row["n_runs"])
        for name, row in of.items()
        if row["p_better"] is not None
    }
    if any(cell != "–" for cell in better.values()):
        found_cells[words("sweep.head.better")] = none | better
    if best:
        shares = {name: words.percent(row["p_best"]) for name, row in best.items()}
        found_cells[words("sweep.head.best")] = none | shares
        regret = {name: _regret(found, row) for name, row in best.items()}
        found_cells[words("sweep.head.regret")] = none | regret
    return found_cells


def _regret(found: Found, best: _Row) -> str:
    mean, tail = (found.telling.number(best["measure"], best[key]) for key in ("regret_mean", "regret_p95"))
    return f"{mean} ({tail})"


def explained(found: Found) -> str:
    """Say what the columns of the tables are."""
    words, study = found.words, found.study
    reference = found.telling.scenario(study.reference)
    known = any(row["half_width"] is not None for row in found.effects)
    key = "sweep.explain" if known else "sweep.explain_few"
    texts = [words(key, over=over(found, found.effects), reference=reference)]
    if any(found.telling.share(row["p_better"], row["n_runs"]) != "–" for row in found.effects):
        texts.append(words("sweep.explain_better", reference=reference))
    texts += _averaged(found)
    if any(row["evidence"] for row in found.effects):
        texts.append(words("ground.how"))
    texts += [words("sweep.explain_ratio"), *_recovered(found)] if _tells_prices(found) else []
    texts += [text for text in (few(found), few_counted(found), few_pupils(found), in_part(found)) if text]
    if told(found):
        kind = "sampled" if study.sampled else study.method
        texts.append(words("sweep.explain_best", future=words(f"sweep.future.{kind}")))
        most = max(told(found), key=lambda row: int(row["n_left_out"]))
        about = {"measure": found.telling.gain(most["measure"])}
        texts += [words.counted("sweep.left_out", most["n_left_out"], **about)] if most["n_left_out"] else []
    return " ".join([*texts, *not_best(found)])


def not_best(found: Found, kept: Collection[str] | None = None) -> list[str]:
    """Say which options are held against no others, and on what no future has all of the others.

    Only of measures that are `kept`, where these are given: of those that a page tells the best option of.
    """
    words, of, never = found.words, dict[str, list[str]](), list[str]()
    for one in found.study.measures:
        rows = [row for row in found.regret if row["measure"] == one.id]
        if not rows or one.name in EXPENSES or (kept is not None and one.id not in kept):
            continue
        gain = f"‘{found.telling.gain(one.id)}’"
        never += [gain] if rows[0]["n_futures"] == 0 else []
        absent = [found.study.about(place) for place in without_effect(found.study, one)]
        if absent:
            of.setdefault(words.listed(f"‘{found.telling.option(row)}’" for row in absent), []).append(gain)
    said = [
        words("sweep.best.without", labels=labels, measures=words.listed(some)) for labels, some in of.items()
    ]
    return [*said, *([words("sweep.best.no_future", measures=words.listed(never))] if never else [])]


def _tells_prices(found: Found) -> bool:
    """Say whether any option has a price of a week: one that is not of interventions alone has none."""
    told_of = {row["measure"] for row in found.effects if row["median"] is not None}
    return any(found.telling.measure(id).name == RATIO for id in told_of)


def recovered_together(found: Found) -> dict[str, str]:
    """Write by how many pupil-weeks a price that is told was divided, by option; empty without the cost."""
    study = found.study
    place = {one.name: number for number, one in enumerate(study.measures) if not one.group}
    if not {"cost", RATIO} <= place.keys():
        return {}
    cost, price = f"m{place['cost']}", f"m{place[RATIO]}"
    rows = study.rows(
        f"SELECT option, {price}, {cost} / nullif(nullif({price}, 0), 'inf'::DOUBLE) FROM told "
        f"WHERE option > 0 AND {price} IS NOT NULL ORDER BY option, {price}, {cost}"
    )
    of: dict[int, list[float | None]] = {}
    for option, _, recovered in rows:
        of.setdefault(option, []).append(recovered)
    return {
        found.telling.option(study.about(option)): told
        for option, recovered in of.items()
        if (told := _of_the_middle(found, recovered))
    }


def _recovered(found: Found) -> list[str]:
    """Say by how many pupil-weeks prices that are told were divided."""
    words, divided = found.words, recovered_together(found)
    weeks = [words("sweep.pupil_weeks_of", label=label, weeks=told) for label, told in divided.items()]
    return [words("sweep.explain_together", weeks=words.listed(weeks))] if weeks else []


def _of_the_middle(found: Found, by_price: Sequence[float | None]) -> str:
    """Write the pupil-weeks of the run in the middle by its price, or of the two around the middle."""
    middle = by_price[(len(by_price) - 1) // 2 : len(by_price) // 2 + 1]
    several = sorted(one for one in middle if one is not None)
    if len(several) < len(middle):
        return ""  # it costs nothing, or recovers nothing
    texts = dict.fromkeys(map(found.words.number, several))
    return found.words.between(*texts) if len(texts) > 1 else next(iter(texts))


def _averaged(found: Found) -> list[str]:
    """Say over what of an option its one row is a mean, and what sets options of a sample apart."""
    study, words, path = found.study, found.words, found.telling.path
    levers = [one for one in study.levers if one.startswith(CHOICE)]
    others = [path(one) for one in study.levers if not one.startswith(CHOICE)]
    beside = [words("sweep.explain_beside", paths=words.listed(others))] if others else []
    if not study.sampled:
        return beside
    kinds = {
        "averaged": [path(one) for one in levers if one not in study.choices],
        "listed": [path(one) for one in study.choices],
    }
    said = [words(f"sweep.explain_{kind}", paths=words.listed(some)) for kind, some in kinds.items() if some]
    on = [words("sweep.explain_on")] if study.averages_switches and study.some_off else []
    return [*beside, *said, *on]


def few(found: Found) -> str:
    """Say of which options too few replications or points are there for a margin; empty without such.

    Of a value that is the same in every run nothing is said where others have a margin: it has none to miss.
    """
    rows = [row for row in found.effects if row["mean"] is not None and not is_few(row["n_pupils"])]
    held_back = [row for row in rows if row["half_width"] is None]
    if not held_back:
        return ""
    if len(held_back) < len(rows):
        held_back = [row for row in held_back if lacks_points(row) or _varies(found, row)]
    lacking: dict[str, list[_Row]] = {"no_interval": [], "no_interval_points": []}
    for row in held_back:
        lacking["no_interval_points" if lacks_points(row) else "no_interval"].append(row)
    told = (
        _no_interval(found, key, some, every=len(some) == len(rows)) for key, some in lacking.items() if some
    )
    return " ".join(told)


def lacks_points(row: _Row) -> bool:
    """Tell whether a mean has no margin as its points are too few, though its replications are enough."""
    return row["half_width"] is None and row["interval_over"] == "points and replications"


def _varies(found: Found, row: _Row) -> bool:
    number = [one.id for one in found.study.measures].index(row["measure"])
    return (option_of(found.study, row), number) not in found.unvarying


def _no_interval(found: Found, key: str, rows: Sequence[_Row], *, every: bool) -> str:
    """Say that all means, or those of some options, have too few replications or points for a margin."""
    words, least = found.words, found.words.number(FEWEST_DRAWS)
    if every:
        return words(f"sweep.{key}", least=least)
    labels = dict.fromkeys(_lacking(found, row) for row in rows)
    return words(f"sweep.{key}_of", labels=words.listed(labels), least=least)


def _lacking(found: Found, row: _Row) -> str:
    """Name the option of a row without a margin, and its measure where it has one on another."""
    label, telling = found.telling.option(row), found.telling
    own = [one for one in found.effects if one["mean"] is not None and telling.option(one) == label]
    if all(one["half_width"] is None for one in own):
        return f"‘{label}’"
    return found.words("sweep.few_pupils_of", label=label, measure=telling.gain(row["measure"]))


def few_counted(found: Found) -> str:
    """Say that replications are enough for a margin, and too few for per cents of them and for a best one."""
    words, study = found.words, found.study
    known = any(row["half_width"] is not None for row in found.effects)
    if not known or study.independent >= FEWEST_COUNTED:
        return ""
    fewest = words.number(FEWEST_COUNTED)
    if study.sampled:
        return words("sweep.few_sampled", n=words.number(study.independent), fewest=fewest)
    return words.counted("sweep.few_counted", study.independent, fewest=fewest)


def more_replications(found: Found) -> str:
    """Say what to write for more replications, of a sample that has too few; for who asks for them."""
    few = found.study.sampled and few_counted(found)
    return found.words("sweep.again", fewest=found.words.number(FEWEST_COUNTED)) if few else ""


def few_pupils(found: Found, kept: Collection[str] | None = None) -> str:
    """Say of which numbers there are too few pupils for an interval; empty where there are none such.

    Only of measures that are `kept`, where these are given: of numbers that a page has.
    """
    words, telling = found.words, found.telling
    rows = [row for row in found.effects if is_few(row["n_pupils"]) and row["mean"] is not None]
    rows = [row for row in rows if kept is None or row["measure"] in kept]
    if not rows:
        return ""
    about = ((telling.option(row), telling.gain(row["measure"])) for row in rows)
    labels = [words("sweep.few_pupils_of", label=label, measure=measure) for label, measure in about]
    return words("sweep.few_pupils", labels=words.listed(labels), few=words.number(FEWEST_PUPILS))


def in_part(found: Found, kept: Collection[str] | None = None) -> str:
    """Say of how many runs a number of a group is that not all runs have; empty where there are none such.

    Only of measures that are `kept`, where these are given: of numbers that a page has.
    """
    words, telling, whole = found.words, found.telling, dict[str, int]()
    groups = {one["id"] for one in found.study.manifest["measures"] if one.get("by", "all") != "all"}
    rows = [row for row in found.effects if row["n_runs"] is not None]
    for row in rows:
        name = telling.option(row)
        whole[name] = max(whole.get(name, 0), row["n_runs"])
    labels = [
        words(
            "sweep.in_part_of",
            label=name,
            measure=telling.gain(row["measure"]),
            n=words.number(row["n_runs"]),
            all=words.number(whole[name]),
        )
        for row in rows
        if row["measure"] in (groups if kept is None else groups & {*kept})
        and row["n_runs"] < whole[name := telling.option(row)]
    ]
    return words("sweep.in_part", labels=words.listed(labels)) if labels else ""


def replicated(found: Found) -> str:
    """Say whether there are enough replications."""
    words, telling, stop = found.words, found.telling, found.stopping
    if stop is not None:
        id = stop["measure"]
        unit, by = telling.axis_unit(id), telling.scale(id)
        least, most = (words.number(stop[f"replications_{end}"]) for end in ("fewest", "most"))
        values = {
            "n": words.between(least, most),
            "measure": telling.gain(id),
            "half": telling.asked(id, stop["half_width"]),
            "widest": behind(fine(words, None if stop["widest"] is None else by * stop["widest"]), unit),
        }
        unknown = "_unknown" if stop["widest"] is None else ""
        if stop["points"] > 1:
            reached, points = (words.number(stop[key]) for key in ("points_reached", "points"))
            return words(f"sweep.replicated.points{unknown}", reached=reached, points=points, **values)
        met = "reached" if stop["points_reached"] == stop["points"] else f"not_reached{unknown}"
        return words(f"sweep.replicated.{met}", **values)
    return _how_well(found) or few(found)


def behind(number: str, unit: str) -> str:
    """Write a unit behind a number: per cents close to it, as everywhere."""
    return f"{number}{unit}" if unit.startswith("%") else f"{number} {unit}"


def _how_well(found: Found) -> str:
    """Say how well the first measure is known where it is known the least, as the table has it."""
    words, telling, study = found.words, found.telling, found.study
    means = [row for row in found.effects if row["mean"] is not None]
    rows = [row for row in means if row["measure"] == means[0]["measure"] and row["half_width"] is not None]
    if not rows:
        return ""
    if {row["interval_over"] for row in rows} == {"points"}:
        about = {"replications": words.counted("sweep.replications", study.common)}
        return words("sweep.replicated.points_only", least=words.number(FEWEST_DRAWS), **about)
    widest = max(rows, key=lambda row: float(row["half_width"]))
    id, half = widest["measure"], telling.error(widest)
    about = {"n": words.number(study.common), "measure": telling.gain(id)}
    if not half:
        return words("sweep.replicated.certain", **about)
    about |= {"widest": f"{half} {telling.unit(id)}".strip(), "label": telling.option(widest)}
    if study.sampled:
        return words("sweep.replicated.sampled", **about)
    return words("sweep.replicated.no_rule", more=words.number(4 * study.common), **about)
