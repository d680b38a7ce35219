"""Sessions attended by a day, who was still in care then, and how it had gone so far."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.errors import ModelError

Counts = NDArray[np.intp]


def sessions_by(analysis: AnalysisData, patients: pd.Series, days: Sequence[int]) -> Counts:
    """Count the sessions that each patient had attended by the end of each day.

    Parameters
    ----------
    analysis : AnalysisData
    patients : pandas.Series
        Identifiers of the N patients.
    days : sequence of int
        Days after time zero.

    Returns
    -------
    array of int, shape (N, days)

    Raises
    ------
    ModelError
        The data record no attended session after time zero.
    """
    sessions = analysis.workbench.sessions
    attended = sessions[sessions["attended"] & (sessions["day"] > analysis.plan.baseline.last)]
    if attended.empty:
        raise ModelError(
            "the data record no attended session after time zero; rows of sessions have encounter 'session'"
        )
    counts = [
        attended[attended["day"] <= day]
        .groupby("patient_id")
        .size()
        .reindex(patients, fill_value=0)
        .to_numpy()
        for day in days
    ]
    return np.column_stack(counts).astype(np.intp)


def last_days(analysis: AnalysisData, patients: pd.Series) -> pd.Series:
    """Return the last day on which anything was recorded of each patient, in the order given."""
    days = analysis.workbench.days
    return days.groupby("patient_id")["day"].max().reindex(patients)


def change_by(analysis: AnalysisData, patients: pd.DataFrame, day: int) -> NDArray[np.float64]:
    """Return each patient's last change from baseline by a day; 0 where nothing was scored after baseline yet.

    Parameters
    ----------
    analysis : AnalysisData
    patients : pandas.DataFrame
        `patient_id` and `baseline`.
    day : int

    Returns
    -------
    array of shape (N,)
    """
    scores = analysis.workbench.scores(analysis.plan.outcome)
    so_far = scores[(scores["day"] > analysis.plan.baseline.last) & (scores["day"] <= day)]
    last = so_far.groupby("patient_id")["value"].last().reindex(patients["patient_id"]).to_numpy(dtype=float)
    return np.asarray(np.nan_to_num(last - patients["baseline"].to_numpy(dtype=float)))
