"""Columns whose content could be one that every file has, for a question: content alone never decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from dnoutcomes.readers import RawTable
from dnoutcomes.readers.cells import Rules
from dnoutcomes.readers.cells.date_cells import date_reader
from dnoutcomes.starting.look import text_counts

_NO_DATE = ("blank", "missing_word", "missing_reason", "not_a_date", "impossible")
# More different texts are names or free text, not groups.
_MOST_LEVELS = {"arm": 6, "cause": 40}
_MOST_OFFERED = 8


def candidates_for(
    column: str, raw: RawTable, names: Sequence[str], patient_columns: Sequence[str]
) -> list[str]:
    """Return the columns whose content could be a required one, at most `_MOST_OFFERED`.

    Parameters
    ----------
    column : {"patient_id", "arm", "cause", "session_date", "outcome"}
    raw : RawTable
    names : sequence of str
        The file's columns to choose from.
    patient_columns : sequence of str
        The file's column of patients, where it's known.
    """
    fits = _FITS[column]
    patients = raw.frame[patient_columns[0]] if len(patient_columns) == 1 else None
    return [name for name in names if fits(name, raw, patients)][:_MOST_OFFERED]


def _could_be_dates(name: str, raw: RawTable, patients: pd.Series | None) -> bool:
    texts = [text for text in text_counts(raw, name) if text]
    read = date_reader(Rules(), texts)
    n_dates = sum(read(text).kind not in _NO_DATE for text in texts)
    return n_dates > 0.8 * len(texts) > 0


def _could_be_scores(name: str, raw: RawTable, patients: pd.Series | None) -> bool:
    texts = [text for text in text_counts(raw, name) if text]
    numbers = [
        text for text in texts if text.lstrip("-").replace(",", ".", 1).replace(".", "", 1).isdecimal()
    ]
    return len(numbers) > 0.8 * len(texts) and len(numbers) > 2 and not _is_constant(name, raw, patients)


def _could_be_ids(name: str, raw: RawTable, patients: pd.Series | None) -> bool:
    counts = text_counts(raw, name)
    return "" not in counts and len(counts) > 2


def _could_be_arms(name: str, raw: RawTable, patients: pd.Series | None) -> bool:
    n = len([text for text in text_counts(raw, name) if text])
    return 2 <= n <= _MOST_LEVELS["arm"] and _is_constant(name, raw, patients)


def _could_be_causes(name: str, raw: RawTable, patients: pd.Series | None) -> bool:
    n = len([text for text in text_counts(raw, name) if text])
    return 1 <= n <= _MOST_LEVELS["cause"] and _is_constant(name, raw, patients)


def _is_constant(name: str, raw: RawTable, patients: pd.Series | None) -> bool:
    """Whether a column says one thing of each patient, blanks aside; without patients, whether it could."""
    if patients is None:
        return True
    column = raw.frame[name].astype("object")
    filled = column.str.strip() != ""
    said = column[filled].groupby(patients[filled].astype("object").to_numpy()).nunique()
    return bool((said <= 1).all()) if len(said) else True


_FITS: dict[str, Callable[[str, RawTable, pd.Series | None], bool]] = {
    "patient_id": _could_be_ids,
    "arm": _could_be_arms,
    "cause": _could_be_causes,
    "session_date": _could_be_dates,
    "outcome": _could_be_scores,
}
