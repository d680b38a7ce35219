"""Take a data frame in place of a file: pandas, or any that narwhals knows or that hands out Arrow streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dnoutcomes.errors import DataError
from dnoutcomes.language import term
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.optional_packages import require_packages
from dnoutcomes.readers.raw_table import RawTable, check_header
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.typed_table import number_text, table_of_texts, texts_of

if TYPE_CHECKING:
    import narwhals as nw

_DOUBLE = 8
FRAME_NAME = term("data frame")


def read_frame(frame: Any, source: Source | None = None) -> RawTable:
    """Take a frame as if it had been read from a CSV file with its column names in row 1.

    Parameters
    ----------
    frame : data frame
        One row per encounter: pandas, polars, a pyarrow table, a DuckDB relation, modin, or another that narwhals
        supports or that has `__arrow_c_stream__` (this needs polars). Missing values count as blank cells; an index is
        ignored.
    source : Source, optional
        The file that a reader of your own took the frame from.

    Returns
    -------
    RawTable

    Raises
    ------
    DataError
        It's no frame, it has no rows, or two of its columns have one name.

    Examples
    --------
    >>> read_frame(pd.DataFrame({"patient_id": ["001"], "pain": [7.0]})).frame.astype(str).values.tolist()
    [['001', '7']]
    """
    header, columns = _texts_of_pandas(frame) if isinstance(frame, pd.DataFrame) else _texts_of_others(frame)
    return table_of_texts(header, columns, source or Source(FRAME_NAME, ""), hashed=source is None)


def column_as_text(column: pd.Series) -> list[str]:
    """Write the values of a column as a CSV file would hold them; missing ones are blank.

    Examples
    --------
    >>> column_as_text(pd.Series([7.0, None, 6.5]))
    ['7', '', '6.5']
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        # Each category once: those of numbers and dates are written as numbers and dates are.
        texts = [*column_as_text(pd.Series(column.cat.categories)), ""]
        return [texts[code] for code in column.cat.codes]
    if pd.api.types.is_float_dtype(column.dtype):
        return [number_text(value) for value in _numbers_as_stored(column)]
    return texts_of(column)


def _numbers_as_stored(column: pd.Series) -> list[float | np.floating[Any]]:
    """Return the numbers of a column in the precision in which it holds them; pandas hands them out as doubles."""
    stored = np.dtype(getattr(column.dtype, "numpy_dtype", column.dtype))
    values = column.to_numpy(dtype=stored, na_value=np.nan)
    return list(values.tolist() if stored.itemsize >= _DOUBLE else values)


def _texts_of_pandas(frame: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    header = [str(name) for name in frame.columns]
    return header, [column_as_text(frame.iloc[:, position]) for position in range(len(header))]


def _texts_of_others(frame: Any) -> tuple[list[str], list[list[str]]]:
    import narwhals as nw

    try:
        table = _narwhals_frame(frame)
    except nw.exceptions.DuplicateError:
        refuse(FRAME_NAME, "two columns have one name", "Rename one of them.", check="duplicate_columns")
    header = list(table.columns)
    check_header(header, FRAME_NAME, 1)
    return header, [_texts_of_series(table[name]) for name in header]


def _narwhals_frame(frame: Any) -> nw.DataFrame[Any]:
    """Return a frame that narwhals can read column by column; what isn't computed yet is computed."""
    import narwhals as nw

    table = nw.from_native(frame, pass_through=True)
    if isinstance(table, nw.LazyFrame):
        # DuckDB hands its rows to pyarrow unless told otherwise, and pandas is always there.
        table = table.collect("pandas") if table.implementation.is_duckdb() else table.collect()
    if isinstance(table, nw.DataFrame):
        return table
    if not hasattr(frame, "__arrow_c_stream__"):
        raise DataError(
            f"what is to be read is neither a path nor a data frame: got {type(frame).__name__}. Pass a path, or a "
            "frame of pandas, polars, pyarrow, DuckDB, modin or another library that hands out Arrow streams"
        )
    require_packages(("polars",), "a frame that hands out Arrow streams", FRAME_NAME)
    import polars as pl

    return nw.from_native(pl.DataFrame(frame), eager_only=True)


def _texts_of_series(series: nw.Series[Any]) -> list[str]:
    import narwhals as nw

    if isinstance(series.to_native(), pd.Series):
        return column_as_text(series.to_native())
    values = series.to_list()
    if series.dtype == nw.Float32:
        return ["" if value is None else number_text(np.float32(value)) for value in values]
    return texts_of(values)
