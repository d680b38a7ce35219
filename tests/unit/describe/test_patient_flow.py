import pandas as pd

from dnoutcomes.analysis import build_analysis
from dnoutcomes.describe import patient_flow
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.simulation import simulate


def test_counts_add_up_in_each_arm_and_at_each_visit():
    simulated = simulate("clinic", n=120, seed=4)
    frame = simulated.frame.copy()
    # A patient without any score, one without a baseline, one without a usable row, so that every kind of row occurs.
    who = frame["patient_id"].unique()
    frame.loc[frame["patient_id"] == who[0], "pain_nrs"] = pd.NA
    frame = frame[~((frame["patient_id"] == who[1]) & (frame["session_date"] <= frame["index_date"]))]
    frame = frame.astype({"session_date": object})
    frame.loc[frame["patient_id"] == who[2], "session_date"] = "soon"
    analysis = build_analysis(read_outcomes(frame, plan=simulated.plan), simulated.plan)
    flow = patient_flow(analysis)
    total = flow.groupby(["stage", "arm"])["n_patients"].sum()
    assert total["in the file"].sum() == frame["patient_id"].nunique()
    for arm in ("needling", "standard"):
        left_out = total.get(("left out", arm), 0)
        assert total["in the file", arm] == left_out + total["analysed", arm]
        for visit in simulated.plan.visit_names:
            at_visit = flow[(flow["arm"] == arm) & (flow["visit"] == visit)]
            assert at_visit["n_patients"].sum() == total["analysed", arm]
    assert total.xs("left out").sum() == 3
