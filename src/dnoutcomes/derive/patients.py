"""One row per patient: what is known of patients at time zero, and covariates without gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import DataError, PlanError
from dnoutcomes.plan import Plan
from dnoutcomes.schema import COLUMNS
from dnoutcomes.schema import NOT_RECORDED as CAUSE_NOT_RECORDED

NOT_RECORDED = "not recorded"


def unique_names(names: list[str]) -> list[str]:
    """Return names once each, in their order."""
    return list(dict.fromkeys(names))


def patient_rows(records: pd.DataFrame, baseline: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return one row per patient: constant columns, and covariates of encounters as they stood at time zero.

    Parameters
    ----------
    records : pandas.DataFrame
        With `day`, from `derive_day`.
    baseline : pandas.DataFrame
        From `derive_baseline`.
    plan : Plan

    Returns
    -------
    pandas.DataFrame
        One row per patient, by id: `patient_id, arm, cause`, the other columns of patients, the plan's covariates,
        `baseline` and `baseline_day`.
    """
    constant = [
        name
        for name in records.columns
        if name in COLUMNS and COLUMNS[name].level_of == "patient" and name != "patient_id"
    ]
    varying = [name for name in plan.covariates if name not in constant and name not in ("arm", "cause")]
    ordered = np.lexsort((records["source_row"], records["day"]))
    patients = first_recorded(records, ordered, unique_names(["arm", "cause", *constant]))
    if varying:
        by_time_zero = records.iloc[ordered[records["day"].to_numpy()[ordered] <= plan.baseline.last]]
        for name in unique_names(varying):
            patients = patients.join(_last_by_time_zero(by_time_zero, name))
    patients = patients.reset_index().merge(baseline, on="patient_id", how="left", validate="one_to_one")
    arms = [plan.reference_arm, plan.treated_arm]
    patients["arm"] = pd.Categorical(patients["arm"], categories=arms)
    patients["cause"] = cause_levels(patients["cause"], plan)
    return patients


def first_recorded(records: pd.DataFrame, order: NDArray[np.intp], names: list[str]) -> pd.DataFrame:
    """Return each patient's first recorded value of some columns.

    Parameters
    ----------
    records : pandas.DataFrame
        `patient_id` and the columns.
    order : array of int
        Places of the rows, the first in time first.
    names : list of str

    Returns
    -------
    pandas.DataFrame
        One row per patient, indexed by `patient_id` in its order; missing where a patient has no value at all.

    Examples
    --------
    >>> records = pd.DataFrame({"patient_id": ["b", "a", "b"], "age": [None, 50, 61]})
    >>> first_recorded(records, np.array([2, 1, 0]), ["age"])["age"].to_dict()
    {'a': 50.0, 'b': 61.0}
    """
    codes, patients = pd.factorize(records["patient_id"], sort=True)
    latest_first = order[::-1]
    columns = {}
    for name in names:
        # Of several places written for one patient the last one stays: that of the first recorded value.
        recorded = latest_first[(records[name].notna().to_numpy() & (codes >= 0))[latest_first]]
        first = np.full(len(patients), -1)
        first[codes[recorded]] = recorded
        columns[name] = records[name].array.take(first, allow_fill=True)
    return pd.DataFrame(columns, index=pd.Index(patients, name="patient_id"))


def _last_by_time_zero(records: pd.DataFrame, name: str) -> pd.Series:
    """Return each patient's last recorded value of a covariate of encounters; two of that day are asked."""
    stated = records[records[name].notna()]
    stated = stated[stated["day"] == stated.groupby("patient_id")["day"].transform("max")]
    values = stated.groupby("patient_id")[name]
    several = int((values.nunique() > 1).sum())
    if several:
        raise DataError(
            f"covariate {name!r} has two values on one day, the last one up to time zero, in {several} patients: "
            "neither goes before the other; correct the file or give up the covariate"
        )
    return values.first()


def cause_levels(causes: pd.Series, plan: Plan) -> pd.Categorical:
    """Order the causes as the plan lists them; one that it doesn't list is an error only where it lists any."""
    present = set(causes)
    beyond = sorted(present - {*plan.causes, CAUSE_NOT_RECORDED})
    if beyond and "causes" in plan.model_fields_set:
        raise DataError(f"the data have causes {beyond} that the plan doesn't name; list them under `causes`")
    order = dict.fromkeys([*plan.causes, *beyond, CAUSE_NOT_RECORDED])
    return pd.Categorical(causes, categories=[cause for cause in order if cause in present])


def fill_covariates(patients: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Fill missing covariates, so that no patient is lost because one is missing: a level of its own, or the mean.

    Parameters
    ----------
    patients : pandas.DataFrame
        From `patient_rows`.
    plan : Plan

    Returns
    -------
    patients : pandas.DataFrame
    notes : tuple of str
        What was filled, in sentences.

    Raises
    ------
    PlanError
        A covariate is missing in every patient.
    """
    filled, notes = {}, []
    for name in plan.covariates:
        column = patients[name]
        n_missing = int(column.isna().sum())
        if column.dtype == "boolean" or not pd.api.types.is_numeric_dtype(column):
            text = column.astype("object").where(column.notna(), NOT_RECORDED).astype(str)
            filled[name] = (
                pd.Categorical(text, categories=sorted(set(text))) if name not in ("arm", "cause") else column
            )
            rule = f"the level '{NOT_RECORDED}'"
        else:
            numbers = column.astype("float64")
            if n_missing == len(numbers):
                raise PlanError(f"covariate {name!r} is missing in every patient")
            filled[name] = numbers.fillna(numbers.mean())
            rule = "the mean of the others"
        if n_missing:
            notes.append(
                f"Covariate {name}: missing in {n_missing} of {len(patients)} patients, filled with {rule}."
            )
    return patients.assign(**filled), tuple(notes)
