"""Missing data: in which patterns, for which reasons, and what was seen of patients before they left."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from dnoutcomes.analysis import NOT_RECORDED, AnalysisData
from dnoutcomes.analysis_sums import Analysis, AnalysisSums, labelled, reduce_file
from dnoutcomes.derive import missing_because
from dnoutcomes.describe.calendar import day_of_data_cut
from dnoutcomes.describe.expected_visits import expected_visits
from dnoutcomes.engines.missing_groups import PATTERN_KEYS, REASON_KEYS, count_patterns, count_reasons
from dnoutcomes.errors import ModelError

SEEN, MISSING, NOT_DUE = "X", "-", "o"


def missing_patterns(analysis: Analysis, by: tuple[str, ...] = ("arm",)) -> pd.DataFrame:
    """Count patients by the visits at which they have a score.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums
        The same frame from either.
    by : tuple of str
        Columns of `analysis.patients`: ("arm",) or ("arm", "cause"). Sums have no other.

    Returns
    -------
    pandas.DataFrame
        One row per group and pattern, the most frequent first: the columns of `by`, `pattern` (a character per planned
        visit: X scored, - missing, o not yet due), `kind` ("complete", "left", "gap" or "not yet due"), `n_patients`,
        `n_in_group`.

    Raises
    ------
    ModelError
        Sums are to be grouped by what only rows of patients have.

    Notes
    -----
    "left": scored up to some visit and never after it; "gap": missing at a visit and scored at a later one; "complete":
    scored at all visits that were due. The distinction matters for imputation: patterns with gaps aren't monotone.
    """
    rows = _patterns_of_file(analysis, by) if isinstance(analysis, AnalysisSums) else _patterns(analysis, by)
    rows = rows.assign(kind=rows["pattern"].map(pattern_kind))
    counts = rows.groupby([*by, "pattern", "kind"], observed=True)["n_patients"].sum().reset_index()
    counts["n_in_group"] = counts.groupby(list(by), observed=True)["n_patients"].transform("sum")
    ascending = [True] * len(by) + [False, True]
    return counts.sort_values([*by, "n_patients", "pattern"], ascending=ascending, ignore_index=True)


def _patterns(analysis: AnalysisData, by: tuple[str, ...]) -> pd.DataFrame:
    """A row per patient."""
    visits = expected_visits(analysis)
    mark = np.where(visits["seen"], SEEN, np.where(visits["expected"], MISSING, NOT_DUE))
    letters = visits.assign(mark=mark).sort_values(["patient_id", "visit"], kind="stable")
    pattern = letters.groupby("patient_id")["mark"].agg("".join).rename("pattern").reset_index()
    return analysis.patients[["patient_id", *by]].merge(pattern, on="patient_id").assign(n_patients=1)


def _patterns_of_file(sums: AnalysisSums, by: tuple[str, ...]) -> pd.DataFrame:
    """A row for all patients who share arm, cause and pattern."""
    marks = {"seen": SEEN, "missing": MISSING, "not due": NOT_DUE}
    count = partial(count_patterns, plan=sums.plan, cut=day_of_data_cut(sums), marks=marks)
    counts = reduce_file(sums.outcomes, count, PATTERN_KEYS)
    rows = labelled(counts[["arm", "cause"]], sums).assign(
        pattern=counts["pattern"], n_patients=counts["n_patients"]
    )
    unknown = [name for name in by if name not in rows.columns]
    if unknown:
        raise ModelError(
            f"patterns by {unknown[0]!r} need rows of patients: sums are kept by arm and cause. Read the file with "
            "engine='pandas', which takes about 1 KB of memory for each row of the file"
        )
    return rows


def pattern_kind(pattern: str) -> str:
    """Name the kind of a pattern.

    Examples
    --------
    >>> [pattern_kind(pattern) for pattern in ("XXX", "XX-", "X-X", "XXo", "ooo")]
    ['complete', 'left', 'gap', 'complete', 'not yet due']
    """
    due = pattern.replace(NOT_DUE, "")
    if not due:
        return "not yet due"
    if MISSING not in due:
        return "complete"
    return "gap" if SEEN in due[due.index(MISSING) :] else "left"


def missing_reasons(analysis: Analysis) -> pd.DataFrame:
    """Count, by visit and arm, why expected visits have no score.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums
        The same frame from either.

    Returns
    -------
    pandas.DataFrame
        One row per visit, arm, course and reason: `visit, arm, course` (as in `AnalysisData.visits.missing_because`),
        `reason` (the last one recorded in `missing_reason` up to the visit, "not recorded" where there is none),
        `n_patients`, `n_expected`.
    """
    rows = _reasons_of_file(analysis) if isinstance(analysis, AnalysisSums) else _reasons(analysis)
    n_expected = rows.groupby(["visit", "arm"], observed=True)["n_patients"].sum().rename("n_expected")
    lost = rows[~rows["seen"]]
    counts = lost.groupby(["visit", "arm", "course", "reason"], observed=True)["n_patients"].sum()
    return counts.reset_index().merge(n_expected.reset_index(), on=["visit", "arm"]).astype({"visit": str})


def _reasons(analysis: AnalysisData) -> pd.DataFrame:
    """A row per visit that was expected."""
    expected = expected_visits(analysis)
    course = analysis.visits[["patient_id", "visit", "missing_because"]].rename(
        columns={"missing_because": "course"}
    )
    rows = expected.merge(course, on=["patient_id", "visit"], validate="one_to_one")
    rows = rows[rows["expected"]].assign(n_patients=1)
    return rows.assign(reason=_recorded_reasons(analysis, rows[~rows["seen"]]).reindex(rows.index))


def _reasons_of_file(sums: AnalysisSums) -> pd.DataFrame:
    """A row for all patients who share visit, arm, whether they were seen there and later, and reason."""
    count = partial(count_reasons, plan=sums.plan, cut=day_of_data_cut(sums))
    counts = reduce_file(sums.outcomes, count, REASON_KEYS)
    nothing, later = pd.Series(False, counts.index), counts["seen_later"].astype(bool)
    seen = counts["seen"].astype(bool)
    return counts.assign(
        visit=pd.Categorical.from_codes(counts["visit"], categories=sums.plan.visit_names, ordered=True),
        arm=pd.Categorical(counts["arm"], categories=[sums.plan.reference_arm, sums.plan.treated_arm]),
        seen=seen,
        course=missing_because(seen, nothing, later),
        reason=counts["reason"].astype("str").fillna(NOT_RECORDED),
    )


def _recorded_reasons(analysis: AnalysisData, lost: pd.DataFrame) -> pd.Series:
    """The last reason recorded before a missing visit's window ends and after the last score before it."""
    records = analysis.outcomes.records
    if "missing_reason" not in records.columns:
        return pd.Series(NOT_RECORDED, index=lost.index)
    dated = analysis.workbench.days
    given = dated.loc[dated["missing_reason"].notna(), ["patient_id", "day", "missing_reason"]]
    ends = {visit.name: visit.last for visit in analysis.plan.visits}
    last_seen = _last_seen_day(analysis)
    pairs = lost[["patient_id", "visit"]].assign(row=lost.index, end=lost["visit"].astype(str).map(ends))
    pairs = pairs.merge(given, on="patient_id")
    pairs = pairs.merge(last_seen, on=["patient_id", "visit"], how="left")
    inside = pairs[(pairs["day"] <= pairs["end"]) & ~(pairs["day"] < pairs["last_day"])]
    latest = inside.sort_values(["row", "day"], kind="stable").groupby("row")["missing_reason"].last()
    return latest.reindex(lost.index).fillna(NOT_RECORDED)


def _last_seen_day(analysis: AnalysisData) -> pd.DataFrame:
    """Day of the last visit seen before each visit."""
    visits = analysis.visits[["patient_id", "visit", "day"]]
    before = visits.groupby("patient_id")["day"].transform(lambda day: day.cummax().ffill().shift())
    return visits.assign(last_day=before)[["patient_id", "visit", "last_day"]]


def seen_before_leaving(analysis: AnalysisData) -> pd.DataFrame:
    """Compare patients who left after a visit with those who stayed, by what both had at that visit.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per visit but the last, and arm: `visit, arm, n_left, left_mean, n_stayed, stayed_mean, difference, low,
        high`: mean change from baseline at that visit of those not seen again although a later visit was due, and of
        those seen later; the difference with its t interval (unequal variances).

    Notes
    -----
    If those who leave had done worse already, missing data depend on what was seen; a mixed model allows for that.
    What happened after they left isn't in the data and can't be tested: that is what sensitivity analyses are for.
    """
    from scipy import stats

    rows = expected_visits(analysis).merge(
        analysis.visits[["patient_id", "visit", "change"]], on=["patient_id", "visit"], validate="one_to_one"
    )
    rows["place"] = rows["visit"].cat.codes
    last = rows[rows["seen"]].groupby("patient_id")["place"].max()
    last_due = rows[rows["expected"]].groupby("patient_id")["place"].max()
    compared = []
    level = analysis.plan.confidence_level
    for position, visit in enumerate(analysis.plan.visit_names[:-1]):
        for arm in rows["arm"].cat.categories:
            here = rows[(rows["place"] == position) & (rows["arm"] == arm) & rows["seen"]]
            stayed = here["patient_id"].map(last) > position
            left = ~stayed & (here["patient_id"].map(last_due) > position)
            one, other = here.loc[left, "change"], here.loc[stayed, "change"]
            low = high = float("nan")
            if len(one) > 1 and len(other) > 1 and (one.std() > 0 or other.std() > 0):
                low, high = stats.ttest_ind(one, other, equal_var=False).confidence_interval(level)
            compared.append(
                (
                    visit,
                    arm,
                    len(one),
                    one.mean(),
                    len(other),
                    other.mean(),
                    one.mean() - other.mean(),
                    low,
                    high,
                )
            )
    columns = ["visit", "arm", "n_left", "left_mean", "n_stayed", "stayed_mean", "difference", "low", "high"]
    return pd.DataFrame(compared, columns=columns)
