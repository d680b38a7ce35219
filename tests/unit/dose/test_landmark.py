from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.dose import landmark
from dnoutcomes.dose.attendance import sessions_by
from dnoutcomes.errors import ModelError


def test_slope_and_difference_are_those_of_a_regression_by_hand(clinic):
    import statsmodels.formula.api as smf

    rows = clinic.at_visit("W12")
    rows = rows[rows["arm"] == "needling"].assign(cause=lambda frame: frame["cause_modelled"])
    rows["sessions"] = sessions_by(clinic, rows["patient_id"], [28])[:, 0]
    week4 = clinic.visits[clinic.visits["visit"] == "W4"].set_index("patient_id")["change"]
    rows["so_far"] = week4.reindex(rows["patient_id"]).to_numpy()
    rows["many"] = rows["sessions"] >= 6
    found = landmark(clinic, 28, at_least=6).frame
    for place, name in enumerate(("sessions", "many")):
        fit = smf.ols(f"change ~ {name} + baseline + so_far + C(cause) + age + C(severity)", rows).fit(
            cov_type="HC3"
        )
        term = name if name == "sessions" else "many[T.True]"
        assert found["estimate"].iloc[place] == pytest.approx(fit.params[term])
        assert found["std_error"].iloc[place] == pytest.approx(fit.bse[term])
    assert found["contrast"].tolist() == ["one session more", "6 or more - fewer"]


def test_it_is_labelled_as_what_it_is(clinic):
    found = landmark(clinic, 28)
    assert (
        found.frame["analysis"]
        .eq("landmark: association among those in care, no effect of the arm (day 28)")
        .all()
    )
    assert any("no part of the comparison of the arms" in note for note in found.notes)
    counts = found.details
    assert counts["n_arm"] >= counts["n_in_care"] >= counts["n_scored"]
    assert found.frame["n_subjects"].eq(counts["n_scored"]).all()


def test_the_day_is_half_way_to_the_visit_unless_given(clinic):
    assert clinic.plan.visit("W12").day == 84
    assert landmark(clinic).frame.equals(landmark(clinic, 42).frame)


def test_who_left_before_the_landmark_takes_no_part(clinic):
    records = clinic.outcomes.records
    needled = clinic.patients.loc[clinic.patients["arm"] == "needling", "patient_id"].iloc[:10]
    gone = records["patient_id"].isin(needled) & (records["study_day"] > 20)
    kept = replace(clinic.outcomes, records=records[~gone])
    visits = clinic.visits.copy()
    visits.loc[visits["patient_id"].isin(needled), ["value", "change"]] = np.nan
    without = replace(clinic, outcomes=kept, visits=visits)
    before, after = landmark(clinic, 28).details, landmark(without, 28).details
    assert after["n_in_care"] == before["n_in_care"] - 10


def test_a_visit_that_begins_before_the_landmark_is_refused(clinic):
    with pytest.raises(ModelError, match=r"visit W4 begins on day \d+, not after the landmark on day 28"):
        landmark(clinic, 28, "W4")


def test_without_variation_there_is_no_question(clinic):
    with pytest.raises(ModelError, match="every patient of needling in care had 0 sessions by day 1"):
        landmark(clinic, 1)


def test_patients_of_a_therapist_share_errors(clinic):
    plan = clinic.plan.model_copy(update={"clusters": "therapist_id"})
    clustered = build_analysis(clinic.outcomes, plan)
    alone, shared = landmark(clinic, 28), landmark(clustered, 28)
    assert shared.frame["estimate"].tolist() == pytest.approx(alone.frame["estimate"].tolist())
    assert (shared.frame["std_error"] != alone.frame["std_error"]).all()
    assert (shared.frame["df"] < alone.frame["df"] / 2).all()
    assert "Errors: CR2 by therapist_id." in shared.notes
