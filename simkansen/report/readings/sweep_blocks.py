"""The sentences and tables that the readings of a sweep are made of."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from simkansen.report.blocks import Block, texts
from simkansen.report.figures.parts import Picture, TextTable, tabled
from simkansen.report.figures.sweep_effects import over, ranked
from simkansen.report.figures.sweep_effects import tidy as effects_of
from simkansen.report.readings.common import again
from simkansen.report.research.result_files import file_table, held_file
from simkansen.report.sections import named_versions
from simkansen.report.sweep.found import Found, has_intervals
from simkansen.report.sweep.text import compared, failure_table, hidden, populations
from simkansen.report.sweep.text_effects import few_pupils, in_part, more_replications, recovered_together
from simkansen.report.sweep.words import EXPENSES
from simkansen.sweep.analysis.along import by_size
from simkansen.sweep.analysis.failures import kinds_of_failure
from simkansen.sweep.analysis.study import RATIO, Row
from simkansen.sweep.store.rows import FAILED

FAILURES = 20
"""Kinds of failure that are told."""

DIGITS = 16
"""Hexadecimal digits of a digest that are told."""


def measure_of(found: Found, key: str) -> str:
    """Return the name of the measure of a figure of effects."""
    return found.telling.measure(key.removeprefix("effects-")).name


def given(found: Found) -> list[str]:
    """Return the measures of what is given that have effects, in the order of the experiment.

    Standard deviations are for research.
    """
    names = [one.id for one in found.study.measures if one.name not in EXPENSES and one.unit != "SD"]
    return [id for id in names if ranked(found, id)]


def first_measure(found: Found) -> str:
    """Return the measure that comes first: of what is given, else any; an empty text without effects."""
    there = [one.id for one in found.study.measures if ranked(found, one.id)]
    return next(iter([*given(found), *there]), "")


def takes(found: Found) -> list[TextTable]:
    """Return a table for each measure of what an intervention takes."""
    return [
        effects_of(found, one.id, rows).table()
        for one in found.study.measures
        if one.name in EXPENSES and (rows := ranked(found, one.id))
    ] + ratios(found)


def ratios(found: Found) -> list[TextTable]:
    """Return the price of a recovered week: that of the middle run, for the mean of a ratio says nothing."""
    words, telling, divided = found.words, found.telling, recovered_together(found)
    heads = ("option", "median", "band", "runs_with", *(["pupil_weeks"] if divided else []))
    made = []
    for one in found.study.measures:
        rows = [row for row in found.effects if row["measure"] == one.id]
        if one.name != RATIO or all(row["median"] is None for row in rows):
            continue
        cells = [
            [
                found.marked(row, priced=False),
                telling.number(one.id, row["median"]),
                telling.band(row),
                "–" if row["n_runs"] is None else found.priced_in(row) or words.number(row["n_runs"]),
                *([divided.get(telling.option(row), "–")] if divided else []),
            ]
            for row in sorted(rows, key=_by_price)
        ]
        head = [words(f"sweep.head.{key}") for key in heads]
        made.append(TextTable(telling.gain(one.id), head, cells))
    return made


def _by_price(row: Row) -> tuple[bool, bool, float]:
    """Return where an option stands: last without a price, before these with one below what is known."""
    price = row["median"]
    return price is None, bool(row["price_below_known"]), 0.0 if price is None else float(price)


def asked_plainly(found: Found) -> list[str]:
    """Say what was compared, and on how many pupils, without the words of a design."""
    words, about = found.words, found.study.manifest
    texts = [compared(found)]
    if found.study.paths:
        paths = words.listed(map(found.telling.path, found.study.paths))
        texts.append(words("sweep.page.varied", paths=paths, points=words.number(about["points"])))
    if "schools" in about:
        texts.append(words.capital(words("sweep.page.people", **found.facts)))
    return texts


def limits(found: Found, told: str = "", kept: Collection[str] | None = None) -> list[str]:
    """Return what the results leave out, in sentences, but for those that the page has told before.

    Of numbers by measure only those that are `kept` are named, where these are given.
    """
    words, source = found.words, found.study.manifest.get("parameters")
    fitted = "unfitted" if source == "prior" else "fitted"
    said = [words("limits.made_up")]
    if populations(found) == 1:
        said.append(words("limits.people"))
    some = (failures(found), hidden(found), few_pupils(found, kept), in_part(found, kept))
    said += [text for text in some if text and text not in told]
    if found.study.paths:
        said.append(words("sweep.page.limit_range"))
    return said + [words(f"limits.{key}") for key in ("subjects", "primary", fitted)]


def failures(found: Found) -> str:
    """Say how many simulations failed, and which options have none that did not; empty where none failed."""
    words, failed = found.words, found.counts.get(FAILED, 0)
    if not failed:
        return ""
    n, of = words.number(failed), words.number(sum(found.counts.values()))
    without = [f"‘{found.telling.option(found.study.about(place))}’" for place in found.never_finished]
    each = words("sweep.page.never_finished", labels=words.listed(without)) if without else ""
    return " ".join(filter(None, [words("sweep.page.some_failed", n=n, all=of), each]))


def in_plain_words(found: Found, picture: Picture) -> Picture:
    """Return a figure with a caption that a school can read, but for what it says of its marks."""
    return replace(
        picture, key=f"plain-{picture.key}", origin=found.words("sweep.plain.origin", **found.facts)
    )


def along(found: Found, picture: Picture, title: str, beside: str) -> Picture:
    """Return a figure of what is varied with a caption that a school can read: what the marks are.

    Parameters
    ----------
    found
        The sweep.
    picture
        The figure.
    title
        In place of its own.
    beside
        What is said of this figure alone.
    """
    few = "" if has_intervals(found.along) else "_few"
    kind = "_sampled" if found.study.sampled else ""  # there points differ in all that is varied at once
    told = found.words(f"sweep.plain.along{kind}{few}", over=over(found, found.along))
    note = " ".join(filter(None, [told, beside]))
    return replace(in_plain_words(found, picture), title=title, note=note)


def for_policy(found: Found, *pictures: Picture) -> list[Picture]:
    """Return figures with a caption without seed and hash, which the page tells once, at its end."""
    origin = found.words("sweep.plain.source", **found.facts)
    return [replace(picture, key=f"policy-{picture.key}", origin=origin) for picture in pictures]


def made(found: Found) -> str:
    """Return how the page was made, so that it can be traced."""
    return found.words("sweep.page.made", **found.facts)


def varied(found: Found) -> TextTable | None:
    """Return what is varied: each path as in the file, whether it is chosen or unsure, and its values."""
    words, study = found.words, found.study
    kinds = {str(one["path"]): str(one["kind"]) for one in study.manifest["varied"]}
    rows = []
    for path in study.paths:
        values = study.points[path]
        if values.dtype.kind in "fiu":
            low, high = (found.telling.value(path, float(end)) for end in (values.min(), values.max()))
            ends = words.between(low, high)
        else:
            ends = words.listed(found.telling.value(path, one) for one in by_size(map(str, values)))
        kind = words(f"sweep.page.kind.{kinds[path]}")
        rows.append([path, found.telling.path(path), kind, ends])
    head = [words(f"sweep.head.{key}") for key in ("path", "what", "kind", "values")]
    return TextTable(words("sweep.page.table.varied"), head, rows, english=(0,)) if rows else None


def measures(found: Found) -> TextTable:
    """Return what is measured: the column of each measure, what it says, and which way is better."""
    words, telling = found.words, found.telling
    columns: dict[str, Callable[[str], str]] = {
        words("sweep.head.column"): str,
        words("sweep.head.effect"): telling.gain,
        words("sweep.head.unit"): telling.axis_unit,
        words("sweep.head.direction"): telling.direction,
    }
    return tabled(words("sweep.page.table.measures"), [one.id for one in found.study.measures], columns, (0,))


def failed(found: Found) -> list[TextTable]:
    """Return the kinds of failure, the most frequent first."""
    if not found.counts.get(FAILED):
        return []
    return [failure_table(found, kinds_of_failure(found.study)[:FAILURES], None, ("seed",))]


def files(found: Found) -> TextTable | None:
    """Return the files that the page was made from, with their sizes and digests."""
    words, folder = found.words, found.folder
    names = ("manifest.json", "experiment.yaml", "experiment.json", "points.parquet")
    there = [folder / name for name in names if (folder / name).is_file()]
    there += sorted((folder / "scenarios").glob("*.yaml"))
    caption = words("sweep.page.table.files")
    listed = [held_file(path, path.relative_to(folder).as_posix()) for path in there]
    return file_table(words, caption, listed, "sweep.head", (0,)) if there else None


def reproduce(found: Found) -> list[Block]:
    """Return the command, seed, hashes and versions that make the same results again."""
    words, about = found.words, found.study.manifest
    hashes = about.get("hashes", {})
    facts = {
        "simkansen": about.get("simkansen"),
        words("reproduce.results"): f"{about.get('name', '–')}-{about.get('hash', '–')}",
        words("reproduce.varied"): words.listed(map(found.telling.path, found.study.paths)) or "–",
        words("reproduce.seed"): about.get("seed"),
        words("reproduce.hash"): about.get("hash"),
        words("sweep.page.fact.code"): str(hashes.get("code") or "")[:DIGITS],
        words("sweep.page.fact.posterior"): str(hashes.get("posterior") or "")[:DIGITS],
        words("reproduce.versions"): named_versions(about.get("versions", {})),
        words("reproduce.time"): words("reproduce.seconds", n=words.number(about.get("wall_seconds", 0))),
    }
    told = again(words, about.get("command"), facts, words("sweep.page.kept"))
    return [*told, *texts(more_replications(found))]
