import pandas as pd
import pytest

from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.starting.column_candidates import candidates_for

FRAME = pd.DataFrame(
    {
        "id": ["1", "1", "2", "2"],
        "group": ["a", "", "b", "b"],
        "switching": ["a", "b", "a", "b"],
        "when": ["05/01/2026", "", "06/01/2026", "n"],
        "day": ["05/01/2026", "02/02/2026", "06/01/2026", ""],
        "score": ["7,5", "6", "8", "5"],
        "age": ["61", "61", "55", "55"],
        "text": ["a b", "c", "d", "e f"],
    }
)


@pytest.mark.parametrize(
    ("column", "fitting"),
    [
        ("arm", ["group", "age"]),
        ("cause", ["group", "age"]),
        ("session_date", ["day"]),
        ("outcome", ["score"]),
        ("patient_id", ["score", "text"]),
    ],
)
def test_what_content_could_be(column, fitting):
    names = [name for name in FRAME.columns if name != "id"]
    assert candidates_for(column, read_frame(FRAME), names, ["id"]) == fitting
