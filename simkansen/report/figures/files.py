"""The files of a figure: SVG, PDF and PNG, its numbers as CSV, and the list of all with their texts."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from simkansen.report.figures.parts import Picture
from simkansen.report.style import save

LIST = "figures.json"
FORMS = ("svg", "pdf", "png", "csv")


def write_figures(folder: Path, pictures: Mapping[str, Picture], captions: Mapping[str, str]) -> None:
    """Write the files of each figure, and ``figures.json`` with title, caption and text equivalent.

    Parameters
    ----------
    folder
        Where they go; made when it is not there.
    pictures, captions
        The figures and their captions, by key.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = {}
    for key, picture in pictures.items():
        save(picture.draw(False), folder / key, picture.title, captions[key])
        (folder / f"{key}.csv").write_text(csv_text(picture), "utf-8", newline="\n")
        told[key] = {
            "title": picture.title,
            "caption": captions[key],
            "alt": picture.alt,
            "files": [f"{key}.{form}" for form in FORMS],
        }
    text = json.dumps(told, indent=1, ensure_ascii=False)
    (folder / LIST).write_text(f"{text}\n", "utf-8", newline="\n")


def csv_text(picture: Picture) -> str:
    """Return the numbers of a figure as CSV: unrounded where the figure has them, else its table."""
    out = StringIO()
    if picture.data:
        writer = csv.DictWriter(out, list(picture.data[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(picture.data)
    else:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(picture.table.head)
        rows.writerows(picture.table.rows)
    return out.getvalue()
