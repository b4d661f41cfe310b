"""A sensitivity analysis in tables: for a terminal, and for a page of the docs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simkansen.fitting.sensitivity.reading import AnalysisFolder, share_text
from simkansen.fitting.validation.words import update_page
from simkansen.interventions import registry
from simkansen.report.aligned import columns, folded
from simkansen.runs.draws import FEWEST_COUNTED, FEWEST_DRAWS
from simkansen.scenario.reading.wording import counted

LEADING = 3
"""Parameters named for each measure."""

BLOCK = "sensitivity"
"""Name of the block of a page that the tables go to."""


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


def terminal_text(found: AnalysisFolder) -> str:
    """Return the main results of an analysis as text for a terminal."""
    blocks = [folded(_size(found)), ["Parameters that the screening kept:", *_kept_lines(found)]]
    blocks.append(
        [f"Largest shares of the variance (total Sobol' index ST, {LEADING} of each):", *_share_lines(found)]
    )
    for heading, rows in rankings(found):
        blocks.append([heading, "", *columns(rows)])
    blocks.append([line for text in agreements(found) for line in folded(text)])
    blocks.append(folded(_caveat(found)))
    return "\n\n".join("\n".join(block) for block in blocks)


def write_page(found: AnalysisFolder, page: Path) -> None:
    """Put the tables into a page of the docs, in its block `BLOCK`, and one tornado beside it.

    Parameters
    ----------
    found
        The analysis, with its figures.
    page
        A Markdown file; the picture goes to ``pictures/`` beside it.

    Raises
    ------
    NoMarkersError
        If the page has no such block.
    """
    update_page(page, BLOCK, _markdown(found))
    picture = found.folder / "figures" / f"{_picture(found)}.png"
    if picture.is_file():
        (page.parent / "pictures").mkdir(exist_ok=True)
        _copy_small(picture, page.parent / "pictures" / picture.name)


def _copy_small(picture: Path, copy: Path) -> None:
    """Copy a picture with as many colours as it needs, which is a fraction of its bytes."""
    from PIL import Image

    with Image.open(picture) as image:
        image.convert("P", palette=Image.Palette.ADAPTIVE, colors=32).save(copy, optimize=True)


def shares(found: AnalysisFolder) -> Listing:
    """Tabulate the largest total indices of each number."""
    places = (f"{place}." for place in range(1, LEADING + 1))
    rows = [["scenario", "measure", *places, "sum of S1", "settled", "covered"]]
    for scenario, measure in found.targets:
        of_target, share = found.indices(scenario, measure), found.covered(scenario, measure)
        leading = sorted(of_target, key=lambda row: -row["st"])[:LEADING]
        named = [f"{row['parameter']} {share_text(row['st'], row['st_conf'])}" for row in leading]
        total = f"{sum(row['s1'] for row in of_target):.2f}" if of_target else ""
        blanks = [""] * (LEADING - len(named))
        settled = ("yes" if of_target[0]["settled"] else "no") if of_target else ""
        rows.append([scenario, _WORDS[measure], *named, *blanks, total, settled, f"{share:.2f}"])
    return "Largest shares of the variance: total Sobol' index ST, with half its 95% interval", rows


def kept(found: AnalysisFolder) -> Listing:
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


def rankings(found: AnalysisFolder) -> list[Listing]:
    """Tabulate how each criterion ranks the interventions, under both rules for growth."""
    by_criterion: dict[str, list[_Row]] = {}
    for row in found.table("ranking"):
        by_criterion.setdefault(row["criterion"], []).append(row)
    draws = _draws(found)
    return [(_WORDS[criterion], _ranking(rows, criterion, draws)) for criterion, rows in by_criterion.items()]


def _draws(found: AnalysisFolder) -> int:
    """Return how many draws the interventions were ranked in."""
    return int(max((row["draws"] for row in found.table("agreement")), default=0))


def _ranking(rows: Sequence[_Row], criterion: str, draws: int) -> list[list[str]]:
    """Tabulate the interventions in the order of the first rule, with the cells of each rule.

    Of few draws there are counts in place of shares, no place, and of the fewest no interval.
    """
    of = {(row["growth"], row["scenario"]): row for row in rows}
    rules = list(dict.fromkeys(rule for rule, _ in of))
    told = [["intervention", "P > next", *(text for rule in rules for text in (rule, "5-95%", "P best"))]]
    for scenario in (scenario for rule, scenario in of if rule == rules[0]):
        ahead = of[rules[0], scenario]["p_beats_next"]
        cells = [cell for rule in rules for cell in _cells(of[rule, scenario], criterion, draws)]
        told.append([scenario, "" if isinstance(ahead, str) else _share_of(ahead, draws), *cells])
    return told


def _share_of(share: float, draws: int) -> str:
    """Return a share of the draws; of few draws how many these are."""
    return f"{share:.2f}" if draws >= FEWEST_COUNTED else f"{round(share * draws)} of {draws}"


def _cells(row: _Row, criterion: str, draws: int) -> list[str]:
    def number(value: float | str) -> str:
        if isinstance(value, str):
            return "∞"
        return f"{value:,.0f}" if criterion == "cost_per_week" else f"{value:.2f}"

    band = f"{number(row['p05'])} to {number(row['p95'])}" if draws >= FEWEST_DRAWS else "–"
    place = f" ({row['place']:.0f})" if draws >= FEWEST_COUNTED else ""
    return [f"{number(row['median'])}{place}", band, _share_of(row["p_best"], draws)]


def agreements(found: AnalysisFolder) -> list[str]:
    """Say of each criterion whether both rules give the same order."""
    if (draws := _draws(found)) < FEWEST_COUNTED:
        return [
            f"{draws} draws are too few to say which intervention comes first or how far the rules agree: "
            f"{FEWEST_COUNTED} at least are needed, and these figures only show that all works."
        ]
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


def _size(found: AnalysisFolder) -> str:
    about = found.about
    counts = ", ".join(f"{number:,} {stage}" for stage, number in about["evaluations"].items())
    return (
        f"{about['name']}-{about['hash']}: {about['varied']} parameters varied, "
        f"{len(about['survivors'])} kept; {about['schools']} schools, {about['pupils']:,} pupils; {counts} "
        f"evaluations of {about['simulations_each']} simulations, "
        f"in {about['wall_seconds'] / 60:.0f} min with {counted(about['workers'], 'worker')}."
    )


def _caveat(found: AnalysisFolder) -> str:
    loose = " The posterior is provisional." if found.about["posterior"].get("provisional") else ""
    return (
        "Screening and indices vary the priors independently, around the mean of the posterior, under one "
        "chance; correlations of the posterior count in the ranking alone. The posterior was fitted under "
        "the rule product; under ces its draws are used as they are, and no fit under ces stands behind "
        f"them. The pupils are always the same.{loose}"
    )


def _kept_lines(found: AnalysisFolder) -> list[str]:
    names = ", ".join(row[0] for row in kept(found)[1][1:])
    return folded(names, "  ", "  ")


def _share_lines(found: AnalysisFolder) -> list[str]:
    lines = []
    for scenario, measure, *leading, _, settled, _ in shares(found)[1][1:]:
        named = " · ".join(text.split(" ±")[0] for text in leading if text) or "no indices"
        named += " (not settled)" if settled == "no" else ""
        lines += folded(f"{scenario}, {measure}: {named}", "  ", "    ")
    return lines


def _picture(found: AnalysisFolder) -> str:
    """Return the name of the tornado to show: of the intervention of which most trials are known."""
    known = registry()
    trials = {one["name"]: max((len(known[kind].trials) for kind in one["types"]), default=-1)
              for one in found.about["scenarios"]}  # fmt: skip
    return f"tornado-{max(trials, key=trials.__getitem__)}-weeks-recovered"


def _markdown(found: AnalysisFolder) -> str:
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
