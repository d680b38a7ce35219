"""Facts of a patient: what the rows of a patient state of arm, cause and everything else that has one value each.

An export may write such a fact in one row of the patient only, mostly that of the first visit. Which row states it, and
what the outcome is in that row, settles nothing: facts are taken in the order of time, and two values of one day are a
tie.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.implausible_dates import EARLIEST
from dnoutcomes.readers.cells import MISSING_KINDS, Mask, ParsedColumn
from dnoutcomes.schema import NOT_RECORDED

_NOT_CARRIED = ("cause", "birth_date", "birth_year")


def patient_columns(context: Context) -> list[ParsedColumn]:
    """Return the columns that have one value per patient, without the patient's id."""
    return [
        parsed
        for parsed in context.columns.values()
        if parsed.column.level_of == "patient" and parsed.name != "patient_id"
    ]


def stated(name: str, context: Context) -> pd.DataFrame:
    """Return what the rows of each patient state, in the order of time, rows without a usable time last.

    Rows that are set aside for another reason, such as an unreadable score, state a fact too.

    Parameters
    ----------
    name : str
        A patient-level column.
    context : Context

    Returns
    -------
    pandas.DataFrame
        Indexed by place in the table: `patient, value, time` (a rank) and `undated`. Two values of one time stand in
        the order of the values, whatever the order of the file.
    """
    parsed = context.columns[name]
    values = parsed.values()
    given = values.notna() & (values != NOT_RECORDED).fillna(True)
    if parsed.column.is_number:
        given &= values.between(parsed.column.minimum, parsed.column.maximum)
    time, undated = _times(context)
    frame = pd.DataFrame(
        {
            "patient": context.columns["patient_id"].values(),
            "value": values,
            "time": time,
            "undated": undated,
        }
    )
    frame = frame[given.to_numpy(dtype=bool) & frame["patient"].notna().to_numpy()]
    return frame.sort_values(["patient", "undated", "time", "value"], kind="stable")


def first_stated(name: str, context: Context, *, last: bool = False) -> pd.Series:
    """Return each patient's first or last stated value, indexed by patient."""
    deciding = _deciding(stated(name, context), last=last)
    return deciding.drop_duplicates("patient").set_index("patient")["value"]


def tied(name: str, context: Context, *, last: bool = False) -> set[str]:
    """Return the patients who have two values on the day that decides."""
    different = _deciding(stated(name, context), last=last).groupby("patient")["value"].nunique()
    return set(different.index[different > 1])


def contradicted_without_date(name: str, context: Context) -> set[str]:
    """Return the patients whose rows without a usable time state something else than the first row in time."""
    frame = stated(name, context)
    first = frame.groupby("patient")["value"].transform("first")
    return set(frame.loc[frame["undated"] & (frame["value"] != first), "patient"])


def carry_within_patients(context: Context) -> dict[str, ParsedColumn]:
    """Return the columns with patient-level cells filled from the patient's other rows.

    A cell takes the value that was last stated by its time, or else the first one. The cause isn't filled here: rows
    without one stay, and the check of causes counts them. Nor are the columns of birth, which only serve to check
    dates: one that can't be right sets aside the row that states it, and not all rows of the patient.

    Parameters
    ----------
    context : Context

    Returns
    -------
    dict of str to ParsedColumn
    """
    columns = dict(context.columns)
    for parsed in patient_columns(context):
        kinds = MISSING_KINDS if parsed.name == "arm" else ("blank",)
        blank = parsed.rows_of(*kinds)
        if parsed.name in _NOT_CARRIED or not blank.any():
            continue
        columns[parsed.name] = replace(parsed, codes=_filled(parsed, blank, context))
    return columns


def _filled(parsed: ParsedColumn, blank: Mask, context: Context) -> np.ndarray:
    """Fill the codes of blank cells, forward in time and then back."""
    known = stated(parsed.name, context).index
    codes = pd.Series(parsed.codes, dtype="float64").where(
        pd.Series(np.isin(np.arange(len(blank)), known)), np.nan
    )
    time, undated = _times(context)
    frame = pd.DataFrame(
        {
            "patient": context.columns["patient_id"].values(),
            "undated": undated,
            "time": time,
            "value": parsed.values(),
            "code": codes,
        }
    ).sort_values(["patient", "undated", "time", "value"], kind="stable", na_position="last")
    by_patient = frame.groupby("patient")["code"]
    filled = by_patient.ffill().fillna(by_patient.bfill()).reindex(range(len(blank)))
    usable = blank & filled.notna().to_numpy()
    return np.where(usable, filled.fillna(0).to_numpy(), parsed.codes).astype("intp")


def _deciding(frame: pd.DataFrame, *, last: bool) -> pd.DataFrame:
    """Statements of the time that decides for each patient: the first or last dated one, undated ones where all are."""
    dated = frame.groupby("patient")["undated"].transform("min") == frame["undated"]
    frame = frame[dated]
    at = frame.groupby("patient")["time"].transform("max" if last else "min")
    return frame[frame["time"] == at]


def _times(context: Context) -> tuple[np.ndarray, Mask]:
    """Rank of each row's time, and whether it has none that can be right."""
    times = context.columns[context.time_column].values()
    undated = times.isna()
    if context.time_column == "session_date":
        undated |= (times < EARLIEST) | (times > pd.Timestamp(context.cutoff))
    ranks, _ = pd.factorize(times.mask(undated), sort=True)
    return ranks, undated.to_numpy(dtype=bool)
