"""The dictionary of an export: what each of its columns holds."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dnoutcomes.schema import Column


def column_dictionary(frame: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Describe the columns of an export.

    Parameters
    ----------
    frame : pandas.DataFrame
        The export.
    columns : mapping of str to Column
        What may leave, from `exportable_columns`.

    Returns
    -------
    pandas.DataFrame
        One row per column of `frame`: `column, type, level_of, values, unit, description`.
    """
    rows = [
        {
            "column": name,
            "type": columns[name].type.replace("_", "/"),
            "level_of": columns[name].level_of,
            "values": _values(columns[name]),
            "unit": columns[name].unit,
            "description": columns[name].description,
        }
        for name in frame.columns
    ]
    return pd.DataFrame(rows)


def _values(column: Column) -> str:
    if column.type == "yes_no":
        return "yes, no"
    return ", ".join(column.levels) or column.range_label
