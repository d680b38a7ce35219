"""Patient flow: who came in, who was left out and why, and who was seen at each visit. The counts add up."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis_sums import Analysis, count_in
from dnoutcomes.derive.workbench import once
from dnoutcomes.language import term


@once
def patient_flow(analysis: Analysis) -> pd.DataFrame:
    """Count patients from the file to each visit, by arm.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums

    Returns
    -------
    pandas.DataFrame
        One row per stage, reason and arm: `stage` ("in the file", "left out", "analysed", "seen", "not seen"), `visit`
        (empty before visits), `reason`, `arm`, `n_patients`. In each arm, in the file = left out + analysed, and at
        each visit analysed = seen + not seen. A score carried forward by the plan counts as not seen.
    """
    patients, excluded, visits = analysis.patients, analysis.excluded, analysis.visits
    # Sums know of no score that is carried forward, and so of no day.
    seen = (visits["day"] if "day" in visits.columns else visits["value"]).notna()
    reasons = visits["missing_because"].replace("", term("score carried forward by the plan"))
    rows = []
    for arm in patients["arm"].cat.categories:
        n_analysed = count_in(patients, patients["arm"] == arm)
        left_out = _counts(excluded, excluded["arm"] == arm, excluded["reason"])
        rows.append(("in the file", "", "", arm, n_analysed + sum(left_out.values())))
        rows += [("left out", "", reason, arm, n) for reason, n in left_out.items()]
        rows.append(("analysed", "", "", arm, n_analysed))
        for visit in visits["visit"].cat.categories:
            here = (visits["arm"] == arm) & (visits["visit"] == visit)
            rows.append(("seen", visit, "", arm, count_in(visits, here & seen)))
            not_seen = _counts(visits, here & ~seen, reasons)
            rows += [("not seen", visit, reason, arm, n) for reason, n in not_seen.items()]
    return pd.DataFrame(rows, columns=["stage", "visit", "reason", "arm", "n_patients"])


def _counts(rows: pd.DataFrame, where: pd.Series, reasons: pd.Series) -> dict[str, int]:
    """Count the patients of some rows by reason."""
    return {
        str(reason): count_in(rows, where & (reasons == reason)) for reason in sorted(set(reasons[where]))
    }
