"""Scores of days, and the one among them that is the baseline."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.plan import BaselineRule


def derive_baseline(records: pd.DataFrame, outcome: str, rule: BaselineRule) -> pd.DataFrame:
    """Choose each patient's baseline score.

    Parameters
    ----------
    records : pandas.DataFrame
        `patient_id`, `day` and the outcome's column.
    outcome : str
        Column of the outcome.
    rule : BaselineRule
        Days that qualify, relative to time zero, and whether the last, the first or the mean of them counts.

    Returns
    -------
    pandas.DataFrame
        One row per patient with a baseline: `patient_id, baseline, baseline_day`. Several scores on one day are
        averaged.
    """
    return baseline_of(daily_scores(records, outcome), rule)


def baseline_of(daily: pd.DataFrame, rule: BaselineRule) -> pd.DataFrame:
    """Choose each patient's baseline among the scores of `daily_scores`; see `derive_baseline`."""
    candidates = daily[daily["day"].between(rule.first, rule.last)]
    grouped = candidates.groupby("patient_id", as_index=False)
    if rule.rule == "mean":
        chosen = grouped.agg(baseline=("value", "mean"), baseline_day=("day", "max"))
    else:
        chosen = grouped.last() if rule.rule == "last" else grouped.first()
        chosen = chosen.rename(columns={"value": "baseline", "day": "baseline_day"})
    return chosen[["patient_id", "baseline", "baseline_day"]]


def daily_scores(records: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Reduce the records to one score per patient and day, the mean where a day has several.

    Returns
    -------
    pandas.DataFrame
        One row per patient and day with a score, in that order: `patient_id, day, value`.
    """
    scored = records.loc[records[outcome].notna(), ["patient_id", "day", outcome]].rename(
        columns={outcome: "value"}
    )
    scored["value"] = scored["value"].astype("float64")
    # Sorted by value first, so that the mean adds in the same order whatever the order of the file.
    ordered = scored.sort_values(["patient_id", "day", "value"], kind="stable", ignore_index=True)
    if not ordered.duplicated(["patient_id", "day"]).any():
        return ordered
    return ordered.groupby(["patient_id", "day"], as_index=False)["value"].mean()
