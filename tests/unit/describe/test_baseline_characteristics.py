import numpy as np
import pandas as pd
import pytest

from dnoutcomes import Plan, build_analysis, read_outcomes, simulate
from dnoutcomes.describe import table_one
from dnoutcomes.describe.baseline_characteristics import MOST_LEVELS, baseline_characteristics


@pytest.fixture(scope="module")
def simulated():
    return simulate("clinic", n=90, seed=21)


@pytest.fixture(scope="module")
def analysis(simulated):
    """The simulated clinic with columns that only its mapping knows of."""
    frame = simulated.frame.copy()
    number = frame["patient_id"].str[1:].astype(int)
    frame["bmi"] = 20 + number % 11
    frame["clinic_floor"] = np.where(number % 3, "ground", "first")
    frame["surname_code"] = "x" + (number % (MOST_LEVELS + 1)).astype(str)
    kept = {"keep": ["bmi", "clinic_floor", "surname_code"]}
    plan = simulated.plan
    return build_analysis(read_outcomes(frame, kept, plan=plan), plan)


def test_all_that_was_recorded_up_to_time_zero_is_there(analysis):
    names = list(baseline_characteristics(analysis).columns)
    assert names[:3] == ["baseline", "cause", "age"]
    assert {
        "sex",
        "severity",
        "expectation",
        "opioid",
        "isi",
        "bpi_interference",
        "bmi",
        "clinic_floor",
    } <= set(names)


def test_what_came_later_or_is_no_characteristic_is_not(analysis):
    names = set(baseline_characteristics(analysis).columns)
    later = {"pgic", "rescue", "discontinued", "n_sessions", "pain_post", "needles_n"}
    none = {"arm", "allocation", "index_date", "pain_nrs", "surname_code", "patient_id", "source_row"}
    assert not names & (later | none)


def test_another_outcome_has_its_score_at_the_start(simulated, analysis):
    first = (
        simulated.frame.dropna(subset=["isi"])
        .sort_values("session_date")
        .groupby("patient_id")["isi"]
        .first()
    )
    ids = analysis.patients["patient_id"]
    pd.testing.assert_series_equal(
        baseline_characteristics(analysis)["isi"].astype(float),
        ids.map(first).astype(float),
        check_names=False,
    )


def test_what_stands_in_for_a_gap_is_not_described(simulated):
    frame = simulated.frame.copy()
    frame["age"] = frame["age"].astype("Float64").mask(frame["patient_id"].isin(["P0003", "P0004", "P0011"]))
    found = build_analysis(read_outcomes(frame, plan=simulated.plan), simulated.plan)
    assert not found.patients["age"].isna().any()
    assert int(baseline_characteristics(found)["age"].isna().sum()) == 3
    row = table_one(found).set_index("characteristic").loc["age"]
    assert row["needling_n"] + row["standard_n"] == len(found.patients) - 3


def test_the_table_says_what_is_adjusted_for(analysis):
    adjusted = table_one(analysis).groupby("characteristic")["adjusted"].first()
    told = set(adjusted.index[adjusted])
    assert told == {"baseline", "cause", *analysis.covariates}
    assert not adjusted[["isi", "expectation", "bmi", "sex"]].any()


def test_cause_is_not_adjusted_for_where_there_is_one(simulated):
    frame = simulated.frame.assign(cause="diabetic")
    alone = build_analysis(read_outcomes(frame), Plan())
    assert set(table_one(alone).query("adjusted")["characteristic"]) == {"baseline"}


def test_what_is_recorded_in_some_causes_only_is_left_out_unless_it_is_a_covariate(simulated):
    names = set(baseline_characteristics(build_analysis(read_outcomes(simulated.frame), Plan())).columns)
    assert not names & {"hba1c", "on_chemo"}
    plan = Plan(covariates=("hba1c",))
    assert "hba1c" in baseline_characteristics(
        build_analysis(read_outcomes(simulated.frame, plan=plan), plan)
    )
