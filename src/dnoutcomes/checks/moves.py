"""Patients whose arm or cause isn't the same in all of their rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.cells import Mask
from dnoutcomes.readers.quote import quote
from dnoutcomes.schema import NOT_RECORDED

_SHOWN = 5


def changing_rows(name: str, context: Context) -> Mask:
    """All rows of patients with more than one recorded value in a column."""
    several = _recorded(name, context).groupby("patient")["value"].nunique()
    patients = context.columns["patient_id"].values()
    return np.asarray(patients.isin(several.index[several > 1]), dtype=bool)


def rows_after_change(name: str, context: Context) -> Mask:
    """Rows at or after the first one, in time, whose value differs from the patient's first."""
    frame = _recorded(name, context)
    frame["time"] = context.columns[context.time_column].values()[frame.index]
    frame = frame.sort_values(["patient", "time"], kind="stable")
    changed = frame[frame["value"] != frame.groupby("patient")["value"].transform("first")]
    switch = changed.groupby("patient")["time"].min()
    times = context.columns[context.time_column].values()
    return np.asarray(times >= context.columns["patient_id"].values().map(switch), dtype=bool)


def patients_in(rows: Mask, context: Context) -> str:
    """Count and name the patients of some rows: "2 patients ('001', '007')"."""
    patients = list(dict.fromkeys(context.columns["patient_id"].values()[rows & context.live]))
    shown = ", ".join(quote(patient, pseudonym=True) for patient in patients[:_SHOWN]) + (
        ", ..." if len(patients) > _SHOWN else ""
    )
    return f"{len(patients)} patient{'s' if len(patients) != 1 else ''} ({shown})"


def _recorded(name: str, context: Context) -> pd.DataFrame:
    values = context.columns[name].values()
    known = (
        context.live
        & values.notna().to_numpy()
        & (values != NOT_RECORDED).to_numpy(dtype=bool, na_value=False)
    )
    return pd.DataFrame({"patient": context.columns["patient_id"].values(), "value": values})[known]
