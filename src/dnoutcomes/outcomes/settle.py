"""Make records of cells: types, order, and one value per patient where the patient is meant."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.checks import Context
from dnoutcomes.checks.check import OF_EVERY_FILE
from dnoutcomes.checks.patient_facts import first_stated, patient_columns, settled_codes
from dnoutcomes.readers.cells import TEXT_DTYPE, Mask
from dnoutcomes.readers.value_labels import plain_code
from dnoutcomes.schema import COLUMNS, MISSING_REASONS, NOT_RECORDED


def build_records(context: Context, blanked: dict[str, Mask]) -> pd.DataFrame:
    """Return the accepted rows as records.

    Parameters
    ----------
    context : Context
        What every cell was found to be, and which rows are left.
    blanked : dict of str to array of bool
        Per column, rows whose value alone was set aside.

    Returns
    -------
    pandas.DataFrame
        One row per encounter, as in `Outcomes.records`.
    """
    positions = _ordered_positions(context, blanked)
    settled = {parsed.name for parsed in patient_columns(context)}
    columns = {
        name: _settled_values(name, positions, context)
        if name in settled
        else _values(name, positions, context, blanked)
        for name in ordered_names(context)
        if context.columns[name].column.kept
    }
    columns["cause"] = columns["cause"].fillna(NOT_RECORDED)
    frame = pd.DataFrame({**columns, "source_row": context.source_rows[positions]}, copy=False)
    frame = _with_missing_reasons(frame, positions, context)
    if context.time_column == "study_week" and "study_day" not in frame.columns:
        frame.insert(frame.columns.get_loc("study_week"), "study_day", frame["study_week"] * 7)
    return frame


def _ordered_positions(context: Context, blanked: dict[str, Mask]) -> NDArray[np.intp]:
    """Places of the accepted rows by patient and time. Never by the outcome: their order may not tell of the scores."""
    weeks = context.time_column == "study_week" and "study_day" in context.columns
    time = "study_day" if weeks else context.time_column
    codes, values = context.columns[time].ranked
    # Rows without a time come last.
    rank = np.where((codes < 0) | blanked.get(time, False), len(values), codes)
    patient = context.timeline.patient
    order = np.lexsort(
        (context.source_rows, rank, np.where(patient < 0, len(context.timeline.patients), patient))
    )
    return order[context.live[order]]


def ordered_names(context: Context) -> list[str]:
    """Canonical names in the order of the schema, after those that every file has; the caller's own come last."""
    position_of = {name: position for position, name in enumerate(COLUMNS)}
    first = (*OF_EVERY_FILE, context.time_column, context.outcome)
    rest = [name for name in context.columns if name not in first]
    return [*first, *sorted(rest, key=lambda name: position_of.get(name, len(position_of)))]


def _values(name: str, positions: NDArray[np.intp], context: Context, blanked: dict[str, Mask]) -> pd.Series:
    parsed = context.columns[name]
    codes = parsed.ranked.codes[positions]
    if name in blanked:
        codes = np.where(blanked[name][positions], codes.dtype.type(-1), codes)
    return parsed.values_of(codes, parsed.ranked.values)


def _settled_values(name: str, positions: NDArray[np.intp], context: Context) -> pd.Series:
    """Give all rows of a patient the value that the patient's rows state first, or the last cause where told so."""
    parsed = context.columns[name]
    # The last one is that of rows without a patient.
    codes = np.append(_settled_codes(name, context), -1)[context.timeline.patient[positions]]
    return parsed.values_of(codes, parsed.ranked.values)


def _settled_codes(name: str, context: Context) -> NDArray[np.int64]:
    return settled_codes(name, context, last=_takes_last(name, context))


def _takes_last(name: str, context: Context) -> bool:
    return name == "cause" and context.mapping.cause_change == "last"


def _with_missing_reasons(frame: pd.DataFrame, positions: NDArray[np.intp], context: Context) -> pd.DataFrame:
    """Keep the reason that a code gave for a missing score: as the file labels it, else the code itself."""
    parsed = context.columns[context.outcome]
    labels = context.table.missing_reasons.get(context.outcome, {})
    reasons = [MISSING_REASONS[str(text).strip().upper()] if cell.kind == "missing_reason" else
               labels.get(plain_code(text)) or f"code {str(text).strip()}" if cell.kind == "declared_code" else None
               for text, cell in zip(parsed.texts, parsed.cells)]  # fmt: skip
    if not any(reasons):
        return frame
    told = pd.Series(pd.array(reasons, dtype=TEXT_DTYPE).take(parsed.codes[positions]))
    given = frame["missing_reason"] if "missing_reason" in frame.columns else told
    return frame.assign(missing_reason=given.fillna(told))


def rows_of_file(context: Context) -> pd.DataFrame:
    """Return whose every row of the file is, those set aside too: `source_row, patient_id, site_id`."""
    frame = pd.DataFrame(
        {
            name: context.columns[name].values()
            for name in ("patient_id", "site_id")
            if name in context.columns
        }
    )
    frame.insert(0, "source_row", context.source_rows)
    # Only the rows of a wide layout share a line.
    return frame if (np.diff(context.source_rows) > 0).all() else frame.drop_duplicates(ignore_index=True)


def patients_without_records(records: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Return the patients of the file of whom every row was set aside though the arm could be read, one row each."""
    arm = first_stated("arm", context)
    lost = pd.DataFrame({"patient_id": arm.index, "arm": arm.to_numpy()})
    cause = first_stated("cause", context, last=_takes_last("cause", context))
    lost["cause"] = lost["patient_id"].map(cause).fillna(NOT_RECORDED)
    lost = lost[lost["arm"].isin(context.arms) & ~lost["patient_id"].isin(records["patient_id"])]
    return lost.sort_values("patient_id", ignore_index=True)
