"""Patient flow: who came in, who was left out and why, and who was seen at each visit. The counts add up."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.derive.workbench import once
from dnoutcomes.language import term


@once
def patient_flow(analysis: AnalysisData) -> pd.DataFrame:
    """Count patients from the file to each visit, by arm.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per stage, reason and arm: `stage` ("in the file", "left out", "analysed", "seen", "not seen"), `visit`
        (empty before visits), `reason`, `arm`, `n_patients`. In each arm, in the file = left out + analysed, and at
        each visit analysed = seen + not seen. A score carried forward by the plan counts as not seen.
    """
    patients, excluded = analysis.patients, analysis.excluded
    visits = analysis.visits.assign(seen=analysis.visits["day"].notna())
    rows = []
    for arm in patients["arm"].cat.categories:
        n_analysed = int((patients["arm"] == arm).sum())
        left_out = excluded.loc[excluded["arm"] == arm, "reason"].value_counts().sort_index()
        rows.append(("in the file", "", "", arm, n_analysed + int(left_out.sum())))
        rows += [("left out", "", reason, arm, int(n)) for reason, n in left_out.items()]
        rows.append(("analysed", "", "", arm, n_analysed))
        for visit, group in visits[visits["arm"] == arm].groupby("visit", observed=False):
            rows.append(("seen", visit, "", arm, int(group["seen"].sum())))
            reasons = group.loc[~group["seen"], "missing_because"].replace(
                "", term("score carried forward by the plan")
            )
            rows += [
                ("not seen", visit, reason, arm, int(n))
                for reason, n in reasons.value_counts().sort_index().items()
            ]
    return pd.DataFrame(rows, columns=["stage", "visit", "reason", "arm", "n_patients"])
