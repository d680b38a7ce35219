from datetime import date

import numpy as np

from dnoutcomes.checks.timeline import timeline_of
from dnoutcomes.readers.cells import Rules, parse_column
from dnoutcomes.schema import COLUMNS

IDS = ["P2", "P1", "", "P2", "P2", "P1"]
DATES = ["2026-03-01", "2026-02-01", "2026-01-01", "1900-01-01", "2026-01-15", "2026-02-01"]


def timeline(ids=IDS, dates=DATES, cutoff=date(2026, 12, 31)):
    return timeline_of(
        parse_column(COLUMNS["patient_id"], ids, Rules()),
        parse_column(COLUMNS["session_date"], dates, Rules()),
        cutoff,
    )


def test_rows_are_sorted_by_patient_and_time_with_those_that_cannot_be_right_last():
    rows = timeline()
    assert rows.patients.tolist() == ["P1", "P2"]
    assert rows.patient.tolist() == [1, 0, -1, 1, 1, 0]
    assert rows.order.tolist() == [1, 5, 4, 0, 3]
    assert rows.starts.tolist() == [0, 2]
    assert rows.undated.tolist() == [False, False, False, True, False, False]
    assert timeline(cutoff=date(2026, 2, 1)).undated.tolist() == [True, False, False, True, False, False]


def test_ranges_pass_over_rows_that_state_nothing():
    lowest, highest = timeline().range_of(np.array([5, -1, 9, -1, 3, -1], dtype="int8"))
    assert lowest.tolist() == [-1, 3]
    assert highest.tolist() == [-1, 5]


def test_rows_and_patients_are_told_of_each_other():
    rows = timeline()
    assert rows.rows_of(np.array([False, True])).tolist() == [True, False, False, True, True, False]
    assert rows.marks_of(np.array([False, True, True, False, False, False])).tolist() == [True, False]
    assert rows.patients_in(np.ones(6, dtype=bool)) == ["P2", "P1"]


def test_a_file_without_any_id_has_no_patient():
    rows = timeline(["", ""], DATES[:2])
    assert len(rows.order) == len(rows.patients) == 0
    assert rows.range_of(np.array([1, 2]))[0].tolist() == []
