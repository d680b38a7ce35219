"""What a report says of its file: counts by check and column, never a value of the file."""

import pandas as pd

from dnoutcomes import read_outcomes
from dnoutcomes.report.facts.file_quality import file_quality

ROWS = [
    {"patient_id": f"P{i}", "arm": ["needling", "standard"][i % 2], "cause": "diabetic", "study_day": str(day),
     "pain_nrs": str(6 - day // 30)}
    for i in range(6)
    for day in (0, 28, 84)
]  # fmt: skip


def test_what_was_set_aside_is_counted_by_check_and_column():
    rows = pd.DataFrame(ROWS)
    rows.loc[[4, 7], "pain_nrs"] = ["six or so", "bad"]
    found = file_quality(read_outcomes(rows))
    (row,) = found.set_aside.to_dict("records")
    assert (row["column"], row["kind"], row["n"]) == ("pain_nrs", "row", 2)
    assert found.n_set_aside == 2
    assert found.n_rows == found.n_records + found.n_set_aside
    assert "six or so" not in found.set_aside.to_csv() + found.findings.to_csv()


def test_a_clean_file_has_nothing_to_list():
    found = file_quality(read_outcomes(pd.DataFrame(ROWS)))
    assert found.set_aside.empty
    assert found.n_set_aside == 0
