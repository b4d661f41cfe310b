"""Results as CSV, with a description of every column beside them in the manner of CSV on the Web."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from simkansen.export.tables import Column, Tables, TableSpec
from simkansen.report.cautions import cautions
from simkansen.report.words import Words
from simkansen.work.storage.csv_style import DELIMITERS, CsvStyle, copied_columns, copy_options
from simkansen.work.storage.files import write_json, write_whole
from simkansen.work.storage.tables import copy_into, quoted_name

COLUMNS = "columns.json"


def csv_names(tables: Tables) -> list[str]:
    """Name the files that are written."""
    return [*(f"{table.name}.csv" for table in tables.tables), COLUMNS]


def write_csv(tables: Tables, target: Path, style: CsvStyle) -> None:
    """Write every table as a CSV file, and ``columns.json``, each whole or not at all.

    Parameters
    ----------
    tables
        What to write.
    target
        The folder; made when missing.
    style
        ``"en"``: comma and decimal point; ``"nl"``: semicolon and decimal comma.
    """
    for table in tables.tables:
        write_whole(target / f"{table.name}.csv", partial(_copy, tables, table, style))
    write_json(target / COLUMNS, describe(tables, style))


def _copy(tables: Tables, table: TableSpec, style: CsvStyle, path: Path) -> None:
    kinds = {column.name: column.datatype.upper() for column in table.columns}
    query = f"SELECT {copied_columns(kinds, style)} FROM {quoted_name(table.name)}"
    tables.connection.execute(copy_into(path, query, copy_options(style)))


def describe(tables: Tables, style: CsvStyle) -> dict[str, Any]:
    """Describe the files as a table group of CSV on the Web.

    The unit is `schema:unitText`, the sentence `dc:description`, as that vocabulary has none of its own. What
    stands beside every figure of the pages, such as values beyond the evidence, stands at the top here.
    """
    said = " ".join(cautions(Words("en"), tables.manifest, str))
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": str(tables.manifest["name"]),
        **({"dc:description": said} if said else {}),
        "dialect": {"delimiter": DELIMITERS[style], "encoding": "utf-8", "header": True},
        "tables": [
            {
                "url": f"{table.name}.csv",
                "dc:description": table.about,
                "tableSchema": {"columns": [_described(column, style) for column in table.columns]},
            }
            for table in tables.tables
        ],
    }


def _described(column: Column, style: CsvStyle) -> dict[str, Any]:
    datatype: Any = column.datatype
    if style == "nl" and datatype == "double":
        datatype = {"base": "double", "format": {"decimalChar": ","}}
    found = {"name": _name(column.name), "titles": column.name, "datatype": datatype}
    unit = {"schema:unitText": column.unit} if column.unit else {}
    return {**found, **unit, "dc:description": column.description}


def _name(name: str) -> str:
    """Write a name as CSV on the Web wants it: other signs than letters, digits, _ and . by their number."""
    return re.sub(
        r"[^A-Za-z0-9_.]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), name
    )
