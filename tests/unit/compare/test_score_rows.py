from dataclasses import replace

import numpy as np

from dnoutcomes.compare.score_rows import (
    comparison_rows,
    score_covariates,
    with_recorded_covariates,
)


def test_baseline_and_cause_come_before_the_covariates_of_the_plan(clinic, clinic_with):
    assert score_covariates(clinic) == ["baseline", "cause", "age", "severity"]
    assert score_covariates(clinic_with(causes=("diabetic",), n=80)) == ["baseline", "age", "severity"]
    assert score_covariates(clinic_with(n=80, covariates=["cause"])) == ["baseline", "cause"]


def test_gaps_stand_where_they_were_recorded_and_nowhere_else(clinic):
    gaps = clinic.gaps.copy()
    gaps.loc[[3, 7], "age"] = True
    analysis = replace(clinic, gaps=gaps)
    rows = with_recorded_covariates(analysis, analysis.patients)
    assert np.flatnonzero(rows["age"].isna()).tolist() == [3, 7]
    long = with_recorded_covariates(analysis, analysis.visits)
    assert set(long.loc[long["age"].isna(), "patient_id"]) == set(
        analysis.patients["patient_id"].iloc[[3, 7]]
    )
    assert clinic.patients["age"].notna().all()


def test_one_row_per_patient_at_a_visit(clinic):
    rows = comparison_rows(clinic, "W12")
    assert rows["patient_id"].tolist() == clinic.patients["patient_id"].tolist()
    assert rows["change"].isna().any()
