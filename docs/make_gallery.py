"""Make ``docs/gallery.md`` and its pictures from the scenarios that the README runs.

    python docs/make_gallery.py             run them, which takes some minutes
    python docs/make_gallery.py RESULTS     or show a results folder that is there

It also writes ``docs/gallery-figures.csv``, the figures of this run with their Monte Carlo errors, and the
paragraph of the README that quotes it. The pictures are the tool's own figures and pages, made smaller; the
sentences are its own titles and texts.
Screenshots need the extra ``dev`` and a Chromium.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from headline import write_headline
from PIL import Image
from run_figures import GALLERY_FIGURES, read_figures, run, write_figures

from simkansen.report import READERS, page_name, write_report

DOCS = Path(__file__).parent
PICTURES = DOCS / "pictures"
PAGE = DOCS / "gallery.md"
SCENARIOS = ("baseline", "bring-to-school", "tutoring", "parent-guidance")
COMMAND = " ".join(["simkansen run", *(f"scenarios/{name}.yaml" for name in SCENARIOS)])

SHOWN, MOST = 6, 60_000
"""Figures on the page, and bytes of a picture at most."""

WIDTH, PAGE_WIDTH = 900, 480
"""Pixels of a figure and of a screenshot."""

COLOURS = 48
"""Colours of a picture at most."""

ORDER = (
    *("main", "through-time", "who-gains", "cost-plane", "reach", "tornado"),
    *("provinces", "for-whom", "better-worse", "process", "staff"),
)
"""Figures, those first that a visitor should see; the first six that these results have are shown."""

READER = {
    "school": "For a school: one screen, two sheets of paper.",
    "policy": "For whoever weighs policy: effect, distribution, money, reach and certainty, on five sheets.",
    "research": "For whoever checks: design, stability, sensitivity, evidence and files.",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main(words: Sequence[str] | None = None) -> None:
    """Make the page, its pictures, its figures and the README's paragraph."""
    parser = argparse.ArgumentParser(description="Make docs/gallery.md and what is quoted of it.")
    parser.add_argument("results", nargs="?", type=Path, help="a results folder that is there")
    parser.add_argument("--replications", help="as in 'simkansen run'; only to try this out")
    parser.add_argument("--workers", help="as in 'simkansen run'; all processors when left out")
    parser.add_argument("--words-only", action="store_true", help="leave the pictures as they are")
    asked = parser.parse_args(words)
    options = [
        word for name in ("replications", "workers") if (value := getattr(asked, name))
        for word in (f"--{name}", value)
    ]  # fmt: skip
    folder = asked.results or run(COMMAND, options)
    write_report(folder, langs=["en"], forms=["svg", "png"])
    figures = list(shown_figures(folder))
    if not asked.words_only:
        make_pictures(folder, [key for key, _ in figures])
    PAGE.write_text(page(figures, json.loads((folder / "manifest.json").read_text("utf-8"))), "utf-8")
    write_figures(folder, GALLERY_FIGURES, made_by="python docs/make_gallery.py")
    write_headline(read_figures(GALLERY_FIGURES))


def make_pictures(folder: Path, figures: Sequence[str]) -> None:
    """Make the pictures anew: of these figures and of the pages."""
    for old in PICTURES.glob("gallery-*.png"):
        old.unlink()
    for key in figures:
        with Image.open(folder / "figures" / "en" / f"{key}.png") as drawn:
            save_small(drawn.convert("RGB"), f"gallery-{key}", WIDTH)
    for reader, picture in screenshots(folder):
        save_small(picture, f"gallery-page-{reader}", PAGE_WIDTH)


def shown_figures(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the figures of the page: their key with their title and text equivalent."""
    told = json.loads((folder / "figures" / "en" / "figures.json").read_text("utf-8"))
    for key in [key for key in ORDER if key in told][:SHOWN]:
        yield key, told[key]


def screenshots(folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield the upper part of each page as a reader sees it."""
    from io import BytesIO

    from playwright.sync_api import sync_playwright

    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise SystemExit(f"no browser for the screenshots: none of {', '.join(BROWSERS)} is on the path")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        window = started.new_page(viewport={"width": 960, "height": 1280})
        for reader in READERS:
            window.goto((folder / page_name(reader, "en")).resolve().as_uri())
            yield reader, Image.open(BytesIO(window.screenshot())).convert("RGB")
        started.close()


def save_small(picture: Image.Image, name: str, width: int) -> None:
    """Write a picture at this width (pixels), or as much smaller as it must be to fit in `MOST` bytes."""
    path = PICTURES / f"{name}.png"
    for share in (1.0, 0.9, 0.8, 0.7, 0.6):
        size = round(width * share), round(picture.height * width * share / picture.width)
        small = picture.resize(size, Image.Resampling.LANCZOS)
        small.quantize(palette=palette(small), dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < MOST:
            return
    raise SystemExit(f"{path}: {path.stat().st_size} bytes at its smallest; it has to be below {MOST}")


def palette(picture: Image.Image) -> Image.Image:
    """Return the colours that fill most of a picture and differ, so that none of its own colours shifts."""
    area = picture.width * picture.height
    kept: list[tuple[int, ...]] = []
    counted = [(n, colour) for n, colour in picture.getcolors(area) or [] if isinstance(colour, tuple)]
    for pixels, colour in sorted(counted, reverse=True)[:20_000]:
        apart = 6 if pixels > area / 1000 else 24  # it fills a part, or is at the edge of a letter
        far = (max(abs(a - b) for a, b in zip(colour, other, strict=True)) > apart for other in kept)
        if len(kept) < COLOURS and all(far):
            kept.append(colour)
    found = Image.new("P", (1, 1))
    found.putpalette([value for colour in kept for value in colour])
    return found


def shortened(told: dict[str, str], most: int) -> str:
    """Return the sentences of a text equivalent that fit in so many characters; the title when none does."""
    text = told["title"] + "."
    # a point inside a number ends no sentence
    sentences = re.split(r"(?<=\.)\s+(?=[^\d\s])", told["alt"].replace("\xa0", " "))
    fitting = list(accumulate(sentences, "{} {}".format))
    return next((one for one in reversed(fitting) if len(one) <= most), text)


def page(figures: Sequence[tuple[str, dict[str, str]]], manifest: dict[str, Any]) -> str:
    """Return the page as Markdown."""
    runs, seed = len(manifest["finished"]), manifest["seed"]
    parts = [
        "# Gallery",
        "What one command gives. Everything below comes from it, in words too: titles and sentences are "
        "those of its pages. A title says what was found only where nine in ten simulations show it, and "
        "names the topic elsewhere.",
        f"```sh\n{manifest['command']}\n```",
        f"{runs} simulations of {manifest['schools']} schools, seed {seed}, hash `{manifest['hash']}`. Marks "
        "are medians; lines and bands hold 90% of the simulations. It is a simulation, not a forecast for "
        "your school.",
        "## The pages",
        "Each is one file that opens from a mail, works without scripts, and comes in Dutch and English.",
        *(f"![{told}](pictures/gallery-page-{reader}.png)\n\n{told}" for reader, told in READER.items()),
        "## The figures",
    ]
    for key, told in figures:
        parts.append(f"### {told['title']}")
        parts.append(shortened(told, 150))
        parts.append(f"![{shortened(told, 450)}](pictures/gallery-{key}.png)")
    parts.append(
        "This page and its pictures are made by `python docs/make_gallery.py`. A test holds its figures to a "
        "larger run under another seed: [how](words.md#figures-that-are-quoted)."
    )
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
