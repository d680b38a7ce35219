"""Attendance and dose: how many sessions patients came to, and how many needles each of them had."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.derive.workbench import once
from dnoutcomes.plan import Plan


@dataclass(frozen=True, eq=False)
class Attendance:
    """What may be shown of attendance and dose.

    Attributes
    ----------
    curve, needles : pandas.DataFrame
        As from `attendance_curve` and `needles_by_session`.
    reference_arm, treated_arm : str
    is_protected : bool
        Whether points that stand for few patients were left out.
    plan : Plan or None
        Has the labels of the arms.
    """

    curve: pd.DataFrame
    needles: pd.DataFrame
    reference_arm: str
    treated_arm: str
    is_protected: bool = False
    plan: Plan | None = None


def attendance_of(analysis: AnalysisData, *, released: bool = False) -> Attendance:
    """Describe attendance and dose; `released` leaves out the points of patients whom the plan calls too few."""
    return Attendance(
        attendance_curve(analysis, released=released),
        needles_by_session(analysis, released=released),
        analysis.plan.reference_arm,
        analysis.plan.treated_arm,
        released and analysis.plan.hides_small_groups,
        analysis.plan,
    )


@once
def attendance_curve(analysis: AnalysisData, *, released: bool = False) -> pd.DataFrame:
    """Count in each arm the patients who attended at least so many sessions.

    Parameters
    ----------
    analysis : AnalysisData
        Everybody in the file counts, also those who never came.
    released : bool
        Leave out levels until no level, and no step between two levels, stands for a group that is small by the plan.
        Default: every level is kept.

    Returns
    -------
    pandas.DataFrame
        One row per arm and number of sessions from 1 to the most planned: `arm, sessions, n_at_least, n_patients,
        share`. Empty where no session is recorded. When released, an arm that is small has no row.

    Notes
    -----
    Sessions are attended after time zero, and whoever does better may come more often: this describes what was
    delivered and can't tell what more sessions would do.
    """
    records, small = analysis.outcomes.records, analysis.plan.small_groups
    sessions = analysis.workbench.sessions
    parts = [pd.DataFrame(columns=["arm", "sessions", "n_at_least", "n_patients", "share"])]
    for arm in (analysis.plan.reference_arm, analysis.plan.treated_arm):
        planned = sessions[sessions["arm"] == arm]
        everyone = records.loc[records["arm"] == arm, "patient_id"].unique()
        if planned.empty or (released and not small.are_enough(len(everyone))):
            continue
        attended = planned.groupby("patient_id")["attended"].sum().reindex(everyone, fill_value=0).to_numpy()
        most = int(planned.groupby("patient_id").size().max())
        counts = {level: int((attended >= level).sum()) for level in range(1, most + 1)}
        kept = small.steps_kept(counts, len(everyone), counts.__getitem__) if released else list(counts)
        parts.append(
            pd.DataFrame(
                {"arm": arm, "sessions": kept, "n_at_least": [counts[level] for level in kept]}
            ).assign(n_patients=len(everyone), share=lambda rows: rows["n_at_least"] / rows["n_patients"])
        )
    found = [part for part in parts if len(part)]
    return pd.concat(found, ignore_index=True) if found else parts[0]


@once
def needles_by_session(analysis: AnalysisData, *, released: bool = False) -> pd.DataFrame:
    """Describe the needles of the first, second and further sessions that patients of the treated arm attended.

    Parameters
    ----------
    analysis : AnalysisData
    released : bool
        Leave out session numbers that too few patients reached by the plan, and round the mean to 1 decimal and the
        quartiles to whole needles: unrounded they give the number of patients away. Default: nothing is left out or
        rounded.

    Returns
    -------
    pandas.DataFrame
        One row per session number: `session_no, n_patients, mean, lower_quartile, upper_quartile`. Empty where no
        needles are recorded.
    """
    columns = ["session_no", "n_patients", "mean", "lower_quartile", "upper_quartile"]
    sessions = analysis.workbench.sessions
    if "needles_n" not in sessions.columns:
        return pd.DataFrame(columns=columns)
    own = sessions[sessions["attended"] & (sessions["arm"] == analysis.plan.treated_arm)]
    ordered = own.sort_values(["patient_id", "day", "source_row"], kind="stable")
    numbered = ordered.assign(session_no=ordered.groupby("patient_id").cumcount() + 1)
    known = numbered[numbered["needles_n"].notna()].astype({"needles_n": np.float64})
    grouped = known.groupby("session_no")["needles_n"]
    table = grouped.agg(n_patients="size", mean="mean").assign(
        lower_quartile=grouped.quantile(0.25), upper_quartile=grouped.quantile(0.75)
    )
    if released and analysis.plan.hides_small_groups:
        enough = table["n_patients"].map(analysis.plan.small_groups.are_enough).astype(bool)
        table = table[enough].round({"mean": 1, "lower_quartile": 0, "upper_quartile": 0})
    return table.reset_index()[columns]
