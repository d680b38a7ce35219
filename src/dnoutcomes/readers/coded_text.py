"""Coded text: the different texts of a column, each once, and which of them every row holds.

Files repeat few texts in many rows. A column of a million cells is then some hundred texts and a million small whole
numbers, and whatever is asked of a text is asked once. pandas calls such a column categorical.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

Texts = NDArray[np.object_]
Codes = NDArray[Any]


def coded(texts: Sequence[str] | pd.Series | Texts) -> pd.Categorical:
    """Code the cells of a column; the texts stand in the order of the rows.

    Examples
    --------
    >>> column = coded(["no", "yes", "no"])
    >>> list(column.categories), column.codes.tolist()
    (['no', 'yes'], [0, 1, 0])
    """
    codes, different = pd.factorize(np.asarray(texts, dtype="object"))
    return of_codes(codes, different)


def of_codes(codes: Codes, texts: Texts) -> pd.Categorical:
    """Put different texts and the codes of the rows together."""
    return pd.Categorical.from_codes(codes, categories=pd.Index(texts, dtype="object"))


def coded_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Code every column of a frame of text that isn't coded yet."""
    columns = {
        position: column if isinstance(column.dtype, pd.CategoricalDtype) else coded(column)
        for position, (_, column) in enumerate(frame.items())
    }
    return pd.DataFrame(columns, index=frame.index).set_axis(frame.columns, axis=1)


def texts_and_codes(column: pd.Series | pd.Categorical | Sequence[str]) -> tuple[Texts, Codes]:
    """Return the different texts of a column, and which of them each row holds.

    Parameters
    ----------
    column : pandas.Series or sequence of str
        Coded or plain text.
    """
    if isinstance(column, pd.Series) and isinstance(column.dtype, pd.CategoricalDtype):
        column = column.array
    if not isinstance(column, pd.Categorical):
        column = coded(column)
    return column.categories.to_numpy(dtype="object"), column.codes


def translated(column: pd.Series, translate: Callable[[str], str]) -> pd.Series:
    """Return a column with every different text translated; texts that become the same are one from then on.

    Examples
    --------
    >>> translated(pd.Series(["a", "B", "b"]), str.lower).tolist()
    ['a', 'b', 'b']
    """
    texts, codes = texts_and_codes(column)
    of_text = coded([translate(text) for text in texts])
    return pd.Series(of_codes(of_text.codes[codes], of_text.categories.to_numpy()), index=column.index)


def rows_whose_text(column: pd.Series | pd.Categorical, judge: Callable[[str], bool]) -> NDArray[np.bool_]:
    """Return the rows whose text is judged true, shape (rows,).

    Examples
    --------
    >>> rows_whose_text(pd.Series(["a", "", "a"]), bool)
    array([ True, False,  True])
    """
    texts, codes = texts_and_codes(column)
    return spread([judge(text) for text in texts], codes)


def spread(marks: Sequence[bool], codes: Codes) -> NDArray[np.bool_]:
    """Give every row the mark of its text, shape (rows,). Mostly no text is marked, and no row is looked at then."""
    of_text = np.array(marks, dtype=bool)
    if not of_text.any():
        return np.zeros(len(codes), dtype=bool)
    return of_text[codes]


def has_content(text: str) -> bool:
    """Whether a text is more than spaces."""
    return bool(text.strip())


def joined(parts: Sequence[pd.Categorical]) -> pd.Categorical:
    """Join parts of one column, the rows of the first part first."""
    if len(parts) == 1:
        return parts[0]
    return union_categoricals(list(parts))


def without_unused_texts(column: pd.Categorical) -> pd.Categorical:
    """Drop the texts that no row holds.

    Examples
    --------
    >>> list(without_unused_texts(coded(["a", "b"])[1:]).categories)
    ['b']
    """
    used = np.bincount(column.codes, minlength=len(column.categories)) > 0
    if used.all():
        return column
    return of_codes((np.cumsum(used) - 1)[column.codes], column.categories.to_numpy()[used])


def some_rows(frame: pd.DataFrame, rows: NDArray[np.bool_]) -> pd.DataFrame:
    """Return some rows of a frame of coded text, numbered anew, without the texts that none of them holds."""
    columns = {
        position: without_unused_texts(column.array[rows])
        for position, (_, column) in enumerate(frame.items())
    }
    return pd.DataFrame(columns, index=range(int(rows.sum()))).set_axis(frame.columns, axis=1)
