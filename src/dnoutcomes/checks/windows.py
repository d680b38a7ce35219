"""Patients who lose their baseline, their follow-up or a visit because no score falls into a window of the plan."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dnoutcomes.checks.losses import count_by_arm, told_by_arm
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
    return judge_windows(count_windows(patients, scores, plan), plan, confirmed)


def count_windows(patients: pd.DataFrame, scores: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Count by arm who is lost by which window.

    Parameters
    ----------
    patients, scores, plan
        As for `windows`; all days of a patient are among the scores, or none.

    Returns
    -------
    pandas.DataFrame
        One row per window and arm: `window` ("baseline", "follow_up", or a visit's name after "at "), `arm`, patients
        who could be in it, `n`, and of them `lost`. Counts of different patients add up.
    """
    arms = patients.set_index("patient_id")["arm"].astype("object")
    analysed = patients.loc[patients["has_baseline"], "patient_id"]
    days = scores[scores["patient_id"].isin(analysed)]
    later = days[days["day"] > plan.baseline.last]
    inside = pd.Series(False, index=later.index)
    for visit in plan.visits:
        inside |= later["day"].between(visit.first, visit.last)
    lost = {
        "baseline": ~patients.set_index("patient_id")["has_baseline"],
        "follow_up": ~inside.groupby(later["patient_id"]).any().astype(bool),
    }
    for visit in plan.visits:
        there = days.loc[days["day"].between(visit.first, visit.last), "patient_id"]
        lost[f"at {visit.name}"] = pd.Series(~analysed.isin(there).to_numpy(), index=analysed.to_numpy())
    counts = [
        count_by_arm(marks, marks.index.map(arms)).assign(window=window) for window, marks in lost.items()
    ]
    return pd.concat(counts, ignore_index=True)[["window", "arm", "n", "lost"]]


def judge_windows(counts: pd.DataFrame, plan: Plan, confirmed: Sequence[str]) -> list[Finding]:
    """Return what `windows` does, from counts by `count_windows` of all patients."""
    days = f"days {plan.baseline.first} to {plan.baseline.last}"
    of = {window: counts[counts["window"] == window] for window in ("baseline", "follow_up")}
    lost = [
        f"no baseline ({days}) in {text}"
        for text in told_by_arm("patients with a score", of["baseline"], plan.arms)
    ]
    lost += [
        f"no score at any visit in {text}"
        for text in told_by_arm("patients with one after baseline", of["follow_up"], plan.arms)
    ]
    lost += _lost_visits(counts, plan)
    if not lost:
        return []
    message = f"by the windows of the plan: {'; '.join(lost)}"
    if CHECK in confirmed:
        return [Finding("warn", f"{message} (confirmed)", check=CHECK)]
    return [Finding("ask", message, remedy=_REMEDY, check=CHECK)]


def _lost_visits(counts: pd.DataFrame, plan: Plan) -> list[str]:
    """Say at which visits nobody of an arm is seen where the other arm is."""
    said = []
    for visit in plan.visits:
        of_arm = counts[counts["window"] == f"at {visit.name}"].set_index("arm")[["n", "lost"]]
        of_arm = of_arm.reindex(plan.arms, fill_value=0)
        n, seen = of_arm["n"], of_arm["n"] - of_arm["lost"]
        for arm, other in (plan.arms, plan.arms[::-1]):
            if seen[arm] or not seen[other]:
                continue
            if n[arm] * seen[other] / n[other] >= EXPECTED:
                said.append(
                    f"nobody of {n[arm]} {arm} has a score at {visit.name} (days {visit.first} to {visit.last}), where "
                    f"{seen[other]} of {n[other]} {other} have one"
                )
    return said
