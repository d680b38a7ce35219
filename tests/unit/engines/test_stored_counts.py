"""What a database counts of records is what is counted of them in memory."""

import numpy as np
import pandas as pd
import pytest
from plain_clinic import plain_clinic, write

from dnoutcomes.engines import DuckDB
from dnoutcomes.engines.stored_counts import StoredCounts
from dnoutcomes.engines.typed_file import TypedFile
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.record_counts import CountsOfFrame


def clinic(seed: int) -> pd.DataFrame:
    """A clinic in which therapists stand in for each other, scores jump, and fields of sessions contradict."""
    rng = np.random.default_rng(seed)
    frame = plain_clinic(n=30, seed=seed)
    n = len(frame)
    usual = frame["patient_id"].str[1:].astype(int) % 4
    stood_in = np.where(rng.random(n) < 0.3, rng.integers(0, 5, n), usual)
    frame["therapist_id"] = np.where(rng.random(n) < 0.2, "", [f"T{one}" for one in stood_in])
    frame["needles_n"] = pd.array(np.where(rng.random(n) < 0.5, rng.integers(0, 3, n), None), dtype="Int64")
    frame["needled"] = rng.choice(["yes", "no", ""], n)
    start = pd.to_datetime(frame["index_date"])
    soon = (frame["encounter"] == "assessment") & (
        pd.to_datetime(frame["session_date"]) - start
    ).dt.days.between(14, 17)
    frame.loc[soon, "session_date"] = (
        start[soon] + pd.to_timedelta(rng.integers(1, 4, soon.sum()), "D")
    ).dt.strftime("%F")
    frame.loc[soon, "pain_nrs"] = rng.integers(0, 3, soon.sum())
    return frame.sample(frac=1, random_state=seed, ignore_index=True)


@pytest.fixture(params=[1, 2])
def both(request, tmp_path):
    path = write(clinic(request.param), tmp_path / "clinic.csv")
    by_duckdb = read_outcomes(path, engine=DuckDB(threads=2))
    assert by_duckdb.engine == "duckdb"
    records = read_outcomes(path, engine="pandas").records
    return StoredCounts(by_duckdb.file, by_duckdb.names), CountsOfFrame(records, "session_date")


def test_columns_records_and_patients(both):
    stored, frame = both
    assert list(stored.columns) == list(frame.columns)
    assert (stored.n_records, stored.n_patients) == (frame.n_records, frame.n_patients)


@pytest.mark.parametrize("name", ["arm", "cause", "pain_nrs", "session_date", "opioid", "therapist_id"])
def test_records_by_value(both, name):
    stored, frame = (counts.by_value(name) for counts in both)
    assert stored.to_dict() == frame.to_dict()
    assert list(stored.index) == list(frame.index)


@pytest.mark.parametrize("names", [["arm"], ["arm", "cause"], ["opioid", "arm"]])
def test_patients_by_their_facts(both, names):
    stored, frame = (counts.patients_by(names) for counts in both)
    pd.testing.assert_series_equal(stored, frame)


@pytest.mark.parametrize("names", [["therapist_id"], ["therapist_id", "site_id", "needles_n"]])
def test_patients_by_the_value_of_most_rows(both, names):
    stored, frame = (counts.patients_by_most_rows(names) for counts in both)
    assert stored == frame
    assert len(stored) > 3


@pytest.mark.parametrize("score", ["pain_nrs", "needles_n"])
def test_scored_patients_and_moves(both, score):
    stored, frame = both
    assert stored.scored_patients(score) == frame.scored_patients(score)
    lines, expected = (counts.lines_of_moves(score, points=1, days=3) for counts in both)
    assert lines.tolist() == expected.tolist()
    assert len(lines) > 2


def test_lines_by_a_rule_stand_in_the_order_of_records(both):
    def contradicts(records):
        return records["needled"].eq(False).fillna(False) & (records["needles_n"] > 0)

    stored, frame = (counts.lines_where(["needled", "needles_n"], contradicts).tolist() for counts in both)
    assert stored == frame
    assert len(stored) > 2
    assert stored != sorted(stored)


def test_a_rule_that_marks_nothing_looks_at_no_row(both):
    stored, _ = both
    assert stored.lines_where(["needles_n"], lambda records: records["needles_n"] > 50).tolist() == []


def test_records_are_not_loaded_to_be_checked(tmp_path, monkeypatch):
    monkeypatch.setattr(TypedFile, "series", None)
    outcomes = read_outcomes(write(clinic(1), tmp_path / "clinic.csv"), engine="duckdb")
    assert outcomes.engine == "duckdb"
    assert {"no_outcome", "clustered_patients"} <= {*outcomes.issues["check"]}
