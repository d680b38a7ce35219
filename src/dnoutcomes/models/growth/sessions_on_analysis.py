"""The scores that a growth model of an analysis takes, as rows or as sums, and the columns of its course."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.analysis_sums import AnalysisSums, reduce_file, with_levels
from dnoutcomes.engines.course_groups import count_later_days, sum_courses
from dnoutcomes.engines.patient_groups import products_of
from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.course_sums import CourseSums
from dnoutcomes.models.shared.sums_only import refuse_rows
from dnoutcomes.plan import Plan
from dnoutcomes.plan.event_strategies import first_events

#: How the mean course is written in the formula.
COURSES = {
    "linear": "week",
    "piecewise": "(early + late)",
    "spline": "cr(week, df=3, constraints='center')",
}


def session_rows(analysis: AnalysisData, cluster: str | None = None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """List the scores after baseline, one row per patient and day.

    Returns
    -------
    (pandas.DataFrame, tuple of str)
        Columns `patient_id, arm, cause` (as models pool causes), `baseline, day, week, value, change`, the covariates
        and the cluster; and sentences on the scores set aside.
    """
    plan = analysis.plan
    carried = ["patient_id", "arm", "cause_modelled", "baseline", "baseline_day", *plan.covariates]
    patients = analysis.patients[list(dict.fromkeys(carried))].drop(columns="cause", errors="ignore")
    rows = analysis.workbench.scores(plan.outcome).merge(
        patients.rename(columns={"cause_modelled": "cause"}), on="patient_id"
    )
    rows = rows[rows["day"] > rows["baseline_day"]]
    horizon = planned_horizon(plan)
    late, after = rows["day"] > horizon, _after_event(rows, analysis.events)
    notes = late_note(int(late.sum()), horizon)
    notes += [f"{int((after & ~late).sum())} scores after an intercurrent event are set aside."] * bool(
        (after & ~late).any()
    )
    rows = rows[~late & ~after]
    require_arms(rows)
    if cluster is not None:
        rows = rows.merge(_clusters(analysis.workbench.days, cluster), on=["patient_id", "day"], how="left")
    rows = rows.assign(week=rows["day"] / 7, change=rows["value"] - rows["baseline"])
    return rows.drop(columns="baseline_day").reset_index(drop=True), tuple(notes)


def planned_horizon(plan: Plan) -> int:
    """Last day whose scores count."""
    return max(visit.day if visit.last is None else visit.last for visit in plan.visits)


def late_note(n: int, horizon: int) -> list[str]:
    """Say how many scores came after the last day that counts; nothing where none did."""
    return [f"{n} scores after day {horizon}, the end of the last planned visit, are not used."] * bool(n)


def _after_event(rows: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    first = first_events(events, lambda strategy: strategy.sets_aside)
    return rows["day"] >= rows["patient_id"].map(first).astype("float64")


def _clusters(records: pd.DataFrame, cluster: str) -> pd.DataFrame:
    """The cluster of each patient and day, that of the first record that names one."""
    if cluster not in records.columns:
        raise ModelError(
            f"the records have no column {cluster!r} to cluster by; there are {', '.join(records.columns)}"
        )
    return records.groupby(["patient_id", "day"], as_index=False)[cluster].first()


def require_arms(rows: pd.DataFrame) -> None:
    """Refuse rows of one arm only."""
    for arm in rows["arm"].cat.categories:
        if not (rows["arm"] == arm).any():
            raise ModelError(
                f"no patient of arm {arm!r} has a score after baseline, so the arms can't be compared"
            )


def sum_scores(analysis: AnalysisSums, turn: float | None = None) -> tuple[CourseSums, tuple[str, ...]]:
    """Add up the scores after baseline over patients who share their levels and the sums of their days.

    Parameters
    ----------
    analysis : AnalysisSums
    turn : float, optional
        Week at which the slope may change, a whole number of days.

    Returns
    -------
    (CourseSums, tuple of str)
        And sentences on the scores set aside, and on sums that save little.
    """
    plan, outcomes = analysis.plan, analysis.outcomes
    horizon = planned_horizon(plan)
    days = reduce_file(outcomes, partial(count_later_days, plan=plan), ["day"])
    within = days["day"] <= horizon
    turn_day = None if turn is None else _day_of_turn(days.loc[within, "day"] / 7, turn)
    numbers = ("baseline", *analysis.numbers)
    course = ("week",) if turn is None else ("early", "late")
    times = [f"t{i}_{j}" for i in range(1 + len(course)) for j in range(i, 1 + len(course))]
    levels = list(analysis.grouped.groups.columns)
    sums = reduce_file(
        outcomes,
        partial(sum_courses, plan=plan, means=analysis.means, horizon=horizon, turn=turn_day),
        [*levels, *times],
    )
    courses = CourseSums(
        with_levels(sums[levels], plan, analysis.modelled_causes),
        sums["n"].to_numpy(dtype="int64"),
        products_of(sums, "t"),
        products_of(sums),
        float(sums["squares"].sum()),
        numbers,
        course,
        "change",
        "patient_id",
    )
    require_arms(courses.factors)
    n_late = int(days.loc[~within, "n"].sum())
    n_patients = int(courses.n.sum())
    few_share = [_FEW_SHARE.format(len(sums), n_patients)] * (5 * len(sums) > 4 * n_patients)
    return courses, (*late_note(n_late, horizon), *few_share)


_FEW_SHARE = (
    "{} groups stand for {} patients, as few share their levels, the number of their scores and the sums of their days "
    "and of the squares of these: sums save little here. A group takes about 3 KB of memory."
)


def _day_of_turn(weeks: pd.Series, turn: float) -> int:
    course_columns(weeks, turn)
    if not float(turn * 7).is_integer():
        refuse_rows(f"turn={turn:g}, which is no whole number of days,")
    return int(turn * 7)


def check_course(course: str, turn: float | None) -> None:
    """Refuse a course that isn't known, and a turn without two lines or two lines without a turn."""
    if course not in COURSES:
        raise ModelError(f"course={course!r} isn't known; known: {', '.join(COURSES)}")
    if (course == "piecewise") != (turn is not None):
        raise ModelError(
            "turn= is the week at which the slope of course='piecewise' may change: name both or neither"
        )


def course_columns(week: pd.Series, turn: float | None) -> dict[str, pd.Series]:
    """Return the columns in which a course of two lines is linear; none without a turn."""
    if turn is None:
        return {}
    if not week.min() < turn < week.max():
        raise ModelError(
            f"turn={turn:g} is outside the weeks with scores, {week.min():.1f} to {week.max():.1f}"
        )
    return {"early": week.clip(upper=turn), "late": (week - turn).clip(lower=0)}
