"""The page: one HTML file with its figures inside, made from a results folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simkansen.report import sections
from simkansen.report.figures import Context, Picture, pictures
from simkansen.report.findings import effects, ranking
from simkansen.report.results import Results
from simkansen.report.style import drawing, inline, marks, save, svg_text
from simkansen.report.words import Words

PLAN = (
    ("main", ("main",)),
    ("time", ("through-time",)),
    ("whom", ("for-whom", "delay-by-group")),
    ("worse", ("better-worse",)),
    ("cost", ("cost",)),
    ("process", ("process", "staff")),
)
"""Sections with the figures that stand in them, in order."""


def open_context(results: Results, lang: str) -> Context:
    """Return what figures and sections are made from."""
    found = effects(results)
    return Context(results, Words(lang), marks(results.scenarios), found, ranking(results, found))


def write_page(folder: Path, lang: str) -> Path:
    """Write ``figures/`` and ``report.html``; see `simkansen.report.write_report`."""
    words = Words(lang)
    with Results(folder) as results:
        context = open_context(results, lang)
        html = _render(context, _draw_all(context, folder / "figures"), words)
    path = folder / "report.html"
    path.write_text(html, "utf-8", newline="\n")
    return path


def caption(context: Context, picture: Picture) -> str:
    """Return what a figure shows, over whom, how often simulated, from what source."""
    results, words = context.results, context.words
    return (
        words.capital(picture.unit)
        + ". "
        + (f"{picture.note} " if picture.note else "")
        + words(
            "caption.line",
            pupils=words.number(results.n_pupils),
            runs=words.counted("caption.runs", results.n_runs),
            version=sections.version(results),
            seed=results.seed,
            hash=results.hash,
        )
    )


def _draw_all(context: Context, folder: Path) -> dict[str, dict[str, Any]]:
    folder.mkdir(exist_ok=True)
    found: dict[str, dict[str, Any]] = {}
    with drawing():
        for key, picture in pictures(context).items():
            wide = svg_text(picture.draw(False))
            narrow = svg_text(picture.draw(True))
            save(picture.draw(False), folder / key, picture.title, caption(context, picture))
            found[key] = {
                "picture": picture,
                "caption": caption(context, picture),
                "wide": inline(wide, f"fig-{key}", picture.title, picture.alt),
                "narrow": inline(narrow, f"fig-{key}-narrow", picture.title, picture.alt),
            }
    return found


def _render(context: Context, drawn: dict[str, dict[str, Any]], words: Words) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("simkansen.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    plan = [(key, [drawn[f] for f in figures if f in drawn]) for key, figures in PLAN]
    shown = [(key, figures) for key, figures in plan if figures]
    return environment.get_template("page.html.j2").render(
        w=words,
        lang=words.lang,
        page=sections.build(context),
        sections=shown,
        contents=_contents([key for key, _ in shown]),
    )


def _contents(keys: Sequence[str]) -> list[str]:
    return ["asked", *keys, "sure", "reproduce", "limits"]
