"""Words of SQL for the columns of a sweep, whatever they are called."""

from __future__ import annotations

from collections.abc import Mapping

from simkansen.runs.tables import columns_in, quoted_name, quoted_text
from simkansen.runs.tables import parquet_source as source

__all__ = ["cast_each", "columns_in", "quoted_name", "quoted_text", "source"]


def cast_each(columns: Mapping[str, str], value: str | None = None) -> str:
    """Write a list of columns (name to SQL type), each as what is called so, or as one value."""
    names = {quoted_name(name): kind for name, kind in columns.items()}
    return ", ".join(f"CAST({value or name} AS {kind}) AS {name}" for name, kind in names.items())
