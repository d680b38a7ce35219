"""Whatever bytes stand in a file, it gets a verdict; and records never hold what nobody wrote."""

import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dnoutcomes.outcomes import read_outcomes, validate_file
from dnoutcomes.readers.finding import SEVERITIES

CLEAN = (
    b"patient_id,arm,cause,session_date,pain,note\n"
    b"001,standard,diabetic,2025-01-05,7,\n001,standard,diabetic,2025-02-02,6,\"a, b\"\n"
    b"002,needling+standard,chemotherapy,2025-01-06,8,\n002,needling+standard,chemotherapy,2025-02-03,5,\n"
)  # fmt: skip
PIECES = st.sampled_from(
    [
        b'"',
        b",",
        b";",
        b"\n",
        b"\r",
        b"\0",
        b"\xff",
        b"\xc3",
        b"\xe2\x80\xae",
        b"99",
        b"-",
        b"/",
        b"NA",
        b"\t",
        b"\x1b[",
    ]
) | st.binary(min_size=1, max_size=4)
EDITS = st.lists(st.tuples(st.integers(0, len(CLEAN)), st.integers(0, 12), PIECES), max_size=6)


def edited(edits):
    data = CLEAN
    for at, n_removed, piece in edits:
        data = data[:at] + piece + data[at + n_removed :]
    return data


def verdict_of(data, name="file.csv"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        report = validate_file(path)
    assert "\x1b" not in repr(report)
    report.to_dict()
    return report.verdict


@settings(deadline=None, max_examples=150)
@given(EDITS)
def test_a_damaged_file_gets_a_verdict(edits):
    assert verdict_of(edited(edits)) in ("ok", *SEVERITIES)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.zip", "a.csv.gz", "a"]))
def test_any_bytes_get_a_verdict(data, name):
    assert verdict_of(data, name) in ("ok", *SEVERITIES)


CELL = st.text(max_size=8) | st.sampled_from(
    ["7", "7,5", "1/2", "NA", "2025-13-01", "05/01/2025", "needling", "yes", "<1"]
)


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(["patient_id", "arm", "cause", "session_date", "pain_nrs", "age", "sex", "opioid"]),
    st.lists(CELL, min_size=4, max_size=4),
)
def test_any_text_in_any_column_gets_a_verdict(column, cells):
    frame = pd.DataFrame(
        {
            "patient_id": ["1", "1", "2", "2"],
            "arm": ["standard", "standard", "needling", "needling"],
            "cause": "diabetic",
            "session_date": ["2025-01-05", "2025-02-02"] * 2,
            "pain_nrs": ["7", "6", "8", "5"],
        }
    ).assign(**{column: cells})
    assert validate_file(frame).verdict in ("ok", *SEVERITIES)


@settings(deadline=None, max_examples=60)
@given(st.permutations(range(6)), st.permutations(["patient_id", "arm", "cause", "session_date", "pain_nrs"]))
def test_the_order_of_rows_and_columns_never_matters(rows, columns):
    frame = pd.DataFrame(
        {
            "patient_id": ["1", "1", "1", "2", "2", "2"],
            "arm": ["standard"] * 3 + ["needling"] * 3,
            "cause": ["diabetic", "", "diabetic", "", "", "idiopathic"],
            "session_date": ["2025-01-05", "2025-02-02", "2025-02-02"] * 2,
            "pain_nrs": ["7", "6", "5", "8", "", "3"],
        }
    )
    kept = ["patient_id", "arm", "cause", "session_date", "pain_nrs"]
    shuffled = frame.iloc[list(rows)][list(columns)]
    read = [read_outcomes(table, same_day="mean").records[kept] for table in (shuffled, frame)]
    ordered = [table.sort_values(kept, ignore_index=True) for table in read]
    assert ordered[0].equals(ordered[1])
