"""Facts of a patient: what the rows of a patient state of arm, cause and everything else that has one value each.

An export may write such a fact in one row of the patient only, mostly that of the first visit. Which row states it, and
what the outcome is in that row, settles nothing: facts are taken in the order of time, and two values of one day are a
tie. Most patients state one value and no other: only the rows of those who state several are put in order.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.cells import MISSING_KINDS, TEXT_DTYPE, Mask, ParsedColumn
from dnoutcomes.readers.coded_text import Codes
from dnoutcomes.schema import NOT_RECORDED

_NOT_CARRIED = ("cause", "birth_date", "birth_year")
_IN_TIME = ["patient", "undated", "time", "value"]


def patient_columns(context: Context) -> list[ParsedColumn]:
    """Return the columns that have one value per patient, without the patient's id."""
    return [
        parsed
        for parsed in context.columns.values()
        if parsed.column.level_of == "patient" and parsed.name != "patient_id"
    ]


def stated_codes(name: str, context: Context) -> Codes:
    """Return the rank of what each row states in a column (`ParsedColumn.ranked`), -1 where it states nothing.

    Rows that are set aside for another reason, such as an unreadable score, state a fact too.
    """
    parsed = context.columns[name]
    codes, values = parsed.ranked
    states = values != NOT_RECORDED if values.dtype == object else np.ones(len(values), dtype=bool)
    if parsed.column.is_number:
        states = (values >= parsed.column.minimum) & (values <= parsed.column.maximum)
    if states.all():
        return codes
    # The last mark is that of code -1.
    return np.where(np.append(states, False)[codes], codes, codes.dtype.type(-1))


def of_several(name: str, context: Context) -> Mask:
    """Return the patients whose rows state more than one value, one mark per patient."""
    lowest, highest = context.timeline.range_of(stated_codes(name, context))
    return np.asarray(lowest != highest, dtype=bool)


def stated(name: str, context: Context) -> pd.DataFrame:
    """Return what the rows of those who state several values state, in the order of time.

    Parameters
    ----------
    name : str
        A patient-level column.
    context : Context

    Returns
    -------
    pandas.DataFrame
        Indexed by place in the table: `patient` (place in the timeline), `value` and `time` (ranks) and `undated`. Rows
        without a usable time come last. Two values of one time stand in the order of the values, whatever the order of
        the file.
    """
    codes = stated_codes(name, context)
    rows = context.timeline.rows_of(of_several(name, context)) & (codes >= 0)
    return _in_time(np.flatnonzero(rows), codes, context).sort_values(_IN_TIME, kind="stable")


def _in_time(positions: NDArray[np.intp], codes: Codes, context: Context) -> pd.DataFrame:
    timeline = context.timeline
    return pd.DataFrame(
        {
            "patient": timeline.patient[positions],
            "value": codes[positions],
            "time": timeline.time[positions],
            "undated": timeline.undated[positions],
        },
        index=positions,
    )


def settled_codes(name: str, context: Context, *, last: bool = False) -> Codes:
    """Return the rank of each patient's first or last stated value, -1 where none is stated; shape (patients,)."""
    settled, highest = context.timeline.range_of(stated_codes(name, context))
    if (settled != highest).any():
        deciding = _deciding(stated(name, context), last=last).drop_duplicates("patient")
        settled[deciding["patient"]] = deciding["value"]
    return settled


def first_stated(name: str, context: Context, *, last: bool = False) -> pd.Series:
    """Return each patient's first or last stated value, indexed by patient."""
    settled = settled_codes(name, context, last=last)
    parsed = context.columns[name]
    values = parsed.values_of(settled[settled >= 0], parsed.ranked.values)
    return values.set_axis(pd.Index(context.timeline.patients[settled >= 0], dtype=TEXT_DTYPE))


def tied(name: str, context: Context, *, last: bool = False) -> Mask:
    """Return the patients who have two values on the day that decides, one mark per patient."""
    different = _deciding(stated(name, context), last=last).groupby("patient")["value"].nunique()
    return _marks(different.index[different > 1], context)


def contradicted_without_date(name: str, context: Context) -> Mask:
    """Return the patients whose rows without a usable time state something else than the first row in time."""
    frame = stated(name, context)
    first = frame.groupby("patient")["value"].transform("first")
    return _marks(frame.loc[frame["undated"] & (frame["value"] != first), "patient"], context)


def _marks(patients: pd.Series | pd.Index, context: Context) -> Mask:
    marks = np.zeros(len(context.timeline.patients), dtype=bool)
    marks[patients.to_numpy(dtype="intp")] = True
    return marks


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


def _filled(parsed: ParsedColumn, blank: Mask, context: Context) -> Codes:
    """Fill the texts of blank cells, forward in time and then back."""
    timeline = context.timeline
    texts = np.where(stated_codes(parsed.name, context) >= 0, parsed.codes.astype("int64"), -1)
    first, last = timeline.range_of(texts)
    # Whose rows state one text alone: that text, whatever the order. The last one is that of rows without a patient.
    text = np.append(first, -1)[timeline.patient]
    several = np.flatnonzero(timeline.rows_of(first != last))
    if len(several):
        frame = _in_time(several, parsed.ranked.codes, context)
        frame = frame.assign(
            value=frame["value"].where(frame["value"] >= 0),
            text=pd.Series(texts[several], several, dtype="float64").where(texts[several] >= 0),
        ).sort_values(_IN_TIME, kind="stable", na_position="last")
        by_patient = frame.groupby("patient")["text"]
        text[frame.index] = by_patient.ffill().fillna(by_patient.bfill()).to_numpy(dtype="int64")
    return np.where(blank & (text >= 0), text, parsed.codes).astype("intp")


def _deciding(frame: pd.DataFrame, *, last: bool) -> pd.DataFrame:
    """Statements of the time that decides for each patient: the first or last dated one, undated ones where all are."""
    dated = frame.groupby("patient")["undated"].transform("min") == frame["undated"]
    frame = frame[dated]
    at = frame.groupby("patient")["time"].transform("max" if last else "min")
    return frame[frame["time"] == at]
