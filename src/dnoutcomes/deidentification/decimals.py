"""Decimals that nobody measured, such as those of a converted unit, rounded: the rest has no room for a date."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.deidentification.as_text import as_text
from dnoutcomes.schema import Column
from dnoutcomes.schema.decimals import has_decimals_of


def beyond_measuring(values: pd.Series, column: Column) -> pd.Series:
    """Tell which numbers have more decimals than their column can have, as they would be written.

    Parameters
    ----------
    values : pandas.Series
        Numbers, or missing.
    column : Column

    Returns
    -------
    pandas.Series
        Boolean, one per value.
    """
    different = values.dropna().unique()
    texts = as_text(pd.DataFrame({"value": different}))["value"]
    beyond = [value for value, text in zip(different, texts) if not has_decimals_of(text, column)]
    return values.isin(beyond)


def rounded_beyond_measuring(values: pd.Series, column: Column) -> pd.Series:
    """Round numbers with more decimals than their column can have to those that are measured; leave the others.

    Examples
    --------
    >>> weight = Column("weight_kg", "number", "patient", "", minimum=25, maximum=350)
    >>> rounded_beyond_measuring(pd.Series([69.85322418, 70.5]), weight).tolist()
    [69.85, 70.5]
    """
    return values.mask(beyond_measuring(values, column), values.round(column.decimals))
