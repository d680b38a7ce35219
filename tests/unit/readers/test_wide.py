import pandas as pd

from dnoutcomes.readers import SiteMapping
from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.readers.mapped_table import map_table

WIDE = pd.DataFrame({"patient_id": ["1", "2"], "p0": ["7", "6"], "p12": ["5", ""], "d12": ["2025-04-01", ""]})
VISITS = [
    {"study_week": 0, "columns": {"p0": "pain_nrs"}},
    {"study_week": 12, "columns": {"p12": "pain_nrs", "d12": "session_date"}},
]


def test_a_row_becomes_a_row_per_visit_with_something_recorded():
    table = map_table(read_frame(WIDE), SiteMapping.build({"wide": VISITS}))
    shown = table.frame[["patient_id", "study_week", "pain_nrs", "session_date"]].values.tolist()
    assert shown == [["1", "0", "7", ""], ["2", "0", "6", ""], ["1", "12", "5", "2025-04-01"]]
    assert table.source_rows.tolist() == [2, 3, 2]
    assert "1 have nothing recorded" in table.findings[0].message


def test_columns_of_visits_are_not_reported_as_unknown():
    assert map_table(read_frame(WIDE), SiteMapping.build({"wide": VISITS})).ignored == ()
