"""One patient under two ids: the same dates with the same scores."""

from __future__ import annotations

from math import comb

import numpy as np
import pandas as pd

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.moves import patients_in
from dnoutcomes.readers.finding import Finding

_LEAST_SCORES = 3
# Chance that the next scores of two patients agree, on the generous side, and how many pairs may agree by chance.
_AGREE = 0.35
_BY_CHANCE = 0.01
# Study days are often those of a schedule.
_BY_CHANCE_IN_STUDY_DAYS = 0.001
# So many courses of dates that differ show that dates aren't given by a schedule.
_COURSES = 4


def same_course(context: Context) -> list[Finding]:
    """Ask about ids with the same course of dates and scores, where chance hardly gives one."""
    frame = pd.DataFrame(
        {
            "patient": context.columns["patient_id"].values(),
            "time": context.columns[context.time_column].values(),
            "score": context.columns[context.outcome].numbers(),
        }
    )[context.live].dropna()
    by_patient = frame.sort_values(["time", "score"], kind="stable").groupby("patient")
    courses = by_patient.agg(times=("time", tuple), scores=("score", tuple))
    courses = courses[
        courses["scores"].map(lambda scores: len(scores) >= _LEAST_SCORES and len(set(scores)) > 1)
    ]
    if courses.empty:
        return []
    twins = courses.duplicated(["times", "scores"], keep=False)
    same_times = courses["times"].value_counts()
    pairs = sum(comb(int(n), 2) for n in same_times)
    free = len(same_times) >= _COURSES and not (same_times[courses.loc[~twins, "times"].unique()] > 1).any()
    free = free and context.time_column == "session_date"
    least = _BY_CHANCE if context.time_column == "session_date" else _BY_CHANCE_IN_STUDY_DAYS
    unlikely = courses["scores"].map(lambda scores: free or pairs * _AGREE ** len(scores) < least)
    patients = courses.index[twins & unlikely.to_numpy(dtype=bool)]
    rows = np.asarray(context.columns["patient_id"].values().isin(patients), dtype=bool)
    return context.found(
        "ask",
        rows,
        f"{patients_in(rows, context)} with the same dates and scores as another: one patient under two ids?",
        "patient_id",
        remedy='Give each patient one id, in one way; if they are different patients, pass confirmed=["same_course"].',
    )
