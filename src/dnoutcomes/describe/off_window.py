"""Scores outside the windows of the plan: recorded, and used for nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.derive.workbench import once

#: What may become of a score: the first of these that holds.
FATES = ("baseline", "used", "not nearest", "outside")


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
    rows = score_days(analysis)
    tally = pd.crosstab(rows["arm"], rows["fate"], dropna=False).reindex(columns=list(FATES), fill_value=0)
    tally.columns = [f"n_{fate.replace(' ', '_')}" for fate in FATES]
    tally.insert(0, "n_scores", tally.sum(axis=1))
    return tally.rename_axis("arm").reset_index().astype(dict.fromkeys(tally.columns, "int64"))


@once
def score_days(analysis: AnalysisData) -> pd.DataFrame:
    """Say of each day with a score of the outcome what became of it.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per patient with a baseline and day with a score: `patient_id, arm, day`, and `fate` of `FATES`, as
        counted by `off_window`.
    """
    plan = analysis.plan
    scores = analysis.workbench.scores(plan.outcome)[["patient_id", "day"]]
    scores = scores.merge(analysis.patients[["patient_id", "arm"]], on="patient_id")
    used = analysis.visits.loc[analysis.visits["day"].notna(), ["patient_id", "day"]].astype({"day": "int64"})
    rows = scores.merge(used.assign(used=True), on=["patient_id", "day"], how="left")
    in_window = pd.Series(False, index=rows.index)
    for visit in plan.visits:
        in_window |= rows["day"].between(visit.first, visit.last)
    fate = np.select(
        [rows["day"].between(plan.baseline.first, plan.baseline.last), rows["used"].eq(True), in_window],
        list(FATES[:3]),
        default=FATES[3],
    )
    return rows.assign(fate=fate)[["patient_id", "arm", "day", "fate"]]
