"""Make records of cells: types, order, and one value per patient where the patient is meant."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.checks import Context
from dnoutcomes.checks.patient_facts import first_stated, patient_columns
from dnoutcomes.readers.cells import TEXT_DTYPE, Mask
from dnoutcomes.schema import COLUMNS, MISSING_REASONS, NOT_RECORDED

_FIRST = ("patient_id", "arm", "cause")


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
    frame = pd.DataFrame(
        {
            name: _values(name, context, blanked)
            for name in _ordered(context)
            if context.columns[name].column.kept
        }
    )
    frame["source_row"] = context.source_rows
    frame = _with_missing_reasons(frame, context)[context.live]
    if context.time_column == "study_week" and "study_day" not in frame.columns:
        frame.insert(frame.columns.get_loc("study_week"), "study_day", frame["study_week"] * 7)
    time = "study_day" if context.time_column == "study_week" else context.time_column
    # Never by the outcome: the order of rows may not tell of the scores.
    frame = frame.sort_values(["patient_id", time, "source_row"], kind="stable", ignore_index=True)
    return _one_value_per_patient(frame, context)


def _ordered(context: Context) -> list[str]:
    """Canonical names in the order of the schema, after those that every file has; the caller's own come last."""
    known = {name: place for place, name in enumerate(COLUMNS)}
    first = (*_FIRST, context.time_column, context.outcome)
    rest = [name for name in context.columns if name not in first]
    return [*first, *sorted(rest, key=lambda name: known.get(name, len(known)))]


def _values(name: str, context: Context, blanked: dict[str, Mask]) -> pd.Series:
    values = context.columns[name].values()
    return values.mask(blanked[name]) if name in blanked else values


def _with_missing_reasons(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Keep the reason that a code gave for a missing score."""
    parsed = context.columns[context.outcome]
    reasons = [MISSING_REASONS[str(text).strip().upper()] if cell.kind == "missing_reason" else
               f"code {str(text).strip()}" if cell.kind == "declared_code" else None
               for text, cell in zip(parsed.texts, parsed.cells)]  # fmt: skip
    if not any(reasons):
        return frame
    told = pd.Series(pd.array(reasons, dtype=TEXT_DTYPE).take(parsed.codes))
    given = frame["missing_reason"] if "missing_reason" in frame.columns else told
    return frame.assign(missing_reason=given.fillna(told))


def _one_value_per_patient(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Give all rows of a patient the value that the patient's rows state first, or the last cause where told so."""
    settled = {
        parsed.name: frame["patient_id"].map(_settled(parsed.name, context))
        for parsed in patient_columns(context)
        if parsed.name in frame.columns
    }
    frame = frame.assign(**{name: values.astype(frame[name].dtype) for name, values in settled.items()})
    return frame.assign(cause=frame["cause"].fillna(NOT_RECORDED))


def _settled(name: str, context: Context) -> pd.Series:
    return first_stated(name, context, last=name == "cause" and context.mapping.cause_change == "last")


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
    return frame.drop_duplicates(ignore_index=True)


def patients_without_records(records: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Return the patients of the file of whom every row was set aside though the arm could be read, one row each."""
    arm = _settled("arm", context)
    lost = pd.DataFrame({"patient_id": arm.index, "arm": arm.to_numpy()})
    lost["cause"] = lost["patient_id"].map(_settled("cause", context)).fillna(NOT_RECORDED)
    lost = lost[lost["arm"].isin(context.arms) & ~lost["patient_id"].isin(records["patient_id"])]
    return lost.sort_values("patient_id", ignore_index=True)
