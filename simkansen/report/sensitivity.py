"""A sensitivity analysis in tables: for a terminal of 100 columns, for machines, for a page of the docs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from textwrap import wrap
from typing import Any

from simkansen.evidence.sensitivity import MEASURES
from simkansen.fitting.validation.words import update_page
from simkansen.interventions import registry
from simkansen.report.figures.tornado import LEAST, covered, swings
from simkansen.report.terminal import columns
from simkansen.work.storage.csv_tables import read_table

WIDTH = 100
LEADING = 3
"""Parameters named for each measure."""

BLOCK = "sensitivity"
"""Name of the block of a page that the tables go to."""

KEPT = 8
"""Swings of each result that the package ships."""

_WORDS = {
    "delay_weeks": "delay",
    "gap_weeks": "gap",
    "gap_widened": "gap widened",
    "weeks_recovered": "weeks recovered",
    "gap_narrowed": "gap narrowed",
    "recovered_per_1000_eur": "recovered per euro",
    "weeks_per_pupil": "Weeks of learning per pupil of the schools",
    "weeks_per_reached": "Weeks of learning per pupil reached",
    "cost_per_week": "EUR per recovered pupil-week",
}

_Row = Mapping[str, Any]
Listing = tuple[str, list[list[str]]]
"""A heading, and rows of texts of which the first is the head."""


@dataclass(frozen=True)
class Found:
    """A results folder of ``simkansen sensitivity``."""

    folder: Path

    @cached_property
    def about(self) -> dict[str, Any]:
        """The manifest."""
        content: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text("utf-8"))
        return content

    def table(self, name: str) -> list[dict[str, Any]]:
        """Rows of one table."""
        path = self.folder / f"{name}.csv"
        return read_table(path) if path.stat().st_size else []

    @property
    def targets(self) -> list[tuple[str, str]]:
        """Scenario and measure of each number analysed."""
        return list(dict.fromkeys((row["scenario"], row["measure"]) for row in self.table("morris")))


def terminal_text(folder: Path) -> str:
    """Return the main results of an analysis as text of at most 100 columns."""
    found = Found(folder)
    blocks = [wrap(_size(found), WIDTH), ["Parameters that the screening kept:", *_kept_lines(found)]]
    blocks.append(
        [f"Largest shares of the variance (total Sobol' index ST, {LEADING} of each):", *_share_lines(found)]
    )
    for heading, rows in rankings(found):
        blocks.append([heading, "", *columns(rows, WIDTH)])
    blocks.append([line for text in agreements(found) for line in wrap(text, WIDTH)])
    blocks.append(wrap(_caveat(found), WIDTH))
    return "\n\n".join("\n".join(block) for block in blocks)


def json_content(folder: Path) -> dict[str, Any]:
    """Return the manifest and all tables as plain values."""
    found = Found(folder)
    tables = ("morris", "ends", "sobol", "ranking", "agreement")
    return {"results": str(folder), **found.about, "tables": {name: found.table(name) for name in tables}}


def write_page(folder: Path, page: Path) -> None:
    """Put the tables into a page of the docs, in its block `BLOCK`, and one tornado beside it.

    Parameters
    ----------
    folder
        The results folder, with its figures.
    page
        A Markdown file; the picture goes to ``pictures/`` beside it.

    Raises
    ------
    NoMarkersError
        If the page has no such block.
    """
    found = Found(folder)
    update_page(page, BLOCK, _markdown(found))
    picture = folder / "figures" / f"{_picture(found)}.png"
    if picture.is_file():
        (page.parent / "pictures").mkdir(exist_ok=True)
        _copy_small(picture, page.parent / "pictures" / picture.name)


def write_swings(folder: Path, file: Path) -> None:
    """Write the widest swings of every type of intervention, as `simkansen.evidence` reads them.

    Parameters
    ----------
    folder
        The results folder. A type that two scenarios have, or that one has beside another, is left out:
        what moves it alone cannot be told from them.
    file
        A JSON file; replaced.
    """
    found = Found(folder)
    about, ends = found.about, found.table("ends")
    alone = [(one["types"][0], one["name"]) for one in about["scenarios"] if len(one["types"]) == 1]
    kinds = [kind for kind, _ in alone]
    content = {
        "name": about["name"],
        "hash": about["hash"],
        "version": about["simkansen"],
        "seed": about["seed"],
        "behaviour": about["hashes"]["behaviour"],
        "varied": about["varied"],
        "evaluations": about["evaluations"]["one at a time"],
        "simulations_each": about["simulations_each"],
        "schools": about["schools"],
        "pupils": about["pupils"],
        "units": {measure: about["measures"][measure]["unit"] for measure in MEASURES},
        "swings": {
            kind: {measure: _widest(ends, name, measure) for measure in MEASURES}
            for kind, name in alone
            if kinds.count(kind) == 1
        },
    }
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="\n")


def _widest(ends: Sequence[Mapping[str, Any]], scenario: str, measure: str) -> list[dict[str, Any]]:
    """Return the `KEPT` widest swings of one result, with six digits that count."""

    def short(value: float) -> float:
        return float(f"{value:.6g}")

    return [
        {
            "parameter": one.parameter,
            "unit": one.unit,
            "ends": [short(value) for value in one.ends],
            "low": short(one.low),
            "base": short(one.base),
            "high": short(one.high),
        }
        for one in swings(ends, (), scenario, measure)[:KEPT]
    ]


def _copy_small(picture: Path, copy: Path) -> None:
    """Copy a picture with as many colours as it needs, which is a fraction of its bytes."""
    from PIL import Image

    with Image.open(picture) as image:
        image.convert("P", palette=Image.Palette.ADAPTIVE, colors=32).save(copy, optimize=True)


def shares(found: Found) -> Listing:
    """Tabulate the largest total indices of each number."""
    places = (f"{place}." for place in range(1, LEADING + 1))
    rows = [["scenario", "measure", *places, "sum of S1", "settled", "covered"]]
    sobol, morris = found.table("sobol"), found.table("morris")
    for scenario, measure in found.targets:
        share = covered(morris, scenario, measure)
        of_target = [
            row
            for row in sobol
            if (row["scenario"], row["measure"]) == (scenario, measure) and share >= LEAST
        ]
        leading = sorted(of_target, key=lambda row: -row["st"])[:LEADING]
        named = [f"{row['parameter']} {row['st']:.2f} ± {row['st_conf']:.2f}" for row in leading]
        total = f"{sum(row['s1'] for row in of_target):.2f}" if of_target else ""
        blanks = [""] * (LEADING - len(named))
        settled = ("yes" if of_target[0]["settled"] else "no") if of_target else ""
        rows.append([scenario, _WORDS[measure], *named, *blanks, total, settled, f"{share:.2f}"])
    return "Largest shares of the variance: total Sobol' index ST, with half its 95% interval", rows


def kept(found: Found) -> Listing:
    """Tabulate the parameters that the screening kept, with where they weigh most."""
    rows = [["parameter", "mean share of μ*²", "largest share", "of", "μ* there", "σ there"]]
    morris = found.table("morris")
    for name in found.about["survivors"]:
        own = [row for row in morris if row["parameter"] == name]
        top = max(own, key=lambda row: row["share"])
        where = f"{top['scenario']}, {_WORDS[top['measure']]}"
        size = f"{top['mu_star']:.3g} ± {top['mu_star_conf']:.2g} {top['unit']}"
        mean = sum(row["share"] for row in own) / len(own)
        rows.append([name, f"{mean:.3f}", f"{top['share']:.2f}", where, size, f"{top['sigma']:.2g}"])
    head, *body = rows
    return "Parameters that the screening kept", [head, *sorted(body, key=lambda row: -float(row[1]))]


def rankings(found: Found) -> list[Listing]:
    """Tabulate how each criterion ranks the interventions, under both rules for growth."""
    ranking = found.table("ranking")
    listings = []
    for criterion in dict.fromkeys(row["criterion"] for row in ranking):
        of = {(r["growth"], r["scenario"]): r for r in ranking if r["criterion"] == criterion}
        rules = list(dict.fromkeys(rule for rule, _ in of))
        head = [text for rule in rules for text in (rule, "5-95%", "P best")]
        rows = [["intervention", "P > next", *head]]
        for (rule, scenario), row in of.items():
            if rule == rules[0]:
                ahead = "" if isinstance(row["p_beats_next"], str) else f"{row['p_beats_next']:.2f}"
                cells = [cell for one in rules for cell in _cells(of[one, scenario], criterion)]
                rows.append([scenario, ahead, *cells])
        listings.append((_WORDS[criterion], rows))
    return listings


def _cells(row: _Row, criterion: str) -> list[str]:
    def number(value: float | str) -> str:
        if isinstance(value, str):
            return "∞"
        return f"{value:,.0f}" if criterion == "cost_per_week" else f"{value:.2f}"

    band = f"{number(row['p05'])} to {number(row['p95'])}"
    return [f"{number(row['median'])} ({row['place']:.0f})", band, f"{row['p_best']:.2f}"]


def agreements(found: Found) -> list[str]:
    """Say of each criterion whether both rules give the same order."""
    texts = []
    for row in found.table("agreement"):
        same = "the same" if row["same_order"] else "not the same"
        texts.append(
            f"{_WORDS[row['criterion']]}: the order of medians is {same} under both rules; Kendall's tau "
            f"between the rules within a draw is {row['tau_median']:.2f} ({row['tau_p05']:.2f} to "
            f"{row['tau_p95']:.2f}); the same intervention is best under both in "
            f"{row['p_same_best']:.0%} of {row['draws']:.0f} draws."
        )
    return texts


def _size(found: Found) -> str:
    about = found.about
    counts = ", ".join(f"{number:,} {stage}" for stage, number in about["evaluations"].items())
    return (
        f"{about['name']}-{about['hash']}: {about['varied']} parameters varied, "
        f"{len(about['survivors'])} kept; {about['schools']} schools, {about['pupils']:,} pupils; {counts} "
        f"evaluations of {about['simulations_each']} simulations, "
        f"in {about['wall_seconds'] / 60:.0f} min with {about['workers']} workers."
    )


def _caveat(found: Found) -> str:
    loose = " The posterior is provisional." if found.about["posterior"].get("provisional") else ""
    return (
        "Screening and indices vary the priors independently, around the mean of the posterior, under one "
        "chance; correlations of the posterior count in the ranking alone. The posterior was fitted under "
        "the rule product; under ces its draws are used as they are, and no fit under ces stands behind "
        f"them. The pupils are always the same.{loose}"
    )


def _kept_lines(found: Found) -> list[str]:
    names = ", ".join(row[0] for row in kept(found)[1][1:])
    return [f"  {line}" for line in wrap(names, WIDTH - 2)]


def _share_lines(found: Found) -> list[str]:
    lines = []
    for scenario, measure, *leading, _, settled, _ in shares(found)[1][1:]:
        named = " · ".join(text.split(" ±")[0] for text in leading if text) or "no indices"
        named += " (not settled)" if settled == "no" else ""
        lines += wrap(f"{scenario}, {measure}: {named}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    return lines


def _picture(found: Found) -> str:
    """Return the name of the tornado to show: of the intervention of which most trials are known."""
    known = registry()
    trials = {one["name"]: max((len(known[kind].trials) for kind in one["types"]), default=-1)
              for one in found.about["scenarios"]}  # fmt: skip
    return f"tornado-{max(trials, key=trials.__getitem__)}-weeks-recovered"


def _markdown(found: Found) -> str:
    picture = _picture(found)
    parts = [_size(found), f"![A tornado: {picture.replace('-', ' ')}](pictures/{picture}.png)"]
    for heading, rows in (kept(found), shares(found), *rankings(found)):
        parts += [f"### {heading}", _markdown_table(rows)]
    parts += ["### The two rules beside each other", "\n".join(f"- {text}" for text in agreements(found))]
    if found.about["left_out"]:
        parts.append(f"Without indices: {', '.join(found.about['left_out'])}.")
    parts.append(_caveat(found))
    return "\n\n".join(parts)


def _markdown_table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
