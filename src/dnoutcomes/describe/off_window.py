"""Scores outside the windows of the plan: recorded, and used for nothing."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.derive import daily_scores, derive_day


def off_window(analysis: AnalysisData) -> pd.DataFrame:
    """Count the days with a score of the outcome by what became of them.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per arm: `arm, n_scores` (days with a score, of the patients with a baseline), `n_baseline` (in the
        baseline window), `n_used` (the score of a visit), `n_not_nearest` (in a visit's window, another one was nearer
        to its day, or set aside after an intercurrent event) and `n_outside` (in no window). n_scores is the sum of
        the others.
    """
    plan = analysis.plan
    patients = analysis.patients[["patient_id", "arm"]]
    scores = daily_scores(derive_day(analysis.outcomes.records), plan.outcome).merge(
        patients, on="patient_id"
    )
    at_baseline = scores["day"].between(plan.baseline.first, plan.baseline.last)
    in_window = pd.Series(False, index=scores.index)
    for visit in plan.visits:
        in_window |= scores["day"].between(visit.first, visit.last)
    counted = scores.assign(at_baseline=at_baseline, in_window=in_window).groupby("arm", observed=False)
    used = analysis.visits[analysis.visits["day"].notna()].groupby("arm", observed=False).size()
    frame = counted.agg(
        n_scores=("day", "size"), n_baseline=("at_baseline", "sum"), n_in_window=("in_window", "sum")
    )
    frame = frame.assign(n_used=used, n_not_nearest=frame["n_in_window"] - used)
    frame = frame.assign(n_outside=frame["n_scores"] - frame["n_baseline"] - frame["n_in_window"])
    columns = ["arm", "n_scores", "n_baseline", "n_used", "n_not_nearest", "n_outside"]
    return frame.reset_index()[columns].astype(dict.fromkeys(columns[1:], "int64"))
