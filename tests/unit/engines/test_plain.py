"""Each proof fails where its check would find something, and only then is a file read by pandas."""

import pandas as pd
import pytest
from plain_clinic import plain_clinic, write

from dnoutcomes.checks import CELL_CHECKS, Check
from dnoutcomes.engines.duckdb_engine import DuckDB
from dnoutcomes.engines.plain import PROVEN_OF_ROWS
from dnoutcomes.engines.stored_file import NotPlainError
from dnoutcomes.outcomes.read import read_outcomes
from dnoutcomes.outcomes.stored import read_stored
from dnoutcomes.readers import SiteMapping


def change(**cells):
    """A clinic with other cells in some rows: column=(row, value)."""
    frame = plain_clinic().astype("object")
    for column, (row, value) in cells.items():
        frame.loc[row, column] = value
    return frame


def same_day() -> pd.DataFrame:
    frame = plain_clinic()
    second = frame.iloc[[0]].assign(pain_nrs=frame["pain_nrs"].iloc[0] + 1)
    return pd.concat([frame, second], ignore_index=True)


def same_course() -> pd.DataFrame:
    frame = plain_clinic()
    return pd.concat(
        [frame, frame[frame["patient_id"] == "P001"].assign(patient_id="P901")], ignore_index=True
    )


def another_scale() -> pd.DataFrame:
    frame = plain_clinic(n=24).astype({"pain_nrs": "float64"})
    here = frame["site_id"] == "S1"
    return frame.assign(pain_nrs=frame["pain_nrs"].mask(here, frame["pain_nrs"] / 10))


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (pd.concat([plain_clinic(), plain_clinic().iloc[[4]]]), "repeat another one"),
        (change(age=(1, "")), "differ in what is said"),
        (change(age=(1, 53)), "differ in what is said"),
        (change(arm=(1, "needling")), "differ in what is said"),
        (change(cause=(1, "idiopathic")), "differ in what is said"),
        (same_day(), "different scores on one day"),
        (same_course(), "same course"),
        (another_scale(), "on another scale"),
        (change(pain_nrs=(0, "seven")), "not a number"),
        (change(patient_id=(0, " P000")), "written in several ways|differ"),
        (plain_clinic().assign(birth_year=1960), "dates of birth"),
    ],
)
def test_what_a_check_would_find_is_not_plain(tmp_path, frame, why):
    path = write(frame, tmp_path / "clinic.csv")
    with pytest.raises(NotPlainError, match=why):
        read_stored(path, SiteMapping(), None, "pain_nrs", DuckDB(threads=1))


def test_equal_scores_of_one_day_are_plain(tmp_path):
    frame = plain_clinic()
    second = frame.iloc[[0]].assign(encounter="session")
    path = write(pd.concat([frame.drop(index=5), second]), tmp_path / "clinic.csv")
    assert read_outcomes(path, engine="duckdb").engine == "duckdb"


def test_every_check_is_of_texts_or_proven():
    of_texts = {name for name, check in CELL_CHECKS.items() if check.of_texts}
    assert of_texts.isdisjoint(PROVEN_OF_ROWS)
    assert of_texts | {*PROVEN_OF_ROWS} == {*CELL_CHECKS}


def test_a_check_that_nobody_proved_is_left_to_pandas(tmp_path):
    CELL_CHECKS.register(Check("own", "own", lambda context: []))
    try:
        path = write(plain_clinic(), tmp_path / "clinic.csv")
        engine = read_outcomes(path, engine="duckdb").engine
    finally:
        CELL_CHECKS.withdraw("own")
    assert engine == "pandas, not DuckDB: the check own looks at all rows"
