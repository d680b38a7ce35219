"""Neither the scores nor the order of the file settle what a patient is."""

import numpy as np
import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dnoutcomes.analysis import build_analysis
from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan

FACTS = [
    "patient_id",
    "arm",
    "cause",
    "age",
    "weight_kg",
    "site_id",
    "severity",
    "hba1c",
    "index_date",
    "zero",
]
PLAN = Plan(covariates=("weight_kg", "severity", "hba1c"), visits=[{"name": "W4", "day": 28}])


@st.composite
def files(draw):
    """Patients with up to six rows on few days, whose facts are blank or contradict each other here and there."""
    rows = []
    for place in range(draw(st.integers(4, 7))):
        arm = ("standard", "needling")[place % 2]
        more = st.tuples(
            st.sampled_from([0, 7, 14, 28, 56]),
            st.sampled_from([arm, arm, "", "needling"]),
            st.sampled_from(["", "diabetic", "trauma"]),
            st.sampled_from(["", "70", "70", "90"]),
            st.sampled_from(["", "mild", "mild", "severe"]),
            st.sampled_from(["", "7", "7", "8"]),
            st.integers(0, 10),
        )
        first = (0, arm, "diabetic", "70", "mild", "7", 6)
        rows += [_row(place, *cells) for cells in [first, *draw(st.lists(more, min_size=1, max_size=5))]]
    return pd.DataFrame(rows)


def _row(place, day, arm, cause, weight, severity, hba1c, score):
    when = pd.Timestamp("2025-01-06") + pd.Timedelta(days=day)
    return {
        "patient_id": f"P{place}",
        "arm": arm,
        "cause": cause,
        "session_date": f"{when:%Y-%m-%d}",
        "pain_nrs": str(score),
        "age": "61",
        "weight_kg": weight,
        "site_id": f"S{place % 3}",
        "severity": severity,
        "hba1c": hba1c,
    }


def facts_of(frame, arm_switch, cause_change):
    """What an analysis holds of each patient beside the scores, or what is asked."""
    try:
        outcomes = read_outcomes(frame, arm_switch=arm_switch, cause_change=cause_change, same_day="mean")
        analysis = build_analysis(outcomes, PLAN)
    except DataError as error:
        issues = [] if error.issues is None else error.issues.loc[error.issues["severity"] == "ask", "check"]
        return sorted(set(issues)) or str(error)
    zero = outcomes.records.groupby("patient_id")["session_date"].min().rename("zero").reset_index()
    patients = analysis.patients.merge(zero, on="patient_id").astype(str)
    return patients[[name for name in FACTS if name in patients.columns]].to_dict("list")


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    files(),
    st.randoms(use_true_random=False),
    st.sampled_from(["first", "censor", "exclude"]),
    st.sampled_from(["first", "last", "exclude"]),
)
def test_scores_and_order_settle_no_fact(frame, random, arm_switch, cause_change):
    before = facts_of(frame.drop_duplicates(), arm_switch, cause_change)
    scores = frame["pain_nrs"].astype(int)
    order = list(range(len(frame)))
    random.shuffle(order)
    others = [
        frame.assign(pain_nrs=(10 - scores).astype(str)).iloc[::-1],
        frame.assign(pain_nrs=scores.to_numpy()[order].astype(str)).iloc[order],
    ]
    for other in others:
        after = facts_of(other.drop_duplicates(), arm_switch, cause_change)
        assert after == before


def test_two_arms_on_one_day_are_asked_whatever_the_scores():
    for scores in (["8", "3"], ["3", "8"]):
        frame = pd.DataFrame([_row(0, 0, "standard", "trauma", "70", "mild", "7", 5),
                              _row(0, 0, "needling", "trauma", "70", "mild", "7", 5),
                              _row(1, 0, "needling", "trauma", "80", "mild", "7", 4),
                              _row(2, 0, "standard", "trauma", "80", "mild", "7", 4)])  # fmt: skip
        frame.loc[[0, 1], "pain_nrs"] = scores
        for policy in ("first", "censor"):
            assert facts_of(frame, policy, None) == ["arm_switch"]
    read = read_outcomes(frame, arm_switch="exclude", same_day="mean")
    assert np.all(read.records["patient_id"] != "P0")
