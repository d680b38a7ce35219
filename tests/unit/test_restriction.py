from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.plan_against_data import AFTER_TIME_ZERO
from dnoutcomes.restriction import restrict


def test_patients_are_kept_by_what_was_known_at_time_zero(clinic):
    older = restrict(clinic, "age >= 60 and severity == 'severe'")
    expected = clinic.patients[(clinic.patients["age"] >= 60) & (clinic.patients["severity"] == "severe")]
    assert older.patients["patient_id"].tolist() == expected["patient_id"].tolist()
    assert set(older.visits["patient_id"]) == set(expected["patient_id"])
    assert len(older.visits) == 2 * len(older.patients)
    assert len(older.excluded) == len(clinic.patients) - len(expected)
    assert "only age >= 60 and severity == 'severe'" in older.plan.estimand.population
    assert (
        older.notes[-1] == f"Only patients with age >= 60 and severity == 'severe': {len(expected)} of 240."
    )
    assert older.gaps.index.equals(older.patients.index)


def test_a_level_in_a_list_and_a_negation(clinic):
    some = restrict(clinic, "cause in ['diabetic', 'traumatic'] and not severity == 'mild'")
    assert set(some.patients["cause"]) == {"diabetic", "traumatic"}
    assert list(some.patients["cause_modelled"].cat.categories) == ["diabetic", "traumatic"]
    assert set(some.patients["severity"]) == {"severe"}


def test_a_missing_value_meets_no_comparison(clinic):
    patients = clinic.patients.assign(hba1c=np.where(np.arange(240) < 200, np.nan, 8.0))
    with_gaps = replace(clinic, patients=patients)
    assert len(restrict(with_gaps, "hba1c > 7").patients) == 40


@pytest.mark.parametrize(
    "condition",
    [*(f"{name} == 1" for name in AFTER_TIME_ZERO), "change < -2", "therapist_id == 'T1'", "pain_nrs > 3",
     "severity == 'mild' or responder_30_percent == 1"],
)  # fmt: skip
def test_what_happened_after_time_zero_is_refused_with_the_reason(clinic, condition):
    with pytest.raises(ModelError, match=r"known only after time zero.*immortal time.*landmark\(analysis"):
        restrict(clinic, condition)


@pytest.mark.parametrize(
    ("condition", "error", "message"),
    [
        ("sverity == 'mild'", ModelError, "did you mean 'severity'"),
        ("age.abs() > 3", ModelError, "holds Call"),
        ("__import__('os').getcwd() == ''", ModelError, "only comparisons of columns"),
        ("age >", ModelError, "can't be read"),
        ("1 == 1", ModelError, "names no column"),
        ("age", ModelError, "isn't true or false"),
        ("arm == 'needling'", DataError, "no patient of arm 'standard' meets"),
    ],
)
def test_what_cannot_choose_patients_is_refused(clinic, condition, error, message):
    with pytest.raises(error, match=message):
        restrict(clinic, condition)


def test_the_analysis_given_stays_as_it_was(clinic):
    before = clinic.patients.copy()
    restrict(clinic, "age > 50")
    pd.testing.assert_frame_equal(clinic.patients, before)
