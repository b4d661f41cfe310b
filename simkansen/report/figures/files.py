"""The files of a figure: as SVG, PDF and PNG, its numbers as CSV, and the list of all with their texts."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Mapping
from io import StringIO
from pathlib import Path

from simkansen.report.cautions import COLUMN, with_caution
from simkansen.report.figures.parts import Picture
from simkansen.report.names import FORMS
from simkansen.report.reading.csv_text import csv_text
from simkansen.work.storage.csv_style import DELIMITERS, CsvStyle

LIST = "figures.json"


def forms_to_write(folder: Path, asked: Collection[str]) -> tuple[str, ...]:
    """Return the forms that are asked for, and those that are there: none is left as it was before.

    Parameters
    ----------
    folder
        Where figures are, or will be.
    asked
        Of ``"svg"``, ``"pdf"`` and ``"png"``.
    """
    there = {path.suffix for path in folder.iterdir()}
    return tuple(form for form in FORMS if form in asked or f".{form}" in there)


def write_numbers(file: Path, picture: Picture, caution: str, style: CsvStyle) -> None:
    """Write the numbers of one figure.

    Parameters
    ----------
    file
        The CSV file.
    picture
        The figure with what stands around it.
    caution
        What stands beside every figure, for a column of its numbers; empty where there is nothing.
    style
        How the numbers are written.
    """
    file.write_text(numbers_text(picture, caution, style), "utf-8", newline="\n")


def write_list(
    folder: Path, pictures: Mapping[str, Picture], captions: Mapping[str, str], forms: Collection[str]
) -> None:
    """Write ``figures.json``: of each figure its title, caption, text equivalent and files.

    Parameters
    ----------
    folder
        Where the files are.
    pictures, captions
        The figures and their captions, by key.
    forms
        As what each was written.
    """
    told = {
        key: {
            "title": picture.title,
            "caption": captions[key],
            "alt": picture.alt,
            "files": [f"{key}.{form}" for form in (*forms, "csv")],
        }
        for key, picture in pictures.items()
    }
    text = json.dumps(told, indent=1, ensure_ascii=False)
    (folder / LIST).write_text(f"{text}\n", "utf-8", newline="\n")


def numbers_text(picture: Picture, caution: str = "", style: CsvStyle = "en") -> str:
    """Return the numbers of a figure as CSV: unrounded where the figure has them, else its table."""
    if picture.data:
        return csv_text(with_caution(picture.data, caution), style=style)
    out = StringIO()
    rows = csv.writer(out, delimiter=DELIMITERS[style], lineterminator="\n")
    rows.writerow([*picture.table.head, *([COLUMN] if caution else [])])
    rows.writerows([*row, *([caution] if caution else [])] for row in picture.table.rows)
    return out.getvalue()
