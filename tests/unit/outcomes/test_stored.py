import pickle
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnoutcomes.engines import DuckDB
from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import Outcomes, read_outcomes, validate
from dnoutcomes.plan import Plan

sys.path.insert(0, str(Path(__file__).parents[1] / "engines"))
from plain_clinic import FAULTS, FILES, FRAMES, VALUES, plain_clinic, write


def refusal(path, **options) -> DataError | None:
    try:
        read_outcomes(path, **options)
    except DataError as error:
        return error
    return None


def same(path, **options) -> str:
    """Hold both engines against each other, and return what read the file in the end."""
    refused = refusal(path, engine="pandas", **options)
    if refused is not None:
        again = refusal(path, engine="duckdb", **options)
        assert str(again) == str(refused)
        pd.testing.assert_frame_equal(again.issues, refused.issues)
        return refused.verdict
    by_pandas = read_outcomes(path, engine="pandas", **options)
    by_duckdb = read_outcomes(path, engine="duckdb", **options)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(by_duckdb, name), getattr(by_pandas, name))
    for name in VALUES:
        assert getattr(by_duckdb, name) == getattr(by_pandas, name)
    assert by_duckdb.n_patients == by_pandas.n_patients
    assert by_duckdb.n_rows_set_aside == by_pandas.n_rows_set_aside
    return by_duckdb.engine


@pytest.mark.parametrize("name", FILES)
def test_every_faulty_file_gets_its_verdict_from_both_engines(name):
    same(FAULTS / name)


def test_a_plain_file_is_read_by_duckdb_to_the_same_outcomes(tmp_path):
    path = write(plain_clinic().sample(frac=1, random_state=1), tmp_path / "clinic.csv")
    assert same(path) == "duckdb"


def test_parquet_is_read_by_duckdb_to_the_same_outcomes(tmp_path):
    path = write(plain_clinic(), tmp_path / "clinic.csv")
    with duckdb.connect() as connection:
        connection.execute(f"copy (from '{path}') to '{tmp_path}/clinic.parquet' (format parquet)")
    assert same(tmp_path / "clinic.parquet") == "duckdb"


def test_names_and_codes_of_a_mapping_are_those_of_pandas(tmp_path):
    frame = (
        plain_clinic().rename(columns={"arm": "grp", "pain_nrs": "vas"}).replace({"grp": {"needling": "N"}})
    )
    frame["vas"] = frame["vas"] * 10
    path = tmp_path / "clinic.csv"
    frame.to_csv(path, index=False, sep=";", lineterminator="\r\n")
    mapping = {"columns": {"grp": "arm", "vas": "pain_nrs"}, "values": {"arm": {"N": "needling"}},
               "scale": {"pain_nrs": "0-100"}}  # fmt: skip
    assert same(path, mapping=mapping) == "duckdb"


def test_why_pandas_reads_is_said(tmp_path):
    frame = plain_clinic()
    frame.loc[3, "pain_nrs"] = 11
    engine = same(write(frame, tmp_path / "clinic.csv"))
    assert engine == "pandas, not DuckDB: pain_nrs: outside 0 to 10"


CELLS = ["", " ", "NA", "11", "-9", "7,5", "-0", "2025-02-30", "2025-13-02", "1970-01-01", "2035-01-01", "needlin",
         "P001", "p001", "S0", "diabetic", "7", "0.5", "yes", "no", "assessment", "2025-01-01", "x"]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_random_slips_are_judged_alike(data, tmp_path_factory):
    frame = plain_clinic(seed=data.draw(st.integers(0, 99), "seed")).astype("object")
    frame = frame.where(frame.notna(), "").astype(str)
    for _ in range(data.draw(st.integers(0, 3), "slips")):
        row = data.draw(st.integers(0, len(frame) - 1), "row")
        column = data.draw(st.sampled_from(list(frame)), "column")
        frame.loc[row, column] = data.draw(st.sampled_from(CELLS), "cell")
    if data.draw(st.booleans(), "twice"):
        frame = pd.concat([frame, frame.iloc[[data.draw(st.integers(0, len(frame) - 1), "again")]]])
    policies = data.draw(
        st.sampled_from([{}, {"arm_switch": "first", "cause_change": "last", "same_day": "mean"}])
    )
    same(write(frame, tmp_path_factory.mktemp("slips") / "clinic.csv"), **policies)


def test_outcomes_travel_to_another_process_without_their_database(tmp_path):
    outcomes = read_outcomes(write(plain_clinic(), tmp_path / "clinic.csv"), engine="duckdb")
    travelled = pickle.loads(pickle.dumps(outcomes))
    assert type(travelled) is Outcomes
    pd.testing.assert_frame_equal(travelled.records, outcomes.records)


def test_in_memory_a_part_of_them_can_take_their_place(tmp_path):
    outcomes = read_outcomes(write(plain_clinic(), tmp_path / "clinic.csv"), engine="duckdb").in_memory()
    part = replace(outcomes, records=outcomes.records[outcomes.records["patient_id"] == "P003"])
    assert (type(part), part.n_patients, part.engine) == (Outcomes, 1, "duckdb")
    pd.testing.assert_frame_equal(part.rows, outcomes.rows)


def test_they_are_told_without_their_records(tmp_path):
    path = write(plain_clinic(), tmp_path / "clinic.csv")
    outcomes = read_outcomes(path, engine=DuckDB(threads=1))
    by_pandas = repr(read_outcomes(path, engine="pandas"))
    assert repr(outcomes) == by_pandas.replace("clinic.csv", "clinic.csv, in DuckDB")
    assert "records" not in vars(outcomes)


def test_a_plan_is_held_against_the_file_by_both(tmp_path):
    path = write(plain_clinic().assign(practice="p1"), tmp_path / "clinic.csv")
    plan = Plan(covariates=("age", "practice"), data_cutoff="2025-12-31")
    assert same(path, plan=plan) == "duckdb"
    assert same(path, plan=Plan(data_cutoff="2025-04-20")).startswith("pandas, not DuckDB: session_date")


def test_an_engine_that_nobody_knows_is_refused(tmp_path):
    with pytest.raises(DataError, match="pandas, duckdb"):
        read_outcomes(write(plain_clinic(), tmp_path / "clinic.csv"), engine="spark")


def test_a_plan_is_held_against_them_without_their_records(tmp_path):
    path = write(plain_clinic(n=20), tmp_path / "clinic.csv")
    plan = Plan(outcome="pain_nrs", clusters="site_id", causes=("idiopathic",), data_cutoff="2025-12-31")
    expected = validate(read_outcomes(path, engine="pandas"), plan)
    outcomes = read_outcomes(path, engine="duckdb")
    found = validate(outcomes, plan)
    assert "records" not in vars(outcomes)
    pd.testing.assert_frame_equal(found.issues, expected.issues)
    assert found.counts == expected.counts
    # The plan has something to say of it that reading hadn't.
    assert not found.issues.equals(outcomes.issues)
    refused = validate(outcomes, Plan(outcome="isi"))
    assert (refused.verdict, "records" in vars(outcomes)) == ("reject", False)
