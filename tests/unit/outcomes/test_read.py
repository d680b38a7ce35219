import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan

FRAME = pd.DataFrame(
    {
        "patient_id": ["S1", "S1", "N1", "N1"],
        "arm": ["standard", "standard", "needling", "needling"],
        "cause": "diabetic",
        "session_date": ["2025-01-06", "2025-02-03"] * 2,
        "pain_nrs": [7, 6, 8, 5],
        "opioid": ["yes", "", "no", "no"],
        "note": "private",
        "practice": [3, 3, 4, 4],
    }
)


def test_types_and_order_of_records():
    records = read_outcomes(FRAME.assign(age="61")).records
    text = str(pd.Series(["text"]).dtype)
    assert list(records.columns) == [
        "patient_id", "arm", "cause", "session_date", "pain_nrs", "age", "opioid", "source_row",
    ]  # fmt: skip
    assert {name: str(kind) for name, kind in records.dtypes.items()} == {
        "patient_id": text, "arm": text, "cause": text, "session_date": "datetime64[us]", "pain_nrs": "float64",
        "age": "float64", "opioid": "boolean", "source_row": "int64",
    }  # fmt: skip


def test_patient_columns_are_the_same_in_all_rows_of_a_patient():
    assert read_outcomes(FRAME).records["opioid"].tolist() == [False, False, True, True]


def test_a_covariate_of_the_plan_is_kept_and_typed():
    records = read_outcomes(FRAME, plan=Plan(covariates=("practice",))).records
    assert records["practice"].tolist() == [4.0, 4.0, 3.0, 3.0]
    named = FRAME.assign(practice=["A", "A", "B", "B"])
    assert read_outcomes(named, plan=Plan(covariates=("practice",))).records["practice"].tolist() == [
        "B",
        "B",
        "A",
        "A",
    ]


def test_an_event_of_the_plan_is_kept_as_yes_or_no():
    plan = Plan(estimand={"intercurrent_events": [{"event": "moved_away"}]})
    records = read_outcomes(FRAME.assign(moved_away=["0", "1", "0", "0"]), plan=plan).records
    assert records["moved_away"].tolist() == [False, False, False, True]


def test_a_plan_names_another_outcome():
    outcomes = read_outcomes(FRAME.assign(isi=[20, 18, 21, 9]), plan=Plan(outcome="isi"))
    assert outcomes.outcome == "isi"
    assert {"isi", "pain_nrs"} <= set(outcomes.records.columns)


def test_an_outcome_of_the_plans_own_has_its_range():
    plan = Plan(
        outcome="ache",
        instruments={"ache": {"label": "Ache", "direction": "lower", "minimum": 0, "maximum": 7}},
    )
    outcomes = read_outcomes(FRAME.rename(columns={"pain_nrs": "Ache"}), plan=plan)
    assert outcomes.rejects["source_row"].tolist() == [4]


def test_the_frame_of_the_caller_is_left_alone():
    before = FRAME.copy(deep=True)
    read_outcomes(FRAME, {"units": {"pain_nrs": {"multiply": 0.5}}})
    pd.testing.assert_frame_equal(FRAME, before)


def test_units_are_applied():
    records = read_outcomes(
        FRAME.assign(duration_months=[1, 1, 2, 2]), {"units": {"duration_months": {"multiply": 12}}}
    ).records
    assert records["duration_months"].tolist() == [24.0, 24.0, 12.0, 12.0]


def test_a_unit_of_a_column_that_is_not_there_is_an_error():
    with pytest.raises(DataError, match="no column 'weight_kg'"):
        read_outcomes(FRAME, {"units": {"weight_kg": {"multiply": 0.45}}})


def test_row_order_never_matters():
    shuffled = FRAME.sample(frac=1, random_state=7)
    columns = [name for name in read_outcomes(FRAME).records.columns if name != "source_row"]
    assert read_outcomes(FRAME).records[columns].equals(read_outcomes(shuffled).records[columns])


def test_the_source_says_which_file_and_not_where(tmp_path: Path):
    path = tmp_path / "visits.csv"
    FRAME.to_csv(path, index=False)
    source = read_outcomes(path).source
    assert (source.name, source.n_rows_read, source.n_records) == ("visits.csv", 4, 4)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert str(tmp_path) not in repr(source)


def test_repr_and_html():
    outcomes = read_outcomes(FRAME)
    assert "4 encounters of 2 patients (1 needling, 1 standard)" in repr(outcomes)
    assert outcomes._repr_html_().startswith("<p>Outcomes of")


def test_sums_survive_a_large_file(tmp_path):
    n = 50_000
    rng = np.random.default_rng(5)
    patient = rng.integers(0, 2_000, n)
    big = pd.DataFrame(
        {
            "patient_id": patient,
            "arm": np.where(patient % 2, "needling", "standard"),
            "cause": "diabetic",
            "study_day": rng.integers(0, 400, n),
            "pain_nrs": rng.integers(0, 11, n),
        }
    )
    path = tmp_path / "big.csv"
    big.to_csv(path, index=False)
    outcomes = read_outcomes(path, same_day="mean")
    assert len(outcomes.records) == n - outcomes.source.n_duplicates
    assert outcomes.records["pain_nrs"].sum() == big.drop_duplicates()["pain_nrs"].sum()


def test_a_file_of_which_nothing_is_left_says_why():
    frame = FRAME.assign(session_date=["soon", "soon", "later", ""])
    with pytest.raises(DataError, match=r"no row can be used: session_date: not a date \(3 rows\)"):
        read_outcomes(frame)


def test_patients_of_whom_no_row_is_left_are_named_with_their_arm():
    lost = pd.DataFrame(
        {
            "patient_id": ["S2", "S2", "N2"],
            "arm": ["standard", "standard", ""],
            "cause": ["diabetic", "", "diabetic"],
            "session_date": ["2025-01-06", "soon", "2025-01-06"],
            "pain_nrs": ["x", 5, 6],
        }
    )
    outcomes = read_outcomes(pd.concat([FRAME.astype(object), lost.astype(object)], ignore_index=True))
    assert outcomes.without_records.to_numpy().tolist() == [["S2", "standard", "diabetic"]]
    assert read_outcomes(FRAME).without_records.empty


def test_whose_every_row_is_stays_known_when_the_row_is_set_aside():
    frame = FRAME.astype(object).assign(site=["North", "", "South", "South"])
    frame.loc[1, "session_date"] = "soon"
    outcomes = read_outcomes(frame)
    assert outcomes.rejects["source_row"].tolist() == [3]
    assert outcomes.rows["source_row"].tolist() == [2, 3, 4, 5]
    assert outcomes.rows["patient_id"].tolist() == ["S1", "S1", "N1", "N1"]
    assert outcomes.rows["site_id"].tolist() == ["North", "North", "South", "South"]
    assert "site_id" not in read_outcomes(FRAME).rows.columns


def test_columns_that_reach_no_record_are_named_as_the_file_names_them():
    frame = FRAME.rename(columns={"note": "Comments"}).assign(Phone="1", DOB="1950-01-05")
    assert read_outcomes(frame).left_out == {
        "Phone": "identifier",
        "Comments": "free text",
        "DOB": "identifier",
        "practice": "unknown",
    }
    assert "practice" not in read_outcomes(frame, mapping={"keep": ["practice"]}).left_out


def test_outcomes_that_only_the_mapping_describes_are_named():
    declared = {"steps": {"minimum": 0, "maximum": 40000}, "unused": {"minimum": 0}}
    read = read_outcomes(FRAME.assign(steps=[4000, 5200, 3100, 9000]), mapping={"instruments": declared})
    assert read.records["steps"].tolist() == [3100.0, 9000.0, 4000.0, 5200.0]
    assert read.declared_outcomes == ("steps",)
    assert read_outcomes(FRAME).declared_outcomes == ()


def test_a_kept_column_that_changes_is_the_encounters_and_one_that_does_not_the_patients():
    frame = FRAME.assign(stress=[0, 10, 20, 5], height=[170, None, 181, None])
    records = read_outcomes(frame, mapping={"keep": ["stress", "height"]}).records
    assert records["stress"].tolist() == [20.0, 5.0, 0.0, 10.0]
    assert records["height"].tolist() == [181.0, 181.0, 170.0, 170.0]


def test_a_covariate_of_the_plan_stays_the_patients():
    frame = FRAME.assign(stress=[0, None, 20, None])
    records = read_outcomes(frame, plan=Plan(covariates=["stress"])).records
    assert records["stress"].tolist() == [20.0, 20.0, 0.0, 0.0]
