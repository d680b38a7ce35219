"""Patients who lose their baseline, their follow-up or a visit because no score falls into a window of the plan."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dnoutcomes.checks.losses import lost_by_arm
from dnoutcomes.plan import Plan
from dnoutcomes.readers.finding import Finding

CHECK = "windows"
# Patients of an arm who would be expected at a visit by the other arm's share, and none of them is seen.
EXPECTED = 5
_REMEDY = (
    "Give the plan the visits and the baseline that the file has, or mend the dates (index_date is time zero); if it's "
    'meant, pass confirmed=["windows"] or write it into the mapping.'
)


def windows(
    patients: pd.DataFrame, scores: pd.DataFrame, plan: Plan, confirmed: Sequence[str]
) -> list[Finding]:
    """Ask whether a plan's windows are meant for a file that loses baselines, follow-up or an arm by them.

    Parameters
    ----------
    patients : pandas.DataFrame
        One row per patient with a score: `patient_id, arm` and `has_baseline`.
    scores : pandas.DataFrame
        One row per patient and day with a score: `patient_id, day`.
    plan : Plan
    confirmed : sequence of str
        Checks whose question is answered with yes.

    Returns
    -------
    list of Finding
        One that names everything lost, asked or, where it's confirmed, a warning; none where little is lost.

    Notes
    -----
    Lost are patients with a score and no baseline, and patients with a score after the baseline's window and none in
    that of a visit: more than half, in all or in one arm, or by arm more than 20 percentage points apart, and at
    least 5. A visit is lost where nobody of an arm has a score though 5 would be expected by the other arm's share.
    """
    arms = patients.set_index("patient_id")["arm"].astype("object")
    lost = _baselines(patients, arms, plan)
    with_baseline = patients[patients["has_baseline"]]
    lost += _follow_up(with_baseline["patient_id"], scores, arms, plan)
    lost += _visits(with_baseline, scores, plan)
    if not lost:
        return []
    message = f"by the windows of the plan: {'; '.join(lost)}"
    if CHECK in confirmed:
        return [Finding("warn", f"{message} (confirmed)", check=CHECK)]
    return [Finding("ask", message, remedy=_REMEDY, check=CHECK)]


def _baselines(patients: pd.DataFrame, arms: pd.Series, plan: Plan) -> list[str]:
    lost = ~patients.set_index("patient_id")["has_baseline"]
    days = f"days {plan.baseline.first} to {plan.baseline.last}"
    return [
        f"no baseline ({days}) in {text}"
        for text in lost_by_arm("patients with a score", lost, arms, plan.arms)
    ]


def _follow_up(analysed: pd.Series, scores: pd.DataFrame, arms: pd.Series, plan: Plan) -> list[str]:
    later = scores[scores["patient_id"].isin(analysed) & (scores["day"] > plan.baseline.last)]
    inside = pd.Series(False, index=later.index)
    for visit in plan.visits:
        inside |= later["day"].between(visit.first, visit.last)
    lost = ~inside.groupby(later["patient_id"]).any()
    return [
        f"no score at any visit in {text}"
        for text in lost_by_arm("patients with one after baseline", lost, arms, plan.arms)
    ]


def _visits(patients: pd.DataFrame, scores: pd.DataFrame, plan: Plan) -> list[str]:
    """Say at which visits nobody of an arm is seen where the other arm is."""
    of_arm = {arm: set(patients.loc[patients["arm"] == arm, "patient_id"]) for arm in plan.arms}
    said = []
    for visit in plan.visits:
        there = set(scores.loc[scores["day"].between(visit.first, visit.last), "patient_id"])
        seen = {arm: len(whole & there) for arm, whole in of_arm.items()}
        for arm, other in (plan.arms, plan.arms[::-1]):
            if seen[arm] or not seen[other]:
                continue
            if len(of_arm[arm]) * seen[other] / len(of_arm[other]) >= EXPECTED:
                said.append(
                    f"nobody of {len(of_arm[arm])} {arm} has a score at {visit.name} (days {visit.first} to "
                    f"{visit.last}), where {seen[other]} of {len(of_arm[other])} {other} have one"
                )
    return said
